//! Two regions with a source each, and the people of both, in a SQLite store.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use actix_web::dev::ServiceResponse;
use actix_web::test::TestRequest;
use actix_web::{App, HttpResponse, test, web};
use api::access::openid::OpenId;
use api::access::{Caller, Pace, Signed, Unproven, Visitor};
use api::{Error, Gazetteer, State, configure};
use harvester::fetch::{Fetcher, Limits as Bounds, Policy};
use registry::access::{Action, Actor, Key, Limits, Membership, Role, Scope, Token};
use registry::model::{Id, Instant, RegionCode, SourceFile};
use registry::search::Engine;
use registry::store::access::{self, AccountKind, NewAccount, NewKey, NewSession};
use registry::store::{self, Store};

/// 2026-11-24, 10:00 in Jakarta.
pub fn now() -> Instant {
    Instant::new("2026-11-24T03:00:00Z".parse().unwrap())
}

pub fn region(code: &str) -> RegionCode {
    code.parse().unwrap()
}

/// Kota Bogor and Kabupaten Bandung.
pub const REGIONS: [(&str, &str); 2] = [("32.71", "bogor"), ("32.04", "bandung")];

/// The server, which answers one request after the other.
type Served = Rc<dyn Fn(TestRequest) -> Pin<Box<dyn Future<Output = ServiceResponse>>>>;

pub struct World {
    _folder: tempfile::TempDir,
    app: Served,
    pub state: web::Data<State>,
    /// From which address the requests come: its last two bytes.
    pub from: AtomicU16,
}

/// What somebody shows.
#[derive(Clone, Debug)]
pub enum Shows {
    Nothing,
    Key(String),
    Session(Token),
}

impl World {
    pub async fn new() -> Self {
        Self::with(OpenId::default()).await
    }

    /// With these bounds on how often who may ask.
    pub async fn paced(pace: Pace) -> Self {
        Self::of(OpenId::default(), pace, None).await
    }

    /// With these providers of OpenID Connect.
    pub async fn with(openid: OpenId) -> Self {
        Self::of(openid, Pace::default(), None).await
    }

    /// With a fetcher of the test's own.
    pub async fn fetching(fetcher: Fetcher) -> Self {
        Self::of(OpenId::default(), Pace::default(), Some(fetcher)).await
    }

    /// With webhooks to addresses of this machine.
    pub async fn at_home() -> Self {
        Self::fetching(Fetcher::new(Bounds::default(), Policy::All).unwrap()).await
    }

    async fn of(openid: OpenId, pace: Pace, fetcher: Option<Fetcher>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite:{}", folder.path().join("simpul.db").display())).await.unwrap();
        let engine: Arc<dyn Engine> =
            registry::search::connect(&format!("embedded:{}/index", folder.path().display()), None, &[]).await.unwrap();
        for (code, id) in REGIONS {
            let toml = format!(
                "id = \"{id}\"\nregion = \"{code}\"\nformat = \"json\"\nurl = \"https://{id}.example/api\"\n\
                 [[mapping.endpoint]]\n[mapping.endpoint.service]\neach = \"$[*]\"\nid = \"$.nama\"\nname = \"$.nama\"\n\
                 organization = \"$.instansi\"\ncost = \"$.biaya\""
            );
            let source = SourceFile::parse(&toml).unwrap().sources.remove(0);
            store.write(move |conn| store::import(conn, &source, now())).await.unwrap();
        }
        let gazetteer =
            Gazetteer { regions: registry::gazetteer::regions().to_vec(), provinces: registry::gazetteer::provinces().to_vec() };
        let mut state = State::new(store, engine, now, gazetteer, false).unwrap();
        if openid.buttons().next().is_some() {
            // The provider's tokens tell the real time.
            #[expect(clippy::disallowed_methods, reason = "a test with another program")]
            let clock = || Instant::new(chrono::Utc::now());
            state.clock = clock;
        }
        state.access.openid = openid;
        state.vault = registry::webhook::Vault::with_key("YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXowMTIzNDU=").unwrap();
        state.access.pace = pace;
        if let Some(fetcher) = fetcher {
            state.fetcher = fetcher;
        }
        let state = web::Data::new(state);
        Self { _folder: folder, app: Self::serve(state.clone()).await, state, from: AtomicU16::new(7) }
    }

    /// Every route is put together once: that takes longer than any answer.
    async fn serve(state: web::Data<State>) -> Served {
        let app = App::new()
            .app_data(state.clone())
            .route("/uji/visitor", web::get().to(visitor))
            .route("/uji/plain", web::route().to(plain))
            .route("/uji/form", web::post().to(form))
            .route("/uji/upload", web::post().to(upload))
            .route("/uji/publish/{source}", web::put().to(publish))
            .route("/uji/team/{region}", web::get().to(team))
            .configure(move |cfg| configure(cfg, state));
        let app = Rc::new(test::init_service(app).await);
        Rc::new(move |request| {
            let app = app.clone();
            Box::pin(async move { test::call_service(&*app, request.to_request()).await.map_into_boxed_body() })
        })
    }

    /// A person with this role; of the ministry where no region is named.
    pub async fn person(&self, role: Role, code: Option<&str>) -> Id {
        let region = code.map(region);
        let id = Id(uuid::Uuid::new_v4());
        let new = NewAccount {
            id,
            kind: AccountKind::Person,
            name: format!("{} {}", role.name(), code.unwrap_or("nasional")),
            email: Some(format!("{}@contoh.example", id.0.simple())),
            region,
        };
        let actor = Actor::Console("uji".into());
        let give = Membership { region, role };
        self.state
            .store
            .write(move |conn| Ok(access::add_account(conn, new, &actor, now())? && access::give_role(conn, id, give, &actor, now())?))
            .await
            .unwrap();
        id
    }

    /// A key of theirs.
    pub async fn key(&self, account: Id, limits: Limits) -> Shows {
        let key = Key::new(self.state.access.bytes().unwrap(), self.state.access.bytes().unwrap());
        let shown = key.reveal();
        let new = NewKey { key, account, name: "uji".into(), limits, expires_at: now().plus(Duration::from_secs(86_400 * 365)) };
        self.state.store.write(move |conn| access::add_key(conn, &new, &Actor::Console("uji".into()), now())).await.unwrap();
        Shows::Key(shown)
    }

    /// A session of theirs.
    pub async fn session(&self, account: Id) -> Shows {
        let token = self.state.access.token().unwrap();
        let new = NewSession { hash: token.digest(), account, key: None };
        self.state.store.write(move |conn| access::begin_session(conn, &new, now())).await.unwrap();
        Shows::Session(token)
    }

    /// The answer to a request of somebody.
    pub async fn call(&self, shows: &Shows, request: TestRequest) -> ServiceResponse {
        let request = match shows {
            Shows::Nothing => request,
            Shows::Key(key) => request.insert_header(("Authorization", format!("Bearer {key}"))),
            Shows::Session(token) => request.insert_header(("Cookie", format!("simpul={}", token.reveal()))),
        };
        let [high, low] = self.from.load(Ordering::Relaxed).to_be_bytes();
        (self.app)(request.peer_addr(([203, 0, high, low], 4000).into())).await
    }

    /// The status and the `code` of the answer.
    pub async fn status(&self, shows: &Shows, request: TestRequest) -> (u16, String) {
        let answer = self.call(shows, request).await;
        let status = answer.status().as_u16();
        let body = test::read_body(answer).await;
        let problem: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
        (status, problem["code"].as_str().unwrap_or_default().to_owned())
    }
}

async fn visitor(visitor: Visitor) -> String {
    visitor.0.map_or_else(|| "nobody".into(), |caller| caller.account().name.clone())
}

async fn plain(caller: Caller) -> String {
    caller.account().name.clone()
}

#[derive(serde::Deserialize)]
struct Word {
    word: String,
    times: u32,
}

async fn form(signed: Signed<Word>) -> String {
    format!("{} {}", signed.form.word, signed.form.times)
}

async fn upload(unproven: Unproven, body: String) -> Result<String, Error> {
    Ok(unproven.prove(&body)?.account().name.clone())
}

async fn publish(state: web::Data<State>, caller: Caller, id: web::Path<String>) -> Result<HttpResponse, Error> {
    caller.source(&state, Action::Publish, &id).await?;
    Ok(HttpResponse::Ok().finish())
}

async fn team(caller: Caller, code: web::Path<String>) -> Result<HttpResponse, Error> {
    let region = code.parse().map_err(|_| Error::not_found("region", code.as_str()))?;
    caller.may(Action::ManageTeam, &Scope::Region(region))?;
    Ok(HttpResponse::Ok().finish())
}
