//! The pages of the teams: signing in by key, and what each role sees and does there.

use actix_web::test::{self, TestRequest};
use registry::access::{Action, Limits, Role, Token};
use registry::store::access;

use crate::world::{Shows, World, region};

fn get(path: &str) -> TestRequest {
    TestRequest::get().uri(path)
}

async fn page(world: &World, shows: &Shows, path: &str) -> (u16, String) {
    let answer = world.call(shows, get(path)).await;
    let status = answer.status().as_u16();
    if status == 200 {
        assert_eq!(answer.headers().get("cache-control").unwrap(), "private, no-store", "{path}");
        assert!(answer.headers().get("content-security-policy").is_some(), "{path}");
    }
    (status, String::from_utf8(test::read_body(answer).await.to_vec()).unwrap())
}

fn token(shows: &Shows) -> String {
    let Shows::Session(token) = shows else { panic!() };
    token.form_token()
}

/// Sends a form of ours: the status, where it leads, and the page.
async fn send(world: &World, shows: &Shows, path: &str, fields: &[(&str, &str)]) -> (u16, String, String) {
    let proof = token(shows);
    let mut all = fields.to_vec();
    all.push(("csrf", &proof));
    let answer = world.call(shows, TestRequest::post().uri(path).set_form(&all)).await;
    let to = answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
    (answer.status().as_u16(), to, String::from_utf8(test::read_body(answer).await.to_vec()).unwrap())
}

#[actix_web::test]
async fn who_is_not_known_is_sent_to_sign_in_and_comes_back() {
    let world = World::new().await;
    let answer = world.call(&Shows::Nothing, get("/publikasi/kunci?daerah=32.71")).await;
    assert_eq!(answer.status().as_u16(), 303);
    let to = answer.headers().get("location").unwrap().to_str().unwrap().to_owned();
    assert_eq!(to, "/masuk?ke=%2Fpublikasi%2Fkunci%3Fdaerah%3D32.71");
    let (status, body) = page(&world, &Shows::Nothing, &to).await;
    assert!(status == 200 && body.contains("value=\"/publikasi/kunci?daerah=32.71\""), "{body}");
    let elsewhere = page(&world, &Shows::Nothing, "/masuk?ke=https%3A%2F%2Flain.example%2F").await.1;
    assert!(!elsewhere.contains("value=\"https") && elsewhere.contains("value=\"/publikasi\""));
}

#[actix_web::test]
async fn a_key_opens_a_session_and_signing_out_ends_it() {
    let world = World::new().await;
    let account = world.person(Role::RegionAdmin, Some("32.71")).await;
    let Shows::Key(key) = world.key(account, Limits::default()).await else { panic!() };
    let form = |key: &str| TestRequest::post().uri("/masuk").set_form([("kunci", key), ("ke", "/publikasi/tim")]);
    let planted = Token::new([1; 32]);
    let answer = world.call(&Shows::Session(planted.clone()), form(&format!(" {key}\n"))).await;
    assert_eq!((answer.status().as_u16(), answer.headers().get("location").unwrap().to_str().unwrap()), (303, "/publikasi/tim"));
    let cookie = answer.headers().get("set-cookie").unwrap().to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"), "{cookie}");
    let value = cookie.strip_prefix("simpul=").unwrap().split(';').next().unwrap();
    assert_ne!(value, planted.reveal(), "a session that was planted is not taken over");
    let session = Shows::Session(Token::parse(value).unwrap());
    assert_eq!(page(&world, &session, "/publikasi/tim").await.0, 200);
    let keys = page(&world, &session, "/publikasi/kunci").await.1;
    assert!(keys.contains("dipakai terakhir") && !keys.contains("belum pernah dipakai"), "to sign in by a key is to use it: {keys}");
    assert_eq!(world.call(&session, TestRequest::post().uri("/keluar")).await.status().as_u16(), 403, "no token of ours");
    let (status, to, _) = send(&world, &session, "/keluar", &[]).await;
    assert_eq!((status, to.as_str()), (303, "/masuk"));
    assert_eq!(page(&world, &session, "/publikasi").await.0, 303);
    let wrong = world.call(&Shows::Nothing, form("smp_x_y")).await;
    assert!(wrong.status().as_u16() == 401 && wrong.headers().get("set-cookie").is_none());
    let told = String::from_utf8(test::read_body(wrong).await.to_vec()).unwrap();
    assert!(told.contains("Kunci tidak berlaku") && !told.contains("The key does not count"), "in one language: {told}");
    let foreign = form(&key).insert_header(("Sec-Fetch-Site", "cross-site"));
    assert_eq!(world.call(&Shows::Nothing, foreign).await.status().as_u16(), 403, "another site signs nobody in here");
}

#[actix_web::test]
async fn each_sees_the_pages_of_their_own_region() {
    let world = World::new().await;
    let editor = world.session(world.person(Role::Editor, Some("32.71")).await).await;
    let (status, home) = page(&world, &editor, "/publikasi").await;
    assert!(status == 200 && home.contains("Kota Bogor") && home.contains("bogor") && !home.contains("bandung"), "{home}");
    assert!(!home.contains("/publikasi/tim") && !home.contains("/publikasi/riwayat"), "pages that an editor has none of");
    assert_eq!(page(&world, &editor, "/publikasi/tim").await.0, 403);
    assert_eq!(page(&world, &editor, "/publikasi/riwayat").await.0, 403);
    for path in ["/publikasi", "/publikasi/kunci", "/publikasi/tim", "/publikasi/riwayat"] {
        let foreign = page(&world, &editor, &format!("{path}?daerah=32.04")).await;
        let nothing = page(&world, &editor, &format!("{path}?daerah=99.99")).await;
        assert_eq!(foreign.0, 404, "{path}");
        assert_eq!(foreign.1.replace("32.04", "…"), nothing.1.replace("99.99", "…"), "{path}");
    }
    let ministry = world.session(world.person(Role::MinistryReviewer, None).await).await;
    assert!(page(&world, &ministry, "/publikasi?daerah=32.04").await.1.contains("bandung"));
    assert_eq!(page(&world, &ministry, "/publikasi").await.0, 200);
    assert_eq!(page(&world, &ministry, "/publikasi/riwayat").await.0, 200);
}

#[actix_web::test]
async fn a_key_is_made_shown_once_and_revoked() {
    let world = World::new().await;
    let admin = world.session(world.person(Role::RegionAdmin, Some("32.71")).await).await;
    let fields = [("nama", "Antrean <b>"), ("peran", "publisher"), ("sumber", "bogor"), ("hari", "30")];
    let (status, _, body) = send(&world, &admin, "/publikasi/kunci", &fields).await;
    assert_eq!(status, 200, "{body}");
    let shown = body.split("<code>smp_").nth(1).unwrap().split('<').next().unwrap();
    let key = Shows::Key(format!("smp_{shown}"));
    let me: serde_json::Value = test::read_body_json(world.call(&key, get("/v1/me")).await).await;
    assert_eq!(
        (&me["kind"], &me["sources"], &me["roles"][0]["role"]),
        (&"program".into(), &serde_json::json!(["bogor"]), &"publisher".into())
    );
    let (_, later) = page(&world, &admin, "/publikasi/kunci").await;
    assert!(later.contains("Antrean &#60;b&#62;") && !later.contains(shown), "{later}");
    let id = shown.split('_').next().unwrap();
    let editor = world.session(world.person(Role::Editor, Some("32.71")).await).await;
    assert_eq!(send(&world, &editor, "/publikasi/kunci/cabut", &[("id", id)]).await.0, 404, "it is not theirs");
    let foreign = world.session(world.person(Role::RegionAdmin, Some("32.04")).await).await;
    assert_eq!(send(&world, &foreign, "/publikasi/kunci/cabut", &[("id", id)]).await.0, 404);
    assert_eq!(send(&world, &foreign, "/publikasi/kunci/cabut?daerah=32.71", &[("id", id)]).await.0, 404);
    assert_eq!(send(&world, &admin, "/publikasi/kunci/cabut", &[("id", id)]).await.0, 303);
    assert_eq!(world.status(&key, get("/v1/me")).await.0, 401);
    let (_, history) = page(&world, &admin, "/publikasi/riwayat").await;
    assert!(history.contains("membuat kunci") && history.contains("mencabut kunci") && history.contains("admin daerah 32.71"), "{history}");
}

#[actix_web::test]
async fn a_bounded_key_makes_no_key_that_does_more() {
    let world = World::new().await;
    let account = world.person(Role::RegionAdmin, Some("32.71")).await;
    let limits = Limits { actions: Some([Action::Publish, Action::ManageKeys].into()), ..Limits::default() };
    let Shows::Key(key) = world.key(account, limits).await else { panic!() };
    let answer = world.call(&Shows::Nothing, TestRequest::post().uri("/masuk").set_form([("kunci", key.as_str())])).await;
    let cookie = answer.headers().get("set-cookie").unwrap().to_str().unwrap().to_owned();
    let session = Shows::Session(Token::parse(cookie.strip_prefix("simpul=").unwrap().split(';').next().unwrap()).unwrap());
    let (status, _, body) = send(&world, &session, "/publikasi/kunci", &[("nama", "anak"), ("hari", "365")]).await;
    assert_eq!(status, 200, "{body}");
    let keys = world.state.store.read(|conn| access::keys(conn, Some(region("32.71")))).await.unwrap();
    let child = &keys.iter().find(|(key, _)| key.name == "anak").unwrap().0;
    assert_eq!(child.limits().unwrap().actions, Some([Action::Publish, Action::ManageKeys].into()));
}

#[actix_web::test]
async fn people_are_let_in_and_out_by_the_admin_of_their_region() {
    let world = World::new().await;
    let own = world.person(Role::RegionAdmin, Some("32.71")).await;
    let admin = world.session(own).await;
    let stranger = world.person(Role::Publisher, Some("32.04")).await;
    let invite = [("nama", "Siti Rahayu"), ("surel", "Siti@Bogor.example"), ("peran", "editor")];
    assert_eq!(send(&world, &admin, "/publikasi/tim", &invite).await.1, "/publikasi/tim?daerah=32.71");
    let (_, team) = page(&world, &admin, "/publikasi/tim").await;
    assert!(team.contains("Siti Rahayu") && team.contains("siti@bogor.example") && team.contains("penyunting"), "{team}");
    let siti = world.state.store.read(|conn| access::account_by_email(conn, "siti@bogor.example")).await.unwrap().unwrap().id;
    let change = |id: registry::model::Id, role: &'static str| (id.to_string(), role);
    let (id, role) = change(siti, "publisher");
    assert_eq!(send(&world, &admin, "/publikasi/tim/peran", &[("akun", &id), ("peran", role)]).await.0, 303);
    for (id, role, status) in [
        (siti, "ministry_admin", 400),
        (own, "editor", 400),
        (stranger, "editor", 404),
        (registry::model::Id::derive("x", "y", "z"), "editor", 404),
        (siti, "", 303),
        (siti, "", 404),
    ] {
        let id = id.to_string();
        assert_eq!(send(&world, &admin, "/publikasi/tim/peran", &[("akun", &id), ("peran", role)]).await.0, status, "{id} {role}");
    }
    for surel in ["", "siti", "siti@bogor", "a b@c.d"] {
        let fields = [("nama", "x"), ("surel", surel), ("peran", "editor")];
        assert_eq!(send(&world, &admin, "/publikasi/tim", &fields).await.0, 400, "{surel:?}");
    }
    let nation = [("nama", "x"), ("surel", "x@y.example"), ("peran", "ministry_admin")];
    assert_eq!(send(&world, &admin, "/publikasi/tim", &nation).await.0, 400);
    let ministry = world.session(world.person(Role::MinistryAdmin, None).await).await;
    assert_eq!(send(&world, &ministry, "/publikasi/tim", &nation).await.0, 303);
    assert!(page(&world, &ministry, "/publikasi/tim").await.1.contains("x@y.example"));
    assert!(world.state.store.read(|conn| access::verify_audit(conn, None)).await.unwrap().is_ok());
}
