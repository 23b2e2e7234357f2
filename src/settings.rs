//! Settings, by flag or environment, flag first; and the parts that are built from them.

use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use api::access::openid::{DeclaredFile, OpenId};
use api::digest::{Mail, Postman};
use api::state::Gazetteer;
use api::webhook::{Courier, Route};
use clap::Args;
use harvester::dispatch::{Dispatcher, Ended, Parts};
use harvester::fetch::{Fetcher, Limits, Policy, Surroundings};
use harvester::metrics::Metrics;
use ipnet::IpNet;
use registry::indexing::{Keep, Pace};
use registry::model::Source;
use registry::search::Engine;
use registry::store::Store;
use registry::webhook::Vault;
use reqwest::header::HeaderMap;
use url::Url;

/// Settings of every command.
#[derive(Args, Clone, Debug)]
pub struct Settings {
    /// `sqlite:PATH` or `postgres://USER@HOST/NAME`
    #[arg(long, env = "SIMPUL_DATABASE_URL", default_value = "sqlite:data/simpul.db", hide_env_values = true, global = true)]
    pub database_url: String,
    /// embedded:PATH, or the http(s) URL of a Meilisearch server
    #[arg(long, env = "SIMPUL_SEARCH_URL", default_value = "embedded:data/index", global = true)]
    pub search_url: String,
    /// The key of the Meilisearch server
    #[arg(long, env = "SIMPUL_SEARCH_KEY", hide_env_values = true, global = true)]
    pub search_key: Option<String>,
    /// Where the API and the pages are served
    #[arg(long, env = "SIMPUL_LISTEN", default_value = "127.0.0.1:8080", global = true)]
    pub listen: String,
    /// Where the API and the pages are reached from outside, `https://simpul.example`: with https, sessions are sent over TLS only; default: the
    /// host that each caller asks for
    #[arg(long, env = "SIMPUL_PUBLIC_URL", global = true)]
    pub public_url: Option<Url>,
    /// A folder into which all files of the registry are written every night at 02:00 in Jakarta; default: none
    #[arg(long, env = "SIMPUL_EXPORT_DIR", global = true)]
    pub export_dir: Option<std::path::PathBuf>,
    /// Where /metrics is served instead of at the API's listener
    #[arg(long, env = "SIMPUL_METRICS_LISTEN", global = true)]
    pub metrics_listen: Option<String>,
    /// Sources at private addresses: false, true, or a list like 10.1.2.3:80,10.1.2.4:443
    #[arg(long, env = "SIMPUL_ALLOW_PRIVATE_SOURCES", default_value = "false", num_args = 0..=1, default_missing_value = "true", global = true)]
    pub allow_private_sources: Policy,
    /// Proxies whose X-Forwarded-For is believed, like 10.0.0.0/8,192.0.2.7
    #[arg(long, env = "SIMPUL_TRUSTED_PROXIES", value_delimiter = ',', value_parser = network, global = true)]
    pub trusted_proxies: Vec<IpNet>,
    /// A TOML file with the providers of OpenID Connect where people sign in; it needs the public URL
    #[arg(long, env = "SIMPUL_SIGN_IN", global = true)]
    pub sign_in: Option<PathBuf>,
    /// Seals the secrets of webhooks in the database: 32 bytes in Base64, as `openssl rand -base64 32` makes them; without it they are kept as
    /// they are
    #[arg(long, env = "SIMPUL_SECRET_KEY", hide_env_values = true, value_parser = vault, default_value = "", hide_default_value = true, global = true)]
    pub secret_key: Vault,
    /// A mail server for the weekly digests, `smtps://user:password@host:465` or `smtp://host:587?tls=required`; without it none are sent
    #[arg(long, env = "SIMPUL_SMTP_URL", hide_env_values = true, global = true)]
    pub smtp_url: Option<String>,
    /// Who the digests are from, like "Simpul <simpul@contoh.go.id>"
    #[arg(long, env = "SIMPUL_SMTP_FROM", global = true)]
    pub smtp_from: Option<String>,
    /// What is logged, as tracing's filter: warn, info, harvester=debug
    #[arg(long, env = "SIMPUL_LOG", default_value = "warn", global = true)]
    pub log: String,
}

impl Settings {
    /// Opens the database, its tables up to date and the attested MPPs in it.
    pub async fn store(&self) -> anyhow::Result<Store> {
        let store = Store::open(&self.database_url).await?;
        store.write(|conn| registry::store::add_mpp_events(conn, registry::gazetteer::mpp_events())).await?;
        Ok(store)
    }

    /// Opens the search index.
    pub async fn engine(&self) -> anyhow::Result<Arc<dyn Engine>> {
        let groups = registry::normalise::synonyms::groups();
        Ok(registry::search::connect(&self.search_url, self.search_key.as_deref(), groups).await?)
    }

    /// Opens the search index for a process that keeps it in step: a server that is away now is given its index when it comes.
    pub async fn engine_to_keep(&self) -> anyhow::Result<Arc<dyn Engine>> {
        let groups = registry::normalise::synonyms::groups();
        Ok(registry::search::connect_later(&self.search_url, self.search_key.as_deref(), groups).await?)
    }

    /// This process as one that keeps the search index in step.
    pub fn keep(&self) -> Keep {
        Keep { owner: owner(), clock: crate::clock::now, pace: Pace::default() }
    }

    /// A harvester on `store` that counts in `metrics` and tells `watch` of every harvest that has ended. `own`: where
    /// this process listens itself.
    pub fn dispatcher(
        &self,
        store: Store,
        metrics: &prometheus::Registry,
        own: Vec<SocketAddr>,
        watch: impl Fn(&Ended) + Send + Sync + 'static,
    ) -> anyhow::Result<Dispatcher> {
        let fetcher = self.fetcher_beside(own)?;
        Ok(Dispatcher::new(Parts {
            store,
            fetcher,
            owner: owner(),
            clock: crate::clock::now,
            secret,
            at_once: harvester::dispatch::AT_ONCE,
            metrics: Metrics::register(metrics)?,
            watch: Box::new(watch),
        }))
    }

    /// Where links lead to that leave this server, without a slash at the end.
    pub fn base(&self) -> String {
        let base = self.public_url.as_ref().map_or_else(|| format!("http://{}", self.listen), Url::to_string);
        base.trim_end_matches('/').to_owned()
    }

    /// What sends the weekly digests, where a mail server is set.
    pub fn postman(&self, store: Store) -> anyhow::Result<Option<Postman>> {
        let Some(server) = &self.smtp_url else { return Ok(None) };
        let from = self.smtp_from.as_deref().context("SIMPUL_SMTP_URL needs SIMPUL_SMTP_FROM: letters are from somebody")?;
        let mail = Mail::new(server, from).context("SIMPUL_SMTP_URL or SIMPUL_SMTP_FROM is not as it should be")?;
        Ok(Some(Postman { store, gazetteer: self.gazetteer(), mail, clock: crate::clock::now, base: self.base() }))
    }

    /// The regions.
    pub fn gazetteer(&self) -> Gazetteer {
        Gazetteer { regions: registry::gazetteer::regions().to_vec(), provinces: registry::gazetteer::provinces().to_vec() }
    }

    /// What sends webhooks, and counts in `metrics`. `own`: where this process listens itself.
    pub fn courier(&self, store: Store, metrics: &prometheus::Registry, own: Vec<SocketAddr>) -> anyhow::Result<Courier> {
        if !self.secret_key.is_locked() {
            tracing::info!("SIMPUL_SECRET_KEY is not set: the secrets of webhooks are kept in the database as they are");
        }
        Ok(Courier::new(Route {
            store,
            fetcher: Arc::new(self.fetcher_beside(own)?),
            vault: self.secret_key.clone(),
            owner: owner(),
            clock: crate::clock::now,
            random: api::access::Access::default().random,
            base: self.base(),
            within: api::webhook::WITHIN,
            metrics: api::webhook::Metrics::register(metrics)?,
        }))
    }

    /// What fetches documents.
    pub fn fetcher(&self) -> anyhow::Result<Fetcher> {
        self.fetcher_beside(Vec::new())
    }

    /// What fetches documents, but none of this process's own.
    fn fetcher_beside(&self, own: Vec<SocketAddr>) -> anyhow::Result<Fetcher> {
        let around = Surroundings { policy: self.allow_private_sources.clone(), own, ..Surroundings::default() };
        Fetcher::within(Limits::default(), around).context("the HTTP client cannot start")
    }

    /// Where the API and the metrics are served by this process. A port that the system chooses is not known yet.
    pub fn listeners(&self) -> Vec<SocketAddr> {
        addresses(&self.listen).chain(self.metrics_listeners()).collect()
    }

    /// Where the metrics are served, if at a listener of their own.
    pub fn metrics_listeners(&self) -> Vec<SocketAddr> {
        self.metrics_listen.as_deref().into_iter().flat_map(addresses).collect()
    }

    /// The request headers of a source, secrets filled in.
    pub fn headers(&self, source: &Source) -> anyhow::Result<HeaderMap> {
        harvester::dispatch::headers(source, secret).map_err(|error| anyhow::anyhow!("{}: {error}", source.id))
    }

    /// Where people sign in, beside by key.
    fn openid(&self) -> anyhow::Result<OpenId> {
        let Some(file) = &self.sign_in else { return Ok(OpenId::default()) };
        let public = self.public_url.as_ref().context("SIMPUL_SIGN_IN needs SIMPUL_PUBLIC_URL: providers send people back to it")?;
        providers(file, public)
    }

    /// What the API needs.
    pub fn state(&self, store: Store, engine: Arc<dyn Engine>, demo: bool) -> anyhow::Result<api::State> {
        registry::finder::warm_up();
        let state = api::State::new(store, engine, crate::clock::now, self.gazetteer(), demo).map_err(|error| anyhow::anyhow!(error))?;
        let access = api::access::Access {
            is_secure: self.public_url.as_ref().is_some_and(|url| url.scheme() == "https"),
            proxies: self.trusted_proxies.clone(),
            openid: self.openid()?,
            ..api::access::Access::default()
        };
        let fetcher = self.fetcher_beside(self.listeners())?;
        let (vault, metrics_here) = (self.secret_key.clone(), self.metrics_listen.is_none());
        let sends_mail = self.smtp_url.is_some();
        Ok(api::State { access, metrics_here, public_url: self.public_url.clone(), fetcher, vault, sends_mail, ..state })
    }
}

/// The providers that a file declares.
fn providers(file: &Path, public: &Url) -> anyhow::Result<OpenId> {
    let name = file.display();
    let text = std::fs::read_to_string(file).with_context(|| name.to_string())?;
    let declared: DeclaredFile = toml::from_str(&text).with_context(|| name.to_string())?;
    OpenId::new(declared.providers, public, secret).map_err(|error| anyhow::anyhow!("{name}: {error}"))
}

/// The key that seals secrets; none where the text is empty.
fn vault(text: &str) -> Result<Vault, String> {
    if text.is_empty() { Ok(Vault::default()) } else { Vault::with_key(text).map_err(|error| error.to_string()) }
}

/// A network, or one address.
fn network(text: &str) -> Result<IpNet, String> {
    let address = || text.parse::<IpAddr>().map(IpNet::from);
    text.parse().or_else(|_| address()).map_err(|_| format!("`{text}` is no network like 10.0.0.0/8 and no address"))
}

/// A name that no other process has.
fn owner() -> String {
    format!("{}-{}", std::process::id(), crate::clock::now().utc().timestamp_micros())
}

/// What a listener's text stands for; one that stands for nothing is told where it is bound.
fn addresses(listen: &str) -> impl Iterator<Item = SocketAddr> + use<> {
    listen.to_socket_addrs().into_iter().flatten()
}

/// A secret that a source's declaration names.
#[expect(clippy::disallowed_methods, reason = "the environment is read here, and passed on as values")]
fn secret(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
