//! How text becomes words: lower case, without accents, split at everything that is neither letter nor digit. Documents and queries
//! go the same way. Which words a query can do without is here, too.

/// Longer queries are cut: nobody types them, and each word costs.
const LONGEST_QUERY: usize = 512;
/// So many words of a query count.
const MOST_WORDS: usize = 10;
/// Longer words are no words.
const LONGEST_WORD: usize = 48;

/// Words that say how somebody asks, not what for: "di mana cara mengurus …". Left out of queries unless nothing else is in them.
pub(super) const STOP_WORDS: &[&str] = &[
    "ada",
    "adalah",
    "agar",
    "aku",
    "apa",
    "apakah",
    "atau",
    "bagaimana",
    "bagi",
    "berapa",
    "bisa",
    "bisakah",
    "butuh",
    "cara",
    "caranya",
    "dan",
    "dapat",
    "dari",
    "dengan",
    "di",
    "dimana",
    "dong",
    "ga",
    "gak",
    "gimana",
    "harus",
    "ingin",
    "ini",
    "itu",
    "kah",
    "kak",
    "kalau",
    "kalo",
    "kapan",
    "ke",
    "kemana",
    "layanan",
    "mana",
    "mau",
    "mengurus",
    "min",
    "mohon",
    "nya",
    "oleh",
    "pada",
    "para",
    "pelayanan",
    "saya",
    "sih",
    "supaya",
    "syarat",
    "syaratnya",
    "the",
    "tolong",
    "untuk",
    "urus",
    "urusnya",
    "ya",
    "yang",
];

/// One word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Folded.
    pub text: String,
    /// Where it starts in the text, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// Only a hyphen, a point or an apostrophe stands between the word before and this one: "ktp-el".
    pub glued: bool,
}

/// What a query looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    /// In the order typed, without stop words.
    pub words: Vec<Word>,
    /// The last word may be unfinished: nothing stands behind it.
    pub open: bool,
}

/// The words of a text.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    let mut current: Option<Word> = None;
    let mut between: Option<(char, usize)> = None;
    for (at, c) in text.char_indices() {
        if c.is_alphanumeric() {
            let word = current.get_or_insert_with(|| {
                let glued = matches!(between, Some(('-' | '.' | '\'' | '’' | '‑', 1))) && !found.is_empty();
                Word { text: String::new(), start: at, end: at, glued }
            });
            fold(c, &mut word.text);
            word.end = at + c.len_utf8();
        } else if is_mark(c) && current.is_some() {
            // An accent written as its own character: part of the word, and folded away.
            if let Some(word) = &mut current {
                word.end = at + c.len_utf8();
            }
        } else {
            if let Some(word) = current.take() {
                found.push(word);
                between = None;
            }
            between = Some((c, between.map_or(1, |(_, many)| many + 1)));
        }
    }
    found.extend(current);
    found.retain(|word| !word.text.is_empty() && word.text.len() <= LONGEST_WORD);
    found
}

/// What a query looks for: its first words, without stop words unless it consists of them.
pub(super) fn asked(text: &str) -> Asked {
    let end = text.char_indices().nth(LONGEST_QUERY).map_or(text.len(), |(at, _)| at);
    let text = text.get(..end).unwrap_or_default();
    let all = words(text);
    let open = text.chars().next_back().is_some_and(char::is_alphanumeric);
    let mut kept: Vec<Word> = all.iter().filter(|word| !is_stop_word(&word.text)).cloned().collect();
    let open = open && (kept.is_empty() || kept.last() == all.last());
    if kept.is_empty() {
        kept = all;
    }
    let open = open && kept.len() <= MOST_WORDS;
    kept.truncate(MOST_WORDS);
    Asked { words: kept, open }
}

fn is_stop_word(word: &str) -> bool {
    STOP_WORDS.binary_search(&word).is_ok()
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200d}' | '\u{ad}' | '\u{fe00}'..='\u{fe0f}')
}

/// Appends `c` in lower case and without accent.
fn fold(c: char, to: &mut String) {
    if c.is_ascii() {
        to.push(c.to_ascii_lowercase());
        return;
    }
    for lower in c.to_lowercase().filter(|c| !is_mark(*c)) {
        match lower {
            'à'..='å' | 'ā' | 'ă' | 'ą' | 'ả' | 'ạ' => to.push('a'),
            'æ' => to.push_str("ae"),
            'ç' | 'ć' | 'č' => to.push('c'),
            'ď' | 'đ' | 'ð' => to.push('d'),
            'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => to.push('e'),
            'ğ' => to.push('g'),
            'ì'..='ï' | 'ī' | 'į' | 'ı' => to.push('i'),
            'ł' => to.push('l'),
            'ñ' | 'ń' | 'ň' => to.push('n'),
            'ò'..='ö' | 'ø' | 'ō' | 'ő' => to.push('o'),
            'œ' => to.push_str("oe"),
            'ř' => to.push('r'),
            'ś' | 'ş' | 'š' => to.push('s'),
            'ß' => to.push_str("ss"),
            'ť' | 'ţ' => to.push('t'),
            'ù'..='ü' | 'ū' | 'ů' | 'ű' => to.push('u'),
            'ý' | 'ÿ' => to.push('y'),
            'ź' | 'ż' | 'ž' => to.push('z'),
            // Full-width forms, as some keyboards and PDFs write them.
            '\u{ff10}'..='\u{ff5e}' => to.extend(char::from_u32(u32::from(lower) - 0xfee0)),
            other => to.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn words_are_folded_and_split() {
        assert_eq!(texts("KTP-el: Penggantian (Café)"), ["ktp", "el", "penggantian", "cafe"]);
        assert_eq!(texts("cafe\u{301} ＳＩＭ"), ["cafe", "sim"]);
        assert_eq!(texts(" \0 ()\"'"), Vec::<String>::new());
    }

    #[test]
    fn glue_is_a_single_sign() {
        let glued = |text| words(text).into_iter().map(|word| word.glued).collect::<Vec<_>>();
        assert_eq!(glued("ktp-el"), [false, true]);
        assert_eq!(glued("ktp - el"), [false, false]);
        assert_eq!(glued("ktp/el"), [false, false]);
    }

    #[test]
    fn stop_words_are_sorted_and_left_out_unless_alone() {
        assert!(STOP_WORDS.is_sorted());
        let of = |text| asked(text).words.into_iter().map(|word| word.text).collect::<Vec<_>>();
        assert_eq!(of("bagaimana cara urus ktp yang hilang"), ["ktp", "hilang"]);
        assert_eq!(of("mau ke mana"), ["mau", "ke", "mana"]);
    }

    #[test]
    fn the_last_word_is_open_while_nothing_stands_behind_it() {
        assert!(asked("ktp hil").open);
        assert!(!asked("ktp hilang ").open);
        assert!(!asked("ktp hilang di").open);
        assert!(!asked("").open);
    }

    #[test]
    fn long_queries_are_cut() {
        let long = "kata ".repeat(2000);
        assert_eq!(asked(&long).words.len(), MOST_WORDS);
        assert_eq!(asked(&"é".repeat(10_000)).words.len(), 0, "no word is that long");
    }
}
