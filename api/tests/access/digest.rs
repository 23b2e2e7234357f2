//! The weekly letter: what it says, handed to a real mail server, and ended without signing in.

use std::io::BufReader;
use std::process::{Child, Command, Stdio};

use actix_web::test::{self, TestRequest};
use api::digest::{Mail, Postman};
use registry::access::Role;
use registry::model::Instant;
use serde_json::Value;

use crate::world::{Shows, World, now, region};

/// A mail server of another language that writes every letter as a line of JSON; the first one it does not take.
const SERVER: &str = r#"
import email, email.policy, json, sys, threading
from aiosmtpd.controller import Controller
class Box:
    seen = 0
    async def handle_DATA(self, server, session, envelope):
        Box.seen += 1
        if Box.seen == 1:
            return '451 later'
        m = email.message_from_bytes(envelope.content, policy=email.policy.default)
        print(json.dumps({'headers': {k.lower(): v for k, v in m.items()}, 'to': envelope.rcpt_tos,
              'text': m.get_body(('plain',)).get_content(), 'html': m.get_body(('html',)).get_content()}), flush=True)
        return '250 OK'
c = Controller(Box(), hostname='127.0.0.1', port=int(sys.argv[1]))
c.start()
print('ready', flush=True)
sys.stdin.read()
"#;

struct Server(Child, u16);

impl Server {
    /// `None`, said loudly, where it is not installed.
    fn start() -> Option<Self> {
        let has = Command::new("python3").args(["-c", "import aiosmtpd"]).output().is_ok_and(|output| output.status.success());
        if !has {
            println!("SKIPPED: the digest at a mail server (pip install aiosmtpd)");
            return None;
        }
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut server = Command::new("python3");
        server.args(["-c", SERVER, &port.to_string()]).stdin(Stdio::piped()).stdout(Stdio::piped());
        Some(Self(server.spawn().unwrap(), port))
    }

    fn line(reader: &mut impl std::io::BufRead) -> String {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        line
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn a_week_later() -> Instant {
    now().plus(std::time::Duration::from_secs(7 * 86_400))
}

fn half_an_hour_later() -> Instant {
    a_week_later().plus(std::time::Duration::from_secs(1860))
}

fn postman(world: &World, port: u16, clock: fn() -> Instant) -> Postman {
    Postman {
        store: world.state.store.clone(),
        gazetteer: world.state.gazetteer.clone(),
        mail: Mail::new(&format!("smtp://127.0.0.1:{port}"), "Simpul <simpul@kementerian.example>").unwrap(),
        clock,
        base: "https://simpul.example".to_owned(),
    }
}

async fn send(world: &World, shows: &Shows, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
    let Shows::Session(token) = shows else { panic!() };
    let proof = token.form_token();
    let mut all = fields.to_vec();
    all.push(("csrf", &proof));
    let answer = world.call(shows, TestRequest::post().uri(path).set_form(&all)).await;
    (answer.status().as_u16(), String::from_utf8(test::read_body(answer).await.to_vec()).unwrap())
}

#[actix_web::test]
async fn a_member_asks_for_it_gets_it_once_and_ends_it_with_one_click() {
    let world = World::new().await;
    let account = world.person(Role::Editor, Some("32.71")).await;
    let session = world.session(account).await;
    let page = world.call(&session, TestRequest::get().uri("/publikasi/ringkasan")).await;
    let page = String::from_utf8(test::read_body(page).await.to_vec()).unwrap();
    assert!(page.contains("Kirimi saya ke") && page.contains("== bogor =="), "{page}");
    assert_eq!(send(&world, &session, "/publikasi/ringkasan", &[("mau", "1")]).await.0, 303);
    let Some(mut server) = Server::start() else { return };
    let mut told = BufReader::new(server.0.stdout.take().unwrap());
    assert_eq!(Server::line(&mut told).trim(), "ready");
    assert_eq!(postman(&world, server.1, now).deliver().await.unwrap(), 0, "not in the week that they asked in");
    assert_eq!(postman(&world, server.1, a_week_later).deliver().await.unwrap(), 0, "the server does not take it");
    let (one, two) = (postman(&world, server.1, half_an_hour_later), postman(&world, server.1, half_an_hour_later));
    let (one, two) = futures::join!(one.deliver(), two.deliver());
    assert_eq!(one.unwrap() + two.unwrap(), 1, "of two processes one");
    let letter: Value = serde_json::from_str(&Server::line(&mut told)).unwrap();
    let (headers, text) = (&letter["headers"], letter["text"].as_str().unwrap());
    assert!(headers["subject"].as_str().unwrap().contains("Kota Bogor"), "{headers}");
    assert_eq!(headers["list-unsubscribe-post"], "List-Unsubscribe=One-Click");
    let link = headers["list-unsubscribe"].as_str().unwrap().trim_matches(['<', '>']).to_owned();
    let path = link.strip_prefix("https://simpul.example").unwrap().to_owned();
    assert!(text.contains(&link) && text.contains("== bogor ==") && text.contains("Mutu"), "{text}");
    assert!(letter["html"].as_str().unwrap().contains("Ringkasan mingguan"));
    let shown = world.call(&Shows::Nothing, TestRequest::get().uri(&path)).await;
    assert_eq!(shown.status().as_u16(), 200);
    let click = || TestRequest::post().uri(&path).set_form([("List-Unsubscribe", "One-Click")]);
    assert_eq!(world.call(&Shows::Nothing, click()).await.status().as_u16(), 200);
    assert_eq!(world.call(&Shows::Nothing, click()).await.status().as_u16(), 200, "and again");
    assert_eq!(world.call(&Shows::Nothing, TestRequest::get().uri(&path)).await.status().as_u16(), 404);
    assert_eq!(postman(&world, server.1, || a_week_later().plus(std::time::Duration::from_secs(7 * 86_400))).deliver().await.unwrap(), 0);
}

#[actix_web::test]
async fn only_the_regions_own_team_can_ask_for_it() {
    let world = World::new().await;
    let other = world.person(Role::RegionAdmin, Some("32.04")).await;
    let session = world.session(other).await;
    assert_eq!(send(&world, &session, "/publikasi/ringkasan?daerah=32.71", &[("mau", "1")]).await.0, 404);
    let ministry = world.person(Role::MinistryAdmin, None).await;
    let session = world.session(ministry).await;
    assert_eq!(send(&world, &session, "/publikasi/ringkasan?daerah=32.71", &[("mau", "1")]).await.0, 400);
    let subscribed = world.state.store.read(move |conn| registry::store::digests::is_subscribed(conn, ministry, region("32.71"))).await;
    assert!(!subscribed.unwrap());
}
