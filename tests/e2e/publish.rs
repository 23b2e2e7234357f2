//! A region publishes, and the program is killed between upload and answer: all of it is there or nothing, and whoever asks again with the same
//! key gets the same verdict.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use registry::store::{self, Store};
use reqwest::StatusCode;
use serde_json::Value;

use crate::world::postgres;

/// Moments at which it is killed.
const MOMENTS: u32 = 8;

const SERVICES: usize = 200;

fn program(database: &str, folder: &Path) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_simpul"));
    program.current_dir(folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    program.args(["--database-url", database, "--search-url", &format!("embedded:{}/index", folder.display())]);
    program
}

/// Services as a clerk's CSV; `cost` makes each edition another.
fn csv(cost: u32) -> String {
    let words = ["ternak", "bidan", "apotek", "reklame", "wisata", "bengkel", "katering", "klinik", "optik", "pasar"];
    let kinds = ["baru", "perpanjangan", "perubahan", "penggantian", "pencabutan"];
    let areas = ["perseorangan", "koperasi", "yayasan", "perseroan"];
    let rows = (0..SERVICES).map(|at| {
        let (word, kind, area) = (words[at % 10], kinds[at / 10 % 5], areas[at / 50 % 4]);
        format!("{at:04};Izin usaha {word} {kind} {area};DPMPTSP;Rp{cost}.000\n")
    });
    format!("ID;Nama layanan;Instansi;Biaya\n{}", rows.collect::<String>())
}

async fn killed_while_publishing(database: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let database = database.replace("FOLDER", &folder.path().display().to_string());
    let declared = "id = \"mpp\"\nregion = \"36.01\"\nformat = \"push\"\nurl = \"https://mpp.example/\"\ninterval_seconds = 86400";
    std::fs::write(folder.path().join("mpp.toml"), declared).expect("a declaration");
    assert!(program(&database, folder.path()).args(["source", "import", "mpp.toml"]).status().expect("imported").success());
    let publish = |cost: u32| {
        let file = format!("{cost}.csv");
        std::fs::write(folder.path().join(&file), csv(cost)).expect("a file");
        let mut program = program(&database, folder.path());
        program.args(["source", "publish", "mpp", &file, "--json", "--by", "petugas", "--key", &format!("kunci-{cost}")]);
        program
    };
    let begin = Instant::now();
    assert!(publish(1).status().expect("published").success());
    let whole = begin.elapsed();
    let store = Store::connect(&database).await.expect("a store");
    let versions = async || store.read(|conn| Ok(store::snapshots(conn, "mpp", 0, 1)?.1)).await.expect("versions");
    let mut written = 0;
    for moment in 1..=MOMENTS {
        let (cost, before) = (moment + 1, versions().await);
        let mut child = publish(cost).spawn().expect("publishing");
        tokio::time::sleep(Duration::from_secs_f64(whole.as_secs_f64() * 1.3 * f64::from(moment) / f64::from(MOMENTS))).await;
        child.kill().expect("killed");
        child.wait().expect("an end");
        let after = versions().await;
        let key = format!("kunci-{cost}");
        let kept = store.read(move |conn| store::publication(conn, "mpp", &key)).await.expect("an answer");
        assert_eq!(after - before, i64::from(kept.is_some()), "moment {moment}: content and answer are one");
        written += after - before;
        let again = publish(cost).output().expect("published again");
        let told: Value = serde_json::from_slice(&again.stdout).expect("an outcome");
        assert_eq!(
            (told["verdict"].as_str(), told["counts"]["changed"].as_u64()),
            (Some("accepted"), Some(SERVICES as u64)),
            "moment {moment}"
        );
        if let Some(kept) = kept {
            assert_eq!(serde_json::from_str::<Value>(&kept.answer).expect("JSON"), told, "moment {moment}: the same verdict");
        }
        assert_eq!(versions().await, before + 1, "moment {moment}: once");
    }
    println!("killed at {MOMENTS} moments of publishing, {written} of them after it was written: all or nothing, and the same verdict");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_upload_and_answer_on_sqlite() {
    killed_while_publishing("sqlite:FOLDER/simpul.db").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_upload_and_answer_on_postgresql() {
    if let Some(database) = postgres() {
        killed_while_publishing(&database).await;
    }
}

/// A program that serves, and a client with a key that may publish.
struct Served {
    child: Child,
    at: String,
    key: String,
}

impl Served {
    async fn start(database: &str, folder: &Path, key: &str) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let at = listener.local_addr().expect("an address").to_string();
        drop(listener);
        let mut serve = program(database, folder);
        let child = serve.args(["--listen", &at, "serve", "--no-harvest"]).stdout(Stdio::null()).spawn().expect("serving");
        while tokio::net::TcpStream::connect(&at).await.is_err() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Self { child, at, key: key.to_owned() }
    }

    /// One upload; an error where no answer came.
    #[expect(clippy::disallowed_methods, reason = "an answer of our own, on this machine")]
    fn upload(&self, cost: u32) -> impl Future<Output = reqwest::Result<(StatusCode, Value)>> + Send + 'static {
        let request = reqwest::Client::new()
            .put(format!("http://{}/v1/publish/mpp/catalog", self.at))
            .bearer_auth(&self.key)
            .header("content-type", "text/csv")
            .header("if-match", "*")
            .header("idempotency-key", format!("kunci-{cost}"))
            .body(csv(cost));
        async move {
            let answer = request.send().await?;
            Ok((answer.status(), answer.json().await?))
        }
    }

    fn kill(mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("an end");
    }
}

fn said(mut program: Command) -> String {
    let output = program.output().expect("the program");
    assert!(output.status.success());
    String::from_utf8(output.stdout).expect("text").trim().to_owned()
}

/// The server is killed at moments of an upload, every second time as soon as another connection sees what was written.
async fn killed_while_serving(database: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let (database, folder) = (database.replace("FOLDER", &folder.path().display().to_string()), folder.path());
    let declared = "id = \"mpp\"\nregion = \"36.01\"\nformat = \"push\"\nurl = \"https://mpp.example/\"\ninterval_seconds = 86400";
    std::fs::write(folder.join("mpp.toml"), declared).expect("a declaration");
    let run = |arguments: &[&str]| {
        let mut program = program(&database, folder);
        program.args(arguments);
        said(program)
    };
    run(&["source", "import", "mpp.toml"]);
    let account = run(&["account", "add", "Petugas", "--email", "petugas@region.example", "--role", "publisher", "--region", "36.01"]);
    let key = run(&["key", "create", &account, "--name", "unggah", "--days", "7"]);
    let store = Store::connect(&database).await.expect("a store");
    let versions = async || store.read(|conn| Ok(store::snapshots(conn, "mpp", 0, 1)?.1)).await.expect("versions");

    let mut served = Served::start(&database, folder, &key).await;
    let begin = Instant::now();
    let (status, told) = served.upload(1).await.expect("an answer");
    let whole = begin.elapsed();
    assert_eq!(status, StatusCode::OK, "{told}");
    let (mut written, mut unanswered) = (0, 0);
    for moment in 1..=MOMENTS {
        let (cost, before) = (moment + 1, versions().await);
        let upload = tokio::spawn(served.upload(cost));
        if moment % 2 == 0 {
            while versions().await == before {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        } else {
            tokio::time::sleep(whole.mul_f64(f64::from(moment) / f64::from(MOMENTS))).await;
        }
        served.kill();
        let first = upload.await.expect("joined").ok();
        let after = versions().await;
        let idempotency_key = format!("kunci-{cost}");
        let kept = store.read(move |conn| store::publication(conn, "mpp", &idempotency_key)).await.expect("an answer");
        assert_eq!(after - before, i64::from(kept.is_some()), "moment {moment}: content and answer are one");
        assert!(first.is_none() || kept.is_some(), "moment {moment}: nobody was told of what is not stored");
        written += after - before;
        unanswered += i64::from(first.is_none() && kept.is_some());
        served = Served::start(&database, folder, &key).await;
        let (status, again) = served.upload(cost).await.expect("an answer");
        assert_eq!(
            (status, again["verdict"].as_str(), again["counts"]["changed"].as_u64()),
            (StatusCode::OK, Some("accepted"), Some(SERVICES as u64)),
            "moment {moment}: {again}"
        );
        if let Some(kept) = kept {
            assert_eq!(serde_json::from_str::<Value>(&kept.answer).expect("JSON"), again, "moment {moment}: the same verdict");
        }
        assert_eq!(versions().await, before + 1, "moment {moment}: once");
    }
    served.kill();
    run(&["audit", "verify"]);
    println!("the server killed at {MOMENTS} moments of an upload, {written} after it was written, {unanswered} of them before its answer");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_killed_between_upload_and_answer_on_sqlite() {
    killed_while_serving("sqlite:FOLDER/simpul.db").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_killed_between_upload_and_answer_on_postgresql() {
    if let Some(database) = postgres() {
        killed_while_serving(&database).await;
    }
}
