//! Signing in at a real provider of OpenID Connect (npm `oidc-provider`), with node as the browser.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use api::access::openid::{DeclaredFile, OpenId};
use registry::access::Role;
use registry::model::Id;
use registry::store::access;
use serde_json::{Value, json};

use crate::world::World;

/// The provider and the browser.
struct Node {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Node {
    /// `None`: there is no node, or its packages are not installed.
    fn start(simpul: &str) -> Option<(Self, String)> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/openid");
        let is_there = folder.join("node_modules/oidc-provider").exists();
        let mut node = Command::new("node");
        let child = node.arg("provider.mjs").arg(simpul).current_dir(&folder);
        let child = if is_there { child.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok() } else { None };
        let Some(mut child) = child else {
            eprintln!("SKIPPED: signing in by OpenID Connect (needs node, and `npm ci` in tests/openid)");
            return None;
        };
        let (input, output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let mut node = Self { child, input, output };
        let issuer = node.line()["issuer"].as_str().unwrap().to_owned();
        Some((node, issuer))
    }

    fn line(&mut self) -> Value {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }

    fn sign_in(&mut self, email: &str, tamper: &str) -> Value {
        writeln!(self.input, "{}", json!({ "email": email, "tamper": tamper })).unwrap();
        let answer = self.line();
        assert!(answer["error"].is_null(), "{answer}");
        answer
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn email(world: &World, id: Id, email: &'static str) {
    world
        .state
        .store
        .write(move |conn| conn.batch(&format!("UPDATE accounts SET email = '{email}' WHERE id = x'{}'", id.0.simple())))
        .await
        .unwrap();
}

fn declared(issuer: &str, simpul: &str) -> OpenId {
    let toml = format!(
        "[[provider]]\nid = \"uji\"\nname = \"Penyedia Uji\"\nissuer = \"{issuer}\"\nclient_id = \"simpul\"\nclient_secret = \"env:RAHASIA\""
    );
    let file: DeclaredFile = toml::from_str(&toml).unwrap();
    OpenId::new(file.providers, &simpul.parse().unwrap(), |_| Some("rahasia & panjang".into())).unwrap_or_else(|error| panic!("{error}"))
}

#[actix_web::test]
async fn somebody_signs_in_at_a_provider_and_nobody_else_does() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = listener.local_addr().unwrap().to_string();
    let simpul = format!("http://{listen}");
    let Some((mut node, issuer)) = Node::start(&simpul) else { return };
    let openid = declared(&issuer, &simpul);
    let world = World::with(openid).await;
    let budi = world.person(Role::Publisher, Some("32.71")).await;
    email(&world, budi, "budi@bogor.example").await;
    drop(listener);
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let state = world.state.clone();
    let served = actix_web::rt::spawn(async move {
        api::serve(&listen, state, async move {
            let _ = stopped.await;
        })
        .await
    });
    let mut browser = tokio::task::spawn_blocking(move || {
        std::thread::sleep(std::time::Duration::from_millis(500));
        let mut answers = Vec::new();
        for (email, tamper) in CASES {
            answers.push(node.sign_in(email, tamper));
        }
        answers
    });
    let answers = tokio::time::timeout(std::time::Duration::from_secs(120), &mut browser).await.unwrap().unwrap();
    for ((email, tamper), answer) in CASES.iter().zip(&answers) {
        check(email, tamper, answer);
    }
    let account = world.state.store.read(move |conn| access::account(conn, budi)).await.unwrap().unwrap();
    assert_eq!((account.issuer.as_deref(), account.subject.as_deref()), (Some(issuer.as_str()), Some("budi@bogor.example")));
    let acts: Vec<String> =
        world.state.store.read(|conn| access::audit(conn, None, None, 100)).await.unwrap().into_iter().map(|row| row.act).collect();
    assert_eq!(acts.iter().filter(|act| *act == "account_bound").count(), 1);
    assert_eq!(acts.iter().filter(|act| *act == "signed_in").count(), 3);
    let _ = stop.send(());
    served.await.unwrap().unwrap();
}

/// Who signs in, and what somebody does to it on the way.
const CASES: [(&str, &str); 12] = [
    ("budi@bogor.example", ""),
    ("budi@bogor.example", "fixation"),
    ("budi@bogor.example", "state"),
    ("budi@bogor.example", "iss"),
    ("budi@bogor.example", "no-iss"),
    ("budi@bogor.example", "code"),
    ("budi@bogor.example", "other-browser"),
    ("budi@bogor.example", "twice"),
    ("siti@bogor.example", ""),
    ("palsu@bogor.example", ""),
    ("lain-budi@bogor.example", ""),
    ("BUDI@bogor.example", "state"),
];

fn check(email: &str, tamper: &str, answer: &Value) {
    let session = answer["cookies"]["simpul"].as_str();
    let (status, told) = (answer["status"].as_u64().unwrap(), format!("{email} {tamper}: {answer}"));
    match (email, tamper) {
        ("budi@bogor.example", "" | "fixation") => {
            assert_eq!(status, 303, "{told}");
            assert!(answer["to"].as_str().unwrap().ends_with("/publikasi/kunci"), "{told}");
            assert!(session.is_some_and(|session| session.len() == 43 && session != "A".repeat(43)), "{told}");
            let set = answer["set"].to_string();
            assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax"), "{told}");
            let asked = answer["asked"].as_str().unwrap();
            for part in ["code_challenge_method=S256", "code_challenge=", "nonce=", "state=", "response_type=code"] {
                assert!(asked.contains(part), "{part}: {asked}");
            }
        }
        // Nobody is made a member by what they say of themselves; and who is bound stays bound to whom they were bound.
        ("siti@bogor.example" | "palsu@bogor.example" | "lain-budi@bogor.example", _) => {
            assert!(status == 403 && session.is_none(), "{told}")
        }
        (_, "other-browser" | "twice") => assert!(status == 403 && session.is_none(), "{told}"),
        _ => assert!(status == 502 && session.is_none(), "{told}"),
    }
}
