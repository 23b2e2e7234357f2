//! Satisfaction of citizens: the index (IKM, 25 to 100), its nine elements and its band, after `PermenPANRB` 14/2017.
//!
//! An element scores 1 to 4; the index is the mean of the nine times 25. The regulation prints the weight 1/9 as 0.11, and who computes with
//! that comes out a hundredth lower: 99.00 at most. Both are recognised. Many pages swap U8 and U9, so elements are told by their names.

use super::lexer::{Kind, Token, tokens};
use super::text;

/// The grade of an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Band {
    /// 25.00 to 64.99: "tidak baik"
    D,
    /// 65.00 to 76.60: "kurang baik"
    C,
    /// 76.61 to 88.30: "baik"
    B,
    /// 88.31 to 100: "sangat baik"
    A,
}

impl Band {
    /// The band of an index, which is first rounded to the two decimals of the regulation's table.
    #[must_use]
    pub fn of(index: f64) -> Self {
        match (index * 100.0).round() {
            hundredths if hundredths >= 8831.0 => Self::A,
            hundredths if hundredths >= 7661.0 => Self::B,
            hundredths if hundredths >= 6500.0 => Self::C,
            _ => Self::D,
        }
    }

    /// `A`
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
        }
    }

    /// `Sangat Baik`
    #[must_use]
    pub fn performance(self) -> &'static str {
        match self {
            Self::A => "Sangat Baik",
            Self::B => "Baik",
            Self::C => "Kurang Baik",
            Self::D => "Tidak Baik",
        }
    }
}

/// One of the nine elements, in the order of the regulation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Element {
    /// U1 persyaratan
    Requirements,
    /// U2 sistem, mekanisme dan prosedur
    Procedure,
    /// U3 waktu penyelesaian
    Time,
    /// U4 biaya/tarif
    Cost,
    /// U5 produk spesifikasi jenis pelayanan
    Product,
    /// U6 kompetensi pelaksana
    Competence,
    /// U7 perilaku pelaksana
    Conduct,
    /// U8 penanganan pengaduan, saran dan masukan
    Complaints,
    /// U9 sarana dan prasarana
    Facilities,
}

impl Element {
    /// All, U1 to U9.
    pub const ALL: [Self; 9] = [
        Self::Requirements,
        Self::Procedure,
        Self::Time,
        Self::Cost,
        Self::Product,
        Self::Competence,
        Self::Conduct,
        Self::Complaints,
        Self::Facilities,
    ];

    /// The element that a heading names: by its words, and by its number only where it has no words. "U8 Sarana" is the facilities.
    #[must_use]
    pub fn named(heading: &str) -> Option<Self> {
        let folded = text::fold(heading);
        folded.split(' ').find_map(Self::by_word).or_else(|| {
            let number = folded.strip_prefix('u').or_else(|| folded.strip_prefix("unsur"))?.trim().parse::<usize>().ok()?;
            Self::ALL.get(number.checked_sub(1)?).copied()
        })
    }

    fn by_word(word: &str) -> Option<Self> {
        Some(match word {
            "persyaratan" | "syarat" | "kesesuaian" => Self::Requirements,
            "prosedur" | "mekanisme" | "sistem" | "kemudahan" => Self::Procedure,
            "waktu" | "kecepatan" | "ketepatan" => Self::Time,
            "biaya" | "tarif" | "kewajaran" => Self::Cost,
            "produk" | "spesifikasi" | "hasil" => Self::Product,
            "kompetensi" | "kemampuan" => Self::Competence,
            "perilaku" | "kesopanan" | "keramahan" | "sikap" => Self::Conduct,
            "pengaduan" | "penanganan" | "saran" | "masukan" => Self::Complaints,
            "sarana" | "prasarana" | "fasilitas" => Self::Facilities,
            _ => return None,
        })
    }
}

/// An index and what it was made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Satisfaction {
    /// 25 to 100, two decimals.
    pub index: f64,
    /// The mean score of the elements, 1 to 4, where the text gives it.
    pub mean: Option<f64>,
    /// The grade of the index.
    pub band: Band,
}

/// Why a text gives no index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoIndex {
    /// Below 25: no answers make it so low.
    TooLow,
    /// Above 100.
    TooHigh,
    /// There is no index in the text, or several.
    Unread,
}

/// Reads an index: "IKM 82,45 (B)", "NRR 3,0644", or all nine elements with their scores.
///
/// # Errors
/// [`NoIndex`] says why there is none.
pub fn read(raw: &str) -> Result<Satisfaction, NoIndex> {
    if raw.len() > 1000 {
        return Err(NoIndex::Unread);
    }
    let lower = raw.to_lowercase();
    let tokens = tokens(&lower);
    if let Some(elements) = elements(&tokens) {
        return of_elements(&elements).ok_or(NoIndex::Unread).and_then(|index| with_mean(index / 25.0));
    }
    let figures: Vec<(usize, f64)> = (0..tokens.len()).filter_map(|at| figure(&tokens, at).map(|value| (at, value))).collect();
    let mean_at = tokens.iter().position(|token| matches!(token.word(), "nrr" | "nrrt" | "rata"));
    let index_at = tokens
        .iter()
        .position(|token| matches!(token.word(), "ikm" | "skm" | "indeks" | "index") || (mean_at.is_none() && token.word() == "nilai"));
    let after = |at: Option<usize>| at.and_then(|at| figures.iter().find(|(place, _)| *place > at)).map(|(_, value)| *value);
    let of_four = of_four(&tokens);
    match figures.as_slice() {
        [(_, value), ..] if of_four => with_mean(*value),
        [(_, value)] if mean_at.is_some() && index_at.is_none() => with_mean(*value),
        [(_, value)] => index(*value, None),
        [(_, a), (_, b)] if (a * 25.0 - b).abs() < 1.0 && *a <= 4.0 => index(*b, Some(*a)),
        [(_, a), (_, b)] if (b * 25.0 - a).abs() < 1.0 && *b <= 4.0 => index(*a, Some(*b)),
        [_, ..] => {
            let found = after(index_at).ok_or(NoIndex::Unread)?;
            let rivals = figures.iter().any(|(_, value)| (25.0..=100.0).contains(value) && (value - found).abs() > 1e-9);
            if rivals { Err(NoIndex::Unread) } else { index(found, None) }
        }
        [] => Err(NoIndex::Unread),
    }
}

/// The index of nine scores of 1 to 4, with the weight 1/9.
#[must_use]
pub fn of_elements(elements: &[(Element, f64)]) -> Option<f64> {
    let all = Element::ALL.iter().all(|element| elements.iter().filter(|(other, _)| other == element).count() == 1);
    let scores = elements.iter().all(|(_, score)| (1.0..=4.0).contains(score));
    (all && scores && elements.len() == 9).then(|| elements.iter().map(|(_, score)| score).sum::<f64>() / 9.0 * 25.0)
}

/// Which weight an element was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// 1/9
    Ninth,
    /// 0.11, as the regulation prints it.
    Rounded,
}

/// The weight with which a stated index follows from its elements, to two decimals; `None` where neither does.
#[must_use]
pub fn weight(elements: &[(Element, f64)], stated: f64) -> Option<Weight> {
    let index = of_elements(elements)?;
    let near = |computed: f64| (computed - stated).abs() < 0.0151;
    if near(index) { Some(Weight::Ninth) } else { near(index * 0.99).then_some(Weight::Rounded) }
}

fn with_mean(mean: f64) -> Result<Satisfaction, NoIndex> {
    index(mean * 25.0, Some(mean))
}

fn index(value: f64, mean: Option<f64>) -> Result<Satisfaction, NoIndex> {
    if value < 25.0 {
        return Err(NoIndex::TooLow);
    }
    if value > 100.0 {
        return Err(NoIndex::TooHigh);
    }
    let index = (value * 100.0).round() / 100.0;
    Ok(Satisfaction { index, mean, band: Band::of(index) })
}

/// The score at a token; a year, the number of a quarter and "100" behind "dari" are none.
fn figure(tokens: &[Token<'_>], at: usize) -> Option<f64> {
    let token = tokens.get(at).filter(|token| token.kind == Kind::Number)?;
    let before = at.checked_sub(1).map(|at| tokens[at]);
    let word = before.map_or("", |before| before.text);
    let passed = matches!(word, "semester" | "triwulan" | "tw" | "tahun" | "dari" | "skala" | "ke" | "/" | "q" | "u" | "unsur" | "smt");
    let year = token.text.len() == 4 && !token.text.contains(['.', ',']);
    let counted = tokens.get(at + 1).is_some_and(|next| matches!(next.word(), "responden" | "unsur" | "orang" | "layanan" | "opd"));
    if passed || year || counted {
        return None;
    }
    token.text.replacen(',', ".", 1).parse().ok()
}

/// "3,45 dari 4", "skala 1-4".
fn of_four(tokens: &[Token<'_>]) -> bool {
    (0..tokens.len()).any(|at| {
        let scale = tokens[at].word() == "skala" && tokens.iter().skip(at + 1).take(3).any(|token| token.text == "4");
        scale || (tokens[at].word() == "dari" || tokens[at].is('/')) && next_figure(tokens, at) == Some("4")
    })
}

fn next_figure<'a>(tokens: &[Token<'a>], at: usize) -> Option<&'a str> {
    tokens.get(at + 1).filter(|token| token.kind == Kind::Number).map(|token| token.text.trim_end_matches([',', '.', '0']))
}

/// The nine elements with their scores: each heading, by name or number, is followed by its score.
fn elements(tokens: &[Token<'_>]) -> Option<Vec<(Element, f64)>> {
    let mut found: Vec<(Element, f64)> = Vec::new();
    let (mut by_word, mut by_number) = (None, None);
    let mut at = 0;
    while at < tokens.len() {
        let token = tokens[at];
        let next = tokens.get(at + 1).filter(|next| next.kind == Kind::Number && next.text.len() == 1);
        if let (Kind::Word, "u" | "unsur", Some(next)) = (token.kind, token.text, next) {
            let number: usize = next.text.parse().ok()?;
            by_number = Element::ALL.get(number.checked_sub(1)?).copied();
            at += 2;
            continue;
        }
        if token.kind == Kind::Word {
            by_word = by_word.or_else(|| Element::by_word(token.text));
        } else if token.kind == Kind::Number
            && let Some(element) = by_word.take().or(by_number)
        {
            by_number = None;
            found.push((element, token.text.replacen(',', ".", 1).parse().ok()?));
            if found.len() > 9 {
                return None;
            }
        }
        at += 1;
    }
    (found.len() == 9).then_some(found)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("IKM 69%", 69.0, Band::C)]
    #[case("88,31", 88.31, Band::A)]
    #[case("88.30", 88.3, Band::B)]
    #[case("76.61", 76.61, Band::B)]
    #[case("65", 65.0, Band::C)]
    #[case("64,99", 64.99, Band::D)]
    #[case("NRR 3,0644", 76.61, Band::B)]
    #[case("Nilai IKM Semester 1 Tahun 2024: 85,2 dari 100", 85.2, Band::B)]
    #[case("NRR 3,54 IKM 88,5", 88.5, Band::A)]
    #[case("3,25 dari 4", 81.25, Band::B)]
    #[case("IKM 3,45 (skala 1-4)", 86.25, Band::B)]
    fn indices(#[case] text: &str, #[case] index: f64, #[case] band: Band) {
        let read = read(text).unwrap();
        assert_eq!((read.index, read.band), (index, band));
    }

    #[rstest]
    #[case("24,99", NoIndex::TooLow)]
    #[case("101", NoIndex::TooHigh)]
    #[case("NRR 4,2", NoIndex::TooHigh)]
    #[case("baik", NoIndex::Unread)]
    #[case("TW I = 81,25; TW II = 82,3", NoIndex::Unread)]
    fn no_indices(#[case] text: &str, #[case] why: NoIndex) {
        assert_eq!(read(text), Err(why));
    }

    #[test]
    fn the_nine_elements_by_name() {
        let text = "U1 Persyaratan 3,2; U2 Prosedur 3,1; U3 Waktu 3,0; U4 Biaya 3,9; U5 Produk 3,2; U6 Kompetensi 3,3; U7 Perilaku 3,4; \
                    U8 Sarana 3,1; U9 Penanganan Pengaduan 3,8";
        let mean: f64 = (3.2 + 3.1 + 3.0 + 3.9 + 3.2 + 3.3 + 3.4 + 3.1 + 3.8) / 9.0;
        assert_eq!(read(text).unwrap().index, (mean * 2500.0).round() / 100.0);
        assert_eq!(Element::named("U8 Sarana dan Prasarana"), Some(Element::Facilities));
        assert_eq!(Element::named("U8"), Some(Element::Complaints));
    }

    #[test]
    fn both_weights_are_recognised() {
        let elements = Element::ALL.map(|element| (element, 3.6593));
        assert_eq!(weight(&elements, 91.48), Some(Weight::Ninth));
        assert_eq!(weight(&elements, 90.57), Some(Weight::Rounded));
        assert_eq!(weight(&elements, 85.0), None);
    }
}
