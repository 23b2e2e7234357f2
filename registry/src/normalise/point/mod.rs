//! Coordinates as written to a point in or near the region. What lies elsewhere is refused: a wrong pin sends people astray.

mod written;

use crate::model::{Code, Point, Region};

use super::{Reading, text};

/// A point from its latitude and longitude as written. One text may hold both: "-6.2, 106.8", "6°12' LS 106°48' BT", a link to a map.
/// Swapped coordinates are put right.
#[must_use]
pub fn read(lat: &str, lon: &str, region: &Region) -> Reading<Point> {
    let (lat, lon) = (lat.trim(), lon.trim());
    if text::placeholder(lat) && text::placeholder(lon) {
        return Reading::empty();
    }
    let raw = if lon.is_empty() { lat.to_owned() } else { format!("{lat}, {lon}") };
    let Some(written) = written::pair(lat, lon) else {
        return Reading::unread(&raw, Code::PointUnread);
    };
    let point = Point { lat: written.lat, lon: written.lon };
    let swapped = Point { lat: written.lon, lon: written.lat };
    if near(point, region) {
        Reading::read(point, &raw, written.rule)
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
    #[case("6°35'42\" LS 106°47'49\" BT", "")]
    #[case("S 6° 35.7' E 106° 47.82'", "")]
    #[case("06º35’42” LS, 106º47’49” BT", "")]
    #[case("-6,595; 106,797", "")]
    #[case("-6,595, 106,797", "")]
    #[case("-6,595,106,797", "")]
    #[case("-6.595 106.797", "")]
    #[case("Lat: -6.595 Long: 106.797", "")]
    #[case("Bujur 106.797, Lintang -6.595", "")]
    #[case("(-6.595, 106.797)", "")]
    #[case("https://www.google.com/maps/@-6.595,106.797,17z", "")]
    #[case("https://www.google.com/maps/place/MPP/@-6.60,106.80,17z/data=!3m1!3d-6.595!4d106.797", "")]
    #[case("https://maps.google.com/?q=-6.595,106.797", "")]
    #[case("https://www.google.com/maps/search/?api=1&query=-6.595%2C106.797", "")]
    #[case("geo:-6.595,106.797", "")]
    #[case("POINT(106.797 -6.595)", "")]
    #[case("-6.595.000", "106.797.000")]
    #[case("-6.595, 106.797", "-6.595, 106.797")]
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
    #[case("https://maps.app.goo.gl/AbC123", "")]
    #[case("https://goo.gl/maps/6595106797", "")]
    #[case("Jl. Kapten Muslihat 21", "")]
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
