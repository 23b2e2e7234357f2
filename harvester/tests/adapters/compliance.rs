//! What every adapter must do, whatever it is given. One function runs them all; an adapter says here only how a good document of its own looks.

use harvester::adapter::{ADAPTERS, Adapter, Document, adapter};
use registry::model::{Code, Drafts, Reason};

use crate::documents::{ods, sheet, xlsx_of_sheets};
use crate::feed::{request, source};
use crate::hsds::HSDS;
use crate::json::NESTED;

/// A document of a format: two services, of which the second has a letter outside ASCII.
struct Good {
    format: &'static str,
    toml: &'static str,
    role: &'static str,
    body: &'static str,
    /// The same with the first service again, under the same id and with another name.
    twice: &'static str,
    /// Well-formed and of another shape.
    other: &'static str,
    /// Records without what makes them one.
    nameless: &'static str,
}

const HTML: &str = r#"
    id = "page"
    region = "32.11"
    format = "html"
    url = "https://mpp.example.id/"
    [[mapping.endpoint]]
    [mapping.endpoint.service]
    each = "li.s"
    id = "@id"
    name = "b"
    organization = "i"
"#;

const TABLE: &str = r#"
    id = "rows"
    region = "32.11"
    format = "table"
    url = "https://mpp.example.id/layanan.csv"
    [[mapping.endpoint]]
    [mapping.endpoint.service]
    id = "kode"
    name = "layanan"
    organization = "instansi"
"#;

const CKAN: &str = r#"
    id = "portal"
    region = "32.11"
    format = "ckan"
    url = "https://data.example.id/"
    [mapping.ckan]
    resource = "r1"
    datastore = true
    [[mapping.endpoint]]
    [mapping.endpoint.service]
    id = "kode"
    name = "layanan"
    organization = "instansi"
"#;

const JSONLD: &str = r#"
    id = "vocabulary"
    region = "32.11"
    format = "jsonld"
    url = "https://mpp.example.id/layanan.jsonld"
"#;

const GOOD: &[Good] = &[
    Good {
        format: "hsds",
        toml: HSDS,
        role: "services",
        body: r#"{"contents":[{"id":"1","name":"Satu","schedules":[]},{"id":"2","name":"Kafé","schedules":[]}]}"#,
        twice: r#"{"contents":[{"id":"1","name":"Satu","schedules":[]},{"id":"1","name":"Lain","schedules":[]}]}"#,
        other: r#"{"hasil":{"layanan":3}}"#,
        nameless: r#"{"contents":[{"id":"1","schedules":[]},{"id":"2","name":null,"schedules":[]}]}"#,
    },
    Good {
        format: "json",
        toml: NESTED,
        role: "endpoint",
        body: r#"{"data":[{"id":1,"instansi":"Dinas","layanan":[{"id":1,"nama":"Satu"},{"id":2,"nama":"Kafé"}]}]}"#,
        twice: r#"{"data":[{"id":1,"instansi":"Dinas","layanan":[{"id":1,"nama":"Satu"},{"id":1,"nama":"Lain"}]}]}"#,
        other: r#"{"hasil":{"layanan":3}}"#,
        nameless: r#"{"data":[{"id":1,"instansi":"Dinas","layanan":[{"id":1},{"id":2,"nama":""}]}]}"#,
    },
    Good {
        format: "html",
        toml: HTML,
        role: "endpoint",
        body: "<ul><li class=s id=1><b>Satu</b><i>Dinas</i><li class=s id=2><b>Kafé</b><i>Dinas</i></ul>",
        twice: "<ul><li class=s id=1><b>Satu</b><i>Dinas</i><li class=s id=1><b>Lain</b><i>Dinas</i></ul>",
        other: "<title>Masuk</title><form><input type=password></form>",
        nameless: "<ul><li class=s id=1><i>Dinas</i><li class=s id=2><b></b><i>Dinas</i></ul>",
    },
    Good {
        format: "table",
        toml: TABLE,
        role: "endpoint",
        body: "kode,layanan,instansi\n1,Satu,Dinas\n2,Kafé,Dinas\n",
        twice: "kode,layanan,instansi\n1,Satu,Dinas\n1,Lain,Dinas\n",
        other: "tahun,anggaran\n2026,3\n",
        nameless: "kode,layanan,instansi\n1,,Dinas\n2,\"\",Dinas\n",
    },
    Good {
        format: "ckan",
        toml: CKAN,
        role: "rows",
        body: r#"{"success":true,"result":{"records":[{"kode":1,"layanan":"Satu","instansi":"Dinas"},{"kode":2,"layanan":"Kafé","instansi":"Dinas"}],"total":2}}"#,
        twice: r#"{"success":true,"result":{"records":[{"kode":1,"layanan":"Satu","instansi":"Dinas"},{"kode":1,"layanan":"Lain","instansi":"Dinas"}],"total":2}}"#,
        other: r#"{"hasil":{"layanan":3}}"#,
        nameless: r#"{"success":true,"result":{"records":[{"kode":1,"layanan":null,"instansi":"Dinas"},{"kode":2,"layanan":"","instansi":"Dinas"}],"total":2}}"#,
    },
    Good {
        format: "jsonld",
        toml: JSONLD,
        role: "page",
        body: r#"{"@graph":[{"@type":"GovernmentService","@id":"1","name":"Satu","provider":"Dinas"},{"@type":"GovernmentService","@id":"2","name":"Kafé","provider":"Dinas"}]}"#,
        twice: r#"[{"@type":"GovernmentService","@id":"1","name":"Satu","x":1},{"@type":"GovernmentService","identifier":"1","name":"Lain"}]"#,
        other: r#"{"hasil":{"layanan":3}}"#,
        nameless: r#"[{"@type":"GovernmentService","@id":"1","provider":"Dinas"},{"@type":"Service","@id":"2","provider":"Dinas"}]"#,
    },
    Good {
        format: "push",
        toml: PUSH,
        role: "catalog",
        body: "ID,Nama layanan,Instansi\n1,Satu,Dinas\n2,Kafé,Dinas\n",
        twice: "ID,Nama layanan,Instansi\n1,Satu,Dinas\n1,Lain,Dinas\n",
        other: "tahun,anggaran\n2026,3\n",
        nameless: "ID,Nama layanan,Instansi\n1,,Dinas\n2,\"\",Dinas\n",
    },
];

const PUSH: &str = r#"
    id = "own"
    region = "32.11"
    format = "push"
    url = "https://mpp.example.id/"
    interval_seconds = 86400
"#;

/// Reads a body: the drafts, or why not.
fn read(adapter: &Adapter, good: &Good, body: &[u8]) -> Result<Drafts, Reason> {
    let source = source(good.toml);
    let request = request(&source, good.role);
    let mut drafts = Drafts::default();
    match (adapter.read)(&source, &Document::new(&request, Some(body)), &mut drafts) {
        Ok(_) => Ok(drafts),
        Err(error) => Err(error.reason),
    }
}

fn names(drafts: &Drafts) -> Vec<&str> {
    drafts.services.iter().map(|service| service.name.as_str()).collect()
}

/// Everything that an adapter must do.
fn complies(adapter: &Adapter, good: &Good) {
    let format = adapter.format;
    let whole = read(adapter, good, good.body.as_bytes()).expect(format);
    assert_eq!(names(&whole), ["Satu", "Kafé"], "{format}");
    assert!(whole.rejects.is_empty(), "{format}");

    // Empty, and not what was promised.
    for body in ["", "   ", "\r\n"] {
        assert_eq!(read(adapter, good, body.as_bytes()), Err(Reason::EmptyBody), "{format}");
    }
    let login = b"<!doctype html><title>Masuk</title><input type=password>";
    let refused = read(adapter, good, login).expect_err(format);
    assert!(matches!(refused, Reason::HtmlInsteadOfData | Reason::NoRecords), "{format}: {refused:?}");
    for body in [&b"\x00\x01\x02"[..], b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"] {
        let refused = read(adapter, good, body).expect_err(format);
        assert!(matches!(refused, Reason::Unparsable | Reason::WrongShape | Reason::NoRecords), "{format}: {refused:?}");
    }
    match read(adapter, good, good.other.as_bytes()) {
        Err(reason) => {
            assert!(matches!(reason, Reason::WrongShape | Reason::NoRecords | Reason::HtmlInsteadOfData), "{format}: {reason:?}")
        }
        // A list that may be empty is told apart by whoever counts all documents; it is remarked on.
        Ok(drafts) => {
            assert!(drafts.services.is_empty() && drafts.findings.iter().any(|finding| finding.code == Code::SelectorEmpty), "{format}")
        }
    }

    // Cut anywhere: refused, or no more than what is there; never a panic.
    for end in 0..good.body.len() {
        if let Ok(drafts) = read(adapter, good, &good.body.as_bytes()[..end]) {
            assert!(drafts.services.len() <= 2, "{format} cut at {end}");
        }
    }

    // Another charset: a byte order mark, UTF-16, Windows-1252.
    let marked = [b"\xef\xbb\xbf", good.body.as_bytes()].concat();
    assert_eq!(names(&read(adapter, good, &marked).expect(format)), ["Satu", "Kafé"], "{format}");
    let utf_16: Vec<u8> = good.body.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let western: Vec<u8> = good.body.chars().map(|c| u8::try_from(u32::from(c)).expect("a western letter")).collect();
    for (body, told) in [(utf_16, false), (western, true)] {
        match read(adapter, good, &body) {
            Ok(drafts) => {
                assert_eq!(names(&drafts), ["Satu", "Kafé"], "{format}");
                assert_eq!(drafts.findings.iter().any(|finding| finding.code == Code::EncodingOther), told, "{format}");
            }
            // The answer of an API has one encoding, UTF-8 (RFC 8259).
            Err(reason) => assert_eq!((reason, matches!(format, "hsds" | "ckan")), (Reason::Unparsable, true), "{format}"),
        }
    }

    // Deep nesting.
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("<div>", "</div>"), ("<table><tr><td>", ""), ("<b><p>", "")] {
        let deep = format!("{}{}", open.repeat(20_000), close.repeat(20_000));
        if let Ok(drafts) = read(adapter, good, deep.as_bytes()) {
            assert!(drafts.services.is_empty(), "{format}");
        }
    }

    // One id for two services: both are there, to be told apart or told.
    let twice = read(adapter, good, good.twice.as_bytes()).expect(format);
    assert_eq!(twice.services.len() + twice.rejects.len(), 2, "{format}");

    // Records without a name are refused one by one.
    let nameless = read(adapter, good, good.nameless.as_bytes()).expect(format);
    assert!(nameless.services.is_empty(), "{format}");
    assert_eq!(nameless.rejects.len(), 2, "{format}");
    assert!(nameless.rejects.iter().all(|reject| reject.finding.code == Code::NameMissing), "{format}");

    // Oversized text in a record is carried, not multiplied.
    let long = good.body.replace("Satu", &"panjang ".repeat(100_000));
    let drafts = read(adapter, good, long.as_bytes()).expect(format);
    assert_eq!(drafts.services.len(), 2, "{format}");
}

#[test]
fn every_adapter_complies() {
    for registered in ADAPTERS {
        let good = GOOD.iter().find(|good| good.format == registered.format);
        let good = good.unwrap_or_else(|| panic!("`{}` has no document here: every adapter must comply", registered.format));
        complies(registered, good);
    }
    assert!(GOOD.iter().all(|good| adapter(good.format).is_some()));
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
        "{\"success\":true,\"result\":[]}",
        "{\"success\":true,\"result\":{\"records\":[3,null,[]]}}",
        "{\"success\":false}",
        "{\"@graph\":{\"@graph\":{\"@type\":[3]}}}",
        "{\"@id\":\"a\",\"provider\":{\"@id\":\"a\"},\"@type\":\"Service\"}",
    ];
    for (registered, good) in
        ADAPTERS.iter().filter_map(|adapter| GOOD.iter().find(|good| good.format == adapter.format).map(|good| (adapter, good)))
    {
        for body in bodies {
            if let Ok(drafts) = read(registered, good, body.as_bytes()) {
                assert!(drafts.services.is_empty(), "{} read a service from {body}", good.format);
            }
        }
    }
}

/// The next of a row of numbers that look random and are always the same.
fn next(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*state >> 33).expect("31 bits")
}

/// A body with a few bytes changed, left out or doubled.
fn damaged(body: &[u8], state: &mut u64) -> Vec<u8> {
    let mut body = body.to_vec();
    for _ in 0..1 + next(state) % 4 {
        let at = next(state) % body.len();
        match next(state) % 3 {
            0 => body[at] = u8::try_from(next(state) % 256).expect("a byte"),
            1 => drop(body.remove(at)),
            _ => body.insert(at, body[next(state) % body.len()]),
        }
        if body.is_empty() {
            break;
        }
    }
    body
}

#[test]
fn no_damage_makes_an_adapter_panic() {
    let mut state = 1;
    for (registered, good) in
        ADAPTERS.iter().filter_map(|adapter| GOOD.iter().find(|good| good.format == adapter.format).map(|good| (adapter, good)))
    {
        for _ in 0..500 {
            let _ = read(registered, good, &damaged(good.body.as_bytes(), &mut state));
        }
    }
    let rows = vec![vec!["kode", "layanan", "instansi"], vec!["#1", "Satu", "Dinas"], vec!["@45000", "{A1}2", "!"]];
    let table = GOOD.iter().find(|good| good.format == "table").expect("the table");
    for body in [xlsx_of_sheets(&[("A", sheet(&rows, &["A1:A2"]))]), ods(&rows)] {
        for _ in 0..500 {
            let _ = read(adapter("table").expect("the adapter"), table, &damaged(&body, &mut state));
        }
    }
}
