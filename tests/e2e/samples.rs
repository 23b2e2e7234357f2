//! Real responses of the HSDS read API, where they are at hand (`SIMPUL_SAMPLES`), served as a static server would.

use std::path::{Path, PathBuf};

use actix_web::{App, HttpResponse, HttpServer, web};
use harvester::dispatch::{Dispatcher, Ended, Parts};
use harvester::fetch::{Fetcher, Limits, Policy};
use registry::model::{Reason, SourceFile, Verdict};
use registry::store::{self, Store};
use tokio_util::sync::CancellationToken;

use crate::world::now;

/// The folder of samples; `None`, said loudly, where there is none.
fn samples() -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "the test's samples")]
    let folder = std::env::var_os("SIMPUL_SAMPLES").map(PathBuf::from);
    if folder.is_none() {
        println!("SKIPPED: real HSDS responses (set SIMPUL_SAMPLES)");
    }
    folder
}

/// Serves a folder of responses at the paths of the API, and returns where.
fn serve(folder: &Path) -> String {
    let folder = web::Data::new(folder.to_owned());
    let server = HttpServer::new(move || App::new().app_data(folder.clone()).default_service(web::to(answer)))
        .workers(1)
        .disable_signals()
        .bind("127.0.0.1:0")
        .expect("a port");
    let address = server.addrs()[0];
    tokio::spawn(server.run());
    format!("http://{address}/")
}

async fn answer(request: actix_web::HttpRequest, folder: web::Data<PathBuf>) -> HttpResponse {
    let parts: Vec<&str> = request.path().split('/').filter(|part| !part.is_empty()).collect();
    let file = match parts.as_slice() {
        [] => "api_details.json",
        ["services"] => "service_list.json",
        ["services", _] => "service_full.json",
        ["organizations"] => "organization_list.json",
        ["service_at_locations"] => "service_at_location_list.json",
        ["taxonomy_terms"] => "taxonomy_term_list.json",
        _ => return HttpResponse::NotFound().finish(),
    };
    match std::fs::read(folder.join(file)) {
        Ok(body) => HttpResponse::Ok().content_type("application/json").body(body),
        Err(_) => HttpResponse::NotFound().finish(),
    }
}

/// Harvests the folder once; returns how it ended, and the store.
async fn harvest(folder: &Path) -> (Ended, Store, tempfile::TempDir) {
    let place = tempfile::tempdir().expect("a folder");
    let store = Store::open(&format!("sqlite:{}", place.path().join("simpul.db").display())).await.expect("a store");
    let toml = format!("id = \"contoh\"\nregion = \"32.71\"\nformat = \"hsds\"\nurl = \"{}\"", serve(folder));
    let source = SourceFile::parse(&toml).expect("a declaration").sources.remove(0);
    store.write(move |conn| store::import(conn, &source, now())).await.expect("imported");
    let (tell, ended) = std::sync::mpsc::channel();
    let dispatcher = Dispatcher::new(Parts {
        store: store.clone(),
        fetcher: Fetcher::new(Limits::default(), Policy::All).expect("a client"),
        owner: "test".to_owned(),
        clock: now,
        secret: |_| None,
        at_once: 1,
        metrics: harvester::metrics::Metrics::register(&prometheus::Registry::new()).expect("counters"),
        watch: Box::new(move |ended| drop(tell.send(ended.clone()))),
    });
    dispatcher.drain(&CancellationToken::new()).await.expect("harvested");
    (ended.recv().expect("an end"), store, place)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_states_31_and_holds_128_is_read_whole() {
    let Some(folder) = samples() else { return };
    let (ended, store, _place) = harvest(&folder.join("hsds/good")).await;
    assert_eq!((ended.attempt.outcome, ended.attempt.records), (Verdict::Accepted, Some(128)), "{ended:?}");
    let (findings, _) = store.read(|conn| store::read::findings(conn, "contoh", 0, 1000)).await.expect("findings");
    let count = findings.iter().find(|finding| finding.code == "page.count-mismatch" && finding.record == "services").expect("a finding");
    assert_eq!((count.raw.as_str(), count.served), ("stated 31, held 128", true));
    // All 128 carry one id: one service is stored, and each of the others is told.
    let repeats = findings.iter().filter(|finding| finding.code == "id.duplicate").count();
    assert_eq!(repeats, 127);
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_records_are_refused_each_with_record_field_and_rule() {
    let Some(folder) = samples() else { return };
    let (ended, store, _place) = harvest(&folder.join("hsds/faulty")).await;
    assert_eq!((ended.attempt.outcome, ended.attempt.reason), (Verdict::Rejected, Reason::TooManyBadRecords), "{ended:?}");
    let (findings, _) = store.read(|conn| store::read::findings(conn, "contoh", 0, 1000)).await.expect("findings");
    let refused: Vec<(&str, &str, &str)> = findings
        .iter()
        .filter(|finding| finding.severity == "error" && finding.path.starts_with("services["))
        .map(|finding| (finding.code.as_str(), finding.record.as_str(), finding.path.as_str()))
        .collect();
    let expected = [
        ("name.missing", "ac148810-d857-441c-9679-408f346de14b", "services[0].name"),
        ("name.missing", "b644a0d2-9e8a-4c33-9390-ae9ee93fc056", "services[1].name"),
        ("name.missing", "e85f5bb0-62f0-42cc-a08a-0c5c16273090", "services[2].name"),
        ("name.missing", "ac148810-d857-441c-9679-408f346de14b", "services[3].name"),
    ];
    assert_eq!(refused, expected, "{findings:#?}");
    assert!(findings.iter().all(|finding| !finding.served));
}
