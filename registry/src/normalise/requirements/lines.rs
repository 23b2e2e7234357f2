//! A text to its lines: line breaks, the items and paragraphs of HTML with the depth of their list, and lists in JSON.

use serde_json::Value;

use super::item;
use crate::normalise::text;

/// No text has more lines that count.
const MOST: usize = 2000;

/// A line, cleaned.
pub(super) struct Line {
    pub text: String,
    pub uri: Option<String>,
    /// How many lists it stands in: 0 outside of HTML lists, 2 and more for a list in a list.
    pub depth: u32,
    /// Begins with a list item of HTML, and is no continuation.
    pub starts_item: bool,
}

/// The items of a list in JSON (`["KTP", "KK"]`, `[{"nama": "KTP"}]`), of a list of Python's, or of a PostgreSQL array (`{"KTP","KK"}`).
pub(super) fn listed(raw: &str) -> Option<Vec<String>> {
    let trimmed = raw.trim();
    let inner = trimmed.get(1..trimmed.len().checked_sub(1)?)?;
    let json = match (trimmed.chars().next()?, trimmed.chars().next_back()?) {
        ('[', ']') => trimmed.to_owned(),
        ('{', '}') if !inner.contains("\":") && !inner.contains('{') => {
            if inner.starts_with('"') {
                format!("[{inner}]")
            } else {
                return Some(inner.split(',').map(|item| item.trim().trim_matches('"').to_owned()).collect());
            }
        }
        ('"', '"') if inner.starts_with('[') => return serde_json::from_str::<String>(trimmed).ok().and_then(|text| listed(&text)),
        _ => return None,
    };
    let values = serde_json::from_str::<Vec<Value>>(&json).ok().or_else(|| {
        let python = json
            .starts_with("['")
            .then(|| format!("[\"{}\"]", json.get(2..json.len() - 2).unwrap_or_default().replace("', '", "\",\"").replace("','", "\",\"")));
        python.and_then(|text| serde_json::from_str(&text).ok())
    })?;
    Some(values.iter().filter_map(named).collect())
}

fn named(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(fields) => {
            let keys = ["nama", "name", "persyaratan", "syarat", "dokumen", "document", "text", "title", "judul", "uraian", "keterangan"];
            let named = keys.iter().find_map(|key| fields.get(*key)?.as_str());
            named.or_else(|| fields.values().find_map(Value::as_str)).map(str::to_owned)
        }
        Value::Null | Value::Bool(_) | Value::Array(_) => None,
    }
}

/// The lines of a text.
pub(super) fn lines(raw: &str) -> Vec<Line> {
    let escaped = raw.contains("&lt;") && ["&lt;li", "&lt;p", "&lt;br", "&lt;ol", "&lt;ul"].iter().any(|tag| raw.contains(tag));
    let unescaped = escaped.then(|| raw.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("&quot;", "\""));
    let raw = unescaped.as_deref().unwrap_or(raw);
    let lower = if raw.contains('<') { raw.to_ascii_lowercase() } else { String::new() };
    let blocks = lower.contains("<li") || lower.contains("<p>") || lower.contains("<p ") || lower.contains("<div");
    let last_close = raw.rfind('>');
    let mut cutter = Cutter { lines: Vec::new(), depth: 0, starts_item: false };
    let mut from = 0;
    let mut at = 0;
    while let Some(found) =
        raw.as_bytes().get(at..).and_then(|rest| rest.iter().position(|byte| matches!(byte, b'<' | b'\n' | b'\r' | b'\\' | 0xe2)))
    {
        at += found;
        let rest = raw.get(at..).unwrap_or_default();
        let here = rest.chars().next().unwrap_or(' ');
        let literal = (here == '\\').then(|| rest.starts_with("\\r\\n").then_some(4).or(rest.starts_with("\\n").then_some(2))).flatten();
        if here == '<' {
            let closes = last_close.is_some_and(|close| close > at) && tag_name(&lower, at).is_some();
            let Some(end) = closes.then(|| rest.find('>')).flatten() else {
                at += 1;
                continue;
            };
            let name = tag_name(&lower, at).unwrap_or_default();
            if cutter.parts(name) {
                cutter.cut(raw.get(from..at).unwrap_or_default());
                cutter.tag(name);
                from = at + end + 1;
            }
            at += end + 1;
        } else if let Some(length) = literal {
            cutter.cut(raw.get(from..at).unwrap_or_default());
            at += length;
            from = at;
        } else if here == '\u{20e3}' {
            let digit = raw.get(..at).unwrap_or_default().trim_end_matches('\u{fe0f}');
            let start = digit.len().saturating_sub(1).max(from);
            cutter.cut(raw.get(from..start).unwrap_or_default());
            at += here.len_utf8();
            from = at;
        } else {
            if !blocks && matches!(here, '\n' | '\r' | '\u{2028}') {
                cutter.cut(raw.get(from..at).unwrap_or_default());
                from = at + here.len_utf8();
            }
            at += here.len_utf8();
        }
        if cutter.lines.len() >= MOST {
            return cutter.lines;
        }
    }
    cutter.cut(raw.get(from..).unwrap_or_default());
    cutter.lines
}

/// The name of the tag at `at`, with its slash.
fn tag_name(lower: &str, at: usize) -> Option<&str> {
    let rest = lower.get(at + 1..)?;
    let slash = usize::from(rest.starts_with('/'));
    let length = rest.bytes().skip(slash).take_while(u8::is_ascii_alphanumeric).count();
    (1..=10).contains(&length).then(|| rest.get(..slash + length)).flatten()
}

struct Cutter {
    lines: Vec<Line>,
    depth: u32,
    starts_item: bool,
}

impl Cutter {
    /// Whether a tag parts lines. Inside of a list item only items and lists do.
    fn parts(&self, name: &str) -> bool {
        match name {
            "li" | "/li" | "ol" | "/ol" | "ul" | "/ul" => true,
            "br" | "p" | "/p" | "div" | "/div" | "tr" | "/tr" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "/h1" | "/h2" | "/h3" | "/h4"
            | "/h5" | "/h6" => self.depth == 0,
            _ => false,
        }
    }

    fn tag(&mut self, name: &str) {
        match name {
            "ol" | "ul" => self.depth += 1,
            "/ol" | "/ul" => self.depth = self.depth.saturating_sub(1),
            "li" => self.starts_item = true,
            _ => {}
        }
    }

    fn cut(&mut self, raw: &str) {
        let clean = text::clean(raw);
        if clean.is_empty() {
            return;
        }
        let uri = item::link(raw);
        let starts_item = std::mem::take(&mut self.starts_item);
        self.lines.push(Line { text: clean, uri, depth: self.depth, starts_item });
    }
}
