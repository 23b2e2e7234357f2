//! A region without an API comes on board: its workbook as a static site on a plain web server, offered by its address, proven by its host, accepted,
//! and harvested whole. Everything by the program itself.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use registry::store::{self, Store};
use serde_json::{Value, json};

const SERVICES: usize = 60;

/// Processes of a test, ended with it.
struct Running(Vec<Child>);

impl Drop for Running {
    fn drop(&mut self) {
        for child in &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn free() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address")
}

struct Ministry {
    folder: PathBuf,
    database: String,
    at: SocketAddr,
    client: reqwest::Client,
}

impl Ministry {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_simpul"));
        command.args(arguments).current_dir(&self.folder).env("SIMPUL_DATABASE_URL", &self.database);
        command.env("SIMPUL_SEARCH_URL", "embedded:index").env("SIMPUL_LISTEN", self.at.to_string());
        command.env("SIMPUL_ALLOW_PRIVATE_SOURCES", "true").stdin(Stdio::null());
        command
    }

    /// What a command prints.
    fn said(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().expect("the program");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text").trim().to_owned()
    }

    fn key_of(&self, name: &str, more: &[&str]) -> String {
        let account = self.said(&[&["account", "add", name, "--program"], more].concat());
        self.said(&["key", "create", &account, "--name", "uji"])
    }

    #[expect(clippy::disallowed_methods, reason = "an answer of our own, on this machine")]
    async fn ask(&self, key: &str, method: reqwest::Method, path: &str, body: Option<Value>) -> (u16, Value) {
        let mut request = self.client.request(method, format!("http://{}{path}", self.at)).bearer_auth(key);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.expect("an answer");
        (answer.status().as_u16(), answer.json().await.expect("JSON"))
    }

    async fn read(&self, key: &str, id: &str) -> Value {
        for _ in 0..300 {
            let (status, offer) = self.ask(key, reqwest::Method::GET, &format!("/v1/offers/{id}"), None).await;
            assert_eq!(status, 200, "{offer}");
            if offer["looking"] == false {
                return offer;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the offer was not read within half a minute");
    }
}

async fn listening(at: SocketAddr) {
    for _ in 0..300 {
        if tokio::net::TcpStream::connect(at).await.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{at} does not answer");
}

fn workbook() -> String {
    let rows = (0..SERVICES).map(|at| {
        let (kind, what) = (["baru", "perpanjangan", "perubahan"][at % 3], ["reklame", "apotek", "klinik", "bengkel", "optik"][at / 3 % 5]);
        let area = ["perseorangan", "koperasi", "yayasan", "perseroan"][at / 15];
        format!("{at:03};Izin usaha {what} {kind} {area};DPMPTSP;Rp50.000;3 hari kerja;\"KTP-el\nSurat permohonan\"\n")
    });
    format!("ID;Nama layanan;Instansi;Biaya;Jangka waktu;Persyaratan\n{}", rows.collect::<String>())
}

/// Holds the bodies of the site against the types of HSDS 3.0 and, where they are at hand, the published schemas.
fn validated(feed: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/standards");
    if !folder.join("node_modules/ajv").is_dir() {
        println!("SKIPPED: site.mjs (install node, and run npm ci in tests/standards)");
        return;
    }
    #[expect(clippy::disallowed_methods, reason = "only the person who runs the test knows where the schemas are")]
    let schemas = std::env::var("SIMPUL_HSDS_SCHEMAS").ok();
    if schemas.is_none() {
        println!("SKIPPED: the published schemas (set SIMPUL_HSDS_SCHEMAS to the folder `schema` of openreferral/specification 3.0)");
    }
    let arguments = ["site.mjs".to_owned(), feed.to_owned()].into_iter().chain(schemas);
    let output = Command::new("node").current_dir(&folder).args(arguments).output().expect("node");
    let said = String::from_utf8_lossy(&output.stdout);
    println!("site.mjs: {said}");
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_on_a_plain_web_server_is_offered_proven_accepted_and_harvested_whole() {
    if !Command::new("python3").arg("--version").output().is_ok_and(|output| output.status.success()) {
        println!("SKIPPED: a static site offered (install python3: it is the plain web server)");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (region, at) = (free(), free());
    let database = format!("sqlite:{}", folder.path().join("simpul.db").display());
    let ministry = Ministry { folder: folder.path().to_owned(), database, at, client: reqwest::Client::new() };
    std::fs::write(folder.path().join("katalog.csv"), workbook()).expect("a file");
    ministry.said(&["publish", "katalog.csv", "--out", "site", "--region", "36.01"]);
    let mut running = Running(Vec::new());
    let mut plain = Command::new("python3");
    plain.args(["-m", "http.server", &region.port().to_string(), "--bind", "127.0.0.1", "--directory", "site"]);
    running.0.push(plain.current_dir(folder.path()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a web server"));
    let team = ministry.key_of("Tim Pandeglang", &["--role", "publisher", "--region", "36.01"]);
    let reviewer = ministry.key_of("Penelaah", &["--role", "ministry_reviewer"]);
    running.0.push(ministry.command(&["serve"]).stdout(Stdio::null()).spawn().expect("the program"));
    listening(region).await;
    listening(at).await;

    let url = format!("http://{region}/hsds.json");
    let (status, offer) = ministry.ask(&team, reqwest::Method::POST, "/v1/offers", Some(json!({ "region": "36.01", "url": url }))).await;
    assert_eq!(status, 201, "{offer}");
    let id = offer["id"].as_str().expect("an id").to_owned();
    let seen = ministry.read(&team, &id).await;
    assert_eq!((seen["look"]["format"].as_str(), seen["look"]["services"].as_u64()), (Some("hsds"), Some(SERVICES as u64)), "{seen}");
    assert_eq!((seen["proof"]["verdict"].as_str(), seen["proof"]["gap"].as_str()), (Some("not_proven"), Some("word_missing")), "{seen}");

    // The site with the word in it, in the place of the one that is being served.
    let word = seen["proof"]["word"].as_str().expect("a word").to_owned();
    ministry.said(&["publish", "katalog.csv", "--out", "baru", "--region", "36.01", "--proof", &word]);
    std::fs::copy(folder.path().join("baru/.well-known/simpul.json"), folder.path().join("site/.well-known/simpul.json")).expect("copied");
    let found = ministry.said(&["source", "discover", &format!("http://{region}/"), "--json"]);
    let found: Value = serde_json::from_str(&found).expect("JSON");
    assert_eq!((found["regions"][0]["code"].as_str(), found["sources"][0]["url"].as_str()), (Some("36.01"), Some(url.as_str())), "{found}");
    let post = async |key: &str, step: &str, body: Value| {
        let (status, offer) = ministry.ask(key, reqwest::Method::POST, &format!("/v1/offers/{id}/{step}"), Some(body)).await;
        assert!(status < 300, "{step}: {offer}");
    };
    post(&team, "preview", json!({})).await;
    let seen = ministry.read(&team, &id).await;
    assert_eq!(seen["proof"]["verdict"], "proven", "{seen}");
    post(&team, "submit", json!({ "seal": seen["seal"], "consent": true })).await;
    assert!(ministry.said(&["source", "offers"]).contains(&id));
    assert!(ministry.said(&["source", "review", &id]).contains("proven"));
    post(&reviewer, "accept", json!({ "seal": seen["seal"], "source": "mpp-pandeglang" })).await;

    let store = Store::open(&ministry.database).await.expect("a store");
    let mut row = None;
    for _ in 0..600 {
        row = store.read(|conn| store::read::source(conn, "mpp-pandeglang")).await.expect("a source");
        if row.as_ref().is_some_and(|row| row.last_success_at.is_some()) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let row = row.expect("a source");
    assert_eq!((row.services, row.last_outcome.as_deref()), (60, Some("accepted")), "{row:?}");
    let (findings, total) = store.read(|conn| store::read::findings(conn, "mpp-pandeglang", 0, 20)).await.expect("findings");
    assert_eq!(total, 0, "{findings:#?}");
    validated(&url);
    let audit = ministry.said(&["audit", "verify"]);
    println!("{audit}");
}
