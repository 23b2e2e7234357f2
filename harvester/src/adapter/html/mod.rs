//! Format `html`: a web page by declaration, selected with CSS. Unclosed tags are closed as a browser does it, and cells that span rows or
//! columns stand in each of them, so that a table row always has all its cells.

mod labelled;
mod page;
mod span;
mod text;

use scraper::{ElementRef, Selector};

use super::mapping::complaint::Flaw;
use super::mapping::{self, Language, Opening, Place};
use super::{Adapter, ReadError};

pub(super) use page::open;
#[cfg(test)]
pub(super) use page::parse;
pub(super) use text::text;

/// See the module.
pub const ADAPTER: Adapter = Adapter {
    format: "html",
    about: "web pages, by a mapping of CSS selectors",
    version: 1,
    begin: mapping::begin::<Html>,
    read: mapping::read::<Html>,
};

/// CSS.
pub(super) struct Html;

/// `css`, `css@attribute`, `@attribute` of the record itself, or `.`, the record itself.
pub(super) struct Css {
    css: Option<Selector>,
    attribute: Option<String>,
}

/// Sources of a field that only pages have.
pub(super) enum Own {
    /// The nearest such element before the record.
    Above(labelled::Above),
    /// What stands beside a label.
    Label(String),
    /// The cell of a row, by the header's names or by number from 1.
    Column(Vec<String>),
}

impl Language for Html {
    const NAME: &'static str = "CSS selector";
    const OPTIONS: &'static [&'static str] = &[];
    const OWN: &'static [&'static str] = &["above", "label", "column"];
    const NEEDS_RECORDS: bool = true;
    type Selector = Css;
    type Own = Own;
    type Document = scraper::Html;
    type Node<'d> = ElementRef<'d>;

    fn compile(text: &str) -> Result<Css, Flaw> {
        let (before, attribute) = attribute_of(text);
        let css = match before.trim() {
            "" | "." => None,
            css => Some(compile(css)?),
        };
        if css.is_none() && attribute.is_none() && before.trim() != "." {
            return Err(Flaw::new("empty; `.` is the record itself", None));
        }
        Ok(Css { css, attribute: attribute.map(str::to_owned) })
    }

    fn own(name: &str, text: &str) -> Result<Own, Flaw> {
        Ok(match name {
            "above" => Own::Above(labelled::Above::new(compile(text)?)),
            "label" => Own::Label(labelled::folded(text)),
            _ => Own::Column(text.split('|').map(labelled::folded).collect()),
        })
    }

    fn open(body: &[u8], opening: &mut Opening<'_, Self>) -> Result<scraper::Html, ReadError> {
        page::open(body, opening.options.encoding.as_deref(), opening.content_type, opening.url, &mut opening.findings)
    }

    fn root(document: &scraper::Html) -> ElementRef<'_> {
        document.root_element()
    }

    fn below<'d>(selector: &Css, node: ElementRef<'d>) -> Vec<Place<'d, Self>>
    where
        'd: 'd,
    {
        let Some(css) = &selector.css else {
            return vec![Place { node, keys: Vec::new(), ancestors: around(node), path: "$".to_owned(), position: 1 }];
        };
        node.select(css)
            .enumerate()
            .map(|(at, found)| Place {
                node: found,
                keys: Vec::new(),
                ancestors: around(found),
                path: format!("{}[{}]", found.value().name(), at + 1),
                position: at + 1,
            })
            .collect()
    }

    fn texts(selector: &Css, node: ElementRef<'_>, apart: bool) -> Vec<String> {
        let elements: Vec<ElementRef<'_>> = match &selector.css {
            None => vec![node],
            Some(css) => node.select(css).collect(),
        };
        let read = |element: ElementRef<'_>| match &selector.attribute {
            Some(name) => element.attr(name).map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned),
            None => Some(text(element)).filter(|text| !text.is_empty()),
        };
        let items = |element: ElementRef<'_>| matches!(element.value().name(), "ul" | "ol");
        let mut texts = Vec::new();
        for element in elements {
            if apart && selector.attribute.is_none() && items(element) {
                texts.extend(element.child_elements().map(text).filter(|text| !text.is_empty()));
            } else {
                texts.extend(read(element));
            }
        }
        texts
    }

    fn entry(list: &Css, node: ElementRef<'_>, key: &str) -> Option<String> {
        Self::texts(list, node, true).into_iter().nth(key.parse().ok()?)
    }

    fn own_text(own: &Own, node: ElementRef<'_>) -> Option<String> {
        match own {
            Own::Above(above) => above.text(node),
            Own::Label(label) => labelled::beside(label, node),
            Own::Column(names) => labelled::column(names, node),
        }
    }

    fn only_text(node: ElementRef<'_>) -> Option<String> {
        labelled::only_text(node)
    }

    fn blank(node: ElementRef<'_>) -> bool {
        let header = || node.value().name() == "tr" && node.child_elements().all(|cell| cell.value().name() == "th");
        let empty = || node.child_elements().next().is_none() && text(node).is_empty() && node.value().attrs().next().is_none();
        header() || empty()
    }

    fn shown(node: ElementRef<'_>) -> String {
        text(node)
    }

    fn without_records(document: &scraper::Html) -> String {
        page::without_records(document)
    }
}

/// Parts `a.next@href` into selector and attribute.
fn attribute_of(text: &str) -> (&str, Option<&str>) {
    let name = |name: &&str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'));
    match text.rsplit_once('@').filter(|(_, after)| name(after)) {
        Some((before, attribute)) => (before, Some(attribute)),
        None => (text, None),
    }
}

pub(super) fn compile(css: &str) -> Result<Selector, Flaw> {
    Selector::parse(css).map_err(|error| {
        // The library does not say where: the longest beginning that it takes ends before the mistake.
        let taken =
            css.char_indices().map(|(at, _)| at).rev().find(|at| css.get(..*at).is_some_and(|start| Selector::parse(start.trim()).is_ok()));
        let message = match error {
            scraper::error::SelectorErrorKind::UnexpectedSelectorParseError(_) => "not understood".to_owned(),
            other => other.to_string(),
        };
        Flaw::new(message, Some(taken.unwrap_or(0)))
    })
}

/// The elements around one, nearest first.
fn around(element: ElementRef<'_>) -> Vec<ElementRef<'_>> {
    element.ancestors().filter_map(ElementRef::wrap).take(64).collect()
}
