//! The program itself, killed at any moment: what was stored before stays, nothing is half written, and the next run completes. Eight moments
//! in every run of the tests; `make crash` takes fifty (`SIMPUL_CRASHES`), drawn by a seed (`SIMPUL_SEED`).

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::process::Child;
use std::time::{Duration, Instant};

use crate::place::{Place, REGIONS, signal};
use crate::world::{now, postgres};

/// Seconds from one tick of a worker to the next.
const TICK: f64 = 5.0;

fn setting(name: &str, usual: u32) -> u32 {
    #[expect(clippy::disallowed_methods, reason = "how long the test is")]
    let told = std::env::var(name).ok();
    told.and_then(|told| told.parse().ok()).unwrap_or(usual)
}

/// A number from 0 to just under 1, the same for the same seed and names.
fn drawn(of: (u32, usize)) -> f64 {
    let mut hasher = DefaultHasher::new();
    (setting("SIMPUL_SEED", 1), of).hash(&mut hasher);
    f64::from(u32::try_from(hasher.finish() >> 32).unwrap_or_default()) / f64::from(u32::MAX)
}

async fn killed_in_mid_harvest(database: Option<String>, workers: usize, usual: u32) {
    let place = Place::new(database).await;
    // Moments from the first claim to after the end, on whatever machine this is.
    let begin = Instant::now();
    assert_eq!(place.harvest().len(), REGIONS);
    let whole = begin.elapsed();
    let moments = setting("SIMPUL_CRASHES", usual);
    for moment in 1..=moments {
        place.farm.change(1.0, moment);
        let before = place.accepted().await;
        let mut running = start(&place, workers).await;
        for (nth, child) in running.iter_mut().enumerate() {
            // One after the other, so that some go on while another is dead.
            tokio::time::sleep(whole.mul_f64(drawn((moment, nth)) * 1.2 / workers as f64)).await;
            signal(child, "KILL");
            child.wait().expect("an end");
        }
        place.whole(false).await;
        let after = place.accepted().await;
        for (source, (services, versions)) in &before {
            let now = after.get(source).copied().unwrap_or_default();
            assert!(
                now.0 >= *services && now.1 >= *versions,
                "moment {moment}: {source} had {services} services in {versions} versions, now {now:?}"
            );
        }
        place.release().await;
        let next = place.harvest();
        assert_eq!(next.len(), REGIONS, "moment {moment}: the next run completes");
        assert!(next.values().all(|ended| ended["outcome"] == "accepted" || ended["outcome"] == "unchanged"), "moment {moment}: {next:#?}");
        place.whole(true).await;
        if moment % 5 == 0 || moment == moments {
            assert_eq!(place.other_than_its_documents().await, Vec::<String>::new(), "moment {moment}: rows are what the documents say");
        }
    }
    println!("killed at {moments} moments with {workers} workers: nothing half, nothing twice, nothing lost");
}

/// One harvest, or so many workers just before their tick.
async fn start(place: &Place, workers: usize) -> Vec<Child> {
    if workers == 1 {
        return vec![place.start(&["harvest", "--force"])];
    }
    place.make_due().await;
    let running = (0..workers).map(|_| place.start(&["work"])).collect();
    let seconds = f64::from(u32::try_from(now().utc().timestamp_millis().rem_euclid(5000)).unwrap_or_default()) / 1000.0;
    tokio::time::sleep(Duration::from_secs_f64(TICK - seconds)).await;
    running
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_are_not_what_the_documents_say_would_be_seen() {
    let place = Place::new(None).await;
    place.harvest();
    assert_eq!(place.other_than_its_documents().await.len(), 0);
    place.damage().await;
    assert_eq!(place.other_than_its_documents().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_mid_harvest_on_sqlite() {
    killed_in_mid_harvest(None, 1, 8).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_mid_harvest_with_three_workers_on_sqlite() {
    killed_in_mid_harvest(None, 3, 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_mid_harvest_on_postgresql() {
    let Some(url) = postgres() else { return };
    killed_in_mid_harvest(Some(url), 1, 8).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_mid_harvest_with_three_workers_on_postgresql() {
    let Some(url) = postgres() else { return };
    killed_in_mid_harvest(Some(url), 3, 2).await;
}
