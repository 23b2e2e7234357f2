//! A response as bytes on a socket, with every way to get it wrong: what is stated and what is sent are apart.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What is said of the body's length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// As it is.
    True,
    /// This, whatever is sent.
    Stated(u64),
    /// Nothing: it ends with the connection.
    Unsaid,
    /// It comes in chunks, which end well or not at all.
    Chunked {
        /// The last chunk is sent.
        ends: bool,
    },
}

/// What happens after the last byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The connection is closed.
    Close,
    /// The connection is reset.
    Reset,
    /// Nothing, for ever.
    Silence,
    /// The sending half is closed, and the other is read for ever.
    HalfOpen,
}

/// The bytes of a body.
pub enum Body {
    /// At hand.
    Whole(Vec<u8>),
    /// Made as they are sent.
    Flow(Box<dyn Iterator<Item = Vec<u8>> + Send>),
}

/// How fast it is sent.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Bytes at a time.
    pub bytes: usize,
    /// The wait between.
    pub wait: Duration,
    /// Only the body.
    pub body_only: bool,
}

/// A response.
pub struct Reply {
    /// `HTTP/1.1 200 OK`, or anything.
    pub status: Vec<u8>,
    /// As they are sent.
    pub headers: Vec<(String, Vec<u8>)>,
    /// What is said of its length.
    pub length: Length,
    /// The body.
    pub body: Body,
    /// Sent before the status line.
    pub before: Body,
    /// Only so many bytes of all of it are sent.
    pub cut: Option<usize>,
    /// Sent slowly.
    pub pace: Option<Pace>,
    /// What happens then.
    pub end: End,
}

impl Reply {
    /// `200` with a body.
    pub fn ok(content_type: &str, body: Vec<u8>) -> Self {
        Self::status(200, "OK").header("Content-Type", content_type).with(Body::Whole(body))
    }

    /// A status without a body.
    pub fn status(code: u16, phrase: &str) -> Self {
        let headers = vec![("X-Synthetic".to_owned(), b"true".to_vec()), ("Connection".to_owned(), b"close".to_vec())];
        Self {
            status: format!("HTTP/1.1 {code} {phrase}").into_bytes(),
            headers,
            length: Length::True,
            body: Body::Whole(Vec::new()),
            before: Body::Whole(Vec::new()),
            cut: None,
            pace: None,
            end: End::Close,
        }
    }

    /// With a header more.
    pub fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.headers.push((name.to_owned(), value.as_ref().to_vec()));
        self
    }

    /// Without this header.
    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self
    }

    /// With this body.
    pub fn with(self, body: Body) -> Self {
        Self { body, ..self }
    }

    /// With this said of its length.
    pub fn length(self, length: Length) -> Self {
        Self { length, ..self }
    }

    /// The bytes of a body that is at hand.
    pub fn bytes(&self) -> &[u8] {
        match &self.body {
            Body::Whole(bytes) => bytes,
            Body::Flow(_) => &[],
        }
    }

    fn head(&self) -> Vec<u8> {
        let mut head = self.status.clone();
        head.extend_from_slice(b"\r\n");
        let length = match (self.length, &self.body) {
            (Length::True, Body::Whole(bytes)) => Some(("Content-Length", bytes.len().to_string())),
            (Length::Stated(length), _) => Some(("Content-Length", length.to_string())),
            (Length::Chunked { .. }, _) => Some(("Transfer-Encoding", "chunked".to_owned())),
            (Length::Unsaid, _) | (Length::True, Body::Flow(_)) => None,
        };
        let length = length.map(|(name, value)| (name.to_owned(), value.into_bytes()));
        for (name, value) in self.headers.iter().chain(&length) {
            head.extend_from_slice(name.as_bytes());
            head.extend_from_slice(b": ");
            head.extend_from_slice(value);
            head.extend_from_slice(b"\r\n");
        }
        head.extend_from_slice(b"\r\n");
        head
    }

    /// Sends it. An error of the connection is the other side's right.
    pub async fn send(self, stream: &mut TcpStream) -> io::Result<()> {
        // A status line that is empty: the body is all there is.
        let head = if self.status.is_empty() { Vec::new() } else { self.head() };
        let chunked = matches!(self.length, Length::Chunked { .. });
        let mut sender = Sender { stream, left: self.cut.unwrap_or(usize::MAX), pace: self.pace };
        for bytes in parts(self.before) {
            sender.send(&bytes, false).await?;
        }
        sender.send(&head, false).await?;
        for bytes in parts(self.body) {
            if chunked {
                sender.send(format!("{:x}\r\n", bytes.len()).as_bytes(), true).await?;
            }
            sender.send(&bytes, true).await?;
            if chunked {
                sender.send(b"\r\n", true).await?;
            }
        }
        if self.length == (Length::Chunked { ends: true }) {
            sender.send(b"0\r\n\r\n", true).await?;
        }
        stream.flush().await?;
        end(stream, self.end).await
    }
}

fn parts(body: Body) -> Box<dyn Iterator<Item = Vec<u8>> + Send> {
    match body {
        Body::Whole(bytes) if bytes.is_empty() => Box::new(std::iter::empty()),
        Body::Whole(bytes) => Box::new(std::iter::once(bytes)),
        Body::Flow(flow) => flow,
    }
}

/// Ends a connection.
pub async fn end(stream: &mut TcpStream, end: End) -> io::Result<()> {
    match end {
        End::Close => stream.shutdown().await,
        // Dropped by the caller: what is not yet read is thrown away, and the other side gets a reset.
        End::Reset => stream.set_zero_linger(),
        End::Silence => loop {
            tokio::time::sleep(Duration::from_secs(3600)).await;
        },
        End::HalfOpen => {
            stream.shutdown().await?;
            let mut ignored = [0_u8; 1024];
            loop {
                if stream.read(&mut ignored).await? == 0 {
                    tokio::time::sleep(Duration::from_secs(3600)).await;
                }
            }
        }
    }
}

struct Sender<'s> {
    stream: &'s mut TcpStream,
    left: usize,
    pace: Option<Pace>,
}

impl Sender<'_> {
    async fn send(&mut self, bytes: &[u8], is_body: bool) -> io::Result<()> {
        let bytes = bytes.get(..bytes.len().min(self.left)).unwrap_or_default();
        self.left -= bytes.len();
        match self.pace.filter(|pace| is_body || !pace.body_only) {
            None => self.stream.write_all(bytes).await,
            Some(pace) => {
                for few in bytes.chunks(pace.bytes.max(1)) {
                    self.stream.write_all(few).await?;
                    self.stream.flush().await?;
                    tokio::time::sleep(pace.wait).await;
                }
                Ok(())
            }
        }
    }
}
