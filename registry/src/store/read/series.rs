//! Figures over time: of one hall, agency or service, and of a region, a province and the nation, which are added from the regions' sums.
//! One answer holds one kind of period and one kind of thing; metrics and methods stand apart in it.

use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Double, Integer, Text};

use super::statistics::moment;
use crate::model::{Id, Instant, Method, Metric, PeriodKind, RegionCode};
use crate::store::statistics::schema::{statistic_revisions, statistic_series, statistic_values};
use crate::store::{Conn, StoreError, on};

/// Whose figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// All regions'.
    Nation,
    /// A province's regions'.
    Province(RegionCode),
    /// A region's.
    Region(RegionCode),
    /// A hall's, an agency's or a service's own.
    One(Id),
}

/// Which figures.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Whose.
    pub whose: Whose,
    /// Of these.
    pub metrics: Vec<Metric>,
    /// `location`, `organization` or `service`: what is added. Nothing where one's own are wanted.
    pub scope: &'static str,
    /// How long their periods are.
    pub kind: PeriodKind,
    /// Periods that begin on this day or later, as the store holds days.
    pub from: i32,
    /// Periods that begin on this day or earlier.
    pub to: i32,
}

/// A value of a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// What it counts.
    pub metric: String,
    /// How it came to be.
    pub method: String,
    /// The region, where each stands by itself; else nothing.
    pub region: String,
    /// The first day of its period.
    pub first_day: i32,
    /// Days of a span.
    pub span: i32,
    /// The figure.
    pub value: f64,
    /// Figures that it was made of.
    pub n: i64,
    /// Regions that it rests on.
    pub regions: i64,
    /// When the latest of these was read first.
    pub as_of: Instant,
    /// How often it was told differently, this time included.
    pub revision: i32,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    metric: String,
    #[diesel(sql_type = Text)]
    method: String,
    #[diesel(sql_type = Text)]
    of_region: String,
    #[diesel(sql_type = Integer)]
    first_day: i32,
    #[diesel(sql_type = Double)]
    total: f64,
    #[diesel(sql_type = Double)]
    weighted: f64,
    #[diesel(sql_type = BigInt)]
    figures: i64,
    #[diesel(sql_type = BigInt)]
    regions: i64,
    #[diesel(sql_type = BigInt)]
    as_of: i64,
}

impl From<Row> for Point {
    fn from(row: Row) -> Self {
        let is_count = row.metric.parse::<Metric>().is_ok_and(Metric::is_count);
        #[expect(clippy::cast_precision_loss, reason = "a number of halls")]
        let mean = row.weighted / row.figures.max(1) as f64;
        Self {
            value: if is_count { row.total } else { mean },
            metric: row.metric,
            method: row.method,
            region: row.of_region,
            first_day: row.first_day,
            span: 0,
            n: row.figures,
            regions: row.regions,
            as_of: moment(row.as_of),
            revision: 1,
        }
    }
}

/// Which of the regions' series are wanted. Every part of it is a word of ours or a code that was read as one.
fn of_regions(wanted: &Wanted) -> String {
    let metrics: Vec<String> = wanted.metrics.iter().map(|metric| format!("'{}'", metric.as_str())).collect();
    let place = match wanted.whose {
        Whose::Nation | Whose::One(_) => String::new(),
        Whose::Province(code) => format!(" AND substr(s.region, 1, 2) = '{}'", code.province()),
        Whose::Region(code) => format!(" AND s.region = '{code}'"),
    };
    format!(
        "s.source_id IS NULL AND s.metric IN ({}) AND s.scope = '{}' AND s.kind = '{}'{place}",
        metrics.join(", "),
        wanted.scope,
        wanted.kind.as_str()
    )
}

/// What is told of the regions' values that begin on some days. Both databases are told to look the days up series by series: a planner that
/// does not know that series of months are short would read ten million days instead.
fn told(is_sqlite: bool, days: &str) -> String {
    let values = if is_sqlite {
        format!("CROSS JOIN statistic_values v ON v.series_id = s.id AND v.first_day {days}")
    } else {
        format!("CROSS JOIN LATERAL (SELECT w.* FROM statistic_values w WHERE w.series_id = s.id AND w.first_day {days} OFFSET 0) v")
    };
    format!(
        "SUM(v.value) AS total, SUM(v.value * v.n) AS weighted, CAST(SUM(v.n) AS BIGINT) AS figures, CAST(COUNT(*) AS BIGINT) AS regions,
         MAX(v.as_of) AS as_of FROM statistic_series s {values}"
    )
}

/// Figures over time: by metric and method, the latest period first.
///
/// # Errors
/// The query failed.
pub fn points(conn: &mut Conn, wanted: &Wanted) -> Result<Vec<Point>, StoreError> {
    if let Whose::One(id) = wanted.whose {
        return of_one(conn, wanted, id);
    }
    let mut points = Vec::new();
    for (metric, method) in pairs(conn, wanted)? {
        let sql = format!(
            "SELECT '{metric}' AS metric, '{method}' AS method, '' AS of_region, v.first_day, {}
             WHERE {} AND s.metric = '{metric}' AND s.method = '{method}' GROUP BY v.first_day ORDER BY v.first_day DESC",
            told(conn.is_sqlite(), &format!("BETWEEN {} AND {}", wanted.from, wanted.to)),
            of_regions(wanted)
        );
        let rows: Vec<Row> = on!(conn, c => diesel::sql_query(&sql).load(c))?;
        points.extend(rows.into_iter().map(Point::from));
    }
    Ok(points)
}

#[derive(QueryableByName)]
struct Pair {
    #[diesel(sql_type = Text)]
    metric: String,
    #[diesel(sql_type = Text)]
    method: String,
}

/// The metrics and methods that there are series of. Their values are added pair by pair: to sort fifty thousand of them by a number alone takes
/// a third of the time.
fn pairs(conn: &mut Conn, wanted: &Wanted) -> Result<Vec<(&'static str, &'static str)>, StoreError> {
    let sql = format!("SELECT DISTINCT s.metric, s.method FROM statistic_series s WHERE {} ORDER BY 1, 2", of_regions(wanted));
    let rows: Vec<Pair> = on!(conn, c => diesel::sql_query(&sql).load(c))?;
    let known = |row: Pair| {
        let metric: Metric = row.metric.parse().ok()?;
        let method = Method::ALL.into_iter().find(|one| one.as_str() == row.method)?;
        Some((metric.as_str(), method.as_str()))
    };
    Ok(rows.into_iter().filter_map(known).collect())
}

/// Each region's figure of the period that begins on a day: the highest first.
///
/// # Errors
/// The query failed.
pub fn points_by_region(conn: &mut Conn, wanted: &Wanted, first_day: i32) -> Result<Vec<Point>, StoreError> {
    let sql = format!(
        "SELECT s.metric, s.method, s.region AS of_region, v.first_day, {}
         WHERE {} GROUP BY s.metric, s.method, s.region, v.first_day ORDER BY s.metric, s.method, total DESC, s.region",
        told(conn.is_sqlite(), &format!("= {first_day}")),
        of_regions(wanted)
    );
    let rows: Vec<Row> = on!(conn, c => diesel::sql_query(&sql).load(c))?;
    Ok(rows.into_iter().map(Into::into).collect())
}

#[derive(QueryableByName)]
struct Latest {
    #[diesel(sql_type = diesel::sql_types::Nullable<Integer>)]
    latest: Option<i32>,
}

/// The first day of the latest period of which any of the regions tells something.
///
/// # Errors
/// The query failed.
pub fn latest_period(conn: &mut Conn, wanted: &Wanted) -> Result<Option<i32>, StoreError> {
    let sql = format!(
        "SELECT MAX(last) AS latest FROM (SELECT (SELECT MAX(v.first_day) FROM statistic_values v
             WHERE v.series_id = s.id AND v.first_day BETWEEN {} AND {}) AS last FROM statistic_series s WHERE {}) each",
        wanted.from,
        wanted.to,
        of_regions(wanted)
    );
    let row: Latest = on!(conn, c => diesel::sql_query(&sql).get_result(c))?;
    Ok(row.latest)
}

/// One's own figures, as they were told and as months were made of them.
fn of_one(conn: &mut Conn, wanted: &Wanted, id: Id) -> Result<Vec<Point>, StoreError> {
    use {statistic_series as s, statistic_values as v};
    let metrics: Vec<&str> = wanted.metrics.iter().map(|metric| metric.as_str()).collect();
    type Columns = (String, String, i32, i32, f64, i32, i64, i32);
    let rows: Vec<Columns> = on!(conn, c => v::table.inner_join(s::table.on(s::id.eq(v::series_id)))
        .filter(s::source_id.is_not_null().and(s::scope_id.eq(id)).and(s::kind.eq(wanted.kind.as_str())).and(s::metric.eq_any(&metrics)))
        .filter(v::first_day.between(wanted.from, wanted.to))
        .order((s::metric, s::method, v::first_day.desc()))
        .select((s::metric, s::method, v::first_day, s::span, v::value, v::n, v::as_of, v::revision))
        .load(c))?;
    let point = |(metric, method, first_day, span, value, n, as_of, revision): Columns| Point {
        metric,
        method,
        region: String::new(),
        first_day,
        span,
        value,
        n: n.into(),
        regions: 1,
        as_of: moment(as_of),
        revision,
    };
    Ok(rows.into_iter().map(point).collect())
}

/// A value that was corrected later.
#[derive(Clone, Debug, PartialEq)]
pub struct Revision {
    /// What it counted.
    pub metric: String,
    /// The first day of its period.
    pub first_day: i32,
    /// Which telling: 1 was the first.
    pub revision: i32,
    /// What was told.
    pub value: f64,
    /// When it was read first.
    pub as_of: Instant,
}

/// What one's figures were before they were corrected: the latest period first.
///
/// # Errors
/// The query failed.
pub fn revisions(conn: &mut Conn, wanted: &Wanted, id: Id) -> Result<Vec<Revision>, StoreError> {
    use {statistic_revisions as r, statistic_series as s};
    let metrics: Vec<&str> = wanted.metrics.iter().map(|metric| metric.as_str()).collect();
    let rows: Vec<(String, i32, i32, f64, i64)> = on!(conn, c => r::table.inner_join(s::table.on(s::id.eq(r::series_id)))
        .filter(s::scope_id.eq(id).and(s::kind.eq(wanted.kind.as_str())).and(s::metric.eq_any(&metrics)))
        .filter(r::first_day.between(wanted.from, wanted.to))
        .order((s::metric, r::first_day.desc(), r::revision))
        .select((s::metric, r::first_day, r::revision, r::value, r::as_of))
        .load(c))?;
    let revision = |(metric, first_day, revision, value, as_of): (String, i32, i32, f64, i64)| Revision {
        metric,
        first_day,
        revision,
        value,
        as_of: moment(as_of),
    };
    Ok(rows.into_iter().map(revision).collect())
}
