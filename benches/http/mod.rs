//! What both benchmarks of the API share: the API served on a port of its own, and a client that costs next to nothing.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use registry::search::embedded::Embedded;
use registry::store::Store;

/// Serves the API on these and returns where.
pub async fn serve(store: Store, engine: Embedded) -> String {
    let gazetteer =
        api::Gazetteer { regions: registry::gazetteer::regions().to_vec(), provinces: registry::gazetteer::provinces().to_vec() };
    #[expect(clippy::disallowed_methods, reason = "the benchmark's clock")]
    let clock = || registry::model::Instant::new(chrono::Utc::now());
    let state = api::State::new(store, Arc::new(engine), clock, gazetteer, true).expect("metrics");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    drop(listener);
    let listen = address.clone();
    tokio::spawn(async move { api::serve(&listen, actix_web::web::Data::new(state), std::future::pending()).await });
    while TcpStream::connect(&address).is_err() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    address
}

/// One connection, kept alive.
pub struct Connection {
    stream: BufReader<TcpStream>,
    body: Vec<u8>,
}

impl Connection {
    /// To this address.
    pub fn open(address: &str) -> Self {
        let stream = TcpStream::connect(address).expect("a connection");
        stream.set_nodelay(true).expect("no delay");
        Self { stream: BufReader::with_capacity(1 << 16, stream), body: Vec::new() }
    }

    /// Asks and reads the answer to its end. Whether it is 200.
    pub fn ask(&mut self, request: &str) -> bool {
        self.stream.get_mut().write_all(request.as_bytes()).expect("sent");
        let (mut line, mut length, mut chunked) = (String::new(), 0, false);
        self.stream.read_line(&mut line).expect("a status");
        let is_good = line.starts_with("HTTP/1.1 200");
        loop {
            line.clear();
            self.stream.read_line(&mut line).expect("a header");
            let lower = line.trim().to_ascii_lowercase();
            if lower.is_empty() {
                break;
            }
            if let Some(value) = lower.strip_prefix("content-length:") {
                length = value.trim().parse().expect("a length");
            }
            chunked |= lower == "transfer-encoding: chunked";
        }
        if chunked {
            self.skip_chunks();
        } else {
            self.skip(length);
        }
        is_good
    }

    fn skip(&mut self, length: usize) {
        self.body.resize(length, 0);
        self.stream.read_exact(&mut self.body).expect("a body");
    }

    fn skip_chunks(&mut self) {
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).expect("a chunk's length");
            let length = usize::from_str_radix(line.trim(), 16).expect("a length");
            self.skip(length + 2);
            if length == 0 {
                break;
            }
        }
    }
}
