//! What others follow and take away: the feed of changes, and lists with their filters.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use registry::model::{Channel, Id, Instant, Source};
use registry::store::read::{self, Depth, Filed, Part, Sought};
use registry::store::{self, FeedPage, Store};

use crate::fixture::{again, at, catalog, claimed, finish, judged, new, source};

const GRACE: u64 = 7 * 86_400;

async fn page(store: &Store, after: i64, want: usize) -> FeedPage {
    store.read(move |conn| store::feed(conn, after, want)).await.unwrap()
}

async fn harvested(store: &Store, source: &Source, names: &[&str], now: Instant) {
    let lease = claimed(store, source, now).await;
    finish(store, lease, new(source, names), now).await.unwrap();
}

fn place_of(name: &str) -> Id {
    catalog(&source("a"), &[name]).services_at_locations[0].id
}

pub async fn the_feed_gives_each_entity_once_where_it_changed_last(store: Store) {
    let a = source("a");
    harvested(&store, &a, &["satu", "dua", "tiga"], at(1)).await;
    assert_eq!(again(&store, new(&a, &["dua", "tiga"]), at(10)).await.removed, 1);
    let all = page(&store, 0, 99).await;
    assert_eq!((all.changes.len(), all.last), (3, 4), "`satu` is marked as missing: it stands at the end, and there alone");
    let last = all.changes.last().unwrap();
    assert_eq!((last.entity_id, last.deleted), (place_of("satu"), false));

    store.write(|conn| store::bury(conn, at(11 + GRACE))).await.unwrap();
    let rest = page(&store, all.last, 99).await;
    assert_eq!(rest.changes.iter().map(|change| (change.entity_id, change.deleted)).collect::<Vec<_>>(), [(place_of("satu"), true)]);
    assert_eq!(page(&store, rest.last, 99).await, FeedPage { changes: Vec::new(), last: rest.last }, "there is no more");

    // In pages of one it is the same.
    let (mut after, mut seen) = (0, Vec::new());
    loop {
        let one = page(&store, after, 1).await;
        if one.last == after {
            break;
        }
        seen.extend(one.changes.iter().map(|change| change.entity_id));
        after = one.last;
    }
    assert_eq!(seen.len(), 3);
    assert_eq!(seen.last(), Some(&place_of("satu")));
}

/// Eight writers at once, and a reader that goes on from where he was while they write: PostgreSQL gives numbers before it commits them, so
/// without a lock he would pass a number that becomes visible later.
pub async fn a_reader_of_the_feed_misses_nothing_while_many_write(store: Store) {
    const WRITERS: usize = 8;
    const EACH: usize = 6;
    let sources: Vec<Source> = (0..WRITERS * EACH).map(|number| source(&format!("s{number}"))).collect();
    store.write(move |conn| sources.iter().try_for_each(|source| store::import(conn, source, at(0)).map(drop))).await.unwrap();
    let leases = store.write(|conn| store::claim(conn, "worker", at(0), std::time::Duration::from_secs(3600), 99)).await.unwrap();
    assert_eq!(leases.len(), WRITERS * EACH);
    let done = Arc::new(AtomicBool::new(false));
    let reader = {
        let (store, done) = (store.clone(), done.clone());
        tokio::spawn(async move {
            let (mut after, mut seen) = (0, HashMap::new());
            loop {
                let ending = done.load(Ordering::SeqCst);
                let part = page(&store, after, 7).await;
                seen.extend(part.changes.iter().map(|change| (change.entity_id, change.seq)));
                if part.last == after && ending {
                    return seen;
                }
                after = part.last;
            }
        })
    };
    let write = |some: &[store::Lease]| {
        let (store, some) = (store.clone(), some.to_vec());
        tokio::spawn(async move {
            for lease in some {
                let content = new(&lease.source, &["satu", "dua", "tiga", "empat", "lima"]);
                finish(&store, lease, content, at(1)).await.unwrap();
            }
        })
    };
    for writer in leases.chunks(EACH).map(write).collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    done.store(true, Ordering::SeqCst);
    let seen = reader.await.unwrap();
    let all = page(&store, 0, usize::MAX).await.changes;
    assert_eq!(all.len(), WRITERS * EACH * 5);
    assert!(all.iter().all(|change| seen.get(&change.entity_id) == Some(&change.seq)), "the reader has the newest change on each");
}

const ALL: Part = Part { after: None, offset: 0, limit: 99 };

async fn found(store: &Store, sought: Sought) -> usize {
    let (ids, count) =
        store.read(move |conn| Ok((read::service_ids(conn, &sought, ALL)?, read::count_services(conn, &sought)?))).await.unwrap();
    assert_eq!(i64::try_from(ids.len()).unwrap(), count);
    ids.len()
}

pub async fn lists_are_filtered_by_all_that_is_asked(store: Store) {
    harvested(&store, &source("a"), &["Kartu 100%", "Kartu 100 persen", "Akta kelahiran"], at(1)).await;
    let words = |text: &str| Sought { words: vec![text.to_owned()], ..Sought::default() };
    assert_eq!(found(&store, Sought::default()).await, 3);
    assert_eq!(found(&store, words("KARTU")).await, 2, "whatever the case");
    assert_eq!(found(&store, words("100%")).await, 1, "signs of LIKE mean themselves");
    assert_eq!(found(&store, words("k_rtu")).await, 0);
    let both = Sought { words: vec!["kartu".to_owned(), "persen".to_owned()], ..Sought::default() };
    assert_eq!(found(&store, both).await, 1);
    let region = |code: &str| Sought { region: Some(code.parse().unwrap()), ..Sought::default() };
    assert_eq!((found(&store, region("32.71")).await, found(&store, region("32")).await, found(&store, region("36")).await), (3, 3, 0));
    let filed = |filed: Filed| Sought { filed: vec![filed], ..Sought::default() };
    assert_eq!(found(&store, filed(Filed::Channel(Some(Channel::Counter)))).await, 3);
    assert_eq!(found(&store, filed(Filed::Channel(Some(Channel::Online)))).await, 0);
    assert_eq!(found(&store, filed(Filed::Category(None))).await, 0);
    assert_eq!(found(&store, Sought { organization: Some(place_of("lain")), ..Sought::default() }).await, 0);
}

pub async fn what_changed_since_is_known_of_services_and_what_is_shown_with_them(store: Store) {
    let a = source("a");
    harvested(&store, &a, &["satu", "dua"], at(1)).await;
    let since = |seconds: u64| Sought { modified_after: Some(at(seconds)), ..Sought::default() };
    assert_eq!((found(&store, since(1)).await, found(&store, since(2)).await), (2, 0), "on or after");
    judged(&store, new(&a, &["satu"]), at(10)).await;
    assert_eq!(found(&store, since(2)).await, 1, "what is marked as missing has changed");
    judged(&store, new(&a, &["satu", "dua", "tiga"]), at(20)).await;
    assert_eq!(found(&store, since(20)).await, 2, "one came back, one is new");
    let stamps = store.read(move |conn| read::service_stamps(conn, &Sought::default(), ALL)).await.unwrap();
    let mut times: Vec<Instant> = stamps.iter().map(|(_, at)| *at).collect();
    times.sort_unstable();
    assert_eq!(times, [at(1), at(20), at(20)]);
}

pub async fn a_bundle_holds_what_belongs_to_its_services(store: Store) {
    let a = source("a");
    harvested(&store, &a, &["satu", "dua"], at(1)).await;
    let id = catalog(&a, &["dua"]).services[0].id;
    let whole = store.read(move |conn| read::bundle(conn, &[id, place_of("nothing")], Depth::Whole)).await.unwrap();
    assert_eq!((whole.services.len(), whole.requirements[&id].len(), whole.costs.len()), (1, 2, 1));
    let place = &whole.places[&id][0];
    assert_eq!(place.id, place_of("dua"));
    assert!(whole.locations.contains_key(&place.location_id) && whole.schedules.contains_key(&place.id));
    assert!(whole.organizations.contains_key(&whole.services[&id].organization_id));
    let list = store.read(move |conn| read::bundle(conn, &[id], Depth::List)).await.unwrap();
    assert!(list.schedules.is_empty() && list.requirements.is_empty() && list.costs.is_empty());
    assert_eq!(list.modified_at(&list.services[&id]), at(1));
}
