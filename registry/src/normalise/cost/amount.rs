//! Sums of rupiah in a text: "Rp. 350.000,-", "75rb", "1,2 juta", "lima puluh ribu rupiah", and what each is for one of.

use crate::normalise::lexer::{Kind, Token};
use crate::normalise::spelt;

use super::foreign::currency;
use super::per::{before, per};

/// Whether the text bounds an amount from one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Limit {
    None,
    AtMost,
    AtLeast,
}

/// A sum in rupiah and the tokens that it takes up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Amount {
    pub idr: u64,
    /// For each of what: `lembar`, `orang/bulan`.
    pub per: Option<String>,
    pub limit: Limit,
    /// "Total Rp 160.000"
    pub total: bool,
    pub first: usize,
    pub end: usize,
}

/// Every sum in rupiah, in order. A figure counts as money only beside "Rp", "ribu", "juta", "rupiah", ",-" or behind "biaya". `None` where
/// a figure is marked as money and cannot be read as an amount.
pub(super) fn amounts(tokens: &[Token<'_>]) -> Option<Vec<Amount>> {
    let mut found: Vec<Amount> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if let Some((amount, end)) = nothing(tokens, at) {
            found.push(amount);
            at = end;
            continue;
        }
        let Some(figure) = figure(tokens, at).or_else(|| in_words(tokens, at)) else {
            at += 1;
            continue;
        };
        let mark = mark_before(tokens, at);
        let first = mark.unwrap_or(at);
        let second_of_span = at >= 1 && tokens[at - 1].parts_range() && found.last().is_some_and(|last| last.end + 1 == at);
        let share = tokens.get(figure.end).is_some_and(|token| token.is('%') || matches!(token.word(), "persen" | "usd" | "dolar"));
        let scaled = if figure.marked { None } else { scale_behind_span(tokens, figure.end) };
        at = figure.end.max(at + 1);
        if let Some(scale) = scaled {
            let idr = rupiah(tokens.get(first.max(figure.at))?.text, scale)?;
            found.push(Amount { idr, per: None, limit: Limit::None, total: false, first, end: figure.end });
        } else if figure.marked || mark.is_some() || (second_of_span && !share) || led(tokens, figure.at, figure.end) {
            let idr = figure.idr.filter(|idr| *idr == 0 || *idr >= 100)?;
            let (per, end) = per(tokens, repeated(tokens, figure.end, idr)?);
            let per = per.or_else(|| before(tokens, first));
            at = end.max(at);
            let (limit, total) = around(tokens, first, end);
            found.push(Amount { idr, per, limit, total, first, end });
        }
    }
    Some(found)
}

struct Figure {
    idr: Option<u64>,
    /// Something behind it says that it is money.
    marked: bool,
    at: usize,
    end: usize,
}

/// The figure at a token with its multiplier and tail.
fn figure(tokens: &[Token<'_>], at: usize) -> Option<Figure> {
    let token = tokens.get(at).filter(|token| token.kind == Kind::Number)?;
    let dotted = usize::from(tokens.get(at + 1).is_some_and(|dot| dot.is('.') && dot.start == token.end()));
    let dotted =
        dotted * usize::from(tokens.get(at + 2).is_some_and(|word| matches!(word.text, "rb" | "jt") && word.start == token.end() + 1));
    let scale = tokens.get(at + 1 + dotted).and_then(|token| scale(token.word()));
    let mut end = at + 1 + dotted + usize::from(scale.is_some());
    let mut marked = scale.is_some();
    let parted = scale.is_none() && mark_before(tokens, at).is_some() && token.text.len() <= 3;
    let thousands = tokens.get(at + 1).filter(|next| parted && next.kind == Kind::Number && next.text.len() == 3);
    let mut idr = rupiah(token.text, scale.unwrap_or(1.0));
    if let Some(thousands) = thousands {
        idr = format!("{}{}", token.text, thousands.text).parse().ok();
        end += 1;
    }
    if let (Some(mark), Some(dash)) = (tokens.get(end), tokens.get(end + 1))
        && (mark.is(',') || mark.is('.'))
        && matches!(dash.kind, Kind::Sign('-' | '–' | '—' | '='))
        && mark.end() == dash.start
        && !tokens.get(end + 2).is_some_and(|next| next.kind == Kind::Number)
    {
        (marked, end) = (true, end + 2);
    }
    if tokens.get(end).is_some_and(|token| matches!(token.word(), "rupiah" | "rp" | "idr" | "perak")) && !followed_by_figure(tokens, end) {
        (marked, end) = (true, end + 1);
    }
    Some(Figure { idr, marked, at, end })
}

/// "lima puluh ribu rupiah"
fn in_words(tokens: &[Token<'_>], at: usize) -> Option<Figure> {
    let (idr, end) = spelt::number(tokens, at)?;
    tokens.get(end).filter(|token| token.word() == "rupiah")?;
    Some(Figure { idr: Some(idr), marked: true, at, end: end + 1 })
}

/// "Rp. -,-": a dash where the amount would be says zero.
fn nothing(tokens: &[Token<'_>], at: usize) -> Option<(Amount, usize)> {
    if !matches!(tokens[at].word(), "rp" | "idr") {
        return None;
    }
    let signs = tokens.iter().skip(at + 1).take_while(|token| matches!(token.kind, Kind::Sign('.' | ',' | '-' | '–' | '—'))).count();
    let end = at + 1 + signs;
    let dash = tokens.get(at + 1..end)?.iter().any(|token| token.parts_range());
    let ends = tokens.get(end).is_none_or(|token| token.is(')') || token.is('('));
    (dash && ends).then_some((Amount { idr: 0, per: None, limit: Limit::None, total: false, first: at, end }, end))
}

fn followed_by_figure(tokens: &[Token<'_>], at: usize) -> bool {
    let next = tokens.get(at + 1..).unwrap_or_default().iter().find(|token| !token.is('.'));
    matches!(tokens[at].word(), "rp" | "idr") && next.is_some_and(|token| token.kind == Kind::Number)
}

/// Where "Rp", "Rp." or "IDR" begins right before a figure.
fn mark_before(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let signs = tokens.get(..at)?.iter().rev().take_while(|token| token.is('.') || token.is(':') || token.is(',')).count();
    let mark = at.checked_sub(signs + 1)?;
    matches!(tokens[mark].word(), "rp" | "idr" | "rupiah" | "rps" | "rph").then_some(mark)
}

/// "Biaya 50.000": a figure of thousands right behind a word for money, and nothing counted behind it.
fn led(tokens: &[Token<'_>], at: usize, end: usize) -> bool {
    let signs = tokens.get(..at).unwrap_or_default().iter().rev().take_while(|token| token.is(':') || token.is('=')).count();
    let word = at.checked_sub(signs + 1).map_or("", |lead| tokens[lead].word());
    let grouped = tokens[at].text.contains('.') && rupiah(tokens[at].text, 1.0).is_some_and(|idr| idr >= 1000);
    let foreign = at.checked_sub(1).is_some_and(|before| currency(&tokens[before]).is_some())
        || tokens.get(end).is_some_and(|next| currency(next).is_some());
    let said_again = rupiah(tokens[at].text, 1.0).and_then(|idr| repeated(tokens, end, idr)).is_some_and(|behind| behind > end);
    if grouped && !foreign && (signs > 0 || said_again || per(tokens, end).0.is_some()) {
        return true;
    }
    let led = matches!(
        word,
        "biaya"
            | "tarif"
            | "sebesar"
            | "retribusi"
            | "harga"
            | "administrasi"
            | "admin"
            | "pnbp"
            | "senilai"
            | "seharga"
            | "bayar"
            | "materai"
            | "meterai"
            | "adm"
            | "membayar"
            | "total"
    );
    let thousands = tokens[at].kind == Kind::Number && tokens[at].text.len() >= 4;
    led && thousands
        && tokens
            .get(end)
            .is_none_or(|next| next.kind != Kind::Number && !next.is('%') && !matches!(next.word(), "persen" | "tahun" | "usd"))
}

/// Passes over "(lima puluh ribu rupiah)" behind an amount; `None` where the words say another amount.
fn repeated(tokens: &[Token<'_>], at: usize, idr: u64) -> Option<usize> {
    let words = tokens.get(at).filter(|token| token.is('(')).and_then(|_| spelt::number(tokens, at + 1));
    let Some((said, end)) = words else { return Some(at) };
    let end = end + usize::from(tokens.get(end).is_some_and(|token| token.word() == "rupiah"));
    if !tokens.get(end).is_some_and(|token| token.is(')')) {
        return Some(at);
    }
    (said == idr).then_some(end + 1)
}

/// "75 - 120 ribu": the multiplier of the second figure is the first one's too.
fn scale_behind_span(tokens: &[Token<'_>], end: usize) -> Option<f64> {
    let mut at = end + 1;
    while tokens.get(at).is_some_and(|token| matches!(token.word(), "rp" | "dengan") || token.is('.')) {
        at += 1;
    }
    let second = tokens.get(at).filter(|token| token.kind == Kind::Number)?;
    let spans = tokens.get(end)?.parts_range() && second.text.len() <= 4;
    let short = end.checked_sub(1).and_then(|first| tokens.get(first)).is_some_and(|first| first.text.len() <= 4);
    (spans && short).then(|| scale(tokens.get(at + 1)?.word())).flatten()
}

fn scale(word: &str) -> Option<f64> {
    Some(match word {
        "rb" | "ribu" | "k" | "rbu" => 1e3,
        "jt" | "juta" => 1e6,
        "miliar" | "milyar" => 1e9,
        _ => return None,
    })
}

/// Whole rupiah. Without a multiplier three digits behind a point or comma are thousands, and two decimals must be zero.
pub(super) fn rupiah(figure: &str, scale: f64) -> Option<u64> {
    if figure.len() > 24 || figure.contains(':') {
        return None;
    }
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).map(char::from).collect::<String>();
    if scale > 1.0 {
        let decimal = figure.rsplit_once(['.', ',']).filter(|(_, decimals)| decimals.len() != 3);
        if scale > 1e5 && decimal.is_none() && figure.contains(['.', ',']) {
            return None;
        }
        let value: f64 = match decimal {
            Some((whole, decimals)) => format!("{}.{decimals}", digits(whole)).parse().ok()?,
            None => digits(figure).parse().ok()?,
        };
        return whole(value * scale);
    }
    let (groups, decimals) = match figure.rsplit_once(['.', ',']) {
        Some((whole, decimals)) if decimals.len() == 2 => (whole, decimals),
        _ => (figure, "00"),
    };
    let mut parts = groups.split(['.', ',']);
    let first = parts.next()?.len();
    let grouped = parts.clone().count() == 0 || (first <= 3 && parts.all(|part| part.len() == 3));
    (grouped && decimals == "00").then(|| digits(groups).parse().ok()).flatten().filter(|idr| *idr < 1_000_000_000_000_000)
}

fn whole(value: f64) -> Option<u64> {
    let rounded = value.round();
    let fits = (rounded - value).abs() < 1e-6 && (0.0..1e15).contains(&rounded);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked on the line above")]
    fits.then_some(rounded as u64)
}

/// What stands around an amount: "maksimal", "mulai", "total".
fn around(tokens: &[Token<'_>], first: usize, end: usize) -> (Limit, bool) {
    let near = tokens.get(first.saturating_sub(4)..first).unwrap_or_default();
    let near = near.get(near.iter().rposition(|token| token.kind == Kind::Number).map_or(0, |at| at + 1)..).unwrap_or_default();
    let mut limit = Limit::None;
    let mut total = false;
    for (at, token) in near.iter().enumerate() {
        let next = near.get(at + 1).map_or("", Token::word);
        let not = at.checked_sub(1).is_some_and(|before| matches!(near[before].word(), "tidak" | "tdk"));
        match (token.word(), next) {
            ("maksimal" | "maks" | "max" | "maksimum" | "hingga" | "sampai" | "s/d" | "setinggi" | "tertinggi", _) => limit = Limit::AtMost,
            ("paling", "banyak" | "tinggi" | "mahal" | "besar") | ("kurang", "dari") => limit = Limit::AtMost,
            ("lebih" | "melebihi", _) if not => limit = Limit::AtMost,
            ("mulai" | "minimal" | "min" | "minimum" | "terendah" | "start" | "serendah", _) => limit = Limit::AtLeast,
            ("di", "atas") | ("diatas", _) => limit = Limit::AtLeast,
            ("di", "bawah") | ("dibawah", _) => limit = Limit::AtMost,
            ("paling", "sedikit" | "rendah" | "murah" | "kecil") | ("lebih", "dari") => limit = Limit::AtLeast,
            ("total" | "totalnya" | "jumlah" | "keseluruhan", _) => total = true,
            _ if token.is('<') || token.is('≤') => limit = Limit::AtMost,
            _ if token.is('>') || token.is('≥') => limit = Limit::AtLeast,
            _ => {}
        }
    }
    let upwards = matches!(tokens.get(end).map(Token::word), Some("keatas" | "lebih"))
        || (tokens.get(end).map(Token::word) == Some("ke") && tokens.get(end + 1).map(Token::word) == Some("atas"));
    (if upwards { Limit::AtLeast } else { limit }, total)
}
