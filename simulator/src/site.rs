//! Who gets an instance: any regions that the caller chooses, or those that have an MPP.

use registry::gazetteer;
use registry::model::{Kind, MppState, Point, Region, RegionCode, Zone};

/// How many regions run an MPP, by the ministry's count of 24 September 2025.
const NATIONAL: usize = 296;

/// A region that the farm plays.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// `36.01`
    pub code: RegionCode,
    /// `Kabupaten Pandeglang`
    pub region_name: String,
    /// Regency or city.
    pub kind: Kind,
    /// `Banten`
    pub province_name: String,
    /// The zone that the region's clocks show.
    pub zone: Zone,
    /// A point inside the region; the hall is put within 5 km of it.
    pub point: Point,
    /// `MPP Kabupaten Pandeglang`
    pub mpp_name: String,
    /// That the region has an MPP, or what it is called, is assumed and not attested.
    pub assumed: bool,
}

impl Site {
    /// The instance of a region of the gazetteer.
    #[must_use]
    pub fn of(region: &Region, mpp_name: String, assumed: bool) -> Self {
        Self {
            code: region.code,
            region_name: region.name.clone(),
            kind: region.kind,
            province_name: gazetteer::province(region.province).map(|province| province.name.clone()).unwrap_or_default(),
            zone: region.zone,
            point: region.point,
            mpp_name,
            assumed,
        }
    }

    /// The instance's name, in hosts, paths and source ids: `mpp-3601`.
    #[must_use]
    pub fn slug(&self) -> String {
        let digits: String = self.code.to_string().chars().filter(char::is_ascii_digit).collect();
        format!("mpp-{digits}")
    }

    /// `Pandeglang`
    #[must_use]
    pub fn short_name(&self) -> &str {
        ["Kabupaten ", "Kota ", "Provinsi "].iter().find_map(|kind| self.region_name.strip_prefix(kind)).unwrap_or(&self.region_name)
    }

    /// `Kab. Pandeglang`
    #[must_use]
    pub fn abbreviated_name(&self) -> String {
        match self.region_name.strip_prefix("Kabupaten ") {
            Some(short) => format!("Kab. {short}"),
            None => self.region_name.clone(),
        }
    }
}

/// The regions whose MPP is attested, filled up to 296 with the most populous others, which are marked as assumed.
#[must_use]
pub fn national_sites() -> Vec<Site> {
    let mut sites: Vec<Site> = Vec::with_capacity(NATIONAL);
    for event in gazetteer::mpp_events().iter().filter(|event| event.state == MppState::Inaugurated) {
        // DKI Jakarta is one: its hall stands in Jakarta Selatan.
        let code = if event.region.to_string() == "31" { "31.74".parse().ok() } else { Some(event.region) };
        let region = code.and_then(gazetteer::region);
        if let Some(region) = region.filter(|region| sites.iter().all(|site| site.code != region.code)) {
            sites.push(Site::of(region, event.name.clone(), false));
        }
    }
    let is_missing = |region: &&Region| region.autonomous && sites.iter().all(|site| site.code != region.code);
    let mut others: Vec<&Region> = gazetteer::regions().iter().filter(is_missing).collect();
    others.sort_by_key(|region| std::cmp::Reverse(region.population));
    others.truncate(NATIONAL.saturating_sub(sites.len()));
    sites.extend(others.into_iter().map(|region| Site::of(region, format!("MPP {}", region.name), true)));
    sites
}

#[cfg(test)]
pub(crate) mod examples {
    use super::*;

    /// Three real regions, one in each zone.
    pub fn sites() -> Vec<Site> {
        let site = |code: &str, name: &str, province: &str, zone, lat, lon| Site {
            code: code.parse().unwrap(),
            region_name: name.to_owned(),
            kind: if name.starts_with("Kota") { Kind::Kota } else { Kind::Kabupaten },
            province_name: province.to_owned(),
            zone,
            point: Point { lat, lon },
            mpp_name: format!("MPP {name}"),
            assumed: false,
        };
        vec![
            site("36.01", "Kabupaten Pandeglang", "Banten", Zone::Wib, -6.636, 105.693),
            site("64.72", "Kota Samarinda", "Kalimantan Timur", Zone::Wita, -0.456, 117.171),
            site("91.71", "Kota Jayapura", "Papua", Zone::Wit, -2.667, 140.775),
        ]
    }

    #[test]
    fn the_nation_is_296_regions_of_which_265_are_attested() {
        let sites = national_sites();
        assert_eq!((sites.len(), sites.iter().filter(|site| !site.assumed).count()), (296, 265));
    }

    #[test]
    fn a_site_is_named_by_the_digits_of_its_code() {
        let site = &sites()[0];
        assert_eq!((site.slug().as_str(), site.short_name()), ("mpp-3601", "Pandeglang"));
        assert_eq!(site.abbreviated_name(), "Kab. Pandeglang");
    }
}
