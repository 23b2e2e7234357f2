//! The file of a backup, written and read line by line, and what can be wrong with one.

use std::io::{BufRead as _, BufReader, Read, Write};

use serde::{Deserialize, Serialize};

use super::cells::{self, Cell};

/// The only form there is yet.
pub(super) const FORMAT: u32 = 1;
/// Weak enough to keep up with a database, and most bodies are compressed already.
const LEVEL: i32 = 3;
/// No row is longer: a longer line is no backup of ours, and is not taken into the memory.
const LONGEST: u64 = 512 << 20;

/// What can be wrong with a backup.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The file cannot be read or written.
    #[error("the file of the backup: {0}")]
    File(#[from] std::io::Error),
    /// It is something else.
    #[error("this file is no backup of Simpul: {0}")]
    NoBackup(String),
    /// It has no end.
    #[error("the backup is incomplete: the file was cut off")]
    Incomplete,
    /// It has no sense.
    #[error("the backup is damaged: {0}")]
    Damaged(String),
    /// A newer program made it.
    #[error("the backup was made by a newer Simpul (migration {0} is unknown here): restore it with that version or a later one")]
    Newer(String),
    /// There is nothing to be backed up.
    #[error("there is no table of Simpul in this database: look at its URL (SIMPUL_DATABASE_URL, --database-url); nothing was written")]
    Empty,
    /// There is something in the database already: so many tables, of which some.
    #[error(
        "the database is not empty ({0} tables: {1}, …): a backup is restored into a new, empty database only, and nothing was changed"
    )]
    NotEmpty(usize, String),
    /// A table was read back other than it was in the file.
    #[error("table `{0}` does not hold what the backup holds; nothing was kept")]
    Differs(String),
    /// The audit log does not hold together.
    #[error("the audit log in the backup is broken: {0}; nothing was kept")]
    Audit(String),
}

/// The kinds of values that both databases know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Text, and instants, as `2026-11-24T04:27:00.000Z`.
    Text,
    /// Whole numbers of up to 64 bits.
    Integer,
    /// Yes or no.
    Boolean,
    /// Doubles, in the file as the shortest decimal text that reads back as the same.
    Real,
    /// Bytes, and ids; in the file as hexadecimal text.
    Bytes,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// A table, in the order in which tables are filled: none before those that it refers to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// By name.
    pub columns: Vec<Column>,
    /// The last number that was given out, where the database keeps it: numbers that are gone must not be given again.
    pub last: Option<i64>,
}

/// The first line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The form of the file.
    pub simpul_backup: u32,
    /// The program's version.
    pub program: String,
    /// The moment.
    pub made_at: String,
    /// `sqlite` or `postgres`: where it is from. It can be restored into either.
    pub engine: String,
    /// The migrations that made the tables.
    pub migrations: Vec<String>,
    /// The head of the audit log, as `simpul audit verify` prints it.
    pub audit: String,
    /// The tables.
    pub tables: Vec<Table>,
}

/// The line after a table's rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableEnd {
    /// The table.
    pub table: String,
    /// Its rows.
    pub rows: u64,
    /// The sum of the rows' hashes (BLAKE3, four lanes of 64 bits): the same in whatever order a database gives them.
    pub sum: String,
}

/// The last line.
#[derive(Debug, Serialize, Deserialize)]
struct End {
    end: bool,
    blake3: String,
}

/// What a whole backup holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// The first line.
    pub header: Header,
    /// Rows and sums of the tables.
    pub tables: Vec<TableEnd>,
    /// The hash of all lines, which the last one carries.
    pub blake3: String,
}

impl Manifest {
    /// The rows of all tables.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }
}

/// Number and sum of rows.
#[derive(Default)]
pub(super) struct Sum {
    rows: u64,
    lanes: [u64; 4],
}

impl Sum {
    pub(super) fn add(&mut self, line: &str) {
        self.rows += 1;
        let hash = blake3::hash(line.as_bytes());
        let (words, _) = hash.as_bytes().as_chunks::<8>();
        for (lane, word) in self.lanes.iter_mut().zip(words) {
            *lane = lane.wrapping_add(u64::from_be_bytes(*word));
        }
    }

    pub(super) fn end(&self, table: &str) -> TableEnd {
        let sum = self.lanes.iter().map(|lane| format!("{lane:016x}")).collect();
        TableEnd { table: table.to_owned(), rows: self.rows, sum }
    }
}

/// Writes a backup.
pub(super) struct Writer<W: Write> {
    out: zstd::Encoder<'static, W>,
    hash: blake3::Hasher,
    sum: Sum,
    header: Header,
    ends: Vec<TableEnd>,
}

impl<W: Write> Writer<W> {
    pub(super) fn begin(out: W, header: Header) -> Result<Self, BackupError> {
        let mut out = zstd::Encoder::new(out, LEVEL)?;
        out.include_checksum(true)?;
        let mut writer = Self { out, hash: blake3::Hasher::new(), sum: Sum::default(), header, ends: Vec::new() };
        let line = json(&writer.header)?;
        writer.line(&line)?;
        Ok(writer)
    }

    fn line(&mut self, line: &str) -> Result<(), BackupError> {
        for part in [line.as_bytes(), b"\n"] {
            self.hash.update(part);
            self.out.write_all(part)?;
        }
        Ok(())
    }

    pub(super) fn row(&mut self, line: &str) -> Result<(), BackupError> {
        self.sum.add(line);
        self.line(line)
    }

    pub(super) fn end_table(&mut self, table: &str) -> Result<(), BackupError> {
        let end = std::mem::take(&mut self.sum).end(table);
        self.line(&json(&end)?)?;
        self.ends.push(end);
        Ok(())
    }

    pub(super) fn end(mut self) -> Result<Manifest, BackupError> {
        let blake3 = self.hash.finalize().to_hex().to_string();
        self.line(&json(&End { end: true, blake3: blake3.clone() })?)?;
        self.out.finish()?.flush()?;
        Ok(Manifest { header: self.header, tables: self.ends, blake3 })
    }
}

fn json(value: &impl Serialize) -> Result<String, BackupError> {
    serde_json::to_string(value).map_err(|error| BackupError::Damaged(error.to_string()))
}

/// What comes next in a backup.
pub(super) enum Item {
    /// A row of the table at hand.
    Row(Vec<Cell>),
    /// The table is whole.
    TableEnd(TableEnd),
    /// The backup is whole.
    End(Manifest),
}

/// Reads a backup, and holds it to its own sums.
pub(super) struct Reader<R: Read> {
    lines: BufReader<zstd::Decoder<'static, BufReader<R>>>,
    line: String,
    hash: blake3::Hasher,
    sum: Sum,
    pub(super) header: Header,
    ends: Vec<TableEnd>,
}

impl<R: Read> Reader<R> {
    pub(super) fn begin(source: R) -> Result<Self, BackupError> {
        let mut lines = BufReader::new(zstd::Decoder::new(source)?);
        let mut line = String::new();
        read_line(&mut lines, &mut line).map_err(|error| BackupError::NoBackup(error.to_string()))?;
        let header: Header = serde_json::from_str(&line).map_err(|error| BackupError::NoBackup(error.to_string()))?;
        if header.simpul_backup != FORMAT {
            return Err(BackupError::Newer(format!("format {}", header.simpul_backup)));
        }
        let mut hash = blake3::Hasher::new();
        hash.update(line.as_bytes());
        Ok(Self { lines, line, hash, sum: Sum::default(), header, ends: Vec::new() })
    }

    /// The next item, where the table at hand has these columns.
    pub(super) fn next(&mut self, columns: &[Column]) -> Result<Item, BackupError> {
        self.line.clear();
        read_line(&mut self.lines, &mut self.line)?;
        let text = self.line.strip_suffix('\n').ok_or(BackupError::Incomplete)?;
        if text.starts_with('[') {
            self.sum.add(text);
            let cells = cells::decode(text, columns)?;
            self.hash.update(self.line.as_bytes());
            return Ok(Item::Row(cells));
        }
        if self.ends.len() < self.header.tables.len() {
            let end: TableEnd = serde_json::from_str(text).map_err(|error| BackupError::Damaged(error.to_string()))?;
            let wanted = self.header.tables.get(self.ends.len()).map(|table| table.name.as_str());
            if wanted != Some(end.table.as_str()) || std::mem::take(&mut self.sum).end(&end.table) != end {
                return Err(BackupError::Damaged(format!("rows of `{}`", end.table)));
            }
            self.hash.update(self.line.as_bytes());
            self.ends.push(end.clone());
            return Ok(Item::TableEnd(end));
        }
        let end: End = serde_json::from_str(text).map_err(|error| BackupError::Damaged(error.to_string()))?;
        if !end.end || end.blake3 != self.hash.finalize().to_hex().as_str() {
            return Err(BackupError::Damaged("its hash is another".to_owned()));
        }
        // The last frame's checksum is looked at where it ends.
        if self.lines.read(&mut [0])? != 0 {
            return Err(BackupError::Damaged("it goes on after its end".to_owned()));
        }
        Ok(Item::End(Manifest { header: self.header.clone(), tables: std::mem::take(&mut self.ends), blake3: end.blake3 }))
    }
}

fn read_line(lines: &mut impl std::io::BufRead, line: &mut String) -> Result<(), BackupError> {
    match lines.take(LONGEST).read_line(line) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Err(BackupError::Incomplete),
        Err(error) => Err(BackupError::Damaged(error.to_string())),
    }
}

/// Reads a backup to its end: every row, every sum, the hash of the whole. No database is needed.
///
/// # Errors
/// It is not whole.
pub fn verify(source: impl Read) -> Result<Manifest, BackupError> {
    let mut reader = Reader::begin(source)?;
    let tables = reader.header.tables.clone();
    loop {
        let columns = tables.get(reader.ends.len()).map_or(&[][..], |table| &table.columns);
        if let Item::End(manifest) = reader.next(columns)? {
            return Ok(manifest);
        }
    }
}
