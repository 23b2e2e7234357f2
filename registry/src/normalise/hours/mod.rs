//! When a place is open: "Senin - Kamis 08.00 s/d 15.00 WIB; Jum'at 08.00-11.30" to an OpenStreetMap `opening_hours` value.
//!
//! `scan` parts a text into days, times and words of state; `statement` joins them to statements; `week` lays the statements over the
//! days and writes the value, which is parsed again before it leaves: what comes out always parses. Days without times, "jam kerja" and
//! overlapping times are not read: opening hours are never guessed.

mod scan;
mod statement;
mod week;

use chrono::Weekday;

use crate::model::{Code, Hours, Zone};

use super::{Reading, text};
use scan::{Item, items};
use week::{Day, Week};

/// Opening hours. Several texts may be joined by line breaks or semicolons. The stated zone holds; one that is not the region's is told.
#[must_use]
pub fn read(raw: &str, region_zone: Zone) -> Reading<Hours> {
    let lines = text::lines(raw);
    if text::placeholder(&lines) {
        return Reading::empty();
    }
    if lines.len() > 4000 {
        return Reading::unread(raw, Code::HoursUnread);
    }
    let lower = lines.to_lowercase();
    let Some(items) = items(&lower) else {
        return Reading::unread(raw, Code::HoursUnread);
    };
    let week = statement::statements(&items).and_then(|statements| week::lay(&statements));
    let Some((week, rule)) = week else {
        return Reading::unread(raw, Code::HoursUnread);
    };
    finish(&week, raw, rule, stated_zone(&items), region_zone)
}

/// Opening hours of an object with a text a weekday: `{"senin": "07:00 - 15:00", "sabtu": "Tutup"}`. A day whose text is not understood is
/// unknown, and told; a day that is missing or empty says nothing.
#[must_use]
pub fn from_weekdays(days: &[(Weekday, &str)], region_zone: Zone) -> Reading<Hours> {
    let raw = days.iter().map(|(day, text)| format!("{}: {}", indonesian(*day), text.trim())).collect::<Vec<_>>().join("\n");
    let mut week = Week::default();
    let mut unread = false;
    let mut zone = None;
    for (day, text) in days {
        let lower = text::clean(text).to_lowercase();
        if text::placeholder(&lower) {
            continue;
        }
        let items = items(&lower).filter(|items| lower.len() <= 400 && !items.iter().any(|item| matches!(item, Item::Days(_))));
        let read = items.as_deref().and_then(statement::statements).and_then(|statements| week::lay(&statement::every_day(statements)));
        zone = zone.or(items.as_deref().and_then(stated_zone));
        let state = read.and_then(|(read, _)| read.same_every_day());
        unread |= state.is_none();
        week.set(*day, state.unwrap_or(Day::Unknown));
    }
    if week.says_nothing() {
        return if unread { Reading::unread(&raw, Code::HoursUnread) } else { Reading::empty() };
    }
    let reading = finish(&week, &raw, "hours.weekdays", zone, region_zone);
    if unread && reading.value().is_some() { reading.with(Code::HoursUnread) } else { reading }
}

/// A value that only says when a place is closed says nothing of its other days; they are unknown, not closed. For places whose hours are
/// shown as a whole.
#[must_use]
pub fn with_unknown_days(hours: &Hours) -> Hours {
    let only_closed = hours.osm.split("; ").all(|rule| rule.ends_with(" off"));
    let osm = if only_closed { format!("Mo-Su unknown; {}", hours.osm) } else { hours.osm.clone() };
    Hours { osm, ..hours.clone() }
}

/// The weekday that a word names in Indonesian or English, full or short.
#[must_use]
pub fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "senin" | "sen" | "snn" | "monday" | "mon" | "senen" => Weekday::Mon,
        "selasa" | "sel" | "sls" | "slasa" | "tuesday" | "tue" | "tues" => Weekday::Tue,
        "rabu" | "rab" | "rbu" | "rb" | "wednesday" | "wed" => Weekday::Wed,
        "kamis" | "kam" | "kms" | "khamis" | "thursday" | "thu" | "thur" | "thurs" => Weekday::Thu,
        "jumat" | "jum'at" | "jum’at" | "jum`at" | "jum" | "jmt" | "jumaat" | "juma'at" | "jum'ad" | "friday" | "fri" => Weekday::Fri,
        "sabtu" | "sab" | "sbt" | "saturday" | "sat" => Weekday::Sat,
        "minggu" | "min" | "mgg" | "ahad" | "sunday" | "sun" => Weekday::Sun,
        _ => return None,
    })
}

fn finish(week: &Week, raw: &str, rule: &'static str, stated: Option<Zone>, region_zone: Zone) -> Reading<Hours> {
    let osm = week.to_osm();
    if osm.is_empty() || osm.parse::<opening_hours::OpeningHours>().is_err() {
        return Reading::unread(raw, Code::HoursUnread);
    }
    let reading = Reading::read(Hours::new(osm, stated.unwrap_or(region_zone)), raw, rule);
    if stated.is_some_and(|zone| zone != region_zone) { reading.with(Code::HoursZoneDiffers) } else { reading }
}

fn stated_zone(items: &[Item]) -> Option<Zone> {
    items.iter().find_map(|item| if let Item::Zone(zone) = item { Some(*zone) } else { None })
}

fn indonesian(day: Weekday) -> &'static str {
    ["senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu"][day.num_days_from_monday() as usize]
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn osm(raw: &str) -> String {
        read(raw, Zone::Wib).value().map_or_else(|| "unread".to_owned(), |hours| hours.osm.clone())
    }

    #[rstest]
    #[case(
        "Senin - Kamis: 08.00 - 15.00 WIB\nJumat: 08.00 - 11.30 WIB\nSabtu - Minggu: Tutup",
        "Mo-Th 08:00-15:00; Fr 08:00-11:30; Sa-Su off"
    )]
    #[case("Senin - Kamis 08.00 s/d 15.00 WIB; Jum'at 08.00-11.30", "Mo-Th 08:00-15:00; Fr 08:00-11:30")]
    #[case("Senin–Kamis 08.00–15.30 WIB, Jumat 08.00–16.00 WIB", "Mo-Th 08:00-15:30; Fr 08:00-16:00")]
    #[case("Senin s.d Kamis 08.00 s.d 15.00 WIB", "Mo-Th 08:00-15:00")]
    #[case("Senin s/d Jumat, pukul 08.00 - 15.30", "Mo-Fr 08:00-15:30")]
    #[case("Snn-Jmt 8-15", "Mo-Fr 08:00-15:00")]
    #[case("Jumat: 08.00–13.00 WIB", "Fr 08:00-13:00")]
    #[case("Sabtu | 09:00 - 13:00 WIB", "Sa 09:00-13:00")]
    #[case("Senin dan Kamis 08.00-12.00", "Mo,Th 08:00-12:00")]
    #[case("Setiap hari 08.00-20.00", "Mo-Su 08:00-20:00")]
    #[case("Senin 08.00-15.00\nSelasa 08.00-15.00\nRabu 08.00-15.00", "Mo-We 08:00-15:00")]
    #[case("08.00 - 12.00, 13.00 - 15.00 (Sen-Kam)", "Mo-Th 08:00-12:00,13:00-15:00")]
    #[case("Hari kerja 08.00-15.00", "Mo-Fr 08:00-15:00")]
    #[case("Monday - Friday 8 am - 3 pm", "Mo-Fr 08:00-15:00")]
    #[case("Senin-Jumat jam 8 pagi sampai jam 3 sore", "Mo-Fr 08:00-15:00")]
    #[case("Jam Pelayanan: Senin-Jumat, 0800-1500", "Mo-Fr 08:00-15:00")]
    #[case("<p>Senin - Kamis : 08.00 - 15.00</p><p>Jumat : 08.00 - 14.00</p>", "Mo-Th 08:00-15:00; Fr 08:00-14:00")]
    fn days_and_times(#[case] raw: &str, #[case] expected: &str) {
        assert_eq!(osm(raw), expected);
    }

    #[rstest]
    #[case("Sabtu, Minggu dan Hari Libur Nasional Tutup", "Sa-Su,PH off")]
    #[case("Sabtu, Minggu & Hari Libur Nasional: TUTUP", "Sa-Su,PH off")]
    #[case("Sabtu & Minggu: Libur", "Sa-Su off")]
    #[case("Senin - Jumat, 08:00 - 15:00 WIB\nSabtu, Minggu, dan Hari Libur Nasional Tutup", "Mo-Fr 08:00-15:00; Sa-Su,PH off")]
    #[case("Senin-Jumat 08.00-15.00, hari libur nasional dan cuti bersama tutup", "Mo-Fr 08:00-15:00; PH off")]
    #[case("Senin-Kamis 08.00-15.00; Jumat disesuaikan", "Mo-Th 08:00-15:00; Fr unknown")]
    #[case("| Jumat | Disesuaikan |", "Fr unknown")]
    fn closed_and_unknown(#[case] raw: &str, #[case] expected: &str) {
        assert_eq!(osm(raw), expected);
    }

    #[rstest]
    #[case("Senin s/d Kamis: Pukul 08.00 – 15.30 (Istirahat: 12.00 – 13.00)", "Mo-Th 08:00-12:00,13:00-15:30")]
    #[case(
        "Senin-Kamis 08.00-15.30 (istirahat 12.00-13.00); Jumat 08.00-15.30 (istirahat 11.30-13.30)",
        "Mo-Th 08:00-12:00,13:00-15:30; Fr 08:00-11:30,13:30-15:30"
    )]
    #[case("Senin-Jumat 08.00-15.00\nIstirahat 12.00-13.00", "Mo-Fr 08:00-12:00,13:00-15:00")]
    #[case(
        "Senin-Jumat 08.00-16.00, istirahat Senin-Kamis 12.00-13.00, Jumat 11.30-13.00",
        "Mo-Th 08:00-12:00,13:00-16:00; Fr 08:00-11:30,13:00-16:00"
    )]
    #[case("Senin-Jumat 08.00-15.00 tanpa istirahat", "Mo-Fr 08:00-15:00")]
    fn breaks(#[case] raw: &str, #[case] expected: &str) {
        assert_eq!(osm(raw), expected);
    }

    #[rstest]
    #[case("24 jam", "24/7")]
    #[case("Buka 24 Jam", "24/7")]
    #[case("Layanan online chatbot tersedia 24 jam.", "24/7")]
    #[case("Senin-Jumat 24 jam", "Mo-Fr 00:00-24:00")]
    #[case("06.00 sampai 10.00 dan pukul 16.00 sampai 22.00", "Mo-Su 06:00-10:00,16:00-22:00")]
    #[case("Senin-Jumat 08.00-15.00. Layanan online 24 jam", "Mo-Fr 08:00-15:00")]
    #[case("Senin-Kamis 08.00-15.00\nRamadan: Senin-Kamis 08.00-14.00", "Mo-Th 08:00-15:00")]
    #[case("Senin-Jumat 08.00-15.00\nJumat 08.00-11.30", "Mo-Th 08:00-15:00; Fr 08:00-11:30")]
    fn whole_days_seasons_and_exceptions(#[case] raw: &str, #[case] expected: &str) {
        assert_eq!(osm(raw), expected);
    }

    #[rstest]
    #[case("Jam kerja")]
    #[case("Senin dan Kamis")]
    #[case("Setiap hari")]
    #[case("Pelayanan MPP dilaksanakan Selasa sampai Kamis.")]
    #[case("Ramadan: Senin-Kamis 08.00-14.00 Wib")]
    #[case("Senin-Jumat 08.00-selesai")]
    #[case("Senin-Jumat 15.00-08.00")]
    #[case("Senin-Jumat 08.00-12.00, 10.00-15.00")]
    #[case("Senin minggu pertama 08.00-12.00")]
    #[case("Setiap hari kecuali Minggu 08.00-12.00")]
    #[case("Senin-Jumat 25.00-26.00")]
    #[case("Senin-Kamis 08.00-15.00, Jumat")]
    #[case("sesuai jadwal")]
    #[case("1 - 3 hari")]
    #[case("2 minggu sekali 08.00-12.00")]
    fn what_is_not_understood_is_never_guessed(#[case] raw: &str) {
        let reading = read(raw, Zone::Wib);
        assert_eq!(reading.value(), None);
        assert_eq!(reading.findings, [Code::HoursUnread]);
    }

    #[test]
    fn the_stated_zone_holds_and_a_foreign_one_is_told() {
        let reading = read("Senin-Jumat 08.00-15.00 WITA", Zone::Wib);
        assert_eq!(reading.value().unwrap().zone, Zone::Wita);
        assert_eq!(reading.findings, [Code::HoursZoneDiffers]);
        assert_eq!(read("Senin 08.00-15.00", Zone::Wit).value().unwrap().zone, Zone::Wit);
    }

    #[test]
    fn an_object_of_weekdays() {
        let week = [
            (Weekday::Mon, "07:00 - 15:00"),
            (Weekday::Tue, "07:00 - 15:00 WIB"),
            (Weekday::Fri, "07.00-11.00"),
            (Weekday::Sat, "Tutup"),
            (Weekday::Sun, "-"),
        ];
        assert_eq!(from_weekdays(&week, Zone::Wib).value().unwrap().osm, "Mo-Tu 07:00-15:00; Fr 07:00-11:00; Sa off");
        let doubtful = from_weekdays(&[(Weekday::Mon, "08.00-15.00"), (Weekday::Tue, "pagi")], Zone::Wib);
        assert_eq!(doubtful.value().unwrap().osm, "Mo 08:00-15:00; Tu unknown");
        assert_eq!(doubtful.findings, [Code::HoursUnread]);
        assert_eq!(from_weekdays(&[(Weekday::Mon, "-")], Zone::Wib), Reading::empty());
    }

    #[test]
    fn closed_days_alone_leave_the_others_unknown() {
        let hours = |osm: &str| Hours::new(osm.to_owned(), Zone::Wib);
        assert_eq!(with_unknown_days(&hours("Sa-Su,PH off")).osm, "Mo-Su unknown; Sa-Su,PH off");
        assert_eq!(with_unknown_days(&hours("Mo 08:00-15:00; Sa off")).osm, "Mo 08:00-15:00; Sa off");
        assert!("Mo-Su unknown; Sa-Su,PH off".parse::<opening_hours::OpeningHours>().is_ok());
    }
}
