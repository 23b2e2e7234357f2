//! Offers: written down once, read one at a time, decided once, and seen by nobody whose they are not.

use std::time::Duration;

use registry::access::{Act, Actor};
use registry::model::{Id, RegionCode, SourceFile};
use registry::offer::{Gap, OfferState, Proof};
use registry::store::access::{self, AccountKind, NewAccount};
use registry::store::{self, Accepting, Added, Blocked, NewOffer, OfferRow, Seen, Store};

use crate::fixture::at;

const URL: &str = "https://mpp.pandeglangkab.example/hsds.json";

fn actor() -> Actor {
    Actor::Console("uji".into())
}

fn region(code: &str) -> RegionCode {
    code.parse().unwrap()
}

async fn person(store: &Store) -> Id {
    let id = Id(uuid::Uuid::new_v4());
    let new = NewAccount { id, kind: AccountKind::Person, name: "Ani".into(), email: None, region: None };
    store.write(move |conn| access::add_account(conn, new, &actor(), at(0))).await.unwrap();
    id
}

async fn add(store: &Store, account: Id, code: &str, url: &str) -> (Id, Added) {
    let id = Id(uuid::Uuid::new_v4());
    let new = NewOffer {
        id,
        region: region(code),
        url: url.parse().unwrap(),
        name: None,
        format: None,
        mapping: String::new(),
        word: format!("simpul-{}", id.0.simple()),
        account,
    };
    (id, store.write(move |conn| store::add_offer(conn, new, &actor(), at(1))).await.unwrap())
}

async fn row(store: &Store, id: Id) -> OfferRow {
    store.read(move |conn| store::offer(conn, id)).await.unwrap().unwrap()
}

/// Reads an offer: so much of it could be read, and this is what its host says.
async fn seen(store: &Store, id: Id, is_read: bool, seal: &str, proof: Proof) {
    let until = at(100);
    let begun = store.write(move |conn| store::begin_look(conn, id, at(2), until)).await.unwrap();
    assert!(begun.is_ok(), "{begun:?}");
    let seen = Seen { is_read, look: "{}".into(), seal: seal.into(), proof };
    assert!(store.write(move |conn| store::end_look(conn, id, until, &seen, at(3))).await.unwrap());
}

async fn submit(store: &Store, id: Id, seal: &'static str, account: Id) -> Result<(), Blocked> {
    store.write(move |conn| store::submit_offer(conn, id, seal, Some("tolong"), account, &actor(), at(4))).await.unwrap()
}

fn accepting(id: Id, seal: &str, account: Option<Id>, is_made_sure: bool) -> Accepting {
    let toml = format!("id = \"mpp-baru\"\nregion = \"36.01\"\nformat = \"hsds\"\nurl = \"{URL}\"");
    let source = SourceFile::parse(&toml).unwrap().sources.remove(0);
    Accepting { id, seal: seal.into(), source, is_made_sure, account, actor: actor(), by: "Penelaah".into() }
}

async fn accept(store: &Store, with: Accepting) -> Result<(), Blocked> {
    store.write(move |conn| store::accept_offer(conn, &with, at(5))).await.unwrap()
}

pub async fn an_offer_becomes_a_source_that_is_due_and_is_decided_once(store: Store) {
    let (ani, budi) = (person(&store).await, person(&store).await);
    let (id, added) = add(&store, ani, "36.01", URL).await;
    assert_eq!(added, Added::New);
    assert_eq!(submit(&store, id, "", ani).await, Err(Blocked::State(OfferState::Draft)), "nobody has seen it");
    seen(&store, id, true, "s1", Proof::Proven).await;
    assert_eq!(submit(&store, id, "s0", ani).await, Err(Blocked::Seal), "not what was seen");
    assert_eq!(submit(&store, id, "s1", ani).await, Ok(()));
    assert_eq!(accept(&store, accepting(id, "s1", Some(ani), false)).await, Err(Blocked::Own));
    assert_eq!(accept(&store, accepting(id, "s2", Some(budi), false)).await, Err(Blocked::Seal));
    assert_eq!(accept(&store, accepting(id, "s1", Some(budi), false)).await, Ok(()));
    let (one, two) = (
        accept(&store, accepting(id, "s1", Some(budi), false)).await,
        store.write(move |conn| store::withdraw_offer(conn, id, &actor(), at(6))).await,
    );
    assert_eq!((one, two.unwrap()), (Err(Blocked::State(OfferState::Accepted)), Err(Blocked::State(OfferState::Accepted))));
    let row = row(&store, id).await;
    assert_eq!(
        (row.source_id.as_deref(), row.decided_by.as_deref(), row.note.as_deref()),
        (Some("mpp-baru"), Some("Penelaah"), Some("tolong"))
    );
    let due = crate::fixture::claim(&store, "worker", at(6)).await;
    assert_eq!(due.iter().map(|lease| lease.source.id.as_str()).collect::<Vec<_>>(), ["mpp-baru"]);
    let log = store.read(|conn| access::audit(conn, Some("36.01".parse().unwrap()), None, 10)).await.unwrap();
    let acts: Vec<&str> = log.iter().rev().map(|entry| entry.act.as_str()).collect();
    assert_eq!(acts, [Act::SourceDrafted, Act::SourceOffered, Act::SourceAccepted].map(Act::as_str));
    assert!(store.read(|conn| access::verify_audit(conn, None)).await.unwrap().is_ok());
}

pub async fn the_same_address_is_offered_once_by_a_region_and_a_host_keeps_its_word(store: Store) {
    let ani = person(&store).await;
    let (id, _) = add(&store, ani, "36.01", URL).await;
    assert_eq!(add(&store, ani, "36.01", "http://www.MPP.pandeglangkab.example/hsds.json/#x").await.1, Added::Same(id));
    let (other, added) = add(&store, ani, "36.02", URL).await;
    assert_eq!(added, Added::New, "another region does not learn that somebody has it open");
    let (second, _) = add(&store, ani, "36.01", "https://mpp.pandeglangkab.example/lain.json").await;
    assert_eq!(row(&store, second).await.word, row(&store, id).await.word);
    assert_ne!(row(&store, other).await.word, row(&store, id).await.word);
    store.write(move |conn| store::withdraw_offer(conn, id, &actor(), at(6))).await.unwrap().unwrap();
    assert_eq!(add(&store, ani, "36.01", URL).await.1, Added::New, "what was taken back can be offered anew");
    for number in 0..30 {
        let added = add(&store, ani, "36.03", &format!("https://mpp.example/{number}")).await.1;
        assert_eq!(added, if number < 20 { Added::New } else { Added::TooMany }, "{number}");
    }
}

pub async fn one_feed_of_a_region_is_read_at_a_time_and_a_reader_that_is_gone_blocks_nobody(store: Store) {
    let ani = person(&store).await;
    let (one, _) = add(&store, ani, "36.01", URL).await;
    let (two, _) = add(&store, ani, "36.01", "https://lain.example/a.csv").await;
    let (other, _) = add(&store, ani, "36.02", URL).await;
    let begin = |id: Id, now: u64| store.write(move |conn| Ok(store::begin_look(conn, id, at(now), at(now + 60))?.map(|row| row.id)));
    assert_eq!(begin(one, 0).await.unwrap(), Ok(one));
    assert_eq!(begin(two, 1).await.unwrap(), Err(Blocked::Looking));
    assert_eq!(begin(one, 1).await.unwrap(), Err(Blocked::Looking));
    assert_eq!(begin(other, 1).await.unwrap(), Ok(other), "another region waits for nobody");
    assert_eq!(begin(two, 61).await.unwrap(), Ok(two), "the first is gone");
    let late = Seen { is_read: true, look: "{}".into(), seal: "s".into(), proof: Proof::Proven };
    assert_eq!(begin(one, 200).await.unwrap(), Ok(one));
    let written = store.write(move |conn| store::end_look(conn, one, at(60), &late, at(201))).await.unwrap();
    assert!(!written, "who lost the right writes nothing");
    assert_eq!(row(&store, one).await.state, "draft");
}

pub async fn a_host_that_speaks_for_others_or_for_nobody_needs_more_than_a_click(store: Store) {
    let (ani, budi) = (person(&store).await, person(&store).await);
    let (id, _) = add(&store, ani, "36.01", URL).await;
    seen(&store, id, true, "s1", Proof::Contradicts).await;
    assert_eq!(submit(&store, id, "s1", ani).await, Err(Blocked::Contradicts));
    seen(&store, id, true, "s2", Proof::NotProven(Gap::WordMissing)).await;
    assert_eq!(row(&store, id).await.proof(), Proof::NotProven(Gap::WordMissing));
    submit(&store, id, "s2", ani).await.unwrap();
    assert_eq!(accept(&store, accepting(id, "s2", Some(budi), false)).await, Err(Blocked::Unproven));
    store.write(move |conn| store::note_proof(conn, id, Proof::Contradicts, at(5))).await.unwrap();
    assert_eq!(accept(&store, accepting(id, "s2", None, true)).await, Err(Blocked::Contradicts), "whatever is said");
    store.write(move |conn| store::note_proof(conn, id, Proof::NotProven(Gap::Absent), at(5))).await.unwrap();
    assert_eq!(accept(&store, accepting(id, "s2", Some(budi), true)).await, Ok(()));
}

pub async fn an_address_or_a_name_that_a_source_has_is_not_given_twice(store: Store) {
    let ani = person(&store).await;
    let declare = |id: &str, code: &str, format: &str, url: &str| {
        let day = if format == "push" { "\ninterval_seconds = 86400" } else { "" };
        let toml = format!("id = \"{id}\"\nregion = \"{code}\"\nformat = \"{format}\"\nurl = \"{url}\"{day}");
        let source = SourceFile::parse(&toml).unwrap().sources.remove(0);
        store.write(move |conn| store::import(conn, &source, at(0)))
    };
    declare("a", "32.71", "hsds", "http://www.mpp.pandeglangkab.example/hsds.json").await.unwrap();
    declare("b", "36.01", "hsds", "https://mpp.pandeglangkab.example/lama.json").await.unwrap();
    declare("c", "36.02", "push", URL).await.unwrap();
    let beside = store.read(|conn| store::neighbours(conn, region("36.01"), &URL.parse().unwrap())).await.unwrap();
    assert_eq!(beside.same, Some(("a".to_owned(), "32.71".to_owned())), "and not c, which nobody fetches");
    assert_eq!(beside.of_others, [("c".to_owned(), "36.02".to_owned())], "its own are no others");
    let (id, _) = add(&store, ani, "36.01", URL).await;
    seen(&store, id, true, "s", Proof::Proven).await;
    assert_eq!(submit(&store, id, "s", ani).await, Err(Blocked::Taken));
}

pub async fn a_refusal_is_told_with_its_reason_and_settles_the_offer(store: Store) {
    let ani = person(&store).await;
    let (id, _) = add(&store, ani, "36.01", URL).await;
    let refuse = || store.write(move |conn| store::refuse_offer(conn, id, "bukan situs daerah", &actor(), "Penelaah", at(7)));
    assert_eq!(refuse().await.unwrap(), Err(Blocked::State(OfferState::Draft)), "nobody asked the ministry yet");
    seen(&store, id, true, "s", Proof::Proven).await;
    submit(&store, id, "s", ani).await.unwrap();
    assert_eq!(store.read(store::offers_waiting).await.unwrap(), 1);
    assert_eq!(refuse().await.unwrap(), Ok(()));
    let row = row(&store, id).await;
    assert_eq!((row.state.as_str(), row.reason.as_deref()), ("refused", Some("bukan situs daerah")));
    let begun = store.write(move |conn| store::begin_look(conn, id, at(9), at(9).plus(Duration::from_secs(1)))).await.unwrap();
    assert_eq!(begun.map(|row| row.id), Err(Blocked::State(OfferState::Refused)));
    let listed = |code: &'static str, states: &'static [OfferState]| {
        store.read(move |conn| Ok(store::offers(conn, Some(region(code)), states)?.len()))
    };
    assert_eq!(listed("36.01", &OfferState::ALL).await.unwrap(), 1);
    assert_eq!(listed("36.01", &[OfferState::Submitted]).await.unwrap(), 0);
    assert_eq!(listed("36.02", &OfferState::ALL).await.unwrap(), 0);
}
