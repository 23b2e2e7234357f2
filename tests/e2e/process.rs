//! The program itself, killed at any moment: what was stored before stays, nothing is half written, and the next run completes.

use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use registry::store::{self, Store};
use simulator::{Farm, Fault, Options};

use crate::world::{postgres, sites};

/// A place to run the program in: its database, its index, and a farm to harvest.
struct Place {
    farm: Farm,
    database: String,
    folder: tempfile::TempDir,
}

impl Place {
    async fn new(database: Option<String>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut options = Options::new(11, sites(15));
        options.services = Some(150);
        let farm = Farm::start(options).await.expect("a farm");
        let database = database.unwrap_or_else(|| format!("sqlite:{}", folder.path().join("simpul.db").display()));
        let place = Self { farm, database, folder };
        let mut files = Vec::new();
        for (name, toml) in place.farm.declarations() {
            let file = place.folder.path().join(name);
            std::fs::write(&file, toml).expect("written");
            files.push(file.display().to_string());
        }
        let mut import = vec!["source", "import"];
        import.extend(files.iter().map(String::as_str));
        assert!(place.run(&import).success());
        place
    }

    fn start(&self, arguments: &[&str]) -> Child {
        let index = self.folder.path().join("index");
        Command::new(env!("CARGO_BIN_EXE_simpul"))
            .args(arguments)
            .env("SIMPUL_DATABASE_URL", &self.database)
            .env("SIMPUL_SEARCH_URL", format!("embedded:{}", index.display()))
            .env("SIMPUL_ALLOW_PRIVATE_SOURCES", "true")
            .env("SIMPUL_LISTEN", "127.0.0.1:0")
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("the program")
    }

    fn run(&self, arguments: &[&str]) -> ExitStatus {
        self.start(arguments).wait().expect("an end")
    }

    /// Every source holds either nothing or all that its instance serves, and the index what the database holds.
    async fn whole(&self, complete: bool) {
        let store = Store::open(&self.database).await.expect("a store");
        for row in store.read(store::read::sources).await.expect("sources") {
            let served = self.farm.services(row.region.parse().expect("a code")).expect("a site");
            assert!(row.services as usize == served || (row.services == 0 && !complete), "{}: {} of {served}", row.id, row.services);
        }
        if complete {
            let stored = store.read(store::live_hashes).await.expect("hashes");
            let mut stored: Vec<_> = stored.into_iter().map(|(id, hash)| (id, format!("{hash:016x}"))).collect();
            stored.sort();
            let index = format!("embedded:{}", self.folder.path().join("index").display());
            let groups = registry::normalise::synonyms::groups();
            let engine = registry::search::connect(&index, None, groups).await.expect("an index");
            assert_eq!(engine.hashes().await.expect("hashes"), stored);
        }
    }
}

fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).status().expect("kill").success());
}

async fn killed_in_mid_harvest(database: Option<String>) {
    let place = Place::new(database).await;
    // Moments from the first claim to after the end, on whatever machine this is.
    let begin = Instant::now();
    assert!(place.run(&["harvest", "--force"]).success());
    let whole = begin.elapsed();
    for moment in 1..=8 {
        place.farm.change(1.0, moment);
        let mut child = place.start(&["harvest", "--force"]);
        tokio::time::sleep(whole * moment / 9).await;
        signal(&child, "KILL");
        child.wait().expect("an end");
        place.whole(false).await;
    }
    // The leases of the dead end by themselves; here nobody waits for them.
    let store = Store::open(&place.database).await.expect("a store");
    store.write(|conn| conn.batch("UPDATE sources SET lease_owner = NULL, lease_until = NULL")).await.expect("released");
    assert!(place.run(&["harvest", "--force"]).success());
    place.whole(true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_mid_harvest_on_sqlite() {
    killed_in_mid_harvest(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_mid_harvest_on_postgresql() {
    let Some(url) = postgres() else { return };
    killed_in_mid_harvest(Some(url)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn told_to_stop_it_stops_within_ten_seconds_and_leaves_nothing_behind() {
    let place = Place::new(None).await;
    // One instance never answers: its harvest is under way when the signal comes.
    assert!(place.farm.set_fault(sites(1)[0].code, Fault::Hang));
    let mut child = place.start(&["serve"]);
    wait_for(&place.database, |row| row.services > 0, 14).await;
    let begin = Instant::now();
    signal(&child, "TERM");
    let status = child.wait().expect("an end");
    assert!(status.success() && begin.elapsed() < Duration::from_secs(10), "{status} after {:?}", begin.elapsed());
    place.whole(false).await;
    let store = Store::open(&place.database).await.expect("a store");
    let again = store.write(|conn| store::claim(conn, "another", crate::world::now(), Duration::from_secs(9), 99)).await.expect("claimed");
    assert_eq!(again.len(), 1, "the harvest that was under way is due at once for whoever comes next");
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
