//! How long a service takes: "Maksimal 7 (tujuh) hari kerja sejak berkas lengkap" to a [`Duration`].
//!
//! `quantity` finds the figures with their units; this file decides what they mean together. "hari" alone stays days, and units that
//! do not convert into one another (days and working days) are never mixed: such a text is not read.

mod quantity;

use crate::model::{Code, Duration, DurationUnit};

use super::lexer::{Kind, Token, tokens};
use super::{Reading, text};
use quantity::{Quantity, quantities};

/// Words that begin a condition.
const CONDITION: [&str; 13] = [
    "jika",
    "apabila",
    "bila",
    "bilamana",
    "kalau",
    "tergantung",
    "menunggu",
    "asalkan",
    "asal",
    "dengan",
    "selama",
    "kecuali",
    "bergantung",
];

/// Words that begin "from when it counts".
const STARTS: [&str; 7] = ["sejak", "setelah", "sesudah", "terhitung", "dihitung", "semenjak", "pasca"];

/// A duration.
#[must_use]
pub fn read(raw: &str) -> Reading<Duration> {
    let clean = text::clean(raw);
    if text::placeholder(&clean) {
        return Reading::empty();
    }
    let lower = clean.to_ascii_lowercase();
    let tokens = tokens(&lower);
    let starts_at = clause(&tokens, &STARTS, first_quantity(&tokens));
    let found: Vec<Quantity> = quantities(&tokens).into_iter().filter(|quantity| starts_at.is_none_or(|at| quantity.first < at)).collect();
    let starts = starts_at.and_then(|at| tail(&clean, &tokens, at, tokens.len()));
    match joined(&tokens, found).as_slice() {
        [] => without_figure(raw, &clean, &tokens),
        [one] => single(raw, &clean, &tokens, one, starts),
        several => conditional(raw, &clean, several, starts),
    }
}

/// One statement: its qualifier, condition and beginning around it.
fn single(raw: &str, clean: &str, tokens: &[Token<'_>], quantity: &Quantity, starts: Option<String>) -> Reading<Duration> {
    let Some(duration) = quantity.duration() else {
        return Reading::unread(raw, Code::DurationUnread);
    };
    let condition_at = clause(tokens, &CONDITION, Some(0)).filter(|at| tokens.get(at + 1).is_some());
    let condition = condition_at.and_then(|at| {
        let end = if at < quantity.first { quantity.first } else { tokens.len() };
        tail(clean, tokens, at, end)
    });
    let condition = condition.filter(|text| {
        !matches!(tokens[condition_at.unwrap_or(0)].text, "dengan" | "selama") || text.contains("syarat") || text.contains("catatan")
    });
    Reading::read(Duration { condition, starts, ..duration }, raw, quantity.rule())
}

/// Several statements, each for a case: from the shortest to the longest, with the whole text as the condition.
fn conditional(raw: &str, clean: &str, several: &[Quantity], starts: Option<String>) -> Reading<Duration> {
    let durations: Option<Vec<Duration>> = several.iter().map(Quantity::duration).collect();
    let Some((first, rest)) = durations.as_deref().and_then(<[_]>::split_first) else {
        return Reading::unread(raw, Code::DurationUnread);
    };
    let spanned = rest.iter().try_fold(first.clone(), |span, next| {
        let (span, next) = quantity::same_unit(span, next.clone())?;
        let least = |a: Option<u32>, b: Option<u32>| a.zip(b).map(|(a, b)| a.min(b));
        let min = least(span.min.or(span.max), next.min.or(next.max));
        let max = span.max.zip(next.max).map(|(a, b)| a.max(b));
        Some(Duration { min, max, approximate: span.approximate || next.approximate, ..span })
    });
    match spanned {
        Some(duration) => {
            let same = rest.iter().all(|next| next == first);
            let condition = (!same).then(|| clean.to_owned());
            Reading::read(Duration { condition, starts, ..duration }, raw, if same { "duration.exact" } else { "duration.conditional" })
        }
        None => Reading::unread(raw, Code::DurationUnread),
    }
}

/// Texts without a figure that still say how long.
fn without_figure(raw: &str, clean: &str, tokens: &[Token<'_>]) -> Reading<Duration> {
    let folded = text::fold(clean);
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| folded.contains(phrase));
    let condition = clause(tokens, &CONDITION, Some(1)).and_then(|at| tail(clean, tokens, at, tokens.len()));
    let fixed = |min, max, unit, rule| Reading::read(Duration { min, max, unit, approximate: false, condition, starts: None }, raw, rule);
    if says(&["tidak langsung", "tidak dapat ditunggu", "tidak ditunggu", "tidak bisa ditunggu"]) {
        Reading::unread(raw, Code::DurationUnread)
    } else if says(&["hari yang sama", "hari itu juga", "hari ini juga", "same day", "one day service"]) {
        fixed(None, Some(1), DurationUnit::Day, "duration.same_day")
    } else if says(&[
        "di tempat",
        "ditunggu",
        "langsung jadi",
        "langsung selesai",
        "langsung cetak",
        "seketika",
        "saat itu juga",
        "real time",
        "realtime",
    ]) || folded == "langsung"
    {
        fixed(Some(0), Some(0), DurationUnit::Minute, "duration.while_waiting")
    } else if says(&["sesuai", "tergantung", "berdasarkan", "menyesuaikan", "mengikuti", "kondisional", "situasional"])
        && !folded.contains(|c: char| c.is_ascii_digit())
    {
        Reading::without_value(raw, "duration.by_rule", Code::DurationUnread)
    } else {
        Reading::unread(raw, Code::DurationUnread)
    }
}

/// Joins "30 menit - 1 jam" to a span and "2 jam 30 menit" to a sum.
fn joined(tokens: &[Token<'_>], found: Vec<Quantity>) -> Vec<Quantity> {
    let mut joined: Vec<Quantity> = Vec::with_capacity(found.len());
    for next in found {
        let between = joined.last().map(|last| tokens.get(last.end..next.first).unwrap_or_default());
        let together = match (joined.last(), between) {
            (Some(last), Some([sep])) if sep.parts_range() => last.to(&next),
            (Some(last), Some([sep, with])) if sep.parts_range() && matches!(with.word(), "dengan" | "maksimal") => last.to(&next),
            (Some(last), Some([])) => last.plus(&next),
            (Some(last), Some([sep])) if sep.is(',') || sep.word() == "dan" => last.plus(&next),
            _ => None,
        };
        match together {
            Some(together) => {
                joined.pop();
                joined.push(together);
            }
            None => joined.push(next),
        }
    }
    joined
}

fn first_quantity(tokens: &[Token<'_>]) -> Option<usize> {
    tokens.iter().position(|token| token.kind == Kind::Number || token.is('½') || quantity::counting_word(token.word()))
}

/// Where a clause with one of these words begins, at or after a token.
fn clause(tokens: &[Token<'_>], words: &[&str], from: Option<usize>) -> Option<usize> {
    let from = from?;
    tokens.iter().skip(from).position(|token| words.contains(&token.word())).map(|at| at + from)
}

/// The text from one token to another, or to the bracket that closes around it, without punctuation at its ends.
fn tail(clean: &str, tokens: &[Token<'_>], from: usize, to: usize) -> Option<String> {
    let inside = tokens.get(from..to)?;
    let mut depth = 0_u32;
    let mut end = inside.last()?.end();
    for token in inside {
        match token.kind {
            Kind::Sign('(') => depth += 1,
            Kind::Sign(')') if depth == 0 => {
                end = token.start;
                break;
            }
            Kind::Sign(')') => depth -= 1,
            _ => {}
        }
    }
    let text = clean.get(inside.first()?.start..end)?.trim_matches([' ', '.', ',', ';', ':', '-']);
    (!text.is_empty()).then(|| text::cut(text.to_owned(), 300).0)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn short(raw: &str) -> String {
        let reading = read(raw);
        let Some(duration) = reading.value() else { return reading.rule().to_owned() };
        let side = |bound: Option<u32>| bound.map_or_else(|| "?".to_owned(), |n| n.to_string());
        let about = if duration.approximate { "~" } else { "" };
        format!("{about}{}..{} {}", side(duration.min), side(duration.max), duration.unit.as_str())
    }

    #[rstest]
    #[case("7 hari", "7..7 day")]
    #[case("18 Hari Kerja", "18..18 working_day")]
    #[case("1 (Satu) Hari Kerja", "1..1 working_day")]
    #[case("14 HK", "14..14 working_day")]
    #[case("1x24 Jam", "24..24 hour")]
    #[case("2 x 24 jam", "48..48 hour")]
    #[case("½ jam", "30..30 minute")]
    #[case("1,5 jam", "90..90 minute")]
    #[case("setengah jam", "30..30 minute")]
    #[case("2 jam 30 menit", "150..150 minute")]
    #[case("tiga hari kerja", "3..3 working_day")]
    #[case("Dua belas hari", "12..12 day")]
    #[case("seminggu", "1..1 week")]
    #[case("Proses selesai dalam 1 hari kerja", "1..1 working_day")]
    #[case("Izin Usaha Kecil Obat Tradisional (IUKOT) 35 Hari", "35..35 day")]
    #[case("5 tahun", "5..5 year")]
    #[case("30menit", "30..30 minute")]
    fn exact(#[case] raw: &str, #[case] expected: &str) {
        assert_eq!(short(raw), expected);
    }

    #[rstest]
    #[case("30 - 60 Menit", "30..60 minute")]
    #[case("3 (tiga) s.d. 5 (lima) hari kerja", "3..5 working_day")]
    #[case("14-30 hari kerja", "14..30 working_day")]
    #[case("30 menit s/d 2 jam", "30..120 minute")]
    #[case("1 sampai dengan 3 hari", "1..3 day")]
    #[case("Sekitar 30 - 45 Menit", "~30..45 minute")]
    #[case("± 15 menit", "~15..15 minute")]
    #[case("kurang lebih 2 jam", "~2..2 hour")]
    #[case("Maksimal 20 (dua puluh) hari", "?..20 day")]
    #[case("Paling lama 14 (empat belas) HK", "?..14 working_day")]
    #[case("tidak lebih dari 3 hari", "?..3 day")]
    #[case("< 1 jam", "?..1 hour")]
    #[case("Minimal 2 hari", "2..? day")]
    #[case("lebih dari 2 hari", "2..? day")]
    fn spans_and_bounds(#[case] raw: &str, #[case] expected: &str) {
        assert_eq!(short(raw), expected);
    }

    #[rstest]
    #[case("1 s/d 24 Jam apabila tidak ada gangguan teknis", Some("apabila tidak ada gangguan teknis"), None)]
    #[case("2-3 hari kerja (menunggu verifikasi laporan polisi)", Some("menunggu verifikasi laporan polisi"), None)]
    #[case("14 hari kerja sejak berkas lengkap dan benar.", None, Some("sejak berkas lengkap dan benar"))]
    #[case("1 Hari Kerja (jika blangko tersedia)", Some("jika blangko tersedia"), None)]
    #[case("Jika berkas lengkap, 30 menit", Some("Jika berkas lengkap"), None)]
    fn conditions_and_beginnings(#[case] raw: &str, #[case] condition: Option<&str>, #[case] starts: Option<&str>) {
        let reading = read(raw);
        let duration = reading.value().unwrap();
        assert_eq!((duration.condition.as_deref(), duration.starts.as_deref()), (condition, starts));
    }

    #[rstest]
    #[case("12 Hari untuk luasan tidak lebih dari 40 Ha dan 30 Hari untuk luasan lebih dari 40 Ha", "12..30 day", "duration.conditional")]
    #[case("Selesai hari yang sama, sekitar 30 menit", "~30..30 minute", "duration.exact")]
    #[case("Bisa selesai hari yang sama jika datang pagi", "?..1 day", "duration.same_day")]
    #[case("selesai di tempat", "0..0 minute", "duration.while_waiting")]
    #[case("Dapat ditunggu (sekitar 15-30 menit jika tidak ada kendala teknis)", "~15..30 minute", "duration.range")]
    fn several_cases_and_no_figures(#[case] raw: &str, #[case] expected: &str, #[case] rule: &str) {
        assert_eq!(short(raw), expected);
        assert_eq!(read(raw).rule(), rule);
    }

    #[rstest]
    #[case("sesuai SOP", "duration.by_rule")]
    #[case("cepat", "unread")]
    #[case("3", "unread")]
    #[case("usia minimal 17 tahun", "unread")]
    #[case("7 - 3 hari", "unread")]
    #[case("3 hari - 5 hari kerja", "unread")]
    #[case("1,5 hari kerja", "unread")]
    #[case("Senin - Jumat 08.00 - 15.00", "unread")]
    #[case("99999999999 hari", "unread")]
    fn what_is_not_understood_is_said_to_be(#[case] raw: &str, #[case] rule: &str) {
        let reading = read(raw);
        assert_eq!((reading.value(), reading.rule()), (None, rule));
        assert_eq!(reading.findings, [Code::DurationUnread]);
    }

    #[test]
    fn a_dash_is_no_duration() {
        assert_eq!(read(" - "), Reading::empty());
    }
}
