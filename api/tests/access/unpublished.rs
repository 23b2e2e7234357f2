//! What a region published itself and is held, or was refused, was never public: its content is for those alone who may read the region's
//! drafts. Who decided is theirs to know too; the public is told that it was, and when.

use actix_web::test::{self, TestRequest};
use harvester::decision::By;
use harvester::publish::{MadeFrom, Publication, publish};
use harvester::report::Language;
use registry::access::{Action, Actor, Limits, Role};
use registry::model::{SourceFile, Verdict};
use registry::store;

use crate::world::{Shows, World, now};

/// In the name of every service that is held, and in what was refused.
const MARK: &str = "Belum Terbit";

/// Everything that says something of one source, and all sources, to everybody.
const PATHS: [&str; 14] = [
    "/v1/sources",
    "/v1/sources/mpp-uji",
    "/v1/sources/mpp-uji/attempts",
    "/v1/sources/mpp-uji/snapshots",
    "/v1/sources/mpp-uji/findings",
    "/v1/sources/mpp-uji/findings?format=csv",
    "/sumber",
    "/sumber?health=held",
    "/sumber/mpp-uji",
    "/sumber/mpp-uji?lang=en",
    "/sumber/mpp-uji/percobaan",
    "/sumber/mpp-uji/versi",
    "/sumber/mpp-uji/temuan",
    "/metrics",
];

async fn sent(world: &World, body: String) -> Verdict {
    let publication = Publication {
        source: "mpp-uji".into(),
        body: body.into_bytes(),
        content_type: Some("text/csv".into()),
        by: By { actor: Actor::Console("penerbit".into()), name: "Petugas Penerbit".into() },
        made_from: MadeFrom::Any,
        key: None,
        language: Language::Indonesian,
    };
    publish(&world.state.store, publication, now).await.unwrap().verdict
}

fn table(names: impl Iterator<Item = String>) -> String {
    let rows = names.enumerate().map(|(n, name)| format!("{n};{name};Disdukcapil;Gratis\n"));
    format!("ID;Nama layanan;Instansi;Biaya\n{}", rows.collect::<String>())
}

async fn holding() -> World {
    let world = World::new().await;
    hold(&world, "32.71", MARK).await;
    world
}

/// A source `mpp-uji` in this region, which publishes itself: forty services are served; ten others, with `mark` in their names, are held.
pub async fn hold(world: &World, code: &str, mark: &str) {
    let toml =
        format!("id = \"mpp-uji\"\nregion = \"{code}\"\nformat = \"push\"\nurl = \"https://terbit.example/\"\ninterval_seconds = 2592000");
    let source = SourceFile::parse(&toml).unwrap().sources.remove(0);
    world.state.store.write(move |conn| store::import(conn, &source, now())).await.unwrap();
    assert_eq!(sent(world, table((0..40).map(|n| format!("Layanan nomor {n}")))).await, Verdict::Accepted);
    assert_eq!(sent(world, table((0..10).map(|n| format!("Layanan {mark} {n}")))).await, Verdict::Held);
}

async fn read(world: &World, shows: &Shows, path: &str) -> (String, String) {
    let answer = world.call(shows, TestRequest::get().uri(path)).await;
    assert_eq!(answer.status(), 200, "{path}");
    let kept = answer.headers().get("cache-control").unwrap().to_str().unwrap().to_owned();
    (String::from_utf8_lossy(&test::read_body(answer).await).into_owned(), kept)
}

async fn json(world: &World, shows: &Shows, path: &str) -> serde_json::Value {
    serde_json::from_str(&read(world, shows, path).await.0).unwrap()
}

async fn of(world: &World, role: Role, code: Option<&str>) -> Shows {
    let person = world.person(role, code).await;
    world.key(person, Limits::default()).await
}

/// Everybody, and whoever is known but has no part in the region's drafts.
async fn strangers(world: &World) -> Vec<Shows> {
    let ours = world.person(Role::Publisher, Some("32.71")).await;
    let only_keys = Limits { actions: Some([Action::ManageKeys].into()), ..Limits::default() };
    let other_source = Limits { sources: Some(["bogor".to_owned()].into()), region: Some("32.71".parse().unwrap()), ..Limits::default() };
    vec![
        Shows::Nothing,
        of(world, Role::RegionAdmin, Some("32.04")).await,
        world.session(world.person(Role::Editor, Some("32.04")).await).await,
        world.key(ours, only_keys).await,
        world.key(ours, other_source).await,
    ]
}

#[actix_web::test]
async fn what_a_region_published_and_is_held_is_seen_by_its_team_alone() {
    let world = holding().await;
    let diff = world.state.store.read(|conn| store::held(conn, "mpp-uji")).await.unwrap().unwrap().diff_hash;
    for shows in strangers(&world).await {
        for path in PATHS {
            world.from.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let seen = world.call(&shows, TestRequest::get().uri(path)).await;
            let seen = String::from_utf8_lossy(&test::read_body(seen).await).into_owned();
            assert!(!seen.contains(MARK) && !seen.contains(&diff) && !seen.contains("40 → 10"), "{shows:?} {path}: {seen}");
        }
        let one = json(&world, &shows, "/v1/sources/mpp-uji").await;
        assert_eq!(
            (&one["held"]["since"], &one["held"]["times"]),
            (&"2026-11-24T03:00:00Z".into(), &1.into()),
            "that something waits is told"
        );
        assert!(one["held"]["counts"].is_null() && one["held"]["names"].is_null() && one["held"]["release"].is_null(), "{one}");
        let attempts = json(&world, &shows, "/v1/sources/mpp-uji/attempts").await;
        let (held, accepted) = (&attempts["attempts"][0], &attempts["attempts"][1]);
        assert!(
            held["outcome"] == "held" && held["records"].is_null() && held["content_hash"].is_null() && held["detail"].is_null(),
            "{held}"
        );
        assert_eq!(accepted["records"], 40, "what is served is public");
    }
    for role in [Role::Editor, Role::RegionAdmin, Role::MinistryReviewer] {
        let team = of(&world, role, (!role.is_national()).then_some("32.71")).await;
        let (body, kept) = read(&world, &team, "/v1/sources/mpp-uji").await;
        assert!(body.contains(&format!("Layanan {MARK} 7")) && body.contains(&diff), "{role:?}: {body}");
        assert_eq!(kept, "private, no-store", "what one may see is kept for nobody else");
        assert_eq!(json(&world, &team, "/v1/sources/mpp-uji/attempts").await["attempts"][0]["records"], 10);
    }
    let session = world.session(world.person(Role::Editor, Some("32.71")).await).await;
    assert!(read(&world, &session, "/publikasi/sumber/mpp-uji").await.0.contains(&format!("Layanan {MARK} 7")));
}

#[actix_web::test]
async fn findings_on_what_was_refused_are_the_teams() {
    let world = holding().await;
    assert_eq!(sent(&world, format!("ID;Nama layanan;Instansi\n{MARK} 1;;Dinas A\n{MARK} 2;;Dinas B\n")).await, Verdict::Rejected);
    let team = of(&world, Role::Editor, Some("32.71")).await;
    for path in ["/v1/sources/mpp-uji/findings", "/v1/sources/mpp-uji/findings?format=csv"] {
        assert!(read(&world, &team, path).await.0.contains(MARK), "{path}");
    }
    for shows in strangers(&world).await {
        for path in PATHS {
            world.from.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let seen = world.call(&shows, TestRequest::get().uri(path)).await;
            let seen = String::from_utf8_lossy(&test::read_body(seen).await).into_owned();
            assert!(!seen.contains(MARK), "{shows:?} {path}: {seen}");
        }
        assert!(json(&world, &shows, "/v1/sources").await["sources"][2]["last_detail"].is_null());
    }
}

#[actix_web::test]
async fn the_public_is_told_when_something_was_decided_and_not_by_whom() {
    let world = holding().await;
    let publisher = world.person(Role::Publisher, Some("32.71")).await;
    let session = world.session(publisher).await;
    let Shows::Session(token) = &session else { panic!() };
    let proof = token.form_token();
    let press = async |button: &str| {
        let diff = world.state.store.read(|conn| store::held(conn, "mpp-uji")).await.unwrap().unwrap().diff_hash;
        let uri = format!("/publikasi/sumber/mpp-uji/{button}");
        let request = TestRequest::post().uri(&uri).set_form([("diff", diff.as_str()), ("csrf", proof.as_str())]);
        assert_eq!(world.call(&session, request).await.status(), 303);
    };
    let name = "penerbit 32.71";
    let nobody_named = async || {
        for shows in strangers(&world).await {
            for path in PATHS {
                world.from.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                let seen = world.call(&shows, TestRequest::get().uri(path)).await;
                let seen = String::from_utf8_lossy(&test::read_body(seen).await).into_owned();
                assert!(!seen.contains(name) && !seen.contains("Petugas Penerbit"), "{shows:?} {path}: {seen}");
            }
        }
    };
    press("tolak").await;
    nobody_named().await;
    let team = world.key(publisher, Limits::default()).await;
    let public = json(&world, &Shows::Nothing, "/v1/sources/mpp-uji").await;
    assert!(public["held"]["refused_at"] == "2026-11-24T03:00:00Z" && public["held"]["refused_by"].is_null(), "{public}");
    assert_eq!(json(&world, &team, "/v1/sources/mpp-uji").await["held"]["refused_by"], name);
    assert!(read(&world, &Shows::Nothing, "/sumber/mpp-uji").await.0.contains("Ditolak petugas"));
    press("terima").await;
    nobody_named().await;
    let public = json(&world, &Shows::Nothing, "/v1/sources/mpp-uji/snapshots").await;
    assert!(public["snapshots"][0]["cause"] == "released" && public["snapshots"][0]["actor"].is_null(), "{public}");
    assert_eq!(json(&world, &team, "/v1/sources/mpp-uji/snapshots").await["snapshots"][0]["actor"], name);
}
