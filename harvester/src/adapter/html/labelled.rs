//! Values that stand beside, below or under something else: the heading above, the label before, the header of the column.

use std::cell::RefCell;
use std::collections::HashMap;

use ego_tree::NodeId;
use scraper::{ElementRef, Node, Selector};

use super::text::{limited, text};

/// Empty headings, and such around the record, that are passed over.
const LOOKED_AT: usize = 100;

/// A label or header for comparing: one space between words, small letters, no colon.
pub(super) fn folded(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ").trim_end_matches([':', ' ']).to_owned()
}

/// Finds the nearest element before a record that a selector matches. The places of all elements of a page are found once: a list of thousands
/// of records below one heading takes no longer for each.
pub(in crate::adapter) struct Above {
    css: Selector,
    page: RefCell<Option<Places>>,
}

/// Where the elements of a page stand.
struct Places {
    /// Which page.
    page: usize,
    order: HashMap<NodeId, usize>,
    /// The elements that match, in the order of the page.
    matching: Vec<(usize, NodeId)>,
}

impl Above {
    pub(super) fn new(css: Selector) -> Self {
        Self { css, page: RefCell::new(None) }
    }

    /// The text of the nearest element before a record, in the order of the page. What is around the record is not before it.
    pub(super) fn text(&self, record: ElementRef<'_>) -> Option<String> {
        let page = std::ptr::from_ref(record.tree()).addr();
        let mut places = self.page.borrow_mut();
        if places.as_ref().is_none_or(|places| places.page != page) {
            *places = Some(self.places(record, page));
        }
        let places = places.as_ref()?;
        let at = *places.order.get(&record.id())?;
        let before = places.matching.partition_point(|(place, _)| *place < at);
        let elements = places.matching.iter().take(before).rev().take(LOOKED_AT);
        let found = elements.filter_map(|(_, id)| record.tree().get(*id).and_then(ElementRef::wrap));
        found.filter(|element| !record.ancestors().any(|around| around.id() == element.id())).map(text).find(|text| !text.is_empty())
    }

    fn places(&self, record: ElementRef<'_>, page: usize) -> Places {
        let mut places = Places { page, order: HashMap::new(), matching: Vec::new() };
        for (at, element) in record.tree().root().descendants().filter_map(ElementRef::wrap).enumerate() {
            places.order.insert(element.id(), at);
            if self.css.matches(&element) {
                places.matching.push((at, element.id()));
            }
        }
        places
    }
}

/// What stands beside a label in a record: the next cell, the definition of a term, the words behind "Biaya:".
pub(super) fn beside(label: &str, record: ElementRef<'_>) -> Option<String> {
    let most = label.len() * 2 + 32;
    let is_label = |element: &ElementRef<'_>| folded(&limited(*element, most)) == label;
    let label = record.descendent_elements().skip(1).find(is_label)?;
    let tag = label.value().name();
    let mut collected = String::new();
    for sibling in label.next_siblings() {
        match sibling.value() {
            Node::Text(part) => collected.push_str(part),
            Node::Element(_) => {
                let element = ElementRef::wrap(sibling)?;
                let name = element.value().name();
                let words = collected.trim_matches(|c: char| c.is_whitespace() || c == ':').to_owned();
                match (words.is_empty(), name) {
                    (true, "br") => {}
                    (true, "dd") => return Some(definitions(element)),
                    (true, "td" | "th" | "div" | "p" | "ul" | "ol" | "table" | "dt" | "li") => {
                        return Some(text(element)).filter(|text| !text.is_empty());
                    }
                    (false, "br") => break,
                    _ if name == tag => {
                        if words.is_empty() {
                            return Some(text(element)).filter(|text| !text.is_empty());
                        }
                        break;
                    }
                    (false, "div" | "p" | "ul" | "ol" | "table") => break,
                    _ => {
                        collected.push(' ');
                        collected.push_str(&text(element));
                    }
                }
            }
            _ => {}
        }
    }
    let words: Vec<&str> = collected.split_whitespace().collect();
    let words = words.join(" ").trim_start_matches([':', ' ']).to_owned();
    (!words.is_empty()).then_some(words)
}

/// The definitions of one term: all up to the next term.
fn definitions(first: ElementRef<'_>) -> String {
    let more = first.next_siblings().filter_map(ElementRef::wrap).take_while(|element| element.value().name() == "dd");
    let texts: Vec<String> = std::iter::once(first).chain(more).map(text).collect();
    texts.join("\n")
}

/// The cell of a row in a column, by a name in the header of its table or by number from 1.
pub(super) fn column(names: &[String], row: ElementRef<'_>) -> Option<String> {
    let number = match names {
        [one] => one.parse::<usize>().ok().and_then(|number| number.checked_sub(1)),
        _ => None,
    };
    let at = number.or_else(|| named(names, row))?;
    cells(row).nth(at).map(text).filter(|text| !text.is_empty())
}

fn cells(row: ElementRef<'_>) -> impl Iterator<Item = ElementRef<'_>> {
    row.child_elements().filter(|cell| matches!(cell.value().name(), "td" | "th"))
}

/// The place of a name among the header cells; the header is within the first rows of the table.
fn named(names: &[String], row: ElementRef<'_>) -> Option<usize> {
    let table = table_of(row)?;
    let rows = table.descendent_elements().filter(|row| row.value().name() == "tr").take(10);
    rows.map(|row| cells(row).map(|cell| folded(&limited(cell, 200))).collect::<Vec<_>>())
        .find_map(|cells| names.iter().find_map(|name| cells.iter().rposition(|cell| cell == name)))
}

fn table_of(row: ElementRef<'_>) -> Option<ElementRef<'_>> {
    row.ancestors().filter_map(ElementRef::wrap).find(|around| around.value().name() == "table")
}

/// The one text of a row that has no other: it spans the row, or stands alone in its first cell.
pub(super) fn only_text(row: ElementRef<'_>) -> Option<String> {
    if row.value().name() != "tr" {
        return None;
    }
    let texts: Vec<String> = cells(row).map(text).collect();
    let first = texts.first().filter(|text| !text.is_empty())?;
    let alone = texts.iter().skip(1).all(|text| text.is_empty() || text == first);
    let wide = || {
        texts.len() > 1
            || table_of(row)
                .is_some_and(|table| table.descendent_elements().any(|row| row.value().name() == "tr" && cells(row).count() > 1))
    };
    (alone && wide()).then(|| first.clone())
}
