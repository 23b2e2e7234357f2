//! The small objects that hang on others: phones, contacts, costs, documents, accessibility. Their ids are derived from their owner's, so
//! they stay as they are from answer to answer.

use registry::model::{Cost, CostKind, Fact, Id};
use registry::store::read::RequirementRow;
use serde::Serialize;

/// `phone`
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Phone {
    /// Derived from its owner's.
    #[schema(value_type = String, format = Uuid)]
    pub id: Id,
    /// E.164 or a short number; as written where it was not understood.
    pub number: String,
}

/// `contact`
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Contact {
    /// Derived from its owner's.
    #[schema(value_type = String, format = Uuid)]
    pub id: Id,
    /// An address for mail.
    pub email: String,
}

/// `accessibility`
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Accessibility {
    /// Derived from its owner's.
    #[schema(value_type = String, format = Uuid)]
    pub id: Id,
    /// As written.
    pub description: String,
}

/// `required_document`
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct RequiredDocument {
    /// Derived from its service's.
    #[schema(value_type = String, format = Uuid)]
    pub id: Id,
    /// As written.
    pub document: String,
    /// http or https.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
}

/// `cost_option`
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct CostOption {
    /// Derived from its service's.
    #[schema(value_type = String, format = Uuid)]
    pub id: Id,
    /// Which of several: `Terendah` and `Tertinggi` of a range, `Mulai dari`, `Per sertipikat`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    /// ISO 4217.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// In units of the currency. Absent: no amount is stated, which does not mean free.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<u64>,
    /// As written.
    pub amount_description: String,
}

/// The phone of a stored fact.
pub fn phones(owner: Id, fact: Option<&str>) -> Vec<Phone> {
    let fact: Option<Fact<String>> = fact.and_then(|json| serde_json::from_str(json).ok());
    let number = fact.map(|fact| fact.value.unwrap_or(fact.provenance.raw)).filter(|number| !number.trim().is_empty());
    number.into_iter().map(|number| Phone { id: part(owner, "phone", 0), number }).collect()
}

/// The address for mail, where the text holds one.
pub fn contacts(owner: Id, text: Option<&str>) -> Vec<Contact> {
    email(text).into_iter().map(|email| Contact { id: part(owner, "contact", 0), email }).collect()
}

/// As written.
pub fn accessibility(owner: Id, text: Option<&str>) -> Vec<Accessibility> {
    text.map(|text| Accessibility { id: part(owner, "accessibility", 0), description: text.to_owned() }).into_iter().collect()
}

/// What to bring.
pub fn required_documents(service: Id, rows: &[RequirementRow]) -> Vec<RequiredDocument> {
    let document = |(position, row): (usize, &RequirementRow)| RequiredDocument {
        id: part(service, "required_document", position),
        document: row.document.clone(),
        uri: link(row.uri.as_deref()),
    };
    rows.iter().enumerate().map(document).collect()
}

/// What a stored cost says, and how it was written.
pub fn costs(service: Id, fact: Option<&str>) -> (Option<String>, Vec<CostOption>) {
    let Some(fact) = fact.and_then(|json| serde_json::from_str::<Fact<Cost>>(json).ok()) else { return (None, Vec::new()) };
    let raw = fact.provenance.raw;
    let options = fact.value.map(|cost| amounts(cost.kind)).unwrap_or_default();
    let option = |(position, (option, currency, amount)): (usize, Amount)| CostOption {
        id: part(service, "cost_option", position),
        option,
        currency,
        amount,
        amount_description: raw.clone(),
    };
    let options = options.into_iter().enumerate().map(option).collect();
    (Some(raw), options)
}

/// Name, currency, amount.
type Amount = (Option<String>, Option<String>, Option<u64>);

fn amounts(kind: CostKind) -> Vec<Amount> {
    let idr = || Some("IDR".to_owned());
    let each = |per: Option<String>| per.map(|per| format!("Per {per}"));
    let named = |name: &str, per: Option<String>| Some(per.map_or_else(|| name.to_owned(), |per| format!("{name}, per {per}")));
    match kind {
        CostKind::Free => vec![(Some("Gratis".to_owned()), idr(), Some(0))],
        CostKind::Amount { idr: amount } => vec![(None, idr(), Some(amount))],
        CostKind::Range { min, max, per } => {
            vec![(named("Terendah", per.clone()), idr(), Some(min)), (named("Tertinggi", per), idr(), Some(max))]
        }
        CostKind::AtLeast { min, per } => vec![(named("Mulai dari", per), idr(), Some(min))],
        CostKind::PerUnit { idr: amount, per } => vec![(each(Some(per)), idr(), Some(amount))],
        CostKind::Foreign { amount, currency, per } => vec![(each(per), Some(currency), Some(amount))],
        CostKind::Mixed { max: Some(max) } => {
            vec![(Some("Gratis".to_owned()), idr(), Some(0)), (named("Tertinggi", None), idr(), Some(max))]
        }
        CostKind::Mixed { max: None } | CostKind::Formula { .. } | CostKind::ByRule => vec![(None, None, None)],
    }
}

/// The id of a part of something.
pub fn part(owner: Id, kind: &str, position: usize) -> Id {
    Id::derive(&owner.to_string(), kind, &position.to_string())
}

/// An http or https URL, and nothing else.
pub fn link(text: Option<&str>) -> Option<String> {
    let url = url::Url::parse(text?.trim()).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then(|| url.to_string())
}

/// The first mail address in a text.
pub fn email(text: Option<&str>) -> Option<String> {
    let is_plain =
        |part: &str, more: &str| !part.is_empty() && part.chars().all(|sign| sign.is_ascii_alphanumeric() || more.contains(sign));
    let is_address = |word: &&str| {
        word.split_once('@').is_some_and(|(who, host)| {
            let labels = || host.split('.');
            let dotted = who.split('.').all(|part| is_plain(part, "+_-"));
            dotted && labels().count() > 1 && labels().all(|label| is_plain(label, "-") && !label.starts_with('-') && !label.ends_with('-'))
        })
    };
    text?.split([' ', ',', ';', '/', '<', '>', '(', ')', '\n', '\t']).find(is_address).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_followed_or_written_to_is_a_link_or_an_address() {
        assert_eq!(link(Some("javascript:alert(1)")), None);
        assert_eq!(link(Some("mpp.bogor.go.id")), None);
        assert_eq!(link(Some(" https://mpp.bogor.go.id/a b ")).as_deref(), Some("https://mpp.bogor.go.id/a%20b"));
        assert_eq!(email(Some("mpp@bogor.go.id, loket@bogor.go.id")).as_deref(), Some("mpp@bogor.go.id"));
        assert_eq!(email(Some("Surel: mpp [at] bogor.go.id")), None);
        assert_eq!(email(Some("a@localhost")), None);
        assert_eq!(email(Some("..@bogor.go.id")), None);
    }

    #[test]
    fn an_amount_that_is_not_stated_is_not_zero() {
        let id = Id::derive("a", "service", "1");
        let (raw, options) =
            costs(id, Some(r#"{"value":{"kind":"by_rule","basis":"PP 28/2019"},"raw":"Sesuai PP 28/2019","rule":"cost.rule"}"#));
        assert_eq!((raw.as_deref(), options[0].amount), (Some("Sesuai PP 28/2019"), None));
        let (raw, options) = costs(id, Some(r#"{"value":null,"raw":"tanya petugas","rule":"unread"}"#));
        assert_eq!((raw.as_deref(), options.len()), (Some("tanya petugas"), 0));
        let (_, options) = costs(id, Some(r#"{"value":{"kind":"range","min":50000,"max":75000},"raw":"50-75 ribu","rule":"cost.range"}"#));
        assert_eq!(options.iter().map(|option| option.amount).collect::<Vec<_>>(), [Some(50_000), Some(75_000)]);
    }
}
