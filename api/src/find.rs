//! Where a search is answered from: the index, and while that cannot be trusted the database, which is then said. An answer without hits
//! is never given for want of an engine.

use std::time::Duration;

use registry::search::{Answer, Query, SearchError};
use registry::store;

use crate::error::Error;
use crate::state::State;

/// An engine that takes longer is as good as away.
const LONGEST: Duration = Duration::from_secs(2);
/// So long a search waits for its turn at the database.
const TURN: Duration = Duration::from_secs(5);

/// What was found, and how.
pub struct Found {
    /// As an engine answers.
    pub answer: Answer,
    /// There may be more than `answer.total`.
    pub total_is_at_least: bool,
    /// The database answered, in the engine's place.
    pub degraded: bool,
}

/// Finds what `query` asks for.
///
/// # Errors
/// Neither the engine nor the database answers, or the engine does not and the database finds nothing: which says little.
pub async fn find(state: &State, query: &Query) -> Result<Found, Error> {
    if state.index.is_usable() {
        match tokio::time::timeout(LONGEST, state.engine.search(query)).await {
            Ok(Ok(answer)) => {
                state.index.search_answered();
                return Ok(Found { answer, total_is_at_least: false, degraded: false });
            }
            Ok(Err(error)) => tracing::warn!(%error, "a search is answered from the database: the engine failed"),
            Err(_) => tracing::warn!(limit = ?LONGEST, "a search is answered from the database: the engine takes too long"),
        }
        state.index.search_failed();
    }
    let away = |why: &str| Error::Search(SearchError::Unavailable(why.to_owned()));
    // Each looks at every name that is stored: a few at a time, so that the rest of the API goes on.
    let turn = tokio::time::timeout(TURN, state.plain_searches.acquire()).await;
    let _turn = turn.ok().and_then(Result::ok).ok_or_else(|| away("too many searches wait for the database"))?;
    let asked = query.clone();
    let plain = state.store.read(move |conn| store::search_plainly(conn, &asked)).await?;
    // For a national term it says all: the terms are stored as they are asked for.
    if plain.answer.total == 0 && !query.text.trim().is_empty() && query.term.is_none() {
        return Err(away("the database alone finds nothing for these words"));
    }
    Ok(Found { answer: plain.answer, total_is_at_least: plain.is_at_least, degraded: true })
}
