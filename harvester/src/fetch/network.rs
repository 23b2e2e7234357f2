//! The connections: names are resolved here, every address is checked together with the port that it will be connected at, and only what
//! passed is connected to. There is no second look at the name, so that one which changes its address in between gains nothing.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::future::BoxFuture;
use reqwest::Client;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use rustls::pki_types::CertificateDer;

use super::guard::{Guard, Policy, Refused, loopback_name};
use super::limits::Limits;

/// Clients that are kept, one a port; beyond, all but the one at hand are dropped.
const MOST_CLIENTS: usize = 512;

/// The addresses of a name.
pub type Lookup = Arc<dyn Fn(String) -> BoxFuture<'static, std::io::Result<Vec<IpAddr>>> + Send + Sync>;

/// What is around a fetcher, passed in.
#[derive(Default)]
pub struct Surroundings {
    /// Which private addresses may be connected to.
    pub policy: Policy,
    /// Where this process listens itself: never connected to, whatever the policy.
    pub own: Vec<SocketAddr>,
    /// Resolves names; `None`: the system does.
    pub lookup: Option<Lookup>,
    /// Certificates that are trusted beside the system's.
    pub roots: Vec<CertificateDer<'static>>,
}

/// A fetcher that cannot start.
#[derive(Debug, thiserror::Error)]
pub enum FetcherError {
    /// The TLS library cannot start.
    #[error("TLS cannot start: {0}")]
    Tls(#[from] rustls::Error),
    /// The HTTP library cannot start.
    #[error("the HTTP client cannot start: {0}")]
    Client(#[from] reqwest::Error),
}

/// Clients, one for each port that is connected to: a name is checked together with the port, and the library tells a resolver the name only.
pub(super) struct Network {
    tls: rustls::ClientConfig,
    guard: Guard,
    lookup: Lookup,
    connect: Duration,
    clients: Mutex<HashMap<u16, Client>>,
}

impl Network {
    pub(super) fn new(
        limits: &Limits,
        guard: Guard,
        lookup: Option<Lookup>,
        roots: Vec<CertificateDer<'static>>,
    ) -> Result<Self, FetcherError> {
        let network = Self {
            tls: tls(roots)?,
            guard,
            lookup: lookup.unwrap_or_else(|| Arc::new(|name| Box::pin(system(name)))),
            connect: limits.connect,
            clients: Mutex::default(),
        };
        network.client(443)?;
        Ok(network)
    }

    /// The client for a port.
    pub(super) fn client(&self, port: u16) -> Result<Client, reqwest::Error> {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = clients.get(&port) {
            return Ok(client.clone());
        }
        if clients.len() >= MOST_CLIENTS {
            clients.clear();
        }
        let resolver = Resolver { guard: self.guard.clone(), lookup: Arc::clone(&self.lookup), port };
        let client = Client::builder()
            .user_agent(concat!("Simpul/", env!("CARGO_PKG_VERSION"), " (national registry of MPP)"))
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            // `gzip` decompresses all members of a body; the library only the first.
            .no_gzip()
            .connect_timeout(self.connect)
            // A connection is worth keeping for the documents of one feed, not until the next harvest: thousands of hosts a minute would each leave
            // some, with the buffers of their largest body.
            .pool_idle_timeout(Duration::from_secs(1))
            .pool_max_idle_per_host(4)
            .tls_backend_preconfigured(self.tls.clone())
            // Certificates are looked at for when they end.
            .tls_info(true)
            .dns_resolver(Arc::new(resolver))
            .build()?;
        clients.insert(port, client.clone());
        Ok(client)
    }
}

/// TLS as the HTTP library would set it up, but once for all clients, and with more roots where those are given.
fn tls(roots: Vec<CertificateDer<'static>>) -> Result<rustls::ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let verifier = rustls_platform_verifier::Verifier::new_with_extra_roots(roots, Arc::clone(&provider))?;
    let mut config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

async fn system(name: String) -> std::io::Result<Vec<IpAddr>> {
    Ok(tokio::net::lookup_host((name.as_str(), 0)).await?.map(|address| address.ip()).collect())
}

/// Resolves names and keeps the addresses that the guard lets pass at this port.
struct Resolver {
    guard: Guard,
    lookup: Lookup,
    port: u16,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (guard, lookup, port) = (self.guard.clone(), Arc::clone(&self.lookup), self.port);
        Box::pin(async move {
            let host = name.as_str().to_ascii_lowercase();
            let found = match loopback_name(&host) {
                Some(address) => vec![address],
                None => lookup(host).await?,
            };
            let (mut allowed, mut refused) = (Vec::new(), None);
            for address in found {
                let to = SocketAddr::new(address, port);
                match guard.check_address(to) {
                    Ok(()) => allowed.push(to),
                    Err(why) => refused = Some(why),
                }
            }
            match refused {
                Some(why) if allowed.is_empty() => Err(Box::new(why) as Box<dyn std::error::Error + Send + Sync>),
                _ => Ok(Box::new(allowed.into_iter()) as Addrs),
            }
        })
    }
}

/// The guard's refusal behind an error of the HTTP library.
pub(super) fn refusal<'e>(cause: &'e (dyn std::error::Error + 'static)) -> Option<&'e Refused> {
    cause.downcast_ref::<Refused>()
}
