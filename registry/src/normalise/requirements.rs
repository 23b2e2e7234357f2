//! What to bring: one text to its documents, by numbers, letters, bullets, list items, lines, or as a JSON list.

use crate::model::RequiredDocument;

use super::text;

/// No service asks for more documents than this; the rest of a longer text is left out.
const MOST: usize = 100;

/// The longest document, in characters.
const LONGEST: usize = 1000;

/// The documents that a text names, in order, without numbers and bullets; empty and placeholder items are left out.
#[must_use]
pub fn split(raw: &str) -> Vec<RequiredDocument> {
    let trimmed = raw.trim_start();
    if trimmed.starts_with('[')
        && let Ok(items) = serde_json::from_str::<Vec<String>>(trimmed)
    {
        return items.iter().filter_map(|item| document(item, None)).take(MOST).collect();
    }
    let mut documents = Vec::new();
    for line in breaks(raw) {
        let uri = link(line);
        let clean = text::clean(line);
        for item in items(&clean) {
            if let Some(document) = document(item, uri.as_deref()) {
                documents.push(document);
            }
            if documents.len() == MOST {
                return documents;
            }
        }
    }
    documents
}

/// Lines, and the items and paragraphs of HTML.
fn breaks(raw: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(raw);
    std::iter::from_fn(move || {
        let text = rest?;
        let cut = text
            .char_indices()
            .find(|(at, c)| matches!(c, '\n' | '\r' | '\u{2028}') || (*c == '<' && *at > 0 && text.get(at + 1..).is_some_and(parts_items)));
        match cut {
            Some((at, c)) => {
                let skip = if c == '<' { at } else { at + c.len_utf8() };
                rest = text.get(skip..);
                text.get(..at)
            }
            None => rest.take(),
        }
    })
}

fn parts_items(behind: &str) -> bool {
    ["li", "br", "p", "tr", "div"].iter().any(|name| {
        behind.get(..name.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(name))
            && behind.get(name.len()..).is_some_and(|rest| rest.starts_with(['>', ' ', '/']))
    })
}

/// The items on one line: "1. KTP 2. KK", "a. KTP b. KK", "- KTP - KK", "• KTP • KK", "KTP; KK".
fn items(line: &str) -> Vec<&str> {
    let bytes = line.as_bytes();
    let mut cuts = vec![0];
    match bytes {
        [b'1' | b'(', ..] | [b'a' | b'A', b'.' | b')', ..] => sequence(line, &mut cuts),
        [b'-' | b'*', b' ', ..] => cuts.extend(line.match_indices(if bytes[0] == b'-' { " - " } else { " * " }).map(|(at, _)| at + 1)),
        _ => match line.chars().next().filter(|c| bullet(*c)) {
            Some(bullet) => cuts.extend(line.match_indices(bullet).map(|(at, _)| at).filter(|at| *at > 0)),
            None => cuts.extend(line.match_indices(';').map(|(at, _)| at + 1)),
        },
    }
    cuts.push(line.len());
    cuts.windows(2).filter_map(|pair| line.get(pair[0]..pair[1])).collect()
}

/// Cuts before "2.", "3." … or "b.", "c." …, each only after the one before it: "3 x 4" and "No. 5" do not cut.
fn sequence(line: &str, cuts: &mut Vec<usize>) {
    let letters = line.starts_with(['a', 'A']);
    let mut next = 2_usize;
    let mut from = 1;
    while next <= MOST && (!letters || next <= 26) {
        let label = if letters { ((b'a' + u8::try_from(next - 1).unwrap_or(0)) as char).to_string() } else { next.to_string() };
        let Some(at) = find_label(line, from, &label) else { break };
        cuts.push(at);
        from = at + label.len();
        next += 1;
    }
}

/// Where " 2." or " 2)" or " (2)" begins, at or after `from`.
fn find_label(line: &str, from: usize, label: &str) -> Option<usize> {
    let lower = line.get(from..)?;
    lower.match_indices(' ').map(|(at, _)| from + at + 1).find(|at| {
        let Some(rest) = line.get(*at..) else { return false };
        let rest = rest.strip_prefix('(').unwrap_or(rest);
        let Some(behind) = rest.get(..label.len()).filter(|start| start.eq_ignore_ascii_case(label)).and_then(|_| rest.get(label.len()..))
        else {
            return false;
        };
        behind.strip_prefix(['.', ')']).is_some_and(|behind| !behind.starts_with(|c: char| c.is_ascii_digit()))
    })
}

fn bullet(c: char) -> bool {
    matches!(
        c,
        '•' | '●'
            | '▪'
            | '◦'
            | '○'
            | '■'
            | '➢'
            | '➤'
            | '►'
            | '▶'
            | '✓'
            | '✔'
            | '\u{f0b7}'
            | '\u{f0d8}'
            | '\u{f0fc}'
            | '–'
            | '—'
            | '·'
            | '→'
            | '☑'
            | '✅'
    )
}

fn document(item: &str, uri: Option<&str>) -> Option<RequiredDocument> {
    let uri = uri.map(str::to_owned).or_else(|| link(item));
    let clean = text::clean(item);
    let bare = without_mark(&clean).trim_end_matches([';', ',']).trim();
    if text::placeholder(bare) {
        return None;
    }
    Some(RequiredDocument { document: text::cut(bare.to_owned(), LONGEST).0, uri })
}

/// The item without its number, letter or bullet.
fn without_mark(item: &str) -> &str {
    let item = item.trim_start_matches(|c: char| bullet(c) || c.is_whitespace() || matches!(c, '*' | '-' | ';'));
    let inner = item.strip_prefix('(').unwrap_or(item);
    let label = inner.bytes().take_while(u8::is_ascii_digit).count();
    let label = if label == 0 && inner.starts_with(|c: char| c.is_ascii_alphabetic()) { 1 } else { label };
    let behind = inner.get(label..).unwrap_or_default();
    let marked = (1..=3).contains(&label) && behind.starts_with(['.', ')']);
    match behind.get(1..) {
        Some(rest) if marked && (rest.starts_with(' ') || (behind.starts_with(')') && !rest.is_empty()) || starts_word(rest, inner)) => {
            rest.trim_start()
        }
        _ => item,
    }
}

/// "1.KTP" is numbered; "a.n. pemohon" and "3.5 meter" are not.
fn starts_word(rest: &str, item: &str) -> bool {
    item.starts_with(|c: char| c.is_ascii_digit()) && rest.starts_with(char::is_alphabetic)
}

/// The first http or https address in a text, in an attribute or plain.
fn link(raw: &str) -> Option<String> {
    let at = raw.find("http://").or_else(|| raw.find("https://"))?;
    let rest = raw.get(at..)?;
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | ')' | ']')).unwrap_or(rest.len());
    text::url(rest.get(..end)?.trim_end_matches(['.', ',']))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn texts(raw: &str) -> Vec<String> {
        split(raw).into_iter().map(|document| document.document).collect()
    }

    #[rstest]
    #[case("1. KTP\n2. KK\n3. Pas foto 3x4", &["KTP", "KK", "Pas foto 3x4"])]
    #[case("1. KTP 2. KK 3. Pas foto 3 x 4", &["KTP", "KK", "Pas foto 3 x 4"])]
    #[case("a. KTP b. KK c. Pas foto 3x4", &["KTP", "KK", "Pas foto 3x4"])]
    #[case("- KTP - KK - Pas foto 3 x 4", &["KTP", "KK", "Pas foto 3 x 4"])]
    #[case("• KTP • KK", &["KTP", "KK"])]
    #[case("(1) KTP (2) KK", &["KTP", "KK"])]
    #[case("1)KTP\n2)KK", &["KTP", "KK"])]
    #[case("KTP; KK;", &["KTP", "KK"])]
    #[case("<ol>\n<li>Andalalin</li>\n<li>&nbsp;</li>\n</ol>", &["Andalalin"])]
    #[case("<p>KTP</p><p>KK<br/>Ijazah</p>", &["KTP", "KK", "Ijazah"])]
    #[case("[\"KTP\",\"Pas foto terbaru\"]", &["KTP", "Pas foto terbaru"])]
    #[case("Fotokopi KTP a.n. pemohon", &["Fotokopi KTP a.n. pemohon"])]
    #[case("a.n. pemohon", &["a.n. pemohon"])]
    #[case("-", &[])]
    #[case("", &[])]
    fn documents(#[case] raw: &str, #[case] expected: &[&str]) {
        assert_eq!(texts(raw), expected);
    }

    #[test]
    fn a_link_beside_a_document_is_kept() {
        let found = split("<li><a href=\"https://a.example/form.pdf\">Formulir F-1.02</a></li>");
        assert_eq!(found, [RequiredDocument { document: "Formulir F-1.02".into(), uri: Some("https://a.example/form.pdf".into()) }]);
    }

    #[test]
    fn a_hostile_text_stays_short() {
        assert_eq!(split(&"a\n".repeat(100_000)).len(), MOST);
    }
}
