//! Sums in other currencies: "100 USD", "US$ 100 per bulan", "S$20".

use crate::normalise::lexer::{Kind, Token};

use super::amount::rupiah;
use super::per::per;

/// A sum in another currency.
pub(super) struct Foreign {
    pub amount: u64,
    /// ISO 4217.
    pub currency: &'static str,
    pub per: Option<String>,
}

/// The first sum in another currency. `None` where there is none, or several differ.
pub(super) fn foreign(tokens: &[Token<'_>]) -> Option<Foreign> {
    let mut found = (0..tokens.len()).filter_map(|at| sum(tokens, at));
    let first = found.next()?;
    found.all(|other| other.amount == first.amount && other.currency == first.currency).then_some(first)
}

fn sum(tokens: &[Token<'_>], at: usize) -> Option<Foreign> {
    let token = tokens.get(at).filter(|token| token.kind == Kind::Number)?;
    let us = tokens.get(at + 1).is_some_and(|token| token.word() == "us") && tokens.get(at + 2).is_some_and(|token| token.is('$'));
    let behind = if us { Some("USD") } else { tokens.get(at + 1).and_then(currency) };
    let before = at.checked_sub(1).and_then(|at| tokens.get(at)).and_then(currency);
    let code = at.checked_sub(2).and_then(|at| tokens.get(at)).map_or("", Token::word);
    let nation = tokens.get(at + 2).map_or("", Token::word);
    let (currency, length) = match (behind, before) {
        (Some("USD"), _) if nation == "singapura" => ("SGD", 2),
        (Some("USD"), _) if nation == "australia" => ("AUD", 2),
        (Some(currency), _) => (currency, 1 + usize::from(matches!(nation, "as" | "amerika" | "us" | "saudi" | "malaysia"))),
        (None, Some("USD")) if matches!(code, "s" | "sg") => ("SGD", 0),
        (None, Some("USD")) if matches!(code, "a" | "au") => ("AUD", 0),
        (None, currency) => (currency?, 0),
    };
    let amount = rupiah(token.text, 1.0)?;
    Some(Foreign { amount, currency, per: per(tokens, at + 1 + length).0 })
}

/// The currency that a token names (ISO 4217).
pub(super) fn currency(token: &Token<'_>) -> Option<&'static str> {
    Some(match (token.kind, token.text) {
        (Kind::Sign('$'), _) | (_, "usd" | "dolar" | "dollar" | "dollars") => "USD",
        (Kind::Sign('€'), _) | (_, "eur" | "euro") => "EUR",
        (Kind::Sign('£'), _) | (_, "gbp") => "GBP",
        (_, "sgd") => "SGD",
        (_, "aud") => "AUD",
        (_, "myr" | "ringgit" | "rm") => "MYR",
        (_, "sar" | "riyal") => "SAR",
        (Kind::Sign('¥'), _) | (_, "jpy" | "yen") => "JPY",
        (_, "cny" | "yuan" | "rmb") => "CNY",
        _ => return None,
    })
}
