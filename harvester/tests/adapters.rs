//! What every adapter must do, whatever it is given, and what each reads from its own shapes.

use harvester::adapter::{ADAPTERS, Adapter, Document, Request, adapter};
use registry::model::{Code, Drafts, Source, SourceFile};

const NESTED: &str = r#"
    id = "nested"
    region = "32.11"
    format = "json"
    url = "https://mpp.example.id/api/instansi"
    [[mapping.endpoint]]
    [mapping.endpoint.organization]
    each = "$.data[*]"
    id = "$.id"
    name = "$.instansi"
    hours = "$.jam_buka"
    [mapping.endpoint.service]
    each = "$.layanan[*]"
    id = "$.id"
    name = "$.nama"
    cost = "$.biaya"
    requirements = "$.persyaratan[*].nama"
"#;

const HSDS: &str = r#"
    id = "hsds"
    region = "32.11"
    format = "hsds"
    url = "https://mpp.example.id/hsds"
"#;

fn source(toml: &str) -> Source {
    SourceFile::parse(toml).expect("a declaration").sources.remove(0)
}

fn request(adapter: &Adapter, source: &Source, role: &str) -> Request {
    let requests = (adapter.begin)(source).expect("a plan");
    requests.into_iter().find(|request| request.role.starts_with(role)).expect("a request of that role")
}

fn read(toml: &str, role: &str, body: &str) -> (Drafts, Vec<Request>) {
    let source = source(toml);
    let adapter = adapter(&source.format).expect("an adapter");
    let request = request(adapter, &source, role);
    let mut drafts = Drafts::default();
    let next = (adapter.read)(&source, &Document { request: &request, body: Some(body.as_bytes()) }, &mut drafts).expect("read");
    (drafts, next)
}

#[test]
fn every_adapter_refuses_what_is_no_data_with_a_reason() {
    let deep = "[".repeat(100_000);
    let bodies = [
        ("", "empty_body"),
        ("   ", "empty_body"),
        ("<!doctype html><title>Masuk</title>", "html_instead_of_data"),
        ("{\"data\":[{\"id\":1,", "unparsable"),
        ("\u{0}\u{1}\u{2}", "unparsable"),
        (deep.as_str(), "unparsable"),
    ];
    for adapter in ADAPTERS {
        let source = source(if adapter.format == "hsds" { HSDS } else { NESTED });
        let role = if adapter.format == "hsds" { "services" } else { "endpoint" };
        let request = request(adapter, &source, role);
        for (body, reason) in &bodies {
            let mut drafts = Drafts::default();
            let result = (adapter.read)(&source, &Document { request: &request, body: Some(body.as_bytes()) }, &mut drafts);
            assert_eq!(result.expect_err(adapter.format).reason.as_str(), *reason, "{}", adapter.format);
        }
    }
}

#[test]
fn every_adapter_survives_json_of_any_shape() {
    let bodies = [
        "[]",
        "{}",
        "null",
        "3",
        "\"x\"",
        "[[]]",
        "{\"contents\":3}",
        "{\"contents\":[3,null,\"x\",{}]}",
        "{\"data\":[{\"layanan\":[[],3]}]}",
    ];
    for adapter in ADAPTERS {
        let source = source(if adapter.format == "hsds" { HSDS } else { NESTED });
        let role = if adapter.format == "hsds" { "services" } else { "endpoint" };
        let request = request(adapter, &source, role);
        for body in bodies {
            let mut drafts = Drafts::default();
            let _ = (adapter.read)(&source, &Document { request: &request, body: Some(body.as_bytes()) }, &mut drafts);
            assert!(drafts.services.is_empty(), "{} read a service from {body}", adapter.format);
        }
    }
}

#[test]
fn json_reads_agencies_with_their_services() {
    let body = r#"{"data":[{"id":7,"instansi":"Dinas Contoh","jam_buka":{"senin":"08:00 - 15:00","sabtu":"Tutup"},
        "layanan":[{"id":1,"nama":"Layanan satu","biaya":null,"persyaratan":[{"nama":"KTP"},{"nama":"KK"}]},{"id":2,"nama":""}]}]}"#;
    let (drafts, next) = read(NESTED, "endpoint", body);
    assert!(next.is_empty());
    assert_eq!(drafts.organizations[0].hours.as_deref(), Some("sabtu: Tutup\nsenin: 08:00 - 15:00"));
    let service = &drafts.services[0];
    assert_eq!((service.external_id.as_deref(), service.cost.as_deref()), (Some("7/1"), None));
    assert_eq!(service.requirements, ["KTP", "KK"]);
    assert_eq!(drafts.rejects[0].finding.code, Code::NameMissing);
}

#[test]
fn json_names_a_field_that_there_is_none_of() {
    let wrong = NESTED.replace("cost = ", "harga = ");
    let error = (adapter("json").expect("json").begin)(&source(&wrong)).expect_err("an unknown field");
    assert!(error.detail.starts_with("mapping.endpoint.service.harga"), "{error}");
}

#[test]
fn hsds_refuses_bad_records_one_by_one_and_keeps_the_good() {
    let body = r#"{"total_items":4,"total_pages":1,"page_number":1,"size":4,"contents":[
        {"id":"ac148810-d857-441c-9679-408f346de14b","name":"Baik","status":"active","organization":{"id":"o","name":"Dinas"}},
        {"name":"Tanpa id","status":"active"},
        {"id":"b","name":"Status salah","status":"buka"},
        {"id":"c","status":"active"}]}"#;
    let (drafts, _) = read(HSDS, "services", body);
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
    let (drafts, next) = read(HSDS, "services", &body);
    assert_eq!(drafts.services.len(), 128);
    assert!(next.is_empty());
    assert!(drafts.findings.iter().any(|finding| finding.code == Code::CountMismatch && finding.raw == "stated 31, held 128"));
}

#[test]
fn hsds_follows_pages_and_basic_records() {
    let body = r#"{"total_items":3,"total_pages":2,"size":2,"last_page":false,"contents":[{"id":"a","name":"A"},{"id":"b","name":"B","schedules":[]}]}"#;
    let (_, next) = read(HSDS, "services", body);
    let urls: Vec<&str> = next.iter().map(|request| request.url.as_str()).collect();
    assert_eq!(urls, ["https://mpp.example.id/hsds/services/a", "https://mpp.example.id/hsds/services?page=2&per_page=100"]);
}
