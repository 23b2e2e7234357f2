//! `[mapping]` to endpoints, paging and levels. Every mistake is told, not only the first.

use std::collections::BTreeMap;

use super::Language;
use super::complaint::Complaints;
use super::declaration::{Detail, Endpoint, Field, Level, Mapping, Options, Paging};
use super::decode_field::{condition, field, part_of_template, selector};
use super::item::{Item, Kind as ItemKind};
use super::levels::Kind;

/// Keys of a level beside its fields.
const LEVEL_KEYS: &[&str] =
    &["each", "children", "only", "skip", "where", "fill_down", "append", "group", "distinct", "sub", "inherit", "detail", "detail_fields"];

/// What a service below a service takes over from it where the declaration does not say.
const INHERITED: &[&str] = &["counter", "hours", "phone", "channels", "location_id"];

/// Decodes a mapping; `None` and complaints where it cannot be used.
pub(in crate::adapter) fn mapping<L: Language>(item: Option<&Item>, more: &[&str], complaints: &mut Complaints) -> Option<Mapping<L>> {
    let Some(item) = item else {
        complaints.add("mapping", &(0..0), "missing; [[mapping.endpoint]] says where the records stand");
        return None;
    };
    let before = complaints.all.len();
    let known: Vec<&str> = more.iter().copied().chain(["endpoint"]).collect();
    complaints.unknown("mapping", item, &known);
    let endpoints = match item.get("endpoint") {
        None => {
            complaints.add("mapping.endpoint", &item.span, "missing; at least one [[mapping.endpoint]] is needed");
            Vec::new()
        }
        Some(list) => {
            items(list).into_iter().enumerate().map(|(at, item)| endpoint(&format!("mapping.endpoint[{at}]"), item, complaints)).collect()
        }
    };
    (complaints.all.len() == before).then_some(Mapping { endpoints })
}

/// A table, or each of a list of tables.
fn items(item: &Item) -> Vec<&Item> {
    match &item.kind {
        ItemKind::List(items) => items.iter().collect(),
        _ => vec![item],
    }
}

fn endpoint<L: Language>(key: &str, item: &Item, complaints: &mut Complaints) -> Endpoint<L> {
    let levels: Vec<&str> = Kind::ALL.iter().map(|kind| kind.key()).collect();
    let known: Vec<&str> =
        ["url", "optional", "paging", "encoding"].into_iter().chain(L::OPTIONS.iter().copied()).chain(levels.iter().copied()).collect();
    if !matches!(item.kind, ItemKind::Table(_)) {
        complaints.kind(key, item, "a table, [[mapping.endpoint]]");
    }
    complaints.unknown(key, item, &known);
    let mut read: BTreeMap<Kind, Vec<Level<L>>> = BTreeMap::new();
    for kind in Kind::ALL {
        let Some(list) = item.get(kind.key()) else { continue };
        let levels = items(list).into_iter().map(|item| level(&format!("{key}.{}", kind.key()), kind, item, true, complaints));
        read.insert(kind, levels.collect());
    }
    if read.is_empty() {
        complaints.add(key, &item.span, format!("reads nothing; expected at least one of {}", levels.join(", ")));
    }
    let url = complaints.text(key, item, "url").unwrap_or_default();
    Endpoint {
        paging: item.get("paging").and_then(|paging| self::paging(&format!("{key}.paging"), paging, &url, complaints)),
        url,
        optional: complaints.flag(key, item, "optional"),
        levels: read,
        options: options(key, item, complaints),
    }
}

fn options(key: &str, item: &Item, complaints: &mut Complaints) -> Options {
    let encoding = complaints.text(key, item, "encoding");
    if let Some(label) = &encoding
        && encoding_rs::Encoding::for_label(label.as_bytes()).is_none()
    {
        complaints.add(
            &format!("{key}.encoding"),
            &item.span,
            format!("`{label}` is no encoding; expected a label such as utf-8, utf-16le or windows-1252"),
        );
    }
    let delimiter = complaints.text(key, item, "delimiter").and_then(|text| {
        let mut characters = text.chars();
        let one = characters.next().filter(|c| c.is_ascii() && characters.next().is_none());
        if one.is_none() {
            complaints.add(&format!("{key}.delimiter"), &item.span, "expected one character, such as \";\" or \"\\t\"");
        }
        one
    });
    Options { encoding, delimiter, sheet: complaints.text(key, item, "sheet"), header_row: complaints.count(key, item, "header_row") }
}

fn paging<L: Language>(key: &str, item: &Item, url: &str, complaints: &mut Complaints) -> Option<Paging<L>> {
    const KINDS: [&str; 5] = ["page_number", "offset", "cursor", "next_link", "link_header"];
    let kind = complaints.text(key, item, "kind");
    let known: &[&str] = match kind.as_deref() {
        Some("page_number") => &["kind", "parameter", "first", "total_pages", "total_items", "page_size"],
        Some("offset") => &["kind", "parameter", "size", "total_items"],
        Some("cursor") => &["kind", "parameter", "path"],
        Some("next_link") => &["kind", "path"],
        Some("link_header") => &["kind"],
        _ => {
            let at = item.get("kind").map_or(&item.span, |kind| &kind.span);
            complaints.add(&format!("{key}.kind"), at, format!("expected one of {}", KINDS.join(", ")));
            return None;
        }
    };
    complaints.unknown(key, item, known);
    let parameter = complaints.text(key, item, "parameter");
    let needs = |complaints: &mut Complaints, hole: &str| {
        if parameter.is_none() && !url.contains(hole) {
            complaints.add(
                &format!("{key}.parameter"),
                &item.span,
                format!("missing; expected the query parameter, or `{hole}` in the endpoint's url"),
            );
        }
    };
    let path =
        |complaints: &mut Complaints, name: &str| item.get(name).and_then(|path| selector::<L>(&format!("{key}.{name}"), path, complaints));
    let needed = |complaints: &mut Complaints, name: &str| {
        if item.get(name).is_none() {
            complaints.add(&format!("{key}.{name}"), &item.span, format!("missing; expected a {}", L::NAME));
        }
    };
    Some(match kind.as_deref() {
        Some("page_number") => {
            needs(complaints, "{page}");
            Paging::PageNumber {
                first: complaints.count(key, item, "first").unwrap_or(1),
                total_pages: path(complaints, "total_pages"),
                total_items: path(complaints, "total_items"),
                page_size: complaints.count(key, item, "page_size").unwrap_or(1).max(1),
                parameter,
            }
        }
        Some("offset") => {
            needs(complaints, "{offset}");
            let size = complaints.count(key, item, "size").filter(|size| *size > 0);
            if size.is_none() {
                complaints.add(&format!("{key}.size"), &item.span, "missing; expected the number of records a page");
            }
            Paging::Offset { parameter, size: size.unwrap_or(1), total_items: path(complaints, "total_items") }
        }
        Some("cursor") => {
            needs(complaints, "\u{0}");
            needed(complaints, "path");
            Paging::Cursor { parameter: parameter.unwrap_or_default(), path: path(complaints, "path")? }
        }
        Some("next_link") => {
            needed(complaints, "path");
            Paging::NextLink { path: path(complaints, "path")? }
        }
        _ => Paging::LinkHeader,
    })
}

/// A level; `whole`: it must have the fields that a record of its kind cannot be without.
pub(super) fn level<L: Language>(key: &str, kind: Kind, item: &Item, whole: bool, complaints: &mut Complaints) -> Level<L> {
    let mut known: Vec<&str> = kind.fields().to_vec();
    known.extend(LEVEL_KEYS);
    if kind == Kind::Service {
        known.push("organization_index");
    }
    if !matches!(item.kind, ItemKind::Table(_)) {
        complaints.kind(key, item, "a table");
    }
    complaints.unknown(key, item, &known);
    let fields = fields(key, kind, item, complaints);
    if whole {
        for name in kind.required().iter().filter(|name| !fields.contains_key(*name) && item.get(name).is_none()) {
            complaints.add(&format!("{key}.{name}"), &item.span, format!("missing; a {} needs it", kind.key()));
        }
    }
    let below = |complaints: &mut Complaints, name: &str, whole: bool| {
        item.get(name).map(|item| Box::new(level(&format!("{key}.{name}"), kind, item, whole, complaints)))
    };
    let sub = below(complaints, "sub", true);
    let detail_fields = below(complaints, "detail_fields", false);
    let named = |complaints: &mut Complaints, name: &str| names(key, name, kind, item, complaints);
    let inherit = named(complaints, "inherit");
    let (fill_down, append) = (named(complaints, "fill_down"), named(complaints, "append"));
    for name in append.iter().filter(|name| !kind.lists().contains(name)) {
        complaints.add(
            &format!("{key}.append"),
            &item.span,
            format!("`{name}` holds one text; expected one of {}", kind.lists().join(", ")),
        );
    }
    if sub.is_some() && kind != Kind::Service {
        complaints.add(&format!("{key}.sub"), &item.span, "only a service has services below it");
    }
    Level {
        kind,
        each: selectors::<L>(key, "each", item, complaints),
        children: item.get("children").and_then(|path| selector::<L>(&format!("{key}.children"), path, complaints)),
        leaves_only: only(key, item, complaints),
        skip: complaints.count(key, item, "skip").and_then(|skip| usize::try_from(skip).ok()).unwrap_or(0),
        conditions: item
            .get("where")
            .map(|list| items(list).into_iter().filter_map(|item| condition(&format!("{key}.where"), item, complaints)).collect())
            .unwrap_or_default(),
        fill_down,
        append,
        group: named(complaints, "group").first().copied(),
        distinct: complaints.flag(key, item, "distinct"),
        inherit: if item.get("inherit").is_some() { inherit } else { INHERITED.to_vec() },
        detail: item.get("detail").and_then(|detail| self::detail(&format!("{key}.detail"), kind, detail, complaints)),
        sub,
        detail_fields,
        fields,
    }
}

fn fields<L: Language>(key: &str, kind: Kind, item: &Item, complaints: &mut Complaints) -> BTreeMap<&'static str, Field<L>> {
    let mut fields = BTreeMap::new();
    for name in kind.fields() {
        if let Some(field) = item.get(name).and_then(|item| field(&format!("{key}.{name}"), item, complaints)) {
            fields.insert(*name, field);
        }
    }
    // The older spelling of `organization = { list = …, index = … }`.
    if let Some(field) = item.get("organization_index").and_then(|item| field(&format!("{key}.organization_index"), item, complaints)) {
        fields.insert("organization", field);
    }
    fields
}

fn selectors<L: Language>(key: &str, name: &str, item: &Item, complaints: &mut Complaints) -> Vec<L::Selector> {
    let key = format!("{key}.{name}");
    item.get(name)
        .map(|list| items(list).into_iter().filter_map(|item| selector::<L>(&key, item, complaints)).collect())
        .unwrap_or_default()
}

fn only(key: &str, item: &Item, complaints: &mut Complaints) -> bool {
    let word = complaints.text(key, item, "only");
    match word.as_deref() {
        None => false,
        Some("leaves") => true,
        Some(_) => {
            complaints.add(&format!("{key}.only"), &item.span, "expected \"leaves\"");
            false
        }
    }
}

/// Names of fields: `fill_down = ["organization"]`.
fn names(key: &str, name: &str, kind: Kind, item: &Item, complaints: &mut Complaints) -> Vec<&'static str> {
    let mut found = Vec::new();
    for word in complaints.texts(key, item, name).unwrap_or_default() {
        match kind.fields().iter().find(|field| **field == word) {
            Some(field) => found.push(*field),
            None => {
                let span = item.get(name).map_or(0..0, |item| item.span.clone());
                complaints.add(
                    &format!("{key}.{name}"),
                    &span,
                    format!("`{word}` is no field of a {}; there are {}", kind.key(), kind.fields().join(", ")),
                );
            }
        }
    }
    found
}

fn detail<L: Language>(key: &str, kind: Kind, item: &Item, complaints: &mut Complaints) -> Option<Detail<L>> {
    if !matches!(kind, Kind::Service | Kind::Organization) {
        complaints.add(key, &item.span, "only a service and an organization have a detail document");
    }
    match item.text().filter(|text| text.contains('{')) {
        Some(text) => part_of_template::<L>(key, item, text, kind.fields(), complaints).map(Detail::Template),
        None => field(key, item, complaints).map(Detail::Field),
    }
}
