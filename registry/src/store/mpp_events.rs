//! The dated history of each region's MPP.

use diesel::prelude::*;
use serde::Serialize;

use super::schema::mpp_events;
use super::{Conn, StoreError, on};
use crate::model::{MppEvent, RegionCode};

/// One step in a history, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Serialize)]
#[diesel(table_name = mpp_events)]
pub struct MppEventRow {
    /// The region's code.
    pub region: String,
    /// The state from this date on.
    pub state: String,
    /// ISO 8601; empty where none is attested.
    pub date: String,
    /// The hall's name.
    pub name: String,
    /// What kind of act the date is of.
    pub date_kind: String,
    /// A, B or C.
    pub confidence: String,
    /// Where it is attested.
    pub evidence: String,
    /// Filled in for a demonstration: attested by nobody.
    pub assumed: bool,
}

/// All histories, by region and date.
///
/// # Errors
/// The database fails.
pub fn mpp_events(conn: &mut Conn) -> Result<Vec<MppEventRow>, StoreError> {
    Ok(on!(conn, c => mpp_events::table.order((mpp_events::region, mpp_events::date)).select(MppEventRow::as_select()).load(c))?)
}

/// Adds attested events that are not there yet; what is there stays as it is.
///
/// # Errors
/// The database fails.
pub fn add_mpp_events(conn: &mut Conn, events: &[MppEvent]) -> Result<usize, StoreError> {
    let mut added = 0;
    for event in events {
        let state = serde_json::to_value(event.state).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default();
        let row = (
            mpp_events::region.eq(event.region.to_string()),
            mpp_events::state.eq(state),
            mpp_events::date.eq(event.date.map(|date| date.to_string()).unwrap_or_default()),
            mpp_events::name.eq(&event.name),
            mpp_events::date_kind.eq(&event.date_kind),
            mpp_events::confidence.eq(event.confidence.to_string()),
            mpp_events::evidence.eq(&event.evidence),
            mpp_events::assumed.eq(false),
        );
        added += on!(conn, c => diesel::insert_into(mpp_events::table).values(row).on_conflict_do_nothing().execute(c))?;
    }
    Ok(added)
}

/// Marks a region as one whose MPP is assumed, for a demonstration.
///
/// # Errors
/// The database fails.
pub fn assume_mpp(conn: &mut Conn, region: RegionCode, name: &str) -> Result<(), StoreError> {
    let row = (
        mpp_events::region.eq(region.to_string()),
        mpp_events::state.eq("inaugurated"),
        mpp_events::date.eq(""),
        mpp_events::name.eq(name),
        mpp_events::date_kind.eq("assumed"),
        mpp_events::confidence.eq("C"),
        mpp_events::evidence.eq("demonstration: assumed, attested by nobody"),
        mpp_events::assumed.eq(true),
    );
    on!(conn, c => diesel::insert_into(mpp_events::table).values(row).on_conflict_do_nothing().execute(c))?;
    Ok(())
}
