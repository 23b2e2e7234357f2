//! What people see of the harvest: health, processes, attempts and how long they are kept.

use std::time::Duration;

use diesel::prelude::*;
use registry::judge::{Doubt, Health};
use registry::model::{Attempt, Instant, Reason, Verdict};
use registry::store::read::{self, AttemptCounts, Slice};
use registry::store::schema::{attempt_days, sources};
use registry::store::{self, Compacted, Content, Store, WorkerRow, on};

use crate::fixture::{at, attempt, claim, claimed, new, source};

const DAY: u64 = 24 * 3600;

/// Ends a harvest of `a` without new content.
async fn ended(store: &Store, outcome: Verdict, reason: Reason, now: Instant) {
    store.write(move |conn| store::make_due(conn, &["a".to_owned()], now)).await.unwrap();
    let lease = claim(store, "worker", now).await.pop().expect("a due source");
    let attempt = Attempt { started_at: now, ..attempt(outcome, reason) };
    store.write(move |conn| store::finish(conn, &lease, &attempt, &Content::Nothing, now)).await.unwrap();
}

async fn counts(store: &Store) -> AttemptCounts {
    store.read(|conn| read::attempt_counts(conn, "a")).await.unwrap()
}

async fn compact(store: &Store, now: Instant) -> Compacted {
    store.write(move |conn| store::compact_attempts(conn, now, 3)).await.unwrap()
}

pub async fn old_attempts_are_summed_up_by_day_and_their_totals_stay(store: Store) {
    claimed(&store, &source("a"), at(0)).await;
    store.write(|conn| store::release(conn, "worker")).await.unwrap();
    for hour in 0..4 {
        ended(&store, Verdict::Unchanged, Reason::NotModified, at(hour * 3600)).await;
    }
    ended(&store, Verdict::Unchanged, Reason::SameContent, at(4 * 3600)).await;
    ended(&store, Verdict::Failed, Reason::ConnectFailed, at(5 * 3600)).await;
    ended(&store, Verdict::Unchanged, Reason::NotModified, at(2 * DAY)).await;
    let before = counts(&store).await;
    assert!(compact(&store, at(30 * DAY)).await.is_nothing(), "all are kept for a month");

    // A month later: a bounded batch at a time, and the same day is added to.
    let month = at(31 * DAY);
    assert_eq!(compact(&store, month).await, Compacted { unchanged: 3, others: 0 });
    assert_eq!(compact(&store, month).await, Compacted { unchanged: 2, others: 0 });
    assert!(compact(&store, month).await.is_nothing());
    let after = counts(&store).await;
    assert_eq!((after.kept(None), after.kept(Some(Verdict::Failed)), after.kept(Some(Verdict::Unchanged))), (2, 1, 1));
    for outcome in Verdict::ALL {
        assert_eq!(after.ever(outcome), before.ever(outcome), "{outcome:?}");
    }
    let days: Vec<(String, String, i64, i64)> = store
        .read(|conn| {
            Ok(on!(conn, c => attempt_days::table
                .order((attempt_days::day, attempt_days::reason))
                .select((attempt_days::day, attempt_days::reason, attempt_days::count, attempt_days::bytes))
                .load(c))?)
        })
        .await
        .unwrap();
    let day = |reason: &str, count: i64| ("2026-11-24".to_owned(), reason.to_owned(), count, 3 * count);
    assert_eq!(days, [day("not_modified", 4), day("same_content", 1)]);

    // What failed is kept for 400 days.
    let late = at(401 * DAY);
    assert_eq!(compact(&store, late).await, Compacted { unchanged: 1, others: 1 });
    let last = counts(&store).await;
    assert_eq!((last.kept(None), last.ever(Verdict::Failed), last.ever(Verdict::Unchanged)), (0, 1, 6));
}

pub async fn a_page_of_attempts_is_the_same_from_either_end(store: Store) {
    claimed(&store, &source("a"), at(0)).await;
    store.write(|conn| store::release(conn, "worker")).await.unwrap();
    for number in 0..9 {
        let (outcome, reason) =
            if number % 3 == 0 { (Verdict::Failed, Reason::BodyCut) } else { (Verdict::Unchanged, Reason::NotModified) };
        ended(&store, outcome, reason, at(number)).await;
    }
    let page = |slice: Slice, total: i64| {
        let store = store.clone();
        async move {
            let rows = store.read(move |conn| read::slice_of_attempts(conn, "a", &slice, total)).await.unwrap();
            rows.into_iter().map(|row| (row.started_at, row.id)).collect::<Vec<_>>()
        }
    };
    let times = |from: u64, to: u64| (from..to).rev().map(at).collect::<Vec<_>>();
    let all = page(Slice { limit: 20, ..Slice::default() }, 9).await;
    assert_eq!(all.iter().map(|(time, _)| *time).collect::<Vec<_>>(), times(0, 9));
    for size in [1, 2, 4, 9] {
        let mut paged = Vec::new();
        for offset in (0..9).step_by(size) {
            let limit = i64::try_from(size).unwrap();
            paged.extend(page(Slice { offset, limit, ..Slice::default() }, 9).await);
        }
        assert_eq!(paged, all, "pages of {size}");
    }
    let failed = page(Slice { outcome: Some(Verdict::Failed), offset: 2, limit: 5, ..Slice::default() }, 3).await;
    assert_eq!(failed.iter().map(|(time, _)| *time).collect::<Vec<_>>(), [at(0)]);
    let next = page(Slice { before: Some(all[3].1), limit: 2, ..Slice::default() }, 9).await;
    assert_eq!(next, all[4..6]);
    assert!(page(Slice { offset: 9, limit: 5, ..Slice::default() }, 9).await.is_empty());
}

fn worker(owner: &str, seen: Instant, canary_ok: bool) -> WorkerRow {
    let detail = (!canary_ok).then(|| "connect_failed".to_owned());
    WorkerRow { owner: owner.to_owned(), started_at: at(0), last_seen_at: seen, canary_ok, detail }
}

async fn report(store: &Store, worker: WorkerRow) {
    store.write(move |conn| store::report_worker(conn, &worker)).await.unwrap();
}

pub async fn processes_are_seen_while_they_live_and_forgotten_after_a_day(store: Store) {
    report(&store, worker("one", at(5), true)).await;
    report(&store, worker("other", at(5), true)).await;
    report(&store, worker("one", at(60), false)).await;
    let live = |now: Instant| {
        let store = store.clone();
        async move { store.read(move |conn| store::live_workers(conn, now)).await.unwrap() }
    };
    assert_eq!(live(at(65)).await, [worker("one", at(60), false), worker("other", at(5), true)]);
    assert_eq!(live(at(66)).await.len(), 1, "the other was not seen for a minute");
    report(&store, worker("third", at(5 + DAY), true)).await;
    assert_eq!(live(at(0)).await.len(), 3, "not yet forgotten");
    report(&store, worker("third", at(6 + DAY), true)).await;
    assert_eq!(live(at(0)).await.len(), 2, "the other is forgotten");
    store.write(|conn| store::forget_worker(conn, "third")).await.unwrap();
    assert!(live(at(5 + DAY)).await.is_empty());
}

pub async fn health_is_read_from_the_rows_and_the_canaries(store: Store) {
    let mut hourly = source("a");
    hourly.interval_seconds = 7200;
    let lease = claimed(&store, &hourly, at(0)).await;
    let health = |now: Instant| {
        let store = store.clone();
        async move {
            store
                .read(move |conn| {
                    let reach = read::reach(conn, now)?;
                    Ok(read::source(conn, "a")?.expect("a source").health(&reach, now))
                })
                .await
                .unwrap()
        }
    };
    assert_eq!(health(at(1)).await, Health::Unknown(Doubt::NeverAsked));
    let attempt = attempt(Verdict::Accepted, Reason::Changed);
    store.write(move |conn| store::finish(conn, &lease, &attempt, &new(&source("a"), &["satu"]), at(2))).await.unwrap();
    assert_eq!(health(at(3 * 7200)).await, Health::Up);
    assert_eq!(health(at(3 * 7200 + 61)).await, Health::Unknown(Doubt::NotAskedLately));
    ended(&store, Verdict::Failed, Reason::ConnectTimeout, at(10)).await;
    assert_eq!(health(at(20)).await, Health::Down);
    report(&store, worker("one", at(20), false)).await;
    assert_eq!(health(at(21)).await, Health::Unknown(Doubt::CutOff));
    report(&store, worker("other", at(20), true)).await;
    assert_eq!(health(at(21)).await, Health::Down, "one process reaches itself");
    let mut changed = source("a");
    changed.interval_seconds = 60;
    store.write(move |conn| store::import(conn, &changed, at(30))).await.unwrap();
    let stored: i32 = store.read(|conn| Ok(on!(conn, c => sources::table.select(sources::interval_seconds).first(c))?)).await.unwrap();
    assert_eq!(Duration::from_secs(u64::try_from(stored).unwrap()), Duration::from_secs(60));
}
