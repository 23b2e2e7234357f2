//! Texts that say how a service is done rather than how long: on the same day, or while the citizen waits.

use crate::model::DurationKind;
use crate::normalise::lexer::{Kind, Token};

/// The manner that a text states; `None` where it states none, or denies it ("tidak dapat ditunggu").
pub(super) fn manner(tokens: &[Token<'_>]) -> Option<DurationKind> {
    let word = |at: usize| tokens.get(at).map_or("", Token::word);
    for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.kind == Kind::Word) {
        let found = match (token.text, word(at + 1)) {
            ("hari", "itu" | "ini") | ("same", "day") | ("sameday", _) => DurationKind::SameDay,
            ("hari", "yang" | "yg" | "sama") if word(at + 2) == "sama" || word(at + 1) == "sama" => DurationKind::SameDay,
            ("one", "day") if word(at + 2) == "service" => DurationKind::SameDay,
            ("ditunggu" | "seketika" | "realtime" | "ditempat" | "instan", _) | ("di", "tempat") | ("real", "time") => {
                DurationKind::WhileWaiting
            }
            ("saat" | "waktu" | "ketika", "itu") | ("on", "the") => DurationKind::WhileWaiting,
            (
                "langsung",
                "" | "jadi" | "selesai" | "cetak" | "dicetak" | "terbit" | "dilayani" | "diproses" | "dapat" | "bisa" | "diberikan"
                | "keluar" | "diserahkan" | "diambil" | "tuntas" | "diterbitkan" | "di" | "saat",
            ) if tokens.len() < 14 => DurationKind::WhileWaiting,
            _ => continue,
        };
        let denied = (at.saturating_sub(3)..at).any(|before| matches!(word(before), "tidak" | "tdk" | "tak" | "bukan" | "belum" | "tanpa"));
        let denied_behind = token.text == "langsung" && word(at + 1).is_empty() && tokens.len() > at + 1;
        if !denied && !denied_behind {
            return Some(found);
        }
        if denied {
            return None;
        }
    }
    None
}
