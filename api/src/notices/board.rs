//! The notices that have not ended, as this process knows them.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use registry::model::{Id, Instant, RegionCode};
use registry::notice::{Posted, Shut, shut};
use registry::store::notices;

use crate::error::Error;
use crate::state::State;

/// How often the number of notices is asked for.
const EVERY: Duration = Duration::from_secs(1);
/// What notices cover is looked up anew this often: the catalog moves on beneath them.
const LOOKED_UP: Duration = Duration::from_secs(30);

/// The notices of one moment.
#[derive(Debug, Default)]
pub struct Snapshot {
    revision: i64,
    /// When it was looked up what they cover; `None`: nothing was read yet.
    looked_up: Option<Instant>,
    by_region: HashMap<RegionCode, Vec<Posted>>,
}

impl Snapshot {
    fn new(revision: i64, looked_up: Instant, all: Vec<Posted>) -> Self {
        let mut by_region: HashMap<RegionCode, Vec<Posted>> = HashMap::new();
        for posted in all {
            by_region.entry(posted.notice.region).or_default().push(posted);
        }
        for posted in by_region.values_mut() {
            posted.sort_by_cached_key(Posted::rank);
        }
        Self { revision, looked_up: Some(looked_up), by_region }
    }

    /// Those of a region, in the order in which they are told.
    #[must_use]
    pub fn of(&self, region: RegionCode) -> &[Posted] {
        self.by_region.get(&region).map(Vec::as_slice).unwrap_or_default()
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Posted> {
        self.by_region.values().flatten()
    }

    /// There are none: the state of most days.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_region.is_empty()
    }

    /// What they close at one moment.
    #[must_use]
    pub fn shut(&self, at: Instant) -> Option<Arc<Shut>> {
        let shut = shut(self.all(), at);
        (!shut.is_empty()).then(|| Arc::new(shut))
    }

    /// The same notice as it was before, with what it covers.
    fn known(&self) -> HashMap<Id, &Posted> {
        self.all().map(|posted| (posted.notice.id, posted)).collect()
    }
}

/// Where the snapshot hangs.
#[derive(Default)]
pub struct Board {
    shown: RwLock<Arc<Snapshot>>,
    read_at: RwLock<Option<Instant>>,
    reading: tokio::sync::Mutex<()>,
}

impl Board {
    /// The notices as they are known now.
    #[must_use]
    pub fn current(&self) -> Arc<Snapshot> {
        Arc::clone(&self.shown.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// When they were last known to be those of the store; `None`: never yet.
    #[must_use]
    pub fn read_at(&self) -> Option<Instant> {
        *self.read_at.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads the notices where they have changed, or where it is time to look up anew what they cover.
///
/// # Errors
/// The store does not answer; what is shown stays.
pub async fn refresh(state: &State) -> Result<(), Error> {
    // One at a time: an older reading must not take the place of a newer one.
    let _alone = state.notices.reading.lock().await;
    let before = state.notices.current();
    let now = state.now();
    let is_old = before.looked_up.is_none_or(|at| now.since(at) >= LOOKED_UP);
    let known = Arc::clone(&before);
    let read = state.store.read(move |conn| {
        let revision = notices::notices_revision(conn)?;
        let has_ended = || known.all().any(|posted| now >= posted.notice.end());
        if revision == known.revision && !is_old && !has_ended() {
            return Ok(None);
        }
        let kept = if is_old { HashMap::new() } else { known.known() };
        let mut all = Vec::new();
        for notice in notices::live_notices(conn, now)? {
            // Where a notice hangs is never changed, only what it says.
            all.push(match kept.get(&notice.id) {
                Some(posted) => Posted { notice, reach: posted.reach.clone(), zone: posted.zone },
                None => notices::posted(conn, notice)?,
            });
        }
        let looked_up = if is_old { now } else { known.looked_up.unwrap_or(now) };
        Ok(Some(Snapshot::new(revision, looked_up, all)))
    });
    if let Some(snapshot) = read.await? {
        *state.notices.shown.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
    }
    *state.notices.read_at.write().unwrap_or_else(PoisonError::into_inner) = Some(now);
    Ok(())
}

/// Keeps the notices of this process as they are in the database, for as long as it is polled. While the database is away the last ones stay.
pub async fn keep(state: actix_web::web::Data<State>) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut is_away = false;
    loop {
        ticks.tick().await;
        match refresh(&state).await {
            Ok(()) => is_away = false,
            Err(error) if is_away => tracing::debug!(%error, "the notices still cannot be read"),
            Err(error) => {
                tracing::warn!(%error, "the notices cannot be read: the last known ones are shown");
                is_away = true;
            }
        }
    }
}
