//! The regions of Indonesia, and what is known of their MPPs: data compiled in, looked up by any usual spelling.
//!
//! The tables are in `registry/data`, with where they come from; they are parsed once, on first use.

mod history;
mod lookup;
mod names;
mod spelling;
pub(crate) mod table;

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::model::{Kind, OnSphere, Point, Province, Region, RegionCode};

pub(crate) use history::days;
pub use history::{UNDATED_SINCE, hall, mpp_events, mpp_steps};
pub(crate) use lookup::bears;
pub use lookup::{Lookup, find};
pub(crate) use spelling::one_slip;

static REGIONS: LazyLock<Vec<Region>> =
    LazyLock::new(|| table::rows(include_str!("../../data/regions.csv")).filter_map(|row| read_region(&row)).collect());

static PROVINCES: LazyLock<Vec<Province>> =
    LazyLock::new(|| table::rows(include_str!("../../data/provinces.csv")).filter_map(|row| read_province(&row)).collect());

static REGION_BY_CODE: LazyLock<HashMap<RegionCode, &'static Region>> =
    LazyLock::new(|| REGIONS.iter().map(|region| (region.code, region)).collect());

static HOLIDAYS: LazyLock<Vec<Holiday>> =
    LazyLock::new(|| table::rows(include_str!("../../data/holidays.csv")).filter_map(|row| read_holiday(&row)).collect());

/// A national holiday, or a day of collective leave (*cuti bersama*).
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Holiday {
    /// The day.
    pub date: chrono::NaiveDate,
    /// `Idulfitri 1447 H`
    pub name: String,
    /// True for *cuti bersama*: offices close by the joint decree, the day itself is no national holiday.
    pub collective_leave: bool,
}

/// All 514 kabupaten and kota, by code.
#[must_use]
pub fn regions() -> &'static [Region] {
    &REGIONS
}

/// All 38 provinces, by code.
#[must_use]
pub fn provinces() -> &'static [Province] {
    &PROVINCES
}

/// National holidays and days of collective leave, by date.
#[must_use]
pub fn holidays() -> &'static [Holiday] {
    &HOLIDAYS
}

/// The kabupaten or kota with this code.
#[must_use]
pub fn region(code: RegionCode) -> Option<&'static Region> {
    REGION_BY_CODE.get(&code).copied()
}

/// The province with this code, or of the region with this code.
#[must_use]
pub fn province(code: RegionCode) -> Option<&'static Province> {
    PROVINCES.iter().find(|province| province.code == code.province())
}

/// The `n` regions whose points are nearest to `point`, nearest first, with the distance in kilometres.
#[must_use]
pub fn nearest(point: Point, n: usize) -> Vec<(&'static Region, f64)> {
    let from = OnSphere::from(point);
    let mut all: Vec<(f64, &'static Region)> =
        POINTS.iter().zip(REGIONS.iter()).map(|(place, region)| (place.chord2(from), region)).collect();
    let order = |a: &(f64, &Region), b: &(f64, &Region)| a.0.total_cmp(&b.0).then(a.1.code.cmp(&b.1.code));
    if n < all.len() {
        all.select_nth_unstable_by(n, order);
        all.truncate(n);
    }
    all.sort_unstable_by(order);
    all.into_iter().map(|(_, region)| (region, region.point.distance_km(point))).collect()
}

/// The points of the regions, in their order.
static POINTS: LazyLock<Vec<OnSphere>> = LazyLock::new(|| REGIONS.iter().map(|region| region.point.into()).collect());

fn read_region(row: &table::Row) -> Option<Region> {
    Some(Region {
        code: row.parse("code")?,
        name: row.get("name")?.to_owned(),
        kind: if row.get("type")? == "kota" { Kind::Kota } else { Kind::Kabupaten },
        province: row.parse("province_code")?,
        autonomous: row.get("autonomous")? == "1",
        zone: row.get("tz")?.parse().ok()?,
        point: Point { lat: row.parse("lat")?, lon: row.parse("lon")? },
        population: row.parse("population")?,
        area_km2: row.parse("area_km2")?,
    })
}

fn read_province(row: &table::Row) -> Option<Province> {
    Some(Province {
        code: row.parse("code")?,
        name: row.get("name")?.to_owned(),
        point: Point { lat: row.parse("lat")?, lon: row.parse("lon")? },
        zone: row.get("tz")?.parse().ok()?,
        population: row.parse("population")?,
    })
}

fn read_holiday(row: &table::Row) -> Option<Holiday> {
    Some(Holiday { date: row.parse("date")?, name: row.get("name")?.to_owned(), collective_leave: row.get("type")? == "cuti_bersama" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_tables_is_read() {
        assert_eq!(regions().len(), 514);
        assert_eq!(regions().iter().filter(|region| region.autonomous).count(), 508);
        assert_eq!(provinces().len(), 38);
        assert_eq!(holidays().len(), 51);
        assert!(
            regions().iter().all(
                |region| province(region.code).is_some_and(|province| province.zone == region.zone || province.code == region.province)
            )
        );
    }

    #[test]
    fn a_region_is_found_by_its_code_and_knows_its_province() {
        let pandeglang = region("36.01".parse().unwrap()).unwrap();
        assert_eq!(pandeglang.name, "Kabupaten Pandeglang");
        assert_eq!(province(pandeglang.code).unwrap().name, "Banten");
        assert_eq!(region("99.99".parse().unwrap()), None);
    }

    #[test]
    fn the_nearest_region_to_the_middle_of_bogor_is_kota_bogor() {
        let found = nearest(Point { lat: -6.595, lon: 106.797 }, 2);
        assert_eq!(found[0].0.name, "Kota Bogor");
        assert!(found[0].1 < found[1].1);
    }
}
