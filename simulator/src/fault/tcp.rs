//! Faults of the connection.

use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::Item;
use super::reply::{Body, End, Length, Pace, Reply};
use super::stand::Scene;

/// A fault of the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tcp {
    /// Nobody listens.
    Refused,
    /// Accepted, then reset.
    ResetOnAccept,
    /// Accepted, then closed.
    CloseOnAccept,
    /// Accepted, then silence.
    BlackHole,
    /// The request is read, then closed without a byte.
    CloseAfterRequest,
    /// The request is read, then reset.
    ResetAfterRequest,
    /// The request is read, then silence.
    SilenceAfterRequest,
    /// One byte, then silence.
    OneByte,
    /// Half of the header, then this.
    InHeader(End),
    /// Half of the body, then this.
    InBody(End),
    /// The whole header, then this.
    AfterHeader(End),
    /// A byte of the header a second.
    SlowHeader,
    /// A byte of the body a second.
    SlowBody,
    /// Everything, a byte a packet, without a wait: slow and honest.
    Fragments,
    /// An answer after half a second: slow and honest.
    Late,
    /// The whole body and its length, then the connection stays open: honest.
    StaysOpen,
    /// Redirects to itself by TLS, and answers the hello so.
    Tls(Tls),
}

/// What answers a TLS client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// An HTTP response in the clear.
    Plain,
    /// A fatal alert: `handshake_failure`.
    Alert,
    /// Bytes that are nothing.
    Garbage,
    /// The end of the connection.
    Close,
    /// Silence.
    Silence,
}

impl Tcp {
    /// The answer to a request.
    pub fn reply(self, scene: &Scene<'_>) -> Reply {
        let good = scene.plain();
        let body = good.bytes().len();
        let slowly = |body_only| Some(Pace { bytes: 1, wait: Duration::from_secs(1), body_only });
        match self {
            // These never come so far.
            Self::Refused | Self::ResetOnAccept | Self::CloseOnAccept | Self::BlackHole => Reply { cut: Some(0), ..good },
            Self::CloseAfterRequest => Reply { cut: Some(0), ..good },
            Self::ResetAfterRequest => Reply { cut: Some(0), end: End::Reset, ..good },
            Self::SilenceAfterRequest => Reply { cut: Some(0), end: End::Silence, ..good },
            Self::OneByte => Reply { cut: Some(1), end: End::Silence, ..good },
            Self::InHeader(end) => Reply { cut: Some(40), end, ..good },
            Self::AfterHeader(end) => Reply { body: Body::Whole(Vec::new()), length: Length::Stated(body as u64), end, ..good },
            Self::InBody(end) => Reply { cut: Some(body / 2), end, ..good },
            Self::SlowHeader => Reply { pace: slowly(false), ..good },
            Self::SlowBody => Reply { pace: slowly(true), ..good },
            Self::Fragments => Reply { pace: Some(Pace { bytes: 7, wait: Duration::ZERO, body_only: false }), ..good },
            Self::Late => {
                let pace = Pace { bytes: usize::MAX, wait: Duration::from_millis(250), body_only: false };
                Reply { pace: Some(pace), ..good }
            }
            Self::StaysOpen => Reply { end: End::Silence, ..good.without("Connection") },
            Self::Tls(_) => {
                let target = format!("https://{}:{}/layanan.json", scene.stand.host(), scene.stand.address.port());
                Reply::status(302, "Found").header("Location", target)
            }
        }
    }
}

/// Answers the hello of a TLS client.
pub async fn answer_tls(stream: &mut TcpStream, item: &Item) -> std::io::Result<()> {
    let how = if let super::Act::Tcp(Tcp::Tls(how)) = item.act { how } else { Tls::Plain };
    let bytes: &[u8] = match how {
        Tls::Plain => b"HTTP/1.1 400 Bad Request\r\nX-Synthetic: true\r\nContent-Length: 0\r\n\r\n",
        Tls::Alert => &[0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28],
        Tls::Garbage => b"\x00\xff\x13\x37\x00\x00 bukan TLS, data sintetis",
        Tls::Close | Tls::Silence => b"",
    };
    stream.write_all(bytes).await?;
    super::reply::end(stream, if how == Tls::Silence { End::Silence } else { End::Close }).await
}
