//! What is said of an offer, in JSON and on pages alike.

use harvester::offer::Look;
use harvester::site::WELL_KNOWN;
use registry::model::Instant;
use registry::offer::{Gap, OfferState, Proof};
use registry::store::{Neighbours, OfferRow};
use serde::Serialize;

use crate::error::Error;
use crate::sources::Named;
use crate::state::State;

/// An offer.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct OfferView {
    /// Its id.
    pub id: String,
    /// Whose it is.
    pub region: Named,
    /// Where the feed is, as it was given.
    pub url: String,
    /// The hall's name, where the feed gives none.
    pub name: Option<String>,
    /// How it is to be read, as the team chose; null: as it looks.
    pub format: Option<String>,
    /// The mapping, as TOML; empty: none.
    pub mapping: String,
    /// `draft`, `previewed`, `submitted`, `accepted`, `refused` or `withdrawn`.
    pub state: &'static str,
    /// When it was written down.
    #[schema(value_type = String)]
    pub created_at: Instant,
    /// Its feed is being read: come again in some seconds.
    pub looking: bool,
    /// When its feed was read last.
    #[schema(value_type = Option<String>)]
    pub looked_at: Option<Instant>,
    /// What was seen; null: nothing yet.
    pub look: Option<Look>,
    /// Of what was seen: who submits or accepts names it.
    pub seal: Option<String>,
    /// Whether the host speaks for the region.
    pub proof: ProofView,
    /// Sources of other regions on the same host; null in lists.
    pub neighbours: Option<Vec<NeighbourView>>,
    /// What the team told the reviewer.
    pub note: Option<String>,
    /// When it was put before the ministry.
    #[schema(value_type = Option<String>)]
    pub submitted_at: Option<Instant>,
    /// When it was decided.
    #[schema(value_type = Option<String>)]
    pub decided_at: Option<Instant>,
    /// Who decided.
    pub decided_by: Option<String>,
    /// Why it was refused.
    pub reason: Option<String>,
    /// The source that it became.
    pub source: Option<String>,
}

/// Whether a host speaks for a region.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ProofView {
    /// `proven`, `not_proven` or `contradicts`.
    pub verdict: &'static str,
    /// What it lacks: `not_asked`, `absent`, `unreachable`, `unreadable`, `word_missing` or `feed_not_listed`.
    pub gap: Option<&'static str>,
    /// In a sentence, in Indonesian.
    pub explanation: &'static str,
    /// The same in English.
    pub explanation_en: &'static str,
    /// Where the host says it.
    pub url: String,
    /// The word that belongs under `proof` there.
    pub word: String,
    /// When the host was asked last.
    #[schema(value_type = Option<String>)]
    pub checked_at: Option<Instant>,
}

/// A source of another region on the same host.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct NeighbourView {
    /// Its id.
    pub source: String,
    /// Whose it is.
    pub region: Named,
}

/// Where the host of an address says whom it speaks for.
#[must_use]
pub fn statement_address(url: &url::Url) -> String {
    format!("{}/{WELL_KNOWN}", url.origin().ascii_serialization())
}

impl OfferView {
    /// Of a row.
    ///
    /// # Errors
    /// The row is damaged.
    pub fn of(state: &State, row: &OfferRow, beside: Option<&Neighbours>) -> Result<Self, Error> {
        let (proof, url) = (row.proof(), row.url()?);
        let named = |code: &str| Named::region(&state.gazetteer, code);
        let neighbour = |(source, region): &(String, String)| NeighbourView { source: source.clone(), region: named(region) };
        let (explanation, explanation_en) = proof_sentence(proof);
        Ok(Self {
            id: row.id.to_string(),
            region: named(&row.region),
            url: row.url.clone(),
            name: row.name.clone(),
            format: row.format.clone(),
            mapping: row.mapping.clone(),
            state: row.state()?.as_str(),
            created_at: row.created_at,
            looking: row.is_looked_at(state.now()),
            looked_at: row.looked_at,
            look: super::seen(row)?,
            seal: row.seal.clone(),
            proof: ProofView {
                verdict: proof.as_str(),
                gap: proof.gap().map(Gap::as_str),
                explanation,
                explanation_en,
                url: statement_address(&url),
                word: row.word.clone(),
                checked_at: row.proof_at,
            },
            neighbours: beside.map(|beside| beside.of_others.iter().map(neighbour).collect()),
            note: row.note.clone(),
            submitted_at: row.submitted_at,
            decided_at: row.decided_at,
            decided_by: row.decided_by.clone(),
            reason: row.reason.clone(),
            source: row.source_id.clone(),
        })
    }
}

/// A state, for people: in Indonesian and in English.
#[must_use]
pub fn state_name(state: OfferState) -> (&'static str, &'static str) {
    match state {
        OfferState::Draft => ("masih draf", "a draft"),
        OfferState::Previewed => ("siap diajukan", "ready to be submitted"),
        OfferState::Submitted => ("menunggu kementerian", "waiting for the ministry"),
        OfferState::Accepted => ("disetujui", "accepted"),
        OfferState::Refused => ("ditolak", "refused"),
        OfferState::Withdrawn => ("ditarik kembali", "withdrawn"),
    }
}

/// What a proof is worth, in a sentence: in Indonesian and in English.
#[must_use]
pub fn proof_sentence(proof: Proof) -> (&'static str, &'static str) {
    match proof {
        Proof::Proven => ("Situs ini membuktikan bahwa ia bicara untuk daerah ini.", "The host proves that it speaks for the region."),
        Proof::Contradicts => ("Situs ini menyatakan bicara untuk daerah lain.", "The host says that it speaks for another region."),
        Proof::NotProven(gap) => gap_sentence(gap),
    }
}

/// What a proof lacks, in a sentence: in Indonesian and in English.
#[must_use]
pub fn gap_sentence(gap: Gap) -> (&'static str, &'static str) {
    match gap {
        Gap::NotAsked => ("Situs ini belum ditanya.", "The host was not asked yet."),
        Gap::Absent => ("Situs ini belum memasang berkas bukti.", "There is no such file on the host yet."),
        Gap::Unreachable => ("Situs ini tidak menjawab saat ditanya buktinya.", "The host did not answer when it was asked."),
        Gap::Unreadable => ("Berkas bukti di situs ini tidak terbaca.", "The file on the host cannot be read."),
        Gap::WordMissing => (
            "Situs ini menyebut daerah ini, tetapi kata buktinya belum dipasang.",
            "The host names the region, but the word is not in its file.",
        ),
        Gap::FeedNotListed => (
            "Situs ini menyebut daerah ini, tetapi alamat ini tidak ada dalam daftarnya.",
            "The host names the region, but does not list this feed.",
        ),
    }
}
