//! What only the embedded engine has: files.

use std::path::Path;

use registry::search::embedded::Embedded;
use registry::search::{Engine, SearchError, Synonyms, connect};

use crate::changes::what_is_lost_is_told_and_comes_back;
use crate::engines::synonyms;
use crate::fixture::{document, fill, found_by};

fn open(folder: &Path) -> Embedded {
    Embedded::open(folder, synonyms()).unwrap()
}

#[tokio::test]
async fn an_index_is_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let engine = open(folder.path());
    fill(&engine, [document("a", "Paspor")]).await;
    drop(engine);
    let engine = open(folder.path());
    assert_eq!((engine.position().await.unwrap(), found_by(&engine, "paspor").await), (1, vec!["a".to_owned()]));
}

#[tokio::test]
async fn a_damaged_index_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let engine = open(folder.path());
    fill(&engine, [document("a", "Paspor")]).await;
    drop(engine);
    let mut damaged = 0;
    for file in walk(folder.path()).into_iter().filter(|file| file.extension().is_some_and(|kind| kind == "idx")) {
        let mut bytes = std::fs::read(&file).unwrap();
        bytes[0] ^= 0xff;
        std::fs::write(&file, bytes).unwrap();
        damaged += 1;
    }
    assert!(damaged > 0);
    let engine = open(folder.path());
    assert_eq!((engine.position().await.unwrap(), engine.count().await.unwrap()), (0, 0));
    fill(&engine, [document("b", "Paspor")]).await;
    assert_eq!(found_by(&engine, "paspor").await, ["b"]);
}

#[tokio::test]
async fn what_a_killed_writer_left_is_in_nobodys_way() {
    let folder = tempfile::tempdir().unwrap();
    let engine = open(folder.path());
    fill(&engine, [document("a", "Paspor"), document("b", "Paspor")]).await;
    drop(engine);
    // The marks of deleted documents are named by a number that counts on from the last commit: those that come next are there already.
    let store = walk(folder.path()).into_iter().find(|file| file.extension().is_some_and(|kind| kind == "store")).unwrap();
    let index = tantivy::Index::open_in_dir(store.parent().unwrap()).unwrap();
    let segment = store.file_stem().unwrap().to_str().unwrap();
    for number in 1..50 {
        drop(tantivy::Directory::open_write(index.directory(), Path::new(&format!("{segment}.{number}.del"))).unwrap());
    }
    drop(index);
    let engine = open(folder.path());
    engine.apply(vec![registry::search::Update::Delete(crate::fixture::id("a"))], 2).await.unwrap();
    assert_eq!(found_by(&engine, "paspor").await, ["b"]);
}

#[tokio::test]
async fn other_synonyms_make_another_index() {
    let folder = tempfile::tempdir().unwrap();
    let engine = open(folder.path());
    fill(&engine, [document("a", "Paspor")]).await;
    drop(engine);
    let engine = Embedded::open(folder.path(), Synonyms::default()).unwrap();
    assert_eq!(engine.position().await.unwrap(), 0);
}

#[tokio::test]
async fn an_index_is_open_once() {
    let folder = tempfile::tempdir().unwrap();
    let _engine = open(folder.path());
    assert!(matches!(Embedded::open(folder.path(), synonyms()), Err(SearchError::Unavailable(_))), "it is in use, not damaged");
}

#[tokio::test]
async fn a_rebuild_leaves_one_generation() {
    let folder = tempfile::tempdir().unwrap();
    let engine = open(folder.path());
    drop(engine.rebuild().await.unwrap());
    let mut rebuild = engine.rebuild().await.unwrap();
    rebuild.add(vec![document("a", "Paspor").build()]).await.unwrap();
    rebuild.publish(2).await.unwrap();
    let generations = std::fs::read_dir(folder.path()).unwrap().filter(|entry| entry.as_ref().unwrap().path().is_dir()).count();
    assert_eq!(generations, 1);
    drop(engine);
    assert_eq!(found_by(&open(folder.path()), "paspor").await, ["a"]);
}

fn empty(folder: &Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { std::fs::remove_dir_all(path).unwrap() } else { std::fs::remove_file(path).unwrap() }
    }
}

#[tokio::test]
async fn an_index_that_is_deleted_while_it_is_open_comes_back() {
    for round in 0..2 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("index");
        let engine = open(&path);
        fill(&engine, [document("a", "Paspor")]).await;
        if round == 0 {
            empty(&path)
        } else {
            std::fs::remove_dir_all(&path).unwrap()
        }
        what_is_lost_is_told_and_comes_back(&engine).await;
        assert!(matches!(Embedded::open(&path, synonyms()), Err(SearchError::Unavailable(_))), "its lock is back, too");
        drop(engine);
        assert_eq!(found_by(&open(&path), "paspor").await, ["again", "later"]);
    }
}

#[tokio::test]
async fn a_file_that_is_gone_or_damaged_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let engine = open(folder.path());
    fill(&engine, [document("a", "Paspor")]).await;
    let file = |kind: &str| walk(folder.path()).into_iter().find(|file| file.extension().is_some_and(|found| found == kind)).unwrap();
    let terms = file("term");
    let mut bytes = std::fs::read(&terms).unwrap();
    bytes[0] ^= 0xff;
    std::fs::remove_file(&terms).unwrap();
    std::fs::write(&terms, bytes).unwrap();
    engine.check().await.unwrap();
    assert!(matches!(engine.hashes().await, Err(SearchError::Lost(_))), "only a whole reading finds it");
    std::fs::remove_file(file("fast")).unwrap();
    what_is_lost_is_told_and_comes_back(&engine).await;
}

#[tokio::test]
async fn many_small_changes_stay_searchable() {
    let folder = tempfile::tempdir().unwrap();
    let engine = open(folder.path());
    for round in 0..40 {
        let name = format!("{}", round % 15);
        engine.apply(vec![registry::search::Update::Put(Box::new(document(&name, "Paspor").build()))], round).await.unwrap();
    }
    assert_eq!((engine.count().await.unwrap(), found_by(&engine, "paspor").await.len()), (15, 15));
}

#[tokio::test]
async fn the_scheme_picks_the_engine() {
    let folder = tempfile::tempdir().unwrap();
    let engine = connect(&format!("embedded:{}", folder.path().display()), None, &[]).await.unwrap();
    assert_eq!(engine.name(), "embedded");
    for unknown in ["solr:http://localhost", "data/index", "embedded:", ""] {
        assert!(matches!(connect(unknown, None, &[]).await, Err(SearchError::UnknownScheme(_))), "{unknown}");
    }
    let unreachable = connect("http://127.0.0.1:1", Some("key"), &[]).await;
    assert!(matches!(unreachable, Err(SearchError::Unavailable(_))), "nobody listens there");
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}
