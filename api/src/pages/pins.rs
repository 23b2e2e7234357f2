//! The map beside a list of places, drawn here as SVG: a numbered pin for each place, and the regions around for orientation. Pins that would
//! lie on one another are one pin, so that each can be touched.

use registry::model::{Point, Region};

/// The size of the drawing, in its own units: about one pixel each on a phone.
const SIZE: (f64, f64) = (360.0, 300.0);
/// From the middle of a pin to the edge.
const MARGIN: f64 = 24.0;
/// Pins nearer than this are one.
const APART: f64 = 32.0;
/// A region's name needs so much room.
const NAME: (f64, f64) = (74.0, 15.0);
const NAMES: usize = 12;
/// Degrees that are shown at least, in both directions.
const LEAST: f64 = 0.06;

/// A place of the list.
pub struct Spot {
    /// Where it is.
    pub point: Point,
    /// Its number in the list.
    pub number: usize,
    /// For people.
    pub name: String,
}

/// One or several places.
pub struct Pin {
    /// From the left.
    pub x: String,
    /// From the top.
    pub y: String,
    /// The number in the list of the first, and how many more.
    pub label: String,
    /// The number of the first.
    pub number: usize,
    /// For people.
    pub title: String,
}

/// A region's point, and its name where there is room.
pub struct Town {
    /// From the left.
    pub x: String,
    /// From the top.
    pub y: String,
    /// Without kabupaten and kota.
    pub name: Option<String>,
}

/// The map.
pub struct PinMap {
    /// In the order of the list.
    pub pins: Vec<Pin>,
    /// Around them.
    pub towns: Vec<Town>,
    /// Where the person is.
    pub you: Option<(String, String)>,
    /// How long a bar of `scale_km` is.
    pub scale: String,
    /// 1, 2 or 5 times a power of ten.
    pub scale_km: String,
}

/// From degrees to the drawing: equirectangular about the middle.
struct Frame {
    middle: Point,
    /// Units a degree of latitude.
    zoom: f64,
    shrink: f64,
}

impl Frame {
    fn around(points: &[Point]) -> Option<Self> {
        let range = |of: fn(&Point) -> f64| {
            let values = points.iter().map(of);
            values.fold(None, |range: Option<(f64, f64)>, value| {
                Some(range.map_or((value, value), |(low, high)| (low.min(value), high.max(value))))
            })
        };
        let ((south, north), (west, east)) = (range(|point| point.lat)?, range(|point| point.lon)?);
        let middle = Point { lat: f64::midpoint(south, north), lon: f64::midpoint(west, east) };
        let shrink = middle.lat.to_radians().cos().max(0.1);
        let tall = (SIZE.1 - 2.0 * MARGIN) / (north - south).max(LEAST);
        let wide = (SIZE.0 - 2.0 * MARGIN) / ((east - west) * shrink).max(LEAST);
        Some(Self { middle, zoom: tall.min(wide), shrink })
    }

    fn place(&self, point: Point) -> (f64, f64) {
        let x = SIZE.0 / 2.0 + (point.lon - self.middle.lon) * self.shrink * self.zoom;
        (x, SIZE.1 / 2.0 - (point.lat - self.middle.lat) * self.zoom)
    }

    /// A bar of a round length that is 60 to 150 units long.
    fn scale(&self) -> (f64, f64) {
        let km = 111.2 / self.zoom;
        let least = 60.0 * km;
        let power = 10_f64.powf(least.log10().floor());
        let round = [1.0, 2.0, 5.0, 10.0].map(|times| times * power).into_iter().find(|length| *length >= least).unwrap_or(least);
        (round / km, round)
    }
}

/// A map of `spots`; `None` where there are none.
pub fn draw(spots: &[Spot], you: Option<Point>, regions: &[Region], more: &str) -> Option<PinMap> {
    let spots: Vec<&Spot> = spots.iter().filter(|spot| spot.point.lat.is_finite() && spot.point.lon.is_finite()).collect();
    if spots.is_empty() {
        return None;
    }
    let points: Vec<Point> = spots.iter().map(|spot| spot.point).chain(you).collect();
    let frame = Frame::around(&points)?;
    let mut groups: Vec<((f64, f64), Vec<&Spot>)> = Vec::new();
    for spot in spots {
        let at = frame.place(spot.point);
        match groups.iter_mut().find(|(pin, _)| (pin.0 - at.0).hypot(pin.1 - at.1) < APART) {
            Some((_, together)) => together.push(spot),
            None => groups.push((at, vec![spot])),
        }
    }
    let towns = towns(&frame, regions, &groups.iter().map(|(at, _)| *at).collect::<Vec<_>>());
    let pins = groups.into_iter().filter_map(|(at, together)| pin(at, &together, more)).collect();
    let (scale, km) = frame.scale();
    let you = you.map(|point| frame.place(point)).map(|(x, y)| (number(x), number(y)));
    Some(PinMap { pins, towns, you, scale: number(scale), scale_km: format!("{km}") })
}

fn pin(at: (f64, f64), together: &[&Spot], more: &str) -> Option<Pin> {
    let first = together.first()?;
    let others = together.len() - 1;
    let label = if others == 0 { first.number.to_string() } else { format!("{}+{others}", first.number) };
    let title = if others == 0 { first.name.clone() } else { format!("{} (+{others} {more})", first.name) };
    Some(Pin { x: number(at.0), y: number(at.1), label, number: first.number, title: format!("{}. {title}", first.number) })
}

/// The regions that lie in the drawing; names where they cover neither pin nor name.
fn towns(frame: &Frame, regions: &[Region], pins: &[(f64, f64)]) -> Vec<Town> {
    let mut named: Vec<(f64, f64)> = Vec::new();
    let mut towns = Vec::new();
    for region in regions {
        let (x, y) = frame.place(region.point);
        if !(4.0..SIZE.0 - 4.0).contains(&x) || !(4.0..SIZE.1 - 4.0).contains(&y) {
            continue;
        }
        let is_free = x + NAME.0 < SIZE.0
            && y < SIZE.1 - 30.0
            && pins.iter().all(|pin| pin.1 - y > 24.0 || y - pin.1 > 24.0 || pin.0 < x - 20.0 || pin.0 > x + NAME.0 + 16.0)
            && named.iter().all(|other| (other.1 - y).abs() > NAME.1 || (other.0 - x).abs() > NAME.0)
            && named.len() < NAMES;
        if is_free {
            named.push((x, y));
        }
        let short = region.name.trim_start_matches("Kabupaten ").trim_start_matches("Kota ").trim_start_matches("Administrasi ");
        towns.push(Town { x: number(x), y: number(y), name: is_free.then(|| super::share::shortened(short, 13)) });
    }
    towns
}

fn number(value: f64) -> String {
    format!("{value:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(number: usize, lat: f64, lon: f64) -> Spot {
        Spot { point: Point { lat, lon }, number, name: format!("MPP {number}") }
    }

    #[test]
    fn places_on_one_spot_are_one_pin() {
        let map = draw(&[spot(1, -6.6, 106.8), spot(2, -6.9, 107.6), spot(3, -6.6, 106.8)], None, &[], "lainnya").expect("a map");
        let labels: Vec<&str> = map.pins.iter().map(|pin| pin.label.as_str()).collect();
        assert_eq!(labels, ["1+1", "2"]);
        assert_eq!(map.pins[0].title, "1. MPP 1 (+1 lainnya)");
    }

    #[test]
    fn all_pins_are_within_the_drawing_and_can_be_touched() {
        let spots: Vec<Spot> = (0..20)
            .map(|n| spot(n + 1, -10.0 + f64::from(u32::try_from(n).unwrap_or(0)), 95.0 + 2.0 * f64::from(u32::try_from(n).unwrap_or(0))))
            .collect();
        let map = draw(&spots, Some(Point { lat: 6.0, lon: 141.0 }), &[], "").expect("a map");
        let at: Vec<(f64, f64)> = map.pins.iter().map(|pin| (pin.x.parse().expect("a number"), pin.y.parse().expect("a number"))).collect();
        for (n, pin) in at.iter().enumerate() {
            assert!((14.0..346.0).contains(&pin.0) && (14.0..286.0).contains(&pin.1), "{pin:?}");
            assert!(at[..n].iter().all(|other| (other.0 - pin.0).hypot(other.1 - pin.1) >= APART - 0.2), "{pin:?}");
        }
    }

    #[test]
    fn one_place_alone_lies_in_the_middle() {
        let map = draw(&[spot(1, -6.6, 106.8)], None, &[], "").expect("a map");
        assert_eq!((map.pins[0].x.as_str(), map.pins[0].y.as_str()), ("180.0", "150.0"));
        assert!(draw(&[], None, &[], "").is_none() && draw(&[spot(1, f64::NAN, 0.0)], None, &[], "").is_none());
    }
}
