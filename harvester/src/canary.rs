//! The canary: a listener of this process's own, asked by the very HTTP client that asks the sources. Where even this does not answer, it is
//! the harvester that is cut off, not the sources.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Who asks has this long, and no more than one request's header to say.
const PATIENCE: Duration = Duration::from_secs(5);
const HEADER: usize = 4096;

/// A listener that answers 204 to whoever asks, for as long as it is kept.
pub struct Canary {
    address: SocketAddr,
    answering: JoinHandle<()>,
}

impl Canary {
    /// Listens at a port of the loopback that is free.
    ///
    /// # Errors
    /// There is none.
    pub async fn start() -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        Ok(Self { address, answering: tokio::spawn(answer(listener)) })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Canary {
    fn drop(&mut self) {
        self.answering.abort();
    }
}

async fn answer(listener: TcpListener) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => drop(tokio::spawn(tokio::time::timeout(PATIENCE, one(stream)))),
            // No descriptor is free: that passes.
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
}

async fn one(mut stream: TcpStream) -> std::io::Result<()> {
    let mut asked = Vec::new();
    while !asked.windows(4).any(|end| end == b"\r\n\r\n") && asked.len() < HEADER {
        if stream.read_buf(&mut asked).await? == 0 {
            return Ok(());
        }
    }
    // A new connection for every question: that it can be had is part of the answer.
    stream.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n").await?;
    stream.shutdown().await
}
