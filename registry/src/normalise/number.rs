//! Figures as Indonesian pages write them: "70.241", "1.204,5", "Rp2 Triliun", "300-an". What could be two numbers is not read.

use super::lexer::{lowered, tokens};
use super::spelt;

/// The longest text that holds one figure.
const LONGEST: usize = 200;

/// A figure and how exact the text says it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// The number.
    pub value: f64,
    /// "300-an", "sekitar 300".
    pub approximate: bool,
    /// "18.240+", "lebih dari 500": this many or more.
    pub at_least: bool,
}

/// A figure. The point parts thousands and the comma decimals; "3.5" (3.5 or 35?), "7,750" and a text with two figures are not read.
#[must_use]
pub fn figure(text: &str) -> Option<Figure> {
    let text = text.trim();
    if text.len() > LONGEST {
        return None;
    }
    let lower = text.to_lowercase();
    let Some(parts) = Parts::of(&lower) else { return in_words(&lower) };
    let money = parts.before.trim_end().trim_end_matches('.').ends_with("rp");
    let factor = multiplier(parts.behind, money)?;
    let scaled = factor > 1.0;
    let value = parse(parts.figure).or_else(|| if scaled { short_decimal(parts.figure) } else { None })?;
    if scaled && parts.figure.contains('.') && value >= 1000.0 {
        return None;
    }
    let value = if parts.negative { -value } else { value } * factor;
    let says = |words: &[&str]| words.iter().any(|word| parts.before.contains(word));
    let approximate = parts.round
        || says(&["sekitar", "kurang lebih", "±", "~", "kira", "hampir", "lebih kurang", "perkiraan", "rata-rata sekitar", "+/-", "+-"]);
    let at_least = !says(&["tidak lebih", "kurang lebih"])
        && (parts.plus
            || says(&["lebih dari", ">", "≥", "minimal", "di atas", "diatas", "mencapai lebih", "sedikitnya"])
            || parts.behind.split_whitespace().take(2).any(|word| word == "lebih"));
    if says(&["<", "≤", "kurang dari", "maksimal", "di bawah", "dibawah", "tidak lebih"]) {
        return None;
    }
    Some(Figure { value, approximate, at_least })
}

/// The number that a text states exactly: [`figure`] without "300-an" and "18.240+".
#[must_use]
pub fn read(text: &str) -> Option<f64> {
    figure(text).filter(|figure| !figure.approximate && !figure.at_least).map(|figure| figure.value)
}

/// A whole figure: as [`read`], and a comma before three digits parts thousands ("7,750"), because nothing is counted in thousandths.
#[must_use]
pub fn count(text: &str) -> Option<f64> {
    let grouped = || {
        let lower = text.trim().to_lowercase();
        let parts = Parts::of(&lower).filter(|parts| text.len() <= LONGEST && !parts.round && !parts.plus && !parts.negative)?;
        thousands(parts.figure, ',').filter(|_| multiplier(parts.behind, false).is_some_and(|factor| factor < 2.0))
    };
    read(text).or_else(grouped).filter(|value| value.fract() == 0.0 && *value >= 0.0)
}

/// A score, such as a satisfaction index of 25 to 100: point and comma both part decimals.
#[must_use]
pub fn score(text: &str) -> Option<f64> {
    let lower = text.trim().to_lowercase();
    if lower.len() > LONGEST {
        return None;
    }
    let parts = Parts::of(&lower).filter(|parts| !parts.negative && !parts.round && !parts.plus)?;
    parts.figure.replacen(',', ".", 1).parse().ok()
}

/// The one figure of a text and what stands around it.
struct Parts<'a> {
    before: &'a str,
    figure: &'a str,
    behind: &'a str,
    negative: bool,
    /// "-an" is glued to it.
    round: bool,
    /// "+" is glued to it.
    plus: bool,
}

impl<'a> Parts<'a> {
    /// `None` where there is no figure, or a second one that is no year, no exponent of a unit and no repetition in brackets.
    fn of(text: &'a str) -> Option<Self> {
        let start = text.find(|c: char| c.is_ascii_digit())?;
        let before = text.get(..start)?;
        let rest = text.get(start..)?;
        let spaced = |at: usize| {
            let group = rest.get(at + 1..at + 4).is_some_and(|group| group.bytes().all(|b| b.is_ascii_digit()));
            group && at <= 3 + 4 * 4 && !rest.get(at + 4..).is_some_and(|more| more.starts_with(|c: char| c.is_ascii_digit()))
        };
        let mut end = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ','))).unwrap_or(rest.len());
        let plain = rest.get(..end)?.len() <= 3 && rest.get(..end)?.bytes().all(|b| b.is_ascii_digit());
        while plain && rest.get(end..).is_some_and(|more| more.starts_with(' ')) && spaced(end) {
            end += 4;
        }
        let figure = rest.get(..end)?.trim_end_matches(['.', ',']);
        let behind = rest.get(end..)?;
        let negative = before.ends_with(['-', '−']) && before.trim_end_matches(['-', '−']).trim().is_empty();
        if before.trim_end().ends_with(['.', ',']) && !before.trim_end().ends_with("rp.") {
            return None;
        }
        if !negative && before.trim_end().ends_with(['-', '−', '–']) && !before.trim_end().ends_with("+-") {
            return None;
        }
        let round = ["-an", " an", "an "].iter().any(|tail| behind.starts_with(tail)) || behind == "an";
        alone(behind, figure).then_some(Self { before, figure, behind, negative, round, plus: behind.trim_start().starts_with('+') })
    }
}

/// Whether no second figure stands behind the first.
fn alone(behind: &str, figure: &str) -> bool {
    let mut rest = behind;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at_checked(at).unwrap_or_default();
        let length = from.find(|c: char| !c.is_ascii_digit()).unwrap_or(from.len());
        let (digits, after) = from.split_at_checked(length).unwrap_or_default();
        let year = digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20")) && before.contains(char::is_alphabetic);
        let exponent = matches!(digits, "2" | "3") && before.ends_with('m');
        let repeated = before.trim_end().ends_with('(') && digits == figure;
        if !(year && !after.starts_with(['.', ',']) || exponent || repeated) {
            return false;
        }
        rest = after;
    }
    true
}

/// "Dua belas": a number in words and nothing else.
fn in_words(text: &str) -> Option<Figure> {
    let lower = lowered(text);
    let tokens = tokens(&lower);
    let (value, end) = spelt::number(&tokens, 0)?;
    let value = f64::from(u32::try_from(value).ok()?);
    (end == tokens.len()).then_some(Figure { value, approximate: false, at_least: false })
}

/// A figure in the Indonesian way; `None` where it could mean two things.
pub(super) fn parse(figure: &str) -> Option<f64> {
    if figure.bytes().all(|b| b.is_ascii_digit()) {
        return figure.parse().ok();
    }
    if figure.contains(' ') {
        return figure.replace(' ', "").parse().ok();
    }
    if let Some(value) = thousands(figure, '.') {
        return Some(value);
    }
    match (figure.rfind('.'), figure.rfind(',')) {
        (Some(point), Some(comma)) if comma > point => decimal(figure, ',', '.'),
        (Some(_), Some(_)) => decimal(figure, '.', ','),
        (Some(point), None) => zero_decimals(figure, point).or_else(|| below_one(figure)),
        (None, Some(comma)) => {
            if figure.matches(',').count() > 1 {
                return thousands(figure, ',');
            }
            (figure.len() - comma - 1 != 3 || figure.starts_with('0')).then(|| figure.replace(',', ".").parse().ok()).flatten()
        }
        (None, None) => None,
    }
}

/// "1.5" before "juta": no thousands have one or two digits.
fn short_decimal(figure: &str) -> Option<f64> {
    let (_, decimals) = figure.split_once('.')?;
    (decimals.len() <= 2 && !decimals.contains(['.', ','])).then(|| figure.parse().ok()).flatten()
}

/// "0.5": no group of thousands begins with a zero.
fn below_one(figure: &str) -> Option<f64> {
    let decimals = figure.strip_prefix("0.")?;
    decimals.bytes().all(|b| b.is_ascii_digit()).then(|| figure.parse().ok()).flatten()
}

/// "12.0" and "12.00" come from machines and are 12.
fn zero_decimals(figure: &str, point: usize) -> Option<f64> {
    let decimals = figure.get(point + 1..)?;
    let zero = decimals.len() < 3 && decimals.bytes().all(|b| b == b'0') && figure.matches('.').count() == 1;
    if zero { figure.get(..point)?.parse().ok() } else { None }
}

/// Groups of three digits behind a first of one to three: `1.204.500`.
fn thousands(figure: &str, mark: char) -> Option<f64> {
    let mut groups = figure.split(mark);
    let first = groups.next()?;
    let digits = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    let whole = (1..=3).contains(&first.len()) && digits(first) && first != "0";
    let mut any = false;
    let rest = groups.all(|group| {
        any = true;
        group.len() == 3 && digits(group)
    });
    if whole && rest && any { figure.replace(mark, "").parse().ok() } else { None }
}

fn decimal(figure: &str, mark: char, parting: char) -> Option<f64> {
    let (whole, decimals) = figure.rsplit_once(mark)?;
    let whole = thousands(whole, parting)?;
    let decimals: f64 = format!("0.{decimals}").parse().ok()?;
    Some(whole + decimals)
}

/// What the words behind a figure multiply it by; `None` where they make it a span or a guess.
fn multiplier(behind: &str, money: bool) -> Option<f64> {
    let word: String = behind.trim_start().chars().take_while(|c| c.is_alphabetic()).take(12).collect();
    match word.as_str() {
        "ribu" | "rb" | "k" => Some(1e3),
        "juta" | "jt" => Some(1e6),
        "miliar" | "milyar" | "milliar" => Some(1e9),
        "m" if money => Some(1e9),
        "triliun" | "trilyun" | "triliyun" => Some(1e12),
        "t" if money => Some(1e12),
        "ribuan" | "ratusan" | "puluhan" | "jutaan" | "dari" | "s" | "sd" | "sampai" | "hingga" => None,
        _ => Some(1.0),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("70.241", 70_241.0)]
    #[case("186", 186.0)]
    #[case("1.204,5", 1204.5)]
    #[case("7.750,1747 meter persegi", 7750.1747)]
    #[case("69%", 69.0)]
    #[case("Rp24.521.400.000", 24_521_400_000.0)]
    #[case("Rp2 Triliun", 2e12)]
    #[case("1,5 juta", 1_500_000.0)]
    #[case("1.5 juta", 1_500_000.0)]
    #[case("Rp 1,2 M", 1_200_000_000.0)]
    #[case("1,204,500.25", 1_204_500.25)]
    #[case("1 204 500", 1_204_500.0)]
    #[case("12.0", 12.0)]
    #[case("0.75", 0.75)]
    #[case("-5", -5.0)]
    #[case("58.781 kunjungan", 58_781.0)]
    #[case("58.781 kunjungan pada tahun 2025", 58_781.0)]
    #[case("dua belas", 12.0)]
    fn figures(#[case] text: &str, #[case] expected: f64) {
        assert_eq!(read(text), Some(expected));
    }

    #[rstest]
    #[case("3.5")]
    #[case("300-an")]
    #[case("12 dari 20")]
    #[case("7,750")]
    #[case("-")]
    #[case("ratusan")]
    #[case("1.20.300")]
    #[case("10 - 20")]
    #[case("kurang dari 5")]
    fn what_could_be_two_numbers_is_not_read(#[case] text: &str) {
        assert_eq!(read(text), None);
    }

    #[test]
    fn how_exact_a_figure_is() {
        let about = |value| Some(Figure { value, approximate: true, at_least: false });
        let over = |value| Some(Figure { value, approximate: false, at_least: true });
        assert_eq!(figure("300-an"), about(300.0));
        assert_eq!(figure("sekitar 1.500 orang"), about(1500.0));
        assert_eq!(figure("18.240+"), over(18_240.0));
        assert_eq!(figure("lebih dari 500"), over(500.0));
    }

    #[test]
    fn counts_are_whole_and_scores_have_decimals() {
        assert_eq!(count("7,750"), Some(7750.0));
        assert_eq!(count("18.240"), Some(18_240.0));
        assert_eq!(count("3,5"), None);
        assert_eq!(count("-5"), None);
        assert_eq!(score("88,31"), Some(88.31));
        assert_eq!(score("IKM 76.61"), Some(76.61));
    }
}
