//! Migrations, run on start under a lock.

use diesel::migration::MigrationSource;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::backup::BackupError;
use super::{Conn, Store, StoreError, on};

const SQLITE: EmbeddedMigrations = embed_migrations!("../migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("../migrations/postgres");

/// "simpul" in ASCII: the advisory lock that one migrating process holds.
const LOCK: i64 = 0x7369_6d70_756c;

/// What a migration did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migrated {
    /// The migrations that were run, oldest first; empty when the tables were up to date.
    pub applied: Vec<String>,
}

impl Store {
    /// Brings the tables up to date. Several processes may call this at once: one works, the others wait.
    ///
    /// # Errors
    /// A migration fails; what ran before it stays.
    pub async fn migrate(&self) -> Result<Migrated, StoreError> {
        self.alone(|conn| {
            match conn {
                // Two processes: the second finds the file locked, waits for busy_timeout, and then finds nothing to do.
                Conn::Sqlite(c) => run(&mut **c, || SQLITE),
                Conn::Postgres(c) => {
                    use diesel::connection::SimpleConnection as _;
                    c.batch_execute(&format!("SELECT pg_advisory_lock({LOCK})"))?;
                    let result = run(&mut **c, || POSTGRES);
                    c.batch_execute(&format!("SELECT pg_advisory_unlock({LOCK})"))?;
                    result
                }
            }
        })
        .await
        .inspect(|migrated| {
            if !migrated.applied.is_empty() {
                tracing::info!(applied = migrated.applied.len(), "the database's tables are up to date");
            }
        })
    }
}

fn run<C, DB>(conn: &mut C, migrations: fn() -> EmbeddedMigrations) -> Result<Migrated, StoreError>
where
    C: MigrationHarness<DB>,
    DB: diesel::backend::Backend,
{
    // `run_pending_migrations` reads the list before it locks: a second SQLite process may lose that race and find the work done.
    let mut last = String::new();
    for _ in 0..3 {
        match conn.run_pending_migrations(migrations()) {
            Ok(done) => return Ok(Migrated { applied: done.iter().map(ToString::to_string).collect() }),
            Err(error) => last = error.to_string(),
        }
    }
    Err(StoreError::Migration(last))
}

#[derive(QueryableByName)]
struct Applied {
    #[diesel(sql_type = Text)]
    version: String,
}

/// The migrations that have made the tables, oldest first; it only reads.
pub(super) fn applied(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT CAST(version AS TEXT) AS version FROM __diesel_schema_migrations ORDER BY 1";
    let rows: Vec<Applied> = on!(conn, c => diesel::sql_query(sql).load(c))?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}

/// Keeps every other process from migrating until the transaction ends.
pub(super) fn hold(conn: &mut Conn) -> Result<(), StoreError> {
    if conn.is_sqlite() { Ok(()) } else { conn.batch(&format!("SELECT pg_advisory_xact_lock({LOCK})")) }
}

/// Runs the migrations of these versions, within the transaction at hand.
pub(super) fn run_these(conn: &mut Conn, versions: &[String]) -> Result<(), StoreError> {
    match conn {
        Conn::Sqlite(c) => these(&mut **c, &SQLITE, versions),
        Conn::Postgres(c) => these(&mut **c, &POSTGRES, versions),
    }
}

/// Runs the migrations that are left, within the transaction at hand.
pub(super) fn run_rest(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    let done = match conn {
        Conn::Sqlite(c) => c.run_pending_migrations(SQLITE).map(|done| done.iter().map(ToString::to_string).collect()),
        Conn::Postgres(c) => c.run_pending_migrations(POSTGRES).map(|done| done.iter().map(ToString::to_string).collect()),
    };
    done.map_err(|error| StoreError::Migration(error.to_string()))
}

fn these<C, DB>(conn: &mut C, source: &EmbeddedMigrations, versions: &[String]) -> Result<(), StoreError>
where
    C: MigrationHarness<DB>,
    DB: diesel::backend::Backend,
{
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| StoreError::Migration(error.to_string());
    // Makes the table of migrations.
    conn.applied_migrations().map_err(failed)?;
    let all = MigrationSource::<DB>::migrations(source).map_err(failed)?;
    for version in versions {
        let one = all.iter().find(|one| one.name().version().to_string() == *version);
        conn.run_migration(&**one.ok_or_else(|| BackupError::Newer(version.clone()))?).map_err(failed)?;
    }
    Ok(())
}
