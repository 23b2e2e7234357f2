//! How long a service takes: "Maksimal 7 (tujuh) hari kerja sejak berkas lengkap" to a [`Duration`].
//!
//! `figure` and `unit` read the parts of a quantity, `bound` what the words around it make of it, `clause` conditions, beginnings and names;
//! this file decides what they mean together. "hari" alone stays days, and units that do not convert into one another (minutes and
//! working days) are never mixed: such a text is not read.

mod bound;
mod clause;
mod figure;
mod manner;
mod print;
mod quantity;
mod several;
mod unit;

use crate::model::{Code, Duration, DurationKind, DurationUnit};

use super::lexer::{Kind, Token, lowered, tokens};
use super::{Reading, text};
use bound::Bound;
use quantity::{Quantity, quantities};

/// The longest text that is read: a processing time is no essay.
const LONGEST: usize = 2000;

/// A duration.
#[must_use]
pub fn read(raw: &str) -> Reading<Duration> {
    let clean = text::clean(raw);
    if text::placeholder(&clean) {
        return Reading::empty();
    }
    if clean.len() > LONGEST {
        return Reading::unread(raw, Code::DurationUnread);
    }
    let lower = lowered(&clean);
    let tokens = tokens(&lower);
    let text = Text { clean: &clean, tokens: &tokens };
    match text.duration() {
        Some((duration, rule)) => Reading::read(duration, raw, rule),
        None if text.follows_a_rule() => Reading::without_value(raw, "duration.by_rule", Code::DurationUnread),
        None => Reading::unread(raw, Code::DurationUnread),
    }
}

/// A text and its tokens in lower case, which stand at the same places.
struct Text<'a> {
    clean: &'a str,
    tokens: &'a [Token<'a>],
}

impl Text<'_> {
    fn duration(&self) -> Option<(Duration, &'static str)> {
        let mut found = quantities(self.tokens);
        let first = found.first().map_or(self.tokens.len(), |quantity| quantity.first);
        let starts = self.starts(first);
        if let Some(clause) = &starts {
            found.retain(|quantity| quantity.end <= clause.from || clause.to <= quantity.first);
        }
        let starts = starts.and_then(|clause| self.slice(clause.from, clause.to));
        let manner = manner::manner(self.tokens);
        let found = several::joined(self.tokens, found);
        let alone = found.len() == 1;
        let one = match found.as_slice() {
            [] => return self.without_figure(manner?, starts),
            [one] => one,
            several => match several::total(several) {
                Some(total) => total,
                None if several::steps(self.tokens, several) => return self.of_several(several, starts),
                None => match several::one_of(several) {
                    Some(one) => one,
                    None => return self.of_several(several, starts),
                },
            },
        };
        self.of_one(one, manner, starts, alone)
    }

    /// One statement: its condition and beginning around it, and perhaps a name before it.
    fn of_one(
        &self,
        one: &Quantity,
        manner: Option<DurationKind>,
        starts: Option<String>,
        alone: bool,
    ) -> Option<(Duration, &'static str)> {
        let duration = one.duration()?;
        let condition = self.condition(one.first, one.end);
        let name = if manner.is_none() && alone { self.name(one) } else { None };
        Some((Duration { condition, starts, name, kind: manner.unwrap_or_default(), ..duration }, one.rule()))
    }

    /// Steps one after another, or cases of which one holds.
    fn of_several(&self, several: &[Quantity], starts: Option<String>) -> Option<(Duration, &'static str)> {
        if several::steps(self.tokens, several) {
            let duration = several::sum(several)?;
            return Some((Duration { starts, kind: DurationKind::Stages, ..duration }, "duration.stages"));
        }
        let duration = several::span(several)?;
        let condition = Some(text::cut(self.clean.to_owned(), 300).0);
        Some((Duration { condition, starts, kind: DurationKind::Conditional, ..duration }, "duration.conditional"))
    }

    /// Texts without a figure that still say how long.
    fn without_figure(&self, manner: DurationKind, starts: Option<String>) -> Option<(Duration, &'static str)> {
        let condition = self.condition(0, 0);
        let (duration, rule) = if manner == DurationKind::SameDay {
            (Duration::new(None, Some(1), DurationUnit::Day), "duration.same_day")
        } else {
            (Duration::new(Some(0), Some(0), DurationUnit::Minute), "duration.while_waiting")
        };
        Some((Duration { condition, starts, kind: manner, ..duration }, rule))
    }

    /// "Sesuai SOP", "tergantung antrean": somebody knows, and the text does not say.
    fn follows_a_rule(&self) -> bool {
        let rule = |word: &str| {
            matches!(
                word,
                "sesuai"
                    | "tergantung"
                    | "berdasarkan"
                    | "menyesuaikan"
                    | "disesuaikan"
                    | "mengikuti"
                    | "kondisional"
                    | "situasional"
                    | "menurut"
                    | "mengacu"
                    | "sop"
                    | "ditentukan"
                    | "diatur"
            )
        };
        let denied = |at: usize| at.checked_sub(1).is_some_and(|at| matches!(self.word(at), "tidak" | "belum" | "tdk" | "ada"));
        (0..self.tokens.len()).any(|at| rule(self.word(at)) && !denied(at)) && !self.tokens.iter().any(|token| token.kind == Kind::Number)
    }
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
    #[case("3 hari - 5 hari kerja", "3..5 working_day")]
    #[case("minimal 3 hari, maksimal 7 hari", "3..7 day")]
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
    #[case("1,5 hari kerja", "unread")]
    #[case("setengah hari", "unread")]
    #[case("7 (tiga) hari", "unread")]
    #[case("Perda Nomor 3 Tahun 2019", "unread")]
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
