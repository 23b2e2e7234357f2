//! REST JSON.

use harvester::adapter::adapter;
use registry::model::Code;

use crate::feed::{Feed, one, source};

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

