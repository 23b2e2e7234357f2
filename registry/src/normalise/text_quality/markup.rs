//! Tags and entities that were left in a name, or that are written as text because they were escaped twice.

use super::Defect;
use crate::normalise::text;

/// Whether a raw text holds tags or entities.
pub(super) fn has_markup(raw: &str) -> bool {
    has_tag(raw) || has_entity(raw)
}

/// What a cleaned text says once its remaining entities and tags are read too.
pub(super) fn decode_again(clean: &str) -> Option<(String, Defect)> {
    if !has_markup(clean) {
        return None;
    }
    let mut text = clean.to_owned();
    for _ in 0..3 {
        let again = text::lines(&text);
        if again == text {
            break;
        }
        text = again;
    }
    let tidy = if clean.contains('\n') { text } else { text.replace('\n', " ") };
    Some((tidy, Defect::Markup))
}

fn has_tag(text: &str) -> bool {
    const TAGS: [&str; 26] = [
        "p", "br", "b", "i", "u", "div", "span", "li", "ul", "ol", "strong", "em", "a", "h1", "h2", "h3", "h4", "table", "tr", "td",
        "font", "img", "script", "style", "sup", "small",
    ];
    text.match_indices('<').take(50).any(|(at, _)| {
        let rest = text.get(at + 1..).unwrap_or_default();
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let name: String = rest.chars().take_while(char::is_ascii_alphanumeric).take(7).collect::<String>().to_ascii_lowercase();
        let behind = rest.get(name.len()..).unwrap_or_default();
        TAGS.contains(&name.as_str()) && behind.starts_with(['>', ' ', '/'])
    })
}

fn has_entity(text: &str) -> bool {
    text.match_indices('&').take(50).any(|(at, _)| {
        let rest = text.get(at + 1..).unwrap_or_default();
        let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '#').take(9).collect();
        let known =
            ["nbsp", "amp", "lt", "gt", "quot", "apos", "ndash", "mdash", "bull", "hellip", "rsquo", "lsquo", "ldquo", "rdquo", "middot"]
                .contains(&name.as_str());
        let numeric = name.strip_prefix('#').is_some_and(|number| !number.is_empty());
        (known || numeric) && rest.get(name.len()..).is_some_and(|behind| behind.starts_with(';'))
    })
}
