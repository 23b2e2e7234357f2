//! A source's workbook as XLSX. Every cell is a text and is formatted as one: no cell is a formula or a link, and a spreadsheet program makes
//! no dates of codes in it.

use rust_xlsxwriter::{Color, DataValidation, DataValidationErrorStyle, Format, FormatAlign, Formula, Workbook, Worksheet, XlsxError};

use super::fill::Table;
use super::text::defused;
use super::{Choices, Column, SHEETS, Sheet, WITHOUT_RECORDS, letters, lists};
use crate::report::SheetError;

/// Rows that drop-downs reach to.
const ROWS: u32 = 5000;

/// Where records begin, from 0: below the header and the help row.
pub(super) const FIRST: u32 = 2;

struct Formats {
    header: Format,
    help: Format,
    text: Format,
    id: Format,
}

impl Formats {
    fn new() -> Self {
        let text = Format::new().set_num_format("@").set_text_wrap().set_align(FormatAlign::Top);
        Self {
            header: Format::new().set_bold().set_background_color(Color::RGB(0x0012_4A6B)).set_font_color(Color::White).set_text_wrap(),
            help: Format::new()
                .set_italic()
                .set_font_color(Color::RGB(0x0055_5555))
                .set_background_color(Color::RGB(0x00EE_F3F6))
                .set_text_wrap(),
            id: text.clone().set_font_color(Color::RGB(0x0077_7777)),
            text,
        }
    }
}

/// The tables as a workbook.
///
/// # Errors
/// The library refuses: a fault of ours.
pub fn xlsx(tables: &[Table]) -> Result<Vec<u8>, SheetError> {
    let mut book = Workbook::new();
    let formats = Formats::new();
    for table in tables {
        let sheet = book.add_worksheet();
        sheet.set_name(table.sheet.name)?;
        columns(sheet, table.sheet, &formats)?;
        rows(sheet, table, &formats)?;
    }
    guide(book.add_worksheet(), &formats)?;
    values(book.add_worksheet(), &formats)?;
    Ok(book.save_to_buffer()?)
}

fn number(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

fn columns(sheet: &mut Worksheet, layout: &Sheet, formats: &Formats) -> Result<(), XlsxError> {
    for (at, column) in layout.columns.iter().enumerate() {
        let name = if column.required { format!("{} *", column.name) } else { column.name.to_owned() };
        sheet.set_column_width(number(at), f64::from(column.width))?;
        sheet.set_column_format(number(at), if column.field == "id" { &formats.id } else { &formats.text })?;
        sheet.write_string_with_format(0, number(at), &name, &formats.header)?;
        sheet.write_string_with_format(1, number(at), column.help, &formats.help)?;
        if let Some(list) = drop_down(column)? {
            sheet.add_data_validation(FIRST, number(at), ROWS, number(at), &list)?;
        }
    }
    sheet.set_freeze_panes(FIRST, 2)?;
    Ok(())
}

fn rows(sheet: &mut Worksheet, table: &Table, formats: &Formats) -> Result<(), XlsxError> {
    for (row, cells) in (FIRST..).zip(&table.rows) {
        for (at, (cell, column)) in cells.iter().zip(table.sheet.columns).enumerate().filter(|(_, (cell, _))| !cell.is_empty()) {
            let format = if column.field == "id" { &formats.id } else { &formats.text };
            sheet.write_string_with_format(row, number(at), safe(cell), format)?;
        }
    }
    Ok(())
}

/// A text of a workbook is no formula. One that begins with the sign of one gets an apostrophe all the same, so that it stays a text when
/// the workbook is saved as CSV; telephone numbers and lists with dashes are left to be read.
fn safe(text: &str) -> String {
    if text.starts_with(['=', '@', '\'', '\t', '\r']) { defused(text) } else { text.to_owned() }
}

/// The drop-down of a column. Other values may be typed: a region has agencies that nobody has listed.
fn drop_down(column: &Column) -> Result<Option<DataValidation>, XlsxError> {
    let range = match column.choices {
        Choices::Free => return Ok(None),
        Choices::Agencies => format!("=Instansi!$B${}:$B${}", FIRST + 1, ROWS + 1),
        Choices::Places => format!("=Tempat!$B${}:$B${}", FIRST + 1, ROWS + 1),
        choices => {
            let at = LISTED.iter().position(|listed| *listed == choices).unwrap_or_default();
            format!("=Daftar!${0}$2:${0}${1}", letters(at), lists::values(choices).len() + 1)
        }
    };
    let list = DataValidation::new().allow_list_formula(Formula::new(range)).set_error_style(DataValidationErrorStyle::Information);
    let list =
        list.set_error_title("Tidak ada di daftar")?.set_error_message("Nilai ini tidak ada di daftar pilihan. Tetap boleh dipakai.")?;
    Ok(Some(list))
}

/// The lists of the sheet `Daftar`, a column each.
const LISTED: [Choices; 5] = [Choices::NationalAgencies, Choices::Categories, Choices::Terms, Choices::Channels, Choices::Metrics];

fn values(sheet: &mut Worksheet, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name(WITHOUT_RECORDS[1])?;
    for (at, (choices, title)) in LISTED.into_iter().zip(["Instansi", "Kategori", "Layanan nasional", "Kanal", "Ukuran"]).enumerate() {
        sheet.set_column_width(number(at), 44)?;
        sheet.write_string_with_format(0, number(at), title, &formats.header)?;
        for (row, value) in (1_u32..).zip(lists::values(choices)) {
            sheet.write_string(row, number(at), &value)?;
        }
    }
    Ok(())
}

const GUIDE: [&str; 8] = [
    "Ubah isian di sheet Layanan, Instansi, Tempat, Keliling dan Statistik, lalu simpan dan unggah kembali. Sheet ini dan Daftar tidak dibaca.",
    "Kolom bertanda * wajib diisi. Judul kolom jangan diubah; urutan kolom, sheet dan baris boleh.",
    "Kolom ID dipakai untuk mengenali data yang sudah ada. Data baru: kosongkan ID. Menyalin baris: hapus ID pada salinannya.",
    "Baris yang dihapus berarti data itu ditarik. Kosongkan sel untuk menghapus satu isian saja.",
    "Semua sel sudah diatur sebagai teks supaya kode, nomor dan tanggal tidak diubah. Saat menempel dari berkas lain pilih Tempel Nilai.",
    "Persyaratan dan prosedur: satu butir satu baris di dalam sel, dengan Alt+Enter.",
    "Jangan tulis data pribadi (NIK, nomor HP atau surel pribadi).",
    "Sebelum diterbitkan, unggahan selalu ditampilkan dulu: apa yang bertambah, berubah, hilang, dan sel mana yang perlu diperbaiki.",
];

fn guide(sheet: &mut Worksheet, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name(WITHOUT_RECORDS[0])?;
    sheet.set_column_width(0, 20)?;
    sheet.set_column_width(1, 110)?;
    sheet.write_string_with_format(0, 0, "Petunjuk pengisian", &formats.header)?;
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let mut row = 1;
    for line in GUIDE {
        sheet.write_string_with_format(row, 1, line, &wrapped)?;
        row += 1;
    }
    for layout in SHEETS {
        sheet.write_string_with_format(row, 0, layout.name, &formats.header)?;
        sheet.write_string_with_format(row, 1, layout.about, &wrapped)?;
        row += 1;
    }
    Ok(())
}
