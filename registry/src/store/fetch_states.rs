//! What is known of fetching a source, from one harvest to the next: failures in a row, when a server wants to be asked again, where a feed
//! has moved to, and whether its validators can be trusted. What was fetched is not here.

use std::collections::HashMap;
use std::time::Duration;

use diesel::prelude::*;

use super::schema::{fetch_states, sources};
use super::{Conn, StoreError, due_again, on};
use crate::model::{Instant, Source};

/// The longest wait after failures in a row; a source whose interval is longer waits that.
const LONGEST_WAIT: Duration = Duration::from_secs(6 * 3600);

/// What is known of fetching one source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FetchState {
    /// The hash of what the declaration says about fetching: where another one is declared, all else here is forgotten.
    pub asked: String,
    /// Addresses of optional documents that were not there.
    pub missing: Vec<String>,
    /// Failed attempts in a row.
    pub failures: u32,
    /// Not to be asked before this: the server said so.
    pub retry_at: Option<Instant>,
    /// Where a permanent redirect of the first document leads.
    pub moved_to: Option<String>,
    /// When the validators were last compared with the content.
    pub verified_at: Option<Instant>,
    /// Since when validators are not trusted.
    pub lie_since: Option<Instant>,
    /// Daily checks without a lie since.
    pub honest: u32,
    /// The versions by which the stored documents were last read again.
    pub read_again: Option<String>,
}

type Row = (String, String, String, i32, Option<Instant>, Option<String>, Option<Instant>, Option<Instant>, i32, Option<String>);

/// What is known of fetching a source; all blank where nothing is.
///
/// # Errors
/// The database fails.
pub fn fetch_state(conn: &mut Conn, source: &str) -> Result<FetchState, StoreError> {
    Ok(fetch_states_of(conn, &[source])?.remove(source).unwrap_or_default())
}

/// The same of several sources; those of which nothing is known are left out.
pub(super) fn fetch_states_of(conn: &mut Conn, ids: &[&str]) -> Result<HashMap<String, FetchState>, StoreError> {
    let rows: Vec<Row> = on!(conn, c => fetch_states::table
        .filter(fetch_states::source_id.eq_any(ids))
        .select((
            fetch_states::source_id, fetch_states::asked, fetch_states::missing, fetch_states::failures, fetch_states::retry_at,
            fetch_states::moved_to, fetch_states::verified_at, fetch_states::lie_since, fetch_states::honest, fetch_states::read_again,
        ))
        .load(c))?;
    rows.into_iter()
        .map(|(source, asked, missing, failures, retry_at, moved_to, verified_at, lie_since, honest, read_again)| {
            let missing = serde_json::from_str(&missing).map_err(|error| StoreError::Damaged(format!("fetch_states.missing: {error}")))?;
            let (failures, honest) = (count(failures), count(honest));
            Ok((source, FetchState { asked, missing, failures, retry_at, moved_to, verified_at, lie_since, honest, read_again }))
        })
        .collect()
}

/// Keeps what a harvest has learned, where it differs from what was known, and puts the source off where it failed or its server said so.
/// Call it after [`super::finish`], in the same transaction.
///
/// # Errors
/// The database fails.
pub fn keep_fetch_state(conn: &mut Conn, source: &Source, before: &FetchState, after: &FetchState, now: Instant) -> Result<(), StoreError> {
    if before != after {
        write(conn, &source.id, after)?;
    }
    let due = due_after(&source.id, source.interval(), after.failures, after.retry_at, now);
    if due != due_again(&source.id, source.interval(), now) {
        on!(conn, c => diesel::update(sources::table.find(&source.id)).set(sources::due_at.eq(due)).execute(c))?;
    }
    Ok(())
}

fn write(conn: &mut Conn, source: &str, state: &FetchState) -> Result<(), StoreError> {
    let missing = serde_json::to_string(&state.missing).map_err(|error| StoreError::Damaged(error.to_string()))?;
    let int = |value: u32| i32::try_from(value).unwrap_or(i32::MAX);
    let values = (
        fetch_states::asked.eq(&state.asked),
        fetch_states::missing.eq(&missing),
        fetch_states::failures.eq(int(state.failures)),
        fetch_states::retry_at.eq(state.retry_at),
        fetch_states::moved_to.eq(&state.moved_to),
        fetch_states::verified_at.eq(state.verified_at),
        fetch_states::lie_since.eq(state.lie_since),
        fetch_states::honest.eq(int(state.honest)),
        fetch_states::read_again.eq(&state.read_again),
    );
    let written = on!(conn, c => diesel::update(fetch_states::table.find(source)).set(values).execute(c))?;
    if written == 0 {
        on!(conn, c => diesel::insert_into(fetch_states::table).values((fetch_states::source_id.eq(source), values)).execute(c))?;
    }
    Ok(())
}

/// When a source is due after `failures` in a row: at its usual place once, then after twice the interval, four times, eight times, at most
/// [`LONGEST_WAIT`], and never before the server wants to be asked.
#[must_use]
pub fn due_after(id: &str, interval: Duration, failures: u32, retry_at: Option<Instant>, now: Instant) -> Instant {
    let doublings = failures.saturating_sub(1).min(20);
    let wait = interval.saturating_mul(1 << doublings).min(LONGEST_WAIT.max(interval));
    let due = due_again(id, interval, now.plus(wait.saturating_sub(interval)));
    retry_at.map_or(due, |earliest| due.max(earliest))
}

fn count(value: i32) -> u32 {
    u32::try_from(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    fn now() -> Instant {
        Instant::new("2026-11-24T00:00:00Z".parse().unwrap())
    }

    /// Until a source of this interval is due, in seconds.
    fn wait(interval: Duration, failures: u32) -> u64 {
        due_after("mpp-3601", interval, failures, None, now()).since(now()).as_secs()
    }

    #[test]
    fn failures_in_a_row_put_a_source_off_further_and_further_up_to_a_bound() {
        let usual = due_again("mpp-3601", HOUR, now());
        assert_eq!(due_after("mpp-3601", HOUR, 0, None, now()), usual);
        assert_eq!(due_after("mpp-3601", HOUR, 1, None, now()), usual, "one failure is no reason to wait longer");
        for failures in 2..40 {
            let seconds = wait(HOUR, failures);
            assert!(seconds >= 3600, "never sooner than the interval: {seconds}");
            assert!(seconds >= wait(HOUR, failures - 1) && seconds <= 6 * 3600, "{failures}: {seconds}");
        }
        assert!(wait(HOUR, 3) > 3 * 3600 && wait(HOUR, 3) <= 4 * 3600);
    }

    #[test]
    fn a_source_that_is_asked_once_a_day_waits_no_longer_than_a_day() {
        assert_eq!(wait(24 * HOUR, 9), wait(24 * HOUR, 0));
    }

    #[test]
    fn a_source_is_not_due_before_its_server_wants_to_be_asked() {
        let earliest = now().plus(10 * HOUR);
        assert_eq!(due_after("mpp-3601", HOUR, 1, Some(earliest), now()), earliest);
        let usual = due_again("mpp-3601", HOUR, now());
        assert_eq!(due_after("mpp-3601", HOUR, 1, Some(now()), now()), usual);
    }
}
