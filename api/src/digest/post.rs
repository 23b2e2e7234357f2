//! The postman: every minute he looks whose turn it is, and hands one letter after the other to a mail server over a connection that is kept.

use std::time::Duration;

use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use registry::model::Instant;
use registry::store::digests::{self, Reader};
use registry::store::{Store, StoreError};
use tokio::time::MissedTickBehavior;

use super::{Letter, compose, week};
use crate::state::Gazetteer;

/// How often he looks.
const LOOK: Duration = Duration::from_secs(60);
/// How long a mail server may take for one step.
const WITHIN: Duration = Duration::from_secs(30);

/// A mail server and who writes.
#[derive(Clone, Debug)]
pub struct Mail {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// A letter that could not be sent.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// An address is none.
    #[error("not an e-mail address: {0}")]
    Address(#[from] lettre::address::AddressError),
    /// The letter cannot be written.
    #[error("the letter cannot be written: {0}")]
    Message(#[from] lettre::error::Error),
    /// The mail server does not take it, or is not set up as it should be.
    #[error("the mail server: {0}")]
    Smtp(#[from] lettre::transport::smtp::Error),
    /// What is in the letter could not be read.
    #[error("what is in the letter could not be read: {0}")]
    Content(String),
}

impl Mail {
    /// A mail server at `smtps://user:password@host:465`, `smtp://host:587?tls=required` or, on the same machine, `smtp://localhost:25`; letters
    /// are `from`.
    ///
    /// # Errors
    /// Either is not as it should be.
    pub fn new(server: &str, from: &str) -> Result<Self, MailError> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(server)?.timeout(Some(WITHIN)).build();
        Ok(Self { transport, from: from.parse()? })
    }

    /// Hands a letter over.
    ///
    /// # Errors
    /// It cannot be written, or was not taken.
    pub async fn send(&self, reader: &Reader, letter: &Letter, base: &str, week: &str) -> Result<(), MailError> {
        let end = format!("{base}/langganan/{}", reader.token);
        let host = self.from.email.domain();
        // The same for the same week: a mail server that is handed a letter twice can know it.
        let id = format!("<ringkasan.{week}.{}.{}@{host}>", reader.region, reader.account);
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(Some(reader.name.clone()), reader.email.parse()?))
            .subject(&letter.subject)
            .message_id(Some(id))
            .header(ListUnsubscribe(format!("<{end}>")))
            .header(ListUnsubscribePost)
            .multipart(MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone()))?;
        self.transport.send(message).await?;
        Ok(())
    }
}

/// Where one ends it by machine (RFC 2369).
#[derive(Clone)]
struct ListUnsubscribe(String);

/// That one click does (RFC 8058).
#[derive(Clone)]
struct ListUnsubscribePost;

type Unread = Box<dyn std::error::Error + Send + Sync>;

impl Header for ListUnsubscribe {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe")
    }
    fn parse(text: &str) -> Result<Self, Unread> {
        Ok(Self(text.to_owned()))
    }
    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}

impl Header for ListUnsubscribePost {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe-Post")
    }
    fn parse(_: &str) -> Result<Self, Unread> {
        Ok(Self)
    }
    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "List-Unsubscribe=One-Click".to_owned())
    }
}

/// Sends the digests.
#[derive(Clone)]
pub struct Postman {
    /// The database.
    pub store: Store,
    /// The regions.
    pub gazetteer: Gazetteer,
    /// The mail server.
    pub mail: Mail,
    /// The time.
    pub clock: fn() -> Instant,
    /// Where links lead to, without a slash at the end.
    pub base: String,
}

impl Postman {
    /// Works until `stop` is done.
    pub async fn run(&self, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        let mut tick = tokio::time::interval(LOOK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = &mut stop => return,
                _ = tick.tick() => {}
            }
            // A letter under way is ended: one that is given up in the middle may have been taken.
            match self.deliver().await {
                Ok(0) => {}
                Ok(sent) => tracing::info!(sent, "{sent} digests were sent"),
                Err(error) => tracing::error!(%error, code = error.code(), "who gets a digest could not be read"),
            }
        }
    }

    /// Sends all that is due: how many letters were taken.
    ///
    /// # Errors
    /// The database fails.
    pub async fn deliver(&self) -> Result<usize, StoreError> {
        let mut sent = 0;
        loop {
            let (now, current) = ((self.clock)(), week((self.clock)()));
            let claimed = current.clone();
            let reader = self.store.write(move |conn| digests::claim_reader(conn, &claimed, now)).await?;
            let Some(reader) = reader else { return Ok(sent) };
            match self.one(&reader, &current, now).await {
                Ok(scores) => {
                    sent += 1;
                    self.store.write(move |conn| digests::reader_was_sent(conn, &reader, &scores)).await?;
                }
                Err(error) => {
                    let account = reader.account.to_string();
                    tracing::warn!(account, %error, "a digest was not taken: it is tried again in half an hour, eight times at most");
                    self.store.write(move |conn| digests::reader_was_not_sent(conn, &reader, now)).await?;
                }
            }
        }
    }

    async fn one(&self, reader: &Reader, week: &str, now: Instant) -> Result<std::collections::BTreeMap<String, f64>, MailError> {
        let letter = compose(&self.store, &self.gazetteer, &self.base, reader.region, Some(reader), now).await;
        let letter = letter.map_err(|error| MailError::Content(error.to_string()))?;
        self.mail.send(reader, &letter, &self.base, week).await?;
        Ok(letter.scores)
    }
}
