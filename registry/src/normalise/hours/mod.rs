//! When a place is open: "Senin - Kamis 08.00 s/d 15.00 WIB; Jum'at 08.00-11.30" to an OpenStreetMap `opening_hours` value.
//!
//! `scan` parts a text into days, times and words of state, with `time` and `days` for the first two; `statement` joins them to statements;
//! `week` lays the statements over the days and writes the value in one of few forms, all of which parse: a property test holds that.
//! "Jam kerja" and overlapping times are not read: opening hours are never guessed. Days without times are open at unknown times.

mod days;
mod scan;
mod statement;
mod time;
mod week;

use chrono::Weekday;

use crate::model::{Channel, Code, Hours, Season, Zone};

use super::lexer::lowered;
use super::{Reading, text};
pub use days::weekday;
use scan::{Item, Refusal, items};
use statement::Said;
use week::{Day, Week};

/// The longest text that is read.
const LONGEST: usize = 4000;

/// Opening hours. Several texts may be joined by line breaks or semicolons. The stated zone holds; one that is not the region's is told.
#[must_use]
pub fn read(raw: &str, region_zone: Zone) -> Reading<Hours> {
    let lines: std::borrow::Cow<'_, str> = if is_plain(raw) { raw.into() } else { text::lines(raw).into() };
    if text::placeholder(&lines) {
        return Reading::empty();
    }
    if lines.len() > LONGEST {
        return Reading::unread(raw, Code::HoursUnread);
    }
    let lower = lowered(&lines);
    let items = match items(&lower) {
        Ok(items) => items,
        Err(Refusal::Unread) => return Reading::unread(raw, Code::HoursUnread),
        Err(Refusal::Impossible) => return Reading::unread(raw, Code::HoursImpossible),
    };
    let Some(said) = statement::said(&items) else {
        return without_hours(&items, raw);
    };
    let Some((week, rule)) = week::lay(&said.statements) else {
        return Reading::unread(raw, Code::HoursUnread);
    };
    finish(&week, raw, rule, stated_zone(&items), region_zone, &said)
}

/// Nothing to clean but white space, which parts no more than it does anyway: the common case, told without allocating.
fn is_plain(raw: &str) -> bool {
    raw.chars().all(|c| matches!(c, ' '..='~' | '\n' | '–' | '—' | '’') && !matches!(c, '<' | '&'))
}

/// "2x seminggu" says how often and not when.
fn without_hours(items: &[Item], raw: &str) -> Reading<Hours> {
    let often = items.iter().any(|item| matches!(item, Item::Frequency { .. }));
    let days = items.iter().any(|item| matches!(item, Item::Days(_) | Item::Span(_)));
    if often && !days {
        return Reading::without_value(raw, "hours.frequency", Code::HoursUnread);
    }
    Reading::unread(raw, Code::HoursUnread)
}

/// Opening hours of an object with a text a weekday: `{"senin": "07:00 - 15:00", "sabtu": "Tutup"}`. A day whose text is not understood is
/// unknown, and told; a day that is missing or empty says nothing.
#[must_use]
pub fn from_weekdays(days: &[(Weekday, &str)], region_zone: Zone) -> Reading<Hours> {
    let raw = days.iter().map(|(day, text)| format!("{}: {}", days::indonesian(*day), text.trim())).collect::<Vec<_>>().join("\n");
    let mut week = Week::default();
    let (mut unread, mut impossible) = (false, false);
    let mut zone = None;
    for (day, text) in days {
        let lower = text::clean(text).to_lowercase();
        if text::placeholder(&lower) {
            continue;
        }
        let items = items(&lower);
        impossible |= items == Err(Refusal::Impossible);
        let items = items.ok().filter(|items| lower.len() <= 400 && !items.iter().any(|item| matches!(item, Item::Days(_))));
        let read = items.as_deref().and_then(statement::said).and_then(|said| week::lay(&statement::every_day(said.statements)));
        zone = zone.or(items.as_deref().and_then(stated_zone));
        let state = read.and_then(|(read, _)| read.same_every_day());
        unread |= state.is_none();
        week.set(*day, state.unwrap_or(Day::Unknown));
    }
    let code = if impossible { Code::HoursImpossible } else { Code::HoursUnread };
    if week.says_nothing() {
        return if unread { Reading::unread(&raw, code) } else { Reading::empty() };
    }
    let reading = finish(&week, &raw, "hours.weekdays", zone, region_zone, &Said::default());
    if unread && reading.value().is_some() { reading.with(code) } else { reading }
}

/// The hours of a place as a whole: of a value that only says when a place is closed, or that holds for a season or another channel, nothing
/// is known of the other days. They are unknown, not closed.
#[must_use]
pub fn with_unknown_days(hours: &Hours) -> Hours {
    if hours.season.is_some() || hours.channel.is_some_and(|channel| channel == Channel::Online) {
        return Hours::new("Mo-Su unknown".to_owned(), hours.zone);
    }
    let only_closed = hours.osm.split("; ").all(|rule| rule.ends_with(" off"));
    let osm = if only_closed { format!("Mo-Su unknown; {}", hours.osm) } else { hours.osm.clone() };
    Hours { osm, ..hours.clone() }
}

fn finish(week: &Week, raw: &str, rule: &'static str, stated: Option<Zone>, region_zone: Zone, said: &Said) -> Reading<Hours> {
    let Some(osm) = week.to_osm().filter(|osm| !osm.is_empty()) else {
        return Reading::unread(raw, Code::HoursUnread);
    };
    let channel = said.online.then_some(Channel::Online);
    let season = said.ramadan.then_some(Season::Ramadan);
    let reading = Reading::read(Hours { channel, season, ..Hours::new(osm, stated.unwrap_or(region_zone)) }, raw, rule);
    if stated.is_some_and(|zone| zone != region_zone) { reading.with(Code::HoursZoneDiffers) } else { reading }
}

fn stated_zone(items: &[Item]) -> Option<Zone> {
    items.iter().find_map(|item| if let Item::Zone(zone) = item { Some(*zone) } else { None })
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
    #[case("Senin - Minggu: tutup", "Mo-Su off")]
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
    #[case("Setiap hari, hari libur tutup")]
    #[case("Senin-Jumat 08.00-12.00, 10.00-15.00")]
    #[case("3 Oktober 2025 08.00-12.00")]
    #[case("Minggu pertama 08.00-12.00")]
    #[case("2 minggu sekali, Senin 08.00-12.00")]
    #[case("Minggu depan 08.00-12.00")]
    #[case("Senin-Kamis 08.00-15.00, Jumat")]
    #[case("sesuai jadwal")]
    #[case("1 - 3 hari")]
    #[case("2 minggu sekali 08.00-12.00")]
    fn what_is_not_understood_is_never_guessed(#[case] raw: &str) {
        let reading = read(raw, Zone::Wib);
        assert_eq!(reading.value(), None);
        assert_eq!(reading.findings, [Code::HoursUnread]);
    }

    #[rstest]
    #[case("Senin-Jumat 15.00-08.00")]
    #[case("Senin-Jumat 25.00-26.00")]
    #[case("Senin-Jumat 08.00-25.00")]
    #[case("Senin-Jumat 08.75-12.00")]
    fn impossible_times_are_told_as_such(#[case] raw: &str) {
        let reading = read(raw, Zone::Wib);
        assert_eq!((reading.value(), reading.findings.as_slice()), (None, [Code::HoursImpossible].as_slice()));
    }

    #[rstest]
    #[case("Senin dan Kamis", "Mo,Th unknown")]
    #[case("Setiap hari", "Mo-Su unknown")]
    #[case("Setiap hari kerja", "Mo-Fr unknown")]
    #[case("Pelayanan MPP dilaksanakan Selasa sampai Kamis.", "Tu-Th unknown")]
    #[case("Senin-Jumat 08.00-selesai", "Mo-Fr 08:00-24:00 unknown")]
    fn days_without_times_and_times_without_an_end(#[case] raw: &str, #[case] expected: &str) {
        assert_eq!(osm(raw), expected);
    }

    #[rstest]
    #[case("Senin minggu pertama 08.00-12.00", "Mo[1] 08:00-12:00")]
    #[case("Senin minggu ke-1 dan 3: 08.00-12.00", "Mo[1,3] 08:00-12:00")]
    #[case("Selasa minggu II dan IV pukul 09.00-11.00", "Tu[2,4] 09:00-11:00")]
    #[case("Kamis ke-2 09.00-11.00", "Th[2] 09:00-11:00")]
    #[case("Setiap hari kecuali Minggu 08.00-12.00", "Mo-Sa 08:00-12:00; Su off")]
    #[case("Senin-Jumat 08.00-15.00 kecuali hari libur nasional", "Mo-Fr 08:00-15:00; PH off")]
    #[case("Buka: 08.00 WIB, Tutup: 15.00 WIB", "Mo-Su 08:00-15:00")]
    #[case(r#"{"senin":"08:00 - 15:00","jumat":"08:00 - 11:30","sabtu":"Tutup","minggu":"-"}"#, "Mo 08:00-15:00; Fr 08:00-11:30; Sa off")]
    #[case(r#"{"senin":{"buka":"08:00","tutup":"15:00"},"sabtu":null}"#, "Mo 08:00-15:00")]
    #[case(r#"{"senin":["08:00","15:00"],"selasa":["09:00","14:00"]}"#, "Mo 08:00-15:00; Tu 09:00-14:00")]
    #[case("Senin-Kamis 08.00-12.00,13.00-15.00", "Mo-Th 08:00-12:00,13:00-15:00")]
    #[case("Senin dan Kamis (2x seminggu) 08.00-12.00", "Mo,Th 08:00-12:00")]
    fn weeks_exceptions_and_objects(#[case] raw: &str, #[case] expected: &str) {
        assert_eq!(osm(raw), expected);
    }

    #[test]
    fn a_season_or_another_channel_is_not_the_place_all_year() {
        let ramadan = read("Ramadan: Senin-Kamis 08.00-14.00 Wib", Zone::Wib);
        assert_eq!(ramadan.value().unwrap().season, Some(Season::Ramadan));
        assert_eq!(with_unknown_days(ramadan.value().unwrap()).osm, "Mo-Su unknown");
        let chatbot = read("Layanan online chatbot tersedia 24 jam.", Zone::Wib);
        assert_eq!(chatbot.value().unwrap().channel, Some(Channel::Online));
        assert_eq!(with_unknown_days(chatbot.value().unwrap()).osm, "Mo-Su unknown");
        assert_eq!(read("1 minggu 2x", Zone::Wib).rule(), "hours.frequency");
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
