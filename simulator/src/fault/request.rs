//! The request as far as an instance looks at it.

use std::collections::HashMap;
use std::io;

use tokio::io::{AsyncRead, AsyncReadExt};

/// The most that is read of a request's header.
const LONGEST: usize = 64 << 10;

/// A request.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Without the query: `/layanan.json`.
    pub path: String,
    /// The page that is asked for, from 1.
    pub page: usize,
    /// By lower-case name.
    pub headers: HashMap<String, String>,
}

/// What came on a connection.
pub enum Came {
    /// A request.
    Request(Request),
    /// The hello of a TLS client.
    Tls,
    /// Nothing: the other side closed.
    Nothing,
}

/// Reads the header of a request.
pub async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Came> {
    let mut head = Vec::new();
    let mut chunk = [0_u8; 4096];
    while !head.windows(4).any(|four| four == b"\r\n\r\n") {
        let read = stream.read(&mut chunk).await?;
        if read == 0 || head.len() > LONGEST {
            return Ok(Came::Nothing);
        }
        head.extend_from_slice(chunk.get(..read).unwrap_or_default());
        if head.first() == Some(&0x16) {
            return Ok(Came::Tls);
        }
    }
    Ok(Came::Request(parse(&String::from_utf8_lossy(&head))))
}

fn parse(head: &str) -> Request {
    let mut lines = head.split("\r\n");
    let target = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap_or("/");
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let page = url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == "page").and_then(|(_, value)| value.parse().ok());
    let headers = lines.filter_map(|line| line.split_once(':'));
    Request {
        path: path.to_owned(),
        page: page.unwrap_or(1),
        headers: headers.map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned())).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_request_is_read_as_it_was_sent() {
        let mut bytes: &[u8] = b"GET /layanan?page=3 HTTP/1.1\r\nHost: a.localhost\r\nIf-None-Match: \"x\"\r\n\r\n";
        let Came::Request(request) = read(&mut bytes).await.unwrap() else { panic!("no request") };
        assert_eq!((request.path.as_str(), request.page), ("/layanan", 3));
        assert_eq!(request.headers["if-none-match"], "\"x\"");
    }
}
