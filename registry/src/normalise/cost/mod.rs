//! What a service costs: "Rp 30.000 (sesuai PP No. 76 Tahun 2020)" to a [`Cost`].
//!
//! `amount` finds the sums of money; this file decides what they mean together. Unknown is never free: a text counts as free only where
//! it says so.

mod amount;

use crate::model::{Code, Cost, CostKind};

use super::lexer::{Kind, Token, tokens};
use super::{Reading, text};
use amount::{Amount, Limit, amounts, foreign};

/// A cost.
#[must_use]
pub fn read(raw: &str) -> Reading<Cost> {
    let clean = text::clean(raw).replace("**", "");
    if text::placeholder(&clean) {
        return Reading::empty();
    }
    let lower = clean.to_ascii_lowercase();
    let tokens = tokens(&lower);
    let text = Text { clean: &clean, tokens: &tokens };
    match text.kind() {
        Some((cost, rule)) => Reading::read(cost, raw, rule),
        None => Reading::unread(raw, Code::CostUnread),
    }
}

struct Text<'a> {
    clean: &'a str,
    tokens: &'a [Token<'a>],
}

type Read = (Cost, &'static str);

impl Text<'_> {
    fn kind(&self) -> Option<Read> {
        let amounts = amounts(self.tokens);
        let free = self.free();
        match free {
            Some(true) if amounts.is_empty() => return Some(self.only_free()),
            Some(true) => return self.free_or_not(&amounts),
            Some(false) if amounts.is_empty() => return None,
            Some(false) | None => {}
        }
        if self.computes(&amounts) {
            return Some((self.cost(CostKind::Formula { expression: cut(self.clean) }), "cost.formula"));
        }
        if let Some(foreign) = foreign(self.tokens) {
            let kind = CostKind::Foreign { amount: foreign.amount, currency: foreign.currency.to_owned(), per: foreign.per };
            return amounts.is_empty().then(|| (self.cost(kind), "cost.foreign"));
        }
        match amounts.as_slice() {
            [] => self.bare().or_else(|| self.by_rule()),
            [one] => self.one(one),
            several => self.several(several),
        }
    }

    fn cost(&self, kind: CostKind) -> Cost {
        Cost { kind, basis: self.regulation(), note: None }
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        self.tokens.iter().map(|token| token.word())
    }

    /// Whether the text says that it is free, or that it is not; `None` where it says neither.
    fn free(&self) -> Option<bool> {
        let words: Vec<&str> = self.words().collect();
        let mut free = None;
        for (at, word) in words.iter().enumerate() {
            let before = at.checked_sub(1).map_or("", |at| words[at]);
            let next = words.get(at + 1).copied().unwrap_or_default();
            let not = matches!(before, "tidak" | "tak" | "bukan" | "belum");
            match (*word, next) {
                ("gratis" | "free" | "nihil" | "cuma", _) | ("nol", "rupiah") => return Some(!not),
                ("tidak" | "tak", "dikenakan" | "dipungut" | "dikenai" | "dipungutan" | "berbayar" | "bayar" | "membayar") => {
                    free = Some(true)
                }
                ("tanpa", "biaya" | "dipungut" | "pungutan" | "bayar" | "dikenakan" | "retribusi" | "tarif") => free = Some(true),
                ("tidak", "ada") if self.nothing_charged(&words, at + 2) => free = Some(true),
                ("bebas", "biaya" | "retribusi" | "pungutan" | "tarif") => free = Some(true),
                ("berbayar", _) if !not => free = free.or(Some(false)),
                _ => {}
            }
        }
        free
    }

    /// "Tidak ada", "tidak ada biaya", "tidak ada pungutan apapun".
    fn nothing_charged(&self, words: &[&str], at: usize) -> bool {
        words.get(at).is_none_or(|word| matches!(*word, "biaya" | "pungutan" | "retribusi" | "tarif" | "" | "pungli"))
    }

    fn only_free(&self) -> Read {
        let but = self
            .tokens
            .iter()
            .position(|token| matches!(token.word(), "namun" | "tetapi" | "tapi" | "kecuali" | "hanya" | "selain" | "asalkan" | "akan"));
        let note = but.and_then(|at| self.clean.get(self.tokens[at].start..)).map(|note| cut(note.trim_end_matches('.')));
        let rule = if note.is_some() { "cost.free_but" } else { "cost.free" };
        (Cost { kind: CostKind::Free, basis: self.regulation(), note }, rule)
    }

    /// Free in one case and not in another.
    fn free_or_not(&self, amounts: &[Amount]) -> Option<Read> {
        let max = amounts.iter().map(|amount| amount.idr).max()?;
        let kind = if max == 0 { CostKind::Free } else { CostKind::Range { min: 0, max } };
        let note = (max > 0).then(|| cut(self.clean));
        Some((Cost { kind, basis: self.regulation(), note }, if max == 0 { "cost.free" } else { "cost.mixed" }))
    }

    /// Whether the text is a computation: a share, or a product with something that is no figure.
    fn computes(&self, amounts: &[Amount]) -> bool {
        let share = self.tokens.windows(2).any(|pair| pair[0].kind == Kind::Number && (pair[1].is('%') || pair[1].word() == "persen"));
        let product = self.tokens.windows(3).any(|three| {
            let times = three[1].word() == "x" || three[1].is('×') || three[1].is('*');
            times && !(three[0].kind == Kind::Number && three[2].kind == Kind::Number && amounts.is_empty())
        });
        let base = self.words().any(|word| matches!(word, "njop" | "njkb" | "npop" | "npoptkp" | "hsbgn" | "hsbku" | "njoptkp" | "pkb"));
        share || (product && (base || !amounts.is_empty()))
    }

    fn one(&self, amount: &Amount) -> Option<Read> {
        match (amount.idr, &amount.per, amount.limit) {
            (0, None, _) => Some((self.cost(CostKind::Free), "cost.free")),
            (idr, Some(per), Limit::None) => Some((self.cost(CostKind::PerUnit { idr, per: per.clone() }), "cost.per_unit")),
            (idr, None, Limit::None) => Some((self.cost(CostKind::Amount { idr }), "cost.amount")),
            (max, None, Limit::AtMost) => {
                Some((Cost { note: Some(cut(self.clean)), ..self.cost(CostKind::Range { min: 0, max }) }, "cost.max"))
            }
            _ => None,
        }
    }

    fn several(&self, amounts: &[Amount]) -> Option<Read> {
        let (min, max) = (amounts.iter().map(|a| a.idr).min()?, amounts.iter().map(|a| a.idr).max()?);
        let last = amounts.last()?;
        let note = || Some(cut(self.clean));
        if let Some(equals) = self.tokens.iter().rposition(|token| token.is('=')).filter(|at| *at < last.first) {
            let result = amounts.iter().filter(|amount| amount.first > equals).count() == 1;
            return result.then(|| (Cost { note: note(), ..self.cost(CostKind::Amount { idr: last.idr }) }, "cost.sum"));
        }
        let between = |pair: &[Amount]| self.tokens.get(pair[0].end..pair[1].first).unwrap_or_default();
        if amounts.windows(2).all(|pair| between(pair).iter().any(|token| token.is('+'))) {
            let sum = amounts.iter().try_fold(0_u64, |sum, amount| sum.checked_add(amount.idr))?;
            return Some((Cost { note: note(), ..self.cost(CostKind::Amount { idr: sum }) }, "cost.sum"));
        }
        if min == max {
            return self.one(&amounts[0]);
        }
        let span = matches!(amounts, [a, b] if a.idr < b.idr) && spans(between(amounts));
        let note = if span { last.per.as_ref().map(|per| format!("per {per}")) } else { note() };
        let rule = if span { "cost.range" } else { "cost.several" };
        Some((Cost { note, ..self.cost(CostKind::Range { min, max }) }, rule))
    }

    /// A figure and nothing else: "50000".
    fn bare(&self) -> Option<Read> {
        let [only] = self.tokens else { return None };
        let idr = (only.kind == Kind::Number).then(|| amount::rupiah(only.text, 1.0)).flatten()?;
        match idr {
            0 => Some((self.cost(CostKind::Free), "cost.zero")),
            1..100 => None,
            idr => Some((self.cost(CostKind::Amount { idr }), "cost.bare")),
        }
    }

    /// "Sesuai PKB", "tarif PNBP", "berdasarkan Perda Nomor 1 Tahun 2024".
    fn by_rule(&self) -> Option<Read> {
        let rule = |word: &str| {
            matches!(
                word,
                "sesuai" | "berdasarkan" | "menurut" | "mengacu" | "tergantung" | "ditentukan" | "ditetapkan" | "diatur" | "mengikuti"
            )
        };
        let at = self.tokens.iter().position(|token| rule(token.word()));
        let named = self.words().any(|word| matches!(word, "pnbp" | "perda" | "retribusi" | "peraturan" | "perbup" | "perwali" | "skrd"));
        if at.is_none() && !named {
            return None;
        }
        let after = at.map(|at| at + 1 + self.tokens.iter().skip(at + 1).take_while(|token| joins(token.word())).count());
        let words = after.and_then(|at| self.tokens.get(at)).and_then(|token| self.clean.get(token.start..));
        let basis = self.regulation().or_else(|| words.map(|words| cut(words.trim_end_matches(['.', ')', ',', ' ']))));
        Some((Cost { kind: CostKind::ByRule, basis, note: None }, "cost.by_rule"))
    }

    /// The regulation that the text names, from its kind to its year.
    fn regulation(&self) -> Option<String> {
        let kind = |word: &str| {
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
            ) || word.starts_with("permen")
                || word.starts_with("kepmen")
        };
        let from = self.tokens.iter().position(|token| kind(token.word()))?;
        let rest = self.tokens.get(from..)?;
        let year = rest.iter().take(16).enumerate().find(|(at, token)| {
            let behind = at.checked_sub(1).and_then(|at| rest.get(at));
            let marked = behind.is_some_and(|before| matches!(before.word(), "tahun" | "thn" | "th") || before.is('/'));
            token.kind == Kind::Number && token.text.len() == 4 && marked
        });
        self.clean.get(rest.first()?.start..year?.1.end()).map(cut)
    }
}

fn joins(word: &str) -> bool {
    matches!(word, "dengan" | "pada" | "kepada" | "dari" | "oleh")
}

fn spans(between: &[Token<'_>]) -> bool {
    matches!(between, [sep] if sep.parts_range()) || matches!(between, [sep, with] if sep.parts_range() && with.word() == "dengan")
}

fn cut(text: &str) -> String {
    text::cut(text.trim().to_owned(), 300).0
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn short(raw: &str) -> String {
        let reading = read(raw);
        match reading.value().map(|cost| &cost.kind) {
            None => reading.rule().to_owned(),
            Some(CostKind::Free) => "free".to_owned(),
            Some(CostKind::Amount { idr }) => idr.to_string(),
            Some(CostKind::Range { min, max }) => format!("{min}..{max}"),
            Some(CostKind::PerUnit { idr, per }) => format!("{idr}/{per}"),
            Some(CostKind::Formula { .. }) => "formula".to_owned(),
            Some(CostKind::ByRule) => "rule".to_owned(),
            Some(CostKind::Foreign { amount, currency, per }) => format!("{amount} {currency}/{}", per.as_deref().unwrap_or("-")),
        }
    }

    #[rstest]
    #[case("Tidak dikenakan biaya")]
    #[case("Tidak dipungut biaya")]
    #[case("tanpa dipungut biaya")]
    #[case("💰 Biaya: GRATIS")]
    #[case("Gratis (Tidak Dipungut Biaya)")]
    #[case("GRATIS 100% (TANPA PUNGUTAN BIAYA/RETRIBUSI)")]
    #[case("Nihil")]
    #[case("Rp 0,-")]
    #[case("Rp0")]
    #[case("0")]
    #[case("Tidak ada biaya")]
    fn free(#[case] raw: &str) {
        assert_eq!(short(raw), "free");
    }

    #[rstest]
    #[case("Rp30.000", "30000")]
    #[case("Rp. 350.000,-", "350000")]
    #[case("Rp 30.000 (sesuai PP No. 76 Tahun 2020 tentang PNBP)", "30000")]
    #[case("STNK Rp 100.000 + Plat Rp 60.000 = **Rp 160.000**", "160000")]
    #[case("Rp 100.000 + Rp 60.000", "160000")]
    #[case("75rb", "75000")]
    #[case("75 ribu", "75000")]
    #[case("Rp 1,2 juta", "1200000")]
    #[case("Rp 50.000,00", "50000")]
    #[case("IDR 50,000", "50000")]
    #[case("50000", "50000")]
    #[case("50.000 rupiah", "50000")]
    #[case("Rp 75.000 - Rp 120.000", "75000..120000")]
    #[case("Rp 75.000 s/d 120.000", "75000..120000")]
    #[case("75 - 120 ribu", "75000..120000")]
    #[case("Paspor biasa Rp 350.000, paspor elektronik Rp 650.000", "350000..650000")]
    #[case("Gratis untuk UMK, Rp 300.000 untuk usaha menengah", "0..300000")]
    #[case("Biaya Rp 50.000 per sertipikat hak atas tanah", "50000/sertifikat")]
    #[case("Rp 5.000,- / lembar", "5000/lembar")]
    #[case("Rp25.000 perbulan", "25000/bulan")]
    #[case("dikenakan biaya (100 USD perbulan perorang )", "100 USD/orang/bulan")]
    #[case("10% dari NJKB", "formula")]
    #[case("Rp 50.000 x luas", "formula")]
    #[case("Sesuai PKB", "rule")]
    #[case("tarif PNBP", "rule")]
    fn amounts_and_rules(#[case] raw: &str, #[case] expected: &str) {
        assert_eq!(short(raw), expected);
    }

    #[rstest]
    #[case("Rp 30.000 (sesuai PP No. 76 Tahun 2020 tentang PNBP)", Some("PP No. 76 Tahun 2020"), None)]
    #[case("Sesuai ketentuan/kompensasi penggantian pohon.", Some("ketentuan/kompensasi penggantian pohon"), None)]
    #[case("Sesuai dengan Perda No 1/2024", Some("Perda No 1/2024"), None)]
    #[case(
        "Gratis (biaya pendaftaran), namun wajib membayar iuran pertama sesuai kelas yang dipilih.",
        None,
        Some("namun wajib membayar iuran pertama sesuai kelas yang dipilih")
    )]
    fn basis_and_note(#[case] raw: &str, #[case] basis: Option<&str>, #[case] note: Option<&str>) {
        let reading = read(raw);
        let cost = reading.value().unwrap();
        assert_eq!((cost.basis.as_deref(), cost.note.as_deref()), (basis, note));
    }

    #[rstest]
    #[case("Tidak gratis")]
    #[case("Berbayar")]
    #[case("mulai Rp 50.000")]
    #[case("murah")]
    #[case("5")]
    #[case("Rp 99999999999999999999")]
    #[case("hubungi petugas")]
    fn what_is_not_understood_is_not_free(#[case] raw: &str) {
        let reading = read(raw);
        assert_eq!(reading.value(), None, "{raw}");
        assert_eq!(reading.findings, [Code::CostUnread]);
    }

    #[rstest]
    #[case("NULL")]
    #[case("-")]
    #[case("")]
    fn a_placeholder_is_no_cost(#[case] raw: &str) {
        assert_eq!(read(raw), Reading::empty());
    }
}
