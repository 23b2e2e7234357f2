//! Expand, and contract a release later: a migration takes nothing away that the program of before reads or writes, since that program goes on while
//! the tables are brought up to date (CONTRIBUTING.md). What it says of a statement is read from the text of the migrations of both databases.

use std::collections::BTreeSet;
use std::path::Path;

use regex::Regex;

/// Migrations that contract, and when what they take away was no longer asked for.
const CONTRACTING: [(&str, &str); 2] = [
    ("0002_refused", "before anybody ran two versions beside each other"),
    ("0004_trust", "before anybody ran two versions beside each other"),
];

fn matches<'a>(pattern: &str, text: &'a str) -> Vec<&'a str> {
    let pattern = Regex::new(&format!("(?is){pattern}")).expect("a pattern");
    pattern.captures_iter(text).map(|found| found.get(1).or(found.get(0)).expect("matched").as_str()).collect()
}

/// What a migration does that the program of before would not survive.
fn contractions(sql: &str) -> Vec<String> {
    let sql: String = sql.lines().map(|line| line.split("--").next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
    let own: BTreeSet<&str> = matches(r#"\bCREATE TABLE (?:IF NOT EXISTS )?"?(\w+)"#, &sql).into_iter().collect();
    let mut found = Vec::new();
    for statement in sql.split(';').map(str::trim) {
        let of = |pattern: &str| matches(pattern, statement).into_iter().next();
        if of(r#"\bDROP TABLE (?:IF EXISTS )?"?(\w+)"#).is_some_and(|table| !own.contains(table)) {
            found.push(format!("a table is taken away: {statement}"));
        }
        if of(r#"\bCREATE UNIQUE INDEX \w+ ON "?(\w+)"#).is_some_and(|table| !own.contains(table)) {
            found.push(format!("rows that were written before may be refused: {statement}"));
        }
        let Some(table) = of(r#"\bALTER TABLE (?:IF EXISTS )?(?:ONLY )?"?(\w+)"#) else { continue };
        if own.contains(table) {
            continue;
        }
        if of(r"\b(RENAME|DROP)\b").is_some() {
            found.push(format!("what is there is taken away or renamed: {statement}"));
        }
        if of(r"\bADD COLUMN\b").is_some() && of(r"\bNOT NULL\b").is_some() && of(r"\bDEFAULT\b").is_none() {
            found.push(format!("who does not know the column cannot write: {statement}"));
        }
        if of(r"\b(SET NOT NULL|SET DATA TYPE|ALTER (?:COLUMN )?\w+ TYPE|ADD CONSTRAINT|ADD (?:UNIQUE|CHECK|FOREIGN|PRIMARY))\b").is_some()
        {
            found.push(format!("what is there must be otherwise: {statement}"));
        }
    }
    found
}

#[test]
fn a_migration_takes_nothing_away_from_the_program_of_before() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut contracting = BTreeSet::new();
    let mut wrong = Vec::new();
    for engine in ["sqlite", "postgres"] {
        let folder = std::fs::read_dir(root.join(engine)).expect("the migrations");
        let names: BTreeSet<String> = folder.map(|entry| entry.expect("a folder").file_name().into_string().expect("a name")).collect();
        assert!(names.len() > 15, "{names:?}");
        for name in names {
            let sql = std::fs::read_to_string(root.join(engine).join(&name).join("up.sql")).expect("a migration");
            let found = contractions(&sql);
            match CONTRACTING.iter().find(|(one, _)| *one == name) {
                Some((one, _)) if !found.is_empty() => drop(contracting.insert(*one)),
                Some(_) => {}
                None => wrong.extend(found.into_iter().map(|what| format!("{engine}/{name}: {what}"))),
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let listed: BTreeSet<&str> = CONTRACTING.iter().map(|(name, _)| *name).collect();
    assert_eq!(contracting, listed, "what is listed contracts");
}

#[test]
fn both_databases_have_the_same_migrations() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let [sqlite, postgres] = ["sqlite", "postgres"].map(|engine| -> BTreeSet<_> {
        std::fs::read_dir(root.join(engine)).expect("the migrations").map(|entry| entry.expect("a folder").file_name()).collect()
    });
    assert_eq!(sqlite, postgres);
}

#[test]
fn every_way_to_take_something_away_is_seen() {
    for sql in [
        "DROP TABLE sources;",
        "drop table if exists \"sources\";",
        "ALTER TABLE sources DROP COLUMN url;",
        "ALTER TABLE sources\n    DROP CONSTRAINT sources_pkey;",
        "ALTER TABLE sources RENAME COLUMN url TO address;",
        "ALTER TABLE sources RENAME TO feeds;",
        "CREATE TABLE a (b TEXT); INSERT INTO a SELECT url FROM sources; DROP TABLE sources; ALTER TABLE a RENAME TO sources;",
        "ALTER TABLE sources ADD COLUMN a TEXT NOT NULL; -- DEFAULT is only spoken of",
        "ALTER TABLE sources ALTER COLUMN url SET NOT NULL;",
        "ALTER TABLE sources ALTER COLUMN url TYPE BYTEA;",
        "ALTER TABLE sources ALTER COLUMN url DROP DEFAULT;",
        "ALTER TABLE sources ADD CONSTRAINT a CHECK (url <> '');",
        "CREATE UNIQUE INDEX a ON sources (url);",
    ] {
        assert_eq!(contractions(sql).len(), 1, "{sql}: {:?}", contractions(sql));
    }
    for sql in [
        "ALTER TABLE sources ADD COLUMN a TEXT;",
        "ALTER TABLE sources ADD COLUMN a TEXT NOT NULL DEFAULT '';",
        "CREATE TABLE a (b TEXT NOT NULL); CREATE UNIQUE INDEX c ON a (b); CREATE TABLE d AS SELECT 1; DROP TABLE d;",
        "CREATE INDEX a ON sources (url); -- DROP TABLE sources",
    ] {
        assert_eq!(contractions(sql), Vec::<String>::new(), "{sql}");
    }
}
