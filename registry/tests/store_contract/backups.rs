//! A backup holds everything, of one moment, and comes back into either database, or not at all.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use registry::access::{Act, Actor, Entry};
use registry::store::backup::{self, BackupError, Manifest, Version};
use registry::store::{self, Store, StoreError, access};

use crate::databases;
use crate::fixture::{at, claim, claimed, finish, new, source};

/// A source with a catalog, and an entry in the audit log.
async fn filled(store: &Store) {
    let lease = claimed(store, &source("a"), at(0)).await;
    finish(store, lease, new(&source("a"), &["KTP", "KK \"baru\"\n"]), at(1)).await.unwrap();
    store.write(|conn| access::append(conn, entry(1)).map(|_| ())).await.unwrap();
}

fn entry(number: u64) -> Entry {
    Entry::new(at(number), &Actor::Console("uji".to_owned()), Act::SourcePaused, None, format!("s{number}"))
}

async fn taken(store: &Store) -> (Vec<u8>, Manifest) {
    store
        .read(|conn| {
            let mut file = Vec::new();
            let manifest = backup::take(conn, &mut file, "0", at(2), Box::new(|_, _| {}))?;
            Ok((file, manifest))
        })
        .await
        .unwrap()
}

async fn restored(store: &Store, file: Vec<u8>) -> Result<backup::Restored, StoreError> {
    store.restore(Cursor::new(file), Version::OfProgram, Box::new(|_, _| {})).await
}

pub async fn a_backup_has_every_table_of_the_migrations(store: Store) {
    let mut made = BTreeSet::new();
    let folder = format!("{}/../migrations/{}", env!("CARGO_MANIFEST_DIR"), store.engine());
    for migration in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(migration.unwrap().path().join("up.sql")).unwrap();
        for line in text.lines() {
            if let Some(rest) = line.trim_start().strip_prefix("CREATE TABLE ") {
                made.insert(rest.trim_start_matches("IF NOT EXISTS ").split([' ', '(']).next().unwrap().to_owned());
            }
            if let Some(rest) = line.trim_start().strip_prefix("DROP TABLE ") {
                made.remove(rest.trim_end_matches(';'));
            }
            if let Some((old, new)) = line.trim_start().strip_prefix("ALTER TABLE ").and_then(|rest| rest.split_once(" RENAME TO ")) {
                made.remove(old);
                made.insert(new.trim_end_matches(';').to_owned());
            }
        }
    }
    let (_, manifest) = taken(&store).await;
    let told: BTreeSet<String> = manifest.tables.iter().map(|table| table.table.clone()).collect();
    assert!(made.len() > 40, "{made:?}");
    assert_eq!(told, made);
}

pub async fn what_was_backed_up_comes_back_into_either_database(store: Store) {
    filled(&store).await;
    let (file, manifest) = taken(&store).await;
    assert_eq!(backup::verify(Cursor::new(&file)).unwrap(), manifest);
    assert!(manifest.rows() > 15, "{manifest:?}");
    let folder = tempfile::tempdir().unwrap();
    let mut into = vec![Store::connect(&format!("sqlite:{}", folder.path().join("new.db").display())).await.unwrap()];
    into.extend(databases::empty_postgresql().await);
    for other in into {
        let done = restored(&other, file.clone()).await.unwrap();
        assert_eq!((&done.manifest, done.audit.number, done.migrated.len()), (&manifest, 1, 0));
        let (_, again) = taken(&other).await;
        assert_eq!(again.tables, manifest.tables, "on {}", other.engine());
        for (table, before) in again.header.tables.iter().zip(&manifest.header.tables) {
            assert_eq!((&table.name, &table.columns), (&before.name, &before.columns), "on {}", other.engine());
            // Where both databases keep the last number that was given out, it is the same.
            assert!(table.last == before.last || table.last.is_none() || before.last.is_none(), "{table:?} {before:?}");
        }
        assert!(again.header.tables.iter().any(|table| table.name == "changes" && table.last.is_some()));
        // Numbers go on, and nothing collides.
        let before = other.read(store::latest_change).await.unwrap();
        other.write(|conn| store::import(conn, &source("b"), at(3)).map(|_| ())).await.unwrap();
        let lease = claim(&other, "worker", at(3)).await.into_iter().find(|lease| lease.source.id == source("b").id).unwrap();
        finish(&other, lease, new(&source("b"), &["SIM"]), at(4)).await.unwrap();
        assert!(other.read(store::latest_change).await.unwrap() > before);
    }
}

pub async fn a_database_with_something_in_it_is_left_alone(store: Store) {
    let (file, _) = taken(&store).await;
    filled(&store).await;
    let (_, before) = taken(&store).await;
    let error = restored(&store, file).await.unwrap_err();
    assert!(matches!(error, StoreError::Backup(BackupError::NotEmpty(..))), "{error}");
    assert_eq!(taken(&store).await.1.tables, before.tables);
}

pub async fn where_no_table_is_there_is_no_backup(store: Store) {
    let folder = tempfile::tempdir().unwrap();
    let empty = match store.engine() {
        "sqlite" => Store::connect(&format!("sqlite:{}", folder.path().join("new.db").display())).await.unwrap(),
        _ => databases::empty_postgresql().await.unwrap(),
    };
    let error = empty.read(|conn| backup::take(conn, std::io::sink(), "0", at(0), Box::new(|_, _| {}))).await.unwrap_err();
    assert!(matches!(error, StoreError::Backup(BackupError::Empty)), "{error}");
}

pub async fn a_damaged_backup_leaves_an_empty_database(store: Store) {
    filled(&store).await;
    let (file, _) = taken(&store).await;
    let folder = tempfile::tempdir().unwrap();
    let other = Store::connect(&format!("sqlite:{}", folder.path().join("new.db").display())).await.unwrap();
    for cut in [0, 1, file.len() / 3, file.len() / 2, file.len() - 1] {
        let part = file[..cut].to_vec();
        assert!(backup::verify(Cursor::new(&part)).is_err(), "cut at {cut}");
        assert!(restored(&other, part).await.is_err());
    }
    for at in (9..file.len()).step_by(file.len() / 9) {
        let mut bent = file.clone();
        bent[at] ^= 1;
        assert!(backup::verify(Cursor::new(&bent)).is_err(), "bent at {at}");
        assert!(restored(&other, bent).await.is_err());
    }
    restored(&other, file).await.expect("after all that the database is still empty");
}

pub async fn a_backup_under_load_is_of_one_moment(store: Store) {
    filled(&store).await;
    let (writer, ended) = (store.clone(), Arc::new(AtomicBool::new(false)));
    let until = Arc::clone(&ended);
    let writes = tokio::spawn(async move {
        let mut number = 0;
        while !until.load(Ordering::Relaxed) {
            number += 1;
            writer
                .write(move |conn| {
                    store::import(conn, &source(&format!("s{number}")), at(number))?;
                    access::append(conn, entry(number))
                })
                .await
                .unwrap();
        }
        number
    });
    let mut seen = BTreeSet::new();
    for _ in 0..5 {
        let (file, manifest) = taken(&store).await;
        let rows = |name: &str| manifest.tables.iter().find(|table| table.table == name).unwrap().rows;
        // Each transaction wrote one of either.
        assert_eq!(rows("sources"), rows("audit"));
        assert!(manifest.header.audit.starts_with(&format!("{}:", rows("audit"))));
        backup::verify(Cursor::new(file)).unwrap();
        seen.insert(rows("audit"));
    }
    ended.store(true, Ordering::Relaxed);
    let written = writes.await.unwrap();
    assert!(seen.len() > 1, "it was written while backups were taken: {seen:?} of {written}");
}
