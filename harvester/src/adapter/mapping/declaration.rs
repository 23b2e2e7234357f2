//! A mapping as decoded: endpoints, paging, levels and fields, with their selectors compiled.

use std::collections::BTreeMap;

use regex::Regex;

use super::Language;
use super::levels::Kind;

/// All of `[mapping]`.
pub(in crate::adapter) struct Mapping<L: Language> {
    pub(in crate::adapter) endpoints: Vec<Endpoint<L>>,
}

/// One kind of document: its place and what is in it.
pub(in crate::adapter) struct Endpoint<L: Language> {
    /// Relative to the source's `url`, or absolute; empty: the source's `url` itself.
    pub(in crate::adapter) url: String,
    /// The feed can be read without it.
    pub(in crate::adapter) optional: bool,
    pub(in crate::adapter) paging: Option<Paging<L>>,
    pub(in crate::adapter) levels: BTreeMap<Kind, Vec<Level<L>>>,
    pub(in crate::adapter) options: Options,
}

/// How the bytes of a document are to be read; which of these a format has is told by `Language::OPTIONS`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::adapter) struct Options {
    /// A label as in HTML, `windows-1252`; detected where it is not stated.
    pub(in crate::adapter) encoding: Option<String>,
    /// The name of a sheet, or `*` for all of them.
    pub(in crate::adapter) sheet: Option<String>,
    /// The row of the header, counted from 1; found by the mapped names where it is not stated. 0: there is none.
    pub(in crate::adapter) header_row: Option<u64>,
    /// One character.
    pub(in crate::adapter) delimiter: Option<char>,
}

/// How a list goes on.
pub(in crate::adapter) enum Paging<L: Language> {
    PageNumber {
        /// The parameter; none where the url holds `{page}`.
        parameter: Option<String>,
        first: u64,
        total_pages: Option<L::Selector>,
        total_items: Option<L::Selector>,
        page_size: u64,
    },
    Offset {
        /// The parameter; none where the url holds `{offset}`.
        parameter: Option<String>,
        size: u64,
        total_items: Option<L::Selector>,
    },
    Cursor {
        parameter: String,
        path: L::Selector,
    },
    NextLink {
        path: L::Selector,
    },
    LinkHeader,
}

/// Where records of one kind stand, and where in a record its fields.
pub(in crate::adapter) struct Level<L: Language> {
    pub(in crate::adapter) kind: Kind,
    /// The records, relative to the record above or to the document; none: that itself.
    pub(in crate::adapter) each: Vec<L::Selector>,
    /// Records of the same kind below a record, at any depth.
    pub(in crate::adapter) children: Option<L::Selector>,
    /// Only records without children are kept.
    pub(in crate::adapter) leaves_only: bool,
    /// The first so many records are left out.
    pub(in crate::adapter) skip: usize,
    /// All of these must hold.
    pub(in crate::adapter) conditions: Vec<Condition<L>>,
    /// An empty one of these fields means "as above".
    pub(in crate::adapter) fill_down: Vec<&'static str>,
    /// A record without a name belongs to the one before it; these fields are added to that.
    pub(in crate::adapter) append: Vec<&'static str>,
    /// A row with one text in it heads the rows below; the text is this field of theirs.
    pub(in crate::adapter) group: Option<&'static str>,
    /// A record that came before is left out without a remark.
    pub(in crate::adapter) distinct: bool,
    /// Services below a service.
    pub(in crate::adapter) sub: Option<Box<Level<L>>>,
    /// What a service below a service takes over from it.
    pub(in crate::adapter) inherit: Vec<&'static str>,
    /// The document that says more of a record.
    pub(in crate::adapter) detail: Option<Detail<L>>,
    /// Fields that are read from the detail document.
    pub(in crate::adapter) detail_fields: Option<Box<Level<L>>>,
    pub(in crate::adapter) fields: BTreeMap<&'static str, Field<L>>,
}

/// The address of a detail document.
pub(in crate::adapter) enum Detail<L: Language> {
    /// Texts and, between them, fields of the record.
    Template(Vec<Part<L>>),
    /// It stands in the record.
    Field(Field<L>),
}

/// A piece of a template.
pub(in crate::adapter) enum Part<L: Language> {
    Text(String),
    /// A mapped field, by its name.
    Named(String),
    Selected(L::Selector),
}

/// How one field is found, and what is done with what is found.
pub(in crate::adapter) struct Field<L: Language> {
    pub(in crate::adapter) from: From<L>,
    /// What stands between several texts that become one.
    pub(in crate::adapter) with: Option<String>,
    pub(in crate::adapter) pattern: Option<Regex>,
    pub(in crate::adapter) values: Option<BTreeMap<String, String>>,
    pub(in crate::adapter) split: Option<Split>,
    pub(in crate::adapter) default: Option<String>,
}

/// Where a field comes from.
pub(in crate::adapter) enum From<L: Language> {
    Path(L::Selector),
    /// All of them.
    Several(Vec<Field<L>>),
    /// The first that finds something.
    First(Vec<Field<L>>),
    Constant(String),
    /// The key under which the record stands; 2: the key of what holds it, and so on.
    Key(usize),
    /// The record's place among its like, from 1.
    Position,
    /// In the nearest thing around the record that has it.
    Parent(L::Selector),
    /// In the document.
    Document(L::Selector),
    /// An entry of a list or dictionary of the document.
    Listed {
        list: L::Selector,
        index: Index<L>,
    },
    Template(Vec<Part<L>>),
    /// What only one language has.
    Own(L::Own),
}

/// Which entry of a list.
pub(in crate::adapter) enum Index<L: Language> {
    /// That at the record's own position.
    Position,
    /// That at the number, or under the key, which this selects; the second is the number of the first entry.
    Selected(L::Selector, u64),
}

/// How one text becomes several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::adapter) enum Split {
    /// By numbers, letters, bullets or lines.
    List,
    Lines,
    At(String),
}

/// What a record must be to be read.
pub(in crate::adapter) struct Condition<L: Language> {
    pub(in crate::adapter) field: Field<L>,
    pub(in crate::adapter) equals: Option<Vec<String>>,
    pub(in crate::adapter) not: Option<Vec<String>>,
    pub(in crate::adapter) matches: Option<Regex>,
    pub(in crate::adapter) not_matches: Option<Regex>,
    pub(in crate::adapter) present: Option<bool>,
}

impl<L: Language> Endpoint<L> {
    /// The levels of a kind.
    pub(in crate::adapter) fn level(&self, kind: Kind) -> &[Level<L>] {
        self.levels.get(&kind).map(Vec::as_slice).unwrap_or_default()
    }

    /// Every selector that a record is read by: a table finds its header row by them.
    pub(in crate::adapter) fn selectors(&self) -> Vec<&L::Selector> {
        let mut found = Vec::new();
        self.levels.values().flatten().for_each(|level| level.selectors(&mut found));
        found
    }
}

impl<L: Language> Level<L> {
    fn selectors<'a>(&'a self, found: &mut Vec<&'a L::Selector>) {
        found.extend(self.each.iter().chain(&self.children));
        self.fields.values().chain(self.conditions.iter().map(|condition| &condition.field)).for_each(|field| field.selectors(found));
        if let Some(sub) = &self.sub {
            sub.selectors(found);
        }
    }
}

impl<L: Language> Field<L> {
    fn selectors<'a>(&'a self, found: &mut Vec<&'a L::Selector>) {
        match &self.from {
            From::Path(selector) => found.push(selector),
            From::Several(fields) | From::First(fields) => fields.iter().for_each(|field| field.selectors(found)),
            From::Template(parts) => found.extend(parts.iter().filter_map(|part| match part {
                Part::Selected(selector) => Some(selector),
                _ => None,
            })),
            _ => {}
        }
    }
}
