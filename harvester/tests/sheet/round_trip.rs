//! Out and back: nothing is other than before; one edited cell is one changed field.

use harvester::adapter::rest;
use harvester::pipeline::{Sent, read_sent};
use harvester::sheet::{self, Change, Table, difference, fill};
use registry::model::Catalog;
use registry::normalise::service_name::Aliases;

use crate::region::{accepted, catalog, drafts, read, source};

/// A catalog in an order that does not depend on where its records stood.
fn sorted(mut catalog: Catalog) -> Catalog {
    catalog.organizations.sort_by_key(|item| item.id);
    catalog.locations.sort_by_key(|item| item.id);
    catalog.services.sort_by_key(|item| item.id);
    catalog.services_at_locations.sort_by_key(|item| item.id);
    catalog.stops.sort_by_key(|item| item.id);
    catalog.statistics.sort_by(|one, other| format!("{one:?}").cmp(&format!("{other:?}")));
    catalog.findings.clear();
    catalog
}

fn table<'t>(tables: &'t mut [Table], name: &str) -> &'t mut Table {
    tables.iter_mut().find(|table| table.sheet.name == name).unwrap()
}

fn column(table: &Table, field: &str) -> usize {
    table.sheet.at(field).unwrap()
}

#[tokio::test]
async fn what_goes_out_comes_back_to_the_letter() {
    let stored = catalog(drafts());
    let body = sheet::xlsx(&fill(&stored, &source())).unwrap();
    let back = read(body).await;
    let told: Vec<_> = back.findings().iter().map(|finding| (finding.code.as_str(), finding.path.clone(), finding.raw.clone())).collect();
    let back = sorted(accepted(back));
    let stored = sorted(stored);
    assert!(told.iter().all(|(code, ..)| *code == "sheet.missing"), "{told:?}");
    assert_eq!(difference(&stored, &back, &source()), [], "{told:?}");
    assert_eq!(back.services, stored.services);
    assert_eq!(back.organizations, stored.organizations);
    assert_eq!(back.locations, stored.locations);
    assert_eq!(back.services_at_locations, stored.services_at_locations);
    assert_eq!(back.stops, stored.stops);
    assert_eq!(back.statistics, stored.statistics);
}

#[tokio::test]
async fn a_second_trip_is_like_the_first() {
    let once = accepted(read(sheet::xlsx(&fill(&catalog(drafts()), &source())).unwrap()).await);
    let twice = accepted(read(sheet::xlsx(&fill(&once, &source())).unwrap()).await);
    assert_eq!(sorted(once), sorted(twice));
}

#[tokio::test]
async fn one_edited_cell_is_one_changed_field() {
    let stored = catalog(drafts());
    let edits = [
        ("Layanan", "cost", "Rp75.000"),
        ("Layanan", "name", "Penerbitan KTP-el pemula"),
        ("Layanan", "requirements", "KTP asli\nSurat pengantar"),
        ("Layanan", "duration", "5 hari kerja"),
        ("Layanan", "hours", "Senin 08.00-10.00"),
        ("Layanan", "counter", "Loket 9"),
        ("Layanan", "phone", "021-7654321"),
        ("Layanan", "channels", "Online"),
        ("Layanan", "term", "Akta Kelahiran (Disdukcapil)"),
        ("Instansi", "phone", "021-7654321"),
        ("Tempat", "address", "Jl. Lain No. 2"),
        ("Keliling", "note", "Bawa fotokopi"),
    ];
    for (name, field, value) in edits {
        let mut tables = fill(&stored, &source());
        let edited = table(&mut tables, name);
        let at = column(edited, field);
        edited.rows[0][at] = value.to_owned();
        let back = accepted(read(sheet::xlsx(&tables).unwrap()).await);
        let changes = difference(&stored, &back, &source());
        assert_eq!(changes.len(), 1, "{name}.{field}: {changes:#?}");
        let fields: Vec<_> = changes[0].fields.iter().map(|one| (one.field.as_str(), one.after.as_str())).collect();
        assert_eq!((changes[0].change, &fields[..]), (Change::Changed, &[(field, value)][..]), "{name}.{field}");
    }
}

#[tokio::test]
async fn rows_may_be_sorted_and_columns_and_sheets_moved() {
    let stored = catalog(drafts());
    let mut tables = fill(&stored, &source());
    table(&mut tables, "Layanan").rows.reverse();
    tables.reverse();
    let back = accepted(read(sheet::xlsx(&tables).unwrap()).await);
    assert_eq!(difference(&stored, &back, &source()), []);
}

#[tokio::test]
async fn a_row_that_is_deleted_is_a_record_that_is_removed_and_a_new_one_needs_no_id() {
    let stored = catalog(drafts());
    let mut tables = fill(&stored, &source());
    let services = table(&mut tables, "Layanan");
    let (id, name) = (column(services, "id"), column(services, "name"));
    let mut new = services.rows[0].clone();
    new[id] = String::new();
    new[name] = "Legalisir dokumen".to_owned();
    let gone = services.rows.remove(1);
    services.rows.push(new);
    let back = accepted(read(sheet::xlsx(&tables).unwrap()).await);
    let changes = difference(&stored, &back, &source());
    let told: Vec<_> = changes.iter().map(|change| (change.change, change.name.as_str())).collect();
    assert_eq!(told, [(Change::Added, "Legalisir dokumen"), (Change::Removed, gone[name].as_str())]);
}

#[tokio::test]
async fn a_csv_of_the_services_leaves_all_else_as_it_is() {
    let stored = catalog(drafts());
    let tables = fill(&stored, &source());
    let sent = Sent { body: sheet::csv(&tables[0]), content_type: Some("text/csv".to_owned()), rest: Some(rest(&tables)) };
    let back = read_sent(&source(), &sent, &Aliases::default()).await;
    assert_eq!(sorted(accepted(back)), sorted(stored));
}

#[tokio::test]
async fn nothing_in_a_file_is_run_as_a_formula() {
    let mut tables = fill(&catalog(drafts()), &source());
    let services = table(&mut tables, "Layanan");
    let at = column(services, "description");
    let evil = ["=HYPERLINK(\"https://x.example\")", "+1+1", "-1", "@SUM(A1)", "\t=1", "'=1"];
    for (row, text) in services.rows.iter_mut().zip(evil) {
        row[at] = text.to_owned();
    }
    let csv = String::from_utf8(sheet::csv(services)).unwrap();
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(csv.as_bytes());
    let cells: Vec<String> = reader.records().flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()).collect();
    assert!(cells.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])), "{cells:?}");
    let book = sheet::xlsx(&tables).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(book)).unwrap();
    let mut xml = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("xl/worksheets/sheet1.xml").unwrap(), &mut xml).unwrap();
    assert!(!xml.contains("<f>") && !xml.contains("<hyperlink"));
}

#[tokio::test]
async fn a_list_whose_parts_cannot_be_told_apart_in_one_cell_keeps_its_items() {
    let mut drafts = drafts();
    for service in &mut drafts.services {
        service.requirements = vec!["1. KTP asli\n2. Kartu keluarga".to_owned(), "- Pas foto 3x4".to_owned()];
        service.procedure = vec!["Ambil antrean".to_owned(), "dan tunggu dipanggil".to_owned()];
    }
    let stored = catalog(drafts);
    let back = accepted(read(sheet::xlsx(&fill(&stored, &source())).unwrap()).await);
    assert_eq!(difference(&stored, &back, &source()), []);
    let items = |catalog: &Catalog| {
        sorted(catalog.clone()).services.into_iter().map(|item| (item.requirements, item.procedure)).collect::<Vec<_>>()
    };
    assert_eq!(items(&stored), items(&back));
}

#[tokio::test]
async fn the_cells_that_are_wrong_are_marked_in_the_file_itself() {
    let mut tables = fill(&catalog(drafts()), &source());
    let services = table(&mut tables, "Layanan");
    let at = column(services, "duration");
    services.rows[0][at] = "2-Jan".to_owned();
    let body = sheet::xlsx(&tables).unwrap();
    let read = read(body.clone()).await;
    let lines: Vec<_> =
        read.findings().iter().map(|one| harvester::report::Line::of(one, harvester::report::Language::Indonesian)).collect();
    let report = sheet::marked(&harvester::adapter::copied(&body, None), &lines).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(report)).unwrap();
    let mut notes = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("xl/comments1.xml").unwrap(), &mut notes).unwrap();
    assert!(notes.contains("ref=\"G3\"") && notes.contains("cell.date-instead"), "{notes}");
}
