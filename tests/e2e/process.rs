//! The program itself, told to stop.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use registry::store::{self, Store};
use simulator::Fault;

use crate::place::{Place, signal, this_program};
use crate::world::sites;

#[tokio::test(flavor = "multi_thread")]
async fn told_to_stop_it_stops_within_ten_seconds_and_leaves_nothing_behind() {
    let place = Place::new(None).await;
    // One instance never answers: its harvest is under way when the signal comes.
    assert!(place.farm.set_fault(sites(1)[0].code, Fault::Hang));
    let mut child = place.start(&["serve"]);
    wait_for(&place.database, |row| row.services > 0, 14).await;
    let store = Store::open(&place.database).await.expect("a store");
    let seen = |store: Store| async move { store.read(|conn| store::live_workers(conn, crate::world::now())).await.expect("workers") };
    let workers = seen(store.clone()).await;
    assert!(workers.len() == 1 && workers.iter().all(|worker| worker.canary_ok), "the process is seen, and reaches itself: {workers:?}");
    let begin = Instant::now();
    signal(&child, "TERM");
    let status = child.wait().expect("an end");
    assert!(status.success() && begin.elapsed() < Duration::from_secs(10), "{status} after {:?}", begin.elapsed());
    place.whole(false).await;
    assert!(seen(store.clone()).await.is_empty(), "a process that ended in good order is forgotten");
    let again = store.write(|conn| store::claim(conn, "another", crate::world::now(), Duration::from_secs(9), 99)).await.expect("claimed");
    assert_eq!(again.len(), 1, "the harvest that was under way is due at once for whoever comes next");
}

#[test]
fn whoever_reads_no_further_is_told_of_no_panic() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = format!("sqlite:{}", folder.path().join("simpul.db").display());
    let mut migrate = Command::new(this_program());
    migrate.args(["--database-url", &database, "migrate"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = migrate.spawn().expect("a process");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("an end");
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).contains("panicked")), (Some(141), false));
}

/// Waits until `many` sources are as wanted.
async fn wait_for(database: &str, wanted: impl Fn(&store::read::SourceRow) -> bool, many: usize) {
    let store = Store::open(database).await.expect("a store");
    for _ in 0..600 {
        let rows = store.read(store::read::sources).await.expect("sources");
        if rows.iter().filter(|row| wanted(row)).count() >= many {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{} did not come so far within a minute", Path::new(database).display());
}
