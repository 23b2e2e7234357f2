//! From an earlier version's tables to this program's: nothing is lost, and who goes on with the earlier program is served meanwhile.
//!
//! `upgrades/at-0012.backup` is the database of a program that knew twelve migrations, made by that program (three synthetic regions, accounts,
//! a key, a notice, entries in the audit log) and then backed up.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use registry::store::backup::{self, Manifest, Version};
use registry::store::{Conn, Store, StoreError, on};

use crate::databases;

const EARLIER: &[u8] = include_bytes!("upgrades/at-0012.backup");

/// An empty database of the same kind: its URL, and what keeps it.
async fn empty(like: &Store) -> (String, Option<tempfile::TempDir>) {
    if like.engine() == "sqlite" {
        let folder = tempfile::tempdir().unwrap();
        return (format!("sqlite:{}", folder.path().join("earlier.db").display()), Some(folder));
    }
    (databases::empty_schema().expect("there is one: the test runs in it"), None)
}

async fn restored(url: &str, version: Version) -> backup::Restored {
    let store = Store::connect(url).await.unwrap();
    store.restore(Cursor::new(EARLIER), version, Box::new(|_, _| {})).await.unwrap()
}

async fn taken(url: &str) -> Manifest {
    let store = Store::connect(url).await.unwrap();
    let at = crate::fixture::at(0);
    store.read(move |conn| backup::take(conn, std::io::sink(), "0", at, Box::new(|_, _| {}))).await.unwrap()
}

/// Rows by table.
fn rows(manifest: &Manifest) -> BTreeMap<&str, u64> {
    manifest.tables.iter().map(|table| (table.table.as_str(), table.rows)).collect()
}

/// Every table of the earlier version is there with as many rows, and those that kept their columns with the same rows to the bit.
fn nothing_is_lost(earlier: &Manifest, now: &Manifest) {
    let (before, after) = (rows(earlier), rows(now));
    for (table, rows) in &before {
        assert_eq!(after.get(table), Some(rows), "{table}");
    }
    let unchanged = earlier.header.tables.iter().filter(|table| now.header.tables.iter().any(|other| other == *table));
    let mut compared = 0;
    for table in unchanged {
        let sum = |of: &Manifest| of.tables.iter().find(|one| one.table == table.name).cloned();
        assert_eq!(sum(earlier), sum(now));
        compared += 1;
    }
    assert!(compared > 25, "{compared}");
    assert_eq!(earlier.header.audit, now.header.audit);
}

pub async fn an_older_backup_comes_into_a_newer_program(store: Store) {
    let (url, _folder) = empty(&store).await;
    let done = restored(&url, Version::OfProgram).await;
    assert_eq!(done.manifest.header.migrations.last().map(String::as_str), Some("0012"));
    assert!(done.migrated.iter().any(|name| name.starts_with("0016")), "{:?}", done.migrated);
    let now = taken(&url).await;
    nothing_is_lost(&done.manifest, &now);
    assert!(done.audit.number >= 3, "the log is followed: {:?}", done.audit);
    // Figures have become series: each is there as it was published.
    let figures = rows(&done.manifest)["statistics"];
    let published = "SELECT count(*) AS rows FROM statistic_values v JOIN statistic_series s ON s.id = v.series_id
        WHERE s.source_id IS NOT NULL AND s.method = 'published'";
    let store = Store::connect(&url).await.unwrap();
    assert_eq!(store.read(move |conn| count(conn, published)).await.unwrap(), i64::try_from(figures).unwrap());
    assert!(store.migrate().await.unwrap().applied.is_empty());
}

pub async fn an_older_backup_comes_back_as_it_was_for_an_older_program(store: Store) {
    let (url, _folder) = empty(&store).await;
    let done = restored(&url, Version::OfBackup).await;
    let again = taken(&url).await;
    assert_eq!((&again.tables, &again.header.migrations), (&done.manifest.tables, &done.manifest.header.migrations));
    assert_eq!(again.header.audit, done.manifest.header.audit);
}

pub async fn an_earlier_program_is_served_while_the_tables_are_brought_up_to_date(store: Store) {
    let (url, _folder) = empty(&store).await;
    let before = restored(&url, Version::OfBackup).await.manifest;
    let rounds = [Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0))];
    let ended = Arc::new(AtomicU64::new(0));
    let reading = tokio::spawn(goes_on(url.clone(), before.clone(), Arc::clone(&rounds[0]), Arc::clone(&ended), reads));
    let writing = tokio::spawn(goes_on(url.clone(), before.clone(), Arc::clone(&rounds[1]), Arc::clone(&ended), writes));
    let both_go_on = async || {
        let from = rounds.each_ref().map(|done| done.load(Ordering::Relaxed));
        while rounds.iter().zip(from).any(|(done, from)| done.load(Ordering::Relaxed) < from + 3) {
            assert!(!reading.is_finished() && !writing.is_finished(), "a question of the earlier program failed");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    both_go_on().await;
    let applied = Store::connect(&url).await.unwrap().migrate().await.unwrap().applied;
    assert!(!applied.is_empty());
    both_go_on().await;
    ended.store(1, Ordering::Relaxed);
    reading.await.unwrap().unwrap();
    writing.await.unwrap().unwrap();
    // What was written by the earlier program before, during and after is there.
    let mut now = taken(&url).await;
    let written = rounds[1].load(Ordering::Relaxed);
    let changes = now.tables.iter_mut().find(|table| table.table == "changes").unwrap();
    changes.rows -= written;
    let (before, after) = (rows(&before), rows(&now));
    assert!(before.iter().all(|(table, rows)| after.get(table) == Some(rows)), "{before:?} {after:?}, {written} written");
}

/// A backup that takes minutes reads every table until its end. Who would change one of them must not stand before all who come later.
pub async fn who_reads_for_long_holds_up_the_upgrade_and_nobody_else(store: Store) {
    let (url, _folder) = empty(&store).await;
    let before = restored(&url, Version::OfBackup).await.manifest;
    let (long, upgraded) = (Store::connect(&url).await.unwrap(), Store::connect(&url).await.unwrap());
    let (end, until) = std::sync::mpsc::channel::<()>();
    let known = before.clone();
    let reading = tokio::spawn(async move {
        long.read(move |conn| {
            conn.snapshot(|conn| {
                reads(conn, &known)?;
                until.recv().unwrap();
                Ok(())
            })
        })
        .await
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    let upgrade = tokio::spawn(async move { upgraded.migrate().await });
    let others = Store::connect(&url).await.unwrap();
    for _ in 0..8 {
        let known = before.clone();
        let answer = tokio::time::timeout(Duration::from_secs(3), others.read(move |conn| reads(conn, &known))).await;
        answer.expect("nobody waits behind the upgrade").unwrap();
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    end.send(()).unwrap();
    reading.await.unwrap().unwrap();
    upgrade.await.unwrap().unwrap();
    assert!(others.migrate().await.unwrap().applied.is_empty());
}

/// A process of the earlier version: it asks until it is told to end, or a question fails.
async fn goes_on(
    url: String,
    known: Manifest,
    rounds: Arc<AtomicU64>,
    ended: Arc<AtomicU64>,
    ask: fn(&mut Conn, &Manifest) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let store = Store::connect(&url).await?;
    let known = Arc::new(known);
    while ended.load(Ordering::Relaxed) == 0 {
        let known = Arc::clone(&known);
        store.read(move |conn| ask(conn, &known)).await?;
        rounds.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}

/// Every column that the earlier version knew, of every row.
fn reads(conn: &mut Conn, known: &Manifest) -> Result<(), StoreError> {
    for (table, end) in known.header.tables.iter().zip(&known.tables) {
        let columns: Vec<String> = table.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
        let found = count(conn, &format!("SELECT count(*) AS rows FROM (SELECT {} FROM \"{}\") AS t", columns.join(", "), table.name))?;
        assert!(found >= i64::try_from(end.rows).unwrap(), "{}: {found} of {}", table.name, end.rows);
    }
    Ok(())
}

/// What a harvester of the earlier version writes: a source's clock, and a change with the columns that it knew.
fn writes(conn: &mut Conn, known: &Manifest) -> Result<(), StoreError> {
    let changes = known.header.tables.iter().find(|table| table.name == "changes").unwrap();
    let columns = changes.columns.iter().map(|column| column.name.as_str()).filter(|name| *name != "seq").collect::<Vec<_>>().join(", ");
    conn.transaction(|conn| {
        conn.batch("UPDATE sources SET due_at = due_at")?;
        conn.batch(&format!("INSERT INTO changes ({columns}) SELECT {columns} FROM changes ORDER BY seq LIMIT 1"))
    })
}

#[derive(QueryableByName)]
struct Rows {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

fn count(conn: &mut Conn, sql: &str) -> Result<i64, StoreError> {
    let rows: Vec<Rows> = on!(conn, c => diesel::sql_query(sql).load(c))?;
    Ok(rows.into_iter().map(|row| row.rows).sum())
}
