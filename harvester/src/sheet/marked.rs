//! A file as it was sent, with the cells marked that have something wrong with them: what a clerk opens to mend it.

use std::collections::HashMap;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Note, Workbook, Worksheet, XlsxError};

use super::letters;
use crate::adapter::Copied;
use crate::report::{Line, SheetError};

/// The most characters of a note.
const LONGEST_NOTE: usize = 1000;

/// The widest column, in characters.
const WIDEST: f64 = 44.0;

/// The sheets of a file with the cells marked that the lines name; on a sheet of their own the lines.
///
/// # Errors
/// The library refuses: a fault of ours.
pub fn marked(sheets: &[Copied], lines: &[Line]) -> Result<Vec<u8>, SheetError> {
    let mut notes: HashMap<&str, Vec<&Line>> = HashMap::new();
    lines.iter().for_each(|line| notes.entry(line.path.as_str()).or_default().push(line));
    let (mut book, text) = (Workbook::new(), Format::new().set_num_format("@").set_text_wrap().set_align(FormatAlign::Top));
    for copied in sheets {
        let sheet = book.add_worksheet();
        let name = if copied.name.is_empty() { "Layanan" } else { &copied.name };
        sheet.set_name(name)?;
        for (number, cells) in &copied.rows {
            row(sheet, copied, (*number, cells), &notes, &text)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_autofit_max_width(320);
        sheet.autofit();
    }
    list(book.add_worksheet(), lines)?;
    Ok(book.save_to_buffer()?)
}

fn row(
    sheet: &mut Worksheet,
    copied: &Copied,
    (number, cells): (u32, &[String]),
    notes: &HashMap<&str, Vec<&Line>>,
    text: &Format,
) -> Result<(), XlsxError> {
    let at = number.saturating_sub(1);
    let place = |cell: String| if copied.name.is_empty() { cell } else { format!("{}!{cell}", copied.name) };
    let whole = notes.get(place(format!("{number}:{number}")).as_str());
    for column in 0..cells.len().max(1) {
        let cell = cells.get(column).map(String::as_str).unwrap_or_default();
        let told = notes.get(place(format!("{}{number}", letters(column))).as_str());
        let told: Vec<&&Line> = told.into_iter().chain(whole.filter(|_| column == 0)).flatten().collect();
        let place = u16::try_from(column).unwrap_or(u16::MAX);
        if told.is_empty() {
            sheet.write_string_with_format(at, place, cell, text)?;
            continue;
        }
        let worst = if told.iter().any(|line| line.severity == "error") { 0x00FF_C7C2 } else { 0x00FF_EDB8 };
        sheet.write_string_with_format(
            at,
            place,
            cell,
            &text.clone().set_background_color(Color::RGB(worst)).set_border(FormatBorder::Thin),
        )?;
        let note = told.iter().map(|line| format!("{} ({})", line.how_to_fix, line.code)).collect::<Vec<_>>().join("\n");
        sheet.insert_note(at, place, &Note::new(note.chars().take(LONGEST_NOTE).collect::<String>()).set_author("Simpul"))?;
    }
    Ok(())
}

fn list(sheet: &mut Worksheet, lines: &[Line]) -> Result<(), XlsxError> {
    use crate::report::{Language, headings};
    sheet.set_name("Temuan")?;
    let bold = Format::new().set_bold();
    for (column, heading) in (0..).zip(headings(Language::Indonesian)) {
        sheet.write_string_with_format(0, column, heading, &bold)?;
        sheet.set_column_width(column, WIDEST)?;
    }
    for (row, line) in (1..).zip(lines.iter().take(1_000_000)) {
        for (column, cell) in (0..).zip(line.cells(Language::Indonesian)) {
            sheet.write_string(row, column, cell)?;
        }
    }
    Ok(())
}
