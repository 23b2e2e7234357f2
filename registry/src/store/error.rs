//! What can go wrong with the store.

use super::backup::BackupError;

/// What can go wrong with the store. All of it is ours or the operator's, never the feed's.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The scheme of the database URL is none that Simpul knows.
    #[error("unknown database `{0}`: use sqlite:PATH or postgres://USER@HOST/NAME")]
    UnknownScheme(String),
    /// No connection to the database within the deadline.
    #[error("no connection to the database: {0}")]
    Unavailable(String),
    /// A migration failed.
    #[error("the database could not be migrated: {0}")]
    Migration(String),
    /// The lease on the source went to another worker; nothing was written.
    #[error("another worker has taken over source `{0}`")]
    LeaseLost(String),
    /// A person decided on content that is no longer what it was; nothing was written.
    #[error("the content of source `{0}` has changed since it was shown: look at it again")]
    Superseded(String),
    /// A query failed.
    #[error("a query failed: {0}")]
    Query(#[from] diesel::result::Error),
    /// A stored value is not what it should be.
    #[error("a stored value is damaged: {0}")]
    Damaged(String),
    /// A backup is not to be taken or restored.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// The database's thread is gone: the process is ending.
    #[error("the process is ending")]
    Ending,
}

impl StoreError {
    /// A stable name for logs and for the API.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownScheme(_) => "database_unknown_scheme",
            Self::Unavailable(_) => "database_unavailable",
            Self::Migration(_) => "database_migration_failed",
            Self::LeaseLost(_) => "lease_lost",
            Self::Superseded(_) => "content_superseded",
            Self::Query(_) => "database_query_failed",
            Self::Damaged(_) => "database_value_damaged",
            Self::Backup(_) => "backup_failed",
            Self::Ending => "process_ending",
        }
    }
}
