//! The main job over real HTTP: synthetic regions, both databases, the embedded index.

use harvester::fetch::Policy;
use registry::model::{Reason, Verdict};
use registry::search::Query;
use registry::store;
use simulator::Fault;

use crate::world::{SITES, World, postgres, sites};

async fn the_main_job(url: &str) {
    let world = World::new(url, |_| Policy::All).await;
    let first = world.harvest().await;
    assert_eq!(first.len(), SITES);
    assert!(first.iter().all(|ended| ended.attempt.reason == Reason::Changed), "{first:#?}");
    let documents = world.index_equals_database().await;
    let rows = world.store.read(store::read::sources).await.expect("sources");
    for row in &rows {
        let served = world.farm.services(row.region.parse().expect("a code")).expect("a site");
        assert_eq!(row.services as usize, served, "every service that {} serves as {} is stored: {}", row.id, row.url, row.findings_error);
    }
    assert!(documents >= rows.iter().map(|row| row.services as usize).sum::<usize>(), "and indexed");
    let answer = world.engine.search(&Query { text: "ktp".to_owned(), limit: 10, ..Query::default() }).await.expect("an answer");
    assert!(answer.total > 0);

    world.farm.reset_counts();
    let second = world.harvest().await;
    for ended in &second {
        let attempt = &ended.attempt;
        assert_eq!((attempt.outcome, ended.difference.rows), (Verdict::Unchanged, 0), "{ended:?}");
        assert_eq!((attempt.reason, attempt.requests), (Reason::NotModified, attempt.not_modified), "{ended:?}");
    }

    let changed = world.farm.change(0.2, 1);
    let third = world.harvest().await;
    let accepted = third.iter().filter(|ended| ended.attempt.outcome == Verdict::Accepted).count();
    assert_eq!(accepted, changed.len());
    assert!(third.iter().all(|ended| ended.difference.added + ended.difference.removed < 40), "only the difference is written: {third:#?}");
    world.index_equals_database().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_main_job_on_sqlite() {
    the_main_job("sqlite:FOLDER/simpul.db").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_main_job_on_postgresql() {
    let Some(url) = postgres() else { return };
    the_main_job(&url).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_has_its_reason_and_the_others_are_unaffected() {
    let world = World::new("sqlite:FOLDER/simpul.db", |farm| Policy::Allow(vec![farm])).await;
    world.harvest().await;
    let before = world.index_equals_database().await;
    let codes: Vec<_> = sites(SITES).iter().map(|site| site.code).collect();
    let faults = [
        (Fault::HtmlWith200, Reason::HtmlInsteadOfData),
        (Fault::EmptyBody, Reason::EmptyBody),
        (Fault::TooLarge { bytes: 64 << 20 }, Reason::BodyTooLarge),
        (Fault::GzipBomb { bytes: 1 << 30 }, Reason::BodyTooLarge),
        (Fault::Status { status: 503, retry_after: None }, Reason::HttpServerError),
        (Fault::CutBody, Reason::BodyCut),
        (Fault::EmptyList, Reason::NoRecords),
        (Fault::RedirectTo { url: "http://127.0.0.1:9/".to_owned() }, Reason::PrivateAddress),
    ];
    for ((fault, _), code) in faults.iter().zip(&codes) {
        assert!(world.farm.set_fault(*code, fault.clone()));
    }
    let ended = world.harvest().await;
    let reasons: Vec<Reason> = ended.iter().map(|ended| ended.attempt.reason).collect();
    let expected = faults.iter().map(|(_, reason)| *reason).chain(std::iter::repeat_n(Reason::NotModified, SITES - faults.len()));
    assert_eq!(reasons, expected.collect::<Vec<_>>(), "{:#?}", ended.get(6));
    assert_eq!(world.index_equals_database().await, before, "the last good data stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn private_addresses_are_refused_unless_allowed() {
    let world = World::new("sqlite:FOLDER/simpul.db", |_| Policy::PublicOnly).await;
    let ended = world.harvest().await;
    assert!(ended.iter().all(|ended| ended.attempt.reason == Reason::PrivateAddress), "{ended:#?}");
}
