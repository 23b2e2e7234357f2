//! `location` and `service_at_location`: a hall, and a service at one of its counters.

use registry::model::{Id, Instant};
use registry::store::read::LocationRow;
use serde::Serialize;

use super::parts::{Accessibility, Contact, Phone, accessibility, contacts, link, part, phones};
use super::schedule::Schedule;
use super::service::Service;
use crate::state::Gazetteer;

/// `address`
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Address {
    /// Derived from its location's.
    #[schema(value_type = String, format = Uuid)]
    pub id: Id,
    /// As written, without city and province where it ends with them.
    pub address_1: String,
    /// The kabupaten or kota.
    pub city: String,
    /// The province.
    pub state_province: String,
    /// Five digits; empty where the address names none.
    pub postal_code: String,
    /// `ID`
    pub country: &'static str,
    /// `physical`
    pub address_type: &'static str,
}

/// `location`, with what this profile adds.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Location {
    /// Stable.
    #[schema(value_type = String, format = Uuid)]
    pub id: Id,
    /// `physical`
    pub location_type: &'static str,
    /// Its name.
    pub name: String,
    /// http or https.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Degrees; absent where only the region's own point is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latitude: Option<f64>,
    /// Degrees; absent where only the region's own point is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longitude: Option<f64>,
    /// Only where it is nested fully.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<Address>,
    /// Only where it is nested fully.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// Only where it is nested fully.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accessibility: Vec<Accessibility>,
    /// Only where it is nested fully.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<Phone>,
    /// Only where it is nested fully.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub schedules: Vec<Schedule>,
    /// Of this profile: the region's code.
    pub region: String,
    /// Of this profile: the hours as an OpenStreetMap value, holidays included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opening_hours: Option<String>,
    /// Of this profile: since when the source no longer names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub absent_since: Option<Instant>,
}

/// `service_at_location`, with what this profile adds.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ServiceAtLocation {
    /// Stable.
    #[schema(value_type = String, format = Uuid)]
    pub id: Id,
    /// What.
    #[schema(value_type = String, format = Uuid)]
    pub service_id: Id,
    /// Where.
    #[schema(value_type = String, format = Uuid)]
    pub location_id: Id,
    /// The counter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Only where it is nested fully.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<Phone>,
    /// The counter's own; the location's hold where it has none. Only where it is nested fully.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub schedules: Vec<Schedule>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// What; absent within a service.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    pub service: Option<Box<Service>>,
    /// Of this profile: the hours as an OpenStreetMap value, holidays included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opening_hours: Option<String>,
    /// Of this profile: since when the source no longer names it here.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub absent_since: Option<Instant>,
}

impl Location {
    /// What stands in a list.
    #[must_use]
    pub fn listed(row: &LocationRow) -> Self {
        let own = !row.point_is_regions;
        Self {
            id: row.id,
            location_type: "physical",
            name: row.name.clone(),
            url: link(row.website.as_deref()),
            latitude: own.then_some(row.latitude),
            longitude: own.then_some(row.longitude),
            addresses: Vec::new(),
            contacts: Vec::new(),
            accessibility: Vec::new(),
            phones: Vec::new(),
            schedules: Vec::new(),
            region: row.region.clone(),
            opening_hours: None,
            absent_since: row.absent_since,
        }
    }

    /// All of it but its hours.
    #[must_use]
    pub fn whole(row: &LocationRow, gazetteer: &Gazetteer) -> Self {
        Self {
            addresses: addresses(row, gazetteer),
            contacts: contacts(row.id, row.email.as_deref()),
            accessibility: accessibility(row.id, row.accessibility.as_deref()),
            phones: phones(row.id, row.phone.as_deref()),
            ..Self::listed(row)
        }
    }
}

fn addresses(row: &LocationRow, gazetteer: &Gazetteer) -> Vec<Address> {
    let Some(text) = row.address.as_deref().map(str::trim).filter(|text| !text.is_empty()) else { return Vec::new() };
    let city = gazetteer.name(&row.region);
    let province = row.region.parse().ok().map(|code: registry::model::RegionCode| gazetteer.name(&code.province().to_string()));
    let state_province = province.unwrap_or_default();
    let (line, postal_code) = without_postal_code(text);
    let line = without_ending(without_ending(line, &state_province), &city);
    vec![Address {
        id: part(row.id, "address", 0),
        address_1: if line.is_empty() { text.to_owned() } else { line.to_owned() },
        city,
        state_province,
        postal_code,
        country: "ID",
        address_type: "physical",
    }]
}

/// Five digits at the end, which are the postal code.
fn without_postal_code(text: &str) -> (&str, String) {
    let (line, last) = text.rsplit_once([' ', ',']).unwrap_or((text, ""));
    let is_code = last.len() == 5 && last.bytes().all(|byte| byte.is_ascii_digit());
    if is_code { (line.trim_end_matches([' ', ',']), last.to_owned()) } else { (text, String::new()) }
}

fn without_ending<'t>(text: &'t str, name: &str) -> &'t str {
    let rest = if name.is_empty() { None } else { text.strip_suffix(name) };
    rest.filter(|rest| rest.ends_with([' ', ','])).map_or(text, |rest| rest.trim_end_matches([' ', ',']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_apart_where_it_ends_as_addresses_do() {
        let (line, code) = without_postal_code("Jl. Pajajaran No. 27, Kota Bogor, Jawa Barat 16143");
        assert_eq!(code, "16143");
        assert_eq!(without_ending(without_ending(line, "Jawa Barat"), "Kota Bogor"), "Jl. Pajajaran No. 27");
        assert_eq!(without_postal_code("Jl. Ir. H. Juanda 12345A").1, "");
        assert_eq!(without_ending("Kota Bogor", "Kota Bogor"), "Kota Bogor");
    }
}
