//! A look at a feed that stores nothing: what would be read, what would be refused and why. The same steps as a harvest.

use registry::model::{Catalog, Drafts, Finding, Reason, Source, Verdict};
use registry::normalise::service_name::Aliases;
use reqwest::header::HeaderMap;

use super::collect::With;
use super::{CollectError, Collected, Extent, Tally, adapter_of, collect, understand};
use crate::fetch::{Allowance, Fetch};

/// What was seen.
#[derive(Debug)]
pub struct Examined {
    /// `accepted`, `rejected` or `failed`: how a harvest of this would end.
    pub outcome: Verdict,
    /// Why.
    pub reason: Reason,
    /// What a person needs to know beyond the reason.
    pub detail: Option<String>,
    /// As the adapter read it, raw.
    pub drafts: Drafts,
    /// As it would be stored.
    pub catalog: Catalog,
    /// Remarks, in the order of the feed.
    pub findings: Vec<Finding>,
    /// Requests, bytes, records.
    pub tally: Tally,
}

/// Reads a feed as a harvest would and stores nothing. Never fails: whatever happens is an outcome with a reason.
pub async fn examine(fetcher: &impl Fetch, source: &Source, headers: &HeaderMap, extent: Extent) -> Examined {
    let mut tally = Tally::default();
    let read = read(fetcher, source, headers, extent, &mut tally).await;
    match read {
        Ok((drafts, understood)) => {
            (tally.records, tally.refused) = (Some(understood.records), Some(understood.refused));
            let (outcome, reason, detail) = match understood.refusal {
                None => (Verdict::Accepted, Reason::Changed, None),
                Some((reason, detail)) => (Verdict::Rejected, reason, Some(detail)),
            };
            let mut catalog = understood.catalog;
            let findings = std::mem::take(&mut catalog.findings);
            Examined { outcome, reason, detail, drafts, catalog, findings, tally }
        }
        Err(error) => Examined {
            outcome: error.verdict(),
            reason: error.reason,
            detail: Some(error.detail),
            drafts: Drafts::default(),
            catalog: Catalog::default(),
            findings: error.findings,
            tally,
        },
    }
}

async fn read(
    fetcher: &impl Fetch,
    source: &Source,
    headers: &HeaderMap,
    extent: Extent,
    tally: &mut Tally,
) -> Result<(Drafts, super::Understood), CollectError> {
    let adapter = adapter_of(source)?;
    let allowance = Allowance::of_a_look();
    let with = With { fetcher, adapter, source, headers, allowance: &allowance, conditional: true };
    let Collected { drafts, .. } = collect::collect(&with, Vec::new(), extent, tally).await?;
    let (source, raw) = (source.clone(), drafts.clone());
    let understood = tokio::task::spawn_blocking(move || understand(&source, raw, &Aliases::default())).await;
    let understood = understood.map_err(|error| CollectError::new(Reason::Internal, error.to_string()))??;
    Ok((drafts, understood))
}
