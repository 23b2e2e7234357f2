//! Faults of CSV.

use super::content::HEADER;
use super::encoding::replaced;
use super::reply::Reply;
use super::stand::Scene;

/// A fault of CSV.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Csv {
    /// Another delimiter: honest.
    Delimiter(char),
    /// A quote in the first row is not closed.
    UnclosedQuote,
    /// No header.
    NoHeader,
    /// Only the header.
    OnlyHeader,
    /// The columns have other names.
    Renamed,
    /// The columns stand in another order: honest.
    Reordered,
    /// Rows with fewer and with more cells.
    Ragged,
    /// Cells that a spreadsheet would run.
    Formulas,
    /// Lines end with a carriage return alone.
    CarriageReturns,
    /// Blank lines between the rows: honest.
    BlankLines,
    /// A title above the header: honest.
    Title,
    /// Half of the text, cut within a row.
    Truncated,
    /// This in the place of the table.
    Is(&'static str, &'static str),
    /// The header twice.
    HeaderTwice,
    /// A line of totals at the end, which is no service.
    Quotes,
    /// One cell of so many bytes.
    LongCell(usize),
    /// So many rows of this text below the header.
    Many(usize, &'static str),
    /// So many columns.
    Wide(usize),
}

impl Csv {
    /// The answer.
    pub fn reply(self, scene: &Scene<'_>) -> Reply {
        let mut content = scene.good.clone();
        let table = content.table();
        let rows = table.split_once("\r\n").map_or("", |(_, rows)| rows);
        let body = match self {
            Self::Delimiter(delimiter) => content.table_with(HEADER, delimiter),
            Self::UnclosedQuote => table.replacen("kerja\"", "kerja", 1),
            Self::NoHeader => rows.to_owned(),
            Self::OnlyHeader => content.table_with(HEADER, ',').lines().next().unwrap_or_default().to_owned(),
            Self::Renamed => content.table_with(&["A", "B", "C", "D", "E", "F", "G"], ','),
            Self::Reordered => reordered(&table),
            Self::Ragged => ragged(&table),
            Self::Formulas => {
                for (nth, record) in content.records.iter_mut().enumerate() {
                    let start = ["=", "+", "-", "@"][nth % 4];
                    record.description = format!("{start}HYPERLINK(\"http://jahat.example/\";\"SUNTIK\") data sintetis");
                }
                content.table()
            }
            Self::CarriageReturns => table.replace("\r\n", "\r"),
            Self::BlankLines => table.replace("\r\n", "\r\n\r\n"),
            Self::Title => format!("Daftar layanan (data sintetis)\r\n\r\n{table}"),
            Self::Truncated => table.chars().take(table.len() / 2).collect(),
            Self::Is(content_type, text) => return Reply::ok(content_type, text.as_bytes().to_vec()),
            Self::HeaderTwice => format!("{}\r\n{table}", HEADER.join(",")),
            Self::Quotes => return scene.ok(replaced(table.as_bytes(), b"Kartu Keluarga; ", "Kartu \"\"Keluarga\"\";\n".as_bytes())),
            Self::LongCell(bytes) => {
                if let Some(record) = content.records.first_mut() {
                    record.description = "sintetis ".repeat(bytes / 9);
                }
                content.table()
            }
            Self::Many(rows, row) => format!("{}\r\n{}", HEADER.join(","), row.repeat(rows)),
            Self::Wide(columns) => {
                let more = ",".repeat(columns);
                table.replace("\r\n", &format!("{more}\r\n"))
            }
        };
        scene.ok(body.into_bytes())
    }
}

/// The first two columns change places; no cell of theirs holds a comma.
fn reordered(table: &str) -> String {
    let swapped = |line: &str| {
        let mut cells: Vec<&str> = line.splitn(3, ',').collect();
        if cells.len() == 3 {
            cells.swap(0, 1);
        }
        cells.join(",")
    };
    table.lines().map(swapped).collect::<Vec<_>>().join("\r\n")
}

/// Every third row without its last cell, every other third with one more.
fn ragged(table: &str) -> String {
    let row = |(nth, line): (usize, &str)| match nth % 3 {
        1 => line.rsplit_once(',').map_or_else(|| line.to_owned(), |(kept, _)| kept.to_owned()),
        2 => format!("{line},lebih"),
        _ => line.to_owned(),
    };
    table.lines().enumerate().map(row).collect::<Vec<_>>().join("\r\n")
}
