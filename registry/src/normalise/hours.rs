//! Opening hours: lines of days and times ("Senin s.d. Kamis 08.00-15.00 WIB") to an OpenStreetMap `opening_hours` value. A text of which
//! any part is not understood is refused as a whole: a day that is missing would read as closed.

use std::sync::LazyLock;

use regex::Regex;

use super::{Reading, text};
use crate::model::{Code, Hours, Zone};

const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/// Days, then either times or a word for closed, then perhaps a zone; the parts are looked at one by one afterwards.
static LINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^(?:hari )?([a-z',&/. –—-]+?)[\s:,|]*(?:(?:pukul|jam)?\s*(\d{1,2})[.:](\d{2})\s*(?:wib|wita|wit)?\s*(?:-|–|—|s/d|s\.d\.?|sd|sampai|hingga)\s*(?:pukul )?(\d{1,2})[.:](\d{2})|(tutup|libur|closed))[\s.|]*(wib|wita|wit)?[\s.|]*$",
    )
    .ok()
});

/// Reads opening hours, several lines or parts set apart by semicolons; `zone` is the region's own.
#[must_use]
pub fn read(raw: &str, zone: Zone) -> Reading<Hours> {
    if text::placeholder(raw) {
        return Reading::empty();
    }
    let lower = raw.to_lowercase();
    let mut stated = None;
    let mut rules = Vec::new();
    for part in lower.split(['\n', ';']).map(str::trim).filter(|part| !part.is_empty()) {
        let Some((rule, named)) = line(part) else { return Reading::unread(raw, Code::HoursUnread) };
        stated = stated.or(named);
        rules.push(rule);
    }
    let osm = rules.join("; ");
    if osm.is_empty() || osm.parse::<opening_hours::OpeningHours>().is_err() {
        return Reading::unread(raw, Code::HoursUnread);
    }
    let reading = Reading::read(Hours { osm, zone: stated.unwrap_or(zone) }, raw, "hours.weekdays");
    if stated.is_some_and(|stated| stated != zone) { reading.with(Code::HoursZoneDiffers) } else { reading }
}

/// One line to one OSM rule, and the zone that it names.
fn line(part: &str) -> Option<(String, Option<Zone>)> {
    let found = LINE.as_ref()?.captures(part)?;
    let days = days(found.get(1)?.as_str())?;
    let zone = found.get(7).and_then(|zone| zone.as_str().to_uppercase().parse().ok());
    if found.get(6).is_some() {
        return Some((format!("{days} off"), zone));
    }
    let number = |group: usize| found.get(group).and_then(|digits| digits.as_str().parse::<u8>().ok());
    let (from_hour, from_minute, to_hour, to_minute) = (number(2)?, number(3)?, number(4)?, number(5)?);
    let sane = from_hour < 24 && to_hour <= 24 && from_minute < 60 && to_minute < 60 && (from_hour, from_minute) < (to_hour, to_minute);
    sane.then(|| (format!("{days} {from_hour:02}:{from_minute:02}-{to_hour:02}:{to_minute:02}"), zone))
}

/// "senin - kamis", "sabtu, minggu & hari libur nasional" to `Mo-Th`, `Sa,Su,PH`.
fn days(text: &str) -> Option<String> {
    let spaced = text.replace("hari libur nasional", "libur").replace("libur nasional", "libur");
    let spaced = spaced.replace("s/d", "-").replace("s.d.", "-").replace("s.d", "-").replace("sampai", "-").replace(['–', '—'], "-");
    let listed = spaced.replace(" dan ", ",").replace([',', '&', '/'], ",");
    let parts: Option<Vec<String>> = listed.split(',').map(str::trim).filter(|part| !part.is_empty()).map(day_or_range).collect();
    parts.filter(|parts| !parts.is_empty()).map(|parts| parts.join(","))
}

fn day_or_range(text: &str) -> Option<String> {
    match text.split_once('-') {
        None if matches!(text, "setiap hari" | "tiap hari") => Some("Mo-Su".to_owned()),
        None if matches!(text, "libur" | "hari libur") => Some("PH".to_owned()),
        None => day(text).map(str::to_owned),
        Some((from, to)) => Some(format!("{}-{}", day(from)?, day(to)?)),
    }
}

fn day(text: &str) -> Option<&'static str> {
    let number = match text.trim().trim_start_matches("hari ").replace(['\'', '.'], "").as_str() {
        "senin" | "sen" | "snn" => 0,
        "selasa" | "sel" => 1,
        "rabu" | "rab" => 2,
        "kamis" | "kam" => 3,
        "jumat" | "jum" | "jmt" => 4,
        "sabtu" | "sab" => 5,
        "minggu" | "min" | "ahad" => 6,
        _ => return None,
    };
    DAYS.get(number).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn osm(raw: &str) -> Option<String> {
        read(raw, Zone::Wib).value().map(|hours| hours.osm.clone())
    }

    #[test]
    fn days_and_times() {
        assert_eq!(osm("Senin s.d Kamis 08.00 s.d 15.00 WIB").as_deref(), Some("Mo-Th 08:00-15:00"));
        assert_eq!(osm("senin: 07:00 - 15:00\nsabtu: Tutup").as_deref(), Some("Mo 07:00-15:00; Sa off"));
        assert_eq!(
            osm("Senin - Jumat, 08:00 - 15:00 WIB\nSabtu, Minggu, dan Hari Libur Nasional Tutup").as_deref(),
            Some("Mo-Fr 08:00-15:00; Sa,Su,PH off")
        );
        assert_eq!(osm("Jum'at 08.00-11.30").as_deref(), Some("Fr 08:00-11:30"));
    }

    #[test]
    fn what_is_not_understood_is_refused_as_a_whole() {
        assert_eq!(osm("Jam kerja"), None);
        assert_eq!(osm("Senin 08.00-15.00\nJumat disesuaikan"), None);
        assert_eq!(osm("Senin 15.00-08.00"), None);
    }
}
