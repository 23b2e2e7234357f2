//! What to bring: one text to its documents, by numbers, letters, bullets, list items, lines, or as a list in JSON. Sub-items stay with their
//! item, as text; headings ("Persyaratan:") and repeated documents are left out.

mod inline;
mod item;
mod lines;
mod mark;

use crate::model::RequiredDocument;

use super::text;
use lines::Line;
use mark::{Kind, Mark};

/// No service asks for more documents than this; the rest of a longer text is left out.
const MOST: usize = 100;

/// The longest document, in characters.
const LONGEST: usize = 1000;

/// The most of one text that is looked at, in bytes.
const MOST_TEXT: usize = 200_000;

/// The documents that a text names, in order, without numbers and bullets; empty and placeholder items are left out.
#[must_use]
pub fn split(raw: &str) -> Vec<RequiredDocument> {
    let mut documents = Vec::new();
    take_into(raw.to_owned(), &mut documents);
    documents
}

/// As [`split`], behind the documents that are there already; none is named twice. A text that is one document is moved.
pub(super) fn take_into(raw: String, documents: &mut Vec<RequiredDocument>) {
    if !is_one_plain_item(&raw) {
        split_into(&raw, documents);
    } else if raw.len() <= LONGEST && documents.len() < MOST && !item::says_nothing(&raw, documents) {
        documents.push(RequiredDocument { document: raw, uri: None });
    }
}

fn split_into(raw: &str, documents: &mut Vec<RequiredDocument>) {
    let raw = text::front(raw, MOST_TEXT);
    if let Some(items) = lines::listed(raw) {
        for text in items.iter().take(MOST) {
            let clean = text::clean(text);
            let (mark, rest) = mark::leading(&clean);
            let numbered = mark.is_some_and(|mark| matches!(mark.kind, Kind::Number | Kind::Bullet(_)));
            item::push(documents, if numbered { rest } else { &clean }, item::link(text).as_deref());
        }
        return;
    }
    let mut gathered = Gathered { items: Vec::new(), top: None, under: None };
    for line in lines::lines(raw) {
        gathered.line(line);
        if gathered.items.len() > MOST {
            break;
        }
    }
    for (item, uri) in gathered.into_items() {
        item::take(documents, item, uri);
    }
}

/// The common case, told without allocating: one document, nothing in it that could part or mark it.
fn is_one_plain_item(raw: &str) -> bool {
    let bytes = raw.as_bytes();
    let mut before = b' ';
    for (at, &byte) in bytes.iter().enumerate() {
        let plain = byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'(' | b'/' | b',' | b'-' | b'.' | b')' | b'\'');
        let marks = matches!(byte, b'.' | b')') && (before.is_ascii_digit() || single_letter(bytes, at));
        let spaces = byte == b' ' && before == b' ';
        if !plain || marks || spaces || (byte == b',' && at > 0) {
            return false;
        }
        before = byte;
    }
    bytes.first().is_some_and(u8::is_ascii_alphabetic)
        && before != b' '
        && bytes.len() > 1
        && !raw.contains("://")
        && !item::ends_in_and(raw)
}

/// Whether the byte before `at` is a letter that stands alone: "a." or " b)".
fn single_letter(bytes: &[u8], at: usize) -> bool {
    at > 0 && bytes[at - 1].is_ascii_alphabetic() && (at == 1 || matches!(bytes[at - 2], b' ' | b'('))
}

/// Items as they come together from lines.
struct Gathered {
    items: Vec<Item>,
    /// The kind of mark that the outermost items bear.
    top: Option<Kind>,
    /// The kind of mark that the headings bear.
    under: Option<Kind>,
}

struct Item {
    mark: Option<Mark>,
    text: String,
    uri: Option<String>,
    /// Has sub-items in it.
    nests: bool,
}

impl Gathered {
    fn line(&mut self, line: Line) {
        let (mark, rest) = mark::leading(&line.text);
        if line.depth > 1 && !self.items.is_empty() {
            self.append(&line.text, line.uri, true);
            return;
        }
        match mark {
            Some(mark) if mark.believable(self.items.last().and_then(|item| item.mark), self.top) => self.marked(mark, rest, line.uri),
            _ => self.unmarked(line),
        }
    }

    fn marked(&mut self, mark: Mark, rest: &str, uri: Option<String>) {
        if item::is_heading(rest) {
            self.under = Some(mark.kind);
            self.top = None;
            return;
        }
        if self.under == Some(mark.kind) {
            self.top = Some(mark.kind);
        }
        let top = *self.top.get_or_insert(mark.kind);
        if mark.kind == top || self.items.is_empty() {
            self.items.push(Item { mark: Some(mark), text: rest.to_owned(), uri, nests: false });
        } else {
            self.append(&format!("{}{rest}", mark.as_text()), uri, true);
        }
    }

    fn unmarked(&mut self, line: Line) {
        let text = line.text.as_str();
        let wraps = self.top.is_some()
            && !line.starts_item
            && text.chars().next().is_some_and(|c| c.is_lowercase() || matches!(c, '(' | ')' | ','));
        if wraps && self.items.last().is_some_and(|item| item.mark.is_some()) {
            self.append(&line.text, line.uri, false);
            return;
        }
        if item::is_heading(text) {
            self.top = None;
            return;
        }
        if let Some(rest) = item::behind_heading(text) {
            self.top = None;
            let line = Line { text: rest.to_owned(), uri: line.uri, ..line };
            self.line(line);
            return;
        }
        if let Some((before, list)) = inline::list_behind(text) {
            if !before.is_empty() && !item::is_heading(before) {
                self.items.push(Item { mark: None, text: before.to_owned(), uri: None, nests: false });
            }
            let (mark, rest) = mark::leading(list);
            self.items.push(Item { mark, text: rest.to_owned(), uri: line.uri.clone(), nests: false });
            self.top = mark.map(|mark| mark.kind);
            return;
        }
        self.items.push(Item { mark: None, text: line.text, uri: line.uri, nests: false });
    }

    fn append(&mut self, text: &str, uri: Option<String>, nests: bool) {
        if let Some(last) = self.items.last_mut()
            && last.text.len() < LONGEST * 4
        {
            last.text.push(' ');
            last.text.push_str(text);
            last.uri = last.uri.take().or(uri);
            last.nests |= nests;
        }
    }

    /// The items, each parted once more where several stand on one line.
    fn into_items(self) -> Vec<(String, Option<String>)> {
        let marked = self.items.iter().filter(|item| item.mark.is_some()).count();
        let next: Vec<Option<u32>> = (0..self.items.len()).map(|at| self.items.get(at + 1)?.mark?.number()).collect();
        let mut found = Vec::with_capacity(self.items.len());
        for (item, next) in self.items.into_iter().zip(next) {
            let whole = match item.mark {
                Some(mark) => mark.number().is_some() && next == Some(mark.value + 1),
                None => inline::is_whole(&item.text),
            };
            if whole {
                found.push((item.text, item.uri));
                continue;
            }
            let parts = match item.mark {
                Some(mark) => inline::parts(mark, &item.text, next, marked),
                None => inline::unmarked_parts(&item.text),
            };
            if parts.len() == 1 {
                found.push((item.text, item.uri));
            } else {
                found.extend(parts.into_iter().map(|part| (part.to_owned(), item.uri.clone())));
            }
            if found.len() > MOST {
                break;
            }
        }
        found
    }
}

#[cfg(test)]
mod tests;
