//! Reading stored documents again, as a harvest would read them now: content that a person releases or puts back.

use registry::model::Source;
use registry::normalise::service_name::Aliases;
use registry::store::{Read, StoredDocument};
use reqwest::header::HeaderMap;

use super::{CollectError, Collected, Extent, Tally, adapter_of, collect, read_version, understand};
use crate::fetch::Kept;

/// Reads the documents of one version of a source's content.
///
/// # Errors
/// They cannot be read by the source's declaration as it is now.
pub async fn read_again(source: &Source, documents: Vec<StoredDocument>, aliases: &Aliases) -> Result<Read, CollectError> {
    let adapter = adapter_of(source)?;
    let kept = Kept::new(documents);
    let nothing = HeaderMap::new();
    let Collected { drafts, documents, content_hash } =
        collect::collect(&kept, adapter, source, Vec::new(), &nothing, Extent::Whole, &mut Tally::default()).await?;
    let catalog = understand(source, drafts, aliases)?.accepted()?;
    Ok(Read { catalog, documents, content_hash, read_version: read_version(adapter, source), partial: false })
}
