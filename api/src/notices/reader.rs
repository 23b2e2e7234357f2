//! What hours and notices together say of a place at one moment.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset};
use registry::model::{Instant, RegionCode, Zone};
use registry::notice::{Hours, Posted, Shut, Spot, told};

use super::{NoticeView, Snapshot};
use crate::hours;
use crate::state::State;

/// Notices that are still to come are told so long before.
const AHEAD: std::time::Duration = std::time::Duration::from_secs(7 * 86_400);

/// Reads places for one moment.
#[derive(Clone)]
pub struct Reader {
    at: Instant,
    notices: Arc<Snapshot>,
}

/// What is to be told of a place.
#[derive(Debug, Default)]
pub struct Read {
    /// `None`: unknown.
    pub open: Option<bool>,
    /// Where closed: when it opens (RFC 3339).
    pub opens_next: Option<String>,
    /// The notices that concern it, the most urgent first.
    pub notices: Vec<NoticeView>,
}

impl Reader {
    /// For one moment, with the notices that are known now.
    #[must_use]
    pub fn new(state: &State, at: Instant) -> Self {
        Self { at, notices: state.notices.current() }
    }

    /// What notices close at the moment, for engines to leave out.
    #[must_use]
    pub fn shut(&self) -> Option<Arc<Shut>> {
        self.notices.shut(self.at)
    }

    /// A place with these hours (an OSM value, meant in `zone`).
    #[must_use]
    pub fn read(&self, spot: &Spot<'_>, osm: Option<&str>, zone: &str) -> Read {
        let of_region = self.notices.of(spot.region);
        if of_region.is_empty() {
            let moment = osm.map(|osm| hours::moment(osm, zone, self.at)).unwrap_or_default();
            return Read { open: moment.open, opens_next: moment.opens_next, notices: Vec::new() };
        }
        let covering: Vec<&Posted> = of_region.iter().filter(|posted| posted.covers(spot)).collect();
        let says = |at: Instant| {
            let moment = osm.map(|osm| hours::moment(osm, zone, at)).unwrap_or_default();
            let next = moment.opens_next.and_then(|next| DateTime::<FixedOffset>::parse_from_rfc3339(&next).ok());
            Hours { open: moment.open, opens_next: next.map(|next| Instant::new(next.to_utc())) }
        };
        let told = told(&covering, self.at, says);
        let offset = zone.parse().unwrap_or_else(|_| zone_of(spot.region)).offset();
        let closes = told.closed_by.map(|posted| posted.notice.id);
        Read {
            open: told.hours.open,
            opens_next: told.hours.opens_next.map(|at| at.utc().with_timezone(&offset).to_rfc3339()),
            notices: self.views(of_region, spot, closes),
        }
    }

    /// The notices that concern a place of which no hours are asked.
    #[must_use]
    pub fn notices(&self, spot: &Spot<'_>) -> Vec<NoticeView> {
        self.views(self.notices.of(spot.region), spot, None)
    }

    fn views(&self, of_region: &[Posted], spot: &Spot<'_>, closes: Option<registry::model::Id>) -> Vec<NoticeView> {
        let is_near = |posted: &&Posted| self.at < posted.notice.end() && posted.notice.content.starts_at <= self.at.plus(AHEAD);
        let concerning = of_region.iter().filter(is_near).filter(|posted| posted.concerns(spot));
        let mut views: Vec<NoticeView> =
            concerning.map(|posted| NoticeView::of(posted, self.at, closes == Some(posted.notice.id))).collect();
        views.sort_by_key(|view| (!view.closes, view.state != "in_force"));
        views
    }
}

fn zone_of(region: RegionCode) -> Zone {
    registry::gazetteer::region(region).map_or(Zone::Wib, |region| region.zone)
}
