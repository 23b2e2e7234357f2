//! A place to run the program in: its database, its index, and a farm to harvest; and what must hold there whatever happened.

use std::collections::HashMap;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};

use diesel::prelude::*;
use registry::store::schema::{services, snapshots};
use registry::store::{self, Store, on};
use simulator::{Farm, Options};

use crate::world::sites;

/// Regions in a place.
pub const REGIONS: usize = 15;

/// See the module.
pub struct Place {
    pub farm: Farm,
    pub database: String,
    /// What runs: this program, or an earlier one.
    pub program: PathBuf,
    folder: tempfile::TempDir,
}

/// The program that is tested.
pub fn this_program() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_simpul"))
}

/// A program that ends with this.
pub struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Place {
    pub async fn new(database: Option<String>) -> Self {
        let mut options = Options::new(11, sites(REGIONS));
        options.services = Some(150);
        Self::of(database, options).await
    }

    /// With these regions.
    pub async fn of(database: Option<String>, options: Options) -> Self {
        Self::made_by(this_program(), database, options).await
    }

    /// With tables as this program makes them.
    pub async fn made_by(program: PathBuf, database: Option<String>, options: Options) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let farm = Farm::start(options).await.expect("a farm");
        let database = database.unwrap_or_else(|| format!("sqlite:{}", folder.path().join("simpul.db").display()));
        let place = Self { farm, database, program, folder };
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

    pub fn start(&self, arguments: &[&str]) -> Child {
        self.command(arguments).stdout(Stdio::null()).spawn().expect("the program")
    }

    /// Starts the program with these settings; it is ended with what is returned.
    pub fn start_with(&self, arguments: &[&str], settings: &[(&str, &str)]) -> Running {
        Running(self.command(arguments).envs(settings.iter().copied()).stdout(Stdio::null()).spawn().expect("the program"))
    }

    /// Stops the regions' servers, all of them. The folder stays as long as what is returned.
    pub async fn fall_silent(self) -> tempfile::TempDir {
        self.farm.stop().await;
        self.folder
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let index = self.folder.path().join("index");
        let mut command = Command::new(&self.program);
        command
            .args(arguments)
            .env("SIMPUL_DATABASE_URL", &self.database)
            .env("SIMPUL_SEARCH_URL", format!("embedded:{}", index.display()))
            .env("SIMPUL_ALLOW_PRIVATE_SOURCES", "true")
            .env("SIMPUL_LISTEN", "127.0.0.1:0")
            .stderr(Stdio::inherit());
        command
    }

    /// Harvests everything to its end; gives how each source ended.
    pub fn harvest(&self) -> HashMap<String, serde_json::Value> {
        let output = self.command(&["harvest", "--force", "--json"]).output().expect("the program");
        assert!(output.status.success(), "{}", output.status);
        let lines = String::from_utf8(output.stdout).expect("text");
        let ended = lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
        ended.map(|line| (line["source"].as_str().expect("an id").to_owned(), line)).collect()
    }

    /// What was accepted so far, by source: how many services and how many versions.
    pub async fn accepted(&self) -> HashMap<String, (i64, i64)> {
        let store = Store::open(&self.database).await.expect("a store");
        let rows: Vec<(String, i64)> = store
            .read(|conn| {
                let count = diesel::dsl::count_star();
                Ok(on!(conn, c => services::table.group_by(services::source_id).select((services::source_id, count)).load(c))?)
            })
            .await
            .expect("services");
        let versions: HashMap<String, i64> = store
            .read(|conn| {
                let count = diesel::dsl::count_star();
                Ok(on!(conn, c => snapshots::table.group_by(snapshots::source_id).select((snapshots::source_id, count)).load(c))?)
            })
            .await
            .map(|rows: Vec<(String, i64)>| rows.into_iter().collect())
            .expect("versions");
        rows.into_iter()
            .map(|(source, services)| (source.clone(), (services, versions.get(&source).copied().unwrap_or_default())))
            .collect()
    }

    /// The leases of the dead end by themselves; here nobody waits for them.
    pub async fn release(&self) {
        let store = Store::open(&self.database).await.expect("a store");
        store.write(|conn| conn.batch("UPDATE sources SET lease_owner = NULL, lease_until = NULL")).await.expect("released");
    }

    /// Everything is due now.
    pub async fn make_due(&self) {
        let store = Store::open(&self.database).await.expect("a store");
        store.write(|conn| store::make_due(conn, &[], crate::world::now())).await.expect("due");
    }

    /// Reads what is stored anew, and gives the sources of which the rows were not what their documents say.
    pub async fn other_than_its_documents(&self) -> Vec<String> {
        let store = Store::open(&self.database).await.expect("a store");
        // Neither who read it nor what it meant is known any more: the rows themselves are compared.
        let forget = "UPDATE sources SET read_version = NULL; UPDATE snapshots SET meaning = ''";
        store.write(move |conn| conn.batch(forget)).await.expect("forgotten");
        let differs = |ended: &serde_json::Value| ["added", "changed", "removed"].iter().any(|count| ended[*count] != 0);
        self.harvest().into_iter().filter(|(_, ended)| differs(ended)).map(|(source, _)| source).collect()
    }

    /// Takes the rows of a few services away behind the program's back.
    pub async fn damage(&self) {
        let store = Store::open(&self.database).await.expect("a store");
        let few = "DELETE FROM services_at_locations WHERE id IN (SELECT id FROM services_at_locations ORDER BY id LIMIT 3)";
        store.write(move |conn| conn.batch(few)).await.expect("damaged");
    }

    pub fn run(&self, arguments: &[&str]) -> ExitStatus {
        self.start(arguments).wait().expect("an end")
    }

    /// Runs the program to its end, and gives what it said.
    pub fn output(&self, arguments: &[&str]) -> std::process::Output {
        self.command(arguments).stderr(Stdio::piped()).output().expect("the program")
    }

    /// In this database, every source holds all that its instance serves: a harvest that was under way shows before or after, never in between.
    pub async fn holds_whole_catalogs(&self, database: &str) {
        let store = Store::open(database).await.expect("a store");
        for row in store.read(store::read::sources).await.expect("sources") {
            let served = self.farm.services(row.region.parse().expect("a code")).expect("a site");
            assert_eq!(row.services as usize, served, "{}", row.id);
        }
    }

    /// Every source holds either nothing or all that its instance serves, and the index what the database holds.
    pub async fn whole(&self, complete: bool) {
        let store = Store::open(&self.database).await.expect("a store");
        for row in store.read(store::read::sources).await.expect("sources") {
            let served = self.farm.services(row.region.parse().expect("a code")).expect("a site");
            assert!(row.services as usize == served || (row.services == 0 && !complete), "{}: {} of {served}", row.id, row.services);
        }
        let rows: Vec<(String, Option<String>)> = store
            .read(|conn| Ok(on!(conn, c => services::table.select((services::source_id, services::external_id)).load(c))?))
            .await
            .expect("services");
        let distinct: std::collections::HashSet<_> = rows.iter().filter(|(_, id)| id.is_some()).collect();
        assert_eq!(distinct.len(), rows.iter().filter(|(_, id)| id.is_some()).count(), "no service is there twice");
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

pub fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).status().expect("kill").success());
}
