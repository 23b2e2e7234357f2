//! How fast figures over time are answered with a nation and five years behind them: 514 regions, ten agencies each, a figure for every day
//! (9.4 million), loaded by the very function that keeps a harvest's figures, with the months and the regions' sums that it makes. On SQLite,
//! and on PostgreSQL where `SIMPUL_BENCH_POSTGRES_URL` or `SIMPUL_TEST_POSTGRES_URL` is set. A question is one of the store's queries, asked as the API asks it.
//! `SIMPUL_BENCH_REGIONS` makes the nation smaller.

use std::time::{Duration, Instant};

use chrono::NaiveDate;
use diesel::Connection as _;
use diesel::connection::SimpleConnection as _;
use registry::model::{Id, Metric, Period, PeriodKind, RegionCode, Scope, Statistic};
use registry::store::read::{self, Wanted, Whose};
use registry::store::{self, Store, StoreError, number_of};

const AGENCIES: usize = 10;
const DAYS: u64 = 1826;
/// Questions of each kind.
const ASKED: usize = 100;
const BOUND: Duration = Duration::from_millis(100);
/// The schema on PostgreSQL, made for this and dropped at the end.
const SCHEMA: &str = "bench_statistics";

fn main() {
    let regions = regions();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let mut databases = vec![format!("sqlite:{}", folder.path().join("simpul.db").display())];
    #[expect(clippy::disallowed_methods, reason = "the benchmark's database")]
    let own = std::env::var("SIMPUL_BENCH_POSTGRES_URL").or_else(|_| std::env::var("SIMPUL_TEST_POSTGRES_URL")).ok();
    if let Some(url) = &own {
        run_on(url, &format!("DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}"));
        databases.push(format!("{url}?options=-csearch_path%3D{SCHEMA}"));
    }
    let mut is_slow = false;
    for database in &databases {
        let store = runtime.block_on(Store::open(database)).expect("a store");
        is_slow |= runtime.block_on(measure(&store, &regions));
    }
    if let Some(url) = own {
        run_on(&url, &format!("DROP SCHEMA {SCHEMA} CASCADE"));
    }
    assert!(!is_slow, "a p95 is over its bound");
}

fn run_on(url: &str, sql: &str) {
    diesel::PgConnection::establish(url).expect("PostgreSQL").batch_execute(sql).expect("run");
}

fn regions() -> Vec<RegionCode> {
    #[expect(clippy::disallowed_methods, reason = "how large the benchmark is")]
    let most = std::env::var("SIMPUL_BENCH_REGIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(514);
    registry::gazetteer::regions().iter().map(|region| region.code).take(most).collect()
}

fn agency(region: RegionCode, nth: usize) -> Id {
    Id::derive(&region.to_string(), "organization", &nth.to_string())
}

/// The first of the days.
fn begin() -> NaiveDate {
    NaiveDate::from_ymd_opt(2021, 11, 1).expect("a day")
}

/// Five years of an MPP's ten agencies.
fn figures(region: RegionCode) -> Vec<Statistic> {
    let days = || (0..DAYS).filter_map(|nth| begin().checked_add_days(chrono::Days::new(nth)));
    let figure = |nth: usize, day: NaiveDate| {
        let value = f64::from(number_of(day) % 97 + i32::try_from(nth).unwrap_or_default() * 13);
        let period = Period::between(day, day).expect("a day");
        Statistic { metric: Metric::Visits, scope: Scope::Organization(agency(region, nth)), period, value }
    };
    (0..AGENCIES).flat_map(|nth| days().map(move |day| figure(nth, day))).collect()
}

async fn measure(store: &Store, regions: &[RegionCode]) -> bool {
    let engine = store.engine();
    let now = registry::model::Instant::new("2026-11-01T02:00:00Z".parse().expect("a moment"));
    let began = Instant::now();
    let mut slowest = Duration::ZERO;
    for region in regions.iter().copied() {
        let one = Instant::now();
        store.write(move |conn| load(conn, region, now)).await.expect("loaded");
        slowest = slowest.max(one.elapsed());
    }
    let loaded = began.elapsed();
    let statistics = if engine == "sqlite" { "ANALYZE" } else { "VACUUM ANALYZE statistic_values; VACUUM ANALYZE statistic_series" };
    for statement in statistics.split("; ") {
        store.read(move |conn| conn.batch(statement)).await.expect("analysed");
    }
    let points = regions.len() * AGENCIES * usize::try_from(DAYS).unwrap_or_default();
    println!("{engine:9} {points} daily figures of {} regions in {loaded:.1?}; slowest region {slowest:.2?}", regions.len());
    println!("{engine:9} {}", store.read(size).await.expect("a size"));
    // A correction of one day: what a harvest pays.
    let region = regions[regions.len() / 2];
    let one = Instant::now();
    store.write(move |conn| correct(conn, region, now)).await.expect("corrected");
    println!("{engine:9} one corrected day with its month and its region's sums: {:.1?}", one.elapsed());
    println!("{engine:9} {:48} {:>9} {:>9} {:>9}   bound of p95: {BOUND:?}", "question", "p50", "p95", "most");
    let mut is_slow = false;
    for (name, question) in questions() {
        let mut times = Vec::with_capacity(ASKED);
        for nth in 0..ASKED {
            let region = regions[nth * 7 % regions.len()];
            let one = Instant::now();
            let rows = store.read(move |conn| question(conn, region)).await.expect("an answer");
            times.push(one.elapsed());
            assert!(rows > 0, "{name} of {region} found nothing");
        }
        times.sort_unstable();
        let at = |percent: usize| times[(times.len() - 1) * percent / 100];
        println!("{engine:9} {name:48} {:>9.1?} {:>9.1?} {:>9.1?}", at(50), at(95), at(100));
        is_slow |= at(95) > BOUND;
    }
    is_slow
}

fn load(conn: &mut store::Conn, region: RegionCode, now: registry::model::Instant) -> Result<usize, StoreError> {
    let at = if conn.is_sqlite() { "'2026-11-01T02:00:00.000Z'" } else { "now()" };
    conn.batch(&format!(
        "INSERT INTO sources (id, region, format, url, declaration, synthetic, paused, created_at, due_at, fence, services, findings_info,
         findings_warning, findings_error) VALUES ('s{region}', '{region}', 'json', 'https://mpp.example', '{{}}', TRUE, FALSE, {at}, {at},
         1, 0, 0, 0, 0)"
    ))?;
    store::keep_statistics(conn, &format!("s{region}"), region, &figures(region), now)
}

fn correct(conn: &mut store::Conn, region: RegionCode, now: registry::model::Instant) -> Result<usize, StoreError> {
    let mut last = figures(region).split_off(usize::try_from(DAYS).unwrap_or_default() - 1);
    last.truncate(1);
    last[0].value += 1.0;
    store::keep_statistics(conn, &format!("s{region}"), region, &last, now)
}

fn size(conn: &mut store::Conn) -> Result<String, StoreError> {
    use diesel::QueryableByName;
    use diesel::RunQueryDsl as _;
    use diesel::sql_types::BigInt;
    #[derive(QueryableByName)]
    struct Bytes {
        #[diesel(sql_type = BigInt)]
        bytes: i64,
        #[diesel(sql_type = BigInt)]
        values: i64,
    }
    let of_file = "SELECT page_count * page_size AS bytes, (SELECT count(*) FROM statistic_values) AS \"values\"
                   FROM pragma_page_count(), pragma_page_size()";
    let of_tables = "SELECT (pg_total_relation_size('statistic_values') + pg_total_relation_size('statistic_series'))::bigint AS bytes,
                     (SELECT count(*) FROM statistic_values) AS \"values\"";
    let sql = if conn.is_sqlite() { of_file } else { of_tables };
    let Bytes { bytes, values } = store::on!(conn, c => diesel::sql_query(sql).get_result(c))?;
    Ok(format!("{values} values with months and sums: {} MB on disk, {} bytes a value", bytes / 1_000_000, bytes / values.max(1)))
}

type Question = fn(&mut store::Conn, RegionCode) -> Result<usize, StoreError>;

fn wanted(whose: Whose, kind: PeriodKind) -> Wanted {
    Wanted { whose, metrics: vec![Metric::Visits], scope: "organization", kind, from: 20_211_101, to: 20_261_031 }
}

fn questions() -> [(&'static str, Question); 7] {
    [
        ("one agency, five years by month", |conn, region| {
            Ok(read::points(conn, &wanted(Whose::One(agency(region, 3)), PeriodKind::Month))?.len())
        }),
        ("one agency, a year by day", |conn, region| {
            let wanted = Wanted { from: 20_251_101, ..wanted(Whose::One(agency(region, 3)), PeriodKind::Day) };
            Ok(read::points(conn, &wanted)?.len())
        }),
        ("a region, five years by month", |conn, region| Ok(read::points(conn, &wanted(Whose::Region(region), PeriodKind::Month))?.len())),
        ("a province, five years by month", |conn, region| {
            Ok(read::points(conn, &wanted(Whose::Province(region.province()), PeriodKind::Month))?.len())
        }),
        ("the nation, five years by month", |conn, _| Ok(read::points(conn, &wanted(Whose::Nation, PeriodKind::Month))?.len())),
        ("the nation, ninety days by day", |conn, _| {
            let wanted = Wanted { from: 20_260_801, ..wanted(Whose::Nation, PeriodKind::Day) };
            Ok(read::points(conn, &wanted)?.len())
        }),
        ("all regions in the latest month", |conn, _| {
            let wanted = wanted(Whose::Nation, PeriodKind::Month);
            let latest = read::latest_period(conn, &wanted)?;
            latest.map_or(Ok(0), |latest| Ok(read::points_by_region(conn, &wanted, latest)?.len()))
        }),
    ]
}
