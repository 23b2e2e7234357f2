//! What the index holds for a document, and in which form.
//!
//! All text goes into one field, `words`, each distinct word once a document. How often tantivy believes the word to occur there
//! (its term frequency) is the *level*: how prominent the field is in which it stands. So one posting list a word answers both which
//! documents have it and how well they do, and a search over six fields costs as much as one over one.
//!
//! A phrase that has synonyms is indexed as its group beside its words: `ktp`, `e-ktp` and `kartu tanda penduduk` are all group 0,
//! and a query for any of them reads one posting list. An index is therefore made for one set of groups: see `layout`. A national term
//! is one word, too, so that all that is offered of it is one posting list.

use tantivy::schema::{Field, INDEXED, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};
use tantivy::{TantivyDocument, Term};

use super::levels::Leveller;
use super::stored;
use crate::model::{Id, RegionCode};
use crate::search::{Document, Synonyms};

/// Grows by one when anything about the fields, the words or the form of a document changes; an index of another version is made anew.
const VERSION: u32 = 5;

/// The levels of a word: in which field it stands, the most prominent one counting.
pub(super) mod level {
    /// The service's name.
    pub const NAME: u8 = 5;
    /// The national term, or a word for it.
    pub const TERM: u8 = 4;
    /// The agency or the category.
    pub const AGENCY: u8 = 3;
    /// The place, the region, the province.
    pub const PLACE: u8 = 2;
    /// The description.
    pub const DESCRIPTION: u8 = 1;
}

/// No duration is known.
pub(super) const NO_DURATION: u32 = u32::MAX;
/// Words that are groups of synonyms begin with this; no word of a text can.
const GROUP: char = '\u{1}';
/// Words that are national terms begin with this.
const TERM: char = '\u{2}';
const TOKENIZER: &str = "levelled";

/// The fields.
#[derive(Clone, Debug)]
pub(super) struct Fields {
    pub schema: Schema,
    pub id: Field,
    pub hash: Field,
    pub document: Field,
    pub words: Field,
    numbers: [Field; Number::ALL.len()],
    lat: Field,
    lon: Field,
    organization: Field,
    category: Field,
    hours: Field,
}

/// Columns of whole numbers.
#[derive(Clone, Copy, Debug)]
pub(super) enum Number {
    Id,
    Service,
    Location,
    OrganizationId,
    Region,
    Channels,
    Free,
    Duration,
    NameWords,
}

impl Number {
    pub const ALL: [Self; 9] = [
        Self::Id,
        Self::Service,
        Self::Location,
        Self::OrganizationId,
        Self::Region,
        Self::Channels,
        Self::Free,
        Self::Duration,
        Self::NameWords,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Id => "id_start",
            Self::Service => "service",
            Self::Location => "location",
            Self::OrganizationId => "organization_id",
            Self::Region => "region",
            Self::Channels => "channels",
            Self::Free => "free",
            Self::Duration => "duration",
            Self::NameWords => "name_words",
        }
    }

    fn of(self, document: &Document, name_words: usize) -> u64 {
        match self {
            Self::Id => short(&document.id),
            Self::Service => short(&document.service_id),
            Self::Location => short(&document.location_id),
            Self::OrganizationId => short(&document.organization_id),
            Self::Region => u64::from(region_number(document.region)),
            Self::Channels => document.channels.iter().fold(0, |mask, channel| mask | 1 << *channel as u8),
            Self::Free => u64::from(free_number(document.free)),
            Self::Duration => u64::from(document.max_duration_minutes.unwrap_or(NO_DURATION)),
            Self::NameWords => name_words as u64,
        }
    }
}

/// What an index must have been made with to be usable.
pub(super) fn layout(synonyms: &Synonyms) -> String {
    format!("{VERSION}-{}", synonyms.fingerprint())
}

impl Fields {
    /// The schema, always the same.
    pub fn new() -> Self {
        let mut schema = Schema::builder();
        let indexing =
            TextFieldIndexing::default().set_tokenizer(TOKENIZER).set_index_option(IndexRecordOption::WithFreqs).set_fieldnorms(false);
        let fast_text = || TextOptions::default().set_fast("raw");
        Self {
            id: schema.add_bytes_field("id", INDEXED | STORED),
            hash: schema.add_text_field("hash", STORED),
            document: schema.add_bytes_field("document", STORED),
            words: schema.add_text_field("words", TextOptions::default().set_indexing_options(indexing)),
            numbers: Number::ALL.map(|number| schema.add_u64_field(number.name(), tantivy::schema::FAST)),
            lat: schema.add_f64_field("lat", tantivy::schema::FAST),
            lon: schema.add_f64_field("lon", tantivy::schema::FAST),
            organization: schema.add_text_field("organization", fast_text()),
            category: schema.add_text_field("category", fast_text()),
            hours: schema.add_text_field("hours", fast_text()),
            schema: schema.build(),
        }
    }

    /// Finds the document with this id.
    pub fn key(&self, id: Id) -> Term {
        Term::from_field_bytes(self.id, id.as_bytes())
    }

    /// A document as the index takes it.
    pub fn encode(&self, document: &Document, synonyms: &Synonyms, leveller: &mut Leveller) -> Result<TantivyDocument, postcard::Error> {
        let mut encoded = TantivyDocument::default();
        encoded.add_bytes(self.id, document.id.as_bytes());
        encoded.add_text(self.hash, &document.hash);
        encoded.add_bytes(self.document, &stored::write(document)?);
        let (levels, name_words) = leveller.write(document, synonyms);
        encoded.add_text(self.words, levels);
        for (number, field) in Number::ALL.into_iter().zip(self.numbers) {
            encoded.add_u64(field, number.of(document, name_words));
        }
        encoded.add_f64(self.lat, document.point.lat);
        encoded.add_f64(self.lon, document.point.lon);
        encoded.add_text(self.organization, &document.organization);
        if let Some(category) = &document.category {
            encoded.add_text(self.category, category);
        }
        if let Some(osm) = &document.opening_hours {
            encoded.add_text(self.hours, format!("{} {osm}", document.zone));
        }
        Ok(encoded)
    }
}

/// The index's own tokenizer, under the name by which the schema knows it.
pub(super) fn register_tokenizer(index: &tantivy::Index) {
    index.tokenizers().register(TOKENIZER, TextAnalyzer::builder(Levelled::default()).build());
}

/// The word for a group of synonyms.
pub(super) fn group_word(group: u32) -> String {
    format!("{GROUP}{group}")
}

/// The word for a national term.
pub(super) fn term_word(term: &str) -> String {
    format!("{TERM}{}", &blake3::hash(term.as_bytes()).to_hex().chars().take(16).collect::<String>())
}

/// Whether a word of the index stands for a national term.
pub(super) fn is_term(word: &str) -> bool {
    word.starts_with(TERM)
}

/// The group that a word of the index stands for.
pub(super) fn as_group(word: &str) -> Option<u32> {
    word.strip_prefix(GROUP)?.parse().ok()
}

/// The first eight bytes of an id: it is a hash, so they tell ids apart, and sort as ids do.
pub(super) fn short(id: &Id) -> u64 {
    id.as_bytes().iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// `36.01` is 3601, `36` is 3600.
pub(super) fn region_number(code: RegionCode) -> u16 {
    let digits = code.to_string().bytes().filter(u8::is_ascii_digit).fold(0, |number: u16, digit| number * 10 + u16::from(digit - b'0'));
    if code.is_province() { digits * 100 } else { digits }
}

/// 0: unknown, 1: known to be free, 2: known not to be.
pub(super) fn free_number(free: Option<bool>) -> u8 {
    match free {
        None => 0,
        Some(true) => 1,
        Some(false) => 2,
    }
}

/// Reads what [`super::levels::Leveller`] wrote: each word as often as its level says.
#[derive(Clone, Default)]
struct Levelled {
    token: Token,
}

struct LevelledStream<'a> {
    words: std::str::Split<'a, char>,
    token: &'a mut Token,
    left: u8,
}

impl Tokenizer for Levelled {
    type TokenStream<'a> = LevelledStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> LevelledStream<'a> {
        self.token.reset();
        LevelledStream { words: text.split(' '), token: &mut self.token, left: 0 }
    }
}

impl TokenStream for LevelledStream<'_> {
    fn advance(&mut self) -> bool {
        self.token.position = self.token.position.wrapping_add(1);
        if self.left > 0 {
            self.left -= 1;
            return true;
        }
        let Some((level, word)) = self.words.next().and_then(|word| word.split_at_checked(1)) else { return false };
        self.left = level.bytes().next().unwrap_or(b'1').saturating_sub(b'1');
        self.token.text.clear();
        self.token.text.push_str(word);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_occurs_as_often_as_its_level_says() {
        let text = "1hilang 3ktp ";
        let mut tokenizer = Levelled::default();
        let mut stream = tokenizer.token_stream(text);
        let mut seen = Vec::new();
        while stream.advance() {
            seen.push(stream.token().text.clone());
        }
        assert_eq!(seen, ["hilang", "ktp", "ktp", "ktp"]);
    }

    #[test]
    fn region_numbers() {
        let number = |code: &str| region_number(code.parse().unwrap());
        assert_eq!((number("36.01"), number("31")), (3601, 3100));
    }
}
