//! Feeds as regions publish them, by declarations of a few lines (`tests/mappings`). The files are not ours to give away: `SIMPUL_SAMPLES` names
//! the folder that holds them.

use std::path::PathBuf;

use harvester::adapter::check;
use registry::gazetteer;
use registry::model::{Catalog, Code, Drafts};

use crate::feed::{Feed, source};

/// The folder of the samples; `None`, and loudly so, where there is none.
fn folder() -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "only the person who runs the test knows where the samples are")]
    let named = std::env::var("SIMPUL_SAMPLES").ok().map(|folder| PathBuf::from(folder).join("regional"));
    if named.is_none() {
        eprintln!("SKIPPED: SIMPUL_SAMPLES names no folder of samples; nothing was tested");
    }
    named
}

/// The drafts of a sample by the mapping of a name.
fn drafts(number: &str, mapping: &str) -> Option<(Drafts, Catalog)> {
    let folder = folder()?;
    let mut files = std::fs::read_dir(&folder).expect("the folder").filter_map(Result::ok).map(|entry| entry.path());
    let begins = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&format!("{number}_")));
    let body = std::fs::read(files.find(begins).expect("the sample")).expect("the sample");
    let path = format!("{}/tests/mappings/{mapping}.toml", env!("CARGO_MANIFEST_DIR"));
    let toml = std::fs::read_to_string(&path).expect("the mapping");
    check(&toml, &path).unwrap_or_else(|errors| panic!("{errors:#?}"));
    let drafts = Feed::of(body).harvest(&toml);
    let source = source(&toml);
    let catalog = registry::normalise::catalog(&source, gazetteer::region(source.region).expect("a region"), drafts.clone());
    Some((drafts, catalog))
}

/// Which findings there are, each code once.
fn codes(catalog: &Catalog) -> Vec<Code> {
    let mut codes: Vec<Code> = catalog.findings.iter().map(|finding| finding.code).collect();
    codes.sort();
    codes.dedup();
    codes
}

/// Organizations, services, locations, stops, statistics, rejects.
fn counts(drafts: &Drafts) -> [usize; 6] {
    [
        drafts.organizations.len(),
        drafts.services.len(),
        drafts.locations.len(),
        drafts.stops.len(),
        drafts.statistics.len(),
        drafts.rejects.len(),
    ]
}

#[test]
fn five_endpoints_in_one_file() {
    let Some((drafts, catalog)) = drafts("03", "03") else { return };
    assert_eq!(counts(&drafts), [2, 1, 0, 0, 7, 0]);
    assert_eq!(catalog.services[0].external_id.as_deref(), Some("12"));
    assert_eq!((drafts.statistics[0].period.as_str(), drafts.statistics[0].value.as_str()), ("4 Nov 2024", "41"));
    assert_eq!((drafts.statistics[4].period.as_str(), drafts.statistics[4].value.as_str()), ("8 Nov 2024", "22"));
}

#[test]
fn services_by_the_place_of_their_agency() {
    let Some((drafts, catalog)) = drafts("05", "05") else { return };
    assert_eq!(counts(&drafts), [5, 7, 1, 0, 0, 0]);
    assert_eq!(catalog.services.len(), 7);
    assert_eq!(catalog.organizations.len(), 5);
    let lists: Vec<(usize, usize)> = drafts.services.iter().map(|service| (service.requirements.len(), service.procedure.len())).collect();
    assert_eq!(lists, [(3, 5), (2, 0), (5, 0), (4, 0), (4, 0), (6, 0), (5, 0)]);
}

#[test]
fn services_in_agencies_with_two_ids_given_twice() {
    let Some((drafts, catalog)) = drafts("08", "08") else { return };
    assert_eq!(counts(&drafts), [10, 34, 0, 0, 0, 0]);
    assert_eq!(catalog.services.len(), 34);
    let shared: Vec<&str> =
        drafts.findings.iter().filter(|finding| finding.code == Code::IdShared).map(|finding| finding.raw.as_str()).collect();
    assert_eq!(shared, ["17", "19"]);
    assert_eq!(drafts.findings.len(), 2);
    assert_eq!(codes(&catalog), [Code::IdShared, Code::UrlInvalid, Code::Placeholder]);
}

#[test]
fn kinds_of_a_service_as_services_below_it() {
    let Some((drafts, catalog)) = drafts("08", "08_sub") else { return };
    assert_eq!(counts(&drafts), [10, 34 + 126, 0, 0, 0, 0]);
    assert_eq!(catalog.services.len(), 160);
    assert_eq!(drafts.services[1].counter.as_deref(), Some("E"));
}

#[test]
fn a_page_of_headings_and_lists() {
    let Some((drafts, catalog)) = drafts("09", "09") else { return };
    assert_eq!(counts(&drafts), [23, 55, 0, 0, 0, 0]);
    assert_eq!(catalog.services.len(), 55);
    assert_eq!(drafts.organizations[0].name, "Dinas Dukcapil");
    let of = |name: &str| drafts.services.iter().filter(|service| service.organization.as_deref() == Some(name)).count();
    assert_eq!((of("Dinas Dukcapil"), of("Samsat"), of("Dishub"), of("Disarpus")), (3, 10, 2, 3));
}

#[test]
fn a_flat_list_of_one_agency() {
    let Some((drafts, catalog)) = drafts("11", "11") else { return };
    assert_eq!(counts(&drafts), [0, 55, 0, 0, 0, 0]);
    assert_eq!(catalog.services.len(), 55);
    assert!(drafts.findings.is_empty());
}

#[test]
fn one_service_at_many_places() {
    let Some((drafts, catalog)) = drafts("12", "12") else { return };
    assert_eq!(counts(&drafts), [8, 14, 14, 0, 0, 0]);
    assert_eq!(catalog.services_at_locations.len(), 14);
    assert_eq!(drafts.services.iter().filter(|service| service.alert.is_some()).count(), 4);
    assert_eq!(drafts.services[5].description.as_deref(), Some("Walk-in untuk PMI.\nKuota 100 pemohon sehari, 2 loket"));
}

#[test]
fn dated_stops() {
    let Some((drafts, _)) = drafts("15", "15") else { return };
    assert_eq!(counts(&drafts), [0, 1, 0, 8, 0, 0]);
    let first = &drafts.stops[0];
    assert_eq!((first.date.as_str(), first.opens.as_deref(), first.closes.as_deref()), ("2025-01-20", Some("08:00"), Some("16:00")));
    assert_eq!(drafts.stops[7].status.as_deref(), Some("dibatalkan"));
}

#[test]
fn figures_by_agency_and_month() {
    let Some((drafts, catalog)) = drafts("21", "21") else { return };
    assert_eq!(counts(&drafts), [3, 3, 0, 0, 4, 0]);
    assert_eq!(catalog.services.len(), 3);
    let read: Vec<(&str, &str, &str)> =
        drafts.statistics.iter().map(|figure| (figure.metric.as_str(), figure.period.as_str(), figure.value.as_str())).collect();
    let expected = [
        ("visits", "JANUARI 2024", "1.204"),
        ("visits", "PEBRUARI 2024", "998"),
        ("visits", "MARET 2024", ""),
        ("licences", "APRIL 2024", "-"),
    ];
    assert_eq!(read, expected);
}

#[test]
fn figures_of_the_own_region_only() {
    let Some((drafts, _)) = drafts("21", "21_here") else { return };
    assert_eq!(counts(&drafts), [1, 0, 0, 0, 2, 0]);
}
