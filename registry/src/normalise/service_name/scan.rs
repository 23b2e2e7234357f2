//! Takes a service's name apart: words in lower case, each with the part of the name it stands in. Numbering, codes of forms and durations
//! are left out ("1. [DKCS-01] KTP-el Baru (3 hari kerja)" is "ktp el baru").

/// The part of a name that a word stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    /// The name proper.
    Main,
    /// Behind "untuk", "bagi", "keperluan": whom it is for.
    Purpose,
    /// In round or square brackets.
    Brackets,
}

/// A word of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub word: String,
    pub zone: Zone,
}

/// Names that are longer than this are read up to here.
const MOST_BYTES: usize = 400;
const MOST_WORDS: usize = 40;

/// The words of a name that are neither numbering, code nor duration.
pub(super) fn tokens(name: &str) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::with_capacity(12);
    let mut depth = 0_u32;
    let mut purpose = false;
    for piece in pieces(name) {
        match piece {
            Piece::Open => depth += 1,
            Piece::Close => depth = depth.saturating_sub(1),
            Piece::Chunk(chunk) => {
                if code(chunk) && !stands_for_a_document(chunk) {
                    continue;
                }
                let zone = match (depth, purpose) {
                    (1.., _) => Zone::Brackets,
                    (0, true) => Zone::Purpose,
                    (0, false) => Zone::Main,
                };
                split(chunk, zone, &mut found);
                let marker =
                    |token: &Token| token.zone == Zone::Main && matches!(token.word.as_str(), "untuk" | "bagi" | "guna" | "keperluan");
                purpose |= depth == 0 && found.len() > 1 && found.last().is_some_and(marker);
            }
        }
        if found.len() >= MOST_WORDS {
            break;
        }
    }
    spelt_letters(without_durations(found))
}

enum Piece<'a> {
    Open,
    Close,
    /// What stands between blanks and brackets.
    Chunk(&'a str),
}

fn pieces(name: &str) -> impl Iterator<Item = Piece<'_>> {
    let end = name.char_indices().map(|(at, _)| at).find(|at| *at >= MOST_BYTES).unwrap_or(name.len());
    let mut rest = name.get(..end).unwrap_or_default();
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        let first = rest.chars().next()?;
        let piece = match first {
            '(' | '[' | '{' => Piece::Open,
            ')' | ']' | '}' => Piece::Close,
            _ => {
                let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '{' | ')' | ']' | '}')).unwrap_or(rest.len());
                let (chunk, behind) = rest.split_at(end);
                rest = behind;
                return Some(Piece::Chunk(chunk));
            }
        };
        rest = rest.get(first.len_utf8()..).unwrap_or_default();
        Some(piece)
    })
}

/// "F-2.01", "DKCS-01", "1.a", "2.1.3": letters and digits with marks between them.
fn code(chunk: &str) -> bool {
    let chunk = chunk.trim_end_matches([',', ':', ';']);
    let digit = chunk.bytes().any(|byte| byte.is_ascii_digit());
    let mark = chunk.bytes().any(|byte| matches!(byte, b'-' | b'.' | b'_' | b'/'));
    let letters = chunk.bytes().filter(u8::is_ascii_alphabetic).count();
    digit
        && mark
        && letters <= 8
        && chunk.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'/' | b')'))
}

/// "AK-1", "BBN-2", "PBB-P2", "N-1": documents that look like codes.
fn stands_for_a_document(chunk: &str) -> bool {
    let bare: String = chunk.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    matches!(
        bare.as_str(),
        "ak1"
            | "ak01"
            | "ak23"
            | "bbn1"
            | "bbn2"
            | "bbnkb1"
            | "bbnkb2"
            | "pbbp2"
            | "n1"
            | "sp2hp"
            | "sp4n"
            | "sp2d"
            | "pp23"
            | "pp55"
            | "b3"
            | "p4gn"
    ) || ["ktp", "kk", "kia", "skck", "pbb", "sp4n"].iter().any(|document| bare.starts_with(document))
}

fn split(chunk: &str, zone: Zone, found: &mut Vec<Token>) {
    let mut word = String::new();
    for c in chunk.chars() {
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        } else if !matches!(c, '\'' | '’' | '`') && !word.is_empty() {
            found.push(Token { word: std::mem::take(&mut word), zone });
        }
    }
    if !word.is_empty() {
        found.push(Token { word, zone });
    }
}

/// Leaves out "3 hari kerja", "1 (satu) jam", "15 s.d. 30 menit".
fn without_durations(found: Vec<Token>) -> Vec<Token> {
    let unit = |word: &str| matches!(word, "hari" | "jam" | "menit" | "minggu" | "bulan");
    if !found.iter().any(|token| unit(&token.word)) {
        return found;
    }
    let mut kept: Vec<Token> = Vec::with_capacity(found.len());
    let mut behind_unit = false;
    for token in found {
        if unit(&token.word) {
            behind_unit = false;
            while kept.last().is_some_and(|token| quantity(&token.word)) {
                kept.pop();
                behind_unit = true;
            }
            continue;
        }
        if behind_unit && matches!(token.word.as_str(), "kerja" | "kalender") {
            continue;
        }
        behind_unit = false;
        kept.push(token);
    }
    kept
}

fn quantity(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
        || matches!(
            word,
            "s" | "d"
                | "sd"
                | "sampai"
                | "maksimal"
                | "paling"
                | "lama"
                | "kurang"
                | "dari"
                | "satu"
                | "dua"
                | "tiga"
                | "empat"
                | "lima"
                | "enam"
                | "tujuh"
                | "delapan"
                | "sembilan"
                | "sepuluh"
                | "belas"
                | "puluh"
        )
}

/// "K.T.P." is one word.
fn spelt_letters(found: Vec<Token>) -> Vec<Token> {
    let single = |token: &Token| token.word.len() == 1 && token.word.bytes().all(|byte| byte.is_ascii_alphabetic());
    if found.iter().filter(|token| single(token)).count() < 3 {
        return found;
    }
    let mut joined: Vec<Token> = Vec::with_capacity(found.len());
    let mut at = 0;
    while let Some(token) = found.get(at) {
        let run = found.get(at..).unwrap_or_default().iter().take_while(|token| single(token)).count();
        if run >= 3 {
            let word = found.iter().skip(at).take(run).map(|token| token.word.as_str()).collect();
            joined.push(Token { word, zone: token.zone });
            at += run;
        } else {
            joined.push(token.clone());
            at += 1;
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn main(name: &str) -> String {
        tokens(name).into_iter().filter(|token| token.zone == Zone::Main).map(|token| token.word).collect::<Vec<_>>().join(" ")
    }

    #[rstest]
    #[case("1. [DKCS-01] KTP-el Baru (3 hari kerja)", "ktp el baru")]
    #[case("F-2.01 Pelaporan Kelahiran", "pelaporan kelahiran")]
    #[case("Kartu AK-1", "kartu ak 1")]
    #[case("SKCK 1 (satu) jam", "skck")]
    #[case("Paspor 15 s.d. 30 menit", "paspor")]
    #[case("S.K.C.K", "skck")]
    #[case("", "")]
    fn names_are_taken_apart(#[case] name: &str, #[case] expected: &str) {
        assert_eq!(main(name), expected);
    }

    #[test]
    fn what_it_is_for_stands_apart() {
        let zones: Vec<Zone> = tokens("SKCK untuk melamar kerja (baru)").into_iter().map(|token| token.zone).collect();
        assert_eq!(zones, [Zone::Main, Zone::Main, Zone::Purpose, Zone::Purpose, Zone::Brackets]);
    }
}
