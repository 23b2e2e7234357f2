//! The farm's handle: starts it, steers it, stops it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::web::{self, Data};
use actix_web::{App, HttpServer};
use chrono::NaiveDate;
use registry::model::RegionCode;
use tokio::task::JoinHandle;
use url::Url;

use crate::fault::Fault;
use crate::plan::{Format, Plan};
use crate::server::{Counts, Instances, answer};
use crate::{Site, declaration};

/// How instances are told apart on the one port.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Addressing {
    /// `http://mpp-3601.localhost:PORT/` (RFC 6761: such names are this machine).
    #[default]
    Host,
    /// `http://127.0.0.1:PORT/mpp-3601/`
    Path,
}

/// What to play.
#[derive(Clone, Debug)]
pub struct Options {
    /// All content follows from it.
    pub seed: u64,
    /// Who gets an instance.
    pub sites: Vec<Site>,
    /// Where to listen; port 0 takes a free one.
    pub bind: SocketAddr,
    /// Exactly this many services in each instance; else 28 to 328, as in reality.
    pub services: Option<usize>,
    /// As declared for each source.
    pub interval_seconds: u32,
    /// What may be chosen from; else all.
    pub formats: Option<Vec<Format>>,
    /// Threads that serve.
    pub workers: usize,
    /// Which addresses the declarations give; both work.
    pub addressing: Addressing,
    /// Day 0 of [`Farm::set_day`]: figures are of its month and the one before, and `Last-Modified` begins there.
    pub first_day: NaiveDate,
    /// Keep documents uncompressed too: ten times the memory, no work for clients that do not take gzip.
    pub keep_plain: bool,
}

impl Options {
    /// Loopback, a free port, hourly, all formats, two threads.
    #[must_use]
    pub fn new(seed: u64, sites: Vec<Site>) -> Self {
        Self {
            seed,
            sites,
            bind: SocketAddr::from(([127, 0, 0, 1], 0)),
            services: None,
            interval_seconds: 3600,
            formats: None,
            workers: 2,
            addressing: Addressing::Host,
            first_day: NaiveDate::from_ymd_opt(2026, 11, 2).unwrap_or_default(),
            keep_plain: false,
        }
    }

    pub(crate) fn plan(&self, site: &Site) -> Plan {
        let formats = self.formats.as_deref().filter(|formats| !formats.is_empty()).unwrap_or(&Format::ALL);
        Plan::of(self.seed, site, self.services, formats)
    }

    /// Where `site`'s instance answers when the farm listens on `address`.
    fn base(&self, site: &Site, address: SocketAddr) -> Url {
        let text = match self.addressing {
            Addressing::Host => format!("http://{}.localhost:{}/", site.slug(), address.port()),
            Addressing::Path => format!("http://{address}/{}/", site.slug()),
        };
        // Slugs are letters, digits and a hyphen, so the text is always a URL.
        Url::parse(&text).unwrap_or_else(|_| unreachable!("{text} is a URL"))
    }
}

/// A running farm. Dropping the handle stops it without waiting; [`Farm::stop`] waits.
pub struct Farm {
    options: Options,
    address: SocketAddr,
    instances: Arc<Instances>,
    handle: ServerHandle,
    server: JoinHandle<std::io::Result<()>>,
}

impl Farm {
    /// Starts to listen. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// The address cannot be bound.
    pub async fn start(options: Options) -> std::io::Result<Self> {
        let listener = std::net::TcpListener::bind(options.bind)?;
        let address = listener.local_addr()?;
        let instances = Arc::new(Instances::new(&options, |site| options.base(site, address)));
        let shared = Data::from(instances.clone());
        let server = HttpServer::new(move || App::new().app_data(shared.clone()).default_service(web::to(answer)))
            .workers(options.workers.max(1))
            .keep_alive(Duration::from_secs(75))
            .disable_signals()
            .listen(listener)?
            .run();
        let handle = server.handle();
        let server = tokio::spawn(server);
        Ok(Self { options, address, instances, handle, server })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where a region's instance answers; none where there is no such instance.
    #[must_use]
    pub fn url(&self, code: RegionCode) -> Option<Url> {
        self.instances.of(code).map(|instance| instance.base.clone())
    }

    /// The format that a region's instance writes.
    #[must_use]
    pub fn format(&self, code: RegionCode) -> Option<Format> {
        self.instances.of(code).map(|instance| instance.plan.format)
    }

    /// How many services a region's instance has.
    #[must_use]
    pub fn services(&self, code: RegionCode) -> Option<usize> {
        self.instances.of(code).map(|instance| instance.plan.services)
    }

    /// Each instance's declaration as a source: its id and the TOML text.
    #[must_use]
    pub fn declarations(&self) -> Vec<(String, String)> {
        let declare = |instance: &crate::server::Instance| {
            (instance.site.slug(), declaration::declaration(&self.options, &instance.site, &instance.plan, &instance.base))
        };
        self.instances.all().iter().map(declare).collect()
    }

    /// Changes this fraction of the feeds (0 to 1): in each a few costs and a name. Which and how follows from the seed and
    /// the round; a round that a feed has been through does not change it again. Gives the regions that changed.
    pub fn change(&self, fraction: f64, round: u32) -> Vec<RegionCode> {
        self.instances.change(fraction, round)
    }

    /// Sets the day, counted from [`Options::first_day`]: visits grow with it where an instance reports them.
    pub fn set_day(&self, day: u32) {
        self.instances.set_day(day);
    }

    /// Makes an instance misbehave, or behave again with [`Fault::None`]. False where there is no such instance.
    pub fn set_fault(&self, code: RegionCode, fault: Fault) -> bool {
        self.instances.set_fault(code, fault)
    }

    /// What has been asked and answered since the start or the last reset.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.instances.counts()
    }

    /// Sets all counts to zero.
    pub fn reset_counts(&self) {
        self.instances.all().iter().for_each(|instance| instance.tally.reset());
    }

    /// Stops: requests that are under way are cut off.
    pub async fn stop(mut self) {
        self.handle.stop(false).await;
        // The server has been told to stop; how its task ended says nothing more.
        drop((&mut self.server).await);
    }
}

impl Drop for Farm {
    fn drop(&mut self) {
        // The command is sent at once; the future only waits for its end.
        drop(self.handle.stop(false));
    }
}
