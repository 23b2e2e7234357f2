//! Held content and earlier versions, decided on by click: over a source that was really harvested.

use actix_web::test::{self, TestRequest};
use registry::access::Role;
use registry::model::{Attempt, Instant, Reason, Verdict};
use registry::store::{self, Content, StoredDocument, access};

use crate::world::{Shows, World, now};

/// A harvest of `bogor` that brings services with these names, as the pipeline would read and end it. Says how it was judged.
async fn harvest(world: &World, names: &[String], at: Instant) -> &'static str {
    let rows: Vec<_> = names.iter().map(|name| serde_json::json!({ "nama": name, "instansi": "Disdukcapil", "biaya": "Gratis" })).collect();
    let body = zstd::encode_all(serde_json::to_vec(&rows).unwrap().as_slice(), 0).unwrap();
    let store = &world.state.store;
    let claimed = store.write(move |conn| {
        store::make_due(conn, &["bogor".to_owned()], at)?;
        store::claim(conn, "uji", at, std::time::Duration::from_secs(60), 10)
    });
    let lease = claimed.await.unwrap().into_iter().find(|lease| lease.source.id == "bogor").unwrap();
    let document = StoredDocument {
        url: lease.source.url.to_string(),
        etag: None,
        last_modified: None,
        content_type: Some("application/json".to_owned()),
        link: None,
        hash: names.len().to_string(),
        body,
    };
    let read = harvester::pipeline::read_again(&lease.source, vec![document], &lease.aliases).await.unwrap();
    assert_eq!(read.catalog.services.len(), names.len());
    let attempt = Attempt {
        started_at: at,
        fetch_ms: 1,
        first_byte_ms: Some(1),
        total_ms: 2,
        requests: 1,
        not_modified: 0,
        http_status: Some(200),
        bytes: 3,
        records: Some(2),
        refused: Some(0),
        content_hash: None,
        outcome: Verdict::Accepted,
        reason: Reason::Changed,
        detail: None,
    };
    let finished = store.write(move |conn| store::finish(conn, &lease, &attempt, &Content::New(Box::new(read)), at));
    finished.await.unwrap().attempt.outcome.as_str()
}

fn names(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("Layanan nomor {n}")).collect()
}

async fn page(world: &World, shows: &Shows) -> (u16, String) {
    let answer = world.call(shows, TestRequest::get().uri("/publikasi/sumber/bogor")).await;
    let status = answer.status().as_u16();
    (status, String::from_utf8(test::read_body(answer).await.to_vec()).unwrap())
}

async fn press(world: &World, shows: &Shows, button: &str, field: (&str, &str)) -> u16 {
    let Shows::Session(token) = shows else { panic!() };
    let proof = token.form_token();
    let request = TestRequest::post().uri(&format!("/publikasi/sumber/bogor/{button}")).set_form([field, ("csrf", &proof)]);
    world.call(shows, request).await.status().as_u16()
}

async fn served(world: &World) -> i32 {
    world.state.store.read(|conn| Ok(store::read::source(conn, "bogor")?.unwrap().services)).await.unwrap()
}

/// Forty services are served, ten are held.
async fn holding() -> (World, String) {
    let world = World::new().await;
    assert_eq!(harvest(&world, &names(40), now()).await, "accepted");
    assert_eq!(harvest(&world, &names(10), now()).await, "held");
    let diff = world.state.store.read(|conn| store::held(conn, "bogor")).await.unwrap().unwrap().diff_hash;
    (world, diff)
}

async fn of(world: &World, role: Role) -> Shows {
    world.session(world.person(role, (!role.is_national()).then_some("32.71")).await).await
}

async fn acts(world: &World) -> Vec<(String, String)> {
    let rows = world.state.store.read(|conn| access::audit(conn, Some("32.71".parse().unwrap()), None, 100)).await.unwrap();
    rows.into_iter().filter(|row| row.target == "bogor").map(|row| (row.act, row.detail)).collect()
}

#[actix_web::test]
async fn a_publisher_accepts_what_is_held_and_an_editor_only_sees_it() {
    let (world, diff) = holding().await;
    let (editor, publisher) = (of(&world, Role::Editor).await, of(&world, Role::Publisher).await);
    let (status, seen) = page(&world, &editor).await;
    assert!(status == 200 && seen.contains("Layanan nomor 39") && seen.contains("40 → 10") && !seen.contains("/terima"), "{seen}");
    assert_eq!(press(&world, &editor, "terima", ("diff", &diff)).await, 403);
    assert!(page(&world, &publisher).await.1.contains("/terima"));
    assert_eq!(press(&world, &publisher, "terima", ("diff", "0000000000000000")).await, 409, "not what is held now");
    assert_eq!(served(&world).await, 40);
    assert_eq!(press(&world, &publisher, "terima", ("diff", &diff)).await, 303);
    assert_eq!(served(&world).await, 10);
    assert_eq!(press(&world, &publisher, "terima", ("diff", &diff)).await, 409, "once is enough");
    let acts = acts(&world).await;
    assert_eq!(acts.len(), 1);
    assert!(acts[0].0 == "held_accepted" && acts[0].1.contains(&diff), "{acts:?}");
    assert!(page(&world, &publisher).await.1.contains("penerbit 32.71"), "the version says who released it");
}

#[actix_web::test]
async fn what_is_refused_stays_out_and_can_be_accepted_later() {
    let (world, diff) = holding().await;
    let admin = of(&world, Role::RegionAdmin).await;
    assert_eq!(press(&world, &admin, "tolak", ("diff", &diff)).await, 303);
    let seen = page(&world, &admin).await.1;
    assert!(seen.contains("ditolak") && seen.contains("admin daerah 32.71") && !seen.contains("/tolak"), "{seen}");
    for day in 1..4 {
        let later = now().plus(std::time::Duration::from_secs(day * 86_400));
        assert_eq!(harvest(&world, &names(10), later).await, "held");
    }
    assert_eq!(served(&world).await, 40);
    let diff = world.state.store.read(|conn| store::held(conn, "bogor")).await.unwrap().unwrap().diff_hash;
    assert_eq!(press(&world, &admin, "terima", ("diff", &diff)).await, 303);
    assert_eq!(served(&world).await, 10);
    let acts: Vec<String> = acts(&world).await.into_iter().map(|(act, _)| act).collect();
    assert_eq!(acts, ["held_accepted", "held_refused"]);
}

#[actix_web::test]
async fn an_earlier_version_is_put_back_by_click() {
    let world = World::new().await;
    harvest(&world, &names(20), now()).await;
    harvest(&world, &names(22), now()).await;
    let reviewer = of(&world, Role::MinistryReviewer).await;
    let (versions, _) = world.state.store.read(|conn| store::snapshots(conn, "bogor", 0, 10)).await.unwrap();
    let first = versions.last().unwrap().id.to_string();
    assert!(page(&world, &reviewer).await.1.contains("/kembalikan"));
    assert_eq!(press(&world, &of(&world, Role::Editor).await, "kembalikan", ("versi", &first)).await, 403);
    assert_eq!(press(&world, &reviewer, "kembalikan", ("versi", &first)).await, 303);
    assert_eq!(served(&world).await, 20);
    assert_eq!(press(&world, &reviewer, "kembalikan", ("versi", "999999")).await, 409);
    assert_eq!(acts(&world).await[0].0, "rolled_back");
}

#[actix_web::test]
async fn the_page_says_what_raises_the_quality() {
    let world = World::new().await;
    harvest(&world, &names(20), now()).await;
    let (_, seen) = page(&world, &of(&world, Role::Editor).await).await;
    for words in ["Mutu katalog", "dari 100", "Lengkapi persyaratan pada 20 layanan", "Lengkapi saluran pengaduan pada 20 layanan"] {
        assert!(seen.contains(words), "{words}: {seen}");
    }
    assert!(!seen.contains("Lengkapi biaya"), "every service tells its cost");
}
