//! What was typed, as words: lower case, split at everything that is neither letter nor digit.

/// Longer queries are cut: nobody types them, and each word costs.
const MOST_CHARS: usize = 400;
/// So many words count.
const MOST_WORDS: usize = 40;
/// Longer words are no words.
const LONGEST_WORD: usize = 40;

/// A word of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// Folded.
    pub text: String,
    /// Where it starts in what was typed, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// What each word was taken for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Mark {
    /// Not yet.
    #[default]
    Open,
    /// Names a place: says nothing of the service.
    Place,
    /// Stands before a place: "di", "kab".
    BeforePlace,
    /// Says when.
    When,
    /// Says on which channel, or for how much.
    Wish,
}

/// A mark for each word.
#[derive(Clone, Debug)]
pub(super) struct Marks(Vec<Mark>);

impl Marks {
    pub fn new(many: usize) -> Self {
        Self(vec![Mark::Open; many])
    }

    pub fn get(&self, at: usize) -> Mark {
        self.0.get(at).copied().unwrap_or_default()
    }

    pub fn set(&mut self, range: std::ops::Range<usize>, mark: Mark) {
        self.0.iter_mut().take(range.end).skip(range.start).for_each(|one| *one = mark);
    }
}

/// The words of a query.
pub(super) fn tokens(typed: &str) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::with_capacity(8);
    let mut word = String::new();
    let mut start = 0;
    let mut end = 0;
    for (at, c) in typed.char_indices().take(MOST_CHARS) {
        if c.is_alphanumeric() {
            if word.is_empty() {
                start = at;
            }
            fold(c, &mut word);
            end = at + c.len_utf8();
        } else if !matches!(c, '\'' | '’' | '‘' | '`' | '´') || word.is_empty() {
            take(&mut word, start, end, &mut found);
        }
        if found.len() >= MOST_WORDS {
            return found;
        }
    }
    take(&mut word, start, end, &mut found);
    spelt_letters(found)
}

fn take(word: &mut String, start: usize, end: usize, found: &mut Vec<Token>) {
    if !word.is_empty() && word.len() <= LONGEST_WORD {
        found.push(Token { text: squeezed(word), start, end });
    }
    word.clear();
}

fn fold(c: char, to: &mut String) {
    match c {
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' => to.push('e'),
        c if c.is_ascii() => to.push(c.to_ascii_lowercase()),
        c => to.extend(c.to_lowercase()),
    }
}

/// "hilaaaang" is "hilang": no word has a letter three times in a row.
fn squeezed(word: &str) -> String {
    let mut squeezed = String::with_capacity(word.len());
    let mut rest = word.chars().peekable();
    while let Some(c) = rest.next() {
        let mut run = 1;
        while c.is_alphabetic() && rest.next_if_eq(&c).is_some() {
            run += 1;
        }
        let kept = if run >= 3 { 1 } else { run };
        squeezed.extend(std::iter::repeat_n(c, kept));
    }
    squeezed
}

/// "k t p" and "K.T.P." are one word.
fn spelt_letters(found: Vec<Token>) -> Vec<Token> {
    let single = |token: &Token| token.text.len() == 1 && token.text.bytes().all(|byte| byte.is_ascii_alphabetic());
    if found.iter().filter(|token| single(token)).count() < 3 {
        return found;
    }
    let mut joined: Vec<Token> = Vec::with_capacity(found.len());
    let mut run: Vec<Token> = Vec::new();
    let close = |run: &mut Vec<Token>, joined: &mut Vec<Token>| match run.as_slice() {
        [first, _, .., last] => {
            let text = run.iter().map(|token| token.text.as_str()).collect();
            joined.push(Token { text, start: first.start, end: last.end });
            run.clear();
        }
        _ => joined.append(run),
    };
    for token in found {
        if single(&token) {
            run.push(token);
        } else {
            close(&mut run, &mut joined);
            joined.push(token);
        }
    }
    close(&mut run, &mut joined);
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(typed: &str) -> Vec<String> {
        tokens(typed).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn words_are_folded_and_split() {
        assert_eq!(texts("E-KTP hilaaang, Jum'at!"), ["e", "ktp", "hilang", "jumat"]);
        assert_eq!(texts("K.T.P. saya"), ["ktp", "saya"]);
        assert_eq!(texts("p t"), ["p", "t"]);
        assert_eq!(texts("\0 ?? "), Vec::<String>::new());
    }

    #[test]
    fn long_queries_are_cut() {
        assert_eq!(tokens(&"kata ".repeat(5000)).len(), MOST_WORDS);
        assert!(tokens(&"é".repeat(10_000)).is_empty());
    }

    #[test]
    fn positions_are_those_of_what_was_typed() {
        let typed = "Sim’ku ilang";
        let token = &tokens(typed)[0];
        assert_eq!((token.text.as_str(), typed.get(token.start..token.end)), ("simku", Some("Sim’ku")));
    }
}
