//! Coordinates as written to a point in or near the region. What lies elsewhere is refused: a wrong pin sends people astray.

use crate::model::{Code, Point, Region};

use super::{Reading, text};

/// A point from its latitude and longitude as written. One text may hold both ("-6.2, 106.8"). Swapped coordinates are put right.
#[must_use]
pub fn read(lat: &str, lon: &str, region: &Region) -> Reading<Point> {
    let (lat, lon) = (lat.trim(), lon.trim());
    if text::placeholder(lat) && text::placeholder(lon) {
        return Reading::empty();
    }
    let raw = if lon.is_empty() { lat.to_owned() } else { format!("{lat}, {lon}") };
    let Some((lat, lon)) = pair(lat, lon) else {
        return Reading::unread(&raw, Code::PointUnread);
    };
    let point = Point { lat, lon };
    let swapped = Point { lat: lon, lon: lat };
    if near(point, region) {
        Reading::read(point, &raw, "point.decimal")
    } else if near(swapped, region) {
        Reading::read(swapped, &raw, "point.swapped").with(Code::PointSwapped)
    } else {
        Reading::without_value(&raw, "point.outside", Code::PointOutside)
    }
}

/// Whether a point can belong to the region: in Indonesia, and no farther from the region's own point than the region is wide, with
/// room to spare; islands lie far apart.
fn near(point: Point, region: &Region) -> bool {
    let in_indonesia = (-11.5..=6.5).contains(&point.lat) && (94.5..=141.5).contains(&point.lon);
    let islands = if region.name.contains("Kep") || region.name.contains("Pulau") { 120.0 } else { 0.0 };
    in_indonesia && point.distance_km(region.point) <= 25.0 + islands + 2.5 * region.area_km2.max(1.0).sqrt()
}

fn pair(lat: &str, lon: &str) -> Option<(f64, f64)> {
    if !lon.is_empty() {
        return Some((degrees(lat)?, degrees(lon)?));
    }
    let (lat, lon) = lat.split_once([';', ' ']).or_else(|| lat.split_once(','))?;
    Some((degrees(lat.trim().trim_end_matches(','))?, degrees(lon.trim())?))
}

/// Decimal degrees with point or comma, or degrees, minutes and seconds; a hemisphere in letters (LS, LU, BT, S, N, E).
fn degrees(raw: &str) -> Option<f64> {
    if raw.len() > 60 {
        return None;
    }
    let text = raw.trim().replace(['−', '–'], "-").replace(',', ".").to_uppercase();
    let letters: String = text.chars().filter(|c| c.is_ascii_alphabetic()).collect();
    let south = match letters.as_str() {
        "" | "LU" | "N" | "BT" | "E" => false,
        "LS" | "S" => true,
        _ => return None,
    };
    let numeric: String = text.chars().map(|c| if c.is_ascii_digit() || matches!(c, '.' | '-') { c } else { ' ' }).collect();
    let parts: Vec<f64> = numeric.split_whitespace().map(str::parse).collect::<Result<_, _>>().ok()?;
    let sixtieths = |parts: &[f64]| parts.iter().all(|part| (0.0..60.0).contains(part));
    let value = match parts.as_slice() {
        [degrees] => *degrees,
        [degrees, rest @ ..] if rest.len() <= 2 && sixtieths(rest) => {
            let minutes = rest[0] + rest.get(1).map_or(0.0, |seconds| seconds / 60.0);
            degrees.abs().copysign(*degrees) + (minutes / 60.0).copysign(*degrees)
        }
        _ => return None,
    };
    value.is_finite().then_some(if south { -value.abs() } else { value })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::gazetteer;

    fn bogor() -> &'static Region {
        gazetteer::region("32.71".parse().unwrap()).unwrap()
    }

    #[rstest]
    #[case("-6.595", "106.797")]
    #[case("-6,595", "106,797")]
    #[case("6.595 LS", "106.797 BT")]
    #[case("-6.595, 106.797", "")]
    #[case("6°35'42\" S", "106°47'49.2\" E")]
    fn coordinates(#[case] lat: &str, #[case] lon: &str) {
        let reading = read(lat, lon, bogor());
        let point = reading.value().copied().unwrap();
        assert!(point.distance_km(Point { lat: -6.595, lon: 106.797 }) < 0.1, "{point:?}");
        assert!(reading.findings.is_empty());
    }

    #[test]
    fn swapped_coordinates_are_put_right_and_told() {
        let reading = read("106.797", "-6.595", bogor());
        assert_eq!(reading.value(), Some(&Point { lat: -6.595, lon: 106.797 }));
        assert_eq!(reading.findings, [Code::PointSwapped]);
    }

    #[rstest]
    #[case("0", "0")]
    #[case("-7.25", "112.75")]
    #[case("6.595", "106.797")]
    #[case("-6595000", "106797000")]
    fn a_point_elsewhere_is_refused(#[case] lat: &str, #[case] lon: &str) {
        let reading = read(lat, lon, bogor());
        assert_eq!(reading.value(), None);
        assert_eq!(reading.findings, [Code::PointOutside]);
    }

    #[rstest]
    #[case("di depan alun-alun", "")]
    #[case("-6.595", "")]
    #[case("abc", "def")]
    fn what_is_no_coordinate_is_not_read(#[case] lat: &str, #[case] lon: &str) {
        assert_eq!(read(lat, lon, bogor()).findings, [Code::PointUnread]);
    }

    #[test]
    fn nothing_written_is_nothing() {
        assert_eq!(read("-", "", bogor()), Reading::empty());
    }

    #[test]
    fn every_regions_own_point_is_plausible() {
        for region in gazetteer::regions() {
            assert!(near(region.point, region), "{}", region.name);
        }
    }
}
