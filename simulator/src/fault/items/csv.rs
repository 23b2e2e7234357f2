//! Tables that are none, or other ones.

use super::super::csv::Csv;
use super::super::{Act, Expect, Item, Level};
use super::{GOOD, any};

const fn table(name: &'static str, does: &'static str, act: Csv, expect: Expect) -> Item {
    Item::new(name, Level::Csv, does, Act::Csv(act), expect)
}

/// No column of the declaration is there.
const NO_COLUMNS: Expect = any!["rejected/wrong_shape", "rejected/unparsable", "held/no_records"];
/// Too many to be a catalog.
const FLOOD: Expect = any![
    "rejected/too_many_bad_records",
    "rejected/too_many_records",
    "rejected/archive_too_large",
    "failed/body_too_large",
    "held/mass_drop"
];
const HTML: &str = "<!doctype html><html><body>Sesi berakhir (sintetis)</body></html>";

/// The faults.
pub const ITEMS: &[Item] = &[
    table("csv-semicolon", "semicolons: honest", Csv::Delimiter(';'), GOOD),
    table("csv-tab", "tabs: honest", Csv::Delimiter('\t'), GOOD),
    table("csv-pipe", "vertical bars: honest", Csv::Delimiter('|'), GOOD),
    table(
        "csv-unclosed-quote",
        "a quote that is not closed: no row may go with it",
        Csv::UnclosedQuote,
        any!["accepted/changed", "rejected/unparsable", "rejected/wrong_shape", "rejected/too_many_bad_records", "held/mass_drop"],
    ),
    table("csv-no-header", "no header", Csv::NoHeader, NO_COLUMNS),
    table("csv-only-header", "only the header", Csv::OnlyHeader, any!["held/no_records"]),
    table("csv-renamed", "every column has another name", Csv::Renamed, NO_COLUMNS),
    table("csv-reordered", "the columns in another order: honest", Csv::Reordered, GOOD),
    table("csv-ragged", "rows with fewer and with more cells", Csv::Ragged, GOOD),
    table("csv-formulas", "cells that a spreadsheet would run", Csv::Formulas, GOOD),
    table("csv-cr", "lines that end with a carriage return alone", Csv::CarriageReturns, GOOD),
    table("csv-blank-lines", "blank lines between the rows: honest", Csv::BlankLines, GOOD),
    table("csv-title", "a title above the header: honest", Csv::Title, GOOD),
    table("csv-truncated", "half of the text, and its length is right", Csv::Truncated, any!["held/mass_drop", "rejected/unparsable"]),
    table("csv-html", "a web page in its place", Csv::Is("text/csv", HTML), any!["rejected/html_instead_of_data", "rejected/wrong_shape"]),
    table("csv-json", "JSON in its place", Csv::Is("text/csv", "{\"_synthetic\":true,\"galat\":\"sesi berakhir\"}"), NO_COLUMNS),
    table("csv-empty", "nothing", Csv::Is("text/csv", ""), any!["failed/empty_body"]),
    table("csv-zip", "what begins as a workbook and is none", Csv::Is("text/csv", "PK\u{3}\u{4}sintetis"), NO_COLUMNS),
    table("csv-header-twice", "the header twice", Csv::HeaderTwice, GOOD),
    table("csv-quotes", "quotes and line feeds inside cells: honest", Csv::Quotes, GOOD),
    table("csv-long-cell", "a cell of 5 MB", Csv::LongCell(5_000_000), GOOD),
    table("csv-many-rows", "1,000,000 rows of one letter", Csv::Many(1_000_000, "x,y,z\r\n"), FLOOD).heavy(),
    table("csv-many-services", "500,000 rows with a name", Csv::Many(500_000, "1,x,y\r\n"), FLOOD).heavy(),
    table("csv-wide", "3,000 empty columns more", Csv::Wide(3000), GOOD),
];
