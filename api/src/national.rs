//! A national service compared over the regions: what each says of cost, time and papers, beside the median of those that say it. Unknown
//! is counted apart and never taken for a value; what cannot be compared (a fee for each square metre, a formula) is counted apart, too.

use std::collections::HashMap;
use std::sync::LazyLock;

use registry::model::{Cost, CostKind, Duration, Fact, Id, Instant};
use registry::normalise::service_name;
use registry::store::read::OfferRow;
use serde::Serialize;
use serde_json::Value;

use crate::routes::locations::stored;
use crate::sources::Named;
use crate::state::Gazetteer;

/// National terms by their names in addresses.
static BY_SLUG: LazyLock<HashMap<String, &'static str>> =
    LazyLock::new(|| service_name::canonical().iter().map(|term| (slug(term), *term)).collect());

/// The national term with this name in addresses.
#[must_use]
pub fn term(slug: &str) -> Option<&'static str> {
    BY_SLUG.get(slug).copied()
}

/// `SKCK (Polri)` as `skck-polri`.
#[must_use]
pub fn slug(term: &str) -> String {
    let lower = term.to_lowercase();
    let words = lower.split(|sign: char| !sign.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

/// What the regions say in one figure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Spread {
    /// The middle one of the known; of an even number the mean of the middle two. Null where none is known.
    pub median: Option<f64>,
    /// The lowest.
    pub lowest: Option<f64>,
    /// A quarter is below.
    pub lower_quarter: Option<f64>,
    /// A quarter is above.
    pub upper_quarter: Option<f64>,
    /// The highest.
    pub highest: Option<f64>,
    /// How many are known.
    pub known: usize,
    /// How many say nothing, or nothing that was understood.
    pub unknown: usize,
    /// How many say something that is no single figure: a fee for each unit, a formula, "by regulation".
    pub not_comparable: usize,
}

impl Spread {
    /// Of figures; `Figure::Unknown` and `Figure::Other` are counted only.
    #[must_use]
    pub fn of(figures: impl IntoIterator<Item = Figure>) -> Self {
        let (mut known, mut spread) = (Vec::new(), Self::default());
        for figure in figures {
            match figure {
                Figure::Known(value) => known.push(value),
                Figure::Other => spread.not_comparable += 1,
                Figure::Unknown => spread.unknown += 1,
            }
        }
        known.sort_by(f64::total_cmp);
        let last = known.len().saturating_sub(1);
        // The place `share` of the way through the list, between two figures their mean by distance.
        let at = |share: f64| {
            #[expect(clippy::cast_precision_loss, reason = "thousands at most")]
            let place = last as f64 * share;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the list")]
            let low = known.get(place.floor() as usize)?;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the list")]
            let high = known.get(place.ceil() as usize)?;
            Some(low + (high - low) * place.fract())
        };
        Self {
            median: at(0.5),
            lowest: known.first().copied(),
            lower_quarter: at(0.25),
            upper_quarter: at(0.75),
            highest: known.last().copied(),
            known: known.len(),
            ..spread
        }
    }
}

/// One figure of one offer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Figure {
    /// Understood, and one number.
    Known(f64),
    /// Understood, and no one number.
    Other,
    /// Not said, or not understood.
    Unknown,
}

impl Figure {
    /// The number.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        match self {
            Self::Known(value) => Some(value),
            Self::Other | Self::Unknown => None,
        }
    }
}

/// A region's offer beside the others.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Offer {
    /// For `/v1/services/{id}`.
    #[schema(value_type = String)]
    pub service_id: Id,
    /// As written.
    pub name: String,
    /// The kabupaten or kota.
    pub region: Named,
    /// Its province.
    pub province: Named,
    /// As written.
    pub organization: Option<String>,
    /// Value, raw text and rule; null where nothing is stated. Unknown is not free.
    #[schema(value_type = Option<Object>)]
    pub cost: Option<Value>,
    /// In rupiah; of a range the upper bound; null where it is unknown or no single figure.
    pub cost_idr: Option<f64>,
    /// Value, raw text and rule; null where nothing is stated.
    #[schema(value_type = Option<Object>)]
    pub duration: Option<Value>,
    /// The longest it takes, in minutes; a working day counts as 7/5 of a day.
    pub duration_minutes: Option<f64>,
    /// How many documents to bring; null where none are stated.
    pub requirements: Option<i64>,
    /// Which source says so.
    pub source: String,
    /// When it last confirmed it.
    #[schema(value_type = Option<String>)]
    pub data_as_of: Option<Instant>,
    /// Made up.
    pub synthetic: bool,
    /// Since when the source no longer names it; absent while it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub absent_since: Option<Instant>,
    /// The figures, to be summed up.
    #[serde(skip)]
    pub figures: [Figure; 3],
}

impl Offer {
    /// Of a row, and how many documents it asks for.
    #[must_use]
    pub fn of(gazetteer: &Gazetteer, row: OfferRow, documents: i64) -> Self {
        let cost_figure = row.cost.as_deref().and_then(|json| serde_json::from_str(json).ok()).map_or(Figure::Unknown, cost);
        let time_figure = row.duration.as_deref().and_then(|json| serde_json::from_str(json).ok()).map_or(Figure::Unknown, duration);
        #[expect(clippy::cast_precision_loss, reason = "dozens at most")]
        let papers = if documents > 0 { Figure::Known(documents as f64) } else { Figure::Unknown };
        let code: String = row.region.chars().take(2).collect();
        Self {
            service_id: row.id,
            name: row.name,
            region: Named::region(gazetteer, &row.region),
            province: Named { name: gazetteer.name(&code), code },
            organization: row.organization,
            cost: stored(row.cost.as_deref()),
            cost_idr: cost_figure.value(),
            duration: stored(row.duration.as_deref()),
            duration_minutes: time_figure.value(),
            requirements: (documents > 0).then_some(documents),
            source: row.source_id,
            data_as_of: row.confirmed,
            synthetic: row.synthetic,
            absent_since: row.absent_since,
            figures: [cost_figure, time_figure, papers],
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "amounts stay far below 2^53")]
fn cost(fact: Fact<Cost>) -> Figure {
    match fact.value.map(|cost| cost.kind) {
        None => Figure::Unknown,
        Some(CostKind::Free) => Figure::Known(0.0),
        Some(CostKind::Amount { idr }) => Figure::Known(idr as f64),
        Some(CostKind::Range { max, per: None, .. }) => Figure::Known(max as f64),
        Some(_) => Figure::Other,
    }
}

fn duration(fact: Fact<Duration>) -> Figure {
    match fact.value {
        None => Figure::Unknown,
        Some(Duration { max: Some(max), unit, .. }) => Figure::Known(f64::from(max) * f64::from(unit.minutes())),
        Some(_) => Figure::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_national_service_has_an_address_of_its_own() {
        assert_eq!(BY_SLUG.len(), service_name::canonical().len());
        assert!(BY_SLUG.keys().all(|slug| !slug.is_empty() && slug.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '-')));
        assert_eq!(term("skck-polri"), Some("SKCK (Polri)"));
    }

    #[test]
    fn unknown_takes_no_part_in_the_median() {
        let known = [0.0, 50_000.0, 100_000.0, 350_000.0].map(Figure::Known);
        let spread = Spread::of(known.into_iter().chain([Figure::Unknown, Figure::Other, Figure::Unknown]));
        assert_eq!((spread.median, spread.lowest, spread.highest), (Some(75_000.0), Some(0.0), Some(350_000.0)));
        assert_eq!((spread.known, spread.unknown, spread.not_comparable), (4, 2, 1));
        assert_eq!(Spread::of([Figure::Unknown]).median, None);
        assert_eq!(Spread::of([Figure::Known(7.0)]).median, Some(7.0));
    }

    #[test]
    fn what_is_no_single_figure_is_told_apart() {
        let of = |kind| cost(Fact::read(Cost { kind, basis: None, note: None }, "x", "x"));
        assert_eq!(of(CostKind::Free), Figure::Known(0.0));
        assert_eq!(of(CostKind::PerUnit { idr: 5, per: "m2".into() }), Figure::Other);
        assert_eq!(cost(Fact::unread("tanya petugas")), Figure::Unknown);
    }
}
