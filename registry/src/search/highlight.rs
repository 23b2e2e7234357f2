//! Marks what was found in a name, and escapes everything else: a name comes from a feed and is never trusted.

use std::collections::HashSet;

use super::words::Word;

/// What counts as found.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    /// These words.
    pub words: HashSet<String>,
    /// Words that begin so.
    pub prefix: Option<String>,
    /// These words in a row.
    pub phrases: Vec<Vec<String>>,
}

impl Marks {
    /// How many of the first words of `words` are one find; 0 for none.
    fn length(&self, words: &[Word]) -> usize {
        let begins = |phrase: &Vec<String>| phrase.len() <= words.len() && phrase.iter().zip(words).all(|(a, b)| *a == b.text);
        let phrase = self.phrases.iter().filter(|phrase| begins(phrase)).map(Vec::len).max().unwrap_or(0);
        let single = words.first().is_some_and(|word| {
            self.words.contains(&word.text) || self.prefix.as_ref().is_some_and(|prefix| word.text.starts_with(prefix.as_str()))
        });
        phrase.max(usize::from(single))
    }
}

/// `text`, whose words are `words`, HTML-escaped, with every find between `<mark>` and `</mark>`.
pub(super) fn highlight(text: &str, words: &[Word], marks: &Marks) -> String {
    let mut html = String::with_capacity(text.len() + 32);
    let mut written = 0;
    let mut at = 0;
    while let Some(rest) = words.get(at..).filter(|rest| !rest.is_empty()) {
        let length = marks.length(rest);
        if let (Some(first), Some(last)) = (rest.first(), length.checked_sub(1).and_then(|last| rest.get(last))) {
            escape(text.get(written..first.start).unwrap_or_default(), &mut html);
            html.push_str("<mark>");
            escape(text.get(first.start..last.end).unwrap_or_default(), &mut html);
            html.push_str("</mark>");
            written = last.end;
        }
        at += length.max(1);
    }
    escape(text.get(written..).unwrap_or_default(), &mut html);
    html
}

/// Appends `text` as HTML text.
pub(super) fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::words::words;

    #[test]
    fn finds_are_marked_and_all_is_escaped() {
        let marks = Marks {
            words: HashSet::from(["hilang".to_owned()]),
            prefix: Some("pend".to_owned()),
            phrases: vec![vec!["ktp".to_owned(), "el".to_owned()], vec!["ktp".to_owned()]],
        };
        let of = |name: &str| highlight(name, &words(name), &marks);
        assert_eq!(of("KTP-el <b>hilang</b>"), "<mark>KTP-el</mark> &lt;b&gt;<mark>hilang</mark>&lt;/b&gt;");
        assert_eq!(of("Kartu Penduduk & \"x\""), "Kartu <mark>Penduduk</mark> &amp; &quot;x&quot;");
        assert_eq!(of("lain"), "lain");
    }
}
