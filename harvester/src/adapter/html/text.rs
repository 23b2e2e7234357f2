//! The text of an element as a person reads it: one line a block, spaces as one, scripts left out.

use ego_tree::iter::Edge;
use scraper::{ElementRef, Node};

/// Elements whose text nobody reads.
const UNREAD: [&str; 5] = ["script", "style", "noscript", "template", "svg"];

/// Elements that stand on lines of their own.
const BLOCKS: [&str; 30] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "dd",
    "div",
    "dl",
    "dt",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tr",
    "ul",
];

/// The text of an element.
pub(in crate::adapter) fn text(element: ElementRef<'_>) -> String {
    limited(element, usize::MAX)
}

/// The text of an element, up to about so many bytes.
pub(super) fn limited(element: ElementRef<'_>, most: usize) -> String {
    let mut text = String::new();
    let mut unread = 0_usize;
    for edge in element.traverse() {
        let (node, opens) = match edge {
            Edge::Open(node) => (node, true),
            Edge::Close(node) => (node, false),
        };
        match node.value() {
            Node::Text(part) if opens && unread == 0 => push(&mut text, part),
            Node::Element(element) if UNREAD.contains(&element.name()) => {
                unread = if opens { unread + 1 } else { unread.saturating_sub(1) }
            }
            Node::Element(element) if BLOCKS.contains(&element.name()) => line_break(&mut text),
            Node::Element(element) if matches!(element.name(), "td" | "th") => push(&mut text, " "),
            _ => {}
        }
        if text.len() > most {
            break;
        }
    }
    let end = text.trim_end().len();
    text.truncate(end);
    text
}

/// Adds words; what stands between them becomes one space.
fn push(text: &mut String, part: &str) {
    for (at, word) in part.split(space).enumerate() {
        if at > 0 && !text.is_empty() && !text.ends_with(['\n', ' ']) {
            text.push(' ');
        }
        text.push_str(word);
    }
}

fn line_break(text: &mut String) {
    let end = text.trim_end_matches(' ').len();
    text.truncate(end);
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}

fn space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{a0}' | '\u{200b}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_lines_and_spaces_are_one() {
        let page = scraper::Html::parse_document(
            "<div>Syarat:<br>\n  KTP&nbsp; asli<ul><li>KK<li>  Pas <b>foto</b>\n3x4</ul><script>var a</script><table><tr><td>a<td>b</table></div>",
        );
        assert_eq!(text(page.root_element()), "Syarat:\nKTP asli\nKK\nPas foto 3x4\na b");
    }
}
