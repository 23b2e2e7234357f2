//! What spreadsheet programs and clerks do to a workbook. Each kind gives the data that was certainly meant, or a finding that names the cell.

use harvester::pipeline::ReadSent;
use registry::model::{Catalog, Service};
use rstest::rstest;
use rust_xlsxwriter::{Format, Workbook};

use crate::files::Cell::{self, Computed, Number, Shown, Text, Truth};
use crate::files::{book, column, put, services, with};
use crate::region::{accepted, read};

fn told(read: &ReadSent) -> Vec<(&'static str, &str)> {
    read.findings()
        .iter()
        .map(|finding| (finding.code.as_str(), finding.path.as_str()))
        .filter(|(code, _)| *code != "sheet.missing")
        .collect()
}

fn first(catalog: &Catalog) -> &Service {
    catalog.services.iter().find(|service| service.name.starts_with("Akta")).unwrap()
}

/// A field of the first service as it was written.
fn value(catalog: &Catalog, field: &str) -> String {
    let service = first(catalog);
    let at = catalog.services_at_locations.iter().find(|at| at.service == service.id).unwrap();
    let text = match field {
        "id" => service.external_id.clone(),
        "duration" => service.duration.as_ref().map(|fact| fact.provenance.raw.clone()),
        "cost" => service.cost.as_ref().map(|fact| fact.provenance.raw.clone()),
        "requirements" => service.requirements_from.as_ref().map(|from| from.raw.clone()),
        "legal_basis" => service.legal_basis.clone(),
        "category" => service.category.clone(),
        "description" => service.description.clone(),
        "counter" => at.counter.clone(),
        "phone" => at.phone.as_ref().and_then(|fact| fact.value.clone()),
        other => panic!("{other}"),
    };
    text.unwrap_or_default()
}

/// It is certain what was meant.
#[rstest]
#[case::numeric_code("id", Number(317_001.0), "317001", None)]
#[case::thirteen_digits_in_a_number("id", Number(9_120_001_234_567.0), "9120001234567", None)]
#[case::lost_zero_of_a_telephone("phone", Number(2_518_321_075.0), "+622518321075", Some("cell.mended"))]
#[case::counted_hours("duration", Shown(0.020_833_333, "[h]:mm"), "30 menit", Some("cell.mended"))]
#[case::counted_hours_over_a_day("duration", Shown(1.104_166_667, "[h]:mm"), "26 jam 30 menit", Some("cell.mended"))]
#[case::amount_as_a_number("cost", Number(50_000.0), "50000", None)]
#[case::amount_with_a_format("cost", Shown(50_000.0, "\"Rp\"#,##0"), "50000", None)]
#[case::apostrophe("category", Text("'0123"), "0123", None)]
#[case::quoted_formula("category", Text("=\"0123\""), "0123", None)]
#[case::no_break_space("cost", Text("\u{a0}Gratis\u{a0}"), "Gratis", None)]
#[case::zero_width("cost", Text("Gra\u{200b}tis\u{feff}"), "Gratis", None)]
#[case::soft_hyphen("category", Text("Kepen\u{ad}dudukan"), "Kependudukan", None)]
#[case::carriage_returns("requirements", Text("KTP\rKK\r\nAkta"), "KTP\nKK\nAkta", None)]
#[case::escaped_carriage_return("requirements", Text("KTP_x000D_\nKK"), "KTP\nKK", None)]
#[case::line_break_in_a_line("category", Text("Kepen\ndudukan"), "Kepen dudukan", None)]
#[case::code_that_looks_like_a_date("counter", Text("3/4"), "3/4", None)]
#[case::code_that_looks_like_a_month("counter", Text("1-2"), "1-2", None)]
#[case::curly_quotes("description", Text("Loket “khusus” ‘lansia’"), "Loket “khusus” ‘lansia’", None)]
#[case::formula_with_a_result("counter", Computed("=\"Loket \"&3", "Loket 3"), "Loket 3", None)]
#[case::number_of_a_counter("counter", Number(3.0), "3", None)]
#[case::text_of_minus("cost", Text("- "), "", None)]
#[tokio::test]
async fn what_is_certain_is_data(#[case] field: &str, #[case] cell: Cell, #[case] expected: &str, #[case] code: Option<&str>) {
    let read = read(with(field, cell)).await;
    let told: Vec<_> = told(&read).into_iter().map(|(code, path)| (code.to_owned(), path.to_owned())).collect();
    if let Some(code) = code {
        let name = harvester::sheet::cell("Layanan", 1, usize::from(column(field)));
        assert!(told.contains(&(code.to_owned(), name)), "{told:?}");
    }
    assert_eq!(value(&accepted(read), field), expected, "{told:?}");
}

/// It is not certain: the value is left out, and the finding names the cell.
#[rstest]
#[case::date_from_a_range("duration", Shown(46_024.0, "d-mmm"), "cell.date-instead")]
#[case::date_from_a_fraction("counter", Shown(46_115.0, "d-mmm"), "cell.date-instead")]
#[case::short_date_as_text("duration", Text("2-Jan"), "cell.date-instead")]
#[case::indonesian_short_date("duration", Text("3-Agt"), "cell.date-instead")]
#[case::month_and_year("counter", Text("Jan-26"), "cell.date-instead")]
#[case::whole_date_as_duration("duration", Text("01/02/2026"), "cell.date-instead")]
#[case::time_of_day("duration", Shown(0.333_333, "hh:mm"), "cell.time-instead")]
#[case::scientific("phone", Text("6.28E+12"), "cell.scientific")]
#[case::scientific_with_comma("category", Text("3,17E+15"), "cell.scientific")]
#[case::sixteen_digits_in_a_number("category", Number(3_171_234_567_890_123.0), "cell.scientific")]
#[case::thousands_point_as_decimal("cost", Number(50.0), "cell.thousands-lost")]
#[case::truth("cost", Truth(false), "cell.truth")]
#[case::truth_as_text("cost", Text("SALAH"), "cell.truth")]
#[case::reference_error("cost", Computed("=Lain!A1", "#REF!"), "cell.error")]
#[case::not_available("counter", Text("#N/A"), "cell.error")]
#[case::too_narrow("counter", Text("########"), "cell.error")]
#[case::name_error_in_indonesian("counter", Text("#NAMA?"), "cell.error")]
#[case::text_of_a_formula("category", Text("=VLOOKUP(A2;Data!A:B;2;0)"), "cell.formula-text")]
#[case::text_of_a_reference("category", Text("=B7"), "cell.formula-text")]
#[tokio::test]
async fn what_is_not_certain_is_told_by_its_cell(#[case] field: &str, #[case] cell: Cell, #[case] code: &str) {
    let read = read(with(field, cell)).await;
    let name = harvester::sheet::cell("Layanan", 1, usize::from(column(field)));
    assert!(told(&read).contains(&(code, name.as_str())), "{:?}", told(&read));
    assert_eq!(value(&accepted(read), field), "", "nothing is guessed");
}

/// The value is kept, and what is odd about it is told.
#[rstest]
#[case::cut_at_255("description", "cell.cut")]
#[case::cut_at_32767("legal_basis", "cell.cut")]
#[case::autocorrect("category", "cell.autocorrect")]
#[case::broken_letters("category", "cell.charset")]
#[case::mojibake("description", "text.mojibake")]
#[tokio::test]
async fn what_is_odd_is_kept_and_told(#[case] field: &str, #[case] code: &str) {
    let text = match (field, code) {
        ("description", "cell.cut") => "Layanan ini diberikan kepada warga ".repeat(8).chars().take(255).collect(),
        ("legal_basis", _) => "Pasal ".repeat(6000).chars().take(32_767).collect(),
        (_, "cell.autocorrect") => "Pasal 3 huruf ©".to_owned(),
        (_, "cell.charset") => "Jum\u{fffd}at".to_owned(),
        _ => "Senin â€“ Jumâ€™at".to_owned(),
    };
    let body = book(|sheet| {
        sheet.write_string(1, column(field), text).unwrap();
    });
    let read = read(body).await;
    let name = harvester::sheet::cell("Layanan", 1, usize::from(column(field)));
    assert!(told(&read).contains(&(code, name.as_str())), "{:?}", told(&read));
    assert_ne!(value(&accepted(read), field), "");
}

#[tokio::test]
async fn a_copied_row_whose_id_was_not_cleared_publishes_neither_and_takes_nothing_away() {
    let body = book(|sheet| {
        put(sheet, 1, 0, Text("a-1"));
        put(sheet, 2, 0, Text("a-1"));
        put(sheet, 3, 0, Text("a-3"));
        put(sheet, 3, column("name"), Text("Surat pindah"));
        put(sheet, 3, column("organization"), Text("Disdukcapil"));
        put(sheet, 4, 0, Text("a-4"));
        put(sheet, 4, column("name"), Text("Perubahan biodata"));
        put(sheet, 4, column("organization"), Text("Disdukcapil"));
    });
    let read = read(body).await;
    assert_eq!(told(&read), [("id.copied", "Layanan!A2"), ("id.copied", "Layanan!A3")]);
    let read = read.content.unwrap();
    assert!(read.partial, "what was refused may be what seems to be missing");
    assert_eq!(read.catalog.services.len(), 2);
}

#[tokio::test]
async fn ids_that_lost_their_zeros_belong_to_nobody() {
    let body = book(|sheet| {
        put(sheet, 1, 0, Text("0012"));
        put(sheet, 2, 0, Number(13.0));
    });
    assert_eq!(told(&read(body).await), [("id.unsure", "Layanan!A3"), ("cell.zeros-lost", "Layanan!A3")]);
}

#[tokio::test]
async fn numbers_that_count_up_are_what_dragging_a_cell_makes() {
    let body = book(|sheet| {
        for (row, cost) in [(1, "Rp50.001"), (2, "Rp50.002"), (3, "Rp50.003")] {
            put(sheet, row, column("cost"), Text(cost));
        }
        put(sheet, 3, column("name"), Text("Surat pindah"));
        put(sheet, 3, column("organization"), Text("Disdukcapil"));
    });
    assert_eq!(told(&read(body).await), [("cell.series", "Layanan!H3"), ("cell.series", "Layanan!H4")]);
}

#[tokio::test]
async fn a_merged_agency_is_every_rows_and_a_merged_name_is_nobodys() {
    let merged = |field: &'static str, text: &'static str| {
        book(|sheet| {
            sheet.merge_range(1, column(field), 2, column(field), text, &Format::new()).unwrap();
        })
    };
    let catalog = accepted(read(merged("organization", "Satpol PP")).await);
    assert!(catalog.services.len() == 2 && catalog.organizations.len() == 1, "{catalog:?}");
    let named = read(merged("name", "Akta kelahiran")).await;
    assert_eq!(told(&named), [("name.missing", "Layanan!B3"), ("cell.merged", "Layanan!B3")]);
}

#[tokio::test]
async fn findings_of_the_rules_name_the_cell_too() {
    let body = book(|sheet| {
        put(sheet, 1, column("duration"), Text("cepat"));
        put(sheet, 2, column("organization"), Text("-"));
        put(sheet, 9, column("name"), Text("jhgjhjhgj"));
        put(sheet, 9, column("organization"), Text("Disdukcapil"));
    });
    let read = read(body).await;
    assert_eq!(told(&read), [("duration.unread", "Layanan!G2"), ("organization.missing", "Layanan!C3"), ("name.gibberish", "Layanan!B10")]);
}

#[tokio::test]
async fn hidden_rows_are_read_and_told() {
    let body = book(|sheet| {
        sheet.set_row_hidden(2).unwrap();
    });
    let read = read(body).await;
    assert_eq!(told(&read), [("row.hidden", "Layanan!3:3")]);
    assert_eq!(accepted(read).services.len(), 2);
}

#[tokio::test]
async fn headers_may_be_moved_misspelt_doubled_and_new() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (at, name) in (0..).zip(["Biaya", "Instanssi", "Nama Layanann", "Catatan kami", "BIAYA :"]) {
        sheet.write_string(4, at, name).unwrap();
    }
    for (at, text) in (0..).zip(["Gratis", "Disdukcapil", "Akta kelahiran", "x", "Rp1.000"]) {
        sheet.write_string(5, at, text).unwrap();
    }
    sheet.write_string(0, 0, "DAFTAR LAYANAN MPP").unwrap();
    let read = read(book.save_to_buffer().unwrap()).await;
    let told: Vec<_> =
        told(&read).into_iter().filter(|(code, _)| *code != "column.missing").map(|(code, path)| (code, path.to_owned())).collect();
    let at = |cell: &str| format!("Sheet1!{cell}");
    assert_eq!(told, [("column.typo", at("B5")), ("column.typo", at("C5")), ("column.twice", at("E5")), ("column.unknown", at("D5"))]);
    assert_eq!(value(&accepted(read), "cost"), "Gratis");
}

#[tokio::test]
async fn a_sheet_that_lacks_a_required_column_says_which() {
    let body = book(|sheet| {
        sheet.write_string(0, column("organization"), "Entah").unwrap();
    });
    let error = read(body).await.content.err().unwrap();
    assert!(
        error.detail.contains("Layanan") && error.detail.contains("Instansi") && error.detail.contains("Nama layanan"),
        "{}",
        error.detail
    );
}

#[tokio::test]
async fn sheets_that_are_not_there_say_nothing_and_strange_ones_are_told() {
    let mut book = Workbook::new();
    services(book.add_worksheet());
    let other = book.add_worksheet();
    other.set_name("Rekap 2025").unwrap();
    other.write_string(0, 0, "Jumlah").unwrap();
    let read = read(book.save_to_buffer().unwrap()).await;
    let all: Vec<_> = read.findings().iter().map(|finding| (finding.code.as_str(), finding.path.as_str())).collect();
    let missing = ["Instansi", "Tempat", "Keliling", "Statistik"].map(|name| ("sheet.missing", name));
    assert_eq!(all, [&missing[..], &[("sheet.unknown", "Rekap 2025")]].concat());
}

#[tokio::test]
async fn the_help_row_may_be_there_or_not_and_empty_rows_say_nothing() {
    for help in [true, false] {
        let body = book(|sheet| {
            if help {
                for (at, column) in (0..).zip(harvester::sheet::SERVICES.columns) {
                    sheet.write_string(1, at, column.help).unwrap();
                }
            }
            put(sheet, 40, column("name"), Text("Surat pindah"));
            put(sheet, 40, column("organization"), Text("Disdukcapil"));
        });
        assert_eq!(accepted(read(body).await).services.len(), if help { 2 } else { 3 });
    }
}

#[tokio::test]
async fn dates_of_both_epochs_are_days() {
    let body = |shown: Cell| {
        let mut book = Workbook::new();
        services(book.add_worksheet());
        let sheet = book.add_worksheet();
        sheet.set_name("Keliling").unwrap();
        for (at, cell) in (0..).zip([Text("Tempat singgah"), Text("Tanggal"), Text("Jam")]) {
            put(sheet, 0, at, cell);
        }
        for (at, cell) in (0..).zip([Text("Kantor Desa Contoh"), shown, Text("08.00-12.00")]) {
            put(sheet, 1, at, cell);
        }
        book.save_to_buffer().unwrap()
    };
    for cell in [Shown(46_042.0, "dd/mm/yyyy"), Text("20/01/2026"), Text("20 Januari 2026")] {
        let catalog = accepted(read(body(cell)).await);
        assert_eq!(catalog.stops[0].date.map(|date| date.to_string()).as_deref(), Some("2026-01-20"), "{cell:?}");
    }
}
