//! The archive that a spreadsheet is: how much it inflates to is counted before anything is made of it.

use std::collections::HashMap;
use std::io::{Cursor, Read, Write as _};

use registry::model::{Code, Finding, Reason};
use zip::ZipArchive;

use super::formula::Formulas;
use super::names;
use crate::adapter::ReadError;

/// All files of the archive, inflated; the cells are read from them one by one.
const MAX_INFLATED: u64 = 256 << 20;

/// Those that are kept whole while cells are read: texts, styles, the content of an ODS.
const MAX_KEPT: u64 = 64 << 20;

/// XML is packed ten or twenty times; what is packed so many times more is made to be.
const MAX_RATIO: u64 = 200;

/// Below this nothing is too large, however well it is packed.
const HARMLESS: u64 = 16 << 20;

/// Files in the archive.
const MAX_FILES: usize = 5000;

/// Cells that the repeats of an ODS table may ask for.
const MAX_REPEATED: u64 = 4_000_000;

/// The file that lists the sheets, and the one that says which files they are.
const WORKBOOK: &str = "xl/workbook.xml";
const LINKS: &str = "xl/_rels/workbook.xml.rels";

/// What an archive is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Archive {
    Xlsx,
    Ods,
}

/// Inflates an archive without keeping it, counts, and says what it is.
pub(super) fn inspect(body: &[u8], findings: &mut Vec<Finding>) -> Result<Archive, ReadError> {
    let unparsable = |error: zip::result::ZipError| ReadError::new(Reason::Unparsable, format!("not a whole spreadsheet: {error}"));
    let mut archive = ZipArchive::new(Cursor::new(body)).map_err(unparsable)?;
    if archive.len() > MAX_FILES {
        return Err(too_large(&format!("more than {MAX_FILES} files")));
    }
    let mut stated = 0_u64;
    for at in 0..archive.len() {
        stated = stated.saturating_add(archive.by_index_raw(at).map_err(unparsable)?.size());
    }
    let most = MAX_INFLATED.min(HARMLESS.max(body.len() as u64 * MAX_RATIO));
    if stated > most {
        return Err(too_large(&format!("it states {stated} bytes, inflated; at most {most}")));
    }
    let (mut room, mut kept_room, mut found) = (most, MAX_KEPT, None);
    let (mut told, mut parts) = (Vec::new(), [String::new(), String::new()]);
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).map_err(unparsable)?;
        let name = file.name().map_err(unparsable)?.into_owned();
        let (content, streamed) = (name == "content.xml", name.starts_with("xl/worksheets/") && !name.contains("/_rels/"));
        let of_names = [WORKBOOK, LINKS].iter().position(|one| name.eq_ignore_ascii_case(one));
        let mut kept = Vec::new();
        let mut limited = (&mut file).take(room.min(if streamed { room } else { kept_room }) + 1);
        let mut formulas = Formulas::default();
        let read = match () {
            _ if content || of_names.is_some() => limited.read_to_end(&mut kept).map(|read| read as u64),
            _ if streamed => std::io::copy(&mut limited, &mut formulas).and_then(|read| formulas.flush().map(|()| read)),
            _ => std::io::copy(&mut limited, &mut std::io::sink()),
        };
        if streamed {
            told.push((name.clone(), formulas));
        }
        let read = read.map_err(|error| ReadError::new(Reason::Unparsable, format!("not a whole spreadsheet: {name}: {error}")))?;
        // What a file states may be less than what it inflates to.
        room = room.checked_sub(read).ok_or_else(|| too_large(&format!("more than {most} bytes, inflated")))?;
        if !streamed {
            kept_room = kept_room.checked_sub(read).ok_or_else(|| too_large(&format!("more than {MAX_KEPT} bytes beside its cells")))?;
        }
        if let Some(part) = of_names.and_then(|at| parts.get_mut(at)) {
            *part = String::from_utf8_lossy(&kept).into_owned();
        }
        if content {
            repeats(&String::from_utf8_lossy(&kept))?;
            found = Some(Archive::Ods);
        } else if name.eq_ignore_ascii_case(WORKBOOK) {
            found = Some(Archive::Xlsx);
        }
    }
    tell(told, &names::of_files(&parts[0], &parts[1]), findings);
    found.ok_or_else(|| ReadError::new(Reason::Unparsable, "an archive that is no spreadsheet: expected XLSX or ODS"))
}

/// What was seen in the files of sheets, by the names of the sheets.
fn tell(told: Vec<(String, Formulas)>, names: &HashMap<String, String>, findings: &mut Vec<Finding>) {
    for (file, seen) in told {
        let cell = |cell: &str| names.get(&file).map_or_else(|| cell.to_owned(), |name| format!("{name}!{cell}"));
        findings.extend(seen.findings.into_iter().map(|finding| Finding { path: cell(&finding.path), ..finding }));
        findings.extend(seen.hidden.iter().map(|row| Finding::new(Code::RowHidden, "", cell(&format!("{row}:{row}")), "")));
    }
}

fn too_large(detail: &str) -> ReadError {
    ReadError::new(Reason::ArchiveTooLarge, format!("a spreadsheet that is too large: {detail}"))
}

/// Refuses a table whose repeats make millions of cells out of a few bytes.
fn repeats(content: &str) -> Result<(), ReadError> {
    let mut cells = 0_u64;
    for row in content.split("<table:table-row").skip(1) {
        let (tag, inner) = row.split_once('>').unwrap_or((row, ""));
        let rows = repeated(tag, "table:number-rows-repeated=\"");
        let (mut width, mut trailing) = (0_u64, 0_u64);
        for cell in inner.split("<table:").skip(1) {
            let tag = cell.split('>').next().unwrap_or_default();
            let columns = repeated(tag, "table:number-columns-repeated=\"");
            if tag.contains("office:value-type") || tag.contains("formula") {
                width = width.saturating_add(trailing).saturating_add(columns);
                trailing = 0;
            } else {
                trailing = trailing.saturating_add(columns.min(16_384));
            }
        }
        cells = cells.saturating_add(rows.saturating_mul(width));
    }
    if cells > MAX_REPEATED {
        return Err(too_large(&format!("its repeats make {cells} cells")));
    }
    Ok(())
}

fn repeated(tag: &str, name: &str) -> u64 {
    let value = tag.split_once(name).and_then(|(_, behind)| behind.split('"').next());
    value.and_then(|value| value.trim().parse().ok()).unwrap_or(1)
}
