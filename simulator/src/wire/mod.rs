//! Catalogs as documents: one module a format. A document is a JSON value; `server` makes bytes of it.

mod envelope;
mod hsds;
mod nested;
mod rows;

use serde_json::Value;

use crate::Site;
use crate::catalog::Catalog;
use crate::plan::{Format, Plan};

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Asked {
    /// Without the leading slash: `services/…`.
    pub path: String,
    /// From 1.
    pub page: usize,
    /// Records a page; at most 100.
    pub per_page: usize,
}

impl Asked {
    /// Reads path and query; other parameters are ignored, as real instances do.
    pub fn read(path: &str, query: &str) -> Self {
        let number = |names: &[&str]| {
            url::form_urlencoded::parse(query.as_bytes())
                .find(|(key, _)| names.contains(&key.as_ref()))
                .and_then(|(_, value)| value.parse::<usize>().ok())
                .filter(|&number| number > 0)
        };
        Self {
            path: path.trim_matches('/').to_owned(),
            page: number(&["page"]).unwrap_or(1),
            per_page: number(&["per_page", "size"]).unwrap_or(50).min(100),
        }
    }

    /// The records of the page that was asked for, and how many pages there are (at least 1).
    fn cut<'a, T>(&self, records: &'a [T]) -> (&'a [T], usize) {
        let pages = records.len().div_ceil(self.per_page).max(1);
        (records.chunks(self.per_page).nth(self.page - 1).unwrap_or_default(), pages)
    }
}

/// The document that `asked` names, or none: 404.
pub fn document(site: &Site, plan: &Plan, catalog: &Catalog, asked: &Asked) -> Option<Value> {
    match plan.format {
        Format::HsdsPaged => hsds::paged(site, plan, catalog, asked),
        Format::HsdsBulk => (asked.path == "hsds.json").then(|| hsds::bulk(site, catalog)),
        Format::Nested => (asked.path == nested::PATH).then(|| nested::document(site, catalog)),
        Format::Rows => (asked.path == "api/layanan.json").then(|| rows::document(site, catalog)),
        Format::Envelope => envelope::document(site, plan, catalog, asked),
    }
}

/// Where a format's feed begins, relative to the instance's own address.
pub fn start(format: Format) -> &'static str {
    match format {
        Format::HsdsBulk => "hsds.json",
        Format::Nested => nested::PATH,
        Format::HsdsPaged | Format::Rows | Format::Envelope => "",
    }
}

/// The schedule of the mobile unit.
fn stops(catalog: &Catalog) -> Vec<Value> {
    let stop = |stop: &crate::catalog::Stop| {
        serde_json::json!({
            "id": format!("KEL-{:02}", stop.number),
            "tempat": stop.place,
            "alamat": stop.address,
            "lintang": stop.point.lat.to_string(),
            "bujur": stop.point.lon.to_string(),
            "hari": stop.date,
            "mulai": stop.opens,
            "selesai": stop.closes,
            "layanan": stop.service,
            "instansi": stop.agency,
        })
    };
    catalog.stops.iter().map(stop).collect()
}

/// How a channel is written in Indonesian feeds.
fn channel(channel: registry::model::Channel) -> &'static str {
    match channel {
        registry::model::Channel::Counter => "loket",
        registry::model::Channel::Mobile => "keliling",
        registry::model::Channel::SelfService => "anjungan mandiri",
        registry::model::Channel::Online => "online",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_and_their_sizes() {
        let asked = Asked::read("/services/", "page=3&per_page=10&foo=1");
        assert_eq!(asked, Asked { path: "services".into(), page: 3, per_page: 10 });
        let records: Vec<u8> = (0..25).collect();
        assert_eq!(asked.cut(&records), (&records[20..], 3));
        assert_eq!(Asked::read("services", "per_page=9999").per_page, 100);
        assert_eq!(Asked::read("services", "page=9").cut(&records).0.len(), 0);
    }
}
