//! Figures as Indonesian pages write them: "70.241", "1.204,5", "Rp2 Triliun". What could be two numbers is not read.

/// A figure. The point parts thousands and the comma decimals; "3.5" (3.5 or 35?), "300-an" and a text with two figures are not read.
#[must_use]
pub fn read(text: &str) -> Option<f64> {
    let (figure, behind) = only_figure(text)?;
    let value = parse(figure)?;
    Some(value * multiplier(behind)?)
}

/// A whole figure: as [`read`], and a comma before three digits parts thousands ("7,750"), because nothing is counted in thousandths.
#[must_use]
pub fn count(text: &str) -> Option<f64> {
    let (figure, behind) = only_figure(text)?;
    let factor = multiplier(behind)?;
    let value = match thousands(figure, ',') {
        Some(value) if factor < 2.0 => value,
        _ => parse(figure)? * factor,
    };
    (value.fract() == 0.0).then_some(value)
}

/// A score, such as a satisfaction index of 25 to 100: point and comma both part decimals.
#[must_use]
pub fn score(text: &str) -> Option<f64> {
    let (figure, _) = only_figure(text)?;
    figure.replacen(',', ".", 1).parse().ok()
}

/// The one figure of a text and what stands behind it. Two figures, or one glued to a suffix ("300-an"), are none.
fn only_figure(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    if text.len() > 200 {
        return None;
    }
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let before = text.get(..start)?.trim_end();
    if before.ends_with(['-', '−', '.', ',', '<', '>', '~', '±']) && !before.to_ascii_lowercase().ends_with("rp.") {
        return None;
    }
    let rest = text.get(start..)?;
    let end = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ','))).unwrap_or(rest.len());
    let figure = rest.get(..end)?.trim_end_matches(['.', ',']);
    let behind = rest.get(end..)?;
    let alone = !behind.contains(|c: char| c.is_ascii_digit()) || behind.trim_start_matches([' ', 'm']).starts_with('2');
    (alone && !behind.starts_with("-an") && !behind.starts_with('+')).then_some((figure, behind))
}

/// A figure in the Indonesian way; `None` where it could mean two things.
pub(super) fn parse(figure: &str) -> Option<f64> {
    if figure.bytes().all(|b| b.is_ascii_digit()) {
        return figure.parse().ok();
    }
    if let Some(value) = thousands(figure, '.') {
        return Some(value);
    }
    match (figure.rfind('.'), figure.rfind(',')) {
        (Some(point), Some(comma)) if comma > point => decimal(figure, ',', '.'),
        (Some(_), Some(_)) => decimal(figure, '.', ','),
        (Some(point), None) => zero_decimals(figure, point),
        (None, Some(comma)) => {
            if figure.matches(',').count() > 1 {
                return thousands(figure, ',');
            }
            (figure.len() - comma - 1 != 3).then(|| figure.replace(',', ".").parse().ok()).flatten()
        }
        (None, None) => None,
    }
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
fn multiplier(behind: &str) -> Option<f64> {
    let word: String = behind.trim_start().chars().take_while(|c| c.is_alphabetic()).collect::<String>().to_lowercase();
    match word.as_str() {
        "ribu" | "rb" => Some(1e3),
        "juta" | "jt" => Some(1e6),
        "miliar" | "milyar" | "milliar" => Some(1e9),
        "triliun" | "trilyun" => Some(1e12),
        "ribuan" | "ratusan" | "puluhan" | "jutaan" | "lebih" => None,
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
    #[case("1,204,500.25", 1_204_500.25)]
    #[case("12.0", 12.0)]
    #[case("58.781 kunjungan", 58_781.0)]
    fn figures(#[case] text: &str, #[case] expected: f64) {
        assert_eq!(read(text), Some(expected));
    }

    #[rstest]
    #[case("3.5")]
    #[case("300-an")]
    #[case("12 dari 20")]
    #[case("7,750")]
    #[case("-")]
    #[case("-5")]
    #[case("ratusan")]
    #[case("1.20.300")]
    fn what_could_be_two_numbers_is_not_read(#[case] text: &str) {
        assert_eq!(read(text), None);
    }

    #[test]
    fn counts_are_whole_and_scores_have_decimals() {
        assert_eq!(count("7,750"), Some(7750.0));
        assert_eq!(count("18.240"), Some(18_240.0));
        assert_eq!(count("3,5"), None);
        assert_eq!(score("88,31"), Some(88.31));
        assert_eq!(score("IKM 76.61"), Some(76.61));
    }
}
