//! A backup: the whole database as one file that either database reads, and the way back.
//!
//! * here: the two acts, [`take`] and [`restore`], and what is told of them; `archive`: the file; `tables`: what tables a database has, asked of
//!   itself, so that a new one is never forgotten; `cells`: values that both databases write alike; `fill`: rows into tables.
//!
//! The file is zstd over lines of JSON: a [`Header`] (migrations, tables, columns, the audit log's head), then for each table its rows, one an
//! array, and a line with their number and sum, and at last a line with the BLAKE3 of all before it. A file that ends sooner is no backup.
//! Everything is streamed: neither way holds more than some rows.
//!
//! Not here: names of files (`src/command/backup.rs`), and the search index, which is made anew from the database.

mod archive;
mod cells;
mod fill;
mod tables;

use std::io::{Read, Write};

pub use archive::{BackupError, Column, Header, Kind, Manifest, Table, TableEnd, verify};

use super::{Conn, Store, StoreError, access, migrate};
use crate::access::{Chain, Head};
use crate::model::Instant;
use archive::{Item, Reader, Sum, Writer};

/// Where a backup or its restoring is: the table, and its rows so far.
pub type Told = Box<dyn FnMut(&str, u64) + Send>;

/// The table of the log, which tables of long ago do not have.
const AUDIT: &str = "audit";

/// Rows from one word to [`Told`] to the next.
const STRIDE: u64 = 1000;

/// Writes the database as it is at one moment, whoever writes to it meanwhile; nobody waits for it.
///
/// # Errors
/// The database fails, or `out` takes no more.
pub fn take(conn: &mut Conn, out: impl Write, program: &str, at: Instant, mut told: Told) -> Result<Manifest, StoreError> {
    conn.snapshot(|conn| {
        let known = tables::all(conn)?;
        if known.is_empty() {
            return Err(BackupError::Empty.into());
        }
        let has_log = known.iter().any(|table| table.name == AUDIT);
        let head = if has_log { access::audit_head(conn)? } else { Chain::default().head };
        let header = Header {
            simpul_backup: archive::FORMAT,
            program: program.to_owned(),
            made_at: at.to_string(),
            engine: if conn.is_sqlite() { "sqlite" } else { "postgres" }.to_owned(),
            migrations: migrate::applied(conn)?,
            audit: head.to_string(),
            tables: known.iter().map(tables::Known::told).collect(),
        };
        let mut writer = Writer::begin(out, header)?;
        for table in &known {
            let mut rows = 0;
            tables::each_row(conn, table, &mut |line| {
                writer.row(line)?;
                rows += 1;
                if rows % STRIDE == 0 {
                    told(&table.name, rows);
                }
                Ok(())
            })?;
            told(&table.name, rows);
            writer.end_table(&table.name)?;
        }
        Ok(writer.end()?)
    })
}

/// As which version has them the tables come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// This program's: the migrations that came since the backup are applied.
    OfProgram,
    /// The backup's: for an older program that is to go on with them.
    OfBackup,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Restored {
    /// What the file holds; the database holds the same.
    pub manifest: Manifest,
    /// The last link of the audit log, followed from the first.
    pub audit: Head,
    /// The migrations that brought the tables from the backup's version to this program's.
    pub migrated: Vec<String>,
}

impl Store {
    /// Fills an empty database from a backup, in one transaction: all of it comes back, or nothing. Rows and sums are compared with the file's, and
    /// the audit log is followed, before it is kept.
    ///
    /// # Errors
    /// The database is not empty, the file is damaged or newer than this program, or the database fails.
    pub async fn restore(&self, source: impl Read + Send + 'static, version: Version, told: Told) -> Result<Restored, StoreError> {
        self.alone(move |conn| conn.transaction(|conn| restore(conn, source, version, told))).await
    }
}

fn restore(conn: &mut Conn, source: impl Read, version: Version, mut told: Told) -> Result<Restored, StoreError> {
    migrate::hold(conn)?;
    let there: Vec<String> = tables::names(conn)?;
    if !there.is_empty() {
        return Err(BackupError::NotEmpty(there.len(), there.into_iter().take(3).collect::<Vec<_>>().join(", ")).into());
    }
    let mut reader = Reader::begin(source)?;
    migrate::run_these(conn, &reader.header.migrations)?;
    let known = tables::matched(tables::all(conn)?, &reader.header)?;
    fill::clear(conn, &known)?;
    let mut ends = Vec::new();
    let mut batch = fill::Batch::default();
    let mut rows = 0;
    let manifest = loop {
        let Some(table) = known.get(ends.len()) else {
            match reader.next(&[])? {
                Item::End(manifest) => break manifest,
                Item::Row(_) | Item::TableEnd(_) => return Err(BackupError::Damaged("rows after the last table".to_owned()).into()),
            }
        };
        match reader.next(&table.columns)? {
            Item::Row(cells) => {
                batch.add(conn, table, cells)?;
                rows += 1;
                if rows % STRIDE == 0 {
                    told(&table.name, rows);
                }
            }
            Item::TableEnd(end) => {
                batch.flush(conn, table)?;
                told(&table.name, rows);
                rows = 0;
                ends.push(end);
            }
            Item::End(_) => return Err(BackupError::Incomplete.into()),
        }
    };
    for (table, end) in known.iter().zip(&ends) {
        fill::set_sequence(conn, table)?;
        compare(conn, table, end)?;
    }
    let migrated = if version == Version::OfProgram { migrate::run_rest(conn)? } else { Vec::new() };
    let noted = reader.header.audit.parse().map_err(|()| BackupError::Damaged("the audit log's head".to_owned()))?;
    let has_log = version == Version::OfProgram || known.iter().any(|table| table.name == AUDIT);
    let audit =
        if has_log { access::verify_audit(conn, Some(noted))?.map_err(|broken| BackupError::Audit(broken.to_string()))? } else { noted };
    Ok(Restored { manifest, audit, migrated })
}

/// Reads a table again: it must hold what the file held.
fn compare(conn: &mut Conn, table: &tables::Known, end: &TableEnd) -> Result<(), StoreError> {
    let mut sum = Sum::default();
    tables::each_row(conn, table, &mut |line| {
        sum.add(line);
        Ok(())
    })?;
    if sum.end(&table.name) != *end {
        return Err(BackupError::Differs(table.name.clone()).into());
    }
    Ok(())
}
