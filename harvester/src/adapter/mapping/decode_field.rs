//! One field of a mapping: a selector, a list of them, or a table that says where the value comes from and what is done with it.

use std::collections::BTreeMap;

use regex::{Regex, RegexBuilder};

use super::Language;
use super::complaint::Complaints;
use super::declaration::{Condition, Field, From, Index, Part, Split};
use super::item::{Item, Kind};

/// Where a value may come from, in any language.
const FROM: &[&str] = &["path", "first", "join", "constant", "key", "position", "parent", "document", "list", "template"];

/// What may be done with it.
const DONE: &[&str] = &["default", "values", "split", "match", "with", "index", "base"];

/// What a condition may ask.
const ASKED: &[&str] = &["equals", "not", "matches", "not_matches", "present"];

/// A selector of the language.
pub(super) fn selector<L: Language>(key: &str, item: &Item, complaints: &mut Complaints) -> Option<L::Selector> {
    let Some(text) = item.text() else {
        complaints.kind(key, item, L::NAME);
        return None;
    };
    match L::compile(text) {
        Ok(selector) => Some(selector),
        Err(flaw) => {
            complaints.selector(key, item, text, L::NAME, &flaw);
            None
        }
    }
}

/// A field in any of its spellings.
pub(super) fn field<L: Language>(key: &str, item: &Item, complaints: &mut Complaints) -> Option<Field<L>> {
    match &item.kind {
        Kind::Text(_) => selector::<L>(key, item, complaints).map(|selector| Field::plain(From::Path(selector))),
        Kind::List(_) => Some(Field::plain(From::Several(several(key, item, complaints)))),
        Kind::Table(_) => table(key, item, &[], complaints),
        _ => {
            complaints.kind(key, item, &format!("a {}, a list of them, or a table such as {{ path = … }}", L::NAME));
            None
        }
    }
}

fn several<L: Language>(key: &str, item: &Item, complaints: &mut Complaints) -> Vec<Field<L>> {
    match &item.kind {
        Kind::List(items) => items.iter().filter_map(|item| field(key, item, complaints)).collect(),
        _ => field(key, item, complaints).into_iter().collect(),
    }
}

impl<L: Language> Field<L> {
    fn plain(from: From<L>) -> Self {
        Self { from, with: None, pattern: None, values: None, split: None, default: None }
    }
}

fn table<L: Language>(key: &str, item: &Item, more: &[&str], complaints: &mut Complaints) -> Option<Field<L>> {
    let sources: Vec<&str> = FROM.iter().chain(L::OWN).copied().collect();
    let known: Vec<&str> = sources.iter().chain(DONE).chain(more).copied().collect();
    complaints.unknown(key, item, &known);
    let stated: Vec<&str> = sources.iter().copied().filter(|name| item.get(name).is_some()).collect();
    let from = match stated[..] {
        [one] => from(key, one, item, complaints)?,
        _ => {
            complaints.add(key, &item.span, format!("expected exactly one of {}", sources.join(", ")));
            return None;
        }
    };
    Some(Field {
        from,
        with: complaints.text(key, item, "with"),
        pattern: pattern(key, "match", item, complaints),
        values: values(key, item, complaints),
        split: complaints.text(key, item, "split").map(|text| match text.as_str() {
            "list" => Split::List,
            "lines" => Split::Lines,
            _ => Split::At(text),
        }),
        default: complaints.text(key, item, "default"),
    })
}

fn from<L: Language>(key: &str, name: &str, item: &Item, complaints: &mut Complaints) -> Option<From<L>> {
    let value = item.get(name)?;
    let below = format!("{key}.{name}");
    Some(match name {
        "path" if matches!(value.kind, Kind::List(_)) => From::Several(several(&below, value, complaints)),
        "path" => From::Path(selector::<L>(&below, value, complaints)?),
        "join" => From::Several(several(&below, value, complaints)),
        "first" => From::First(several(&below, value, complaints)),
        "constant" => From::Constant(complaints.text(key, item, name)?),
        "position" => {
            complaints.flag(key, item, name);
            From::Position
        }
        "key" => match value.kind {
            Kind::Bool(true) => From::Key(1),
            Kind::Integer(level @ 1..=32) => From::Key(usize::try_from(level).unwrap_or(1)),
            _ => {
                complaints.kind(&below, value, "true, or how many keys up, from 1");
                return None;
            }
        },
        "parent" => From::Parent(selector::<L>(&below, value, complaints)?),
        "document" => From::Document(selector::<L>(&below, value, complaints)?),
        "list" => From::Listed { list: selector::<L>(&below, value, complaints)?, index: index(key, item, complaints)? },
        "template" => {
            let text = complaints.text(key, item, name)?;
            From::Template(part_of_template::<L>(&below, value, &text, &[], complaints)?)
        }
        own => From::Own(own_source::<L>(own, &below, value, complaints)?),
    })
}

fn own_source<L: Language>(name: &str, key: &str, value: &Item, complaints: &mut Complaints) -> Option<L::Own> {
    let text = match &value.kind {
        Kind::Text(text) => text.clone(),
        Kind::Integer(number) => number.to_string(),
        _ => {
            complaints.kind(key, value, "a text");
            return None;
        }
    };
    match L::own(name, &text) {
        Ok(own) => Some(own),
        Err(flaw) => {
            complaints.selector(key, value, &text, "selector", &flaw);
            None
        }
    }
}

fn index<L: Language>(key: &str, item: &Item, complaints: &mut Complaints) -> Option<Index<L>> {
    let base = complaints.count(key, item, "base").unwrap_or(0);
    match item.get("index") {
        None => {
            complaints.add(&format!("{key}.index"), &item.span, format!("missing; expected \"position\" or a {}", L::NAME));
            None
        }
        Some(value) if value.text() == Some("position") => Some(Index::Position),
        Some(value) => selector::<L>(&format!("{key}.index"), value, complaints).map(|selector| Index::Selected(selector, base)),
    }
}

fn values(key: &str, item: &Item, complaints: &mut Complaints) -> Option<BTreeMap<String, String>> {
    let table = item.get("values")?;
    if !matches!(table.kind, Kind::Table(_)) {
        complaints.kind(&format!("{key}.values"), table, "a table, { \"as written\" = \"as meant\" }");
    }
    let mut values = BTreeMap::new();
    for entry in table.entries() {
        match entry.item.text() {
            Some(text) => {
                values.insert(entry.key.trim().to_lowercase(), text.to_owned());
            }
            None => complaints.kind(&format!("{key}.values.{}", entry.key), &entry.item, "a text"),
        }
    }
    Some(values)
}

fn pattern(key: &str, name: &str, item: &Item, complaints: &mut Complaints) -> Option<Regex> {
    let text = complaints.text(key, item, name)?;
    match RegexBuilder::new(&text).size_limit(1 << 20).build() {
        Ok(regex) => Some(regex),
        Err(error) => {
            // The library draws the place under the pattern.
            let value = item.get(name).unwrap_or(item);
            let drawn = error.to_string();
            let at = drawn
                .lines()
                .find(|line| line.trim_start().starts_with('^'))
                .and_then(|line| line.find('^'))
                .map(|at| at.saturating_sub(4));
            let said = drawn.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            complaints.selector(&format!("{key}.{name}"), value, &text, "regular expression", &super::complaint::Flaw::new(said, at));
            None
        }
    }
}

/// A template: text with holes `{…}`, each a field's name where there are such, else a selector.
pub(super) fn part_of_template<L: Language>(
    key: &str,
    item: &Item,
    text: &str,
    names: &[&str],
    complaints: &mut Complaints,
) -> Option<Vec<Part<L>>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        let Some((hole, after)) = behind.split_once('}') else {
            let at = text.len() - behind.len() - 1;
            complaints.selector(key, item, text, "template", &super::complaint::Flaw::new("a `{` without its `}`", Some(at)));
            return None;
        };
        if !before.is_empty() {
            parts.push(Part::Text(before.to_owned()));
        }
        if names.contains(&hole) {
            parts.push(Part::Named(hole.to_owned()));
        } else {
            match L::compile(hole) {
                Ok(selector) => parts.push(Part::Selected(selector)),
                Err(flaw) => {
                    complaints.selector(key, item, hole, L::NAME, &flaw);
                    return None;
                }
            }
        }
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest.to_owned()));
    }
    Some(parts)
}

/// A condition of `where`.
pub(super) fn condition<L: Language>(key: &str, item: &Item, complaints: &mut Complaints) -> Option<Condition<L>> {
    if !matches!(item.kind, Kind::Table(_)) {
        complaints.kind(key, item, "a table, { path = …, equals = … }");
        return None;
    }
    if ASKED.iter().all(|name| item.get(name).is_none()) {
        complaints.add(key, &item.span, format!("asks nothing; expected one of {}", ASKED.join(", ")));
    }
    let present = item.get("present").map(|_| complaints.flag(key, item, "present"));
    let folded = |texts: Option<Vec<String>>| texts.map(|texts| texts.iter().map(|text| text.trim().to_lowercase()).collect());
    Some(Condition {
        equals: folded(complaints.texts(key, item, "equals")),
        not: folded(complaints.texts(key, item, "not")),
        matches: pattern(key, "matches", item, complaints),
        not_matches: pattern(key, "not_matches", item, complaints),
        present,
        field: table(key, item, ASKED, complaints)?,
    })
}
