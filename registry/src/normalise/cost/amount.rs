//! Sums of money in a text: "Rp. 350.000,-", "75rb", "1,2 juta", "100 USD", and what each is for one of.

use crate::normalise::lexer::{Kind, Token};

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
    pub first: usize,
    pub end: usize,
}

/// A sum in another currency.
pub(super) struct Foreign {
    pub amount: u64,
    /// ISO 4217.
    pub currency: &'static str,
    pub per: Option<String>,
}

/// Every sum in rupiah, in order. A figure counts as money only beside "Rp", "ribu", "juta", "rupiah" or ",-".
pub(super) fn amounts(tokens: &[Token<'_>]) -> Vec<Amount> {
    let mut found: Vec<Amount> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let Some((idr, marked, mut end)) = figure(tokens, at) else {
            at += 1;
            continue;
        };
        let first = if marked_before(tokens, at) { at.saturating_sub(1) } else { at };
        let scale = scale_behind_span(tokens, end);
        let second_of_span = at >= 1 && tokens[at - 1].parts_range() && found.last().is_some_and(|last| last.end + 1 == at);
        if let (false, Some(scale)) = (marked, scale) {
            if let Some(idr) = rupiah(tokens[at].text, scale) {
                found.push(Amount { idr, per: None, limit: Limit::None, first, end });
            }
        } else if let Some(idr) = idr.filter(|_| marked || marked_before(tokens, at) || second_of_span) {
            let (per, behind) = per(tokens, end);
            end = behind;
            found.push(Amount { idr, per, limit: limit(tokens, first), first, end });
        }
        at = end.max(at + 1);
    }
    found
}

/// The figure at a token with its multiplier and tail; whether they mark it as money; the token after it.
fn figure(tokens: &[Token<'_>], at: usize) -> Option<(Option<u64>, bool, usize)> {
    let token = tokens.get(at).filter(|token| token.kind == Kind::Number)?;
    let scale = tokens.get(at + 1).and_then(|token| scale(token.word()));
    let mut end = at + 1 + usize::from(scale.is_some());
    let mut marked = scale.is_some();
    if let (Some(mark), Some(dash)) = (tokens.get(end), tokens.get(end + 1))
        && (mark.is(',') || mark.is('.'))
        && matches!(dash.kind, Kind::Sign('-' | '–' | '—' | '='))
        && mark.end() == dash.start
    {
        (marked, end) = (true, end + 2);
    }
    if tokens.get(end).is_some_and(|token| matches!(token.word(), "rupiah" | "rp")) && !followed_by_figure(tokens, end) {
        (marked, end) = (true, end + 1);
    }
    Some((rupiah(token.text, scale.unwrap_or(1.0)), marked, end))
}

fn followed_by_figure(tokens: &[Token<'_>], at: usize) -> bool {
    let next = tokens.get(at + 1..).unwrap_or_default().iter().find(|token| !token.is('.'));
    tokens[at].word() == "rp" && next.is_some_and(|token| token.kind == Kind::Number)
}

/// "Rp", "Rp." or "IDR" right before.
fn marked_before(tokens: &[Token<'_>], at: usize) -> bool {
    let mut before = tokens.get(..at).unwrap_or_default().iter().rev().skip_while(|token| token.is('.') || token.is(':'));
    before.next().is_some_and(|token| matches!(token.word(), "rp" | "idr" | "rupiah"))
}

/// "75 - 120 ribu": the multiplier of the second figure is the first one's too.
fn scale_behind_span(tokens: &[Token<'_>], end: usize) -> Option<f64> {
    let second = tokens.get(end + 1).filter(|token| token.kind == Kind::Number)?;
    let spans = tokens.get(end)?.parts_range() && second.text.len() <= 4;
    spans.then(|| scale(tokens.get(end + 2)?.word())).flatten()
}

fn scale(word: &str) -> Option<f64> {
    Some(match word {
        "rb" | "ribu" | "k" => 1e3,
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

/// What stands before an amount: "maksimal", "mulai".
fn limit(tokens: &[Token<'_>], first: usize) -> Limit {
    let near = tokens.get(first.saturating_sub(3)..first).unwrap_or_default();
    let mut limit = Limit::None;
    for token in near {
        limit = match token.word() {
            "maksimal" | "maks" | "max" | "maksimum" | "hingga" | "sampai" | "s/d" => Limit::AtMost,
            "mulai" | "minimal" | "min" | "minimum" => Limit::AtLeast,
            _ if token.is('<') || token.is('≤') => Limit::AtMost,
            _ if token.is('>') || token.is('≥') => Limit::AtLeast,
            _ => limit,
        };
    }
    limit
}

/// "per lembar", "/orang/bulan", "perbulan perorang", "setiap bidang", and the token after it. Units of time come last.
fn per(tokens: &[Token<'_>], mut at: usize) -> (Option<String>, usize) {
    let mut units: Vec<String> = Vec::new();
    while units.len() < 3 {
        let Some(token) = tokens.get(at) else { break };
        let next = tokens.get(at + 1).filter(|next| next.kind == Kind::Word);
        let unit = match (token.word(), next) {
            ("per" | "tiap" | "setiap", Some(next)) => {
                at += 2;
                Some(next.text)
            }
            (word, _) if word.strip_prefix("per").is_some_and(known_unit) => {
                at += 1;
                word.strip_prefix("per")
            }
            ("", Some(next)) if token.is('/') => {
                at += 2;
                Some(next.text)
            }
            _ => None,
        };
        let Some(unit) = unit else { break };
        let squared = unit == "m" && tokens.get(at).is_some_and(|token| matches!(token.text, "2" | "²"));
        at += usize::from(squared);
        units.push(if squared { "m2".to_owned() } else { spelling(unit) });
    }
    units.sort_by_key(|unit| matches!(unit.as_str(), "hari" | "minggu" | "bulan" | "tahun" | "jam"));
    ((!units.is_empty()).then(|| units.join("/")), at)
}

fn known_unit(word: &str) -> bool {
    matches!(
        spelling(word).as_str(),
        "orang"
            | "bulan"
            | "tahun"
            | "hari"
            | "minggu"
            | "jam"
            | "lembar"
            | "unit"
            | "buah"
            | "meter"
            | "kali"
            | "dokumen"
            | "halaman"
            | "bidang"
            | "sertifikat"
            | "kendaraan"
            | "jiwa"
            | "buku"
            | "kg"
            | "ekor"
            | "berkas"
            | "sampel"
            | "keping"
            | "set"
    )
}

fn spelling(word: &str) -> String {
    match word {
        "sertipikat" => "sertifikat",
        "org" => "orang",
        "bln" => "bulan",
        "thn" | "th" => "tahun",
        "lbr" => "lembar",
        "hr" => "hari",
        other => other,
    }
    .to_owned()
}

/// The first sum in another currency: "100 USD", "US$ 100", "S$20".
pub(super) fn foreign(tokens: &[Token<'_>]) -> Option<Foreign> {
    tokens.iter().enumerate().find_map(|(at, token)| {
        let amount = (token.kind == Kind::Number).then(|| rupiah(token.text, 1.0)).flatten()?;
        let behind = tokens.get(at + 1).and_then(currency);
        let before = at.checked_sub(1).and_then(|at| tokens.get(at)).and_then(currency);
        let code = at.checked_sub(2).and_then(|at| tokens.get(at)).map_or("", Token::word);
        let currency = match (behind, before) {
            (Some(currency), _) => currency,
            (None, Some("USD")) if code == "s" => "SGD",
            (None, currency) => currency?,
        };
        let (per, _) = per(tokens, at + 1 + usize::from(behind.is_some()));
        Some(Foreign { amount, currency, per })
    })
}

fn currency(token: &Token<'_>) -> Option<&'static str> {
    Some(match (token.kind, token.text) {
        (Kind::Sign('$'), _) | (_, "usd" | "dolar" | "dollar") => "USD",
        (Kind::Sign('€'), _) | (_, "eur" | "euro") => "EUR",
        (_, "sgd") => "SGD",
        (_, "myr" | "ringgit" | "rm") => "MYR",
        (_, "sar" | "riyal") => "SAR",
        (_, "jpy" | "yen") => "JPY",
        _ => return None,
    })
}
