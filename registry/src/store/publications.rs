//! Publications: a region's own content in the place of a harvest. The right to write is taken in the transaction that writes, and what was
//! answered is kept by the publisher's key.

use std::sync::Arc;
use std::time::Duration;

use diesel::prelude::*;

use super::schema::{publications, sources, uploads};
use super::sources::Lease;
use super::{Conn, StoreError, fetch_states, on, taxonomy, versions};
use crate::model::{Instant, Source};

/// How long an answer is kept by its key.
const KEPT: Duration = Duration::from_secs(7 * 24 * 3600);

/// How long an upload waits for a person.
const WAITS: Duration = Duration::from_secs(24 * 3600);

/// What was answered to a publication.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = publications)]
#[expect(missing_docs, reason = "the columns are documented in migrations/")]
pub struct PublicationRow {
    pub source_id: String,
    pub idempotency_key: String,
    pub request_hash: String,
    pub at: Instant,
    pub actor: String,
    pub status: i32,
    pub answer: String,
}

/// The right to write a source's content, until the end of the transaction; `None`: there is no such source. Whoever harvests it loses his
/// lease.
///
/// # Errors
/// The database fails, or the declaration is damaged.
pub fn take_to_publish(conn: &mut Conn, id: &str, publisher: &str) -> Result<Option<Lease>, StoreError> {
    type Row = (String, i64, Option<String>, Option<String>, bool);
    let free = (sources::fence.eq(sources::fence + 1), sources::lease_owner.eq(None::<String>), sources::lease_until.eq(None::<Instant>));
    // Written before it is read: from here on nobody else writes this source.
    if on!(conn, c => diesel::update(sources::table.find(id)).set(free).execute(c))? == 0 {
        return Ok(None);
    }
    let (declaration, fence, content_hash, read_version, unsettled): Row = on!(conn, c => sources::table.find(id)
        .select((sources::declaration, sources::fence, sources::content_hash, sources::read_version, sources::unsettled))
        .first(c))?;
    let source: Source = serde_json::from_str(&declaration).map_err(|error| StoreError::Damaged(format!("source `{id}`: {error}")))?;
    Ok(Some(Lease {
        source,
        fence,
        content_hash,
        read_version,
        unsettled,
        aliases: Arc::new(taxonomy::aliases(conn)?),
        validators: versions::validators(conn, id)?,
        fetch_state: fetch_states::fetch_state(conn, id)?,
        taken_from: None,
        publisher: Some(publisher.to_owned()),
    }))
}

/// What was answered to a publication with this key.
///
/// # Errors
/// The query failed.
pub fn publication(conn: &mut Conn, source: &str, key: &str) -> Result<Option<PublicationRow>, StoreError> {
    Ok(on!(conn, c => publications::table.find((source, key)).select(PublicationRow::as_select()).first(c).optional())?)
}

/// Keeps an answer.
///
/// # Errors
/// The database fails.
pub fn keep_publication(conn: &mut Conn, row: &PublicationRow) -> Result<(), StoreError> {
    on!(conn, c => diesel::insert_into(publications::table).values(row).execute(c))?;
    Ok(())
}

/// Forgets answers whose publishers will not ask again, and uploads that nobody has decided on.
///
/// # Errors
/// The database fails.
pub fn forget_publications(conn: &mut Conn, now: Instant) -> Result<usize, StoreError> {
    let old = publications::table.filter(publications::at.lt(now.minus(KEPT)));
    let forgotten = on!(conn, c => diesel::delete(old).execute(c))?;
    let left = uploads::table.filter(uploads::at.lt(now.minus(WAITS)));
    Ok(forgotten + on!(conn, c => diesel::delete(left).execute(c))?)
}
