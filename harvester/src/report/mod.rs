//! What is wrong with a feed, told to the people who keep it: a line for each finding with the record, the field, the value as written and
//! how to fix it, on a terminal, as JSON, CSV or XLSX, in Indonesian or English.

mod sheet;
mod table;

use registry::model::{Code, Finding};
use serde::Serialize;

pub use sheet::{SheetError, xlsx};
pub use table::csv;

/// The language of headings and advice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Bahasa Indonesia.
    #[default]
    Indonesian,
    /// English.
    English,
}

/// One finding as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// `info`, `warning` or `error`.
    pub severity: &'static str,
    /// Which record: its id or name in the feed.
    pub record: String,
    /// Where in the feed: the row, the field.
    pub path: String,
    /// The value as written.
    pub value: String,
    /// The stable code of the rule.
    pub code: &'static str,
    /// What the region can do.
    pub how_to_fix: &'static str,
}

impl Line {
    /// The line of a finding.
    #[must_use]
    pub fn of(finding: &Finding, language: Language) -> Self {
        Self {
            severity: finding.code.severity().as_str(),
            record: finding.record.clone(),
            path: finding.path.clone(),
            value: finding.raw.clone(),
            code: finding.code.as_str(),
            how_to_fix: advice(finding.code, language),
        }
    }

    /// The cells, in the order of [`headings`].
    #[must_use]
    pub fn cells(&self, language: Language) -> [&str; 6] {
        [severity(self.severity, language), &self.record, &self.path, &self.value, self.how_to_fix, self.code]
    }
}

/// What the region can do.
#[must_use]
pub fn advice(code: Code, language: Language) -> &'static str {
    match language {
        Language::Indonesian => code.how_to_fix(),
        Language::English => code.how_to_fix_en(),
    }
}

/// The headings of the columns.
#[must_use]
pub fn headings(language: Language) -> [&'static str; 6] {
    match language {
        Language::Indonesian => ["Tingkat", "Data", "Isian", "Nilai", "Cara memperbaiki", "Aturan"],
        Language::English => ["Severity", "Record", "Field", "Value", "How to fix", "Rule"],
    }
}

fn severity(name: &'static str, language: Language) -> &'static str {
    match (language, name) {
        (Language::English, name) => name,
        (Language::Indonesian, "error") => "salah",
        (Language::Indonesian, "warning") => "peringatan",
        (Language::Indonesian, _) => "catatan",
    }
}

/// A text that no spreadsheet runs as a formula: one that begins like one begins with an apostrophe.
#[must_use]
pub fn defused(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_to_do_in_both_languages() {
        let finding = Finding::new(Code::NameMissing, "12", "baris 7, kolom Nama", "");
        let line = Line::of(&finding, Language::Indonesian);
        assert_eq!(line.cells(Language::Indonesian)[..3], ["salah", "12", "baris 7, kolom Nama"]);
        assert_ne!(line.how_to_fix, Line::of(&finding, Language::English).how_to_fix);
    }
}
