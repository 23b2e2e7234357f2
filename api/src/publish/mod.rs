//! What the API and the pages of publishing share: how a file comes in, what it was made from, and why one is not even judged.

mod refusal;
mod request;

use registry::model::{Catalog, Source};
use registry::store;

use crate::error::Error;
use crate::state::State;

pub use refusal::Refusal;
pub use request::{MOST, body, key, made_from, take};

/// The type of a workbook.
pub const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What is stored of a source.
pub struct Stored {
    /// Its declaration.
    pub source: Source,
    /// What is served and not missing.
    pub catalog: Catalog,
    /// The active version; `None`: there is no content yet.
    pub version: Option<i64>,
}

/// What is stored of a source.
///
/// # Errors
/// There is none of that id, or the store does not answer.
pub async fn stored(state: &State, id: &str) -> Result<Stored, Error> {
    let key = id.to_owned();
    let found = state
        .store
        .read(move |conn| {
            let Some(source) = store::declared(conn, &key)? else { return Ok(None) };
            let version = store::snapshots(conn, &key, 0, 1)?.0.first().map(|row| row.id);
            Ok(Some(Stored { source, catalog: store::read::catalog_of(conn, &key)?, version }))
        })
        .await?;
    found.ok_or_else(|| Error::not_found("source", id))
}

/// The entity tag of a version: what `If-Match` says that a file was made from.
#[must_use]
pub fn tag(version: Option<i64>) -> String {
    version.map_or_else(|| "\"none\"".to_owned(), |version| format!("\"v{version}\""))
}
