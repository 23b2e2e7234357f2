//! Properties of the rules for durations, costs, hours, dates, figures and satisfaction: no text makes them panic, long texts are refused
//! before they cost anything, and what is printed is read again as the same value.

use chrono::{NaiveDate, Weekday};
use opening_hours::OpeningHours;
use proptest::prelude::*;
use registry::model::{Cost, CostKind, Duration, DurationUnit, Zone};
use registry::normalise::{cost, date, duration, hours, number, period, satisfaction, validity};

fn read_as_everything(text: &str) {
    let _ = duration::read(text);
    let _ = validity::read(text);
    let _ = cost::read(text);
    let _ = hours::read(text, Zone::Wib);
    let _ = hours::from_weekdays(&[(Weekday::Mon, text), (Weekday::Sun, text)], Zone::Wit);
    let _ = (date::read(text), period::read(text));
    let _ = (number::figure(text), number::count(text), number::score(text));
    let _ = satisfaction::read(text);
}

/// Texts of the words and signs that the rules know, in any order.
fn of_known_parts() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "1",
        "7",
        "08.00",
        "15:00",
        "25.00",
        "2025",
        "30.000",
        "1,5",
        "½",
        "-",
        "–",
        "/",
        "(",
        ")",
        ",",
        ".",
        ":",
        ";",
        "\n",
        "%",
        "x",
        "+",
        "=",
        "±",
        "hari",
        "kerja",
        "menit",
        "jam",
        "minggu",
        "ke",
        "bulan",
        "tahun",
        "s/d",
        "s.d.",
        "sampai",
        "dengan",
        "satu",
        "dua",
        "belas",
        "puluh",
        "ratus",
        "ribu",
        "juta",
        "setengah",
        "maksimal",
        "paling",
        "lama",
        "sejak",
        "berkas",
        "lengkap",
        "jika",
        "hari itu juga",
        "ditunggu",
        "rp",
        "rp.",
        ",-",
        "gratis",
        "tidak",
        "dipungut",
        "biaya",
        "per",
        "lembar",
        "orang",
        "usd",
        "$",
        "njop",
        "sesuai",
        "perda",
        "no",
        "pp",
        "senin",
        "jum'at",
        "sabtu",
        "tutup",
        "libur",
        "nasional",
        "istirahat",
        "kecuali",
        "setiap",
        "24 jam",
        "wib",
        "pagi",
        "sore",
        "oktober",
        "triwulan",
        "ii",
        "ikm",
        "nrr",
        "3,25",
        "u1",
        "persyaratan",
        "seminggu",
        "sekali",
        "kali",
        "selesai",
        "buka",
        "\"",
        "{",
        "[",
        "null",
        "pertama",
    ]);
    prop::collection::vec((parts, prop::bool::ANY), 0..24)
        .prop_map(|parts| parts.into_iter().map(|(part, gap)| if gap { format!("{part} ") } else { part.to_owned() }).collect())
}

fn unit() -> impl Strategy<Value = DurationUnit> {
    use DurationUnit::{Day, Hour, Minute, Month, Week, WorkingDay, Year};
    prop::sample::select(vec![Minute, Hour, Day, WorkingDay, Week, Month, Year])
}

fn durations() -> impl Strategy<Value = Duration> {
    let bounds = (1_u32..500, 0_u32..500, 0_u8..4).prop_map(|(min, more, form)| match form {
        0 => (Some(min), Some(min)),
        1 => (Some(min), Some(min + more)),
        2 => (None, Some(min)),
        _ => (Some(min), None),
    });
    let starts = prop::option::of(Just("sejak berkas lengkap".to_owned()));
    let condition = prop::option::of(Just("jika tidak ada kendala".to_owned()));
    (bounds, unit(), any::<bool>(), any::<bool>(), starts, condition).prop_map(
        |((min, max), unit, approximate, calendar, starts, condition)| {
            let calendar = calendar && unit == DurationUnit::Day;
            Duration { approximate, calendar, starts, condition, ..Duration::new(min, max, unit) }
        },
    )
}

fn costs() -> impl Strategy<Value = Cost> {
    let idr = || 100_u64..5_000_000_000;
    let per = || prop::sample::select(vec!["lembar", "orang", "orang/bulan", "m2", "dokumen", "tahun"]).prop_map(str::to_owned);
    let kind = prop_oneof![
        Just(CostKind::Free),
        idr().prop_map(|idr| CostKind::Amount { idr }),
        (idr(), per()).prop_map(|(idr, per)| CostKind::PerUnit { idr, per }),
        (idr(), 1_u64..1_000_000, prop::option::of(per())).prop_map(|(min, more, per)| CostKind::Range { min, max: min + more, per }),
        idr().prop_map(|max| CostKind::Range { min: 0, max, per: None }),
        (idr(), prop::option::of(per())).prop_map(|(min, per)| CostKind::AtLeast { min, per }),
        prop::option::of(idr()).prop_map(|max| CostKind::Mixed { max }),
        (1_u64..10_000, prop::option::of(per())).prop_map(|(amount, per)| CostKind::Foreign { amount, currency: "USD".to_owned(), per }),
    ];
    (kind, prop::option::of(Just("PP No. 76 Tahun 2020".to_owned()))).prop_map(|(kind, basis)| Cost { kind, basis, note: None })
}

/// The opening of a day in quarters of an hour: none, one span, or two.
fn day() -> impl Strategy<Value = Vec<(u32, u32)>> {
    prop::collection::btree_set(0_u32..96, 4).prop_flat_map(|times| {
        let times: Vec<u32> = times.into_iter().collect();
        prop::sample::select(vec![vec![], vec![(times[0], times[1])], vec![(times[0], times[1]), (times[2], times[3])]])
    })
}

fn clock(quarter: u32) -> String {
    format!("{:02}.{:02}", quarter / 4, quarter % 4 * 15)
}

proptest! {
    #[test]
    fn no_text_makes_a_rule_panic(text in any::<String>()) {
        read_as_everything(&text);
    }

    #[test]
    fn no_text_of_known_parts_makes_a_rule_panic(text in of_known_parts()) {
        read_as_everything(&text);
    }

    #[test]
    fn whatever_hours_are_read_are_valid(text in of_known_parts()) {
        if let Some(hours) = hours::read(&text, Zone::Wib).value() {
            prop_assert!(hours.osm.parse::<OpeningHours>().is_ok(), "{text:?} -> {}", hours.osm);
        }
    }

    #[test]
    fn a_printed_duration_is_read_again(duration in durations()) {
        let printed = duration.to_string();
        let reading = duration::read(&printed);
        prop_assert_eq!(reading.value(), Some(&duration), "{}", printed);
    }

    #[test]
    fn a_printed_cost_is_read_again(cost in costs()) {
        let printed = cost.to_string();
        let read = cost::read(&printed).value().cloned().map(|cost| Cost { note: None, ..cost });
        prop_assert_eq!(read, Some(cost), "{}", printed);
    }

    #[test]
    fn a_week_is_open_when_its_text_says(week in prop::collection::vec(day(), 7), quarter in 0_u32..96, at in 0_usize..7) {
        let names = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"];
        let line = |(name, spans): (&&str, &Vec<(u32, u32)>)| match spans.as_slice() {
            [] => format!("{name}: tutup"),
            spans => {
                let spans: Vec<String> = spans.iter().map(|(open, close)| format!("{} - {}", clock(*open), clock(*close))).collect();
                format!("{name}: {}", spans.join(" dan "))
            }
        };
        let text: Vec<String> = names.iter().zip(&week).map(line).collect();
        let reading = hours::read(&text.join("\n"), Zone::Wib);
        let written = &reading.value().expect("hours").osm;
        let again = hours::read(written, Zone::Wib);
        prop_assert_eq!(&again.value().expect("hours").osm, written);
        let osm: OpeningHours = written.parse().expect("a valid value");
        // 5 January 2026 is a Monday.
        let day = NaiveDate::from_ymd_opt(2026, 1, 5 + u32::try_from(at).expect("small")).expect("a day");
        let moment = day.and_hms_opt(quarter / 4, quarter % 4 * 15, 0).expect("a time");
        let open = week[at].iter().any(|(open, close)| (*open..*close).contains(&quarter));
        prop_assert_eq!(osm.is_open(moment), open);
    }

    #[test]
    fn a_printed_date_is_read_again(days in 0_i64..40_000, month in any::<bool>()) {
        let day = NaiveDate::from_ymd_opt(1990, 1, 1).expect("a day") + chrono::TimeDelta::days(days);
        let printed = day.format(if month { "%Y-%m" } else { "%Y-%m-%d" }).to_string();
        prop_assert_eq!(date::read(&printed).map(|when| when.to_string()), Ok(printed));
    }

    #[test]
    fn a_count_with_points_is_read(count in 0_u32..2_000_000_000) {
        let digits = count.to_string();
        let with_points: String = digits
            .char_indices()
            .flat_map(|(at, digit)| (at > 0 && (digits.len() - at).is_multiple_of(3)).then_some('.').into_iter().chain([digit]))
            .collect();
        prop_assert_eq!(number::count(&with_points), Some(f64::from(count)));
    }
}

/// Found by chance among any texts.
#[test]
fn a_quarter_that_there_is_none_of_is_no_date() {
    for text in ["q0", "triwulan 0", "semester 4294967295", "TW 5", "caturwulan 4"] {
        assert!(date::read(text).is_err(), "{text}");
    }
    assert_eq!(date::read("TW 4 2025").map(|when| when.to_string()).as_deref(), Ok("2025-10/2025-12"));
}

/// A megabyte of any pattern is refused by its length alone, so no rule's work grows with it beyond one pass that cleans the text.
#[test]
fn a_megabyte_is_refused() {
    for part in
        ["7 hari ", "rp 50.000 + ", "senin 08.00-15.00, ", "((((", "1x1x", "s/d ", "minggu ke-1 dan ", "1 minggu 2x ", "u1 3,2 ", "<b>½"]
    {
        let text = part.repeat(1_000_000 / part.len());
        assert_eq!(duration::read(&text).value(), None);
        assert_eq!(validity::read(&text).value(), None);
        assert_eq!(cost::read(&text).value(), None);
        assert_eq!(hours::read(&text, Zone::Wib).value(), None);
        assert!(date::read(&text).is_err() && satisfaction::read(&text).is_err());
        assert!(number::figure(&text).is_none() && number::score(&text).is_none() && number::count(&text).is_none());
    }
}
