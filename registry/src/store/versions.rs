//! Versions of a source's content: a row for each that was accepted, and the documents that it was read from. A document is stored once for
//! all versions that share it.

use std::collections::HashMap;

use diesel::prelude::*;
use serde::Serialize;

use super::catalog::{BATCH, Difference, Read, count, insert};
use super::schema::{documents, snapshots};
use super::{Conn, StoreError, on};
use crate::model::Instant;

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

/// Why a version became the active one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A harvest brought it.
    Harvest,
    /// A person released it from being held.
    Released,
    /// It had been held, and came often enough.
    Repeated,
    /// A person put an earlier version back.
    Rollback,
    /// The region published it itself.
    Published,
}

impl Cause {
    /// `harvest`, `released`, `repeated`, `rollback` or `published`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Harvest => "harvest",
            Self::Released => "released",
            Self::Repeated => "repeated",
            Self::Rollback => "rollback",
            Self::Published => "published",
        }
    }
}

/// One accepted version.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = snapshots)]
#[expect(missing_docs, reason = "the columns are documented in migrations/")]
pub struct SnapshotRow {
    pub id: i64,
    pub accepted_at: Instant,
    pub content_hash: String,
    pub services: i32,
    pub added: i32,
    pub changed: i32,
    pub removed: i32,
    pub meaning: String,
    pub cause: String,
    pub actor: Option<String>,
    pub taken_back: Option<String>,
    pub documents_kept: bool,
    pub partial: bool,
}

/// The validators of a source's stored documents, in order.
///
/// # Errors
/// The database fails.
pub fn validators(conn: &mut Conn, source: &str) -> Result<Vec<Validator>, StoreError> {
    Ok(on!(conn, c => documents::table
        .filter(documents::source_id.eq(source).and(documents::until.is_null()))
        .order(documents::position)
        .select((documents::url, documents::etag, documents::last_modified, documents::hash))
        .load(c))?)
}

/// The same of several sources.
pub(super) fn validators_of(conn: &mut Conn, ids: &[&str]) -> Result<HashMap<String, Vec<Validator>>, StoreError> {
    let rows: Vec<(String, Validator)> = on!(conn, c => documents::table
        .filter(documents::source_id.eq_any(ids).and(documents::until.is_null()))
        .order((documents::source_id, documents::position))
        .select((documents::source_id, (documents::url, documents::etag, documents::last_modified, documents::hash)))
        .load(c))?;
    let mut all: HashMap<String, Vec<Validator>> = HashMap::new();
    rows.into_iter().for_each(|(source, validator)| all.entry(source).or_default().push(validator));
    Ok(all)
}

/// The documents of a source's active content, in order.
///
/// # Errors
/// The database fails.
pub fn stored_documents(conn: &mut Conn, source: &str) -> Result<Vec<StoredDocument>, StoreError> {
    Ok(on!(conn, c => documents::table
        .filter(documents::source_id.eq(source).and(documents::until.is_null()))
        .order(documents::position)
        .select((
            documents::url, documents::etag, documents::last_modified, documents::content_type, documents::link, documents::hash,
            documents::body,
        ))
        .load(c))?)
}

/// The documents of one version, in order; none where they are no longer kept.
///
/// # Errors
/// The database fails.
pub fn documents_of_version(conn: &mut Conn, source: &str, version: i64) -> Result<Vec<StoredDocument>, StoreError> {
    let row = snapshots::table.find(version).filter(snapshots::source_id.eq(source)).select(snapshots::documents_kept);
    let kept: Option<bool> = on!(conn, c => row.first(c).optional())?;
    if kept != Some(true) {
        return Ok(Vec::new());
    }
    let then = documents::since.le(version).and(documents::until.is_null().or(documents::until.assume_not_null().gt(version)));
    Ok(on!(conn, c => documents::table
        .filter(documents::source_id.eq(source).and(then))
        .order(documents::position)
        .select((
            documents::url, documents::etag, documents::last_modified, documents::content_type, documents::link, documents::hash,
            documents::body,
        ))
        .load(c))?)
}

/// Accepted versions of a source, newest first.
///
/// # Errors
/// The database fails.
pub fn snapshots(conn: &mut Conn, source: &str, offset: i64, limit: i64) -> Result<(Vec<SnapshotRow>, i64), StoreError> {
    let rows = on!(conn, c => snapshots::table
        .filter(snapshots::source_id.eq(source)).order(snapshots::id.desc()).offset(offset).limit(limit)
        .select(SnapshotRow::as_select()).load(c))?;
    let total = on!(conn, c => snapshots::table.filter(snapshots::source_id.eq(source)).count().get_result(c))?;
    Ok((rows, total))
}

/// What there is to know of a version that becomes the active one.
pub(super) struct NewVersion<'a> {
    pub(super) source: &'a str,
    pub(super) read: &'a Read,
    pub(super) meaning: &'a str,
    /// Services that are not missing.
    pub(super) services: usize,
    pub(super) difference: Difference,
    pub(super) cause: Cause,
    pub(super) actor: Option<&'a str>,
    pub(super) taken_back: Option<&'a str>,
}

/// Writes a version's row and returns its number.
pub(super) fn add(conn: &mut Conn, version: &NewVersion<'_>, now: Instant) -> Result<i64, StoreError> {
    let row = (
        snapshots::source_id.eq(version.source),
        snapshots::accepted_at.eq(now),
        snapshots::content_hash.eq(&version.read.content_hash),
        snapshots::services.eq(count(version.services)),
        snapshots::added.eq(count(version.difference.added)),
        snapshots::changed.eq(count(version.difference.changed)),
        snapshots::removed.eq(count(version.difference.removed)),
        snapshots::meaning.eq(version.meaning),
        snapshots::cause.eq(version.cause.as_str()),
        snapshots::actor.eq(version.actor),
        snapshots::taken_back.eq(version.taken_back),
        snapshots::documents_kept.eq(true),
        snapshots::partial.eq(version.read.partial),
    );
    on!(conn, c => diesel::insert_into(snapshots::table).values(row).execute(c))?;
    let newest: Option<i64> =
        on!(conn, c => snapshots::table.filter(snapshots::source_id.eq(version.source)).select(diesel::dsl::max(snapshots::id)).first(c))?;
    Ok(newest.unwrap_or_default())
}

/// Makes `read` the documents of `version`. Those that are the same stay as they are, with what the server calls them now; the others end
/// where `version` begins. Earlier versions keep every document that they had. Returns how many rows were written.
pub(super) fn put_documents(conn: &mut Conn, source: &str, read: &[StoredDocument], version: i64) -> Result<usize, StoreError> {
    let stored = validators(conn, source)?;
    let numbered = || read.iter().enumerate();
    let old = |position: usize| stored.get(position);
    let has_body =
        |position: usize, document: &StoredDocument| old(position).is_some_and(|old| old.url == document.url && old.hash == document.hash);
    let is_named = |position: usize, document: &StoredDocument| {
        old(position).is_some_and(|old| old.etag == document.etag && old.last_modified == document.last_modified)
    };
    let renamed: Vec<_> = numbered().filter(|(at, document)| has_body(*at, document) && !is_named(*at, document)).collect();
    for (at, document) in &renamed {
        let row = documents::source_id.eq(source).and(documents::until.is_null()).and(documents::position.eq(count(*at)));
        let names = (documents::etag.eq(&document.etag), documents::last_modified.eq(&document.last_modified));
        on!(conn, c => diesel::update(documents::table.filter(row)).set(names).execute(c))?;
    }
    let other: Vec<_> = numbered().filter(|(at, document)| !has_body(*at, document)).collect();
    let ended: Vec<i32> =
        other.iter().map(|(at, _)| *at).filter(|at| *at < stored.len()).chain(read.len()..stored.len()).map(count).collect();
    for some in ended.chunks(BATCH) {
        let active = || documents::source_id.eq(source).and(documents::until.is_null()).and(documents::position.eq_any(some));
        let of_this_version = documents::table.filter(active().and(documents::since.eq(version)));
        on!(conn, c => diesel::delete(of_this_version).execute(c))?;
        on!(conn, c => diesel::update(documents::table.filter(active())).set(documents::until.eq(Some(version))).execute(c))?;
    }
    let rows: Vec<_> = other
        .iter()
        .map(|(position, document)| {
            (
                documents::source_id.eq(source),
                documents::position.eq(count(*position)),
                documents::since.eq(version),
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
    Ok(rows.len() + renamed.len())
}

/// Drops the documents that only versions older than the newest `keep` have.
pub(super) fn forget_old(conn: &mut Conn, source: &str, keep: u32) -> Result<(), StoreError> {
    let oldest: Option<i64> = on!(conn, c => snapshots::table
        .filter(snapshots::source_id.eq(source)).order(snapshots::id.desc()).offset(i64::from(keep.max(1)) - 1).select(snapshots::id)
        .first(c).optional())?;
    let Some(oldest) = oldest else { return Ok(()) };
    let old =
        snapshots::table.filter(snapshots::source_id.eq(source).and(snapshots::id.lt(oldest)).and(snapshots::documents_kept.eq(true)));
    if on!(conn, c => diesel::update(old).set(snapshots::documents_kept.eq(false)).execute(c))? > 0 {
        let dead = documents::source_id.eq(source).and(documents::until.is_not_null()).and(documents::until.assume_not_null().le(oldest));
        on!(conn, c => diesel::delete(documents::table.filter(dead)).execute(c))?;
    }
    Ok(())
}
