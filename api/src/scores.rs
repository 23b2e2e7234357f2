//! The quality of every source's catalog, found out every few minutes: `registry::quality` judges, this keeps.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use registry::quality::{Counts, Quality, quality};
use registry::store::read;

use crate::error::Error;
use crate::kept::Kept;
use crate::state::State;

/// So old may the figures be.
const KEPT: Duration = Duration::from_secs(300);

/// A source's figures.
#[derive(Clone, Debug)]
pub struct Score {
    /// The source.
    pub source: String,
    /// Its region's code.
    pub region: String,
    /// What was counted.
    pub counts: Counts,
    /// What it is worth.
    pub quality: Quality,
    /// Made up.
    pub synthetic: bool,
}

/// The scores, as they were known a little while ago.
pub struct Known(Kept<Vec<Score>>);

impl Default for Known {
    fn default() -> Self {
        Self(Kept::for_span(KEPT))
    }
}

/// Every source's score, by id. A source without services has none.
///
/// # Errors
/// The store does not answer.
pub async fn scores(state: &State) -> Result<Arc<Vec<Score>>, Error> {
    let read = async {
        let now = state.now();
        let (counted, sources) = state.store.read(move |conn| Ok((read::counts_of_all(conn, now)?, read::sources(conn)?))).await?;
        let mut counted: HashMap<String, Counts> = counted.into_iter().collect();
        let score = |row: read::SourceRow| {
            let counts = counted.remove(&row.id).filter(|counts| counts.services > 0)?;
            Some(Score { quality: quality(&counts), counts, source: row.id, region: row.region, synthetic: row.synthetic })
        };
        Ok(sources.into_iter().filter_map(score).collect())
    };
    state.scores.0.get(read).await
}
