//! Whether a text can be shown to people as it is: gibberish, test data, left-over markup, broken encoding, cut names, misspelt words, personal
//! data, another region's template. A rule a file; each would rather say nothing than accuse a text that is right. Capitals are no defect.

mod encoding;
mod gibberish;
mod keyboard;
mod letters;
mod markup;
pub mod personal;
mod region;
mod repeated;
mod test_data;
mod truncated;
mod typo;
mod vocabulary;

use std::borrow::Cow;

use crate::model::{Code, Region};

use super::text;

pub use personal::Personal;
pub use region::region_named;

/// What a text is for: rules differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A service's, agency's or place's name: a few words, without which the record is nothing.
    Name,
    /// A description: sentences.
    Text,
}

/// A defect of a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Defect {
    /// Keys struck at random; nothing else is there.
    Gibberish,
    /// Words, and behind or among them keys struck at random.
    PartlyGibberish {
        /// At the end.
        trailing: bool,
    },
    /// "tes 123", "lorem ipsum", "dummy".
    TestData,
    /// Digits and signs only.
    NoLetters,
    /// An address where a name should be.
    Address,
    /// Tags or entities in a name, or written as text.
    Markup,
    /// `PelayananÂ`, `â€“`: bytes read in the wrong charset.
    Encoding {
        /// The signs that were meant could be told.
        repaired: bool,
    },
    /// Ends in the middle of a word or of a sentence.
    Truncated {
        /// Its length in characters, where that is a limit that tables have.
        at: Option<usize>,
    },
    /// A word that is none, one slip away from one of public services.
    Typo {
        /// As written.
        word: String,
        /// What was probably meant.
        meant: &'static str,
    },
    /// An identity number, a person's own telephone number or e-mail address.
    PersonalData(Personal),
    /// Names another region than its own.
    OtherRegion(&'static Region),
    /// The same words again.
    Repeated,
}

impl Defect {
    /// Whether a name with this defect is no name.
    #[must_use]
    pub fn rejects_name(&self) -> bool {
        matches!(self, Self::Gibberish | Self::TestData | Self::NoLetters | Self::Address)
    }

    /// The finding that tells of it.
    #[must_use]
    pub fn code(&self, role: Role) -> Code {
        match self {
            Self::Gibberish if role == Role::Name => Code::NameGibberish,
            Self::Gibberish | Self::PartlyGibberish { .. } => Code::TextGibberish,
            Self::TestData if role == Role::Name => Code::NameTestData,
            Self::TestData => Code::TextTestData,
            Self::NoLetters | Self::Address => Code::NameNotWords,
            Self::Markup => Code::TextMarkup,
            Self::Encoding { .. } => Code::TextEncoding,
            Self::Truncated { .. } => Code::TextTruncated,
            Self::Typo { .. } => Code::TextTypo,
            Self::PersonalData(_) => Code::PersonalData,
            Self::OtherRegion(_) => Code::TextOtherRegion,
            Self::Repeated => Code::TextRepeated,
        }
    }
}

/// A text that has been looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked<'a> {
    /// The text to publish: repaired, personal data blotted out.
    pub text: Cow<'a, str>,
    /// What is wrong with it, in the order of [`Defect`]; empty for most.
    pub defects: Vec<Defect>,
    /// The text names a government, so that the same text of another region may have another defect.
    pub local: bool,
}

impl Checked<'_> {
    /// Whether it stands for "nothing here".
    #[must_use]
    pub fn is_placeholder(&self) -> bool {
        text::placeholder(&self.text)
    }
}

/// The most of one text that the rules look at, in bytes: what follows is kept, and only its personal data is looked for.
const MOST: usize = 6000;

/// Looks at a text as it was published. Markup of descriptions is no defect: they are often HTML.
#[must_use]
pub fn check_raw<'a>(raw: &'a str, role: Role, region: Option<&Region>) -> Checked<'a> {
    let clean = match role {
        _ if text::is_clean(raw) => Cow::Borrowed(raw),
        Role::Name => Cow::Owned(text::clean(raw)),
        Role::Text => Cow::Owned(text::lines(raw)),
    };
    let mut checked = check(clean, role, region);
    if role == Role::Name && markup::has_markup(raw) && !checked.defects.contains(&Defect::Markup) {
        checked.defects.push(Defect::Markup);
    }
    if raw.contains('\u{fffd}') && !checked.defects.iter().any(|defect| matches!(defect, Defect::Encoding { .. })) {
        checked.defects.push(Defect::Encoding { repaired: false });
    }
    checked
}

/// Looks at a text that has been cleaned.
#[must_use]
pub fn check<'a>(clean: Cow<'a, str>, role: Role, region: Option<&Region>) -> Checked<'a> {
    let traits = letters::traits(&clean, role);
    let mut checked = Checked { text: clean, defects: Vec::new(), local: traits.names_a_government };
    if traits.nothing_to_see() {
        return checked;
    }
    signs(&mut checked, &traits);
    let looked_at = text::front(&checked.text, MOST);
    let found =
        if role == Role::Name && personal::is_all(looked_at) { vec![Defect::NoLetters] } else { words(looked_at, role, region, &traits) };
    checked.defects.extend(found);
    checked
}

/// Looks at the signs of a cleaned text, not at its words: charset, markup, personal data.
#[must_use]
pub fn check_signs(clean: &str) -> Checked<'_> {
    let mut checked = Checked { text: Cow::Borrowed(clean), defects: Vec::new(), local: false };
    if let Some(traits) = letters::signs(clean) {
        signs(&mut checked, &traits);
    }
    checked
}

fn signs(checked: &mut Checked<'_>, traits: &letters::Traits) {
    if traits.foreign_signs {
        let repair = encoding::repair(&checked.text);
        apply(checked, repair);
    }
    if traits.markup {
        let repair = markup::decode_again(&checked.text);
        apply(checked, repair);
    }
    if traits.may_be_personal {
        let (redacted, found) = personal::redact(&checked.text);
        if let Some(redacted) = redacted {
            checked.text = Cow::Owned(redacted);
        }
        checked.defects.extend(found.into_iter().map(Defect::PersonalData));
    }
}

/// What is wrong with the words of a text.
fn words(text: &str, role: Role, region: Option<&Region>, traits: &letters::Traits) -> Vec<Defect> {
    let mut found: Vec<Defect> = Vec::new();
    let verdict = letters::not_words(text, role)
        .or_else(|| traits.test_words.then(|| test_data::read(text, role)).flatten())
        .or_else(|| traits.unknown_words.then(|| gibberish::read(text)).flatten());
    if verdict.as_ref().is_some_and(Defect::rejects_name) {
        found.extend(verdict);
        return found;
    }
    found.extend(verdict);
    found.extend(truncated::read(text, role));
    if traits.unknown_words {
        found.extend(typo::read(text, found.as_slice()));
    }
    if let Some(own) = region.filter(|_| traits.names_a_government) {
        found.extend(region::other(text, own).map(Defect::OtherRegion));
    }
    if traits.repeats {
        found.extend(repeated::read(text));
    }
    found
}

fn apply(checked: &mut Checked<'_>, repair: Option<(String, Defect)>) {
    if let Some((text, defect)) = repair {
        checked.text = Cow::Owned(text);
        checked.defects.push(defect);
    }
}

#[cfg(test)]
mod tests;
