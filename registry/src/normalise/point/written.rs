//! The many ways of writing a latitude and a longitude: decimals with point or comma, degrees and minutes, labels, links to maps, WKT.

/// No text of coordinates is longer; a link to a map may be.
const MOST: usize = 2000;

/// Two coordinates, unchecked.
pub(super) struct Written {
    pub lat: f64,
    pub lon: f64,
    pub rule: &'static str,
}

/// The coordinates that two fields, or one, hold.
pub(super) fn pair(lat: &str, lon: &str) -> Option<Written> {
    if lat.len() > MOST || lon.len() > MOST {
        return None;
    }
    if !lon.is_empty() {
        let apart = degrees(lat).zip(degrees(lon)).map(|(lat, lon)| Written { lat, lon, rule: "point.decimal" });
        let each_holds_both = || (lat == lon).then(|| one_field(lat)).flatten();
        let mut written = apart.or_else(each_holds_both)?;
        if marked(lat) || marked(lon) {
            written.rule = "point.degrees";
        }
        return Some(written);
    }
    one_field(lat)
}

fn marked(text: &str) -> bool {
    text.contains(['°', 'º', '\''])
}

fn one_field(text: &str) -> Option<Written> {
    if text.contains("://") || text.contains("maps.") || text.starts_with("geo:") {
        return link(text);
    }
    if let Some(inside) = wkt(text) {
        let (lon, lat) = inside.trim().split_once(' ')?;
        return Some(Written { lat: degrees(lat)?, lon: degrees(lon)?, rule: "point.wkt" });
    }
    let bare = Labelled::new(text);
    let (first, second) = halves(&bare.text)?;
    let (first, second) = (degrees(&first)?, degrees(&second)?);
    let (lat, lon) = if bare.longitude_first { (second, first) } else { (first, second) };
    Some(Written { lat, lon, rule: if marked(&bare.text) { "point.degrees" } else { "point.decimal" } })
}

fn wkt(text: &str) -> Option<&str> {
    let behind = text.get(5..).filter(|_| text.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("point")))?;
    behind.trim().strip_prefix('(')?.strip_suffix(')')
}

/// The pin of a link to a map, else the middle of its picture. A short link ("maps.app.goo.gl/…") holds no point.
fn link(text: &str) -> Option<Written> {
    let text = text.replace("%2C", ",").replace("%2c", ",").replace("%20", "").replace('+', "");
    let pin = after(&text, "!3d").and_then(|rest| Some((number_at(rest)?.0, number_at(after(rest, "!4d")?)?.0)));
    let marks =
        ["q=", "query=", "ll=", "destination=", "daddr=", "center=", "mlat=", "/place/", "/dir/", "@", "geo:", "/maps/search/", "loc:"];
    let (lat, lon) = pin.or_else(|| {
        marks.iter().find_map(|mark| {
            let (lat, rest) = number_at(after(&text, mark)?)?;
            let rest = rest.strip_prefix(',').or_else(|| rest.strip_prefix("&mlon="))?;
            Some((lat, number_at(rest)?.0))
        })
    })?;
    Some(Written { lat, lon, rule: "point.link" })
}

fn after<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    text.get(text.find(mark)? + mark.len()..)
}

/// The decimal number at the front, with a point in it, and what follows.
fn number_at(text: &str) -> Option<(f64, &str)> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-'))).unwrap_or(text.len());
    let number = text.get(..end)?;
    number.contains('.').then_some(())?;
    Some((number.parse().ok()?, text.get(end..)?))
}

/// A text without its labels ("Lat:", "Bujur").
struct Labelled {
    text: String,
    longitude_first: bool,
}

impl Labelled {
    fn new(raw: &str) -> Self {
        let lower = raw.replace(['−', '–', '—'], "-").to_lowercase();
        let mut text = String::with_capacity(lower.len());
        let (mut lat_at, mut lon_at) = (None, None);
        let mut word = String::new();
        for (at, c) in lower.chars().chain([' ']).enumerate() {
            if c.is_alphabetic() && c != 'º' {
                word.push(c);
                continue;
            }
            match word.as_str() {
                "" => {}
                "latitude" | "lat" | "lintang" | "y" => lat_at = lat_at.or(Some(at)),
                "longitude" | "long" | "lng" | "lon" | "bujur" | "x" => lon_at = lon_at.or(Some(at)),
                "koordinat" | "titik" | "gps" | "lokasi" | "selatan" | "timur" | "utara" => {
                    text.push_str(match word.as_str() {
                        "selatan" => " LS ",
                        "timur" => " BT ",
                        "utara" => " LU ",
                        _ => " ",
                    });
                }
                other => text.push_str(&other.to_uppercase()),
            }
            word.clear();
            text.push(
                if matches!(c, ':' | '=' | '(' | ')' | '[' | ']' | '{' | '}') || (c == '"' && !text.ends_with(|c: char| c.is_ascii_digit()))
                {
                    ' '
                } else {
                    c
                },
            );
        }
        let longitude_first = matches!((lat_at, lon_at), (Some(lat), Some(lon)) if lon < lat);
        Self { text: text.trim().trim_matches([',', ';']).trim().to_owned(), longitude_first }
    }
}

/// The texts of the two coordinates.
fn halves(text: &str) -> Option<(String, String)> {
    by_hemisphere(text).or_else(|| by_separator(text))
}

/// "6°54' LS 107°36' BT", "S 6°54' E 107°36'": a hemisphere ends or begins each half.
fn by_hemisphere(text: &str) -> Option<(String, String)> {
    let letters: Vec<(usize, &str)> = ["LS", "LU", "BT", "S", "N", "E"]
        .iter()
        .flat_map(|name| text.match_indices(name))
        .filter(|(at, name)| {
            let before = text.get(..*at).unwrap_or_default().chars().next_back();
            let behind = text.get(at + name.len()..).unwrap_or_default().chars().next();
            !before.is_some_and(char::is_alphabetic) && !behind.is_some_and(char::is_alphabetic)
        })
        .collect();
    let (first, second) = match letters.as_slice() {
        [a, b] if a.0 < b.0 => (*a, *b),
        [a, b] => (*b, *a),
        _ => return None,
    };
    let cut = if first.0 == 0 { second.0 } else { first.0 + first.1.len() };
    let trim = |half: &str| half.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/' | '-' | '|')).to_owned();
    Some((trim(text.get(..cut)?), trim(text.get(cut..)?)))
}

/// By a semicolon, a slash, a space or a comma; a comma may also be the decimal mark.
fn by_separator(text: &str) -> Option<(String, String)> {
    if marked(text) {
        let (lat, lon) = text.split_once([',', ';'])?;
        return Some((lat.trim().to_owned(), lon.trim().to_owned()));
    }
    let parts: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, ';' | '/' | '|'))
        .map(|part| part.trim_matches(','))
        .filter(|part| !part.is_empty())
        .collect();
    match parts.as_slice() {
        [lat, lon] => Some(((*lat).to_owned(), (*lon).to_owned())),
        [one] => {
            let commas: Vec<&str> = one.split(',').collect();
            match commas.as_slice() {
                [lat, lon] => Some(((*lat).to_owned(), (*lon).to_owned())),
                [lat, lat_rest, lon, lon_rest] => Some((format!("{lat}.{lat_rest}"), format!("{lon}.{lon_rest}"))),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Decimal degrees with point or comma, or degrees, minutes and seconds; a hemisphere in letters (LS, LU, BT, S, N, E).
fn degrees(raw: &str) -> Option<f64> {
    if raw.len() > 60 {
        return None;
    }
    let text = raw.trim().replace(['−', '–'], "-").replace(',', ".").replace('º', "°").to_uppercase();
    let letters: String = text.chars().filter(|c| c.is_alphabetic()).collect();
    let south = match letters.as_str() {
        "" | "LU" | "N" | "BT" | "E" => false,
        "LS" | "S" => true,
        _ => return None,
    };
    let numeric: String = text.chars().map(|c| if c.is_ascii_digit() || matches!(c, '.' | '-') { c } else { ' ' }).collect();
    let parts: Vec<f64> = numeric.split_whitespace().map(number).collect::<Option<_>>()?;
    let sixtieths = |parts: &[f64]| parts.iter().all(|part| (0.0..60.0).contains(part));
    let value = match parts.as_slice() {
        [degrees] => *degrees,
        [degrees, rest @ ..] if rest.len() <= 2 && sixtieths(rest) => {
            let minutes = rest[0] + rest.get(1).map_or(0.0, |seconds| seconds / 60.0);
            degrees + (minutes / 60.0).copysign(*degrees)
        }
        _ => return None,
    };
    value.is_finite().then_some(if south { -value.abs() } else { value })
}

/// A number; "-6.914.744", as spreadsheets group decimals, counts its first point only.
fn number(text: &str) -> Option<f64> {
    let text = text.trim_end_matches(['.', '-']);
    let grouped = text.split('.').skip(1).all(|group| group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit()));
    match text.split_once('.') {
        Some((whole, rest)) if rest.contains('.') && grouped => format!("{whole}.{}", rest.replace('.', "")).parse().ok(),
        _ => text.parse().ok(),
    }
}
