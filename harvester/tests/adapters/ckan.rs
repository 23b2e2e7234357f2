//! Open-data portals.

use registry::model::Reason;

use crate::feed::Feed;

const PORTAL: &str = r#"
    id = "portal"
    region = "32.11"
    format = "ckan"
    url = "https://data.example.id/dataset"
    [mapping.ckan]
    CKAN
    [[mapping.endpoint]]
    [mapping.endpoint.service]
    name = "layanan"
    organization = "instansi"
"#;

fn portal(keys: &str) -> String {
    PORTAL.replace("CKAN", keys)
}

const ROWS: &str = "layanan,instansi\nKTP,Dinas\n";

#[test]
fn what_the_portal_says_is_wrong_is_told() {
    let body = r#"{"success": false, "error": {"message": "Tidak ditemukan", "__type": "Not Found Error"}}"#;
    let error = Feed::of(body).refused(&portal("dataset = \"layanan\""));
    assert_eq!((error.reason, error.detail.as_str()), (Reason::WrongShape, "the portal says: Tidak ditemukan"));
}

#[test]
fn a_dataset_offers_a_file_in_several_formats_and_it_is_read_once() {
    let body = r#"{"success": true, "result": {"resources": [
        {"id": "1", "name": "Layanan", "format": "XLSX", "url": "https://data.example.id/l.xlsx"},
        {"id": "2", "name": "Layanan", "format": ".csv", "url": "https://other.example.id/l.csv"},
        {"id": "3", "name": "Layanan lama", "format": "", "url": "/lama.CSV"},
        {"id": "4", "name": "Berita", "format": "HTML", "url": "https://data.example.id/b"}]}}"#;
    let feed = Feed::default().with("package_show?id=layanan", body).with("l.csv", ROWS).with("lama.CSV", "layanan,instansi\nKK,Dinas\n");
    let asked = feed.asked(&portal("dataset = \"layanan\""));
    assert_eq!(
        asked,
        ["api/3/action/package_show?id=layanan", "l.csv", "lama.CSV"].map(|path| if path.starts_with("api") {
            format!("dataset/{path}")
        } else {
            path.to_owned()
        })
    );
    assert_eq!(feed.harvest(&portal("dataset = \"layanan\"")).services.len(), 2);
}

#[test]
fn searches_and_stores_go_on_page_by_page() {
    let dataset = |number: u32| {
        format!(
            r#"{{"resources": [{{"id": "r{number}", "name": "L", "format": "CSV", "url": "/l{number}.csv", "datastore_active": true}}]}}"#
        )
    };
    let page = |numbers: &[u32]| {
        let datasets: Vec<String> = numbers.iter().map(|number| dataset(*number)).collect();
        format!(r#"{{"success": true, "result": {{"count": 101, "results": [{}]}}}}"#, datasets.join(","))
    };
    let rows = |from: u32, count: u32| {
        let records: Vec<String> = (from..from + count).map(|number| format!(r#"{{"layanan": "L{number}", "instansi": "D"}}"#)).collect();
        format!(r#"{{"success": true, "result": {{"total": 1500, "records": [{}]}}}}"#, records.join(","))
    };
    let feed = Feed::default()
        .with("rows=100&start=0&q=mpp", page(&[1]))
        .with("rows=100&start=100&q=mpp", page(&[2]))
        .with("resource_id=r1&limit=1000&offset=0", rows(0, 1000))
        .with("resource_id=r1&limit=1000&offset=1000", rows(1000, 500))
        .with("resource_id=r2&limit=1000&offset=0", r#"{"success": true, "result": {"total": 0, "records": []}}"#);
    assert_eq!(feed.harvest(&portal("query = \"mpp\"\ndatastore = true")).services.len(), 1500);
}

#[test]
fn no_resource_of_the_format_is_no_success() {
    let body = r#"{"success": true, "result": {"resources": [{"id": "1", "name": "L", "format": "PDF", "url": "/l.pdf"}]}}"#;
    assert_eq!(Feed::of(body).refused(&portal("dataset = \"layanan\"")).reason, Reason::NoRecords);
}

#[test]
fn json_on_a_portal_is_read_by_json_path() {
    let toml = portal("dataset = \"layanan\"\nread = \"json\"")
        .replace("name = \"layanan\"", "each = \"$[*]\"\nname = \"$.layanan\"")
        .replace("\"instansi\"", "\"$.instansi\"");
    let body = r#"{"success": true, "result": {"resources": [{"id": "1", "name": "L", "format": "JSON", "url": "/l.json"}]}}"#;
    let feed = Feed::default().with("id=layanan", body).with("l.json", r#"[{"layanan": "KTP", "instansi": "Dinas"}]"#);
    assert_eq!(feed.harvest(&toml).services[0].name, "KTP");
}
