//! A source, its catalog, and a harvest of it, as small as they can be.

use std::time::Duration;

use registry::model::{
    Attempt, Catalog, Drafts, Instant, OrganizationDraft, Reason, ServiceDraft, Source, SourceFile, StatisticDraft, Verdict,
};
use registry::store::{self, Content, Difference, Finished, Lease, Read, Store, StoreError, StoredDocument};

/// This many seconds after a Tuesday morning.
pub fn at(seconds: u64) -> Instant {
    Instant::new("2026-11-24T02:00:00.123Z".parse().unwrap()).plus(Duration::from_secs(seconds))
}

pub fn source(id: &str) -> Source {
    let toml = format!("id = \"{id}\"\nregion = \"32.71\"\nformat = \"json\"\nurl = \"https://mpp.example/api\"");
    SourceFile::parse(&toml).unwrap().sources.remove(0)
}

/// A catalog of services with these names, all of one agency, each with everything that a service can have.
pub fn catalog(source: &Source, names: &[&str]) -> Catalog {
    let service = |name: &&str| ServiceDraft {
        external_id: Some((*name).to_owned()),
        name: (*name).to_owned(),
        organization: Some("Disdukcapil".to_owned()),
        duration: Some("3 hari kerja".to_owned()),
        cost: Some("Rp50.000".to_owned()),
        hours: Some("Senin-Jumat 08.00-15.00".to_owned()),
        requirements: vec!["KTP".to_owned(), "KK".to_owned()],
        procedure: vec!["Ambil antrean".to_owned()],
        ..ServiceDraft::default()
    };
    let drafts = Drafts {
        organizations: vec![OrganizationDraft { name: "Disdukcapil".to_owned(), ..OrganizationDraft::default() }],
        services: names.iter().map(service).collect(),
        statistics: vec![StatisticDraft {
            metric: "visits".to_owned(),
            scope: None,
            period: "2026-10".to_owned(),
            value: "1.204".to_owned(),
        }],
        ..Drafts::default()
    };
    registry::normalise::catalog(source, registry::gazetteer::region(source.region).unwrap(), drafts)
}

pub fn new(source: &Source, names: &[&str]) -> Content {
    let document = StoredDocument {
        url: source.url.to_string(),
        etag: Some("\"1\"".to_owned()),
        last_modified: None,
        content_type: Some("application/json".to_owned()),
        link: None,
        hash: "h".to_owned(),
        body: vec![1, 2, 3],
    };
    Content::New(Box::new(Read {
        catalog: catalog(source, names),
        documents: vec![document],
        content_hash: names.join(",").chars().take(60).collect(),
        read_version: "1".to_owned(),
        partial: false,
    }))
}

pub fn attempt(outcome: Verdict, reason: Reason) -> Attempt {
    Attempt {
        started_at: at(0),
        fetch_ms: 1,
        first_byte_ms: Some(1),
        total_ms: 2,
        requests: 1,
        not_modified: 0,
        http_status: Some(200),
        bytes: 3,
        records: Some(2),
        refused: Some(0),
        content_hash: None,
        outcome,
        reason,
        detail: None,
    }
}

/// Imports `source` and claims it.
pub async fn claimed(store: &Store, source: &Source, now: Instant) -> Lease {
    let declared = source.clone();
    store.write(move |conn| store::import(conn, &declared, now)).await.unwrap();
    claim(store, "worker", now).await.pop().expect("a due source")
}

/// Claims all that is due.
pub async fn claim(store: &Store, owner: &'static str, now: Instant) -> Vec<Lease> {
    store.write(move |conn| store::claim(conn, owner, now, Duration::from_secs(60), 10)).await.unwrap()
}

/// Ends a harvest with `content`.
pub async fn finish(store: &Store, lease: Lease, content: Content, now: Instant) -> Result<Difference, StoreError> {
    Ok(settled(store, lease, content, now).await?.difference)
}

/// Ends a harvest with `content`, and says how the judge saw it.
pub async fn settled(store: &Store, lease: Lease, content: Content, now: Instant) -> Result<Finished, StoreError> {
    let attempt = match &content {
        Content::Nothing => attempt(Verdict::Unchanged, Reason::NotModified),
        Content::New(_) => attempt(Verdict::Accepted, Reason::Changed),
        Content::Refused(_) => attempt(Verdict::Rejected, Reason::TooManyBadRecords),
    };
    store.write(move |conn| store::finish(conn, &lease, &attempt, &content, now)).await
}

/// Claims the source again, as due, and says how the judge saw `content`: verdict and reason.
pub async fn judged(store: &Store, content: Content, now: Instant) -> (&'static str, &'static str) {
    store.write(move |conn| store::make_due(conn, &["a".to_owned()], now)).await.unwrap();
    let lease = claim(store, "worker", now).await.pop().expect("a due source");
    let attempt = settled(store, lease, content, now).await.unwrap().attempt;
    (attempt.outcome.as_str(), attempt.reason.as_str())
}

/// Claims the source again, as due, and ends a harvest with `content`.
pub async fn again(store: &Store, content: Content, now: Instant) -> Difference {
    store.write(move |conn| store::make_due(conn, &[], now)).await.unwrap();
    let lease = claim(store, "worker", now).await.pop().expect("a due source");
    finish(store, lease, content, now).await.unwrap()
}
