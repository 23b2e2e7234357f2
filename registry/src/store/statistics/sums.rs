//! What the sources of a region say together: one series for each metric, scope, kind of period and method, made anew where a part of it
//! changed. Nothing is added over any of these, and spans, which are like no other, are not added at all.

use std::collections::{BTreeMap, HashMap};

use diesel::dsl::{count_star, max, sum};
use diesel::prelude::*;
use diesel::sql_types::Integer;

use super::{ValueRow, Writing};
use crate::model::{Metric, PeriodKind};
use crate::store::catalog::insert;
use crate::store::statistics::schema::{statistic_series, statistic_values};
use crate::store::{Conn, StoreError, on};

/// Two sources of one region may be written at once: whoever adds up waits for the other.
const REGION_LOCK: i32 = 0x73_7461;

/// Metric, scope, kind, method.
type Group = (Metric, &'static str, &'static str, &'static str);

/// The days whose sums are to be made anew: of each group, from the first to the last.
#[derive(Default)]
pub(super) struct Touched(BTreeMap<Group, (i32, i32)>);

impl Touched {
    pub(super) fn add(&mut self, metric: Metric, scope: &'static str, kind: &'static str, method: &'static str, first_day: i32) {
        if kind == PeriodKind::Span.as_str() {
            return;
        }
        let days = self.0.entry((metric, scope, kind, method)).or_insert((first_day, first_day));
        *days = (days.0.min(first_day), days.1.max(first_day));
    }
}

/// Counts together are their sum; an index or a score is their mean.
pub(super) fn together(metric: Metric, sum: f64, n: i32) -> f64 {
    if metric.is_count() { sum } else { sum / f64::from(n.max(1)) }
}

/// Makes a region's sums anew.
pub(super) fn renew(conn: &mut Conn, region: &str, touched: Touched) -> Result<usize, StoreError> {
    if touched.0.is_empty() {
        return Ok(0);
    }
    if !conn.is_sqlite() {
        let key: i32 = region.bytes().filter(u8::is_ascii_digit).fold(0, |key, digit| key * 10 + i32::from(digit - b'0'));
        let lock = diesel::sql_query("SELECT pg_advisory_xact_lock($1, $2)").bind::<Integer, _>(REGION_LOCK).bind::<Integer, _>(key);
        on!(conn, c => lock.clone().execute(c))?;
    }
    let series = series(conn, region, touched.0.keys())?;
    let mut writing = Writing::default();
    for (group, (from, to)) in touched.0 {
        let Some(series_id) = series.get(&group).copied() else { continue };
        let stored = stored(conn, series_id, from, to)?;
        for (first_day, total, n, as_of) in totals(conn, region, group, from, to)? {
            let n = i32::try_from(n).unwrap_or(i32::MAX);
            let value = together(group.0, total.unwrap_or_default(), n);
            let row = ValueRow { series_id, first_day, value, as_of: as_of.unwrap_or_default(), n, revision: 1 };
            writing.take(row, stored.get(&first_day), true);
        }
    }
    writing.write(conn)
}

/// Day, sum, number of figures, the latest reading.
type Total = (i32, Option<f64>, i64, Option<i64>);

fn totals(conn: &mut Conn, region: &str, group: Group, from: i32, to: i32) -> Result<Vec<Total>, StoreError> {
    use {statistic_series as s, statistic_values as v};
    let (metric, scope, kind, method) = group;
    let is_of_group = s::metric.eq(metric.as_str()).and(s::scope.eq(scope)).and(s::kind.eq(kind)).and(s::method.eq(method));
    Ok(on!(conn, c => v::table.inner_join(s::table.on(s::id.eq(v::series_id)))
        .filter(s::source_id.is_not_null().and(s::region.eq(region)).and(is_of_group))
        .filter(v::first_day.between(from, to))
        .group_by(v::first_day)
        .select((v::first_day, sum(v::value), count_star(), max(v::as_of)))
        .load(c))?)
}

fn stored(conn: &mut Conn, series: i32, from: i32, to: i32) -> Result<HashMap<i32, ValueRow>, StoreError> {
    use statistic_values as v;
    let rows: Vec<ValueRow> = on!(conn, c => v::table
        .filter(v::series_id.eq(series).and(v::first_day.between(from, to))).select(ValueRow::as_select()).load(c))?;
    Ok(rows.into_iter().map(|row| (row.first_day, row)).collect())
}

#[derive(Insertable)]
#[diesel(table_name = statistic_series, treat_none_as_default_value = false)]
struct NewSum<'a> {
    region: &'a str,
    metric: &'static str,
    scope: &'static str,
    kind: &'static str,
    method: &'static str,
}

/// The numbers of a region's series, those made that it has not had yet.
fn series<'a>(conn: &mut Conn, region: &str, groups: impl Iterator<Item = &'a Group> + Clone) -> Result<HashMap<Group, i32>, StoreError> {
    let known = load(conn, region, groups.clone())?;
    let new = |(metric, scope, kind, method): &Group| NewSum { region, metric: metric.as_str(), scope, kind, method };
    let missing: Vec<_> = groups.clone().filter(|group| !known.contains_key(*group)).map(new).collect();
    if missing.is_empty() {
        return Ok(known);
    }
    insert!(conn, statistic_series, missing);
    load(conn, region, groups)
}

fn load<'a>(conn: &mut Conn, region: &str, groups: impl Iterator<Item = &'a Group>) -> Result<HashMap<Group, i32>, StoreError> {
    use statistic_series as s;
    let rows: Vec<(i32, String, String, String, String)> = on!(conn, c => s::table
        .filter(s::source_id.is_null().and(s::region.eq(region)))
        .select((s::id, s::metric, s::scope, s::kind, s::method)).load(c))?;
    let id = |group: &Group| {
        let is = |row: &&(i32, String, String, String, String)| {
            (row.1.as_str(), row.2.as_str(), row.3.as_str(), row.4.as_str()) == (group.0.as_str(), group.1, group.2, group.3)
        };
        Some((*group, rows.iter().find(is)?.0))
    };
    Ok(groups.filter_map(id).collect())
}
