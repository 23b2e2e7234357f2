//! Reading a field at a record: select, match, translate, split, default.

use std::collections::HashSet;

use registry::normalise::requirements;

use super::declaration::{Condition, Field, From, Index, Part, Split};
use super::{Language, Place};

/// Where a field is read: the record, and the document around it.
pub(in crate::adapter) struct At<'r, 'd, L: Language> {
    pub(in crate::adapter) place: &'r Place<'d, L>,
    pub(in crate::adapter) document: L::Node<'d>,
}

impl<L: Language> Field<L> {
    /// The field as one text; `None` where it is missing or empty.
    pub(in crate::adapter) fn one(&self, at: &At<'_, '_, L>) -> Option<String> {
        let mut texts = self.texts(at, false);
        if self.with.is_none() {
            // Lines that say the same: a description that repeats the kind.
            let mut seen = HashSet::new();
            texts.retain(|text| seen.insert(text.trim().to_lowercase()));
        }
        match texts.len() {
            0 => None,
            1 => texts.into_iter().next(),
            _ => Some(texts.join(self.with.as_deref().unwrap_or("\n"))),
        }
    }

    /// The field as a list of texts.
    pub(in crate::adapter) fn list(&self, at: &At<'_, '_, L>) -> Vec<String> {
        let texts = self.texts(at, true);
        match &self.with {
            Some(with) if !texts.is_empty() => self.divided(vec![texts.join(with)]),
            _ => texts,
        }
    }

    fn texts(&self, at: &At<'_, '_, L>, apart: bool) -> Vec<String> {
        let mut texts = self.selected(at, apart);
        if let Some(pattern) = &self.pattern {
            texts = texts.iter().filter_map(|text| matched(pattern, text)).collect();
        }
        texts.retain(|text| !text.trim().is_empty());
        if let Some(values) = &self.values {
            for text in &mut texts {
                let key = text.trim().to_lowercase();
                if let Some(meant) = values.get(&key).or_else(|| values.get("*")) {
                    text.clone_from(meant);
                }
            }
            texts.retain(|text| !text.is_empty());
        }
        if texts.is_empty() {
            return self.default.clone().into_iter().collect();
        }
        if self.with.is_some() { texts } else { self.divided(texts) }
    }

    fn divided(&self, texts: Vec<String>) -> Vec<String> {
        match &self.split {
            None => texts,
            Some(split) => texts.iter().flat_map(|text| divide(text, split)).collect(),
        }
    }

    fn selected(&self, at: &At<'_, '_, L>, apart: bool) -> Vec<String> {
        let node = at.place.node;
        match &self.from {
            From::Path(selector) => L::texts(selector, node, apart),
            From::Several(fields) if self.with.is_some() => fields.iter().filter_map(|field| field.one(at)).collect(),
            From::Several(fields) => fields.iter().flat_map(|field| field.texts(at, apart)).collect(),
            From::First(fields) => fields.iter().map(|field| field.texts(at, apart)).find(|texts| !texts.is_empty()).unwrap_or_default(),
            From::Constant(text) => vec![text.clone()],
            From::Key(up) => up.checked_sub(1).and_then(|up| at.place.keys.iter().rev().nth(up)).cloned().into_iter().collect(),
            From::Position => vec![at.place.position.to_string()],
            From::Parent(selector) => {
                at.place.ancestors.iter().map(|node| L::texts(selector, *node, apart)).find(|texts| !texts.is_empty()).unwrap_or_default()
            }
            From::Document(selector) => L::texts(selector, at.document, apart),
            From::Listed { list, index } => listed(list, index, at).into_iter().collect(),
            From::Template(parts) => template(parts, at, |_| None).into_iter().collect(),
            From::Own(own) => L::own_text(own, node).into_iter().collect(),
        }
    }
}

/// The part of a text that a pattern asks for: its first group, or all that it matches.
fn matched(pattern: &regex::Regex, text: &str) -> Option<String> {
    let found = pattern.captures(text)?;
    found.get(1).or_else(|| found.get(0)).map(|part| part.as_str().trim().to_owned())
}

fn divide(text: &str, split: &Split) -> Vec<String> {
    let trimmed = |part: &str| Some(part.trim().to_owned()).filter(|part| !part.is_empty());
    match split {
        // A link beside an item would be lost here; the normaliser reads it from the whole text.
        Split::List if text.contains("://") => vec![text.to_owned()],
        Split::List => requirements::split(text).into_iter().map(|item| item.document).collect(),
        Split::Lines => text.lines().filter_map(trimmed).collect(),
        Split::At(mark) => text.split(mark.as_str()).filter_map(trimmed).collect(),
    }
}

fn listed<L: Language>(list: &L::Selector, index: &Index<L>, at: &At<'_, '_, L>) -> Option<String> {
    let key = match index {
        Index::Position => (at.place.position - 1).to_string(),
        Index::Selected(selector, base) => {
            let written = L::texts(selector, at.place.node, false).into_iter().next()?;
            match written.trim().parse::<u64>() {
                Ok(number) if *base > 0 => number.checked_sub(*base)?.to_string(),
                _ => written.trim().to_owned(),
            }
        }
    };
    L::entry(list, at.document, &key)
}

/// A template with its holes filled; `None` where one of them has nothing.
pub(in crate::adapter) fn template<L: Language>(
    parts: &[Part<L>],
    at: &At<'_, '_, L>,
    named: impl Fn(&str) -> Option<String>,
) -> Option<String> {
    let mut text = String::new();
    for part in parts {
        match part {
            Part::Text(plain) => text.push_str(plain),
            Part::Named(name) => text.push_str(&named(name)?),
            Part::Selected(selector) => {
                let found = L::texts(selector, at.place.node, false);
                if found.is_empty() {
                    return None;
                }
                text.push_str(&found.join(", "));
            }
        }
    }
    Some(text)
}

impl<L: Language> Condition<L> {
    /// Whether the record is wanted.
    pub(in crate::adapter) fn holds(&self, at: &At<'_, '_, L>) -> bool {
        let text = self.field.one(at).unwrap_or_default();
        let folded = text.trim().to_lowercase();
        self.equals.as_ref().is_none_or(|texts| texts.contains(&folded))
            && self.not.as_ref().is_none_or(|texts| !texts.contains(&folded))
            && self.matches.as_ref().is_none_or(|pattern| pattern.is_match(&text))
            && !self.not_matches.as_ref().is_some_and(|pattern| pattern.is_match(&text))
            && self.present.is_none_or(|present| present != folded.is_empty())
    }
}
