//! What a query was understood as.

use serde::Serialize;

use super::text::{Mark, Marks, Token};
use super::words::Said;
use crate::model::{Channel, Instant, Point, RegionCode, Zone};

/// What a person typed, understood.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Understood {
    /// The services meant, the likeliest first. One: it is that. Several: the words fit all of them.
    pub services: Vec<Candidate>,
    /// Where none is meant surely enough: those that come nearest.
    pub near: Vec<Candidate>,
    /// What was asked that is no service.
    pub topic: Option<Topic>,
    /// Where.
    pub place: Option<Place>,
    /// Near the person, wherever that is: "terdekat".
    pub near_me: bool,
    /// When.
    pub when: Option<When>,
    /// On which channel.
    pub channel: Option<Channel>,
    /// Without a fee.
    pub free: bool,
    /// Where the words are ambiguous: what they may mean.
    pub choices: Vec<Choice>,
    /// What no hall does, and who does it.
    pub not_offered: Option<NotOffered>,
    /// Words read as other words.
    pub corrected: Vec<Corrected>,
    /// The whole query with the corrections in it: "maksud Anda …?"
    pub suggestion: Option<String>,
    /// The words are known to ask for nothing that halls do: "tiket kereta".
    pub off_topic: bool,
    /// The parts, in the order of the query.
    pub parts: Vec<Part>,
    /// The words that say something and were not understood.
    pub left: Vec<String>,
    /// What a search by words asks for: without place, time, channel and words that say nothing.
    pub rest: String,
}

/// A service that may be meant.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Candidate {
    /// The national term: `SKCK (Polri)`.
    pub term: &'static str,
    /// From 0 to 1: how much of what was said it explains.
    pub confidence: f32,
}

/// What is asked for that is no service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// When halls are open.
    OpeningHours,
    /// Where halls are.
    Halls,
    /// Queues and tickets.
    Queue,
}

impl Topic {
    /// Its name in the taxonomy.
    #[must_use]
    pub fn canonical(self) -> &'static str {
        match self {
            Self::OpeningHours => "(bukan layanan) jam buka MPP",
            Self::Halls => "(bukan layanan) MPP terdekat",
            Self::Queue => "(bukan layanan) antrian",
        }
    }
}

/// Where.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Place {
    /// As typed.
    pub typed: String,
    /// The kabupaten and kota of that name; none for a province.
    pub regions: Vec<RegionCode>,
    /// The province of that name.
    pub province: Option<RegionCode>,
    /// For people.
    pub name: String,
    /// A point in it; in the first where there are several.
    pub point: Point,
    /// The zone that its clocks show.
    pub zone: Zone,
}

/// When.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct When {
    /// As typed.
    pub typed: String,
    /// The moment; of a day without an hour, ten in the morning.
    pub at: Instant,
    /// A day was said, no hour.
    pub whole_day: bool,
}

/// One meaning of ambiguous words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Choice {
    /// For people.
    pub name: String,
    /// The national term, where it is a service.
    pub term: Option<&'static str>,
    /// The region, where it is a place.
    pub region: Option<RegionCode>,
}

/// What no hall does.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NotOffered {
    /// What: "Pembuatan SIM baru".
    pub name: String,
    /// The national term, where there is one.
    pub term: Option<&'static str>,
    /// Who does it, in Indonesian.
    pub place: String,
    /// Who does it, in English.
    pub place_en: String,
}

/// A word that was read as another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Corrected {
    /// As typed.
    pub typed: String,
    /// As read.
    pub read_as: String,
}

/// One part of a query and what it was taken for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// What it says.
    pub kind: PartKind,
    /// As typed.
    pub words: String,
}

/// What a part of a query says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    /// Which service.
    Service,
    /// Where.
    Place,
    /// When.
    When,
    /// On which channel, or for how much.
    Wish,
    /// Nothing: "gimana cara ngurus".
    Filler,
    /// Something that was not understood.
    Unknown,
}

impl Understood {
    /// Whether one service is meant and no other.
    #[must_use]
    pub fn service(&self) -> Option<&'static str> {
        match self.services.as_slice() {
            [one] => Some(one.term),
            _ => None,
        }
    }

    /// Fills in `parts`, `left`, `rest` and `suggestion`.
    pub(super) fn explain(&mut self, typed: &str, tokens: &[Token], marks: &Marks, said: &[Said]) {
        let mut kinds: Vec<PartKind> = (0..tokens.len()).map(|at| kind_of(marks.get(at))).collect();
        for word in said {
            let kind = match word.id {
                _ if word.silent => PartKind::Filler,
                Some(_) if word.explained => PartKind::Service,
                Some(_) if word.weight < super::words::TELLING => PartKind::Filler,
                _ => PartKind::Unknown,
            };
            kinds.iter_mut().take(word.last + 1).skip(word.first).for_each(|one| *one = kind);
        }
        self.parts = parts(typed, tokens, &kinds);
        let of = |kind: PartKind| tokens.iter().zip(&kinds).filter(move |(_, one)| **one == kind).map(|(token, _)| token.text.clone());
        self.left = of(PartKind::Unknown).collect();
        self.rest = self.rest_of(typed, tokens, &kinds);
        self.suggestion = self.corrected_text(typed, tokens);
    }

    fn rest_of(&self, typed: &str, tokens: &[Token], kinds: &[PartKind]) -> String {
        let kept: Vec<&str> = tokens
            .iter()
            .zip(kinds)
            .filter(|(_, kind)| matches!(kind, PartKind::Service | PartKind::Unknown))
            .filter_map(|(token, _)| typed.get(token.start..token.end))
            .collect();
        let mut rest = kept.join(" ");
        // A last word with nothing behind it may be unfinished; another is not.
        let open = kinds.last().is_some_and(|kind| matches!(kind, PartKind::Service | PartKind::Unknown))
            && typed.chars().next_back().is_some_and(char::is_alphanumeric);
        if !rest.is_empty() && !open {
            rest.push(' ');
        }
        rest
    }

    fn corrected_text(&self, typed: &str, tokens: &[Token]) -> Option<String> {
        if self.corrected.is_empty() {
            return None;
        }
        let text = |token: &Token| {
            let read = self.corrected.iter().find(|corrected| corrected.typed == token.text);
            read.map_or_else(|| typed.get(token.start..token.end).unwrap_or_default().to_owned(), |read| read.read_as.clone())
        };
        Some(tokens.iter().map(text).collect::<Vec<_>>().join(" "))
    }
}

fn kind_of(mark: Mark) -> PartKind {
    match mark {
        Mark::Open => PartKind::Filler,
        Mark::Place | Mark::BeforePlace => PartKind::Place,
        Mark::When => PartKind::When,
        Mark::Wish => PartKind::Wish,
    }
}

/// Neighbours of one kind are one part.
fn parts(typed: &str, tokens: &[Token], kinds: &[PartKind]) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut at = 0;
    while let (Some(first), Some(kind)) = (tokens.get(at), kinds.get(at)) {
        let many = kinds.iter().skip(at).take_while(|one| *one == kind).count();
        let last = tokens.get(at + many - 1).unwrap_or(first);
        parts.push(Part { kind: *kind, words: typed.get(first.start..last.end).unwrap_or_default().to_owned() });
        at += many;
    }
    parts
}
