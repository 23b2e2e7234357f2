//! REST JSON.

use harvester::adapter::adapter;
use registry::model::Code;

use crate::feed::{Feed, one, source};

/// A declaration of one endpoint.
fn declared(endpoint: &str) -> String {
    format!("id = \"rest\"\nregion = \"32.11\"\nformat = \"json\"\nurl = \"https://mpp.example.id/api/\"\n[[mapping.endpoint]]\n{endpoint}")
}

/// A declaration of a list of services with a paging.
fn paged(url: &str, paging: &str) -> String {
    declared(&format!(
        "url = \"{url}\"\npaging = {paging}\n[mapping.endpoint.service]\neach = \"$.data[*]\"\nname = \"$\"\norganization = {{ constant = \"D\" }}"
    ))
}

pub const NESTED: &str = r#"
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

#[test]
fn json_reads_agencies_with_their_services() {
    let body = r#"{"data":[{"id":7,"instansi":"Dinas Contoh","jam_buka":{"senin":"08:00 - 15:00","sabtu":"Tutup"},
        "layanan":[{"id":1,"nama":"Layanan satu","biaya":null,"persyaratan":[{"nama":"KTP"},{"nama":"KK"}]},{"id":2,"nama":""}]}]}"#;
    let (drafts, next) = one(NESTED, "endpoint", body);
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
    assert!(error.detail.starts_with("mapping.endpoint[0].service.harga: no such key; did you mean `cost`?"), "{error}");
}

#[test]
fn pages_by_number_with_a_total_of_pages_or_of_items_or_without_any() {
    let page = |names: &str| format!(r#"{{"data": [{names}], "pages": "2", "items": 3}}"#);
    let feed = Feed::default().with("p=1", page("\"a\", \"b\"")).with("p=2", page("\"c\"")).with("p=3", page(""));
    let by_pages = paged("l?q=x", r#"{ kind = "page_number", parameter = "p", total_pages = "$.pages" }"#);
    assert_eq!(feed.asked(&by_pages), ["api/l?q=x&p=1", "api/l?q=x&p=2"]);
    let by_items = paged("l", r#"{ kind = "page_number", parameter = "p", total_items = "$.items", page_size = 2 }"#);
    assert_eq!(feed.asked(&by_items), ["api/l?p=1", "api/l?p=2"]);
    let until_empty = paged("l", r#"{ kind = "page_number", parameter = "p" }"#);
    assert_eq!(feed.asked(&until_empty), ["api/l?p=1", "api/l?p=2", "api/l?p=3"]);
    assert_eq!(feed.harvest(&until_empty).services.len(), 3);
}

#[test]
fn pages_in_the_path_and_from_zero() {
    let feed = Feed::default().with("halaman/0.json", r#"{"data": ["a"]}"#).with("halaman/1.json", r#"{"data": []}"#);
    let toml = paged("halaman/{page}.json", r#"{ kind = "page_number", first = 0 }"#);
    assert_eq!(feed.asked(&toml), ["api/halaman/0.json", "api/halaman/1.json"]);
}

#[test]
fn pages_by_offset_end_at_a_short_one_or_at_the_total() {
    let feed = Feed::default()
        .with("o=0", r#"{"data": ["a", "b"], "n": 3}"#)
        .with("o=2", r#"{"data": ["c"], "n": 3}"#)
        .with("o=4", r#"{"data": []}"#);
    assert_eq!(feed.asked(&paged("l", r#"{ kind = "offset", parameter = "o", size = 2 }"#)), ["api/l?o=0", "api/l?o=2"]);
    let by_total = paged("l", r#"{ kind = "offset", parameter = "o", size = 2, total_items = "$.n" }"#);
    assert_eq!(feed.asked(&by_total), ["api/l?o=0", "api/l?o=2"]);
}

#[test]
fn rows_that_are_left_out_do_not_end_the_pages() {
    let feed = Feed::default().with("o=0", r#"{"data": ["x", "x"]}"#).with("o=2", r#"{"data": ["c"]}"#);
    let toml = paged("l", r#"{ kind = "offset", parameter = "o", size = 2 }"#) + "\nwhere = { path = \"$\", not = \"x\" }";
    assert_eq!(feed.harvest(&toml).services.len(), 1);
}

#[test]
fn pages_by_cursor_by_next_link_and_by_link_header() {
    let cursor = Feed::default().with("api/l", r#"{"data": ["a"], "next": "x y"}"#).with("after=x+y", r#"{"data": ["b"], "next": null}"#);
    assert_eq!(cursor.asked(&paged("l", r#"{ kind = "cursor", parameter = "after", path = "$.next" }"#)), ["api/l", "api/l?after=x+y"]);
    let link = Feed::default()
        .with("api/l", r#"{"data": ["a"], "next": "/api/m"}"#)
        .with("api/m", r#"{"data": ["b"], "next": "https://mpp.example.id/api/m"}"#);
    assert_eq!(link.asked(&paged("l", r#"{ kind = "next_link", path = "$.next" }"#)), ["api/l", "api/m"]);
    let header = Feed::default().linked("api/l", r#"{"data": ["a"]}"#, "</api/m?p=2>; rel=\"next\"").with("p=2", r#"{"data": ["b"]}"#);
    assert_eq!(header.asked(&paged("l", r#"{ kind = "link_header" }"#)), ["api/l", "api/m?p=2"]);
}

#[test]
fn catalog_and_statistics_on_different_hosts() {
    let toml = declared(
        "url = \"layanan\"\n[mapping.endpoint.service]\neach = \"$[*]\"\nname = \"$\"\norganization = { constant = \"D\" }",
    ) + "\n[[mapping.endpoint]]\nurl = \"https://statistik.example.id/harian\"\noptional = true\n[[mapping.endpoint.statistic]]\neach = \"$[*]\"\nmetric = { constant = \"visits\" }\nperiod = \"$.tgl\"\nvalue = \"$.n\"";
    let feed = Feed::default().with("/api/layanan", r#"["KTP"]"#).with("/harian", r#"[{"tgl": "2026-10-05", "n": 41}]"#);
    let drafts = feed.harvest(&toml);
    assert_eq!((drafts.services.len(), drafts.statistics[0].value.as_str()), (1, "41"));
    let without = Feed::default().with("/api/layanan", r#"["KTP"]"#).harvest(&toml);
    assert_eq!(without.findings[0].code, Code::EndpointMissing);
}

#[test]
fn a_list_leads_to_details_whose_ids_are_of_another_type() {
    let toml = declared(
        r#"url = "layanan"
        [mapping.endpoint.service]
        each = "$.data[*]"
        id = "$.id"
        name = "$.nama"
        organization = "$.instansi"
        detail = "layanan/{id}?bagian={$.b}"
        [mapping.endpoint.service.detail_fields]
        each = "$.data"
        id = "$.id"
        cost = "$.biaya"
        requirements = { path = "$.isi", split = "list" }"#,
    );
    let feed = Feed::default()
        .with("api/layanan", r#"{"data": [{"id": "a/1", "nama": "KTP", "instansi": "D", "b": 3}, {"id": "b", "nama": "KK", "instansi": "D"}, {"id": "c", "nama": "KIA", "instansi": "D", "b": 4}]}"#)
        .with("layanan/a%2F1?bagian=3", r#"{"data": {"id": 1, "biaya": "Gratis", "isi": "<ol><li>KK</li><li>Surat</li></ol>"}}"#);
    let drafts = feed.harvest(&toml);
    let first = &drafts.services[0];
    assert_eq!((first.external_id.as_deref(), first.cost.as_deref(), first.requirements.len()), (Some("a/1"), Some("Gratis"), 2));
    assert_eq!(drafts.services[1].cost, None);
    assert_eq!(
        drafts.findings.iter().map(|finding| (finding.code, finding.record.as_str())).collect::<Vec<_>>(),
        [(Code::DetailMissing, "c")]
    );
}

#[test]
fn two_services_with_one_id_are_both_kept_and_told() {
    let toml = declared("[mapping.endpoint.service]\neach = \"$[*]\"\nid = \"$.id\"\nname = \"$.n\"\norganization = { constant = \"D\" }");
    let drafts = Feed::of(r#"[{"id": 1, "n": "KTP"}, {"id": 1, "n": "KK"}, {"id": 1, "n": "KTP"}]"#).harvest(&toml);
    let ids: Vec<&str> = drafts.services.iter().filter_map(|service| service.external_id.as_deref()).collect();
    // The third is the first again: that is left to the normaliser.
    assert_eq!(ids, ["1", "1/KK", "1"]);
    assert_eq!(
        drafts.findings.iter().map(|finding| (finding.code, finding.path.as_str())).collect::<Vec<_>>(),
        [(Code::IdShared, "$[1].id")]
    );
}

#[test]
fn ids_that_begin_anew_in_each_agency_are_no_mistake() {
    let body = r#"{"data": [{"id": 1, "instansi": "A", "layanan": [{"id": 1, "nama": "a"}, {"id": 2, "nama": "b"}]},
        {"id": 2, "instansi": "B", "layanan": [{"id": 1, "nama": "c"}]}]}"#;
    assert!(Feed::of(body).harvest(NESTED).findings.is_empty());
    let body = r#"{"data": [{"id": 1, "instansi": "A", "layanan": [{"id": 1, "nama": "a"}, {"id": 2, "nama": "b"}]},
        {"id": 2, "instansi": "B", "layanan": [{"id": 3, "nama": "c"}]}, {"id": 3, "instansi": "C", "layanan": [{"id": 3, "nama": "d"}]}]}"#;
    let drafts = Feed::of(body).harvest(NESTED);
    assert_eq!(drafts.findings.iter().map(|finding| finding.raw.as_str()).collect::<Vec<_>>(), ["3"]);
    assert_eq!(drafts.services.len(), 4);
}

#[test]
fn agencies_that_only_rows_name_are_listed_once() {
    let toml = declared(
        "[mapping.endpoint.organization]\neach = \"$[*]\"\nid = \"$.i\"\nname = \"$.d\"\ndistinct = true\n[mapping.endpoint.service]\nid = \"$.n\"\nname = \"$.n\"",
    );
    let drafts = Feed::of(r#"[{"i": 1, "d": "A", "n": "a"}, {"i": 1, "d": "A", "n": "b"}, {"i": 2, "d": "B", "n": "c"}]"#).harvest(&toml);
    assert_eq!((drafts.organizations.len(), drafts.services.len()), (2, 3));
    assert_eq!(drafts.services[1].organization_id.as_deref(), Some("1"));
}

#[test]
fn conditions_defaults_and_what_is_done_with_a_value() {
    let toml = declared(
        r#"[mapping.endpoint.service]
        each = "$[*]"
        skip = 1
        where = [{ path = "$.s", not = ["draf", "arsip"] }, { path = "$.n", not_matches = "^Total" }, { path = "$.n", present = true }]
        name = { path = "$.n", match = "Layanan (.+)" }
        organization = { first = ["$.d", "$.dinas"], default = "Mal Pelayanan Publik" }
        category = { path = "$.k", values = { "1" = "Kependudukan", "*" = "Lainnya" } }
        channels = { path = "$.c", split = "/" }
        url = { template = "https://mpp.example.id/l/{$.id}" }
        description = { join = ["$.a", "$.b"], with = " - " }
        counter = { position = true }"#,
    );
    let body = r#"[{"n": "Layanan judul"}, {"n": "Layanan KTP", "s": "terbit", "dinas": "D", "k": 1, "c": "loket / online", "id": 7, "a": "x", "b": "y"},
        {"n": "Layanan KK", "k": 9, "a": "x"}, {"n": "Layanan lama", "s": "Arsip"}, {"n": "Total layanan"}, {"s": "terbit"}]"#;
    let drafts = Feed::of(body).harvest(&toml);
    let [first, second] = &drafts.services[..] else { panic!("{:?}", drafts.services) };
    assert_eq!((first.name.as_str(), first.organization.as_deref(), first.category.as_deref()), ("KTP", Some("D"), Some("Kependudukan")));
    assert_eq!(
        (first.channels.clone(), first.url.as_deref()),
        (vec!["loket".to_owned(), "online".to_owned()], Some("https://mpp.example.id/l/7"))
    );
    assert_eq!((first.description.as_deref(), first.counter.as_deref()), (Some("x - y"), Some("1")));
    assert_eq!(
        (second.organization.as_deref(), second.category.as_deref(), second.url.as_deref()),
        (Some("Mal Pelayanan Publik"), Some("Lainnya"), None)
    );
    assert!(drafts.rejects.is_empty());
}

#[test]
fn a_mapping_that_finds_nothing_is_told() {
    let codes = |body: &str| Feed::of(body).harvest(NESTED).findings.iter().map(|finding| finding.code).collect::<Vec<_>>();
    assert_eq!(codes(r#"{"hasil": []}"#), [Code::SelectorEmpty]);
    // The list is there and has nothing in it.
    assert_eq!(codes(r#"{"data": []}"#), []);
}

#[test]
fn a_field_that_no_record_has_is_told_once() {
    let toml = declared(
        r#"[mapping.endpoint.service]
        each = "$[*]"
        name = "$.n"
        organization = "$.d"
        cost = "$.biya"
        requirements = "$.syrat""#,
    );
    let five = r#"[{"n": "a", "d": "D", "biaya": "Gratis"}, {"n": "b"}, {"n": "c"}, {"n": "d"}, {"n": "e"}]"#;
    let drafts = Feed::of(five).harvest(&toml);
    let told: Vec<(Code, &str, &str)> =
        drafts.findings.iter().map(|finding| (finding.code, finding.path.as_str(), finding.raw.as_str())).collect();
    assert_eq!(told, [(Code::FieldEmpty, "service.cost", "0 of 5 records"), (Code::FieldEmpty, "service.requirements", "0 of 5 records")]);
    // Of a few records it may be true.
    assert!(Feed::of(r#"[{"n": "a", "d": "D"}]"#).harvest(&toml).findings.is_empty());
}

#[test]
fn entries_of_lists_and_dictionaries() {
    let toml = declared(
        r#"[mapping.endpoint.service]
        each = "$.l[*]"
        name = "$.n"
        organization = { list = "$.dinas", index = "$.d" }
        category = { list = "$.bidang[*].nama", index = "$.b", base = 1, default = "Lainnya" }"#,
    );
    let body = r#"{"dinas": {"D1": "Dinas Contoh"}, "bidang": [{"nama": "Izin"}, {"nama": "Pajak"}], "l": [{"n": "a", "d": "D1", "b": "2"}, {"n": "b", "d": "D9", "b": 0}]}"#;
    let drafts = Feed::of(body).harvest(&toml);
    let read: Vec<(Option<&str>, Option<&str>)> =
        drafts.services.iter().map(|service| (service.organization.as_deref(), service.category.as_deref())).collect();
    assert_eq!(read, [(Some("Dinas Contoh"), Some("Pajak")), (None, Some("Lainnya"))]);
}

#[test]
fn services_below_services_take_over_what_is_asked_for() {
    let toml = declared(
        r#"[mapping.endpoint.service]
        each = "$[*]"
        only = "leaves"
        inherit = ["cost", "requirements"]
        id = "$.id"
        name = "$.n"
        organization = "$.d"
        cost = "$.c"
        counter = "$.k"
        requirements = "$.r"
        [mapping.endpoint.service.sub]
        each = "$.j[*]"
        id = "$.id"
        name = "$.n"
        cost = "$.c""#,
    );
    let body = r#"[{"id": 1, "n": "A", "d": "D", "c": "Gratis", "k": "1", "r": ["KTP"], "j": [{"id": 1, "n": "a"}, {"id": 2, "n": "b", "c": "Rp1"}]}, {"id": 2, "n": "B", "d": "D"}]"#;
    let drafts = Feed::of(body).harvest(&toml);
    let read: Vec<_> =
        drafts.services.iter().map(|s| (s.external_id.as_deref(), s.cost.as_deref(), s.counter.as_deref(), s.requirements.len())).collect();
    assert_eq!(read, [(Some("1/1"), Some("Gratis"), None, 1), (Some("1/2"), Some("Rp1"), None, 1), (Some("2"), None, None, 0)]);
    assert!(drafts.services.iter().all(|service| service.organization.as_deref() == Some("D")));
}

#[test]
fn an_agency_on_a_row_of_its_own_is_that_of_the_rows_below() {
    let toml = declared(
        r#"[mapping.endpoint.service]
        each = "$[*]"
        name = "$.n"
        organization = "$.d"
        channels = { constant = "loket" }
        fill_down = ["organization"]"#,
    );
    let drafts = Feed::of(r#"[{"d": "A"}, {"n": "a"}, {"n": "b"}, {"d": "B", "n": "c"}, {"n": "d"}, {"x": 1}]"#).harvest(&toml);
    let read: Vec<(&str, Option<&str>)> =
        drafts.services.iter().map(|service| (service.name.as_str(), service.organization.as_deref())).collect();
    assert_eq!(read, [("a", Some("A")), ("b", Some("A")), ("c", Some("B")), ("d", Some("B"))]);
    assert_eq!(drafts.rejects.len(), 1);
}

#[test]
fn one_object_a_line() {
    let toml = declared("[mapping.endpoint.service]\neach = \"$[*]\"\nname = \"$.n\"\norganization = { constant = \"D\" }");
    assert_eq!(Feed::of("{\"n\": \"a\"}\n{\"n\": \"b\"}\n\n").harvest(&toml).services.len(), 2);
    assert_eq!(Feed::of("{\"n\": \"a\"}\n{\"n\": ").refused(&toml).reason.as_str(), "unparsable");
}

#[test]
fn lines_that_say_the_same_are_one() {
    let toml = declared(
        "[mapping.endpoint.service]\neach = \"$[*]\"\nname = \"$.n\"\norganization = { constant = \"D\" }\ndescription = [\"$.n\", \"$.j[*]\"]",
    );
    let drafts = Feed::of(r#"[{"n": "Nikah", "j": ["nikah", "Rujuk"]}]"#).harvest(&toml);
    assert_eq!(drafts.services[0].description.as_deref(), Some("Nikah\nRujuk"));
}
