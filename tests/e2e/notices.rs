//! A notice on every node: two servers on one PostgreSQL, and how soon the one tells what was written at the other.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant as Watch};

use registry::access::{Actor, Key, Limits, Membership, Role};
use registry::model::Id;
use registry::store::access::{self, AccountKind, NewAccount, NewKey};
use registry::store::{self, Store};
use serde_json::{Value, json};

use crate::world::{now, postgres};

/// What issue and house promise.
const BOUND: Duration = Duration::from_secs(5);
/// Notices that are written and watched.
const TIMES: usize = 5;
const KEY: [u8; 10] = [7; 10];

/// A server with an index of its own; killed when the test ends.
struct Node {
    child: Child,
    base: String,
    _folder: tempfile::TempDir,
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[expect(clippy::disallowed_methods, reason = "a small answer of our own server")]
async fn json_of(answer: reqwest::Response) -> Value {
    answer.json().await.expect("JSON")
}

fn program(database: &str, folder: &std::path::Path) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_simpul"));
    program.current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::inherit());
    program.args(["--database-url", database, "--search-url", &format!("embedded:{}/index", folder.display())]);
    program
}

impl Node {
    async fn start(database: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let listen = listener.local_addr().expect("an address").to_string();
        drop(listener);
        let mut program = program(database, folder.path());
        let child = program.args(["--listen", &listen, "serve", "--no-harvest"]).spawn().expect("the program");
        while tokio::net::TcpStream::connect(&listen).await.is_err() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Self { child, base: format!("http://{listen}"), _folder: folder }
    }

    async fn get(&self, path: &str) -> Value {
        json_of(reqwest::get(format!("{}{path}", self.base)).await.expect("an answer")).await
    }

    /// Asks until it is as wanted, and says how long that took since `begun`.
    async fn until(&self, path: &str, begun: Watch, wanted: impl Fn(&Value) -> bool) -> Duration {
        loop {
            let told = self.get(path).await;
            if wanted(&told) {
                return begun.elapsed();
            }
            assert!(begun.elapsed() < BOUND, "not within {BOUND:?}: {told}");
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }
}

/// An editor of the region, by a key.
async fn editor(store: &Store) -> String {
    let key = Key::new(KEY, [9; 32]);
    let shown = key.reveal();
    store
        .write(move |conn| {
            let (id, actor, region) =
                (Id::derive("e2e", "account", "ani"), Actor::Console("uji".into()), Some("36.01".parse().expect("a code")));
            let new = NewAccount { id, kind: AccountKind::Person, name: "Ani".into(), email: Some("ani@contoh.example".into()), region };
            access::add_account(conn, new, &actor, now())?;
            access::give_role(conn, id, Membership { region, role: Role::Editor }, &actor, now())?;
            let new = NewKey {
                key,
                account: id,
                name: "uji".into(),
                limits: Limits::default(),
                expires_at: now().plus(Duration::from_secs(3600)),
            };
            access::add_key(conn, &new, &actor, now())
        })
        .await
        .expect("a key");
    shown
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_written_at_one_node_is_in_the_searches_of_the_other_in_under_five_seconds() {
    let Some(database) = postgres() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let declared = "id = \"mpp\"\nregion = \"36.01\"\nformat = \"push\"\nurl = \"https://mpp.example/\"\ninterval_seconds = 86400";
    std::fs::write(folder.path().join("mpp.toml"), declared).expect("a declaration");
    let csv = "ID;Nama layanan;Instansi;Biaya;Jam layanan\n1;Akta kelahiran;Disdukcapil;Gratis;Senin-Minggu 00.00-24.00\n2;Paspor baru;Imigrasi;Rp350.000;Senin-Minggu 00.00-24.00\n";
    std::fs::write(folder.path().join("mpp.csv"), csv).expect("a file");
    for arguments in [&["source", "import", "mpp.toml"][..], &["source", "publish", "mpp", "mpp.csv", "--by", "petugas", "--key", "satu"]] {
        assert!(program(&database, folder.path()).args(arguments).status().expect("the program").success(), "{arguments:?}");
    }
    let store = Store::connect(&database).await.expect("a store");
    let key = editor(&store).await;
    let (one, other) = (Node::start(&database).await, Node::start(&database).await);
    let search = "/v1/search?q=akta+kelahiran";
    let found = |told: &Value| told["hits"].as_array().is_some_and(|hits| !hits.is_empty());
    one.until(search, Watch::now(), found).await;
    other.until(search, Watch::now(), found).await;
    let hall = one.get(search).await["hits"][0]["location"]["id"].as_str().expect("a hall").to_owned();
    let client = reqwest::Client::new();
    let mut took = Vec::new();
    for time in 0..TIMES {
        let body = json!({ "region": "36.01", "location_id": hall, "kind": "closed", "text": format!("Banjir {time}") });
        let begun = Watch::now();
        let answer = client.post(format!("{}/v1/notices", one.base)).bearer_auth(&key).json(&body).send().await.expect("an answer");
        assert_eq!(answer.status().as_u16(), 201);
        let written = json_of(answer).await;
        let is_told = |told: &Value| {
            let hit = &told["hits"][0];
            hit["open"] == false && hit["notices"][0]["text"] == format!("Banjir {time}")
        };
        assert!(is_told(&one.get(search).await), "who wrote it sees it at once");
        took.push(other.until(search, begun, is_told).await);
        assert!(other.get(&format!("{search}&open_at=now")).await["hits"].as_array().expect("hits").is_empty(), "nothing is open");
        let path = format!("{}/v1/notices/{}", other.base, written["id"].as_str().expect("an id"));
        let begun = Watch::now();
        assert_eq!(client.delete(path).bearer_auth(&key).send().await.expect("an answer").status().as_u16(), 200);
        took.push(one.until(search, begun, |told| told["hits"][0].get("notices").is_none()).await);
    }
    println!("written at one node, told by the other: the longest of {} took {:?}", took.len(), took.iter().max().expect("some"));
    // What the machine's own command line writes, both tell.
    let by_hand = ["notice", "write", "36.01", "other", "Antrean dibuka pukul 7"];
    let begun = Watch::now();
    assert!(program(&database, folder.path()).args(by_hand).status().expect("the program").success());
    for node in [&one, &other] {
        node.until(search, begun.max(Watch::now()), |told| told["hits"][0]["notices"][0]["kind"] == "other").await;
    }
    // A harvest beneath it changes nothing of it.
    let again = ["source", "publish", "mpp", "mpp.csv", "--by", "petugas", "--key", "dua"];
    assert!(program(&database, folder.path()).args(again).status().expect("the program").success());
    assert_eq!(one.get(search).await["hits"][0]["notices"][0]["text"], "Antrean dibuka pukul 7");
    assert!(store.read(|conn| store::access::verify_audit(conn, None)).await.expect("the log").is_ok());
}
