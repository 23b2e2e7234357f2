//! Who gets an instance. The caller makes the sites, out of the gazetteer say, so that this crate needs no list of regions.

use registry::model::{Kind, Point, RegionCode, Zone};

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
    fn a_site_is_named_by_the_digits_of_its_code() {
        let site = &sites()[0];
        assert_eq!((site.slug().as_str(), site.short_name()), ("mpp-3601", "Pandeglang"));
        assert_eq!(site.abbreviated_name(), "Kab. Pandeglang");
    }
}
