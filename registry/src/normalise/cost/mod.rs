//! What a service costs: "Rp 30.000 (sesuai PP No. 76 Tahun 2020)" to a [`Cost`].
//!
//! `amount` and `foreign` find the sums of money, `per` what they are for one of, `free` what says that nothing is charged, `basis` the rule
//! that sets the cost; this file decides what they mean together. Unknown is never free: a text counts as free only where it says so.

mod amount;
mod basis;
mod foreign;
mod free;
mod per;
mod print;

use crate::model::{Code, Cost, CostKind};

use super::lexer::{Kind, Token, lowered, tokens};
use super::{Reading, spelt, text};
use amount::{Amount, Limit, amounts};
use foreign::foreign;
use free::{Free, but, for_some, free};

/// The longest text that is read.
const LONGEST: usize = 4000;

/// A cost.
#[must_use]
pub fn read(raw: &str) -> Reading<Cost> {
    let mut clean = text::clean(raw);
    if clean.contains("**") {
        clean = clean.replace("**", "");
    }
    if text::placeholder(&clean) {
        return Reading::empty();
    }
    if clean.len() > LONGEST {
        return Reading::unread(raw, Code::CostUnread);
    }
    let lower = lowered(&clean);
    let tokens = tokens(&lower);
    let text = Text { clean: &clean, tokens: &tokens };
    match text.kind() {
        Some((cost, rule)) => Reading::read(cost, raw, rule),
        None => Reading::unread(raw, Code::CostUnread),
    }
}

/// A text and its tokens in lower case, which stand at the same places.
struct Text<'a> {
    clean: &'a str,
    tokens: &'a [Token<'a>],
}

type Read = (Cost, &'static str);

impl Text<'_> {
    fn kind(&self) -> Option<Read> {
        let mut amounts = amounts(self.tokens)?;
        if let Some(included) = self.included() {
            amounts.retain(|amount| amount.first < included);
        }
        match free(self.tokens) {
            Free::Yes if amounts.iter().all(|amount| amount.idr == 0) => return Some(self.only_free()),
            Free::Yes => return Some(self.free_or_not(&amounts)),
            Free::No if amounts.is_empty() => return self.by_rule(),
            Free::No | Free::Unsaid => {}
        }
        if let Some(sum) = self.stated_sum(&amounts) {
            return Some(sum);
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

    /// Where "termasuk" begins what the amounts before it already hold.
    fn included(&self) -> Option<usize> {
        let at = self.tokens.iter().position(|token| token.word() == "termasuk")?;
        let denied = at.checked_sub(1).is_some_and(|before| matches!(self.tokens[before].word(), "belum" | "tidak" | "blm"));
        (!denied && at > 0).then_some(at)
    }

    fn cost(&self, kind: CostKind) -> Cost {
        Cost { kind, basis: self.regulation(), note: None }
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        self.tokens.iter().map(|token| token.word())
    }

    fn only_free(&self) -> Read {
        let but = but(self.tokens);
        let note = but.and_then(|(at, _)| self.clean.get(self.tokens[at].start..)).map(|note| cut(note.trim_end_matches(['.', ')', ' '])));
        match (but, note) {
            (Some((_, true)), note) => (Cost { kind: CostKind::Mixed { max: None }, basis: self.regulation(), note }, "cost.mixed"),
            (_, _) if for_some(self.tokens) => {
                (Cost { kind: CostKind::Mixed { max: None }, basis: self.regulation(), note: Some(cut(self.clean)) }, "cost.mixed")
            }
            (_, Some(note)) => (Cost { kind: CostKind::Free, basis: self.regulation(), note: Some(note) }, "cost.free_but"),
            (_, None) => (self.cost(CostKind::Free), "cost.free"),
        }
    }

    /// Free in one case and not in another.
    fn free_or_not(&self, amounts: &[Amount]) -> Read {
        let max = amounts.iter().map(|amount| amount.idr).max();
        (Cost { note: Some(cut(self.clean)), ..self.cost(CostKind::Mixed { max }) }, "cost.mixed")
    }

    /// Whether the text is a computation: a share, or a product with something that is no figure.
    fn computes(&self, amounts: &[Amount]) -> bool {
        let off = self.words().any(|word| matches!(word, "diskon" | "potongan" | "keringanan" | "discount"));
        let share = (0..self.tokens.len()).any(|at| basis::share(self.tokens, at));
        if share && (amounts.is_empty() || !off) {
            return true;
        }
        let times = |token: &Token<'_>| matches!(token.word(), "x" | "dikali" | "dikalikan" | "kali") || token.is('×') || token.is('*');
        let product = (1..self.tokens.len()).any(|at| {
            let beside = amounts.iter().any(|amount| amount.end == at || amount.first == at + 1 || amount.first + 1 == at + 1);
            let base = |at: Option<usize>| {
                at.and_then(|at| self.tokens.get(at)).is_some_and(|token| token.kind != Kind::Number && quantity(token))
            };
            let word = self.tokens[at].word();
            times(&self.tokens[at])
                && at + 1 < self.tokens.len()
                && word != "kali"
                && (beside || base(at.checked_sub(1)) || base(Some(at + 1)))
        });
        let pointed = self.words().any(|word| matches!(word, "sesuai" | "menurut" | "berdasarkan"));
        let rule =
            self.words().any(|word| matches!(word, "rumus" | "formula") || !pointed && matches!(word, "perhitungan" | "penghitungan"));
        let counted = self.words().any(|word| matches!(word, "dihitung")) && amounts.is_empty() && self.regulation().is_none();
        product || (rule && self.regulation().is_none()) || counted
    }

    fn one(&self, amount: &Amount) -> Option<Read> {
        let per = amount.per.clone();
        let approximate = amount.first.checked_sub(1).is_some_and(|at| {
            let before = &self.tokens[at];
            before.is('±') || before.is('~') || matches!(before.word(), "sekitar" | "kira" | "lebih" | "estimasi" | "perkiraan")
        });
        let (kind, rule) = match (amount.idr, per, amount.limit) {
            (0, _, _) => (CostKind::Free, "cost.free"),
            (idr, Some(per), Limit::None) => (CostKind::PerUnit { idr, per }, "cost.per_unit"),
            (idr, None, Limit::None) => (CostKind::Amount { idr }, "cost.amount"),
            (max, per, Limit::AtMost) => (CostKind::Range { min: 0, max, per }, "cost.max"),
            (min, per, Limit::AtLeast) => (CostKind::AtLeast { min, per }, "cost.min"),
        };
        let note = (approximate || amount.limit == Limit::AtMost).then(|| cut(self.clean));
        Some((Cost { note, ..self.cost(kind) }, rule))
    }

    /// A list with its total: "STNK Rp 100.000 + Plat Rp 60.000 = Rp 160.000", "… Total Rp 160.000".
    fn stated_sum(&self, amounts: &[Amount]) -> Option<Read> {
        let [_, .., last] = amounts else { return None };
        let sum = |idr: u64| Some((Cost { note: Some(cut(self.clean)), ..self.cost(CostKind::Amount { idr }) }, "cost.sum"));
        let mut signs = (0..self.tokens.len()).filter(|at| self.tokens[*at].is('='));
        let equals = signs.next().filter(|at| *at < last.first && signs.next().is_none());
        if equals.is_some_and(|at| amounts.iter().filter(|amount| amount.first > at).count() == 1) {
            return sum(last.idr);
        }
        let mut totals = amounts.iter().filter(|amount| amount.total);
        match (totals.next(), totals.next()) {
            (Some(total), None) => sum(total.idr),
            _ => None,
        }
    }

    fn several(&self, amounts: &[Amount]) -> Option<Read> {
        let (min, max) = (amounts.iter().map(|a| a.idr).min()?, amounts.iter().map(|a| a.idr).max()?);
        let last = amounts.last()?;
        let between = |pair: &[Amount]| self.tokens.get(pair[0].end..pair[1].first).unwrap_or_default();
        if amounts.windows(2).all(|pair| between(pair).iter().any(|token| token.is('+') || matches!(token.word(), "ditambah"))) {
            let idr = amounts.iter().try_fold(0_u64, |sum, amount| sum.checked_add(amount.idr))?;
            return Some((Cost { note: Some(cut(self.clean)), ..self.cost(CostKind::Amount { idr }) }, "cost.sum"));
        }
        if min == max {
            return self.one(amounts.iter().find(|amount| amount.per.is_some()).unwrap_or(last));
        }
        let bounds = matches!(amounts, [a, b] if a.limit == Limit::AtLeast && b.limit == Limit::AtMost);
        let spanned = bounds
            || spans(between(amounts))
            || (self.words().any(|word| word == "antara") && matches!(between(amounts), [and] if and.word() == "dan"));
        if matches!(amounts, [a, b] if a.idr < b.idr) && spanned {
            return Some((self.cost(CostKind::Range { min, max, per: last.per.clone() }), "cost.range"));
        }
        if matches!(amounts, [a, b] if a.idr > b.idr) && spanned {
            return None;
        }
        let (kind, rule) = if min == 0 {
            (CostKind::Mixed { max: Some(max) }, "cost.mixed")
        } else {
            let per = amounts.iter().all(|amount| amount.per == last.per).then(|| last.per.clone()).flatten();
            (CostKind::Range { min, max, per }, "cost.several")
        };
        Some((Cost { note: Some(cut(self.clean)), ..self.cost(kind) }, rule))
    }

    /// A figure and nothing else: "50000".
    fn bare(&self) -> Option<Read> {
        let figure = |token: &Token<'_>| (token.kind == Kind::Number).then(|| amount::rupiah(token.text, 1.0)).flatten();
        if let [from, sep, to] = self.tokens
            && let (Some(min), true, Some(max)) = (figure(from), sep.parts_range(), figure(to))
        {
            return (1000 <= min && min < max).then(|| (self.cost(CostKind::Range { min, max, per: None }), "cost.range"));
        }
        if let Some((idr, end)) = spelt::number(self.tokens, 0)
            && end == self.tokens.len()
            && idr >= 1000
        {
            return Some((self.cost(CostKind::Amount { idr }), "cost.bare"));
        }
        let [only] = self.tokens else { return None };
        match figure(only)? {
            0 => Some((self.cost(CostKind::Free), "cost.zero")),
            1..500 => None,
            idr => Some((self.cost(CostKind::Amount { idr }), "cost.bare")),
        }
    }

    /// "Sesuai PKB", "tarif PNBP", "berdasarkan Perda Nomor 1 Tahun 2024".
    fn by_rule(&self) -> Option<Read> {
        let basis = self.rule()?;
        Some((Cost { kind: CostKind::ByRule, basis, note: None }, "cost.by_rule"))
    }
}

/// What a rate is multiplied by.
fn quantity(token: &Token<'_>) -> bool {
    token.is('(')
        || token.is(')')
        || matches!(
            token.word(),
            "njop"
                | "njkb"
                | "npop"
                | "npoptkp"
                | "hsbgn"
                | "hsbku"
                | "njoptkp"
                | "pkb"
                | "luas"
                | "indeks"
                | "index"
                | "tarif"
                | "nilai"
                | "jumlah"
                | "volume"
                | "harga"
                | "lt"
                | "llt"
                | "it"
                | "shst"
                | "panjang"
                | "durasi"
                | "bobot"
                | "koefisien"
                | "retribusi"
                | "dpp"
        )
}

fn spans(between: &[Token<'_>]) -> bool {
    matches!(between, [sep] if sep.parts_range())
        || matches!(between, [sep, with] if sep.parts_range() && (matches!(with.word(), "dengan" | "dg" | "dgn") || with.is('-')))
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
            Some(CostKind::Range { min, max, .. }) => format!("{min}..{max}"),
            Some(CostKind::AtLeast { min, .. }) => format!("{min}.."),
            Some(CostKind::Mixed { max }) => max.map_or_else(|| "mixed".to_owned(), |max| format!("0..{max}")),
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
    #[case("Rp. -,-")]
    #[case("nol rupiah")]
    #[case("bebas biaya")]
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
    #[case("mulai Rp 50.000", "50000..")]
    #[case("Lima puluh ribu rupiah", "50000")]
    #[case("Rp. 50.000,- (lima puluh ribu rupiah)", "50000")]
    #[case("Total Rp 160.000 (STNK Rp 100.000, plat Rp 60.000)", "160000")]
    #[case("Rp 10.000 per orang per malam", "10000/orang/malam")]
    #[case("Per lembar Rp 3.000", "3000/lembar")]
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
    #[case("murah")]
    #[case("5")]
    #[case("Rp 99999999999999999999")]
    #[case("hubungi petugas")]
    #[case("Rp. 50.000,- (lima ratus ribu rupiah)")]
    #[case("Rp 30.0000")]
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
