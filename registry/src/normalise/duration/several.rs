//! Several quantities in one text: the two ends of a span, parts of one time, the steps of a procedure, or cases of which one holds.

use crate::model::{Duration, DurationUnit};
use crate::normalise::lexer::Token;

use super::Bound;
use super::quantity::{Quantity, same_unit};

/// Joins "30 menit - 1 jam" and "minimal 3 hari, maksimal 7 hari" to spans, and "2 jam 30 menit" to a sum.
pub(super) fn joined(tokens: &[Token<'_>], found: Vec<Quantity>) -> Vec<Quantity> {
    if found.len() < 2 {
        return found;
    }
    merged(tokens, merged(tokens, found, part), span_of)
}

/// Neighbours that `join` joins, joined.
fn merged(tokens: &[Token<'_>], found: Vec<Quantity>, join: fn(&Quantity, &Quantity, &[Token<'_>]) -> Option<Quantity>) -> Vec<Quantity> {
    let mut merged: Vec<Quantity> = Vec::with_capacity(found.len());
    for next in found {
        let together = merged.last().and_then(|last| join(last, &next, tokens.get(last.end..next.first).unwrap_or_default()));
        match together {
            Some(together) => {
                merged.pop();
                merged.push(together);
            }
            None => merged.push(next),
        }
    }
    merged
}

/// "2 jam 30 menit"
fn part(last: &Quantity, next: &Quantity, between: &[Token<'_>]) -> Option<Quantity> {
    match between {
        [] => last.plus(next),
        [sep] if sep.is(',') || matches!(sep.word(), "dan" | "lebih" | "lewat") => last.plus(next),
        _ => None,
    }
}

fn span_of(last: &Quantity, next: &Quantity, between: &[Token<'_>]) -> Option<Quantity> {
    let office_day = last.exact()
        && next.exact()
        && (last.unit, next.unit) == (DurationUnit::Day, DurationUnit::Hour)
        && (7.0..=8.0).contains(&next.low);
    if office_day && matches!(between, [bracket] if bracket.is('(')) {
        return Some(Quantity { end: next.end, ..last.clone() });
    }
    let bounds = (last.bound, next.bound);
    match between {
        [sep] if sep.parts_range() || sep.word() == "atau" => last.to(next),
        [sep, with] if sep.parts_range() && (matches!(with.word(), "dengan" | "maksimal" | "dg" | "dgn") || with.is('-')) => last.to(next),
        _ if bounds == (Bound::Lower, Bound::Upper) => last.to(next),
        _ if bounds == (Bound::Both, Bound::Upper) && between.len() <= 4 && last.high < next.high && last.unit == next.unit => {
            last.to(next)
        }
        _ => None,
    }
}

/// A stated total, which holds whatever else is said.
pub(super) fn total(several: &[Quantity]) -> Option<&Quantity> {
    let mut totals = several.iter().filter(|quantity| quantity.total);
    if let (Some(total), None) = (totals.next(), totals.next()) { Some(total) } else { None }
}

/// The one quantity that holds where all say the same: "1 hari (24 jam)".
pub(super) fn one_of(several: &[Quantity]) -> Option<&Quantity> {
    let first = several.first()?;
    if !several.iter().all(|quantity| first.same_time(quantity)) {
        return None;
    }
    let tells_more = |quantity: &&Quantity| quantity.approximate || quantity.unit == DurationUnit::WorkingDay;
    Some(several.iter().find(tells_more).unwrap_or(first))
}

/// Whether the quantities are the steps of a procedure: parted by "+" or "kemudian", or each named as a step.
pub(super) fn steps(tokens: &[Token<'_>], several: &[Quantity]) -> bool {
    let between = several.windows(2).all(|pair| {
        let between = tokens.get(pair[0].end..pair[1].first).unwrap_or_default();
        between
            .iter()
            .any(|token| token.is('+') || matches!(token.word(), "ditambah" | "kemudian" | "lalu" | "selanjutnya" | "dilanjutkan"))
    });
    if between {
        return true;
    }
    let case = |word: &str| {
        matches!(word, "untuk" | "jika" | "apabila" | "bagi" | "khusus" | "baru" | "perpanjangan" | "online" | "offline" | "bila")
    };
    let mut steps: Vec<&str> = tokens.iter().map(Token::word).filter(|word| step(word)).collect();
    steps.sort_unstable();
    steps.dedup();
    steps.len() >= several.len() && !tokens.iter().any(|token| case(token.word()))
}

fn step(word: &str) -> bool {
    matches!(
        word,
        "verifikasi"
            | "survei"
            | "survey"
            | "pemeriksaan"
            | "penerbitan"
            | "pencetakan"
            | "cetak"
            | "pendaftaran"
            | "penandatanganan"
            | "tte"
            | "pengesahan"
            | "penyerahan"
            | "validasi"
            | "entri"
            | "entry"
            | "input"
            | "pengukuran"
            | "peninjauan"
            | "tinjauan"
            | "tahap"
            | "penelitian"
            | "pembayaran"
            | "disposisi"
            | "pengiriman"
            | "paraf"
            | "rapat"
            | "persetujuan"
            | "perekaman"
            | "wawancara"
            | "foto"
            | "penginputan"
            | "registrasi"
            | "penerimaan"
            | "pengambilan"
            | "penilaian"
            | "pengecekan"
            | "cek"
            | "penetapan"
            | "pembuatan"
            | "penyusunan"
            | "pemrosesan"
            | "pengajuan"
            | "penomoran"
            | "pengumuman"
            | "pengarsipan"
            | "konfirmasi"
            | "ttd"
            | "telaah"
            | "pembahasan"
            | "penyampaian"
            | "visitasi"
            | "pengujian"
            | "kajian"
            | "evaluasi"
            | "koreksi"
            | "scan"
            | "proses"
    )
}

/// The steps together; `None` where their units do not convert.
pub(super) fn sum(several: &[Quantity]) -> Option<Duration> {
    let durations: Vec<Duration> = several.iter().map(Quantity::duration).collect::<Option<_>>()?;
    let (first, rest) = durations.split_first()?;
    rest.iter().try_fold(first.clone(), |sum, next| {
        let (sum, next) = same_unit(sum, next.clone())?;
        let add = |a: Option<u32>, b: Option<u32>| a?.checked_add(b?);
        Some(Duration { min: add(sum.min, next.min), max: add(sum.max, next.max), approximate: sum.approximate || next.approximate, ..sum })
    })
}

/// From the shortest case to the longest; `None` where their units do not convert.
pub(super) fn span(several: &[Quantity]) -> Option<Duration> {
    let durations: Vec<Duration> = several.iter().map(Quantity::duration).collect::<Option<_>>()?;
    let (first, rest) = durations.split_first()?;
    let upper = durations.iter().all(|duration| duration.min.is_none());
    let spanned = rest.iter().try_fold(first.clone(), |span, next| {
        let (span, next) = same_unit(span, next.clone())?;
        let least = |a: Option<u32>, b: Option<u32>| a.zip(b).map(|(a, b)| a.min(b));
        let min = least(span.min.or(span.max), next.min.or(next.max));
        let max = span.max.zip(next.max).map(|(a, b)| a.max(b));
        Some(Duration { min, max, approximate: span.approximate || next.approximate, ..span })
    })?;
    Some(if upper { Duration { min: None, ..spanned } } else { spanned })
}
