//! Files that were uploaded and are not published yet: a preview waits for a person, also over a restart.

use diesel::prelude::*;

use super::schema::uploads;
use super::{Conn, StoreError, on};
use crate::model::Instant;

/// Files of one source that wait; the oldest make room.
const MOST: i64 = 20;

/// A file that waits.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = uploads)]
#[expect(missing_docs, reason = "the columns are documented in migrations/")]
pub struct UploadRow {
    pub id: String,
    pub source_id: String,
    pub at: Instant,
    pub actor: String,
    pub name: String,
    pub hash: String,
    pub version: Option<i64>,
    pub body: Vec<u8>,
}

/// Keeps a file; of a source that has too many, the oldest go. Call it in a transaction.
///
/// # Errors
/// The database fails.
pub fn keep_upload(conn: &mut Conn, row: &UploadRow) -> Result<(), StoreError> {
    let packed = zstd::encode_all(&row.body[..], 3).map_err(|error| StoreError::Damaged(error.to_string()))?;
    let row = UploadRow { body: packed, ..row.clone() };
    on!(conn, c => diesel::insert_into(uploads::table).values(&row).execute(c))?;
    let old: Vec<String> = on!(conn, c => uploads::table
        .filter(uploads::source_id.eq(&row.source_id)).order((uploads::at.desc(), uploads::id)).offset(MOST).limit(1000)
        .select(uploads::id).load(c))?;
    on!(conn, c => diesel::delete(uploads::table.filter(uploads::id.eq_any(&old))).execute(c))?;
    Ok(())
}

/// The file of a source with this id; `None`: there is none, or it was forgotten.
///
/// # Errors
/// The query failed, or the file is damaged.
pub fn upload(conn: &mut Conn, source: &str, id: &str) -> Result<Option<UploadRow>, StoreError> {
    let row: Option<UploadRow> = on!(conn, c => uploads::table
        .find(id).filter(uploads::source_id.eq(source)).select(UploadRow::as_select()).first(c).optional())?;
    let Some(row) = row else { return Ok(None) };
    let body = zstd::decode_all(&row.body[..]).map_err(|error| StoreError::Damaged(error.to_string()))?;
    Ok(Some(UploadRow { body, ..row }))
}
