//! Numbers in Indonesian words: "tujuh", "empat belas", "dua ratus lima puluh ribu".

use super::lexer::{Kind, Token};

/// The number that begins at a token and the token after it, up to the billions. "Dua tiga" is none.
pub(super) fn number(tokens: &[Token<'_>], at: usize) -> Option<(u64, usize)> {
    let (mut total, mut below_thousand, mut open) = (0_u64, 0_u64, None::<u64>);
    let mut end = at;
    while let Some(token) = tokens.get(end).filter(|token| token.kind == Kind::Word && is_part(token.text)) {
        match token.text {
            "sepuluh" => below_thousand += 10,
            "sebelas" => below_thousand += 11,
            "seratus" => below_thousand += 100,
            "belas" => below_thousand += open.take()? + 10,
            "puluh" => below_thousand += open.take()? * 10,
            "ratus" => below_thousand += open.take()? * 100,
            "seribu" => total += 1000,
            "sejuta" => total += 1_000_000,
            "ribu" | "juta" | "miliar" | "milyar" => {
                let group = below_thousand + open.take().unwrap_or(0);
                if group == 0 {
                    return None;
                }
                let scale = match token.text {
                    "ribu" => 1000,
                    "juta" => 1_000_000,
                    _ => 1_000_000_000,
                };
                total = total.checked_add(group.checked_mul(scale)?)?;
                below_thousand = 0;
            }
            _ if open.is_some() => return None,
            word => match joined(word) {
                Some(value) => below_thousand += value,
                None => open = digit(word),
            },
        }
        end += 1;
    }
    (end > at).then(|| (total + below_thousand + open.unwrap_or(0), end))
}

/// Whether a word is part of a number in words.
pub(super) fn is_part(word: &str) -> bool {
    digit(word).is_some()
        || joined(word).is_some()
        || matches!(
            word,
            "belas" | "puluh" | "ratus" | "ribu" | "juta" | "miliar" | "milyar" | "sebelas" | "sepuluh" | "seratus" | "seribu" | "sejuta"
        )
}

/// "limabelas", "duapuluh", "seratus" written as one word.
fn joined(word: &str) -> Option<u64> {
    let (head, value) =
        [("belas", 1), ("puluh", 10), ("ratus", 100)].iter().find_map(|(tail, scale)| Some((word.strip_suffix(tail)?, *scale)))?;
    let digit = digit(head)?;
    Some(if value == 1 { digit + 10 } else { digit * value })
}

fn digit(word: &str) -> Option<u64> {
    Some(match word {
        "nol" | "kosong" => 0,
        "satu" => 1,
        "dua" => 2,
        "tiga" => 3,
        "empat" => 4,
        "lima" => 5,
        "enam" => 6,
        "tujuh" => 7,
        "delapan" => 8,
        "sembilan" => 9,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::lexer::tokens;
    use super::*;

    #[test]
    fn numbers_in_words() {
        let read = |text: &str| number(&tokens(text), 0).map(|(value, _)| value);
        assert_eq!(read("tujuh"), Some(7));
        assert_eq!(read("empat belas hari"), Some(14));
        assert_eq!(read("dua puluh satu"), Some(21));
        assert_eq!(read("seratus dua puluh"), Some(120));
        assert_eq!(read("dua ratus lima puluh ribu rupiah"), Some(250_000));
        assert_eq!(read("satu juta lima ratus ribu"), Some(1_500_000));
        assert_eq!(read("limabelas"), Some(15));
        assert_eq!(read("duapuluh lima"), Some(25));
        assert_eq!(read("dua tiga hari"), None);
        assert_eq!(read("ribu"), None);
        assert_eq!(read("hari"), None);
    }
}
