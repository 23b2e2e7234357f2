//! Content that waits for a person or for time: how it differs from what is served, and the documents that it was read from.

use std::collections::HashMap;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::catalog::{Read, count, insert, json};
use super::fingerprint::Fingerprint;
use super::rows::{Change, Inventory, compared};
use super::schema::{held, held_documents, services};
use super::versions::StoredDocument;
use super::{Conn, StoreError, on};
use crate::judge::Waiting;
use crate::model::{Catalog, Id, Instant, Reason};

/// Names of each kind that are kept to be shown.
const SHOWN: usize = 200;

/// Content that waits.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = held)]
#[expect(missing_docs, reason = "the columns are documented in migrations/")]
pub struct HeldRow {
    pub source_id: String,
    pub diff_hash: String,
    pub meaning: String,
    pub content_hash: String,
    pub reason: String,
    pub since: Instant,
    pub last_seen_at: Instant,
    pub times: i32,
    pub services_before: i32,
    pub services: i32,
    pub added: i32,
    pub changed: i32,
    pub removed: i32,
    pub names: String,
    pub refused_at: Option<Instant>,
    pub refused_by: Option<String>,
}

/// The names of services that a change touches: the first of each kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// New.
    pub added: Vec<String>,
    /// With other content.
    pub changed: Vec<String>,
    /// No longer named.
    pub removed: Vec<String>,
}

impl HeldRow {
    /// The names of the services that it would add, change and remove.
    #[must_use]
    pub fn names(&self) -> Names {
        serde_json::from_str(&self.names).unwrap_or_default()
    }
}

/// The content of a source that waits; `None`: none does.
///
/// # Errors
/// The database fails.
pub fn held(conn: &mut Conn, source: &str) -> Result<Option<HeldRow>, StoreError> {
    Ok(on!(conn, c => held::table.find(source).select(HeldRow::as_select()).first(c).optional())?)
}

/// All content that waits, longest first.
///
/// # Errors
/// The database fails.
pub fn all_held(conn: &mut Conn) -> Result<Vec<HeldRow>, StoreError> {
    Ok(on!(conn, c => held::table.order((held::since, held::source_id)).select(HeldRow::as_select()).load(c))?)
}

/// The documents of the content that waits, in order.
///
/// # Errors
/// The database fails.
pub fn held_documents(conn: &mut Conn, source: &str) -> Result<Vec<StoredDocument>, StoreError> {
    Ok(on!(conn, c => held_documents::table
        .filter(held_documents::source_id.eq(source))
        .order(held_documents::position)
        .select((
            held_documents::url, held_documents::etag, held_documents::last_modified, held_documents::content_type, held_documents::link,
            held_documents::hash, held_documents::body,
        ))
        .load(c))?)
}

/// What the judge has to know of it.
pub(super) fn waiting(row: &HeldRow) -> Waiting {
    let times = u32::try_from(row.times).unwrap_or_default();
    Waiting { meaning: row.meaning.clone(), since: row.since, times, is_refused: row.refused_at.is_some() }
}

/// What a person agrees to: this content in the place of that.
pub(super) fn diff_hash(source: &str, served: &str, meaning: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in [source, served, meaning] {
        hasher.update(part.as_bytes()).update(b"\x1f");
    }
    hasher.finalize().to_hex().chars().take(16).collect()
}

/// Content to hold, beside what is served.
pub(super) struct Holding<'a> {
    pub(super) source: &'a str,
    pub(super) read: &'a Read,
    pub(super) stored: &'a Inventory,
    pub(super) prints: &'a Fingerprint,
    /// The meaning of what is served.
    pub(super) served: &'a str,
    pub(super) reason: Reason,
}

/// Holds content: in the place of other content that was held, or one time more.
pub(super) fn hold(conn: &mut Conn, holding: &Holding<'_>, before: Option<&HeldRow>, now: Instant) -> Result<(), StoreError> {
    let Holding { source, read, stored, prints, served, reason } = *holding;
    let diff_hash = diff_hash(source, served, &prints.meaning);
    if let Some(before) = before.filter(|before| before.diff_hash == diff_hash) {
        let again = (held::times.eq(before.times.saturating_add(1)), held::last_seen_at.eq(now), held::reason.eq(reason.as_str()));
        on!(conn, c => diesel::update(held::table.find(source)).set(again).execute(c))?;
        return Ok(());
    }
    drop_held(conn, source)?;
    // What was refused stays refused, whatever is served by now.
    let refused = before.filter(|before| before.meaning == prints.meaning);
    let comparison = compared(&stored.services, &read.catalog, prints);
    let counted = |change: Change| comparison.changes.values().filter(|one| **one == change).count();
    let row = (
        held::source_id.eq(source),
        held::diff_hash.eq(&diff_hash),
        held::meaning.eq(&prints.meaning),
        held::content_hash.eq(&read.content_hash),
        held::reason.eq(reason.as_str()),
        held::since.eq(now),
        held::last_seen_at.eq(now),
        held::times.eq(1),
        held::services_before.eq(count(stored.present().count())),
        held::services.eq(count(read.catalog.services.len())),
        held::added.eq(count(counted(Change::New))),
        held::changed.eq(count(counted(Change::Changed))),
        held::removed.eq(count(comparison.missing.len())),
        held::refused_at.eq(refused.and_then(|before| before.refused_at)),
        held::refused_by.eq(refused.and_then(|before| before.refused_by.as_ref())),
        held::names.eq(json(&names(conn, &read.catalog, &comparison.changes, &comparison.missing)?)?),
    );
    on!(conn, c => diesel::insert_into(held::table).values(row).execute(c))?;
    let rows: Vec<_> = read
        .documents
        .iter()
        .enumerate()
        .map(|(position, document)| {
            (
                held_documents::source_id.eq(source),
                held_documents::position.eq(count(position)),
                held_documents::url.eq(&document.url),
                held_documents::etag.eq(&document.etag),
                held_documents::last_modified.eq(&document.last_modified),
                held_documents::content_type.eq(&document.content_type),
                held_documents::link.eq(&document.link),
                held_documents::hash.eq(&document.hash),
                held_documents::body.eq(&document.body),
            )
        })
        .collect();
    insert!(conn, held_documents, rows);
    Ok(())
}

fn names(conn: &mut Conn, catalog: &Catalog, changes: &HashMap<Id, Change>, missing: &[Id]) -> Result<Names, StoreError> {
    let some = |change: Change| {
        let of_kind = catalog.services.iter().filter(|item| changes.get(&item.id) == Some(&change));
        of_kind.take(SHOWN).map(|item| item.name.clone()).collect()
    };
    let mut missing = missing.to_vec();
    missing.sort_unstable();
    missing.truncate(SHOWN);
    let removed: Vec<String> = on!(conn, c => services::table.filter(services::id.eq_any(&missing)).order((services::name, services::id)).select(services::name).load(c))?;
    Ok(Names { added: some(Change::New), changed: some(Change::Changed), removed })
}

/// A person refuses what waits: it stays beside what is served, and comes in neither by time nor by coming often. Other content that comes later
/// takes its place here and is judged anew. Call it in a transaction.
///
/// # Errors
/// What waits is no longer what the person saw ([`StoreError::Superseded`]), or the database fails.
pub fn refuse_held(conn: &mut Conn, source: &str, diff_hash: &str, by: &str, now: Instant) -> Result<(), StoreError> {
    let seen = held::table.filter(held::source_id.eq(source).and(held::diff_hash.eq(diff_hash)).and(held::refused_at.is_null()));
    let refused = (held::refused_at.eq(Some(now)), held::refused_by.eq(Some(by)));
    match on!(conn, c => diesel::update(seen).set(refused).execute(c))? {
        0 => Err(StoreError::Superseded(source.to_owned())),
        _ => Ok(()),
    }
}

/// Nothing waits any more.
pub(super) fn drop_held(conn: &mut Conn, source: &str) -> Result<(), StoreError> {
    on!(conn, c => diesel::delete(held::table.find(source)).execute(c))?;
    Ok(())
}
