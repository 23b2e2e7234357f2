//! What others take away, over real HTTP: the feed of changes under its own validator, the HSDS API under the types of HSDS 3.0, and our
//! own harvester reading our own API.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use api::access::{MonotonicClock, Pace};
use harvester::dispatch::{Dispatcher, Parts};
use harvester::fetch::{Fetcher, Limits, Policy};
use registry::access::{self, Actor, Key, Membership, Role};
use registry::model::{Id, RegionCode, SourceFile, Verdict};
use registry::store::access::{self as rows, AccountKind, NewAccount, NewKey};
use registry::store::read::{self, Bundle, Depth, Part, Sought};
use registry::store::{self, Store};
use tokio_util::sync::CancellationToken;

use crate::world::{World, now};

/// Serves the world's registry and says where.
async fn serve(world: &World) -> String {
    served(world, Pace::default()).await
}

/// The same, with these bounds on how often who may ask.
async fn served(world: &World, pace: Pace) -> String {
    let gazetteer =
        api::Gazetteer { regions: registry::gazetteer::regions().to_vec(), provinces: registry::gazetteer::provinces().to_vec() };
    let mut state = api::State::new(world.store.clone(), world.engine.clone(), now, gazetteer, true).expect("metrics");
    state.access.pace = pace;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let listen = listener.local_addr().expect("an address").to_string();
    drop(listener);
    let at = listen.clone();
    tokio::spawn(async move { api::serve(&at, actix_web::web::Data::new(state), std::future::pending()).await });
    while tokio::net::TcpStream::connect(&listen).await.is_err() {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    format!("http://{listen}")
}

/// Runs a validator of tests/standards; `None`, said loudly, where it is not installed.
async fn validated(script: &str, arguments: Vec<String>) -> Option<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/standards");
    let has_node = Command::new("node").arg("--version").output().is_ok_and(|output| output.status.success());
    if !has_node || !folder.join("node_modules/ajv").is_dir() {
        println!("SKIPPED: {script} (install node, and run npm ci in tests/standards)");
        return None;
    }
    let mut driven = Command::new("node");
    driven.current_dir(&folder).arg(script).args(arguments);
    let output = tokio::task::spawn_blocking(move || driven.output()).await.expect("joined").expect("node");
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{script}: {said}");
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    Some(())
}

async fn harvested(url: &str) -> World {
    let world = World::new(url, |_| Policy::All).await;
    world.harvest().await;
    world
}

/// Runs a check of tests/standards that Python's libraries make; says loudly where they are not installed.
async fn validated_by_python(script: &str, arguments: Vec<String>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/standards");
    let has = Command::new("python3").args(["-c", "import rdflib, pyshacl"]).output().is_ok_and(|output| output.status.success());
    if !has {
        println!("SKIPPED: {script} (pip install rdflib pyshacl)");
        return;
    }
    let mut driven = Command::new("python3");
    driven.current_dir(&folder).arg(script).args(arguments);
    let output = tokio::task::spawn_blocking(move || driven.output()).await.expect("joined").expect("python3");
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{script}: {said}");
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
}

/// Takes some services away, as if they had been missing for long.
async fn bury_some(world: &World) {
    let gone = world.store.read(|conn| read::place_ids(conn, &Sought::default(), Part { after: None, offset: 7, limit: 3 })).await;
    let gone = gone.expect("places");
    world
        .store
        .write(move |conn| {
            use diesel::prelude::*;
            use registry::store::schema::services_at_locations as at;
            let ids: Vec<_> = gone.iter().map(|(id, _)| *id).collect();
            let long_ago = now().minus(std::time::Duration::from_secs(60 * 86_400));
            let missing = at::table.filter(at::id.eq_any(&ids));
            store::on!(conn, c => diesel::update(missing).set(at::absent_since.eq(Some(long_ago))).execute(c))?;
            assert_eq!(store::bury(conn, now())?, ids.len());
            Ok(())
        })
        .await
        .expect("buried");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_feed_of_changes_passes_its_validator() {
    let world = harvested("sqlite:FOLDER/simpul.db").await;
    bury_some(&world).await;
    let base = serve(&world).await;
    validated("rpde.mjs", vec![format!("{base}/v1/changes")]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_hsds_record_is_of_its_type() {
    let world = harvested("sqlite:FOLDER/simpul.db").await;
    let base = serve(&world).await;
    #[expect(clippy::disallowed_methods, reason = "only the person who runs the test knows where the schemas are")]
    let schemas = std::env::var("SIMPUL_HSDS_SCHEMAS").ok();
    if schemas.is_none() {
        println!("SKIPPED: the published schemas (set SIMPUL_HSDS_SCHEMAS to the folder `schema` of openreferral/specification 3.0)");
    }
    validated("hsds.mjs", [Some(base), schemas].into_iter().flatten().collect()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_read_the_pages_and_cpsv_ap_as_their_libraries_do() {
    let world = harvested("sqlite:FOLDER/simpul.db").await;
    let base = serve(&world).await;
    validated("jsonld.mjs", vec![base.clone()]).await;
    validated_by_python("cpsv.py", vec![base]).await;
}

/// Schemathesis asks every operation of the description for what is documented and what is not: a bounded number of cases, the same in every run.
/// `key`: who asks; of nobody, it makes keys up.
async fn described_truly(key: Option<(Role, Option<&str>)>) {
    if !Command::new("schemathesis").arg("--version").output().is_ok_and(|output| output.status.success()) {
        println!("SKIPPED: the description of the API under Schemathesis (pip install schemathesis)");
        return;
    }
    let world = harvested("sqlite:FOLDER/simpul.db").await;
    // It asks more often than one may in a minute; that one may not is tested elsewhere.
    let often = (1_000_000, 1_000_000);
    let base = if key.is_some() { served(&world, Pace::of([often, often, often], MonotonicClock)).await } else { serve(&world).await };
    let folder = tempfile::tempdir().expect("a folder");
    let mut driven = Command::new("schemathesis");
    let checks = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance";
    driven.current_dir(folder.path()).env("SCHEMATHESIS_HOOKS", "hooks");
    driven.env("PYTHONPATH", Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/standards"));
    driven.args(["run", &format!("{base}/openapi.json"), "--checks", checks, "--phases", "examples,coverage,fuzzing"]);
    driven.args(["--max-examples", "12", "--seed", "1", "--generation-database", "none", "--no-color"]);
    if let Some((role, region)) = key {
        driven.args(["--header", &format!("Authorization: Bearer {}", key_of(&world.store, role, region).await)]);
    }
    let output = tokio::task::spawn_blocking(move || driven.output()).await.expect("joined").expect("schemathesis");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    println!("{}", said.lines().rev().take(6).collect::<Vec<_>>().join(" "));
}

/// A key of somebody with this role; of the ministry where no region is named.
async fn key_of(store: &Store, role: Role, region: Option<&str>) -> String {
    let access = api::access::Access::default();
    let key = Key::new(access.bytes().expect("randomness"), access.bytes().expect("randomness"));
    let (shown, account) = (key.reveal(), Id(uuid::Uuid::new_v4()));
    let region = region.map(|code| code.parse().expect("a code"));
    let new = NewAccount { id: account, kind: AccountKind::Program, name: "uji".into(), email: None, region };
    let expires_at = now().plus(std::time::Duration::from_secs(86_400));
    let new_key = NewKey { key, account, name: "uji".into(), limits: access::Limits::default(), expires_at };
    let actor = Actor::Console("uji".into());
    store
        .write(move |conn| {
            rows::add_account(conn, new, &actor, now())?;
            rows::give_role(conn, account, Membership { region, role }, &actor, now())?;
            rows::add_key(conn, &new_key, &actor, now())
        })
        .await
        .expect("a key");
    shown
}

#[tokio::test(flavor = "multi_thread")]
async fn the_description_of_the_api_is_true() {
    described_truly(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_description_is_true_for_a_region_with_a_key() {
    let region = crate::world::sites(1)[0].code.to_string();
    described_truly(Some((Role::Publisher, Some(&region)))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_description_is_true_for_the_ministry() {
    described_truly(Some((Role::MinistryAdmin, None))).await;
}

/// All services of a store.
async fn everything(store: &Store, region: &str) -> Bundle {
    let region: RegionCode = region.parse().expect("a code");
    store
        .read(move |conn| {
            let sought = Sought { region: Some(region), ..Sought::default() };
            let ids = read::service_ids(conn, &sought, Part { after: None, offset: 0, limit: 100_000 })?;
            read::bundle(conn, &ids, Depth::Whole)
        })
        .await
        .expect("a bundle")
}

/// Name, agency, what to bring, cost, time, steps and the number of places.
type Told = (String, String, Vec<String>, Option<String>, Option<String>, String, usize);

/// What must come through another registry unharmed.
fn told(bundle: &Bundle) -> Vec<Told> {
    let value = |fact: Option<&String>| {
        let fact: serde_json::Value = serde_json::from_str(fact?).expect("JSON");
        Some(fact["value"].to_string())
    };
    let mut told: Vec<_> = bundle
        .services
        .values()
        .map(|row| {
            let requirements = bundle.requirements.get(&row.id).into_iter().flatten().map(|row| row.document.clone()).collect();
            let agency = bundle.organizations[&row.organization_id].name.clone();
            let places = bundle.places.get(&row.id).map_or(0, Vec::len);
            let cost = value(bundle.costs.get(&row.id));
            (row.name.clone(), agency, requirements, cost, value(row.duration.as_ref()), row.procedure.clone(), places)
        })
        .collect();
    told.sort();
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn our_own_harvester_reads_our_own_api_whole() {
    let world = harvested("sqlite:FOLDER/simpul.db").await;
    let base = serve(&world).await;
    let folder = tempfile::tempdir().expect("a folder");
    let mirror = Store::open(&format!("sqlite:{}/mirror.db", folder.path().display())).await.expect("a store");
    let rows = world.store.read(read::sources).await.expect("sources");
    let declared: Vec<_> = rows
        .iter()
        .map(|row| format!("id = \"{0}\"\nregion = \"{1}\"\nformat = \"hsds\"\nurl = \"{base}/hsds?region={1}\"", row.id, row.region))
        .flat_map(|toml| SourceFile::parse(&toml).expect("a declaration").sources)
        .collect();
    mirror.write(move |conn| declared.iter().try_for_each(|source| store::import(conn, source, now()).map(drop))).await.expect("imported");
    let ended: Arc<std::sync::Mutex<Vec<harvester::dispatch::Ended>>> = Arc::default();
    let watch = Arc::clone(&ended);
    let dispatcher = Dispatcher::new(Parts {
        store: mirror.clone(),
        fetcher: Fetcher::new(Limits::default(), Policy::All).expect("a client"),
        owner: "mirror".to_owned(),
        clock: now,
        secret: |_| None,
        at_once: 4,
        metrics: harvester::metrics::Metrics::register(&prometheus::Registry::new()).expect("counters"),
        watch: Box::new(move |one| watch.lock().expect("unpoisoned").push(one.clone())),
    });
    dispatcher.drain(&CancellationToken::new()).await.expect("harvested");
    for one in ended.lock().expect("unpoisoned").iter() {
        assert_eq!(one.attempt.outcome, Verdict::Accepted, "{one:?}");
        assert_eq!(one.attempt.refused, Some(0), "{one:?}");
    }
    for row in &rows {
        let (ours, theirs) = (everything(&world.store, &row.region).await, everything(&mirror, &row.region).await);
        assert_eq!(told(&theirs), told(&ours), "{}", row.id);
        let id = row.id.clone();
        let (findings, _) = mirror.read(move |conn| read::findings(conn, &id, 0, 100)).await.expect("findings");
        // Remarks on texts that a region wrote are made again: the texts are handed on as they are. None is on how we hand them on.
        let known = world
            .store
            .read({
                let id = row.id.clone();
                move |conn| read::findings(conn, &id, 0, 1000)
            })
            .await
            .expect("findings")
            .0;
        let is_known = |code: &str| known.iter().any(|finding| finding.code == code);
        let new: Vec<_> = findings.iter().filter(|finding| !is_known(&finding.code)).collect();
        assert!(new.is_empty(), "{}: {new:#?}", row.id);
    }
}
