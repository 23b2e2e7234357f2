//! Reads single fields of a record and keeps what there is to say about them.

use std::collections::HashSet;

use crate::model::{Code, Fact, Finding, Region, Source};
use crate::normalise::{Reading, phone, text};

use super::LONGEST_NAME;

/// What is needed to read a field: the source, its region, and the list of findings.
pub(super) struct Fields<'a> {
    pub source: &'a Source,
    pub region: &'a Region,
    pub findings: Vec<Finding>,
    /// Fields whose placeholders have been remarked on: once a catalog is enough.
    pub told: HashSet<&'static str>,
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

impl Fields<'_> {
    /// Notes a remark on a field.
    pub(super) fn tell(&mut self, code: Code, record: Record<'_>, field: &str, raw: &str) {
        self.findings.push(Finding::new(code, record.name, record.path_of(field), raw));
    }

    /// A text on one line, cut to `most` characters; `None` where there is none.
    pub(super) fn line(&mut self, record: Record<'_>, field: &'static str, raw: Option<&str>, most: usize) -> Option<String> {
        let raw = raw?;
        let clean = text::clean(raw);
        if text::placeholder(&clean) {
            self.tell_placeholder(record, field, raw);
            return None;
        }
        Some(self.cut(record, field, clean, most))
    }

    /// A name, cut to a sane length. Without one a record cannot be kept, and that is told.
    pub(super) fn name(&mut self, record: Record<'_>, raw: &str) -> Option<String> {
        let clean = text::clean(raw);
        if text::placeholder(&clean) {
            self.tell(Code::NameMissing, record, "name", raw);
            return None;
        }
        Some(self.cut(record, "name", clean, LONGEST_NAME))
    }

    /// A text of several lines, cut to `most` characters.
    pub(super) fn lines(&mut self, record: Record<'_>, field: &'static str, raw: Option<&str>, most: usize) -> Option<String> {
        let raw = raw?;
        if text::placeholder(raw) {
            self.tell_placeholder(record, field, raw);
            return None;
        }
        let lines = text::lines(raw);
        if text::placeholder(&lines) { None } else { Some(self.cut(record, field, lines, most)) }
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

    /// A telephone number.
    pub(super) fn phone(&mut self, record: Record<'_>, raw: Option<&str>) -> Option<Fact<String>> {
        let raw = raw?;
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

    /// An e-mail address, as written.
    pub(super) fn email(&mut self, record: Record<'_>, raw: Option<&str>) -> Option<String> {
        self.line(record, "email", raw, 200).filter(|email| email.contains('@'))
    }
}
