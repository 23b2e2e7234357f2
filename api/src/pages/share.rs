//! How a page leaves the screen: links that send it, directions to a place, and its address as a QR code for the wall of a village office.

use qrcode::{Color, QrCode};
use registry::model::Point;

/// Longer texts are cut in a link: messengers and mail programs refuse long addresses.
const LONGEST: usize = 1200;

/// Links that send a text. They open what the person has; nothing is loaded from there.
pub struct Share {
    /// `WhatsApp`.
    pub whatsapp: String,
    /// Mail.
    pub mail: String,
}

impl Share {
    /// Sends `text` and the address.
    pub fn of(title: &str, text: &str, address: &str) -> Self {
        let text = format!("{}\n{address}", shortened(text, LONGEST));
        let mail = format!("mailto:?subject={}&body={}", encoded(&shortened(title, 120)), encoded(&text));
        Self { whatsapp: format!("https://wa.me/?text={}", encoded(&text)), mail }
    }
}

/// Ways to a place.
pub struct Directions {
    /// For the map application of a phone; `None` where only the region's own point is known.
    pub geo: Option<String>,
    /// Google Maps.
    pub google: String,
    /// OpenStreetMap; `None` where only the region's own point is known.
    pub osm: Option<String>,
}

impl Directions {
    /// To `point`; where that is only the region's, to what a map makes of the name and the address.
    pub fn to(point: Point, is_regions: bool, name: &str, address: Option<&str>) -> Self {
        let Point { lat, lon } = point;
        let google = "https://www.google.com/maps/dir/?api=1&destination=";
        if is_regions {
            let sought = [Some(name), address].into_iter().flatten().collect::<Vec<_>>().join(", ");
            return Self { geo: None, google: format!("{google}{}", encoded(&shortened(&sought, 200))), osm: None };
        }
        Self {
            geo: Some(format!("geo:{lat},{lon}?q={lat},{lon}")),
            google: format!("{google}{lat}%2C{lon}"),
            osm: Some(format!("https://www.openstreetmap.org/directions?to={lat}%2C{lon}")),
        }
    }
}

/// The modules of a QR code as one SVG path, and how many there are on a side with the quiet zone of 4.
pub struct Qr {
    /// The path.
    pub path: String,
    /// The side of the viewBox.
    pub side: usize,
}

impl Qr {
    /// Of an address; `None` where it is too long for one.
    pub fn of(address: &str) -> Option<Self> {
        const QUIET: usize = 4;
        let code = QrCode::new(address.as_bytes()).ok()?;
        let width = code.width();
        let mut path = String::new();
        for (y, row) in code.to_colors().chunks(width).enumerate() {
            for (x, _) in row.iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
                path.push_str(&format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET));
            }
        }
        Some(Self { path, side: width + 2 * QUIET })
    }
}

/// At most so many characters; what is cut is marked.
pub fn shortened(text: &str, most: usize) -> String {
    let mut short: String = text.chars().take(most).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// For a query: a space as `%20`, since mail programs show a `+` as it is.
fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_cannot_leave_its_parameter() {
        let share = Share::of("a&b", "KTP + KK & lain?\n- \u{202e}x", "https://contoh.id/mpp/1");
        assert_eq!(
            share.whatsapp,
            "https://wa.me/?text=KTP%20%2B%20KK%20%26%20lain%3F%0A-%20%E2%80%AEx%0Ahttps%3A%2F%2Fcontoh.id%2Fmpp%2F1"
        );
        assert!(share.mail.starts_with("mailto:?subject=a%26b&body=KTP%20%2B"));
    }

    #[test]
    fn a_long_text_still_ends_with_the_address() {
        let share = Share::of("x", &"é".repeat(10_000), "https://contoh.id");
        assert!(share.whatsapp.len() < 9_000 && share.whatsapp.ends_with("%E2%80%A6%0Ahttps%3A%2F%2Fcontoh.id"));
    }

    #[test]
    fn directions_to_a_regions_own_point_ask_for_the_name() {
        let at = Point { lat: -6.5, lon: 107.25 };
        let known = Directions::to(at, false, "MPP", None);
        assert_eq!(known.geo.as_deref(), Some("geo:-6.5,107.25?q=-6.5,107.25"));
        let vague = Directions::to(at, true, "MPP Kota", Some("Jl. A"));
        assert!(vague.geo.is_none() && vague.osm.is_none() && vague.google.ends_with("=MPP%20Kota%2C%20Jl.%20A"));
    }

    #[test]
    fn a_qr_code_has_its_three_corners() {
        let qr = Qr::of("https://contoh.id/mpp/1").expect("short enough");
        for (x, y) in [(4, 4), (qr.side - 5, 4), (4, qr.side - 5)] {
            assert!(qr.path.contains(&format!("M{x} {y}h1")), "{x},{y}");
        }
        assert!(Qr::of(&"x".repeat(5000)).is_none());
    }
}
