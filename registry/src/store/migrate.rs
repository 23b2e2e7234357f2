//! Migrations, run on start under a lock.

use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{Conn, Store, StoreError};

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
