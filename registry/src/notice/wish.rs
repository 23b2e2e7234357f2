//! What a clerk writes, made into a notice: what is missing is filled in, what cannot be is refused with a sentence that says what to do.

use std::time::Duration;

use chrono::{Days, NaiveTime, TimeZone as _};

use super::{Content, Daily, Kind};
use crate::model::{Instant, Zone};

/// Characters of a text.
pub const LONGEST_TEXT: usize = 280;
/// From its writing, or its start, to its end: what lasts longer belongs in the catalog.
pub const LONGEST: Duration = Duration::from_secs(366 * 86_400);

/// What is wished, as it was written.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// A [`Kind`].
    pub kind: String,
    /// Empty: the name of the kind says it.
    pub text: String,
    /// In English.
    pub text_en: Option<String>,
    /// `08:00`, with short hours.
    pub opens: Option<String>,
    /// `12:00`, with short hours.
    pub closes: Option<String>,
    /// `None`: now.
    pub starts_at: Option<Instant>,
    /// `None`: at the end of the day on which it starts.
    pub ends_at: Option<Instant>,
}

/// What is wrong with a wish.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{field}` {id} / {en}")]
pub struct Mistake {
    /// Which field.
    pub field: &'static str,
    /// What to do, in Indonesian.
    pub id: &'static str,
    /// What to do, in English.
    pub en: &'static str,
}

/// The end of the day on which `at` lies, on the clock of the region.
#[must_use]
pub fn day_ends(at: Instant, zone: Zone) -> Instant {
    let day = at.utc().with_timezone(&zone.offset()).date_naive();
    let midnight = day.checked_add_days(Days::new(1)).map(|day| day.and_time(NaiveTime::MIN));
    let midnight = midnight.and_then(|midnight| zone.offset().from_local_datetime(&midnight).single());
    midnight.map_or(at, |midnight| Instant::new(midnight.to_utc()))
}

impl Wish {
    /// The notice that is wished at `now` in a region of this zone.
    ///
    /// # Errors
    /// Something is missing or cannot be.
    pub fn read(&self, now: Instant, zone: Zone) -> Result<Content, Mistake> {
        let mistake = |field, id, en| Mistake { field, id, en };
        let kind: Kind = self.kind.trim().parse().map_err(|()| {
            mistake(
                "kind",
                "pilih closed, short_hours, moved, no_blanks, atau other",
                "must be closed, short_hours, moved, no_blanks or other",
            )
        })?;
        let starts_at = self.starts_at.unwrap_or(now);
        let ends_at = self.ends_at.unwrap_or_else(|| day_ends(starts_at, zone));
        if ends_at <= starts_at || ends_at <= now {
            return Err(mistake("ends_at", "harus sesudah mulai dan sesudah sekarang", "must be after the start and after now"));
        }
        if ends_at.since(starts_at.max(now)) > LONGEST || starts_at.since(now) > LONGEST {
            return Err(mistake(
                "ends_at",
                "paling lama 366 hari; yang lebih lama diubah di katalog",
                "at most 366 days: what lasts longer is changed in the catalog",
            ));
        }
        let text = self.words("text", &self.text)?;
        if text.is_empty() && matches!(kind, Kind::Other | Kind::Moved) {
            return Err(mistake("text", "tulis apa yang perlu diketahui warga", "say what people need to know"));
        }
        let text = if text.is_empty() { format!("{}.", kind.name()) } else { text };
        let text_en = self.text_en.as_deref().map(|text| self.words("text_en", text)).transpose()?.filter(|text| !text.is_empty());
        Ok(Content { kind, text, text_en, hours: self.hours(kind)?, starts_at, ends_at })
    }

    fn hours(&self, kind: Kind) -> Result<Option<Daily>, Mistake> {
        let given = |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        let (opens, closes) = (given(&self.opens), given(&self.closes));
        if kind != Kind::ShortHours {
            // A form sends its fields whatever is chosen; hours of another kind mean nothing.
            return Ok(None);
        }
        let mistake = |field| Mistake { field, id: "tulis jam seperti 08:00", en: "must be a time like 08:00" };
        let time = |field, text: Option<String>| {
            let text = text.ok_or_else(|| mistake(field))?.replace('.', ":");
            NaiveTime::parse_from_str(&text, "%H:%M").map_err(|_| mistake(field))
        };
        let (from, to) = (time("opens", opens)?, time("closes", closes)?);
        if to <= from {
            return Err(Mistake { field: "closes", id: "harus sesudah jam buka", en: "must be after `opens`" });
        }
        Ok(Some(Daily { from, to }))
    }

    /// On one line, without signs that end a line or turn its direction.
    fn words(&self, field: &'static str, text: &str) -> Result<String, Mistake> {
        let turns = |sign: char| matches!(sign, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let plain: String = text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).filter(|sign| !turns(*sign)).collect();
        let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        if words.chars().count() > LONGEST_TEXT {
            return Err(Mistake { field, id: "paling panjang 280 huruf", en: "must be at most 280 characters" });
        }
        Ok(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::new(text.parse().unwrap())
    }

    fn wish(kind: &str) -> Wish {
        Wish { kind: kind.into(), ..Wish::default() }
    }

    #[test]
    fn closed_is_all_that_must_be_said() {
        // 22:30 in Jakarta is 00:30 of the next day in Jayapura.
        let now = at("2026-11-24T15:30:00Z");
        let read = wish("closed").read(now, Zone::Wib).unwrap();
        assert_eq!((read.starts_at, read.ends_at, read.text.as_str()), (now, at("2026-11-24T17:00:00Z"), "Tutup sementara."));
        assert_eq!(wish("closed").read(now, Zone::Wit).unwrap().ends_at, at("2026-11-25T15:00:00Z"));
    }

    #[test]
    fn each_mistake_names_its_field() {
        let now = at("2026-11-24T03:00:00Z");
        let field = |wish: Wish| wish.read(now, Zone::Wib).map_err(|mistake| mistake.field);
        assert_eq!(field(wish("tutup")), Err("kind"));
        assert_eq!(field(wish("other")), Err("text"));
        assert_eq!(field(Wish { text: "x".repeat(281), ..wish("closed") }), Err("text"));
        assert_eq!(field(Wish { ends_at: Some(now), ..wish("closed") }), Err("ends_at"));
        assert_eq!(field(Wish { starts_at: Some(at("2026-11-20T03:00:00Z")), ..wish("closed") }), Err("ends_at"), "a day that is past");
        assert_eq!(field(Wish { ends_at: Some(at("2027-12-24T03:00:00Z")), ..wish("closed") }), Err("ends_at"));
        assert_eq!(field(wish("short_hours")), Err("opens"));
        let hours = |opens: &str, closes: &str| Wish { opens: Some(opens.into()), closes: Some(closes.into()), ..wish("short_hours") };
        assert_eq!(field(hours("12:00", "08:00")), Err("closes"));
        assert_eq!(field(hours("8 pagi", "12:00")), Err("opens"));
        assert_eq!(hours("08.00", "11:30").read(now, Zone::Wib).unwrap().hours.unwrap().to_string(), "08:00-11:30");
        assert_eq!(Wish { kind: "closed".into(), ..hours("x", "y") }.read(now, Zone::Wib).unwrap().hours, None);
    }

    #[test]
    fn a_text_is_one_line_and_runs_one_way() {
        let text = " Banjir\r\nset-lutut\u{202e}\u{0007} ".to_owned();
        let read = Wish { text, ..wish("closed") }.read(at("2026-11-24T03:00:00Z"), Zone::Wib).unwrap();
        assert_eq!(read.text, "Banjir set-lutut");
    }
}
