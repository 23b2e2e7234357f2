//! Reads single fields of a record and keeps what there is to say about them. Every text that is published passes here: it is repaired where
//! that is certain, and personal data is blotted out of it, of its raw text and of its findings.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::model::{Code, Fact, Finding, Region, RegionCode, RequiredDocument, Source};
use crate::normalise::text_quality::{self, Defect, Role, personal};
use crate::normalise::{Reading, phone, text};

use super::LONGEST_NAME;
use super::memo::Before;

/// What is needed to read a field: the source, its region, and the list of findings.
pub(super) struct Fields<'a> {
    pub source: &'a Source,
    pub region: &'a Region,
    pub findings: Vec<Finding>,
    /// Fields whose placeholders have been remarked on: once a catalog is enough.
    pub told: HashSet<&'static str>,
    /// Other regions whose halls are among the source's places: a tenant serves several.
    pub serves: HashSet<RegionCode>,
}

/// Which record a field belongs to, for findings.
#[derive(Clone, Copy)]
pub(super) struct Record<'a> {
    /// Its id or name as the source gives it.
    pub name: &'a str,
    /// Where it stands in the document; may be empty.
    pub path: &'a str,
}

impl Record<'_> {
    fn path_of(&self, field: &str) -> String {
        if self.path.is_empty() { field.to_owned() } else { format!("{}.{field}", self.path) }
    }
}

/// A text without personal data.
fn blotted(text: &str) -> Cow<'_, str> {
    match personal::possible(text).then(|| personal::redact(text).0).flatten() {
        Some(redacted) => Cow::Owned(redacted),
        None => Cow::Borrowed(text),
    }
}

/// A finding whose raw text and record hold no personal data.
pub(super) fn without_personal_data(mut finding: Finding) -> Finding {
    if let Cow::Owned(raw) = blotted(&finding.raw) {
        finding.raw = raw;
    }
    if let Cow::Owned(record) = blotted(&finding.record) {
        finding.record = record;
    }
    finding
}

impl Fields<'_> {
    /// Notes a remark on a field.
    pub(super) fn tell(&mut self, code: Code, record: Record<'_>, field: &str, raw: &str) {
        self.findings.push(Finding::new(code, &blotted(record.name), record.path_of(field), &blotted(raw)));
    }

    /// A text on one line, cut to `most` characters; `None` where there is none.
    pub(super) fn line(&mut self, record: Record<'_>, field: &'static str, raw: Option<String>, most: usize) -> Option<String> {
        let raw = raw?;
        if text::placeholder(&raw) {
            self.tell_placeholder(record, field, &raw);
            return None;
        }
        let length = raw.len();
        let clean = text::cleaned(raw);
        if clean.len() != length && text::placeholder(&clean) {
            return None;
        }
        let clean = self.signs(record, field, clean);
        Some(self.cut(record, field, clean, most))
    }

    /// A name, cut to a sane length; `None` inside where the name is right as it is written. Without a name a record cannot be kept, and that
    /// is told.
    pub(super) fn name(&mut self, before: &mut Before, record: Record<'_>, raw: &str) -> Option<Option<String>> {
        if before.is_right(raw) {
            return Some(None);
        }
        if text::placeholder(raw) {
            self.tell(Code::NameMissing, record, "name", raw);
            return None;
        }
        let checked = text_quality::check_raw(raw, Role::Name, Some(self.region));
        if checked.defects.is_empty() && checked.text == raw && raw.len() <= LONGEST_NAME {
            if !checked.local {
                before.remember_right(raw);
            }
            return Some(None);
        }
        if checked.is_placeholder() {
            self.tell(Code::NameMissing, record, "name", raw);
            return None;
        }
        let text = checked.text.into_owned();
        self.tell_defects(&checked.defects, Role::Name, record, "name", raw);
        if checked.defects.iter().any(Defect::rejects_name) {
            return None;
        }
        Some(Some(self.cut(record, "name", text, LONGEST_NAME)))
    }

    /// A text of several lines, cut to `most` characters.
    pub(super) fn lines(&mut self, record: Record<'_>, field: &'static str, raw: Option<String>, most: usize) -> Option<String> {
        let raw = raw?;
        if text::placeholder(&raw) {
            self.tell_placeholder(record, field, &raw);
            return None;
        }
        let length = raw.len();
        let lines = text::cleaned_lines(raw);
        if lines.len() != length && text::placeholder(&lines) {
            return None;
        }
        let checked = text_quality::check(Cow::Borrowed(&lines), Role::Text, Some(self.region));
        if checked.defects.is_empty() {
            return Some(self.cut(record, field, lines, most));
        }
        self.tell_defects(&checked.defects, Role::Text, record, field, &lines);
        let says_nothing = checked.defects.iter().any(|defect| matches!(defect, Defect::Gibberish | Defect::TestData));
        if says_nothing {
            return None;
        }
        let text = checked.text.into_owned();
        Some(self.cut(record, field, text, most))
    }

    /// A text whose words are not judged: charset, markup and personal data only.
    fn signs(&mut self, record: Record<'_>, field: &'static str, clean: String) -> String {
        let checked = text_quality::check_signs(&clean);
        if checked.defects.is_empty() {
            return clean;
        }
        let text = checked.text.into_owned();
        self.tell_defects(&checked.defects, Role::Text, record, field, &clean);
        text
    }

    /// The same for documents and steps.
    pub(super) fn documents(&mut self, record: Record<'_>, field: &'static str, documents: &mut [RequiredDocument]) {
        for document in documents {
            let text = std::mem::take(&mut document.document);
            document.document = self.signs(record, field, text);
        }
    }

    fn tell_defects(&mut self, defects: &[Defect], role: Role, record: Record<'_>, field: &str, raw: &str) {
        for defect in defects {
            if matches!(defect, Defect::OtherRegion(other) if self.serves.contains(&other.code)) {
                continue;
            }
            self.tell(defect.code(role), record, field, raw);
        }
    }

    fn cut(&mut self, record: Record<'_>, field: &'static str, clean: String, most: usize) -> String {
        let (cut, longer) = text::cut(clean, most);
        if longer {
            self.tell(Code::TextTooLong, record, field, &cut);
        }
        cut
    }

    /// Says once a catalog and field that placeholders say nothing.
    pub(super) fn tell_placeholder(&mut self, record: Record<'_>, field: &'static str, raw: &str) {
        if !raw.trim().is_empty() && self.told.insert(field) {
            self.tell(Code::Placeholder, record, field, raw);
        }
    }

    /// A fact, its findings noted.
    pub(super) fn fact<T>(&mut self, record: Record<'_>, field: &str, raw: &str, reading: Reading<T>) -> Option<Fact<T>> {
        for code in reading.findings {
            self.tell(code, record, field, raw);
        }
        reading.fact
    }

    /// A raw text to read a fact from, without personal data: a fact keeps its raw text, and publishes it.
    pub(super) fn raw(&mut self, record: Record<'_>, field: &str, raw: Option<String>) -> Option<String> {
        let raw = raw?;
        match blotted(&raw) {
            Cow::Borrowed(_) => Some(raw),
            Cow::Owned(redacted) => {
                self.tell(Code::PersonalData, record, field, &redacted);
                Some(redacted)
            }
        }
    }

    /// A raw text that another finding has told of.
    pub(super) fn quietly_blotted(&self, raw: String) -> String {
        match blotted(&raw) {
            Cow::Borrowed(_) => raw,
            Cow::Owned(redacted) => redacted,
        }
    }

    /// A telephone number.
    pub(super) fn phone(&mut self, record: Record<'_>, raw: Option<&str>) -> Option<Fact<String>> {
        let raw = raw?;
        let redacted = personal::redact_identity(raw);
        if redacted.is_some() {
            self.tell(Code::PersonalData, record, "phone", raw);
        }
        let raw = redacted.as_deref().unwrap_or(raw);
        self.fact(record, "phone", raw, phone::read(raw))
    }

    /// A web address.
    pub(super) fn url(&mut self, record: Record<'_>, field: &'static str, raw: Option<&str>) -> Option<String> {
        let raw = raw?;
        let url = text::url(raw);
        if url.is_none() {
            if text::placeholder(raw) {
                self.tell_placeholder(record, field, raw);
            } else {
                self.tell(Code::UrlInvalid, record, field, raw);
            }
        }
        url
    }

    /// An e-mail address, as written: the field asks for one, so that it is no secret.
    pub(super) fn email(&mut self, record: Record<'_>, raw: Option<String>) -> Option<String> {
        let clean = text::cleaned(raw?);
        if text::placeholder(&clean) {
            self.tell_placeholder(record, "email", &clean);
            return None;
        }
        Some(self.cut(record, "email", clean, 200)).filter(|email| email.contains('@'))
    }
}
