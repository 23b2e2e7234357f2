//! Whether a text says that a service is free. Unknown is never free.

use crate::normalise::lexer::{Kind, Token};

/// What a text says of being free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Free {
    /// Nothing is charged.
    Yes,
    /// It says that something is charged.
    No,
    /// It says neither.
    Unsaid,
}

/// Whether the text says that it is free, or that it is not.
pub(super) fn free(tokens: &[Token<'_>]) -> Free {
    let word = |at: usize| tokens.get(at).map_or("", Token::word);
    let mut found = Free::Unsaid;
    for at in (0..tokens.len()).filter(|at| tokens[*at].kind == Kind::Word) {
        let before = at.checked_sub(1).map_or("", word);
        let not = matches!(before, "tidak" | "tak" | "bukan" | "belum" | "tdk" | "non");
        let (next, after) = (word(at + 1), word(at + 2));
        let says = match (word(at), next) {
            ("gratis" | "free" | "nihil" | "geratis" | "gratiss" | "gratiz" | "gratisan" | "digratiskan", _) => true,
            ("nol", "rupiah" | "") => true,
            ("cuma", next) => next == "cuma" || after == "cuma",
            ("tidak" | "tak" | "tdk" | "tanpa", "di" | "ada") if charging(after) => true,
            ("tidak" | "tak" | "tdk" | "tanpa", next) if charging(next) || payment(next) => true,
            ("tanpa", "biaya" | "pungutan" | "bayaran" | "retribusi" | "tarif" | "pungli" | "beban" | "ongkos") => true,
            ("tidak" | "tdk", "ada") => {
                matches!(after, "" | "biaya" | "pungutan" | "retribusi" | "tarif" | "pungli" | "bayaran" | "pembayaran")
                    || (after == "dikenakan" && word(at + 3) == "biaya")
            }
            ("bebas", "" | "biaya" | "retribusi" | "pungutan" | "tarif" | "bayar" | "pungli" | "bea") => true,
            ("dibebaskan", _) | ("non", "tarif" | "retribusi") => true,
            ("zero" | "no", "cost" | "fee" | "charge" | "rupiah") => true,
            ("ditanggung" | "dibiayai" | "dibebankan", _) => public_purse(tokens, at + 1),
            ("berbayar", _) if !not => {
                found = if found == Free::Yes { found } else { Free::No };
                continue;
            }
            _ => false,
        };
        match (says, not) {
            (true, true) => return Free::No,
            (true, false) => found = Free::Yes,
            _ => {}
        }
    }
    found
}

fn charging(word: &str) -> bool {
    matches!(
        word,
        "dikenakan"
            | "dipungut"
            | "dikenai"
            | "dipungutan"
            | "pungut"
            | "kenakan"
            | "dipungutt"
            | "dikenankan"
            | "dibebankan"
            | "kenai"
            | "dipunggut"
    )
}

fn payment(word: &str) -> bool {
    matches!(
        word,
        "berbayar"
            | "bayar"
            | "membayar"
            | "bertarif"
            | "berbiaya"
            | "memungut"
            | "dibebani"
            | "mengeluarkan"
            | "memerlukan"
            | "membutuhkan"
    )
}

/// "Ditanggung pemerintah", "dibiayai APBD".
fn public_purse(tokens: &[Token<'_>], from: usize) -> bool {
    let near = tokens.get(from..).unwrap_or_default().iter().take(4);
    near.into_iter()
        .any(|token| matches!(token.word(), "pemerintah" | "negara" | "apbd" | "apbn" | "pemda" | "pemkab" | "pemkot" | "daerah"))
}

/// "Gratis bagi warga kurang mampu", "gratis, antar dikenakan ongkir": free for some or in part, and the text does not say what is charged.
pub(super) fn for_some(tokens: &[Token<'_>]) -> bool {
    let word = |at: usize| tokens.get(at).map_or("", Token::word);
    (0..tokens.len()).any(|at| {
        let denied = (at.saturating_sub(2)..at).any(|before| matches!(word(before), "tidak" | "tanpa" | "tdk" | "tak" | "bebas"));
        match (word(at), word(at + 1)) {
            ("kurang" | "tidak", "mampu") | ("masyarakat" | "warga" | "keluarga", "miskin") | ("belum", "termasuk") => true,
            ("sesuai" | "berdasarkan" | "mengikuti", "tarif" | "pnbp") => true,
            ("biaya" | "retribusi" | "tarif", "sesuai" | "berdasarkan" | "mengikuti") => !denied,
            ("ongkir" | "ongkos" | "denda" | "iuran" | "premi" | "dikenakan" | "membayar", _) => !denied,
            _ => false,
        }
    })
}

/// Where a clause begins that takes something back ("namun wajib membayar iuran", "kecuali denda"); `true` where it charges.
pub(super) fn but(tokens: &[Token<'_>]) -> Option<(usize, bool)> {
    let parts = |word: &str| {
        matches!(
            word,
            "namun"
                | "tetapi"
                | "tapi"
                | "kecuali"
                | "hanya"
                | "selain"
                | "asalkan"
                | "akan"
                | "sedangkan"
                | "adapun"
                | "dan"
                | "jika"
                | "apabila"
        )
    };
    let from = tokens.iter().position(|token| parts(token.word()))?;
    let charge = |word: &str| {
        matches!(
            word,
            "bayar"
                | "membayar"
                | "dibayar"
                | "dikenakan"
                | "iuran"
                | "tarif"
                | "denda"
                | "materai"
                | "meterai"
                | "premi"
                | "ongkos"
                | "tunai"
                | "dikenai"
                | "berbayar"
                | "pembelian"
                | "membeli"
                | "biaya"
                | "retribusi"
                | "pnbp"
                | "pajak"
                | "dipungut"
                | "ditanggung"
        )
    };
    let clause = tokens.get(from + 1..)?;
    let charges = clause.iter().enumerate().any(|(at, token)| {
        let denied = at.checked_sub(1).map_or("", |before| clause[before].word());
        charge(token.word()) && !matches!(denied, "tidak" | "tanpa" | "tdk" | "bebas" | "pungutan")
    });
    if matches!(tokens[from].text, "kecuali" | "selain")
        && !tokens.iter().skip(from).any(|token| matches!(token.word(), "libur" | "minggu"))
    {
        return Some((from, true));
    }
    let joins = matches!(tokens[from].text, "dan" | "jika" | "apabila");
    (!joins || charges).then_some((from, charges && !clause.iter().any(|token| matches!(token.word(), "gratis" | "tanpa"))))
}
