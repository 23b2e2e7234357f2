//! Every route of the server, with every role and with none: what is not for everybody is for nobody who is not known, and what is another
//! region's answers, to the letter, like what there is none of. The routes are read from the sources of this crate, so that a new one is walked too.

use std::collections::BTreeSet;
use std::path::Path;

use actix_web::http::Method;
use actix_web::test::{self, TestRequest};
use registry::access::{Actor, Limits, Role};
use registry::model::Id;
use registry::notice::{Content, Kind, Notice, Target};
use registry::store::webhooks::{self, NewWebhook};
use registry::store::{access, notices};

use crate::unpublished::hold;
use crate::world::{Shows, World, now, region};

/// What is written in region B, and must not be read in region A.
const MARK: &str = "RAHASIA-DAERAH-B";

/// Every path in the sources, as it is registered.
fn routes() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let is_in = |folder: &str| path.components().any(|part| part.as_os_str() == folder);
                let scope = if is_in("routes") {
                    "/v1"
                } else if is_in("hsds") {
                    "/hsds"
                } else {
                    ""
                };
                for call in ["resource!(\"", "page(\"", "resource(\""] {
                    for rest in text.split(call).skip(1) {
                        let found = rest.split('"').next().unwrap();
                        if found.starts_with('/') || (found.is_empty() && !scope.is_empty()) {
                            all.insert(format!("{scope}{found}"));
                        }
                    }
                }
            }
        }
    }
    all
}

/// A path with its parts filled in.
fn filled(route: &str, id: &str, code: &str) -> String {
    let part = |part: &str| match part {
        "{code}" | "{region}" => code.to_owned(),
        part if part.starts_with('{') => id.to_owned(),
        part => part.to_owned(),
    };
    route.split('/').map(part).collect::<Vec<_>>().join("/")
}

struct Told {
    status: u16,
    body: String,
}

async fn told(world: &World, shows: &Shows, method: &Method, path: &str, fields: &[(&str, &str)]) -> Told {
    // A walk asks more often than one address may.
    world.from.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let mut request = TestRequest::default().method(method.clone()).uri(path);
    if let Shows::Session(token) = shows {
        request = request.insert_header(("X-CSRF-Token", token.form_token()));
    }
    if *method != Method::GET {
        let proof = if let Shows::Session(token) = shows { token.form_token() } else { String::new() };
        let mut all = fields.to_vec();
        all.push(("csrf", &proof));
        request = request.set_form(&all);
    }
    let answer = world.call(shows, request).await;
    let status = answer.status().as_u16();
    Told { status, body: String::from_utf8_lossy(&test::read_body(answer).await).into_owned() }
}

/// A form with every field that one of our forms has.
fn form(id: &str) -> [(&str, &str); 10] {
    [
        ("id", id),
        ("akun", id),
        ("sumber", id),
        ("peran", "editor"),
        ("diff", "0"),
        ("versi", "1"),
        ("nama", "x"),
        ("surel", "x@y.example"),
        ("hari", "30"),
        ("alamat", "-"),
    ]
}

const METHODS: [Method; 5] = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

/// What a person holds: a session, and a key.
async fn both(world: &World, person: Id) -> [Shows; 2] {
    [world.session(person).await, world.key(person, Limits::default()).await]
}

/// Region B, with something of every kind in it: what it published itself and is held among it. Its account, its key, its offer, its notice and
/// its webhook.
async fn of_b(world: &World) -> (Id, String, String, String, String) {
    hold(world, "32.04", MARK).await;
    let account = world.person(Role::Publisher, Some("32.04")).await;
    let Shows::Key(key) = world.key(account, Limits { region: Some(region("32.04")), ..Limits::default() }).await else { panic!() };
    let id = account.0.simple();
    let sql =
        format!("UPDATE accounts SET name = '{MARK}' WHERE id = x'{id}'; UPDATE access_keys SET name = '{MARK}' WHERE region = '32.04';");
    world.state.store.write(move |conn| conn.batch(&sql)).await.unwrap();
    let entry = registry::access::Entry::new(
        now(),
        &Actor::Console(MARK.into()),
        registry::access::Act::NoticeWritten,
        Some(region("32.04")),
        MARK,
    );
    world.state.store.write(move |conn| access::append(conn, entry)).await.unwrap();
    let notice = notice();
    let id = notice.id;
    world.state.store.write(move |conn| notices::write_notice(conn, &notice, &Actor::Console("uji".into()))).await.unwrap();
    let offer = crate::offers::draft_of(world, "32.04", account, MARK).await;
    let hook = NewWebhook {
        id: Id(uuid::Uuid::new_v4()),
        region: Some(region("32.04")),
        name: MARK.into(),
        url: format!("https://situs.example/{MARK}"),
        kinds: [registry::webhook::Kind::SourceHeld].into(),
        secret: vec![0; 33],
    };
    let hook = world.state.store.write(move |conn| webhooks::add_webhook(conn, hook, &Actor::Console(MARK.into()), now())).await.unwrap();
    (account, key.split('_').nth(1).unwrap().to_owned(), offer, id.to_string(), hook.id.to_string())
}

/// What region B has announced: everybody reads it, and only its own team may change it.
fn notice() -> Notice {
    let ends_at = now().plus(std::time::Duration::from_secs(3600));
    let content = Content { kind: Kind::Closed, text: "Banjir".into(), text_en: None, hours: None, starts_at: now(), ends_at };
    let (id, region) = (Id::derive("walk", "notice", "b"), region("32.04"));
    let (author, author_name) = ("console:uji".to_owned(), "uji".to_owned());
    Notice { id, region, target: Target::Region, content, author, author_name, written_at: now(), changed_at: now(), ended_at: None }
}

/// Routes that answer nobody.
async fn guarded(world: &World) -> Vec<(String, Method)> {
    let mut found = Vec::new();
    for route in routes() {
        for method in METHODS {
            let told = told(world, &Shows::Nothing, &method, &filled(&route, "bandung", "32.04"), &[]).await;
            assert!(told.status < 500, "{method} {route}: {}", told.body);
            if told.status == 401 || (told.status == 303 && route.starts_with("/publikasi")) {
                found.push((route.clone(), method));
            }
        }
    }
    found
}

#[actix_web::test]
async fn what_is_described_is_walked() {
    let world = World::new().await;
    let told = told(&world, &Shows::Nothing, &Method::GET, "/openapi.json", &[]).await;
    let description: serde_json::Value = serde_json::from_str(&told.body).unwrap();
    let walked = routes();
    let missing: Vec<_> = description["paths"].as_object().unwrap().keys().filter(|path| !walked.contains(path.as_str())).collect();
    assert!(missing.is_empty() && walked.contains("/hsds/services/{id}") && walked.contains("/v1/changes"), "{missing:?} in {walked:?}");
}

/// Where nothing stands between a caller and the answer, it is everybody's: no word of it depends on who asks, unless it is their own region's.
#[actix_web::test]
async fn open_routes_tell_another_region_what_they_tell_everybody() {
    let world = World::new().await;
    of_b(&world).await;
    let doors: BTreeSet<String> =
        guarded(&world).await.into_iter().filter(|(_, method)| method == Method::GET).map(|(route, _)| route).collect();
    let plain = |told: &Told| {
        let mut body = told.body.clone();
        if let Some(at) = body.find("\"took_ms\"") {
            body.truncate(at);
        }
        body
    };
    // The counters count our own requests, and who is signed in is not asked to sign in.
    let own = ["/metrics", "/masuk"];
    for route in routes().into_iter().filter(|route| !doors.contains(route) && !own.contains(&route.as_str())) {
        let admin = world.person(Role::RegionAdmin, Some("32.71")).await;
        for id in ["mpp-uji", "bandung"] {
            let path = filled(&route, id, "32.04");
            let all = told(&world, &Shows::Nothing, &Method::GET, &path, &[]).await;
            for shows in both(&world, admin).await {
                let one = told(&world, &shows, &Method::GET, &path, &[]).await;
                assert_eq!((one.status, plain(&one)), (all.status, plain(&all)), "{path} {shows:?}");
                assert!(!one.body.contains(MARK), "{path} {shows:?}: {}", one.body);
            }
        }
    }
}

#[actix_web::test]
async fn nobody_gets_past_the_doors() {
    let world = World::new().await;
    of_b(&world).await;
    let doors = guarded(&world).await;
    let walked: BTreeSet<&str> = doors.iter().map(|(route, _)| route.as_str()).collect();
    for route in [
        "/v1/me",
        "/publikasi",
        "/publikasi/kunci",
        "/publikasi/tim",
        "/publikasi/riwayat",
        "/publikasi/sumber/{id}",
        "/publikasi/{region}/pengumuman",
        "/publikasi/webhook/{id}",
        "/v1/webhooks/{id}",
    ] {
        assert!(walked.contains(route), "{route} is not walked: {walked:?}");
    }
    let open = routes().into_iter().filter(|route| route.starts_with("/publikasi") && !walked.contains(route.as_str()));
    assert_eq!(open.collect::<Vec<_>>(), Vec::<String>::new(), "a page of the teams that is open to everybody");
}

#[actix_web::test]
async fn another_regions_things_do_not_exist() {
    let world = World::new().await;
    let (account, key, offer, notice, hook) = of_b(&world).await;
    let account = account.to_string();
    let doors = guarded(&world).await;
    for role in [Role::Editor, Role::Publisher, Role::RegionAdmin] {
        for (route, method) in &doors {
            // Each door by somebody else: the walk is longer than what one may ask in a minute.
            let [session, bearer] = both(&world, world.person(role, Some("32.71")).await).await;
            for (shows, real, nothing) in [&session, &bearer].into_iter().flat_map(|shows| {
                let none = "00000000-0000-8000-8000-000000000000";
                [
                    ("bandung", "tidak-ada"),
                    ("mpp-uji", "tidak-ada"),
                    (key.as_str(), "aaaaaaaaaaaaaaaa"),
                    (account.as_str(), none),
                    (notice.as_str(), none),
                    (offer.as_str(), none),
                    (hook.as_str(), none),
                ]
                .map(|(real, nothing)| (shows, real, nothing))
            }) {
                let (code, no_code) = ("32.04", "99.99");
                for query in ["", "?daerah="] {
                    let path = |id: &str, code: &str| {
                        let path = filled(route, id, code);
                        if query.is_empty() { path } else { format!("{path}{query}{code}") }
                    };
                    let foreign = told(&world, shows, method, &path(real, code), &form(real)).await;
                    let none = told(&world, shows, method, &path(nothing, no_code), &form(nothing)).await;
                    let plain = |told: &Told, id: &str, code: &str| told.body.replace(id, "…").replace(code, "…");
                    assert_eq!(foreign.status, none.status, "{role:?} {method} {route}{query}\n{}\n{}", foreign.body, none.body);
                    if foreign.status >= 400 {
                        assert_eq!(plain(&foreign, real, code), plain(&none, nothing, no_code), "{role:?} {method} {route}{query}");
                    }
                    assert!(!foreign.body.contains(MARK), "{role:?} {method} {route}{query}: {}", foreign.body);
                }
            }
        }
    }
    assert!(world.state.store.read(|conn| access::verify_audit(conn, None)).await.unwrap().is_ok());
    let kept = world.state.store.read(|conn| notices::live_notices(conn, now())).await.unwrap();
    assert_eq!(kept, [self::notice()], "nobody of another region has touched it");
}

#[actix_web::test]
async fn no_role_makes_a_route_fall() {
    let world = World::new().await;
    of_b(&world).await;
    for role in Role::ALL {
        for route in routes() {
            for shows in both(&world, world.person(role, (!role.is_national()).then_some("32.71")).await).await {
                for method in METHODS {
                    for id in ["bogor", "bandung", "tidak-ada", "%00", "..%2f"] {
                        let told = told(&world, &shows, &method, &filled(&route, id, "32.71"), &[]).await;
                        assert!(told.status < 500, "{role:?} {method} {route} {id}: {}", told.body);
                    }
                }
            }
        }
    }
}
