//! How long a document holds: "berlaku 5 tahun", "seumur hidup", "sampai 31 Desember 2025".

use serde::{Deserialize, Serialize};

use super::lexer::{Token, lowered, tokens};
use super::{Reading, date, duration, text};
use crate::model::{Code, Duration};

/// How long a document holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Validity {
    /// For a time.
    Span(Duration),
    /// "Seumur hidup", "tidak ada masa berlaku".
    Forever,
    /// "Selama usaha berjalan": as the region wrote it.
    While {
        /// `usaha masih berjalan`
        condition: String,
    },
    /// Until a day (ISO 8601).
    Until {
        /// `2025-12-31`
        date: String,
    },
}

/// How long a document holds.
#[must_use]
pub fn read(raw: &str) -> Reading<Validity> {
    let clean = text::clean(raw);
    if text::placeholder(&clean) {
        return Reading::empty();
    }
    if clean.len() > 1000 {
        return Reading::unread(raw, Code::DurationUnread);
    }
    let lower = lowered(&clean);
    let tokens = tokens(&lower);
    if forever(&tokens) {
        return Reading::read(Validity::Forever, raw, "validity.forever");
    }
    let from = tokens.iter().position(|token| !leads(token));
    let rest = from.and_then(|at| clean.get(tokens[at].start..)).unwrap_or_default();
    if let Some(duration) = duration::read(rest).value() {
        return Reading::read(Validity::Span(Duration { name: None, ..duration.clone() }), raw, "validity.span");
    }
    let first = from.map_or("", |at| tokens[at].word());
    let behind = from
        .and_then(|at| tokens.get(at + 1 + usize::from(tokens.get(at + 1)?.word() == "dengan")))
        .and_then(|token| clean.get(token.start..));
    let behind = behind.map(|behind| behind.trim_end_matches(['.', ' ', ')']));
    match (first, behind) {
        ("sampai" | "s/d" | "hingga", Some(behind)) => match date::read(behind) {
            Ok(when) => Reading::read(Validity::Until { date: when.to_string() }, raw, "validity.until"),
            Err(_) => Reading::unread(raw, Code::DurationUnread),
        },
        ("selama" | "sepanjang" | "selagi", Some(behind)) => {
            Reading::read(Validity::While { condition: text::cut(behind.to_owned(), 300).0 }, raw, "validity.while")
        }
        _ => Reading::unread(raw, Code::DurationUnread),
    }
}

/// Words before the time: "masa berlaku", "berlaku selama".
fn leads(token: &Token<'_>) -> bool {
    matches!(
        token.word(),
        "masa"
            | "berlaku"
            | "berlakunya"
            | "jangka"
            | "waktu"
            | "izin"
            | "ijin"
            | "dokumen"
            | "sertifikat"
            | "surat"
            | "kartu"
            | "adalah"
            | "untuk"
            | "dan"
            | "valid"
            | "keberlakuan"
            | "berlakukan"
            | "sk"
            | "sip"
            | "nib"
            | "skck"
            | "sim"
            | "paspor"
    ) || token.is(':')
}

fn forever(tokens: &[Token<'_>]) -> bool {
    let word = |at: usize| tokens.get(at).map_or("", Token::word);
    (0..tokens.len()).any(|at| match (word(at), word(at + 1)) {
        ("seumur", "hidup") | ("selamanya" | "permanen" | "lifetime" | "forever" | "seterusnya", _) => true,
        ("tidak" | "tdk" | "tanpa", "ada") => matches!(word(at + 2), "batas" | "masa" | "jangka" | "batasan" | "kadaluarsa"),
        ("tidak" | "tdk" | "tanpa", "terbatas" | "dibatasi" | "kadaluarsa" | "kedaluwarsa" | "batas" | "masa" | "berbatas") => true,
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::model::DurationUnit;

    #[rstest]
    #[case("5 tahun", 5)]
    #[case("Masa berlaku 5 (lima) tahun", 5)]
    #[case("Berlaku selama 3 tahun dan dapat diperpanjang", 3)]
    fn spans(#[case] raw: &str, #[case] years: u32) {
        let expected = Validity::Span(Duration::new(Some(years), Some(years), DurationUnit::Year));
        assert_eq!(read(raw).value(), Some(&expected));
    }

    #[test]
    fn other_validities() {
        assert_eq!(read("Seumur hidup").value(), Some(&Validity::Forever));
        assert_eq!(read("tidak ada batas waktu").value(), Some(&Validity::Forever));
        assert_eq!(read("sampai dengan 31 Desember 2025").value(), Some(&Validity::Until { date: "2025-12-31".to_owned() }));
        let condition = "usaha masih berjalan".to_owned();
        assert_eq!(read("Selama usaha masih berjalan").value(), Some(&Validity::While { condition }));
        assert_eq!(read("lama").value(), None);
        assert_eq!(read("-"), Reading::empty());
    }
}
