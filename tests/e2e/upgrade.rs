//! The program of before goes on serving, and harvesting, while this one brings the tables up to date: no answer fails, nothing is lost. `make
//! upgrade` builds the program of before and names it in `SIMPUL_PREVIOUS`; without it this is skipped, and what stands in the contract of the
//! store holds alone (`upgrades`: the questions of before, without the program).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use simulator::Options;

use crate::place::{Place, this_program};
use crate::watched::free_port;
use crate::world::{postgres, sites};

#[expect(clippy::disallowed_methods, reason = "the program to upgrade from")]
fn previous() -> Option<PathBuf> {
    let program = std::env::var_os("SIMPUL_PREVIOUS").map(PathBuf::from);
    if program.is_none() {
        println!("SKIPPED: the program of before beside this one (make upgrade, or SIMPUL_PREVIOUS=its path)");
    }
    program
}

/// Asks until it is told to end; every answer that is not 200 is kept.
struct Load {
    ended: Arc<AtomicBool>,
    answers: Arc<AtomicU64>,
    tasks: Vec<tokio::task::JoinHandle<Vec<String>>>,
}

impl Load {
    fn on(base: &str, paths: &[String]) -> Self {
        let (ended, answers) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let client = reqwest::Client::builder().timeout(Duration::from_secs(5)).build().expect("a client");
        let task = |nth: usize| {
            let (ended, answers, client) = (Arc::clone(&ended), Arc::clone(&answers), client.clone());
            let urls: Vec<String> = paths.iter().map(|path| format!("{base}{path}")).collect();
            tokio::spawn(async move {
                let mut failed = Vec::new();
                for url in urls.iter().cycle().skip(nth * 3) {
                    if ended.load(Ordering::Relaxed) {
                        break;
                    }
                    match client.get(url).send().await {
                        Ok(answer) if answer.status() == 200 => {}
                        Ok(answer) => failed.push(format!("{} {url}", answer.status())),
                        Err(error) => failed.push(format!("{error:?} {url}")),
                    }
                    answers.fetch_add(1, Ordering::Relaxed);
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                failed
            })
        };
        Self { tasks: (0..4).map(task).collect(), ended, answers }
    }

    /// So many answers more.
    async fn goes_on(&self, more: u64) {
        let from = self.answers.load(Ordering::Relaxed);
        let begun = Instant::now();
        while self.answers.load(Ordering::Relaxed) < from + more {
            assert!(begun.elapsed() < Duration::from_secs(60), "answers have ceased");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Ends it; no answer has failed.
    async fn end(self, who: &str) {
        self.ended.store(true, Ordering::Relaxed);
        let mut failed = Vec::new();
        for task in self.tasks {
            failed.extend(task.await.expect("asked"));
        }
        assert_eq!(failed, Vec::<String>::new(), "{who}");
        println!("{who}: {} answers, none failed", self.answers.load(Ordering::Relaxed));
    }
}

async fn json(url: &str) -> serde_json::Value {
    #[expect(clippy::disallowed_methods, reason = "our own answer")]
    let body = reqwest::get(url).await.expect("an answer").text().await.expect("a body");
    serde_json::from_str(&body).expect("JSON")
}

async fn ready(base: &str) {
    for _ in 0..600 {
        if reqwest::get(format!("{base}/readyz")).await.is_ok_and(|answer| answer.status() == 200) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{base} is not ready within a minute");
}

/// What a citizen, a region and the ministry ask for, with ids that are there.
async fn paths(base: &str) -> Vec<String> {
    let found = json(&format!("{base}/v1/search?q=ktp&size=5")).await;
    let hit = &found["hits"][0];
    let id = |of: &str| hit[of]["id"].as_str().expect("an id").to_owned();
    let mut paths = vec![format!("/v1/locations/{}", id("location")), format!("/v1/services/{}", id("service"))];
    let plain = ["/", "/v1/search?q=ktp", "/v1/search?q=paspor&near=-6.2,106.8", "/v1/coverage", "/v1/coverage?by=province", "/v1/sources"];
    let others = ["/v1/locations", "/v1/organizations", "/v1/regions", "/v1/stops", "/v1/changes", "/hsds/services", "/readyz", "/metrics"];
    paths.extend(plain.iter().chain(&others).map(|path| (*path).to_owned()));
    paths
}

/// Rows by table, as `simpul backup verify` tells them.
fn rows(place: &Place, file: &Path) -> BTreeMap<String, u64> {
    let file = file.to_str().expect("a name");
    assert!(place.run(&["backup", file]).success());
    let output = place.output(&["backup", "verify", file]);
    let told = String::from_utf8(output.stdout).expect("text");
    let table = |line: &str| {
        let mut words = line.split_whitespace();
        let (name, rows, unit) = (words.next()?, words.next()?, words.next()?);
        (unit == "rows").then(|| rows.parse().ok().map(|rows| (name.to_owned(), rows)))?
    };
    told.lines().filter_map(table).collect()
}

async fn upgraded_under_load(previous: PathBuf, database: Option<String>) {
    let mut options = Options::new(11, sites(crate::place::REGIONS));
    options.services = Some(60);
    let mut place = Place::made_by(previous, database, options).await;
    let folder = tempfile::tempdir().expect("a folder");
    place.harvest();
    let base = format!("http://127.0.0.1:{}", free_port());
    let address = |base: &str| base.trim_start_matches("http://").to_owned();
    let before = place.start_with(&["serve", "--no-harvest"], &[("SIMPUL_LISTEN", &address(&base))]);
    ready(&base).await;
    let paths = paths(&base).await;

    // From here on the files are this program's.
    let program = std::mem::replace(&mut place.program, this_program());
    let earlier = rows(&place, &folder.path().join("before.backup"));
    assert!(earlier["services"] > 500, "{earlier:?}");
    let load = Load::on(&base, &paths);
    load.goes_on(50).await;
    let begun = Instant::now();
    let migrated = place.output(&["migrate"]);
    assert!(migrated.status.success(), "{}", String::from_utf8_lossy(&migrated.stderr));
    println!("{}in {:?}", String::from_utf8_lossy(&migrated.stdout), begun.elapsed());
    load.goes_on(100).await;
    let now = rows(&place, &folder.path().join("after.backup"));
    // Processes come and go, and searches are counted.
    let lasting = earlier.iter().filter(|(table, _)| !["workers", "index_holders", "queries", "access_uses"].contains(&table.as_str()));
    let lost: Vec<_> = lasting.filter(|(table, rows)| now.get(*table) != Some(*rows)).collect();
    assert!(lost.is_empty(), "{lost:?}, now {now:?}");

    // A harvester of before that is not replaced yet writes into the new tables.
    place.program = program;
    place.farm.change(1.0, 1);
    let ended = place.harvest();
    assert!(ended.values().all(|ended| ended["outcome"] == "accepted" || ended["outcome"] == "unchanged"), "{ended:#?}");
    place.program = this_program();
    load.goes_on(50).await;

    // This program beside it, with an index of its own; the balancer takes the other away.
    let next = format!("http://127.0.0.1:{}", free_port());
    let index = format!("embedded:{}", folder.path().join("index").display());
    let _after = place.start_with(&["serve", "--no-harvest"], &[("SIMPUL_LISTEN", &address(&next)), ("SIMPUL_SEARCH_URL", &index)]);
    ready(&next).await;
    let beside = Load::on(&next, &paths);
    beside.goes_on(100).await;
    load.end("the program of before").await;
    drop(before);
    let ended = place.harvest();
    assert!(ended.values().all(|ended| ended["outcome"] == "accepted" || ended["outcome"] == "unchanged"), "{ended:#?}");
    beside.goes_on(50).await;
    beside.end("this program").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn upgraded_under_load_on_sqlite() {
    let Some(previous) = previous() else { return };
    upgraded_under_load(previous, None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn upgraded_under_load_on_postgresql() {
    let Some(previous) = previous() else { return };
    let Some(url) = postgres() else { return };
    upgraded_under_load(previous, Some(url)).await;
}
