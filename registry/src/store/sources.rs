//! Sources: importing declarations, and the due-queue that workers claim by lease.

use std::sync::Arc;
use std::time::Duration;

use diesel::prelude::*;
use serde::Serialize;

use super::schema::sources;
use super::{Conn, FetchState, StoreError, Validator, fetch_states, on, taxonomy, versions};
use crate::model::{Instant, PUSHED, Source};
use crate::normalise::service_name::Aliases;

/// What an import did with one declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Imported {
    /// The source is new.
    New,
    /// The declaration differs from the stored one; the source is read anew.
    Changed,
    /// Nothing to do.
    Unchanged,
}

/// The right to harvest one source until the lease ends. The store refuses to write for a lease whose `fence` is not the newest.
#[derive(Clone, Debug)]
pub struct Lease {
    /// What to harvest.
    pub source: Source,
    /// The number of this lease.
    pub fence: i64,
    /// The hash of the content that is stored.
    pub content_hash: Option<String>,
    /// The versions that read it.
    pub read_version: Option<String>,
    /// The last content that was read is held or was refused.
    pub unsettled: bool,
    /// Names of services that are mapped by hand.
    pub aliases: Arc<Aliases>,
    /// Of every stored document: enough to ask whether it changed.
    pub validators: Vec<Validator>,
    /// What is known of fetching it.
    pub fetch_state: FetchState,
    /// Who held it before and did not end: its lease ran out.
    pub taken_from: Option<String>,
    /// Who publishes it himself.
    pub publisher: Option<String>,
}

/// Stores a declaration.
///
/// # Errors
/// The database fails.
pub fn import(conn: &mut Conn, source: &Source, now: Instant) -> Result<Imported, StoreError> {
    let declaration = serde_json::to_string(source).map_err(|error| StoreError::Damaged(error.to_string()))?;
    let stored: Option<String> = on!(conn, c => sources::table.find(&source.id).select(sources::declaration).first(c).optional())?;
    let described = (
        sources::region.eq(source.region.to_string()),
        sources::format.eq(&source.format),
        sources::url.eq(source.url.as_str()),
        sources::declaration.eq(&declaration),
        sources::synthetic.eq(source.synthetic),
        sources::due_at.eq(now),
        sources::interval_seconds.eq(i32::try_from(source.interval().as_secs()).unwrap_or(i32::MAX)),
    );
    match stored {
        Some(same) if same == declaration => Ok(Imported::Unchanged),
        Some(_) => {
            // The stored content stays until the new declaration has read it anew.
            let changed = (described, sources::read_version.eq(None::<String>));
            on!(conn, c => diesel::update(sources::table.find(&source.id)).set(changed).execute(c))?;
            Ok(Imported::Changed)
        }
        None => {
            let blank = (
                sources::id.eq(&source.id),
                sources::paused.eq(false),
                sources::created_at.eq(now),
                sources::fence.eq(0_i64),
                sources::services.eq(0),
                sources::findings_info.eq(0),
                sources::findings_warning.eq(0),
                sources::findings_error.eq(0),
            );
            on!(conn, c => diesel::insert_into(sources::table).values((described, blank)).execute(c))?;
            Ok(Imported::New)
        }
    }
}

/// The declaration of a source; `None`: there is none of that id.
///
/// # Errors
/// The database fails, or the declaration is damaged.
pub fn declared(conn: &mut Conn, id: &str) -> Result<Option<Source>, StoreError> {
    let declaration: Option<String> = on!(conn, c => sources::table.find(id).select(sources::declaration).first(c).optional())?;
    let read = |text: String| serde_json::from_str(&text).map_err(|error| StoreError::Damaged(format!("source `{id}`: {error}")));
    declaration.map(read).transpose()
}

/// Makes the named sources due now; all of them where `ids` is empty. Returns how many there are.
///
/// # Errors
/// The database fails.
pub fn make_due(conn: &mut Conn, ids: &[String], now: Instant) -> Result<usize, StoreError> {
    if ids.is_empty() {
        return Ok(on!(conn, c => diesel::update(sources::table).set(sources::due_at.eq(now)).execute(c))?);
    }
    let named = sources::table.filter(sources::id.eq_any(ids));
    Ok(on!(conn, c => diesel::update(named).set(sources::due_at.eq(now)).execute(c))?)
}

/// Pauses or resumes a source. False: there is none of that id.
///
/// # Errors
/// The database fails.
pub fn set_paused(conn: &mut Conn, id: &str, paused: bool) -> Result<bool, StoreError> {
    Ok(on!(conn, c => diesel::update(sources::table.find(id)).set(sources::paused.eq(paused)).execute(c))? > 0)
}

/// Claims up to `limit` due sources that nobody holds, longest overdue first. Call it in a transaction.
///
/// # Errors
/// The database fails.
pub fn claim(conn: &mut Conn, owner: &str, now: Instant, lease: Duration, limit: i64) -> Result<Vec<Lease>, StoreError> {
    type Row = (String, String, i64, Option<String>, Option<String>, bool, Option<String>);
    let free = sources::lease_until.is_null().or(sources::lease_until.lt(now));
    let due = sources::table
        .filter(sources::paused.eq(false).and(sources::format.ne(PUSHED)).and(sources::due_at.le(now)).and(free.assume_not_null()))
        .order((sources::due_at, sources::id))
        .limit(limit)
        .select((
            sources::id,
            sources::declaration,
            sources::fence,
            sources::content_hash,
            sources::read_version,
            sources::unsettled,
            sources::lease_owner,
        ));
    let rows: Vec<Row> = match conn {
        Conn::Sqlite(c) => due.load(&mut **c)?,
        Conn::Postgres(c) => due.for_update().skip_locked().load(&mut **c)?,
    };
    let ids: Vec<&str> = rows.iter().map(|row| row.0.as_str()).collect();
    let taken =
        (sources::lease_owner.eq(Some(owner)), sources::lease_until.eq(Some(now.plus(lease))), sources::fence.eq(sources::fence + 1));
    on!(conn, c => diesel::update(sources::table.filter(sources::id.eq_any(&ids))).set(taken).execute(c))?;
    let (mut validators, mut states) = (versions::validators_of(conn, &ids)?, fetch_states::fetch_states_of(conn, &ids)?);
    let aliases = if rows.is_empty() { Arc::default() } else { Arc::new(taxonomy::aliases(conn)?) };
    rows.into_iter()
        .map(|(id, declaration, fence, content_hash, read_version, unsettled, taken_from)| {
            let source = serde_json::from_str(&declaration).map_err(|error| StoreError::Damaged(format!("source `{id}`: {error}")))?;
            let aliases = Arc::clone(&aliases);
            let (validators, fetch_state) = (validators.remove(&id).unwrap_or_default(), states.remove(&id).unwrap_or_default());
            Ok(Lease {
                source,
                fence: fence + 1,
                content_hash,
                read_version,
                unsettled,
                aliases,
                validators,
                fetch_state,
                taken_from,
                publisher: None,
            })
        })
        .collect()
}

/// Prolongs a lease. False: it went to another worker, or has ended.
///
/// # Errors
/// The database fails.
pub fn heartbeat(conn: &mut Conn, id: &str, fence: i64, until: Instant) -> Result<bool, StoreError> {
    let held = sources::table.filter(sources::id.eq(id).and(sources::fence.eq(fence)).and(sources::lease_until.is_not_null()));
    Ok(on!(conn, c => diesel::update(held).set(sources::lease_until.eq(Some(until))).execute(c))? == 1)
}

/// Ends every lease of `owner` without an outcome: the sources are due at once for whoever comes next.
///
/// # Errors
/// The database fails.
pub fn release(conn: &mut Conn, owner: &str) -> Result<usize, StoreError> {
    let held = sources::table.filter(sources::lease_owner.eq(owner));
    let free = (sources::lease_owner.eq(None::<String>), sources::lease_until.eq(None::<Instant>));
    Ok(on!(conn, c => diesel::update(held).set(free).execute(c))?)
}

/// When a source is due next: every source has its own fixed place in the interval, by a hash of its id, so that load spreads
/// evenly and stays where it is after a restart. At least a tenth of the interval lies between two harvests.
#[must_use]
pub fn due_again(id: &str, interval: Duration, now: Instant) -> Instant {
    let interval = i64::try_from(interval.as_millis()).unwrap_or(i64::MAX).max(1);
    let hash = blake3::hash(id.as_bytes());
    let seed = hash.as_bytes().iter().take(7).fold(0_i64, |sum, byte| sum << 8 | i64::from(*byte));
    let offset = seed % interval;
    let millis = now.utc().timestamp_millis();
    let wait = interval - (millis - offset).rem_euclid(interval);
    // Harvested by hand just before its place: that one is done.
    let wait = if wait < interval / 10 { wait + interval } else { wait };
    now.plus(Duration::from_millis(u64::try_from(wait).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_keeps_its_place_in_the_interval() {
        let now = Instant::new("2026-11-24T00:00:00Z".parse().unwrap());
        let hour = Duration::from_secs(3600);
        let first = due_again("mpp-3601", hour, now);
        assert!(first > now && first <= now.plus(hour + hour / 10));
        assert_eq!(due_again("mpp-3601", hour, first), first.plus(hour));
        assert_eq!(
            due_again("mpp-3601", hour, first.minus(Duration::from_secs(60))),
            first.plus(hour),
            "by hand, a minute before its place"
        );
        assert_ne!(due_again("mpp-3602", hour, now), first);
    }
}
