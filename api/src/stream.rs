//! Answers that are too large to be held: written piece by piece, as fast as the caller takes them. Only so many at once; a caller that takes
//! nothing for a minute loses his place. What breaks off is seen to break off: the connection ends before the body does.

use std::future::Future;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Bytes;
use futures::stream::unfold;
use serde::Serialize;
use tokio::sync::mpsc;

use crate::error::Error;
use crate::state::State;

/// A caller that takes nothing for so long has gone, or wants to keep the place from others.
const PATIENCE: Duration = Duration::from_secs(60);

enum Piece {
    Bytes(Bytes),
    End,
}

/// The body broke off.
#[derive(Debug, thiserror::Error)]
#[error("the answer broke off")]
struct BrokenOff;

/// Where the pieces of an answer go.
pub struct Sink {
    to: mpsc::Sender<Piece>,
}

impl Sink {
    /// Sends a piece, when the caller has taken the one before.
    ///
    /// # Errors
    /// The caller is gone.
    pub async fn send(&self, bytes: Vec<u8>) -> Result<(), Error> {
        self.put(Piece::Bytes(bytes.into())).await
    }

    /// Sends each value as a line of JSON.
    ///
    /// # Errors
    /// The caller is gone, or a value cannot be written.
    pub async fn lines<T: Serialize>(&self, values: &[T]) -> Result<(), Error> {
        let mut lines = Vec::new();
        for value in values {
            serde_json::to_writer(&mut lines, value)?;
            lines.push(b'\n');
        }
        self.send(lines).await
    }

    async fn put(&self, piece: Piece) -> Result<(), Error> {
        let sent = tokio::time::timeout(PATIENCE, self.to.send(piece)).await;
        if matches!(sent, Ok(Ok(()))) { Ok(()) } else { Err(Error::Away) }
    }
}

/// Answers with what `write` sends.
///
/// # Errors
/// Too many such answers are under way.
pub fn answer<F>(state: &State, content_type: &'static str, write: impl FnOnce(Sink) -> F + 'static) -> Result<HttpResponse, Error>
where
    F: Future<Output = Result<(), Error>> + 'static,
{
    let place = state.streams.clone().try_acquire_owned().map_err(|_| Error::Busy)?;
    let (to, from) = mpsc::channel(1);
    actix_web::rt::spawn(async move {
        let _place = place;
        let sink = Sink { to: to.clone() };
        match write(sink).await {
            Ok(()) => drop(Sink { to }.put(Piece::End).await),
            Err(error) => error.log(),
        }
    });
    let pieces = unfold(Some(from), |from| async move {
        let mut from = from?;
        match from.recv().await {
            Some(Piece::Bytes(bytes)) => Some((Ok(bytes), Some(from))),
            Some(Piece::End) => None,
            None => Some((Err(BrokenOff), None)),
        }
    });
    let pieces = futures::StreamExt::map(pieces, |piece| piece.map_err(|broken| Box::new(broken) as Box<dyn std::error::Error>));
    let mut answer = HttpResponse::Ok();
    answer.insert_header((header::CACHE_CONTROL, "no-cache")).insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"));
    Ok(answer.content_type(content_type).streaming(pieces))
}
