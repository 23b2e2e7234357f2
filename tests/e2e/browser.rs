//! The pages in a real browser: the journeys of citizens and of a region's team, and what axe finds, driven by tests/browser.

use std::path::Path;
use std::process::Command;

use std::time::Duration;

use harvester::fetch::Policy;
use registry::access::{Actor, Key, Limits, Membership, Role};
use registry::indexing::Indexer;
use registry::model::{Id, Instant, SourceFile};
use registry::notice::{Content, Kind, Notice, Target};
use registry::store::access::{self, AccountKind, NewAccount, NewKey};
use registry::store::{self, Store, notices};

use crate::world::{SITES, World, sites};

/// The browser and the driver's modules; a test machine has them (scripts/test.sh installs them).
fn browser(driver: &Path) -> Option<&'static str> {
    let is_there = |name: &&str| Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success());
    let found = ["chromium", "chromium-browser", "google-chrome"].into_iter().find(is_there);
    let ready = is_there(&"node") && driver.join("node_modules/puppeteer-core").is_dir();
    if found.is_none() || !ready {
        println!("SKIPPED: the pages in Chromium (install chromium and node, and run npm ci in tests/browser)");
        return None;
    }
    found
}

/// Thursday, 10:00 in Jakarta: halls are open.
fn thursday() -> Instant {
    Instant::new("2026-11-26T03:00:00Z".parse().expect("an instant"))
}

/// The source that its region publishes itself.
const SOURCE: &str = "mpp-sendiri";

/// A source that its region publishes, and the keys of two people to sign in by: the region's admin and a reviewer of the ministry.
async fn team(store: &Store) -> [String; 2] {
    let declared =
        format!("id = \"{SOURCE}\"\nregion = \"36.01\"\nformat = \"push\"\nurl = \"https://mpp.example/\"\ninterval_seconds = 86400");
    let source = SourceFile::parse(&declared).expect("valid").sources.remove(0);
    store.write(move |conn| store::import(conn, &source, thursday()).map(|_| ())).await.expect("a source");
    [person(store, "Ani", source_region(), Role::RegionAdmin).await, person(store, "Budi", None, Role::MinistryReviewer).await]
}

async fn person(store: &Store, name: &'static str, region: Option<registry::model::RegionCode>, role: Role) -> String {
    let id = Id(uuid::Uuid::new_v4());
    let key = Key::new(*uuid::Uuid::new_v4().as_bytes().first_chunk().expect("bytes"), [7; 32]);
    let new = NewKey {
        key: key.clone(),
        account: id,
        name: "peramban".to_owned(),
        limits: Limits::default(),
        expires_at: thursday().plus(Duration::from_secs(86_400)),
    };
    let written = store.write(move |conn| {
        let actor = Actor::Console("uji".to_owned());
        let account =
            NewAccount { id, kind: AccountKind::Person, name: name.to_owned(), email: Some(format!("{name}@daerah.example")), region };
        access::add_account(conn, account, &actor, thursday())?;
        access::give_role(conn, id, Membership { region, role }, &actor, thursday())?;
        access::add_key(conn, &new, &actor, thursday())
    });
    written.await.expect("an account");
    key.reveal().to_string()
}

fn source_region() -> Option<registry::model::RegionCode> {
    "36.01".parse().ok()
}

/// Every region has run out of blanks: the pages show it, and nothing is closed by it.
async fn announce(world: &World) {
    let now = thursday();
    for site in sites(SITES) {
        let ends_at = now.plus(std::time::Duration::from_secs(3 * 86_400));
        let (text, text_en) = ("Blangko KTP-el habis sampai Senin.".to_owned(), Some("No identity cards until Monday.".to_owned()));
        let notice = Notice {
            id: Id::derive("browser", "notice", &site.code.to_string()),
            region: site.code,
            target: Target::Region,
            content: Content { kind: Kind::NoBlanks, text, text_en, hours: None, starts_at: now, ends_at },
            author: "console:uji".to_owned(),
            author_name: "uji".to_owned(),
            written_at: now,
            changed_at: now,
            ended_at: None,
        };
        let written = world.store.write(move |conn| notices::write_notice(conn, &notice, &Actor::Console("uji".into())));
        written.await.expect("written");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn citizens_and_teams_reach_what_they_came_for_and_axe_finds_nothing() {
    let driver = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    let Some(browser) = browser(&driver) else { return };
    let world = World::new("sqlite:FOLDER/simpul.db", |_| Policy::All).await;
    world.harvest().await;
    announce(&world).await;
    let gazetteer =
        api::Gazetteer { regions: registry::gazetteer::regions().to_vec(), provinces: registry::gazetteer::provinces().to_vec() };
    let state = api::State::new(world.store.clone(), world.engine.clone(), thursday, gazetteer, true).expect("metrics");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let listen = listener.local_addr().expect("an address").to_string();
    drop(listener);
    let at = listen.clone();
    tokio::spawn(async move { api::serve(&at, actix_web::web::Data::new(state), std::future::pending()).await });
    while tokio::net::TcpStream::connect(&listen).await.is_err() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let [key, ministry] = team(&world.store).await;
    let indexer = Indexer::new(world.store.clone(), world.engine.clone());
    tokio::spawn(async move {
        loop {
            indexer.catch_up().await.expect("indexed");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    });
    let mut driven = Command::new("node");
    driven.current_dir(&driver).args(["run.mjs", &format!("http://{listen}"), browser, &key, SOURCE, &ministry]);
    let output = tokio::task::spawn_blocking(move || driven.output()).await.expect("joined").expect("node");
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{said}");
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
}
