//! Figures over time: nothing that was told is taken away, what is corrected can still be read, and sums follow in the same transaction.

use registry::model::{Code, Id, Metric, Period, PeriodKind, RegionCode, Scope, Statistic, StatisticDraft};
use registry::store::read::{self, Point, Wanted, Whose};
use registry::store::{self, Content, Store, number_of};

use crate::fixture::{again, at, claimed, finish, new, source};

const BOGOR: &str = "32.71";

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

fn hall(source: &str) -> Scope {
    Scope::Location(Id::derive(source, "location", "hall"))
}

fn visits(source: &str, told: &[(&str, f64)]) -> Vec<Statistic> {
    told.iter()
        .map(|(text, value)| Statistic { metric: Metric::Visits, scope: hall(source), period: period(text), value: *value })
        .collect()
}

async fn told(store: &Store, source: &'static str, figures: Vec<Statistic>, seconds: u64) -> usize {
    let region: RegionCode = BOGOR.parse().unwrap();
    store.write(move |conn| store::keep_statistics(conn, source, region, &figures, at(seconds))).await.unwrap()
}

async fn declared(store: &Store, id: &str) {
    claimed(store, &source(id), at(0)).await;
}

fn wanted(whose: Whose, kind: PeriodKind) -> Wanted {
    Wanted { whose, metrics: vec![Metric::Visits], scope: "location", kind, from: 20_000_101, to: 21_000_101 }
}

async fn points(store: &Store, whose: Whose, kind: PeriodKind) -> Vec<(i32, f64, i64, i64)> {
    let found = store.read(move |conn| read::points(conn, &wanted(whose, kind))).await.unwrap();
    found.iter().map(|Point { first_day, value, n, regions, .. }| (*first_day, *value, *n, *regions)).collect()
}

pub async fn what_a_source_no_longer_tells_stays(store: Store) {
    declared(&store, "a").await;
    told(&store, "a", visits("a", &[("2026-08", 800.0), ("2026-09", 900.0)]), 1).await;
    told(&store, "a", visits("a", &[("2026-09", 900.0), ("2026-10", 1000.0)]), 2).await;
    let own = points(&store, Whose::One(hall("a").id()), PeriodKind::Month).await;
    assert_eq!(
        own.iter().map(|(day, value, ..)| (*day, *value)).collect::<Vec<_>>(),
        [(20_261_001, 1000.0), (20_260_901, 900.0), (20_260_801, 800.0)]
    );
    assert_eq!(told(&store, "a", visits("a", &[("2026-09", 900.0)]), 3).await, 0, "what is known is not written again");
    let figures = store.read(|conn| read::figures(conn, "a")).await.unwrap();
    assert_eq!(figures.len(), 3);
    assert_eq!(figures[0], visits("a", &[("2026-10", 1000.0)])[0]);
}

pub async fn a_correction_keeps_what_was_told_before(store: Store) {
    declared(&store, "a").await;
    for (seconds, value) in [(1, 900.0), (2, 950.0), (3, 940.0)] {
        told(&store, "a", visits("a", &[("2026-09", value)]), seconds).await;
    }
    let id = hall("a").id();
    let (now, before) = store
        .read(move |conn| {
            let wanted = wanted(Whose::One(id), PeriodKind::Month);
            Ok((read::points(conn, &wanted)?, read::revisions(conn, &wanted, id)?))
        })
        .await
        .unwrap();
    assert_eq!((now.len(), now[0].value, now[0].revision), (1, 940.0, 3));
    assert_eq!(before.iter().map(|one| (one.revision, one.value)).collect::<Vec<_>>(), [(1, 900.0), (2, 950.0)]);
    assert!(before[0].as_of < before[1].as_of && before[1].as_of < now[0].as_of);
    assert_eq!(points(&store, Whose::Nation, PeriodKind::Month).await, [(20_260_901, 940.0, 1, 1)], "the sum follows the correction");
}

pub async fn sums_add_one_kind_of_period_of_one_kind_of_thing(store: Store) {
    declared(&store, "a").await;
    declared(&store, "b").await;
    told(&store, "a", visits("a", &[("2026-09", 100.0), ("2026", 1000.0), ("2026-09-01", 3.0), ("2026-09-02", 4.0)]), 1).await;
    told(&store, "b", visits("b", &[("2026-09", 50.0), ("2026-09-02", 10.0)]), 2).await;
    let agency = Scope::Organization(Id::derive("a", "organization", "x"));
    told(&store, "a", vec![Statistic { scope: agency, ..visits("a", &[("2026-09", 7000.0)]).remove(0) }], 3).await;
    let tickets = Statistic { metric: Metric::Tickets, ..visits("a", &[("2026-09", 70.0)]).remove(0) };
    told(&store, "a", vec![tickets], 3).await;

    let months = store.read(|conn| read::points(conn, &wanted(Whose::Nation, PeriodKind::Month))).await.unwrap();
    let months: Vec<_> = months.iter().map(|one| (one.method.as_str(), one.value, one.n, one.regions)).collect();
    assert_eq!(months, [("of_days", 17.0, 2, 1), ("published", 150.0, 2, 1)], "of two halls in one region; no agency, no year, no ticket");
    assert_eq!(points(&store, Whose::Nation, PeriodKind::Day).await, [(20_260_902, 14.0, 2, 1), (20_260_901, 3.0, 1, 1)]);
    assert_eq!(points(&store, Whose::Nation, PeriodKind::Year).await, [(20_260_101, 1000.0, 1, 1)]);
    let java: RegionCode = "32".parse().unwrap();
    assert_eq!(points(&store, Whose::Province(java), PeriodKind::Year).await.len(), 1);
    assert_eq!(points(&store, Whose::Province("36".parse().unwrap()), PeriodKind::Year).await.len(), 0);

    let ranking = store
        .read(|conn| {
            let wanted = wanted(Whose::Nation, PeriodKind::Month);
            let latest = read::latest_period(conn, &wanted)?.unwrap();
            Ok((latest, read::points_by_region(conn, &wanted, latest)?))
        })
        .await
        .unwrap();
    assert_eq!((ranking.0, ranking.1.len(), ranking.1[1].region.as_str(), ranking.1[1].value), (20_260_901, 2, BOGOR, 150.0));
}

pub async fn an_index_is_averaged_and_never_added(store: Store) {
    declared(&store, "a").await;
    declared(&store, "b").await;
    let index = |source: &str, value| Statistic { metric: Metric::Satisfaction, ..visits(source, &[("2026", value)]).remove(0) };
    told(&store, "a", vec![index("a", 80.0)], 1).await;
    told(&store, "b", vec![index("b", 90.0)], 1).await;
    let wanted = Wanted { metrics: vec![Metric::Satisfaction], ..wanted(Whose::Nation, PeriodKind::Year) };
    let found = store.read(move |conn| read::points(conn, &wanted)).await.unwrap();
    assert_eq!(found.iter().map(|one| (one.value, one.n)).collect::<Vec<_>>(), [(85.0, 2)]);
}

pub async fn old_days_go_and_their_months_stay(store: Store) {
    declared(&store, "a").await;
    told(&store, "a", visits("a", &[("2023-10-30", 5.0), ("2023-10-31", 6.0), ("2023-11-01", 7.0), ("2023-10", 99.0)]), 1).await;
    let today = "2026-11-24".parse().unwrap();
    // Of the hall and of its region.
    assert_eq!(store.write(move |conn| store::forget_days(conn, today, 10)).await.unwrap(), 4);
    assert_eq!(store.write(move |conn| store::forget_days(conn, today, 10)).await.unwrap(), 0);
    assert_eq!(points(&store, Whose::One(hall("a").id()), PeriodKind::Day).await, [(20_231_101, 7.0, 1, 1)]);
    let months = [(20_231_101, 7.0, 1, 1), (20_231_001, 11.0, 2, 1), (20_231_001, 99.0, 1, 1)];
    assert_eq!(points(&store, Whose::One(hall("a").id()), PeriodKind::Month).await, months);
    told(&store, "a", visits("a", &[("2023-10-29", 1000.0), ("2023-11-02", 1.0)]), 2).await;
    let months = [(20_231_101, 8.0, 2, 1), (20_231_001, 11.0, 2, 1), (20_231_001, 99.0, 1, 1)];
    assert_eq!(points(&store, Whose::One(hall("a").id()), PeriodKind::Month).await, months, "a month whose days are gone is settled");
}

/// Content with one figure of its hall.
fn with_visits(period: &str, value: &str) -> Content {
    let Content::New(mut read) = new(&source("a"), &["satu"]) else { unreachable!() };
    let draft = StatisticDraft { metric: "visits".into(), scope: None, period: period.into(), value: value.into() };
    let drafts = registry::model::Drafts { statistics: vec![draft], ..Default::default() };
    let region = registry::gazetteer::region(BOGOR.parse().unwrap()).unwrap();
    read.catalog.statistics = registry::normalise::catalog(&source("a"), region, drafts).statistics;
    read.content_hash = format!("{period} {value}");
    Content::New(read)
}

pub async fn what_hardly_can_be_is_told_beside_what_is_stored(store: Store) {
    let lease = claimed(&store, &source("a"), at(0)).await;
    finish(&store, lease, with_visits("2026-06", "1.000"), at(1)).await.unwrap();
    for (nth, month) in ["2026-07", "2026-08", "2026-09"].into_iter().enumerate() {
        again(&store, with_visits(month, "1.000"), at(10 + nth as u64)).await;
    }
    again(&store, with_visits("2026-10", "20.000"), at(20)).await;
    let codes = |store: Store| async move {
        let (found, _) = store.read(|conn| read::served_findings(conn, "a", 0, 100)).await.unwrap();
        found.into_iter().map(|finding| finding.code).filter(|code| code.starts_with("figure.")).collect::<Vec<_>>()
    };
    assert_eq!(codes(store.clone()).await, [Code::FigureJump.as_str()]);
    again(&store, with_visits("2027-10", "1.000"), at(30)).await;
    assert_eq!(codes(store.clone()).await, [Code::FigureFuture.as_str()]);
    let stored = store.read(|conn| read::figures(conn, "a")).await.unwrap();
    assert_eq!(stored.len(), 5, "a period that has not begun is not stored");
    assert_eq!(number_of(stored[0].period.first()), 20_261_001);
}
