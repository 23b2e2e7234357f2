//! The dated history of each region's MPP, kept by people: the steps that come with the program, and those that the ministry records. A harvest
//! touches none of them.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::json;

use super::schema::mpp_events;
use super::{Conn, StoreError, access, on};
use crate::access::{Act, Actor, Entry};
use crate::coverage::Step;
use crate::model::{Instant, MppEvent, MppState, RegionCode};

/// One step in a history, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = mpp_events, treat_none_as_default_value = false)]
pub struct MppEventRow {
    /// The region's code.
    pub region: String,
    /// The state from this date on.
    pub state: String,
    /// ISO 8601, the last possible day; empty where none is attested.
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
    /// The first possible day; empty where nobody says.
    pub earliest: String,
    /// Who recorded it, as in the audit log; empty: it comes with the program.
    pub recorded_by: String,
    /// Why it does not count any more.
    pub withdrawn: Option<String>,
}

impl MppEventRow {
    /// The same to count with; `None` where the row is none of ours.
    #[must_use]
    pub fn step(&self) -> Option<Step> {
        Some(Step {
            region: self.region.parse().ok()?,
            state: self.state.parse().ok()?,
            by: self.date.parse().ok(),
            earliest: self.earliest.parse().ok(),
            confidence: self.confidence.chars().next()?,
            ministerial: MppEvent::is_ministerial(&self.date_kind),
            assumed: self.assumed,
        })
    }

    fn of(event: &MppEvent, recorded_by: String) -> Self {
        let day = |date: Option<NaiveDate>| date.map(|date| date.to_string()).unwrap_or_default();
        Self {
            region: event.region.to_string(),
            state: event.state.as_str().to_owned(),
            date: day(event.date),
            name: event.name.clone(),
            date_kind: event.date_kind.clone(),
            confidence: event.confidence.to_string(),
            evidence: event.evidence.clone(),
            assumed: false,
            earliest: day(event.earliest),
            recorded_by,
            withdrawn: None,
        }
    }
}

/// All steps that count, by region and date.
///
/// # Errors
/// The database fails.
pub fn mpp_events(conn: &mut Conn) -> Result<Vec<MppEventRow>, StoreError> {
    Ok(on!(conn, c => mpp_events::table.filter(mpp_events::withdrawn.is_null())
        .order((mpp_events::region, mpp_events::date, mpp_events::state)).select(MppEventRow::as_select()).load(c))?)
}

/// Every step of one region, those that do not count any more with it.
///
/// # Errors
/// The database fails.
pub fn mpp_history(conn: &mut Conn, region: RegionCode) -> Result<Vec<MppEventRow>, StoreError> {
    let region = region.to_string();
    Ok(on!(conn, c => mpp_events::table.filter(mpp_events::region.eq(&region))
        .order((mpp_events::date, mpp_events::state)).select(MppEventRow::as_select()).load(c))?)
}

/// Adds attested steps that are not there yet, and says of those that came with an earlier program when they were at the earliest. What people
/// recorded or withdrew stays as it is.
///
/// # Errors
/// The database fails.
pub fn add_mpp_events(conn: &mut Conn, events: &[MppEvent]) -> Result<usize, StoreError> {
    let known = on!(conn, c => mpp_events::table.select(MppEventRow::as_select()).load(c))?;
    let known: std::collections::HashMap<_, _> =
        known.into_iter().map(|row| ((row.region.clone(), row.state.clone(), row.date.clone()), row)).collect();
    let mut added = 0;
    for row in events.iter().map(|event| MppEventRow::of(event, String::new())) {
        match known.get(&(row.region.clone(), row.state.clone(), row.date.clone())) {
            None => added += on!(conn, c => diesel::insert_into(mpp_events::table).values(&row).on_conflict_do_nothing().execute(c))?,
            Some(old) if old.recorded_by.is_empty() && old.earliest != row.earliest => {
                let same = mpp_events::table.find((&row.region, &row.state, &row.date));
                on!(conn, c => diesel::update(same).set(mpp_events::earliest.eq(&row.earliest)).execute(c))?;
            }
            Some(_) => {}
        }
    }
    Ok(added)
}

/// Records a step. `false`: there is one of this state on this day, which counts.
///
/// # Errors
/// The database fails.
pub fn record_mpp_event(conn: &mut Conn, event: &MppEvent, actor: &Actor, now: Instant) -> Result<bool, StoreError> {
    let row = MppEventRow::of(event, actor.to_string());
    let same = || mpp_events::table.find((&row.region, &row.state, &row.date));
    // What was withdrawn may be recorded anew: the audit log keeps both.
    on!(conn, c => diesel::delete(same().filter(mpp_events::withdrawn.is_not_null())).execute(c))?;
    let added = on!(conn, c => diesel::insert_into(mpp_events::table).values(&row).on_conflict_do_nothing().execute(c))?;
    if added == 0 {
        return Ok(false);
    }
    let detail = json!({
        "state": row.state, "date": row.date, "earliest": row.earliest, "date_kind": row.date_kind, "confidence": row.confidence,
        "evidence": row.evidence, "name": row.name,
    });
    access::append(conn, Entry::new(now, actor, Act::HistoryRecorded, Some(event.region), row.region.clone()).with(&detail))?;
    Ok(true)
}

/// Withdraws a step: it is kept, and does not count any more. `false`: there is none that counts.
///
/// # Errors
/// The database fails.
pub fn withdraw_mpp_event(
    conn: &mut Conn,
    (region, state, date): (RegionCode, MppState, Option<NaiveDate>),
    reason: &str,
    actor: &Actor,
    now: Instant,
) -> Result<bool, StoreError> {
    let (code, state, date) = (region.to_string(), state.as_str(), date.map(|date| date.to_string()).unwrap_or_default());
    let one = mpp_events::table.find((&code, state, &date)).filter(mpp_events::withdrawn.is_null());
    if on!(conn, c => diesel::update(one).set(mpp_events::withdrawn.eq(reason)).execute(c))? == 0 {
        return Ok(false);
    }
    let detail = json!({ "state": state, "date": date, "reason": reason });
    access::append(conn, Entry::new(now, actor, Act::HistoryWithdrawn, Some(region), code.clone()).with(&detail))?;
    Ok(true)
}

/// Marks a region as one whose MPP is assumed, for a demonstration.
///
/// # Errors
/// The database fails.
pub fn assume_mpp(conn: &mut Conn, region: RegionCode, name: &str) -> Result<(), StoreError> {
    let row = MppEventRow {
        region: region.to_string(),
        state: MppState::Inaugurated.as_str().to_owned(),
        date: String::new(),
        name: name.to_owned(),
        date_kind: "assumed".to_owned(),
        confidence: "C".to_owned(),
        evidence: "demonstration: assumed, attested by nobody".to_owned(),
        assumed: true,
        earliest: String::new(),
        recorded_by: String::new(),
        withdrawn: None,
    };
    on!(conn, c => diesel::insert_into(mpp_events::table).values(&row).on_conflict_do_nothing().execute(c))?;
    Ok(())
}
