//! What a region has announced of its mobile units: notices on the whole region, and those on a national service that a unit brings. A notice
//! on a hall says nothing of them.

use registry::model::{Instant, Zone};
use registry::notice::Spot;

use super::visits::{Coming, Visit};
use crate::notices::{NoticeView, Reader};
use crate::state::State;

/// Whether a notice closes the unit at the time that it comes, and the notices that are told with it.
#[must_use]
pub fn announced(state: &State, visit: &Visit, coming: &Coming) -> (bool, Vec<NoticeView>) {
    let Ok(region) = visit.row.region.parse() else { return Default::default() };
    let offset = visit.row.zone.parse().unwrap_or(Zone::Wib).offset();
    // A day of which the hours are unknown counts from its noon.
    let comes = coming.hours.map_or_else(|| coming.date.and_hms_opt(12, 0, 0), |(begins, _)| Some(begins));
    let Some(at) = comes.and_then(|comes| comes.and_local_timezone(offset).single()) else { return Default::default() };
    let reader = Reader::new(state, Instant::new(at.to_utc()));
    let mut notices: Vec<NoticeView> = Vec::new();
    let mut holding = |term: Option<&str>| {
        // With a region as a whole all of its notices are shown; with a unit only those that hold for it.
        let holds =
            |notice: &NoticeView| !notice.scope_gone && (notice.scope == "region" || (term.is_some() && notice.term.as_deref() == term));
        let mut is_closed = false;
        for notice in reader.read(&Spot { term, ..Spot::region(region) }, None, "").notices.into_iter().filter(holds) {
            is_closed |= notice.closes;
            match notices.iter_mut().find(|known| known.id == notice.id) {
                Some(known) => known.closes |= notice.closes,
                None => notices.push(notice),
            }
        }
        is_closed
    };
    let whole = holding(None);
    // A unit that brings two services comes for the other one.
    let closed: Vec<bool> = visit.terms.iter().map(|term| holding(Some(term))).collect();
    (whole || (!closed.is_empty() && closed.iter().all(|closed| *closed)), notices)
}
