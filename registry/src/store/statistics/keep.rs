//! Keeping what a source tells of itself: new values are added, corrected ones leave a revision, and nothing is taken away.

use std::collections::{BTreeMap, HashMap, HashSet};

use diesel::prelude::*;

use super::sums::{self, Touched};
use super::{ValueRow, Writing, number_of};
use crate::model::{Id, Instant, Method, Metric, PeriodKind, RegionCode, Scope, Statistic};
use crate::store::catalog::{BATCH, insert};
use crate::store::statistics::schema::{statistic_series, statistic_values};
use crate::store::{Conn, StoreError, on};

/// What tells a series of a source from the others: metric, about what, kind, days of a span, method.
type Key = (&'static str, Id, &'static str, i32, &'static str);

#[derive(Insertable)]
#[diesel(table_name = statistic_series, treat_none_as_default_value = false)]
struct NewSeries<'a> {
    source_id: &'a str,
    region: &'a str,
    metric: &'static str,
    scope: &'static str,
    scope_id: Id,
    kind: &'static str,
    span: i32,
    method: &'static str,
}

/// A series' number, and the first day of which it takes values.
type Place = (i32, i32);

fn key_of(figure: &Statistic) -> Key {
    let kind = figure.period.kind();
    let span = if kind == PeriodKind::Span { i32::try_from(figure.period.days()).unwrap_or(i32::MAX) } else { 0 };
    (figure.metric.as_str(), figure.scope.id(), kind.as_str(), span, Method::Published.as_str())
}

/// The month that a series of days is summed up in.
fn month_of(key: Key) -> Key {
    (key.0, key.1, PeriodKind::Month.as_str(), 0, Method::OfDays.as_str())
}

/// Keeps what a source tells, and answers how many rows that wrote. Of figures that say twice of what a period has, the first counts. Call it
/// in a transaction.
///
/// # Errors
/// The database fails.
pub fn keep_statistics(
    conn: &mut Conn,
    source: &str,
    region: RegionCode,
    figures: &[Statistic],
    now: Instant,
) -> Result<usize, StoreError> {
    let mut seen = HashSet::new();
    let figures: Vec<(Key, &Statistic)> =
        figures.iter().map(|figure| (key_of(figure), figure)).filter(|(key, figure)| seen.insert((*key, figure.period.first()))).collect();
    if figures.is_empty() {
        return Ok(0);
    }
    let region = region.to_string();
    let places = places(conn, source, &region, &figures)?;
    let stored = stored(conn, &places, &figures)?;
    let as_of = now.utc().timestamp();
    let (mut writing, mut touched) = (Writing::default(), Touched::default());
    // Every day of the months that are summed up anew: what is stored, and over it what is told now.
    let mut days: BTreeMap<(i32, i32), f64> = stored.iter().map(|(at, row)| (*at, row.value)).collect();
    let mut months: BTreeMap<(i32, i32), (Key, Metric, Scope)> = BTreeMap::new();
    for (key, figure) in &figures {
        let Some((series, kept_from)) = places.get(key).copied() else { continue };
        let first_day = number_of(figure.period.first());
        if first_day < kept_from {
            continue;
        }
        let row = ValueRow { series_id: series, first_day, value: figure.value, as_of, n: 1, revision: 1 };
        if !writing.take(row, stored.get(&(series, first_day)), false) {
            continue;
        }
        touched.add(figure.metric, figure.scope.as_str(), key.2, key.4, first_day);
        if figure.period.kind() == PeriodKind::Day {
            days.insert((series, first_day), figure.value);
            months.insert((series, first_day / 100), (month_of(*key), figure.metric, figure.scope));
        }
    }
    for ((series, month), (key, metric, scope)) in months {
        let Some((of_days, _)) = places.get(&key).copied() else { continue };
        let values: Vec<f64> = days.range((series, month * 100)..=(series, month * 100 + 99)).map(|(_, value)| *value).collect();
        let first_day = month * 100 + 1;
        let n = i32::try_from(values.len()).unwrap_or(i32::MAX);
        let row = ValueRow { series_id: of_days, first_day, value: sums::together(metric, values.iter().sum(), n), as_of, n, revision: 1 };
        if writing.take(row, stored.get(&(of_days, first_day)), true) {
            touched.add(metric, scope.as_str(), key.2, key.4, first_day);
        }
    }
    let written = writing.write(conn)?;
    Ok(written + sums::renew(conn, &region, touched)?)
}

/// The source's series, those made that it has not had yet.
fn places(conn: &mut Conn, source: &str, region: &str, figures: &[(Key, &Statistic)]) -> Result<HashMap<Key, Place>, StoreError> {
    let mut wanted: HashMap<Key, &'static str> = HashMap::new();
    for (key, figure) in figures {
        wanted.insert(*key, figure.scope.as_str());
        if figure.period.kind() == PeriodKind::Day {
            wanted.insert(month_of(*key), figure.scope.as_str());
        }
    }
    let known = load(conn, source)?;
    let new = |(key, scope): (&Key, &&'static str)| NewSeries {
        source_id: source,
        region,
        metric: key.0,
        scope,
        scope_id: key.1,
        kind: key.2,
        span: key.3,
        method: key.4,
    };
    let mut missing: Vec<_> = wanted.iter().filter(|(key, _)| !known.contains_key(*key)).map(new).collect();
    if missing.is_empty() {
        return Ok(known);
    }
    missing.sort_by_key(|one| (one.metric, one.scope_id, one.kind, one.span, one.method));
    insert!(conn, statistic_series, missing);
    load(conn, source)
}

/// The places of the series that a source has.
fn load(conn: &mut Conn, source: &str) -> Result<HashMap<Key, Place>, StoreError> {
    use statistic_series as s;
    type Row = (i32, String, Option<Id>, String, i32, String, i32);
    let rows: Vec<Row> = on!(conn, c => s::table.filter(s::source_id.eq(source))
        .select((s::id, s::metric, s::scope_id, s::kind, s::span, s::method, s::kept_from)).load(c))?;
    let place = |(id, metric, scope_id, kind, span, method, kept_from): Row| {
        let metric: Metric = metric.parse().ok()?;
        let kind: PeriodKind = kind.parse().ok()?;
        let method = Method::ALL.into_iter().find(|one| one.as_str() == method)?;
        Some(((metric.as_str(), scope_id?, kind.as_str(), span, method.as_str()), (id, kept_from)))
    };
    Ok(rows.into_iter().filter_map(place).collect())
}

/// What is stored of the series that figures belong to, from the first month on that they tell of.
fn stored(
    conn: &mut Conn,
    places: &HashMap<Key, Place>,
    figures: &[(Key, &Statistic)],
) -> Result<HashMap<(i32, i32), ValueRow>, StoreError> {
    use statistic_values as v;
    let months = figures.iter().filter(|(_, figure)| figure.period.kind() == PeriodKind::Day).map(|(key, _)| month_of(*key));
    let keys: HashSet<Key> = figures.iter().map(|(key, _)| *key).chain(months).collect();
    let ids: Vec<i32> = keys.iter().filter_map(|key| places.get(key)).map(|(id, _)| *id).collect();
    let firsts = || figures.iter().map(|(_, figure)| number_of(figure.period.first()) / 100 * 100);
    let (from, to) = (firsts().min().unwrap_or_default(), firsts().max().unwrap_or_default() + 99);
    let mut stored = HashMap::new();
    for some in ids.chunks(BATCH) {
        let rows: Vec<ValueRow> = on!(conn, c => v::table
            .filter(v::series_id.eq_any(some).and(v::first_day.between(from, to))).select(ValueRow::as_select()).load(c))?;
        stored.extend(rows.into_iter().map(|row| ((row.series_id, row.first_day), row)));
    }
    Ok(stored)
}
