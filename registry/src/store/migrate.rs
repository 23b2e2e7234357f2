//! Migrations, run on start under a lock.

use std::time::Duration;

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
    /// Brings the tables up to date. Several processes may call this at once: one works, the others wait. Who reads and writes the tables meanwhile
    /// is not held up for longer than a moment.
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
                    c.batch_execute(&format!("SELECT pg_advisory_lock({LOCK}); SET lock_timeout = '{LONGEST_WAIT_MS}ms'"))?;
                    let result = run(&mut **c, || POSTGRES);
                    c.batch_execute(&format!("RESET lock_timeout; SELECT pg_advisory_unlock({LOCK})"))?;
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

/// Whoever would change a table waits for those who read it, and all who come later wait behind: after so long it steps aside for them.
const LONGEST_WAIT_MS: u64 = 1000;
/// So often it comes again, with as long a pause: for a backup of a large registry.
const TURNS: usize = 600;
/// Any other failure is tried again so often: `run_pending_migrations` reads the list before it locks, so that a second SQLite process may lose that
/// race and find the work done.
const TRIES: usize = 3;

fn run<C, DB>(conn: &mut C, migrations: fn() -> EmbeddedMigrations) -> Result<Migrated, StoreError>
where
    C: MigrationHarness<DB>,
    DB: diesel::backend::Backend,
{
    let mut applied =
        conn.pending_migrations(migrations()).map_or(Vec::new(), |all| all.iter().map(|one| one.name().to_string()).collect());
    let (mut tries, mut turns) = (0, 0);
    loop {
        match conn.run_pending_migrations(migrations()) {
            Ok(done) if turns == 0 => applied = done.iter().map(ToString::to_string).collect(),
            Ok(_) => {}
            Err(error) => {
                let error = error.to_string();
                // PostgreSQL's word for it; a server that speaks another language is tried like any other failure.
                let is_busy = error.contains("lock timeout");
                if is_busy {
                    turns += 1
                } else {
                    tries += 1
                }
                if tries >= TRIES || turns >= TURNS {
                    return Err(StoreError::Migration(error));
                }
                if is_busy {
                    tracing::warn!(turns, "a migration steps aside for those who read the table, and comes again");
                    std::thread::sleep(Duration::from_millis(LONGEST_WAIT_MS));
                }
                continue;
            }
        }
        return Ok(Migrated { applied });
    }
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
