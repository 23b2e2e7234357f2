//! The words of dates: months, quarters and halves, and what is passed over.

use crate::normalise::lexer::{Kind, Token};

/// The number of a month by its Indonesian or English name, full or short.
#[must_use]
pub fn month_number(name: &str) -> Option<u32> {
    Some(match name {
        "januari" | "jan" | "january" | "janurari" | "jnuari" => 1,
        "februari" | "pebruari" | "feb" | "peb" | "february" | "febuari" | "pebuari" => 2,
        "maret" | "mar" | "mrt" | "march" => 3,
        "april" | "apr" => 4,
        "mei" | "may" => 5,
        "juni" | "jun" | "june" => 6,
        "juli" | "jul" | "july" => 7,
        "agustus" | "agu" | "agt" | "ags" | "agst" | "aug" | "august" | "agus" => 8,
        "september" | "sep" | "sept" | "spt" => 9,
        "oktober" | "okt" | "oct" | "october" => 10,
        "november" | "nopember" | "nov" | "nop" => 11,
        "desember" | "des" | "dec" | "december" => 12,
        _ => return None,
    })
}

/// A month as a Roman numeral.
pub(super) fn roman(word: &str) -> Option<u32> {
    let numerals = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];
    numerals.iter().position(|numeral| *numeral == word).and_then(|at| u32::try_from(at + 1).ok())
}

/// The first and last month of "triwulan II", "TW 2", "Q3", "kuartal I", "semester 1", and the token after it.
pub(super) fn half_or_quarter(tokens: &[Token<'_>], at: usize) -> Option<((u32, u32), usize)> {
    let months = match tokens[at].word() {
        "triwulan" | "tw" | "kuartal" | "q" | "quarter" | "twl" | "trwulan" | "triwulanan" => 3,
        "semester" | "smt" | "sem" => 6,
        "caturwulan" => 4,
        _ => return None,
    };
    let mut end = at + 1;
    while tokens.get(end).is_some_and(|token| matches!(token.kind, Kind::Sign('-' | '.' | ':')) || token.word() == "ke") {
        end += 1;
    }
    let which = tokens.get(end)?;
    let number: u32 = match which.kind {
        Kind::Number => which.text.parse().ok()?,
        Kind::Word => roman(which.text).or_else(|| ordinal(which.text))?,
        Kind::Sign(_) => return None,
    };
    let last = number.checked_mul(months).filter(|last| (1..=12).contains(last))?;
    Some(((last - months + 1, last), end + 1))
}

fn ordinal(word: &str) -> Option<u32> {
    Some(match word {
        "satu" | "pertama" | "ganjil" | "kesatu" => 1,
        "dua" | "kedua" | "genap" => 2,
        "tiga" | "ketiga" => 3,
        "empat" | "keempat" => 4,
        _ => return None,
    })
}

/// Words that say nothing of the date itself.
pub(super) fn passed_over(word: &str) -> bool {
    matches!(
        word,
        "bulan"
            | "tahun"
            | "tanggal"
            | "tgl"
            | "periode"
            | "thn"
            | "th"
            | "senin"
            | "selasa"
            | "rabu"
            | "kamis"
            | "jumat"
            | "jum'at"
            | "jum’at"
            | "sabtu"
            | "minggu"
            | "ahad"
            | "monday"
            | "tuesday"
            | "wednesday"
            | "thursday"
            | "friday"
            | "saturday"
            | "sunday"
            | "mon"
            | "tue"
            | "wed"
            | "thu"
            | "fri"
            | "sat"
            | "sun"
            | "sen"
            | "sel"
            | "rab"
            | "kam"
            | "jum"
            | "sab"
            | "per"
            | "pada"
            | "hari"
            | "pukul"
            | "pkl"
            | "jam"
            | "at"
            | "ta"
            | "anggaran"
            | "data"
            | "update"
            | "updated"
            | "diperbarui"
            | "terakhir"
            | "dari"
            | "sejak"
            | "mulai"
            | "date"
            | "posisi"
            | "keadaan"
            | "of"
            | "diterbitkan"
            | "ditetapkan"
            | "terbit"
            | "dibuat"
            | "diunggah"
            | "sumber"
            | "antara"
    )
}
