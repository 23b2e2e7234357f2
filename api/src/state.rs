//! What every handler needs: the store, the search engine, the clock, the regions and the metrics.

use std::sync::Arc;

use harvester::fetch::{Fetcher, Limits, Policy};
use registry::indexing::Health;
use registry::model::{Instant, Province, Region, RegionCode, Zone};
use registry::search::Engine;
use registry::store::Store;
use registry::store::read::SourceRow;

use crate::metrics::Metrics;
use crate::sources::SourceView;

/// The regions that the API knows.
#[derive(Clone, Debug, Default)]
pub struct Gazetteer {
    /// Kabupaten and kota, by code.
    pub regions: Vec<Region>,
    /// Provinces, by code.
    pub provinces: Vec<Province>,
}

impl Gazetteer {
    /// The kabupaten or kota with this code.
    #[must_use]
    pub fn region(&self, code: RegionCode) -> Option<&Region> {
        self.regions.iter().find(|region| region.code == code)
    }

    /// The province with this code.
    #[must_use]
    pub fn province(&self, code: RegionCode) -> Option<&Province> {
        self.provinces.iter().find(|province| province.code == code)
    }

    /// The name of the region or province with this code; the code itself where it is unknown.
    #[must_use]
    pub fn name(&self, code: &str) -> String {
        let known = code.parse::<RegionCode>().ok().and_then(|code| {
            if code.is_province() {
                self.province(code).map(|province| province.name.clone())
            } else {
                self.region(code).map(|region| region.name.clone())
            }
        });
        known.unwrap_or_else(|| code.to_owned())
    }
}

/// What every handler needs.
pub struct State {
    /// The truth.
    pub store: Store,
    /// The search index.
    pub engine: Arc<dyn Engine>,
    /// Whether it can be trusted; whoever keeps it in step tells.
    pub index: Arc<Health>,
    /// Searches that the database answers in the engine's place.
    pub plain_searches: tokio::sync::Semaphore,
    /// What time it is.
    pub clock: fn() -> Instant,
    /// The regions.
    pub gazetteer: Gazetteer,
    /// What this process does and what the registry holds.
    pub metrics: Metrics,
    /// Fetches the documents of sources that are previewed; from public addresses only, unless told otherwise.
    pub fetcher: Fetcher,
    /// Previews under way: each holds a whole feed's beginning in memory.
    pub previews: tokio::sync::Semaphore,
    /// Feeds of offers that are read at once: each is in memory as a whole.
    pub looks: tokio::sync::Semaphore,
    /// Where work goes that nobody waits for; `None`: to the thread that answers.
    pub runtime: Option<tokio::runtime::Handle>,
    /// Answers under way that are too large to be held.
    pub streams: Arc<tokio::sync::Semaphore>,
    /// Where this server is reached from outside; `None`: at the host that each caller asks for.
    pub public_url: Option<url::Url>,
    /// Files that are read at once, to be published or looked at: each is in memory as a whole.
    pub publications: tokio::sync::Semaphore,
    /// What is looked for, until it is written.
    pub queries: crate::queries::Counts,
    /// Who sends a request.
    pub access: crate::access::Access,
    /// The mobile units of the next weeks.
    pub stops: crate::mobile::Known,
    /// Who offers what.
    pub gaps: crate::gaps::Known,
    /// How good each catalog is.
    pub scores: crate::scores::Known,
    /// The notices that have not ended.
    pub notices: crate::notices::Board,
    /// A mail server is set: digests are sent.
    pub sends_mail: bool,
    /// Keeps the secrets of webhooks.
    pub vault: registry::webhook::Vault,
    /// `/metrics` is served beside the API, not at a listener of its own.
    pub metrics_here: bool,
    /// The whole instance shows made-up data.
    pub demo: bool,
}

impl State {
    /// Puts the parts together, with metrics in a registry of their own.
    ///
    /// # Errors
    /// The metrics could not be registered, or the HTTP client cannot start.
    pub fn new(
        store: Store,
        engine: Arc<dyn Engine>,
        clock: fn() -> Instant,
        gazetteer: Gazetteer,
        demo: bool,
    ) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self {
            store,
            engine,
            index: Arc::default(),
            plain_searches: tokio::sync::Semaphore::new(2),
            clock,
            gazetteer,
            metrics: Metrics::new()?,
            fetcher: Fetcher::new(Limits::default(), Policy::PublicOnly)?,
            previews: tokio::sync::Semaphore::new(2),
            looks: tokio::sync::Semaphore::new(4),
            runtime: tokio::runtime::Handle::try_current().ok(),
            streams: Arc::new(tokio::sync::Semaphore::new(8)),
            public_url: None,
            publications: tokio::sync::Semaphore::new(3),
            queries: crate::queries::Counts::default(),
            access: crate::access::Access::default(),
            stops: crate::mobile::Known::default(),
            gaps: crate::gaps::Known::default(),
            scores: crate::scores::Known::default(),
            notices: crate::notices::Board::default(),
            sends_mail: false,
            vault: registry::webhook::Vault::default(),
            metrics_here: true,
            demo,
        })
    }

    /// The date in Jakarta (ISO 8601), by which the ministry counts.
    #[must_use]
    pub fn today(&self) -> String {
        self.today_date().to_string()
    }

    /// The same, to reckon with.
    #[must_use]
    pub fn today_date(&self) -> chrono::NaiveDate {
        self.now().utc().with_timezone(&Zone::Wib.offset()).date_naive()
    }

    /// The public view of a source, judged by what was known of all sources at the last refresh of the metrics.
    #[must_use]
    pub fn source_view(&self, row: SourceRow) -> SourceView {
        SourceView::of(&self.gazetteer, row, &self.metrics.holdings().standing, self.now())
    }

    /// What time it is.
    #[must_use]
    pub fn now(&self) -> Instant {
        (self.clock)()
    }
}
