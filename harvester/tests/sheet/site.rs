//! The static site of a workbook: whoever harvests it reads what the workbook says.

use harvester::fetch::AtHand;
use harvester::pipeline::{Extent, examine};
use harvester::sheet::{difference, fill};
use harvester::site::{self, FEED, WELL_KNOWN};
use registry::model::{Source, Verdict};
use reqwest::header::HeaderMap;

use crate::region::{accepted, catalog, drafts, read, source};

#[tokio::test]
async fn what_is_harvested_from_the_site_is_what_the_workbook_said() {
    let mut drafts = drafts();
    // HSDS has no place for these.
    drafts.stops.clear();
    drafts.statistics.clear();
    drafts.services.iter_mut().for_each(|service| service.channels.clear());
    let stored = catalog(drafts);
    let sent = accepted(read(harvester::sheet::xlsx(&fill(&stored, &source())).unwrap()).await);
    let files = site::files(&sent, &source(), "2026-11-28", &[]).unwrap();
    let feed = files.iter().find(|file| file.path == FEED).unwrap();
    let hsds = Source { format: "hsds".to_owned(), url: "https://mpp.example/hsds.json".parse().unwrap(), ..source() };
    let at_hand = AtHand { url: hsds.url.clone(), body: feed.body.clone() };
    let seen = examine(&at_hand, &hsds, &HeaderMap::new(), Extent::Whole).await;
    assert_eq!(seen.outcome, Verdict::Accepted, "{:?}", seen.detail);
    let errors: Vec<_> = seen.findings.iter().filter(|finding| finding.code.severity() != registry::model::Severity::Info).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let ids = |catalog: &registry::model::Catalog| {
        let mut ids: Vec<_> = catalog.services.iter().map(|item| (item.name.clone(), item.requirements.len())).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids(&seen.catalog), ids(&sent));
    let fields: Vec<_> = difference(&sent, &seen.catalog, &source())
        .into_iter()
        .filter(|change| change.list == "services")
        .flat_map(|change| change.fields)
        // The site names records by the registry's ids, and lists documents one by one; HSDS has no place for the legal basis.
        .filter(|field| !matches!(field.field.as_str(), "id" | "requirements" | "legal_basis"))
        .collect();
    assert_eq!(fields, []);
}

#[test]
fn the_site_says_which_region_it_speaks_for() {
    let files = site::files(&catalog(drafts()), &source(), "2026-11-28", &["simpul-abc".to_owned()]).unwrap();
    let said = files.iter().find(|file| file.path == WELL_KNOWN).unwrap();
    let said: serde_json::Value = serde_json::from_slice(&said.body).unwrap();
    assert_eq!((said["region"].as_str(), said["sources"][0]["url"].as_str()), (Some("32.71"), Some("/hsds.json")));
    assert_eq!(said["proof"][0], "simpul-abc");
}
