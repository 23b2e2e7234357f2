//! Opening a page: its encoding, its limits, its links made whole.

use registry::model::{Code, Finding, Reason};
use scraper::{Html, Node, Selector};
use url::Url;

use super::{span, text};
use crate::adapter::{ReadError, encoding};

/// A page that is larger is no list of services.
pub(in crate::adapter) const MAX_BYTES: usize = 8 << 20;

/// Elements in elements; a page that goes deeper is broken, and slow to read.
const MAX_DEPTH: usize = 1000;

/// Opens a body as a page.
pub(in crate::adapter) fn open(
    body: &[u8],
    stated: Option<&str>,
    content_type: Option<&str>,
    url: &Url,
    findings: &mut Vec<Finding>,
) -> Result<Html, ReadError> {
    if body.len() > MAX_BYTES {
        return Err(ReadError::new(Reason::BodyTooLarge, format!("a page of more than {MAX_BYTES} bytes")));
    }
    let read = encoding::text(body, stated, content_type);
    if read.text.trim().is_empty() {
        return Err(ReadError::new(Reason::EmptyBody, "the body is empty"));
    }
    if !read.text.contains('<') {
        return Err(ReadError::new(Reason::Unparsable, "not HTML: there is no element in it"));
    }
    if depth(&read.text) > MAX_DEPTH {
        return Err(ReadError::new(Reason::Unparsable, format!("elements lie more than {MAX_DEPTH} deep")));
    }
    findings.extend(read.finding(Code::EncodingOther, url.path()));
    let mut page = parse(&read.text);
    whole_links(&mut page, url);
    Ok(page)
}

/// Parses a text as a page.
pub(in crate::adapter) fn parse(text: &str) -> Html {
    let mut page = Html::parse_document(text);
    span::expand(&mut page);
    page
}

/// How deep elements lie at most, told from the tags: those that close by themselves are not counted.
fn depth(text: &str) -> usize {
    const ALONE: [&str; 26] = [
        "!doctype", "area", "base", "br", "col", "dd", "dt", "embed", "head", "hr", "html", "img", "input", "li", "link", "meta", "option",
        "p", "param", "source", "tbody", "td", "th", "thead", "tr", "wbr",
    ];
    let (mut depth, mut deepest) = (0_usize, 0_usize);
    for tag in text.split('<').skip(1) {
        let closes = tag.starts_with('/');
        let name = tag.trim_start_matches('/').split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next().unwrap_or_default();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || ALONE.iter().any(|alone| alone.eq_ignore_ascii_case(name)) {
            continue;
        }
        depth = if closes { depth.saturating_sub(1) } else { depth + 1 };
        deepest = deepest.max(depth);
    }
    deepest
}

/// Makes the links of a page absolute, so that a mapping can take them as they are.
fn whole_links(page: &mut Html, url: &Url) {
    let links: Vec<_> = page.tree.nodes().filter(|node| node.value().is_element()).map(|node| node.id()).collect();
    for id in links {
        let Some(mut node) = page.tree.get_mut(id) else { continue };
        let Node::Element(element) = node.value() else { continue };
        for (name, value) in &mut element.attrs {
            let link = matches!(&*name.local, "href" | "src") && !value.trim().is_empty() && !value.starts_with('#');
            if let Some(whole) = link.then(|| url.join(value.trim()).ok()).flatten() {
                *value = whole.as_str().into();
            }
        }
    }
}

/// Why a page without records has none: what it is, as far as it says.
pub(super) fn without_records(page: &Html) -> String {
    let has = |css: &str| Selector::parse(css).ok().and_then(|css| page.select(&css).next());
    let title = has("title").map(text::text).unwrap_or_default();
    let title: String = title.chars().take(100).collect();
    match has("input[type=password]") {
        Some(_) => format!("the page `{title}` asks for a password, and nothing on it matches the mapping"),
        None => format!("nothing on the page `{title}` matches the mapping"),
    }
}
