//! Backups by the program itself: taken while a harvest writes, and killed at any moment on either way. What is there is whole, or it is not there.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use registry::store::Store;

use crate::place::{Place, signal};
use crate::world::postgres;

/// Moments at which each way is killed.
const MOMENTS: u32 = 8;

/// Where backups are kept, and new databases made.
struct Shelf {
    folder: tempfile::TempDir,
    on_postgresql: bool,
    made: u32,
}

impl Shelf {
    fn new(on_postgresql: bool) -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), on_postgresql, made: 0 }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The URL of a database without a table.
    fn empty_database(&mut self) -> String {
        self.made += 1;
        let file = || format!("sqlite:{}", self.folder.path().join(format!("new-{}.db", self.made)).display());
        if self.on_postgresql { postgres().expect("there is one: the test runs in it") } else { file() }
    }

    /// The backups that have the name of one.
    fn backups(&self) -> Vec<PathBuf> {
        let files = std::fs::read_dir(self.path()).expect("the folder").map(|file| file.expect("a file").path());
        files.filter(|file| file.extension().is_some_and(|extension| extension == "backup")).collect()
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a name")
}

/// The rows and sums of a backup's tables, and the head of its audit log, as `simpul backup verify` tells them.
fn verified(place: &Place, file: &Path) -> Vec<String> {
    let output = place.output(&["backup", "verify", text(file)]);
    let told = String::from_utf8(output.stdout).expect("text");
    assert!(output.status.success() && told.contains("The backup is whole."), "{told}");
    let tables = told.lines().filter(|line| line.contains(" rows  ")).map(str::to_owned);
    let head = told.lines().filter_map(|line| line.split_once("; audit head ")).map(|(_, head)| head.to_owned());
    tables.chain(head).collect()
}

async fn taken_while_it_is_written_and_restored(database: Option<String>) {
    let mut shelf = Shelf::new(database.is_some());
    let place = Place::new(database).await;
    assert!(place.run(&["account", "add", "Program", "--program", "--role", "ministry_admin"]).success());
    place.harvest();
    place.farm.change(1.0, 1);
    let mut harvest = place.start(&["harvest", "--force"]);
    let mut taken = 0;
    while harvest.try_wait().expect("a state").is_none() {
        taken += 1;
        assert!(place.run(&["backup", text(&shelf.path().join(format!("{taken}.backup")))]).success());
    }
    assert!(taken > 0, "the harvest lasts longer than a start of the program");
    for (number, file) in shelf.backups().into_iter().enumerate() {
        let told = verified(&place, &file);
        assert!(told.len() > 40, "{told:#?}");
        if number > 2 {
            continue;
        }
        let other = shelf.empty_database();
        let restored = place.output(&["--database-url", &other, "restore", text(&file)]);
        assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));
        let again = shelf.path().join("again");
        assert!(place.run(&["--database-url", &other, "backup", text(&again)]).success());
        assert_eq!(verified(&place, &again), told, "rows, sums and the audit log are what they were");
        std::fs::remove_file(again).expect("removed");
        assert!(place.run(&["--database-url", &other, "audit", "verify"]).success());
        place.holds_whole_catalogs(&other).await;
    }
}

/// Runs the program and kills it at this part of the time that it took before.
fn kill(place: &Place, arguments: &[&str], whole: Duration, moment: u32) {
    let mut child = place.start(arguments);
    std::thread::sleep(whole.mul_f64(f64::from(moment) / f64::from(MOMENTS)));
    signal(&child, "KILL");
    child.wait().expect("an end");
}

async fn killed(database: Option<String>) {
    let mut shelf = Shelf::new(database.is_some());
    let place = Place::new(database).await;
    place.harvest();
    let file = shelf.path().join("whole.backup");
    let begun = Instant::now();
    assert!(place.run(&["backup", text(&file)]).success());
    let whole = begun.elapsed();
    let told = verified(&place, &file);
    for moment in 1..=MOMENTS {
        kill(&place, &["backup", text(&shelf.path().join(format!("killed-{moment}.backup")))], whole, moment);
        for file in shelf.backups() {
            assert_eq!(verified(&place, &file), told, "moment {moment}: {} has the name of a backup", file.display());
        }
    }
    let unfinished = std::fs::read_dir(shelf.path()).expect("the folder").count() - shelf.backups().len();
    println!("killed at {MOMENTS} moments: {} backups are whole, {unfinished} files are named as unfinished", shelf.backups().len());

    let begun = Instant::now();
    assert!(place.run(&["--database-url", &shelf.empty_database(), "restore", text(&file)]).success());
    let whole = begun.elapsed();
    let mut whole_at_once = 0;
    for moment in 1..=MOMENTS {
        let other = shelf.empty_database();
        kill(&place, &["--database-url", &other, "restore", text(&file)], whole, moment);
        // A restore that had come to its end is whole; any other has left nothing, and the next one finds an empty database.
        if !place.run(&["--database-url", &other, "restore", text(&file)]).success() {
            whole_at_once += 1;
        }
        let again = shelf.path().join("again");
        assert!(place.run(&["--database-url", &other, "backup", text(&again)]).success());
        assert_eq!(verified(&place, &again), told, "moment {moment}: what is there is all of it");
        std::fs::remove_file(again).expect("removed");
    }
    assert!(whole_at_once < MOMENTS, "some were killed on the way");
    println!("restores killed at {MOMENTS} moments: {whole_at_once} had come to their end, the others had left nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn taken_while_it_is_written_and_restored_on_sqlite() {
    taken_while_it_is_written_and_restored(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn taken_while_it_is_written_and_restored_on_postgresql() {
    let Some(url) = postgres() else { return };
    taken_while_it_is_written_and_restored(Some(url)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_on_either_way_on_sqlite() {
    killed(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_on_either_way_on_postgresql() {
    let Some(url) = postgres() else { return };
    killed(Some(url)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_replaces_no_file_and_a_restore_no_database() {
    let shelf = Shelf::new(false);
    let place = Place::new(None).await;
    let file = shelf.path().join("a.backup");
    assert!(place.run(&["backup", text(&file)]).success());
    let told = verified(&place, &file);
    assert!(!place.run(&["backup", text(&file)]).success());
    assert!(!place.run(&["restore", text(&file)]).success());
    assert_eq!(verified(&place, &file), told);
    let store = Store::open(&place.database).await.expect("a store");
    assert_eq!(store.read(registry::store::read::sources).await.expect("sources").len(), crate::place::REGIONS);
    // In a folder it is named by the moment, and only its owner may read it.
    assert!(place.run(&["backup", text(shelf.path())]).success());
    let named = shelf.backups().into_iter().find(|one| *one != file).expect("a second one");
    assert!(named.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with("simpul-2")), "{}", named.display());
    let mode = std::os::unix::fs::MetadataExt::mode(&named.metadata().expect("a file"));
    assert_eq!(mode & 0o777, 0o600);
}
