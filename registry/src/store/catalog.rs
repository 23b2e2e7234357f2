//! A source's catalog: only what differs from the stored one is written.

use std::collections::HashMap;

use diesel::prelude::*;

use super::schema::{changes, documents, findings, schedules, snapshots, sources, statistics};
use super::{Conn, StoreError, on, rows, stops};
use crate::model::{Catalog, Finding, Id, Instant, Severity, Source, Statistic};

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
}

/// One fetched document of a source's accepted content.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct StoredDocument {
    /// As requested.
    pub url: String,
    /// As the server gave it.
    pub etag: Option<String>,
    /// As the server gave it.
    pub last_modified: Option<String>,
    /// As the server gave it.
    pub content_type: Option<String>,
    /// The Link header, as the server gave it.
    pub link: Option<String>,
    /// BLAKE3 of the body, in hex.
    pub hash: String,
    /// The body, compressed with zstd.
    pub body: Vec<u8>,
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

/// What a stored document is asked for by: enough to learn whether it still holds.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Validator {
    /// As requested.
    pub url: String,
    /// As the server gave it.
    pub etag: Option<String>,
    /// As the server gave it.
    pub last_modified: Option<String>,
    /// BLAKE3 of the body, in hex.
    pub hash: String,
}

/// The validators of a source's stored documents, in order.
///
/// # Errors
/// The database fails.
pub fn validators(conn: &mut Conn, source: &str) -> Result<Vec<Validator>, StoreError> {
    Ok(on!(conn, c => documents::table
        .filter(documents::source_id.eq(source))
        .order(documents::position)
        .select((documents::url, documents::etag, documents::last_modified, documents::hash))
        .load(c))?)
}

/// The documents of a source's accepted content, in order.
///
/// # Errors
/// The database fails.
pub fn stored_documents(conn: &mut Conn, source: &str) -> Result<Vec<StoredDocument>, StoreError> {
    Ok(on!(conn, c => documents::table
        .filter(documents::source_id.eq(source))
        .order(documents::position)
        .select((
            documents::url, documents::etag, documents::last_modified, documents::content_type, documents::link, documents::hash,
            documents::body,
        ))
        .load(c))?)
}

/// Puts `read` in the place of what is stored of `source`. Call it in a transaction.
///
/// # Errors
/// The database fails.
pub(super) fn accept(conn: &mut Conn, source: &Source, read: &Read, now: Instant) -> Result<Difference, StoreError> {
    let catalog = &read.catalog;
    let id = source.id.as_str();
    let mut hashes: HashMap<Id, i64> = HashMap::with_capacity(catalog.services.len() * 2);
    let mut written = 0;
    written += rows::organizations(conn, id, &catalog.organizations, &mut hashes)?;
    written += rows::locations(conn, source, &catalog.locations, &mut hashes)?;
    written += rows::services(conn, id, &catalog.services, &mut hashes)?;
    let (places, outbox) = rows::services_at_locations(conn, id, catalog, &hashes)?;
    written += places;
    written += stops::replace(conn, source, &catalog.stops)?;
    written += replace_schedules(conn, id, catalog)?;
    written += replace_statistics(conn, id, &catalog.statistics, now)?;
    written += replace_findings(conn, id, true, &catalog.findings)?;
    written += replace_documents(conn, id, &read.documents)?;
    update_source(conn, id, read, now)?;
    let difference = Difference { rows: written + outbox.rows(), ..outbox.difference() };
    if difference.added + difference.changed + difference.removed > 0 {
        snapshot(conn, id, read, difference, now)?;
        write_outbox(conn, id, &outbox, now)?;
    }
    Ok(difference)
}

/// Which services at locations are to be indexed anew, and which to be taken out.
pub(super) struct Outbox {
    pub(super) added: Vec<Id>,
    pub(super) changed: Vec<Id>,
    pub(super) removed: Vec<Id>,
}

impl Outbox {
    fn rows(&self) -> usize {
        self.added.len() + self.changed.len() + self.removed.len()
    }

    fn difference(&self) -> Difference {
        Difference { added: self.added.len(), changed: self.changed.len(), removed: self.removed.len(), rows: 0 }
    }
}

fn write_outbox(conn: &mut Conn, source: &str, outbox: &Outbox, now: Instant) -> Result<(), StoreError> {
    if !conn.is_sqlite() {
        conn.batch(&format!("SELECT pg_advisory_xact_lock({OUTBOX_LOCK})"))?;
    }
    let put = outbox.added.iter().chain(&outbox.changed).map(|id| (*id, false));
    let gone = outbox.removed.iter().map(|id| (*id, true));
    let rows: Vec<_> = put
        .chain(gone)
        .map(|(entity, deleted)| {
            (changes::source_id.eq(source), changes::entity_id.eq(entity), changes::deleted.eq(deleted), changes::at.eq(now))
        })
        .collect();
    insert!(conn, changes, rows);
    Ok(())
}

fn snapshot(conn: &mut Conn, source: &str, read: &Read, difference: Difference, now: Instant) -> Result<(), StoreError> {
    let row = (
        snapshots::source_id.eq(source),
        snapshots::accepted_at.eq(now),
        snapshots::content_hash.eq(&read.content_hash),
        snapshots::services.eq(count(read.catalog.services.len())),
        snapshots::added.eq(count(difference.added)),
        snapshots::changed.eq(count(difference.changed)),
        snapshots::removed.eq(count(difference.removed)),
    );
    on!(conn, c => diesel::insert_into(snapshots::table).values(row).execute(c))?;
    Ok(())
}

fn update_source(conn: &mut Conn, id: &str, read: &Read, now: Instant) -> Result<(), StoreError> {
    let weighing = |severity| count(read.catalog.findings.iter().filter(|finding| finding.code.severity() == severity).count());
    let set = (
        sources::content_hash.eq(Some(&read.content_hash)),
        sources::read_version.eq(Some(&read.read_version)),
        sources::last_change_at.eq(Some(now)),
        sources::services.eq(count(read.catalog.services.len())),
        sources::findings_info.eq(weighing(Severity::Info)),
        sources::findings_warning.eq(weighing(Severity::Warning)),
        sources::findings_error.eq(weighing(Severity::Error)),
    );
    on!(conn, c => diesel::update(sources::table.find(id)).set(set).execute(c))?;
    Ok(())
}

fn replace_schedules(conn: &mut Conn, source: &str, catalog: &Catalog) -> Result<usize, StoreError> {
    let halls = catalog.locations.iter().filter_map(|place| place.hours.as_ref().map(|hours| (place.id, hours)));
    let counters = catalog.services_at_locations.iter().filter_map(|at| at.hours.as_ref().map(|hours| (at.id, hours)));
    let rows = halls
        .chain(counters)
        .map(|(owner, fact)| {
            Ok((
                schedules::owner_id.eq(owner),
                schedules::source_id.eq(source),
                schedules::osm.eq(fact.value.as_ref().map(|hours| hours.osm.as_str())),
                schedules::zone.eq(fact.value.as_ref().map(|hours| hours.zone.as_str())),
                schedules::fact.eq(json(fact)?),
            ))
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    on!(conn, c => diesel::delete(schedules::table.filter(schedules::source_id.eq(source))).execute(c))?;
    insert!(conn, schedules, rows);
    Ok(rows.len())
}

fn replace_statistics(conn: &mut Conn, source: &str, figures: &[Statistic], now: Instant) -> Result<usize, StoreError> {
    use crate::model::Scope;
    let mut seen = std::collections::HashSet::new();
    let rows: Vec<_> = figures
        .iter()
        .map(|figure| {
            let (scope, scope_id) = match figure.scope {
                Scope::Location(id) => ("location", id),
                Scope::Organization(id) => ("organization", id),
                Scope::Service(id) => ("service", id),
            };
            (figure, scope, scope_id)
        })
        .filter(|(figure, _, id)| seen.insert((figure.metric, *id, figure.period.clone())))
        .map(|(figure, scope, scope_id)| {
            (
                statistics::source_id.eq(source),
                statistics::metric.eq(figure.metric.as_str()),
                statistics::scope.eq(scope),
                statistics::scope_id.eq(scope_id),
                statistics::period.eq(&figure.period),
                statistics::value.eq(figure.value),
                statistics::recorded_at.eq(now),
            )
        })
        .collect();
    on!(conn, c => diesel::delete(statistics::table.filter(statistics::source_id.eq(source))).execute(c))?;
    insert!(conn, statistics, rows);
    Ok(rows.len())
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

/// Writes the documents that differ from the stored ones at their place.
fn replace_documents(conn: &mut Conn, source: &str, read: &[StoredDocument]) -> Result<usize, StoreError> {
    let stored = validators(conn, source)?;
    let holds = |(position, document): &(usize, &StoredDocument)| {
        stored.get(*position).is_some_and(|old| {
            old.url == document.url && old.hash == document.hash && old.etag == document.etag && old.last_modified == document.last_modified
        })
    };
    let differing: Vec<(usize, &StoredDocument)> = read.iter().enumerate().filter(|one| !holds(one)).collect();
    let mut gone: Vec<i32> = differing.iter().map(|(position, _)| count(*position)).collect();
    gone.extend((read.len()..stored.len()).map(count));
    for some in gone.chunks(BATCH) {
        let old = documents::table.filter(documents::source_id.eq(source).and(documents::position.eq_any(some)));
        on!(conn, c => diesel::delete(old).execute(c))?;
    }
    let rows: Vec<_> = differing
        .iter()
        .map(|(position, document)| {
            (
                documents::source_id.eq(source),
                documents::position.eq(count(*position)),
                documents::url.eq(&document.url),
                documents::etag.eq(&document.etag),
                documents::last_modified.eq(&document.last_modified),
                documents::content_type.eq(&document.content_type),
                documents::link.eq(&document.link),
                documents::hash.eq(&document.hash),
                documents::body.eq(&document.body),
            )
        })
        .collect();
    insert!(conn, documents, rows);
    Ok(rows.len())
}

/// A value as JSON text.
pub(super) fn json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Damaged(error.to_string()))
}

fn count(value: usize) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}
