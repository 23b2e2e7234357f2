//! Connections: which database, its pool, its transactions, and the one place that leaves the async threads.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool, PooledConnection};
use diesel::{PgConnection, SqliteConnection};
use tokio::sync::Mutex;

use super::StoreError;

/// A connection to either database.
pub enum Conn {
    /// SQLite.
    Sqlite(PooledConnection<ConnectionManager<SqliteConnection>>),
    /// PostgreSQL.
    Postgres(PooledConnection<ConnectionManager<PgConnection>>),
}

/// Type-checks one query body for both databases and runs it on the one at hand: `on!(conn, c => query.load(c))`.
#[macro_export]
macro_rules! on_either_database {
    ($conn:expr, $c:ident => $body:expr) => {
        match $conn {
            $crate::store::Conn::Sqlite(pooled) => {
                let $c: &mut diesel::SqliteConnection = &mut *pooled;
                $body
            }
            $crate::store::Conn::Postgres(pooled) => {
                let $c: &mut diesel::PgConnection = &mut *pooled;
                $body
            }
        }
    };
}
pub use crate::on_either_database as on;

impl Conn {
    /// Whether this is SQLite.
    #[must_use]
    pub fn is_sqlite(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }

    /// Runs SQL that returns nothing.
    ///
    /// # Errors
    /// The database refused it.
    pub fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        on!(self, c => c.batch_execute(sql))?;
        Ok(())
    }

    /// Runs `work` in a transaction: all of it is stored, or, where it fails, nothing.
    ///
    /// # Errors
    /// Whatever `work` or the commit says.
    pub fn transaction<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.begin()?;
        match work(self) {
            Ok(value) => {
                on!(self, c => AnsiTransactionManager::commit_transaction(c))?;
                Ok(value)
            }
            Err(error) => {
                self.take_back();
                Err(error)
            }
        }
    }

    /// Runs `work` in a transaction and takes back whatever it wrote: what would happen, by the very steps.
    ///
    /// # Errors
    /// Whatever `work` says.
    pub fn rehearsal<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.begin()?;
        let result = work(self);
        self.take_back();
        result
    }

    /// Runs `work`, which only reads, on the database as it is at one moment: nobody waits for it, and it sees nothing of what others write.
    ///
    /// # Errors
    /// Whatever `work` says.
    pub fn snapshot<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, StoreError>) -> Result<T, StoreError> {
        match self {
            // The moment is that of the first query.
            Self::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(&mut **c, "BEGIN DEFERRED")?,
            Self::Postgres(c) => {
                AnsiTransactionManager::begin_transaction_sql(&mut **c, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
            }
        }
        let result = work(self);
        self.take_back();
        result
    }

    fn begin(&mut self) -> Result<(), StoreError> {
        match self {
            // A transaction that reads first and writes later fails at once when another has written: take the write lock first.
            Self::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(&mut **c, "BEGIN IMMEDIATE")?,
            Self::Postgres(c) => AnsiTransactionManager::begin_transaction(&mut **c)?,
        }
        Ok(())
    }

    fn take_back(&mut self) {
        if let Err(rollback) = on!(self, c => AnsiTransactionManager::rollback_transaction(c)) {
            tracing::warn!(%rollback, "a transaction could not be rolled back; the connection is dropped");
        }
    }
}

#[derive(Clone)]
enum Pools {
    Sqlite(Pool<ConnectionManager<SqliteConnection>>),
    Postgres(Pool<ConnectionManager<PgConnection>>),
}

/// The store: a pool of connections to one database.
#[derive(Clone)]
pub struct Store {
    pools: Pools,
    /// SQLite has one writer: whoever waits for it waits here, in order, and not in SQLite's busy loop.
    writer: Option<Arc<Mutex<()>>>,
}

const POOL_WAIT: Duration = Duration::from_secs(10);

#[derive(Debug)]
struct Pragmas;

impl CustomizeConnection<SqliteConnection, diesel::r2d2::Error> for Pragmas {
    fn on_acquire(&self, conn: &mut SqliteConnection) -> Result<(), diesel::r2d2::Error> {
        conn.batch_execute(
            "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;
             PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864;
             PRAGMA wal_autocheckpoint = 8192;",
        )
        .map_err(diesel::r2d2::Error::QueryError)
    }
}

/// What the server does when a client is cut off in the middle of a transaction: it would keep the rows locked for a quarter of an hour, and
/// nobody could take the source over. A transaction of ours never waits for anything but the database. Our questions take milliseconds, and making
/// machine code of one takes a second.
#[derive(Debug)]
struct Lively;

impl CustomizeConnection<PgConnection, diesel::r2d2::Error> for Lively {
    fn on_acquire(&self, conn: &mut PgConnection) -> Result<(), diesel::r2d2::Error> {
        conn.batch_execute(
            "SET idle_in_transaction_session_timeout = '60s'; SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10;
             SET tcp_keepalives_count = 3; SET tcp_user_timeout = '60s'; SET jit = off;",
        )
        .map_err(diesel::r2d2::Error::QueryError)
    }
}

/// The same for this side: a server that is gone is told from one that is slow within a minute. What the URL says itself holds.
fn lively(url: &str) -> String {
    let mut url = url.to_owned();
    for (name, value) in [("connect_timeout", 10), ("keepalives_idle", 30), ("keepalives_interval", 10), ("keepalives_count", 3)] {
        if !url.contains(name) {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(&format!("{name}={value}"));
        }
    }
    url
}

impl Store {
    /// Opens the database at `url` and brings its tables up to date: `sqlite:PATH` (made if missing) or `postgres://…`.
    ///
    /// # Errors
    /// The scheme is unknown, the database cannot be reached, or a migration fails.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let store = Self::connect(url).await?;
        store.migrate().await?;
        Ok(store)
    }

    /// Opens the database without touching its tables.
    ///
    /// # Errors
    /// The scheme is unknown or the database cannot be reached.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let url = url.to_owned();
        blocking(move || {
            if let Some(path) = url.strip_prefix("sqlite:") {
                return Self::sqlite(path.strip_prefix("//").unwrap_or(path));
            }
            if url.starts_with("postgres://") || url.starts_with("postgresql://") {
                return Self::postgres(&url);
            }
            // The rest of the URL may hold a password: only the scheme is shown.
            Err(StoreError::UnknownScheme(url.split(':').next().unwrap_or_default().to_owned()))
        })
        .await
    }

    fn sqlite(path: &str) -> Result<Self, StoreError> {
        if let Some(folder) = Path::new(path).parent() {
            std::fs::create_dir_all(folder).map_err(|error| StoreError::Unavailable(format!("{}: {error}", folder.display())))?;
        }
        let pool = Pool::builder()
            .max_size(6)
            .min_idle(Some(1))
            .connection_timeout(POOL_WAIT)
            .connection_customizer(Box::new(Pragmas))
            .build(ConnectionManager::new(path))
            .map_err(|error| StoreError::Unavailable(format!("{path}: {error}")))?;
        Ok(Self { pools: Pools::Sqlite(pool), writer: Some(Arc::default()) })
    }

    fn postgres(url: &str) -> Result<Self, StoreError> {
        let pool = Pool::builder()
            .max_size(12)
            .min_idle(Some(1))
            .connection_timeout(POOL_WAIT)
            .connection_customizer(Box::new(Lively))
            .build(ConnectionManager::new(lively(url)))
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;
        Ok(Self { pools: Pools::Postgres(pool), writer: None })
    }

    /// Runs queries that only read.
    ///
    /// # Errors
    /// No connection is to be had, or what `work` says.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let pools = self.pools.clone();
        blocking(move || work(&mut pools.take()?)).await
    }

    /// Runs `work` in one transaction: all of it is stored, or nothing.
    ///
    /// # Errors
    /// No connection is to be had, or what `work` or the commit says.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.alone(|conn| conn.transaction(work)).await
    }

    /// Runs `work` in a transaction of which nothing stays.
    ///
    /// # Errors
    /// No connection is to be had, or what `work` says.
    pub async fn rehearse<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.alone(|conn| conn.rehearsal(work)).await
    }

    /// Runs `work` as the only writer of this process on SQLite; on PostgreSQL beside others.
    pub(super) async fn alone<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let pools = self.pools.clone();
        let turn = match &self.writer {
            Some(writer) => Some(Arc::clone(writer).lock_owned().await),
            None => None,
        };
        blocking(move || {
            let _turn = turn;
            work(&mut pools.take()?)
        })
        .await
    }

    /// `sqlite` or `postgres`.
    #[must_use]
    pub fn engine(&self) -> &'static str {
        match self.pools {
            Pools::Sqlite(_) => "sqlite",
            Pools::Postgres(_) => "postgres",
        }
    }
}

impl Pools {
    fn take(&self) -> Result<Conn, StoreError> {
        let unavailable = |error: diesel::r2d2::PoolError| StoreError::Unavailable(error.to_string());
        Ok(match self {
            Self::Sqlite(pool) => Conn::Sqlite(pool.get().map_err(unavailable)?),
            Self::Postgres(pool) => Conn::Postgres(pool.get().map_err(unavailable)?),
        })
    }
}

/// The one place that leaves the async threads for the database.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, StoreError> + Send + 'static) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(StoreError::Ending))
}
