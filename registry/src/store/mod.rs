//! The database is the truth: one set of queries, type-checked for SQLite and for PostgreSQL.
//!
//! Queries are functions that take a [`Conn`]; a file holds the queries of one table or of one act. [`Store`] owns the connections and is
//! the one place from which blocking work is sent off the async threads.

mod absence;
pub mod access;
mod attempts;
pub mod backup;
mod catalog;
mod changes;
mod connection;
pub mod digests;
mod error;
mod feed;
mod fetch_states;
mod fingerprint;
mod held;
mod index_holders;
mod index_requests;
mod migrate;
mod mpp_events;
pub mod notices;
mod offers;
mod outbox;
#[cfg(feature = "search")]
mod plain_search;
mod publications;
mod queries;
pub mod read;
mod retention;
mod rows;
pub mod schema;
#[cfg(feature = "search")]
mod search_documents;
mod settle;
mod sources;
pub mod sql_types;
mod statistics;
mod stops;
mod taxonomy;
mod uploads;
mod versions;
pub mod webhooks;
mod workers;

pub use absence::{TombstoneRow, bury, tombstone};
pub use attempts::{Finished, finish};
pub use catalog::{Content, Difference, Read};
pub use changes::{ChangeRow, changes_after, latest_change, live_count, live_hashes, live_hashes_after, live_ids_after};
pub use connection::{Conn, Store, on};
pub use error::StoreError;
pub use feed::{FeedPage, feed};
pub use fetch_states::{FetchState, due_after, fetch_state, keep_fetch_state};
pub use held::{HeldRow, Names, all_held, held, held_documents, refuse_held};
pub use index_holders::{HolderRow, hold_index, index_holders, release_index};
pub use index_requests::{
    RebuildRow, end_rebuild, rebuild_is_wanted, rebuild_progress, rebuilds, request_rebuild, take_rebuilds, withdraw_rebuild,
};
pub use migrate::Migrated;
pub use mpp_events::{MppEventRow, add_mpp_events, assume_mpp, mpp_events, mpp_history, record_mpp_event, withdraw_mpp_event};
pub use offers::{
    Accepting, Added, Blocked, Neighbours, NewOffer, OfferRow, Seen, accept_offer, add_offer, begin_look, end_look, neighbours, note_proof,
    offer, offers, offers_waiting, refuse_offer, submit_offer, withdraw_offer,
};
pub use outbox::{forget_changes, outbox_floor, settled_tombstones, superseded_changes};
#[cfg(feature = "search")]
pub use plain_search::{Plain, search_plainly};
pub use publications::{PublicationRow, forget_publications, keep_publication, publication, take_to_publish};
pub use queries::{FEWEST, KEPT_DAYS, QueryCount, QueryTotal, count_queries, forget_queries, queries_since};
pub use retention::{Compacted, compact_attempts};
pub use rows::{Change, Comparison, compare_services};
#[cfg(feature = "search")]
pub use search_documents::search_documents;
pub use settle::{Decision, as_known, decide};
pub use sources::{Imported, Lease, claim, declared, due_again, heartbeat, import, make_due, release, set_paused};
pub use statistics::{DAYS_KEPT_YEARS, day_of, forget_days, keep_statistics, number_of};
pub use stops::{StopRow, stops};
pub use taxonomy::{add_alias, aliases, remap, unmapped_names};
pub use uploads::{UploadRow, keep_upload, upload};
pub use versions::{Cause, SnapshotRow, StoredDocument, Validator, documents_of_version, snapshots, stored_documents, validators};
pub use workers::{WorkerRow, forget_worker, live_workers, report_worker};
