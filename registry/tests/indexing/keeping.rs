//! The loop that keeps an index in step, with a short pace.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use registry::indexing::{Condition, Health, Indexer, Keep, LEASE, Pace, ask_for_rebuild};
use registry::model::Instant;
use registry::search::Update;
use registry::store::{self, Store};
use tokio::task::JoinHandle;

use crate::faults::Faulty;
use crate::fixture::at;
use crate::{Shared, equal, fill, harvest, names};

fn now() -> Instant {
    at(3600)
}

fn keep(owner: &str) -> Keep {
    let short = Duration::from_millis(20);
    let pace = Pace { pause: short, longest_pause: short * 5, hold: short, check: short, count: short, ..Pace::default() };
    Keep { owner: owner.to_owned(), clock: now, pace }
}

struct Process {
    engine: Arc<Faulty>,
    health: Arc<Health>,
    task: JoinHandle<()>,
}

impl Drop for Process {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn start(store: &Store, engine: Faulty, owner: &str) -> Process {
    start_with(store, engine, keep(owner))
}

fn start_with(store: &Store, engine: Faulty, keep: Keep) -> Process {
    let (engine, health) = (Arc::new(engine), Arc::<Health>::default());
    let indexer = Indexer::new(store.clone(), engine.clone()).watched_by(health.clone());
    let task = tokio::spawn(async move { indexer.run(&keep).await });
    Process { engine, health, task }
}

async fn until<F: Future<Output = bool>>(what: &str, mut is_so: impl FnMut() -> F) {
    for _ in 0..600 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("after 15 s still not so: {what}");
}

async fn until_whole(store: &Store, process: &Process, many: usize) {
    until("index and store are equal, and the index is trusted", || async {
        process.health.is_usable() && equal(store, &*process.engine).await == Ok(many)
    })
    .await;
}

pub async fn a_lost_index_comes_back_by_itself(store: Store, engine: Shared) {
    fill(&store, 20).await;
    let process = start(&store, Faulty::new(engine), "one");
    until_whole(&store, &process, 20).await;
    process.engine.is_lost.store(true, Ordering::SeqCst);
    until("it is built anew", || async { process.engine.rebuilds.load(Ordering::SeqCst) == 1 }).await;
    until_whole(&store, &process, 20).await;
    assert_eq!(process.health.repairs(), 1);
}

pub async fn an_engine_that_is_away_is_waited_for(store: Store, engine: Shared) {
    fill(&store, 20).await;
    let process = start(&store, Faulty::new(engine), "one");
    until_whole(&store, &process, 20).await;
    process.engine.is_away.store(true, Ordering::SeqCst);
    until("it is known to be away", || async { matches!(process.health.condition(), Condition::Away(_)) }).await;
    assert!(!process.health.is_usable());
    harvest(&store, &names(25), at(60)).await;
    process.engine.is_away.store(false, Ordering::SeqCst);
    until_whole(&store, &process, 25).await;
    assert_eq!(process.engine.rebuilds.load(Ordering::SeqCst), 0, "away is not lost");
}

pub async fn documents_taken_out_by_hand_come_back(store: Store, engine: Shared) {
    fill(&store, 20).await;
    let process = start(&store, Faulty::new(engine.clone()), "one");
    until("the first comparison", || async { process.health.drift() == Some(0) }).await;
    let some = store.read(store::live_hashes).await.unwrap();
    let position = engine.position().await.unwrap();
    engine.apply(some[0..3].iter().map(|(id, _)| Update::Delete(*id)).collect(), position).await.unwrap();
    until("the drift was seen", || async { process.health.drift() == Some(3) }).await;
    until_whole(&store, &process, 20).await;
    assert_eq!((process.health.repairs(), process.health.reconciled_at()), (1, Some(now())));
}

pub async fn an_empty_index_is_not_trusted_before_it_is_filled(store: Store, engine: Shared) {
    fill(&store, 20).await;
    let faulty = Faulty::new(engine);
    faulty.dies_before_position.store(usize::MAX, Ordering::SeqCst);
    let process = start(&store, faulty, "one");
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!process.health.is_usable(), "it holds documents, but never says so");
    process.engine.dies_before_position.store(0, Ordering::SeqCst);
    until_whole(&store, &process, 20).await;
}

pub async fn of_several_processes_one_feeds_a_shared_index(store: Store, engine: Shared) {
    fill(&store, 20).await;
    let shared = |engine: &Shared| {
        let mut faulty = Faulty::new(Arc::clone(engine));
        faulty.shared = Some("server#simpul".to_owned());
        faulty
    };
    let (one, two) = (start(&store, shared(&engine), "one"), start(&store, shared(&engine), "two"));
    until_whole(&store, &one, 20).await;
    until_whole(&store, &two, 20).await;
    harvest(&store, &names(30), at(60)).await;
    until_whole(&store, &one, 30).await;
    let fed = |process: &Process| !process.engine.applied.lock().unwrap().is_empty();
    assert!(fed(&one) != fed(&two), "one of them");
    let once = Indexer::new(store.clone(), Arc::new(shared(&engine)));
    assert!(!once.catch_up_unless_fed(now()).await.unwrap(), "it is fed already");
    let said = ask_for_rebuild(&store, now, Duration::from_secs(5), |_| ()).await.unwrap();
    assert_eq!(said.taken.iter().map(|row| (row.documents, row.problem.as_deref())).collect::<Vec<_>>(), [(30, None)]);
    assert_eq!(one.engine.rebuilds.load(Ordering::SeqCst) + two.engine.rebuilds.load(Ordering::SeqCst), 1);
}

pub async fn every_holder_builds_its_own_index_anew(store: Store, engine: Shared) {
    fill(&store, 20).await;
    let (other, _folder) = crate::engines::embedded();
    let (one, two) = (start(&store, Faulty::new(engine), "one"), start(&store, Faulty::new(Arc::new(other)), "two"));
    until_whole(&store, &one, 20).await;
    until_whole(&store, &two, 20).await;
    let mut heard = 0;
    let said = ask_for_rebuild(&store, now, Duration::from_secs(5), |_| heard += 1).await.unwrap();
    let rows: Vec<_> = said.taken.iter().map(|row| (row.holder.as_str(), row.documents, row.problem.is_none())).collect();
    assert!(said.silent.is_empty() && heard > 0, "{said:?}");
    assert_eq!(rows.iter().filter(|(_, documents, good)| *documents == 20 && *good).count(), 2, "{rows:?}");
    assert_eq!([&one, &two].map(|process| process.engine.rebuilds.load(Ordering::SeqCst)), [1, 1]);
    two.engine.is_away.store(true, Ordering::SeqCst);
    until("it is known to be away", || async { !two.health.is_usable() }).await;
    let said = ask_for_rebuild(&store, now, Duration::from_secs(2), |_| ()).await.unwrap();
    assert_eq!((said.taken.len(), said.silent.len()), (1, 1), "one could not: {said:?}");
}

pub async fn who_died_before_a_request_is_not_waited_for_longer_than_its_lease(store: Store, engine: Shared) {
    fill(&store, 5).await;
    let died = moving().minus(LEASE - Duration::from_millis(900));
    store.write(move |conn| store::hold_index(conn, "dead", "embedded", "dead", died, LEASE)).await.unwrap();
    let _one = start_with(&store, Faulty::new(engine), Keep { clock: moving, ..keep("one") });
    let said = ask_for_rebuild(&store, moving, Duration::from_secs(10), |_| ()).await.unwrap();
    assert_eq!((said.taken.len(), said.silent), (1, Vec::new()), "{:?}", said.taken);
}

/// A clock that goes.
fn moving() -> Instant {
    static BEGIN: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    now().plus(BEGIN.elapsed())
}

pub async fn a_request_that_nobody_takes_is_told(store: Store, engine: Shared) {
    drop(engine);
    let said = ask_for_rebuild(&store, now, Duration::from_millis(600), |_| ()).await.unwrap();
    assert!(said.taken.is_empty() && said.silent.is_empty());
    assert!(!store.read(|conn| store::rebuild_is_wanted(conn, "late", now())).await.unwrap(), "withdrawn");
}
