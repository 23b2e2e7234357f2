//! HSDS 3.0.

use registry::model::Code;

use crate::feed::{Feed, one};

pub const HSDS: &str = r#"
    id = "hsds"
    region = "32.11"
    format = "hsds"
    url = "https://mpp.example.id/hsds"
"#;

#[test]
fn hsds_refuses_bad_records_one_by_one_and_keeps_the_good() {
    let body = r#"{"total_items":4,"total_pages":1,"page_number":1,"size":4,"contents":[
        {"id":"ac148810-d857-441c-9679-408f346de14b","name":"Baik","status":"active","organization":{"id":"o","name":"Dinas"}},
        {"name":"Tanpa id","status":"active"},
        {"id":"b","name":"Status salah","status":"buka"},
        {"id":"c","status":"active"}]}"#;
    let (drafts, _) = one(HSDS, "services", body);
    assert_eq!(drafts.services.len(), 1);
    let codes: Vec<Code> = drafts.rejects.iter().map(|reject| reject.finding.code).collect();
    assert_eq!(codes, [Code::IdMissing, Code::StatusInvalid, Code::NameMissing]);
    assert_eq!(drafts.rejects[1].finding.path, "services[2].status");
}

#[test]
fn hsds_reads_all_records_of_a_page_that_states_fewer() {
    let record = |n: u32| format!(r#"{{"id":"{n}","name":"Layanan {n}","schedules":[]}}"#);
    let contents: Vec<String> = (0..128).map(record).collect();
    let body = format!(r#"{{"total_items":31,"total_pages":1,"size":31,"last_page":true,"contents":[{}]}}"#, contents.join(","));
    let (drafts, next) = one(HSDS, "services", &body);
    assert_eq!(drafts.services.len(), 128);
    assert_eq!(next.iter().map(|request| request.role.as_str()).collect::<Vec<_>>(), ["service_at_locations"], "no page follows");
    assert!(drafts.findings.iter().any(|finding| finding.code == Code::CountMismatch && finding.raw == "stated 31, held 128"));
}

#[test]
fn hsds_follows_pages_and_basic_records() {
    let body = r#"{"total_items":3,"total_pages":2,"size":2,"last_page":false,"contents":[{"id":"a","name":"A"},{"id":"b","name":"B","schedules":[]}]}"#;
    let (_, next) = one(HSDS, "services", body);
    let urls: Vec<&str> = next.iter().map(|request| request.url.as_str()).collect();
    assert_eq!(urls, ["https://mpp.example.id/hsds/services/a", "https://mpp.example.id/hsds/services?page=2&per_page=100&full=true"]);
}

#[test]
fn hsds_tells_channels_and_categories_apart_by_their_taxonomies() {
    let attribute =
        |taxonomy: &str, name: &str| format!(r#"{{"id":"x","taxonomy_term":{{"id":"t","name":"{name}","taxonomy":"{taxonomy}"}}}}"#);
    let attributes =
        [attribute("Layanan nasional MPP", "Kartu Keluarga"), attribute("Kanal layanan", "Daring"), attribute("Kategori", "Dokumen")];
    let body = format!(r#"{{"contents":[{{"id":"a","name":"A","schedules":[],"attributes":[{}]}}]}}"#, attributes.join(","));
    let (drafts, _) = one(HSDS, "services", &body);
    assert_eq!((drafts.services[0].category.as_deref(), &drafts.services[0].channels), (Some("Dokumen"), &vec!["Daring".to_owned()]));
}

#[test]
fn hsds_asks_where_services_are_given_when_it_has_read_them_all() {
    let services = |page: u32, last: bool, id: &str| {
        (
            format!("services?page={page}&per_page=100&full=true"),
            format!(
                r#"{{"total_items":2,"total_pages":2,"size":1,"last_page":{last},"contents":[{{"id":"{id}","name":"Layanan {id}","schedules":[]}}]}}"#
            ),
        )
    };
    let places = r#"{"total_items":1,"total_pages":1,"size":1,"last_page":true,"contents":[{"id":"at","service":{"id":"b"},"location":{"id":"hall","name":"MPP"}}]}"#;
    let mut feed = Feed::default().with("service_at_locations?page=1&per_page=100", places);
    for (address, body) in [services(1, false, "a"), services(2, true, "b")] {
        feed = feed.with(&address, body);
    }
    let drafts = feed.harvest(HSDS);
    assert!(drafts.rejects.is_empty(), "{:?}", drafts.rejects);
    assert_eq!(drafts.services[1].location_ids, ["hall"]);
}
