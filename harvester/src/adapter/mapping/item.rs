//! A TOML value with its place in the file. A mapping is decoded from this, so that `simpul check` can point at the line of a mistake and the
//! harvester, which has only the stored declaration, runs the same code.

use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

/// A value and the bytes that it takes in the file; an empty range where the file is not at hand.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::adapter) struct Item {
    pub(in crate::adapter) kind: Kind,
    pub(in crate::adapter) span: Range<usize>,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::adapter) enum Kind {
    Text(String),
    Integer(i64),
    Bool(bool),
    List(Vec<Item>),
    Table(Vec<Entry>),
    /// A float, a date: nothing in a mapping is one.
    Other(&'static str),
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::adapter) struct Entry {
    pub(in crate::adapter) key: String,
    pub(in crate::adapter) at: Range<usize>,
    pub(in crate::adapter) item: Item,
}

impl Item {
    /// From a parsed file.
    pub(in crate::adapter) fn of_file(value: &Spanned<DeValue<'_>>) -> Self {
        let kind = match value.get_ref() {
            DeValue::String(text) => Kind::Text(text.to_string()),
            DeValue::Integer(number) => match i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()) {
                Ok(number) => Kind::Integer(number),
                Err(_) => Kind::Other("a number that is too large"),
            },
            DeValue::Float(_) => Kind::Other("a decimal number"),
            DeValue::Boolean(flag) => Kind::Bool(*flag),
            DeValue::Datetime(_) => Kind::Other("a date"),
            DeValue::Array(items) => Kind::List(items.iter().map(Self::of_file).collect()),
            DeValue::Table(table) => Kind::Table(
                table
                    .iter()
                    .map(|(key, value)| Entry { key: key.get_ref().to_string(), at: key.span(), item: Self::of_file(value) })
                    .collect(),
            ),
        };
        Self { kind, span: value.span() }
    }

    /// From a stored declaration: without places.
    pub(in crate::adapter) fn of_table(table: &toml::Table) -> Self {
        let entries = table.iter().map(|(key, value)| Entry { key: key.clone(), at: 0..0, item: Self::of_value(value) });
        Self { kind: Kind::Table(entries.collect()), span: 0..0 }
    }

    fn of_value(value: &toml::Value) -> Self {
        let kind = match value {
            toml::Value::String(text) => Kind::Text(text.clone()),
            toml::Value::Integer(number) => Kind::Integer(*number),
            toml::Value::Float(_) => Kind::Other("a decimal number"),
            toml::Value::Boolean(flag) => Kind::Bool(*flag),
            toml::Value::Datetime(_) => Kind::Other("a date"),
            toml::Value::Array(items) => Kind::List(items.iter().map(Self::of_value).collect()),
            toml::Value::Table(table) => return Self::of_table(table),
        };
        Self { kind, span: 0..0 }
    }

    /// The value of a key, where this is a table that has it.
    pub(in crate::adapter) fn get(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|entry| &entry.item)
    }

    /// A key with its place.
    pub(in crate::adapter) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// All keys; none where this is no table.
    pub(in crate::adapter) fn entries(&self) -> &[Entry] {
        match &self.kind {
            Kind::Table(entries) => entries,
            _ => &[],
        }
    }

    /// The value as text.
    pub(in crate::adapter) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What it is, for a message.
    pub(in crate::adapter) fn kind_name(&self) -> &'static str {
        match &self.kind {
            Kind::Text(_) => "a text",
            Kind::Integer(_) => "a number",
            Kind::Bool(_) => "true or false",
            Kind::List(_) => "a list",
            Kind::Table(_) => "a table",
            Kind::Other(name) => name,
        }
    }
}
