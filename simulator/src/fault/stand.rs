//! One instance on a socket of its own: accepts, reads the request, and answers as its phase and its fault say.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::AbortHandle;

use super::content::Content;
use super::reply::{Body, End, Reply};
use super::request::{self, Came, Request};
use super::tcp::{self, Tcp};
use super::{Act, Item, Phase, Phases, Shape};
use crate::Site;

/// A header that the declaration adds: it must reach no other host.
pub const SECRET: &str = "x-rahasia";

/// An instance.
pub struct Stand {
    /// What it does.
    pub item: &'static Item,
    /// When.
    pub phases: Phases,
    /// Whose it is.
    pub site: Site,
    /// Its place among all.
    pub place: usize,
    /// Where it listens.
    pub address: SocketAddr,
    /// The instance whose content it serves in some faults, and that one's place.
    pub neighbour: (Site, usize),
    cycle: AtomicU32,
    /// Requests since the last reset.
    pub requests: AtomicU64,
    /// Requests for another host that carried the secret header.
    pub leaks: AtomicU64,
    listening: Mutex<Listening>,
}

enum Listening {
    Open(AbortHandle),
    /// Bound and not listening: connections are refused, and nobody else gets the port.
    Refusing(#[expect(dead_code, reason = "holds the port")] TcpSocket),
}

/// One answer in the making.
pub struct Scene<'a> {
    /// What was asked.
    pub request: &'a Request,
    /// What the instance would hold if it were good.
    pub good: Content,
    /// The nth cycle of the fault, from 0.
    pub nth: u32,
    /// Now.
    pub cycle: u32,
    /// Whose.
    pub stand: &'a Stand,
}

impl Stand {
    /// Opens a socket on `ip`, not yet listening.
    pub fn open(
        item: &'static Item,
        phases: Phases,
        site: Site,
        place: usize,
        neighbour: (Site, usize),
        ip: std::net::IpAddr,
    ) -> std::io::Result<Self> {
        let socket = bind(SocketAddr::new(ip, 0))?;
        let address = socket.local_addr()?;
        Ok(Self {
            item,
            phases,
            site,
            place,
            address,
            neighbour,
            cycle: AtomicU32::new(0),
            requests: AtomicU64::new(0),
            leaks: AtomicU64::new(0),
            listening: Mutex::new(Listening::Refusing(socket)),
        })
    }

    /// The host that the declaration names.
    pub fn host(&self) -> String {
        format!("{}.localhost", self.site.slug())
    }

    /// `http://mpp-3601.localhost:PORT/`
    pub fn base(&self) -> String {
        format!("http://{}:{}/", self.host(), self.address.port())
    }

    /// Where the feed is.
    pub fn path(&self) -> &'static str {
        match self.item.shape {
            Shape::Json => "layanan.json",
            Shape::Paged => "layanan",
            Shape::Csv => "layanan.csv",
        }
    }

    fn good(&self, cycle: u32) -> Content {
        Content::good(&self.site, self.place, self.item.services, if self.item.still { 0 } else { cycle })
    }

    /// What it holds in a cycle, if that is accepted.
    pub fn content(&self, cycle: u32) -> Content {
        let good = self.good(cycle);
        match (self.phases.at(cycle), self.item.act) {
            (Phase::Fault(nth), Act::Meaning(meaning)) => meaning.content(good, nth, self),
            _ => good,
        }
    }

    /// Plays a cycle from now on.
    pub fn set_cycle(self: &Arc<Self>, cycle: u32) -> std::io::Result<()> {
        self.cycle.store(cycle, SeqCst);
        let refuses = matches!((self.phases.at(cycle), self.item.act), (Phase::Fault(_), Act::Tcp(Tcp::Refused)));
        let mut listening = self.listening.lock().unwrap_or_else(PoisonError::into_inner);
        match (&*listening, refuses) {
            (Listening::Open(task), true) => {
                task.abort();
                *listening = Listening::Refusing(bind(self.address)?);
            }
            (Listening::Refusing(_), false) => {
                // The old socket is closed only when the new one listens.
                let listener = bind(self.address)?.listen(1024)?;
                let stand = Arc::clone(self);
                *listening = Listening::Open(tokio::spawn(stand.accept(listener)).abort_handle());
            }
            _ => {}
        }
        Ok(())
    }

    /// Stops listening.
    pub fn close(&self) {
        if let Listening::Open(task) = &*self.listening.lock().unwrap_or_else(PoisonError::into_inner) {
            task.abort();
        }
    }

    async fn accept(self: Arc<Self>, listener: TcpListener) {
        while let Ok((stream, _)) = listener.accept().await {
            let stand = Arc::clone(&self);
            tokio::spawn(async move {
                // How the other side takes it is its own affair.
                drop(stand.answer(stream).await);
            });
        }
    }

    async fn answer(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let cycle = self.cycle.load(SeqCst);
        let phase = self.phases.at(cycle);
        if let (Phase::Fault(_), Act::Tcp(fault)) = (phase, self.item.act)
            && let Some(end) = fault.before_reading()
        {
            self.requests.fetch_add(1, SeqCst);
            return super::reply::end(&mut stream, end).await;
        }
        let request = match request::read(&mut stream).await? {
            Came::Request(request) => request,
            Came::Tls => return tcp::answer_tls(&mut stream, self.item).await,
            Came::Nothing => return Ok(()),
        };
        self.requests.fetch_add(1, SeqCst);
        let host = request.headers.get("host").map(String::as_str).unwrap_or_default();
        if !host.starts_with(&self.host()) && request.headers.contains_key(SECRET) {
            self.leaks.fetch_add(1, SeqCst);
        }
        let good = self.good(cycle);
        let nth = if let Phase::Fault(nth) = phase { nth } else { 0 };
        let scene = Scene { request: &request, good, nth, cycle, stand: self };
        let reply = if phase == Phase::Good { scene.honest() } else { scene.faulty() };
        reply.send(&mut stream).await
    }
}

fn bind(address: SocketAddr) -> std::io::Result<TcpSocket> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    socket.set_reuseaddr(true)?;
    socket.set_reuseport(true)?;
    socket.bind(address)?;
    Ok(socket)
}

impl Scene<'_> {
    fn faulty(&self) -> Reply {
        match self.stand.item.act {
            Act::Tcp(fault) => fault.reply(self),
            Act::Http(fault) => fault.reply(self),
            Act::Compression(fault) => fault.reply(self),
            Act::Encoding(fault) => fault.reply(self),
            Act::Json(fault) => fault.reply(self),
            Act::Csv(fault) => fault.reply(self),
            Act::Meaning(fault) => fault.reply(self),
        }
    }

    /// The media type that the instance writes.
    pub fn content_type(&self) -> &'static str {
        if self.stand.item.shape == Shape::Csv { "text/csv; charset=utf-8" } else { "application/json; charset=utf-8" }
    }

    /// The body that a content makes.
    pub fn body_of(&self, content: &Content) -> Vec<u8> {
        match self.stand.item.shape {
            Shape::Json => content.value().to_string().into_bytes(),
            Shape::Paged => content.page(self.request.page).to_string().into_bytes(),
            Shape::Csv => content.table().into_bytes(),
        }
    }

    /// The body that a good instance gives.
    pub fn body(&self) -> Vec<u8> {
        self.body_of(&self.good)
    }

    /// `200` with a body and without validators.
    pub fn ok(&self, body: Vec<u8>) -> Reply {
        Reply::ok(self.content_type(), body)
    }

    /// `200` with the good body and without validators.
    pub fn plain(&self) -> Reply {
        self.ok(self.body())
    }

    /// `200` with a body and its validators, or `304`.
    pub fn with_validators(&self, body: Vec<u8>) -> Reply {
        if !self.stand.item.validators {
            return self.ok(body);
        }
        let tag = format!("\"{}\"", blake3::hash(&body).to_hex().chars().take(24).collect::<String>());
        if self.request.headers.get("if-none-match").is_some_and(|asked| asked.contains(tag.as_str())) {
            return Reply::status(304, "Not Modified").header("ETag", tag).length(super::reply::Length::Unsaid);
        }
        self.ok(body).header("ETag", tag)
    }

    /// What a good instance answers.
    pub fn honest(&self) -> Reply {
        if self.request.path.trim_start_matches('/') == self.stand.path() {
            return self.with_validators(self.body());
        }
        Reply::status(404, "Not Found").with(Body::Whole(b"tidak ditemukan (sintetis)".to_vec()))
    }
}

impl Tcp {
    fn before_reading(self) -> Option<End> {
        match self {
            Self::ResetOnAccept => Some(End::Reset),
            Self::CloseOnAccept => Some(End::Close),
            Self::BlackHole => Some(End::Silence),
            _ => None,
        }
    }
}
