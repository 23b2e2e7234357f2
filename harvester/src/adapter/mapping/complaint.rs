//! What is wrong with a mapping, and the words for it.

use std::ops::Range;

use super::item::{Item, Kind};

/// One mistake in a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::adapter) struct Complaint {
    /// Which key, from the source down: `mapping.endpoint[0].service.cost`.
    pub(in crate::adapter) key: String,
    /// The bytes that it is about.
    pub(in crate::adapter) span: Range<usize>,
    /// What is wrong and what was expected.
    pub(in crate::adapter) message: String,
}

/// A selector that cannot be compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::adapter) struct Flaw {
    /// What is wrong.
    pub(in crate::adapter) message: String,
    /// The byte in the selector at which it is wrong.
    pub(in crate::adapter) at: Option<usize>,
}

impl Flaw {
    pub(in crate::adapter) fn new(message: impl Into<String>, at: Option<usize>) -> Self {
        Self { message: message.into(), at }
    }
}

/// Collects complaints on the way down.
#[derive(Default)]
pub(in crate::adapter) struct Complaints {
    pub(in crate::adapter) all: Vec<Complaint>,
}

impl Complaints {
    pub(in crate::adapter) fn add(&mut self, key: &str, span: &Range<usize>, message: impl Into<String>) {
        self.all.push(Complaint { key: key.to_owned(), span: span.clone(), message: message.into() });
    }

    /// A value is not of the kind that was expected.
    pub(in crate::adapter) fn kind(&mut self, key: &str, item: &Item, expected: &str) {
        self.add(key, &item.span, format!("expected {expected}, found {}", item.kind_name()));
    }

    /// A selector is wrong: the span is narrowed to the place in it where that can be known.
    pub(in crate::adapter) fn selector(&mut self, key: &str, item: &Item, text: &str, language: &str, flaw: &Flaw) {
        let plain = item.span.len() == text.len() + 2;
        let span = match flaw.at {
            Some(at) if plain && at <= text.len() => item.span.start + 1 + at..item.span.end,
            _ => item.span.clone(),
        };
        let place = flaw.at.map(|at| format!(" (at character {} of `{text}`)", at + 1)).unwrap_or_default();
        self.add(key, &span, format!("not a {language}: {}{place}", flaw.message));
    }

    /// Complains of every key that is not known.
    pub(in crate::adapter) fn unknown(&mut self, key: &str, item: &Item, known: &[&str]) {
        for entry in item.entries().iter().filter(|entry| !known.contains(&entry.key.as_str())) {
            let hint = match nearest(&entry.key, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are {}", known.join(", ")),
            };
            self.add(&format!("{key}.{}", entry.key), &entry.at, format!("no such key; {hint}"));
        }
    }

    /// A text key of a table.
    pub(in crate::adapter) fn text(&mut self, key: &str, item: &Item, name: &str) -> Option<String> {
        let value = item.get(name)?;
        if value.text().is_none() {
            self.kind(&format!("{key}.{name}"), value, "a text");
        }
        value.text().map(str::to_owned)
    }

    /// A yes-or-no key of a table; no unless told.
    pub(in crate::adapter) fn flag(&mut self, key: &str, item: &Item, name: &str) -> bool {
        match item.get(name).map(|value| (value, &value.kind)) {
            None => false,
            Some((_, Kind::Bool(flag))) => *flag,
            Some((value, _)) => {
                self.kind(&format!("{key}.{name}"), value, "true or false");
                false
            }
        }
    }

    /// A count of a table.
    pub(in crate::adapter) fn count(&mut self, key: &str, item: &Item, name: &str) -> Option<u64> {
        let value = item.get(name)?;
        match &value.kind {
            Kind::Integer(number) if *number >= 0 => u64::try_from(*number).ok(),
            _ => {
                self.kind(&format!("{key}.{name}"), value, "a whole number, 0 or more");
                None
            }
        }
    }

    /// A text or a list of texts of a table.
    pub(in crate::adapter) fn texts(&mut self, key: &str, item: &Item, name: &str) -> Option<Vec<String>> {
        let value = item.get(name)?;
        let texts = match &value.kind {
            Kind::Text(text) => Some(vec![text.clone()]),
            Kind::List(items) => items.iter().map(|item| item.text().map(str::to_owned)).collect(),
            _ => None,
        };
        if texts.is_none() {
            self.kind(&format!("{key}.{name}"), value, "a text or a list of texts");
        }
        texts
    }
}

/// What people of this country write first.
const INDONESIAN: [(&str, &str); 26] = [
    ("nama", "name"),
    ("biaya", "cost"),
    ("harga", "cost"),
    ("tarif", "cost"),
    ("waktu", "duration"),
    ("jangka_waktu", "duration"),
    ("persyaratan", "requirements"),
    ("syarat", "requirements"),
    ("prosedur", "procedure"),
    ("alur", "procedure"),
    ("instansi", "organization"),
    ("layanan", "service"),
    ("lokasi", "location"),
    ("alamat", "address"),
    ("telepon", "phone"),
    ("telp", "phone"),
    ("jam", "hours"),
    ("jam_buka", "hours"),
    ("loket", "counter"),
    ("kategori", "category"),
    ("tanggal", "date"),
    ("jadwal", "stop"),
    ("keterangan", "description"),
    ("dasar_hukum", "legal_basis"),
    ("periode", "period"),
    ("nilai", "value"),
];

/// The known word that is nearest to a misspelt one, where one is near.
pub(in crate::adapter) fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let folded = word.to_lowercase();
    if let Some((_, english)) = INDONESIAN.iter().find(|(indonesian, english)| *indonesian == folded && known.contains(english)) {
        return known.iter().find(|known| *known == english).copied();
    }
    known
        .iter()
        .map(|known| (strsim::damerau_levenshtein(&folded, known), *known))
        .filter(|(distance, known)| *distance <= 1 + known.len() / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}
