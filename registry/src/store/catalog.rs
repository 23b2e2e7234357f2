//! A source's catalog: only what differs from the stored one is written.

use std::collections::HashSet;

use diesel::prelude::*;

use super::rows::{self, Writing};
use super::schema::{changes, findings, schedules};
use super::{Conn, StoreError, StoredDocument, on, statistics, stops};
use crate::judge::figures::{is_future, latest_today};
use crate::model::{Catalog, Finding, Id, Instant, Statistic};

/// Rows a statement: both databases bound the number of parameters.
pub(super) const BATCH: usize = 1000;

/// Serialises the tail of the writing transactions on PostgreSQL, so that numbers in the outbox become visible in their order.
const OUTBOX_LOCK: i64 = 0x6f75_7462_6f78;

/// Inserts rows: with statements of a thousand on SQLite, with COPY on PostgreSQL, where that takes half the time.
macro_rules! insert {
    ($conn:expr, $table:ident, $rows:expr) => {
        match $conn {
            $crate::store::Conn::Sqlite(c) => {
                for chunk in $rows.chunks($crate::store::catalog::BATCH) {
                    diesel::insert_into($table::table).values(chunk).execute(&mut **c)?;
                }
            }
            $crate::store::Conn::Postgres(c) => {
                if !$rows.is_empty() {
                    diesel::copy_from($table::table).from_insertable(&$rows[..]).execute(&mut **c)?;
                }
            }
        }
    };
}
pub(super) use insert;

/// What a harvest brought.
#[derive(Clone, Debug)]
pub enum Content {
    /// Nothing new, or nothing at all.
    Nothing,
    /// Content to put in the place of what is stored.
    New(Box<Read>),
    /// Content that was refused, for these reasons; what is stored stays.
    Refused(Vec<Finding>),
}

/// New content of a source.
#[derive(Clone, Debug)]
pub struct Read {
    /// What it says.
    pub catalog: Catalog,
    /// What it was read from.
    pub documents: Vec<StoredDocument>,
    /// The hash of the documents.
    pub content_hash: String,
    /// The versions of adapter and normaliser that read it.
    pub read_version: String,
    /// Known to be incomplete: what is missing in it is not gone.
    pub partial: bool,
}

/// What became different, counted in services at locations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// New.
    pub added: usize,
    /// With other content.
    pub changed: usize,
    /// Gone.
    pub removed: usize,
    /// Rows written in all tables but attempts.
    pub rows: usize,
}

/// Writes what differs from what is stored. Call it in a transaction.
pub(super) fn write(conn: &mut Conn, writing: &Writing<'_>, catalog: &Catalog) -> Result<Difference, StoreError> {
    let id = writing.source.id.as_str();
    let mut written = 0;
    written += rows::organizations(conn, writing, &catalog.organizations)?;
    written += rows::locations(conn, writing, &catalog.locations)?;
    written += rows::services(conn, writing, &catalog.services)?;
    let (places, outbox) = rows::services_at_locations(conn, writing, &catalog.services_at_locations)?;
    written += places;
    written += stops::replace(conn, writing, &catalog.stops)?;
    written += replace_schedules(conn, writing, catalog)?;
    written += statistics::keep_statistics(conn, id, writing.source.region, &begun(&catalog.statistics, writing.now), writing.now)?;
    if outbox.rows() > 0 {
        write_outbox(conn, id, outbox.all(), false, writing.now)?;
    }
    Ok(Difference { rows: written + outbox.rows(), ..outbox.difference() })
}

/// Which services at locations are to be indexed anew: those that are missing now are marked as such.
pub(super) struct Outbox {
    pub(super) added: Vec<Id>,
    pub(super) changed: Vec<Id>,
    pub(super) removed: Vec<Id>,
}

impl Outbox {
    fn rows(&self) -> usize {
        self.added.len() + self.changed.len() + self.removed.len()
    }

    fn all(&self) -> impl Iterator<Item = Id> {
        self.added.iter().chain(&self.changed).chain(&self.removed).copied()
    }

    fn difference(&self) -> Difference {
        Difference { added: self.added.len(), changed: self.changed.len(), removed: self.removed.len(), rows: 0 }
    }
}

/// Until the end of the transaction nobody else numbers changes: whoever writes to the outbox calls this first.
pub(super) fn lock_outbox(conn: &mut Conn) -> Result<(), StoreError> {
    if !conn.is_sqlite() {
        conn.batch(&format!("SELECT pg_advisory_xact_lock({OUTBOX_LOCK})"))?;
    }
    Ok(())
}

/// Tells the index, and whoever follows, of services at locations.
pub(super) fn write_outbox(
    conn: &mut Conn,
    source: &str,
    ids: impl Iterator<Item = Id>,
    deleted: bool,
    now: Instant,
) -> Result<(), StoreError> {
    lock_outbox(conn)?;
    let rows: Vec<_> = ids
        .map(|entity| (changes::source_id.eq(source), changes::entity_id.eq(entity), changes::deleted.eq(deleted), changes::at.eq(now)))
        .collect();
    insert!(conn, changes, rows);
    Ok(())
}

fn replace_schedules(conn: &mut Conn, writing: &Writing<'_>, catalog: &Catalog) -> Result<usize, StoreError> {
    let source = writing.source.id.as_str();
    let halls = catalog.locations.iter().filter_map(|place| place.hours.as_ref().map(|hours| (place.id, hours)));
    let counters = catalog.services_at_locations.iter().filter_map(|at| at.hours.as_ref().map(|hours| (at.id, hours)));
    let rows = halls
        .chain(counters)
        .map(|(owner, fact)| {
            Ok((
                schedules::owner_id.eq(owner),
                schedules::source_id.eq(source),
                schedules::osm.eq(fact.value.as_ref().and_then(|hours| hours.of_the_place())),
                schedules::zone.eq(fact.value.as_ref().map(|hours| hours.zone.as_str())),
                schedules::fact.eq(json(fact)?),
            ))
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    let named: HashSet<Id> =
        catalog.locations.iter().map(|place| place.id).chain(catalog.services_at_locations.iter().map(|at| at.id)).collect();
    let stored = writing.stored.locations.keys().chain(writing.stored.services_at_locations.keys());
    // What is missing keeps its hours.
    if stored.clone().all(|id| named.contains(id)) {
        on!(conn, c => diesel::delete(schedules::table.filter(schedules::source_id.eq(source))).execute(c))?;
    } else {
        let named: Vec<Id> = stored.filter(|id| named.contains(id)).copied().collect();
        for some in named.chunks(BATCH) {
            on!(conn, c => diesel::delete(schedules::table.filter(schedules::owner_id.eq_any(some))).execute(c))?;
        }
    }
    insert!(conn, schedules, rows);
    Ok(rows.len())
}

/// The figures whose periods have begun.
fn begun(figures: &[Statistic], now: Instant) -> Vec<Statistic> {
    figures.iter().filter(|figure| !is_future(figure, latest_today(now))).cloned().collect()
}

/// Puts findings in the place of those on the served content, or on the content that was refused last.
pub(super) fn replace_findings(conn: &mut Conn, source: &str, served: bool, list: &[Finding]) -> Result<usize, StoreError> {
    let rows: Vec<_> = list
        .iter()
        .enumerate()
        .map(|(position, finding)| {
            (
                findings::source_id.eq(source),
                findings::served.eq(served),
                findings::position.eq(count(position)),
                findings::code.eq(finding.code.as_str()),
                findings::severity.eq(finding.code.severity().as_str()),
                findings::record.eq(&finding.record),
                findings::path.eq(&finding.path),
                findings::raw.eq(&finding.raw),
            )
        })
        .collect();
    let old = findings::table.filter(findings::source_id.eq(source).and(findings::served.eq(served)));
    on!(conn, c => diesel::delete(old).execute(c))?;
    insert!(conn, findings, rows);
    Ok(rows.len())
}

/// A value as JSON text.
pub(super) fn json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Damaged(error.to_string()))
}

pub(super) fn count(value: usize) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}
