//! The rule that sets a cost: "sesuai Perda Nomor 1 Tahun 2024", "tarif PNBP".

use crate::normalise::lexer::{Kind, Token};

use super::{Text, cut};

impl Text<'_> {
    /// What the text points to, where it points to a rule: "ketentuan yang berlaku". The outer `None`: it points to none.
    pub(super) fn rule(&self) -> Option<Option<String>> {
        let points = |word: &str| {
            matches!(
                word,
                "sesuai"
                    | "berdasarkan"
                    | "menurut"
                    | "mengacu"
                    | "tergantung"
                    | "ditentukan"
                    | "ditetapkan"
                    | "diatur"
                    | "mengikuti"
                    | "menyesuaikan"
                    | "disesuaikan"
                    | "berpedoman"
                    | "merujuk"
                    | "bergantung"
                    | "sesui"
                    | "berdasar"
            )
        };
        let named = |word: &str| {
            matches!(
                word,
                "pnbp"
                    | "perda"
                    | "retribusi"
                    | "peraturan"
                    | "perbup"
                    | "perwali"
                    | "skrd"
                    | "perwal"
                    | "ketentuan"
                    | "skpd"
                    | "pmk"
                    | "sppt"
                    | "pp"
            )
        };
        let denied = |at: usize| at.checked_sub(1).is_some_and(|at| matches!(self.tokens[at].word(), "tidak" | "belum" | "tdk"));
        let at = (0..self.tokens.len()).find(|at| points(self.tokens[*at].word()) && !denied(*at));
        let name = self.tokens.iter().position(|token| named(token.word()));
        if at.is_none() && name.is_none() {
            return self.regulation().map(Some);
        }
        let behind = at.map(|at| at + 1 + self.tokens.iter().skip(at + 1).take_while(|token| joins(token.word())).count());
        let from = behind.filter(|at| *at < self.tokens.len()).or(name);
        let words = from.and_then(|at| self.tokens.get(at)).and_then(|token| self.clean.get(token.start..));
        let words = words.map(|words| cut(words.trim_end_matches(['.', ')', ',', ' ', ';'])));
        Some(self.regulation().or(words))
    }

    /// The regulation that the text names, from its kind to its year.
    pub(super) fn regulation(&self) -> Option<String> {
        let from = self.tokens.iter().position(|token| regulation(token.word()))?;
        let rest = self.tokens.get(from..)?;
        let year = rest.iter().take(20).enumerate().find(|(at, token)| {
            let dotted = usize::from(at.checked_sub(1).is_some_and(|before| rest[before].is('.')));
            let mark = at.checked_sub(1 + dotted).and_then(|at| rest.get(at));
            let marked = mark.is_some_and(|mark| matches!(mark.word(), "tahun" | "thn" | "th" | "thun") || mark.is('/'));
            token.kind == Kind::Number && token.text.len() == 4 && marked
        });
        self.clean.get(rest.first()?.start..year?.1.end()).map(cut)
    }
}

fn regulation(word: &str) -> bool {
    matches!(
        word,
        "pp" | "perda"
            | "perpres"
            | "perbup"
            | "perwal"
            | "perwali"
            | "perwako"
            | "pergub"
            | "uu"
            | "pmk"
            | "peraturan"
            | "qanun"
            | "perka"
            | "keputusan"
            | "kepbup"
            | "kepwali"
            | "perkada"
            | "perkap"
            | "perpol"
            | "perban"
            | "undang"
            | "kepmen"
            | "pojk"
            | "kmk"
    ) || word.starts_with("permen")
        || word.starts_with("kepmen")
}

fn joins(word: &str) -> bool {
    matches!(word, "dengan" | "pada" | "kepada" | "dari" | "oleh" | "dgn" | "dg" | "dalam")
}

/// Whether a token is a share: "2,5%", "lima persen".
pub(super) fn share(tokens: &[Token<'_>], at: usize) -> bool {
    let percent =
        tokens.get(at).is_some_and(|token| token.is('%') || token.is('‰') || matches!(token.word(), "persen" | "permil" | "prosen"));
    let figure = at
        .checked_sub(1)
        .is_some_and(|at| tokens[at].kind == Kind::Number || tokens[at].is('½') || crate::normalise::spelt::is_part(tokens[at].word()));
    percent && figure
}
