//! How long the values of single days are kept: three years. The months that were made of them stay, and so do all figures that were told
//! by month or year. Done a bounded batch at a time, so that nobody waits for it.

use chrono::{Datelike as _, Months, NaiveDate};
use diesel::prelude::*;

use super::number_of;
use crate::model::PeriodKind;
use crate::store::statistics::schema::{statistic_revisions, statistic_series, statistic_values};
use crate::store::{Conn, StoreError, on};

/// Years that the values of single days are kept.
pub const DAYS_KEPT_YEARS: u32 = 3;

/// Lets the days go that are older than three years, of at most `limit` series, and answers how many values that were. Only whole months go:
/// of those, days that are told again later are not taken any more. Call it in a transaction, again until nothing is left.
///
/// # Errors
/// The database fails.
pub fn forget_days(conn: &mut Conn, today: NaiveDate, limit: i64) -> Result<usize, StoreError> {
    use {statistic_revisions as r, statistic_series as s, statistic_values as v};
    let bound = today.checked_sub_months(Months::new(12 * DAYS_KEPT_YEARS)).and_then(|day| day.with_day(1)).map_or(0, number_of);
    let due = s::table
        .filter(s::kind.eq(PeriodKind::Day.as_str()))
        .filter(diesel::dsl::exists(v::table.filter(v::series_id.eq(s::id).and(v::first_day.lt(bound)))))
        .order(s::id)
        .limit(limit)
        .select(s::id);
    let ids: Vec<i32> = on!(conn, c => due.load(c))?;
    if ids.is_empty() {
        return Ok(0);
    }
    let is_old = v::series_id.eq_any(&ids).and(v::first_day.lt(bound));
    let gone = on!(conn, c => diesel::delete(v::table.filter(is_old)).execute(c))?;
    let is_old = r::series_id.eq_any(&ids).and(r::first_day.lt(bound));
    on!(conn, c => diesel::delete(r::table.filter(is_old)).execute(c))?;
    on!(conn, c => diesel::update(s::table.filter(s::id.eq_any(&ids))).set(s::kept_from.eq(bound)).execute(c))?;
    Ok(gone)
}
