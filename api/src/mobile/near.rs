//! Mobile stops as part of the answer to a search: those that bring what was asked for, to the person, sooner or nearer than a hall does.
//! The stops of the next weeks are kept in memory and read anew now and then, off the way of the searches.

use std::sync::Arc;
use std::time::Duration;

use chrono::Days;
use registry::model::{OnSphere, Point, RegionCode, Zone};

use super::notices::announced;
use super::visits::{self, Visit, Wanted};
use crate::error::Error;
use crate::kept::Kept;
use crate::state::State;

/// So many days ahead.
pub const AHEAD: u64 = 14;
/// Without a hall to be nearer than: so far at most.
const FARTHEST_KM: f64 = 50.0;
/// So many stops in one answer.
const MOST: usize = 3;
/// So old may the kept stops be.
const KEPT: Duration = Duration::from_secs(60);

/// Stops, each with its point as it is compared.
type Placed = Vec<(OnSphere, Visit)>;

/// The stops of the next weeks, as they were known a little while ago.
pub struct Known(Kept<Placed>);

impl Default for Known {
    fn default() -> Self {
        Self(Kept::for_span(KEPT))
    }
}

/// Where the person is, or which place was asked about.
pub enum Around<'a> {
    /// Nearer than the nearest hall, where there is one at this distance.
    Point(Point, Option<f64>),
    /// In one of these.
    Regions(&'a [RegionCode]),
}

impl Known {
    async fn all(&self, state: &State) -> Result<Arc<Placed>, Error> {
        let read = async {
            let from = state.today_date();
            let to = from.checked_add_days(Days::new(AHEAD)).unwrap_or(from);
            let all = visits::find(state, &Wanted { region: None, near: None, radius_km: None, from, to, text: None }).await?;
            Ok(all.into_iter().map(|visit| (OnSphere::from(place(&visit)), visit)).collect())
        };
        self.0.get(read).await
    }
}

fn place(visit: &Visit) -> Point {
    Point { lat: visit.row.latitude, lon: visit.row.longitude }
}

/// The stops that bring one of `terms`, the nearest first, then the soonest; each with the days that are still to come.
///
/// # Errors
/// The store does not answer.
pub async fn near(state: &State, terms: &[&'static str], around: &Around<'_>) -> Result<Vec<Visit>, Error> {
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    let all = state.stops.all(state).await?;
    let now = state.now().utc();
    let within = match around {
        Around::Point(point, hall) => (OnSphere::from(*point), OnSphere::chord2_of_km(hall.unwrap_or(FARTHEST_KM).min(FARTHEST_KM))),
        Around::Regions(_) => (OnSphere::default(), 0.0),
    };
    let reached = |(at, visit): &(OnSphere, Visit)| match around {
        // The point of a region says nothing of how far a village in it is.
        Around::Point(..) if visit.row.point_is_regions => None,
        Around::Point(point, _) => {
            let is_near = at.chord2(within.0) < within.1;
            is_near.then(|| Some((point.distance_km(place(visit)) * 1000.0).round() / 1000.0))
        }
        Around::Regions(regions) => regions.iter().any(|code| code.to_string() == visit.row.region).then_some(None),
    };
    let mut found: Vec<Visit> = Vec::new();
    for one in all.iter() {
        let Some(distance_km) = reached(one) else { continue };
        let visit = &one.1;
        if visit.is_cancelled() || !visit.brings(terms) {
            continue;
        }
        let local = now.with_timezone(&visit.row.zone.parse().unwrap_or(Zone::Wib).offset()).naive_local();
        let is_ahead = |coming: &&visits::Coming| coming.hours.map_or(coming.date >= local.date(), |(_, ends)| ends > local);
        let is_served = |coming: &&visits::Coming| !announced(state, visit, coming).0;
        let coming: Vec<_> = visit.coming.iter().filter(is_ahead).filter(is_served).cloned().collect();
        if !coming.is_empty() {
            found.push(Visit { coming, distance_km, ..visit.clone() });
        }
    }
    found.sort_by(|a, b| {
        let key = |visit: &Visit| visit.coming.first().map(|coming| (coming.date, coming.hours));
        let km = |visit: &Visit| visit.distance_km.unwrap_or_default();
        km(a).total_cmp(&km(b)).then_with(|| key(a).cmp(&key(b)))
    });
    found.truncate(MOST);
    Ok(found)
}
