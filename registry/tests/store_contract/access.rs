//! Accounts, keys, sessions, and the log of what was done.

use std::time::Duration;

use registry::access::{Act, Action, Actor, BrokenLink, Entry, Key, Limits, Membership, Role, Scope, Standing, Token};
use registry::model::{Id, Instant, RegionCode};
use registry::store::access::{self, AccountKind, Known, NewAccount, NewKey, NewSession};
use registry::store::{Conn, Store, StoreError};

use super::fixture::at;

const HOUR: u64 = 3600;

fn bogor() -> RegionCode {
    "32.71".parse().unwrap()
}

fn console() -> Actor {
    Actor::Console("ani".into())
}

fn id(name: &str) -> Id {
    Id::derive("access", "account", name)
}

fn key(n: u8) -> Key {
    Key::new([n; 10], [n; 32])
}

fn person(conn: &mut Conn, name: &str, role: Role) -> Result<Id, StoreError> {
    let email = Some(format!(" {name}@Bogor.example"));
    let region = (!role.is_national()).then(bogor);
    let new = NewAccount { id: id(name), kind: AccountKind::Person, name: name.into(), email, region };
    assert!(access::add_account(conn, new, &console(), at(0))?);
    assert!(access::give_role(conn, id(name), Membership { region, role }, &console(), at(0))?);
    Ok(id(name))
}

fn add_key(conn: &mut Conn, n: u8, account: Id, limits: Limits) -> Result<(), StoreError> {
    let new = NewKey { key: key(n), account, name: "SIMPEG".into(), limits, expires_at: at(24 * HOUR) };
    access::add_key(conn, &new, &console(), at(0))
}

/// A publisher with an unbounded key.
async fn with_key(store: &Store) {
    store
        .write(|conn| {
            let account = person(conn, "budi", Role::Publisher)?;
            add_key(conn, 1, account, Limits::default())
        })
        .await
        .unwrap();
}

async fn by_key(store: &Store, key: Key, now: Instant) -> Option<Known> {
    store.read(move |conn| access::known_by_key(conn, &key, now)).await.unwrap()
}

async fn by_session(store: &Store, token: &Token, now: Instant) -> Option<Known> {
    let hash = token.digest();
    store.read(move |conn| access::known_by_session(conn, hash, now)).await.unwrap()
}

pub async fn a_key_speaks_for_its_account_until_it_ends(store: Store) {
    with_key(&store).await;
    let known = by_key(&store, key(1), at(1)).await.unwrap();
    assert_eq!((known.account.name.as_str(), known.account.email.as_deref()), ("budi", Some("budi@bogor.example")));
    let source = Scope::Source { region: bogor(), id: "mpp-bogor".into() };
    assert_eq!(known.grants.standing(Action::Publish, &source), Standing::May);
    assert!(by_key(&store, Key::new([1; 10], [9; 32]), at(1)).await.is_none(), "the right name, another secret");
    assert!(by_key(&store, key(2), at(1)).await.is_none(), "a name that there is none of");
    assert!(by_key(&store, key(1), at(24 * HOUR)).await.is_none(), "expired");
    assert!(store.write(|conn| access::revoke_key(conn, key(1).id(), &console(), at(2))).await.unwrap());
    assert!(by_key(&store, key(1), at(3)).await.is_none(), "revoked");
    assert!(!store.write(|conn| access::revoke_key(conn, key(1).id(), &console(), at(4))).await.unwrap(), "once is enough");
}

pub async fn a_key_follows_its_accounts_roles(store: Store) {
    with_key(&store).await;
    let (region, actor) = (Some(bogor()), console());
    let editor = Membership { region, role: Role::Editor };
    store.write(move |conn| access::give_role(conn, id("budi"), editor, &actor, at(1))).await.unwrap();
    let known = by_key(&store, key(1), at(2)).await.unwrap();
    assert_eq!(known.grants.standing(Action::Publish, &Scope::Region(bogor())), Standing::MayNot);
    assert!(store.write(move |conn| access::take_role(conn, id("budi"), region, &console(), at(3))).await.unwrap());
    let known = by_key(&store, key(1), at(4)).await.unwrap();
    assert_eq!(known.grants.standing(Action::ReadDrafts, &Scope::Region(bogor())), Standing::Stranger);
    assert!(store.write(|conn| access::shut_account(conn, id("budi"), &console(), at(5))).await.unwrap());
    assert!(by_key(&store, key(1), at(6)).await.is_none(), "shut");
    assert!(store.write(|conn| access::open_account(conn, id("budi"), &console(), at(7))).await.unwrap());
    assert!(by_key(&store, key(1), at(8)).await.is_some());
}

pub async fn the_secret_of_a_key_is_not_in_the_database(store: Store) {
    with_key(&store).await;
    let row = store.read(|conn| access::key(conn, key(1).id())).await.unwrap().unwrap();
    assert_eq!(row.hash, key(1).digest().0);
    assert!(!row.hash.windows(8).any(|part| part == [1; 8]));
    let kept = format!("{:?}", store.read(|conn| access::audit(conn, None, None, 100)).await.unwrap());
    let shown = key(1).reveal();
    assert!(!kept.contains(shown.rsplit('_').next().unwrap()));
}

pub async fn the_last_use_of_a_key_is_kept_to_the_minute(store: Store) {
    with_key(&store).await;
    assert!(by_key(&store, key(1), at(1)).await.unwrap().is_stale);
    store.write(|conn| access::key_used(conn, key(1).id(), at(1))).await.unwrap();
    assert!(!by_key(&store, key(1), at(60)).await.unwrap().is_stale);
    assert!(by_key(&store, key(1), at(61)).await.unwrap().is_stale);
    let keys = store.read(|conn| access::keys(conn, None)).await.unwrap();
    assert_eq!(keys.iter().map(|(key, account)| (key.last_used_at, account.id)).collect::<Vec<_>>(), [(Some(at(1)), id("budi"))]);
}

pub async fn a_session_ends_by_idleness_by_its_age_and_with_its_key(store: Store) {
    with_key(&store).await;
    let (token, by_a_key) = (Token::new([5; 32]), Token::new([6; 32]));
    let sessions = [
        NewSession { hash: token.digest(), account: id("budi"), key: None },
        NewSession { hash: by_a_key.digest(), account: id("budi"), key: Some(key(1).id().clone()) },
    ];
    store.write(move |conn| sessions.iter().try_for_each(|new| access::begin_session(conn, new, at(0)))).await.unwrap();
    assert!(by_session(&store, &Token::new([7; 32]), at(1)).await.is_none());
    assert!(by_session(&store, &token, at(2 * HOUR - 1)).await.is_some());
    assert!(by_session(&store, &token, at(2 * HOUR)).await.is_none(), "two hours idle");
    for hour in 1..12 {
        let hash = token.digest();
        store.write(move |conn| access::session_seen(conn, hash, at(hour * HOUR))).await.unwrap();
    }
    assert!(by_session(&store, &token, at(12 * HOUR - 1)).await.is_some());
    assert!(by_session(&store, &token, at(12 * HOUR)).await.is_none(), "a working day old");
    assert!(by_session(&store, &by_a_key, at(1)).await.is_some());
    store.write(|conn| access::revoke_key(conn, key(1).id(), &console(), at(2))).await.unwrap();
    assert!(by_session(&store, &by_a_key, at(3)).await.is_none(), "its key is revoked");
    let hash = token.digest();
    assert!(store.write(move |conn| access::end_session(conn, hash, at(4))).await.unwrap());
    assert!(by_session(&store, &token, at(5)).await.is_none(), "signed out");
}

pub async fn a_shut_account_has_no_session(store: Store) {
    with_key(&store).await;
    let token = Token::new([5; 32]);
    let new = NewSession { hash: token.digest(), account: id("budi"), key: None };
    store.write(move |conn| access::begin_session(conn, &new, at(0))).await.unwrap();
    store.write(|conn| access::shut_account(conn, id("budi"), &console(), at(1))).await.unwrap();
    store.write(|conn| access::open_account(conn, id("budi"), &console(), at(2))).await.unwrap();
    assert!(by_session(&store, &token, at(3)).await.is_none(), "it does not come back when the account is opened");
}

pub async fn an_address_and_a_person_at_a_provider_are_one_accounts(store: Store) {
    with_key(&store).await;
    let again =
        NewAccount { id: id("other"), kind: AccountKind::Person, name: "x".into(), email: Some("BUDI@bogor.example".into()), region: None };
    assert!(!store.write(move |conn| access::add_account(conn, again, &console(), at(1))).await.unwrap());
    store.write(|conn| person(conn, "siti", Role::MinistryAdmin)).await.unwrap();
    let bind =
        |name: &'static str, at: Instant| store.write(move |conn| access::bind_account(conn, id(name), "https://masuk.example", "7", at));
    assert!(bind("budi", at(2)).await.unwrap());
    assert!(!bind("budi", at(3)).await.unwrap(), "it is bound already");
    assert!(bind("siti", at(4)).await.is_err(), "another account is this person");
    let found = store.read(|conn| access::account_at_provider(conn, "https://masuk.example", "7")).await.unwrap().unwrap();
    assert_eq!(found.id, id("budi"));
    assert!(store.read(|conn| access::account_at_provider(conn, "https://lain.example", "7")).await.unwrap().is_none());
    let team = store.read(|conn| access::team(conn, Some(bogor()))).await.unwrap();
    assert_eq!(team.iter().map(|row| (row.account.name.as_str(), row.role)).collect::<Vec<_>>(), [("budi", Role::Publisher)]);
}

pub async fn everything_that_is_done_is_in_the_log_of_its_region(store: Store) {
    with_key(&store).await;
    store.write(|conn| person(conn, "siti", Role::MinistryAdmin)).await.unwrap();
    let acts = |region: Option<RegionCode>| {
        let rows = store.read(move |conn| access::audit(conn, region, None, 100));
        async move { rows.await.unwrap().into_iter().map(|row| row.act).collect::<Vec<_>>() }
    };
    assert_eq!(acts(Some(bogor())).await, ["key_added", "role_given", "account_added"]);
    assert_eq!(acts(None).await.len(), 5);
    let next = store.read(|conn| access::audit(conn, None, Some(3), 1)).await.unwrap();
    assert_eq!(next.iter().map(|row| (row.number, row.actor.as_str())).collect::<Vec<_>>(), [(2, "console:ani")]);
}

fn entry(n: usize) -> Entry {
    Entry::new(at(0), &console(), Act::NoticeWritten, Some(bogor()), format!("notice {n}"))
}

pub async fn the_log_takes_entries_and_gives_none_away(store: Store) {
    store.write(|conn| (0..3).try_for_each(|n| access::append(conn, entry(n)).map(drop))).await.unwrap();
    for sql in [
        "UPDATE audit SET target = 'x' WHERE number = 2",
        "DELETE FROM audit WHERE number = 2",
        "DELETE FROM audit",
        "INSERT INTO audit SELECT * FROM audit WHERE number = 2",
    ] {
        assert!(store.write(move |conn| conn.batch(sql)).await.is_err(), "{sql}");
    }
    let only_here =
        if store.engine() == "sqlite" { "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE number = 2" } else { "TRUNCATE audit" };
    assert!(store.write(move |conn| conn.batch(only_here)).await.is_err(), "{only_here}");
    assert_eq!(store.read(|conn| access::verify_audit(conn, None)).await.unwrap().unwrap().number, 3);
}

/// What somebody with the database's own rights can do: the triggers go first.
async fn forge(store: &Store, sql: &'static str) {
    let off = if store.engine() == "sqlite" {
        "DROP TRIGGER audit_is_not_changed; DROP TRIGGER audit_is_not_cut;"
    } else {
        "ALTER TABLE audit DISABLE TRIGGER ALL;"
    };
    store.write(move |conn| conn.batch(&format!("{off} {sql}"))).await.unwrap();
}

pub async fn one_changed_row_of_the_log_is_found(store: Store) {
    // More than one step of the check.
    store.write(|conn| (0..1500).try_for_each(|n| access::append(conn, entry(n)).map(drop))).await.unwrap();
    assert_eq!(store.read(|conn| access::verify_audit(conn, None)).await.unwrap().unwrap().number, 1500);
    forge(&store, "UPDATE audit SET detail = '{\"n\":1}' WHERE number = 1234;").await;
    assert_eq!(store.read(|conn| access::verify_audit(conn, None)).await.unwrap(), Err(BrokenLink::Changed(1234)));
}

pub async fn a_log_that_was_cut_off_does_not_hold_the_head_that_was_noted(store: Store) {
    let noted = store.write(|conn| (0..3).map(|n| access::append(conn, entry(n))).last().unwrap()).await.unwrap();
    store.write(|conn| access::append(conn, entry(4))).await.unwrap();
    assert_eq!(store.read(move |conn| access::verify_audit(conn, Some(noted))).await.unwrap().unwrap().number, 4);
    forge(&store, "DELETE FROM audit WHERE number > 2;").await;
    assert_eq!(store.read(|conn| access::verify_audit(conn, None)).await.unwrap().unwrap().number, 2, "from inside nothing is missing");
    assert_eq!(store.read(move |conn| access::verify_audit(conn, Some(noted))).await.unwrap(), Err(BrokenLink::Noted(noted)));
}

pub async fn many_who_write_the_log_at_once_make_one_chain(store: Store) {
    let writers = (0..8).map(|writer| {
        let store = store.clone();
        tokio::spawn(async move {
            for n in 0..20 {
                let taken_back = store.write(move |conn| {
                    access::append(conn, entry(n))?;
                    // Every fifth fails after it has appended: it must leave neither an entry nor a gap.
                    if n % 5 == 0 { Err(StoreError::Ending) } else { Ok(writer) }
                });
                assert_eq!(taken_back.await.is_err(), n % 5 == 0);
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        tokio::time::timeout(Duration::from_secs(60), writer).await.unwrap().unwrap();
    }
    assert_eq!(store.read(|conn| access::verify_audit(conn, None)).await.unwrap().unwrap().number, 8 * 16);
}

pub async fn a_key_with_damaged_bounds_opens_nothing(store: Store) {
    with_key(&store).await;
    store.write(|conn| conn.batch("UPDATE access_keys SET limits = '{\"actions\": 7}'")).await.unwrap();
    assert!(store.read(|conn| access::known_by_key(conn, &key(1), at(1))).await.is_err());
}
