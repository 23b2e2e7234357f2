//! The figures that a hall reports, as they are stored. Nothing is summed: not over metrics, periods or agencies.

use chrono::DateTime;
use diesel::prelude::*;

use crate::model::{Id, Instant, Method, Period, PeriodKind, Scope, Statistic};
use crate::store::statistics::schema::{statistic_series, statistic_values};
use crate::store::{Conn, StoreError, day_of, on};

/// Periods of each kind that are told beside a record.
const LATEST: i64 = 13;
/// A year, in days as the store holds them.
const YEAR: i32 = 10_000;

/// A figure of one period.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the columns are documented in migrations/")]
pub struct StatisticRow {
    pub metric: String,
    pub period: String,
    pub value: f64,
    pub recorded_at: Instant,
}

/// The period of a stored value.
pub(super) fn period(kind: &str, first_day: i32, span: i32) -> Option<Period> {
    Period::starting(kind.parse().ok()?, day_of(first_day)?, u32::try_from(span).ok()?)
}

/// The moment of a stored value.
pub(super) fn moment(as_of: i64) -> Instant {
    Instant::new(DateTime::from_timestamp(as_of, 0).unwrap_or_default())
}

/// The figures about one place, agency or service as they were told: by metric, the latest periods first, some of each kind.
///
/// # Errors
/// The query failed.
pub fn statistics(conn: &mut Conn, source: &str, of: Id) -> Result<Vec<StatisticRow>, StoreError> {
    use {statistic_series as s, statistic_values as v};
    let series: Vec<(i32, String, String, i32)> = on!(conn, c => s::table
        .filter(s::source_id.eq(source).and(s::scope_id.eq(of)).and(s::method.eq(Method::Published.as_str())))
        .order(s::metric).select((s::id, s::metric, s::kind, s::span)).load(c))?;
    let mut all: Vec<(Period, StatisticRow)> = Vec::new();
    for (id, metric, kind, span) in series {
        let rows: Vec<(i32, f64, i64)> = on!(conn, c => v::table
            .filter(v::series_id.eq(id)).order(v::first_day.desc()).limit(LATEST).select((v::first_day, v::value, v::as_of)).load(c))?;
        all.extend(rows.into_iter().filter_map(|(first_day, value, as_of)| {
            let period = period(&kind, first_day, span)?;
            Some((period, StatisticRow { metric: metric.clone(), period: period.to_string(), value, recorded_at: moment(as_of) }))
        }));
    }
    all.sort_by(|one, other| one.1.metric.cmp(&other.1.metric).then_with(|| other.0.cmp(&one.0)));
    Ok(all.into_iter().map(|(_, row)| row).collect())
}

/// What a source told: everything but days that lie more than a year before its latest one.
///
/// # Errors
/// The query failed.
pub fn figures(conn: &mut Conn, source: &str) -> Result<Vec<Statistic>, StoreError> {
    use {statistic_series as s, statistic_values as v};
    let joined = || v::table.inner_join(s::table.on(s::id.eq(v::series_id)));
    let told = || s::source_id.eq(source).and(s::method.eq(Method::Published.as_str()));
    let day = PeriodKind::Day.as_str();
    let latest: Option<i32> =
        on!(conn, c => joined().filter(told().and(s::kind.eq(day))).select(diesel::dsl::max(v::first_day)).get_result(c))?;
    type Row = (String, String, Option<Id>, String, i32, i32, f64);
    let rows: Vec<Row> = on!(conn, c => joined()
        .filter(told().and(s::kind.ne(day).or(v::first_day.ge(latest.unwrap_or_default() - YEAR))))
        .order((v::first_day.desc(), s::metric, s::scope_id))
        .select((s::metric, s::scope, s::scope_id, s::kind, s::span, v::first_day, v::value))
        .load(c))?;
    let figure = |(metric, scope, id, kind, span, first_day, value): Row| {
        Some(Statistic { metric: metric.parse().ok()?, scope: Scope::of(&scope, id?), period: period(&kind, first_day, span)?, value })
    };
    Ok(rows.into_iter().filter_map(figure).collect())
}
