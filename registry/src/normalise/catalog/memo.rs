//! What was read before: the same texts come again, within a catalog and from region to region ("3 hari kerja", "Gratis", "Kartu Keluarga").
//! A reading depends on nothing but the text (and what is part of the key), so that remembering it changes no result, only the time. As
//! many memories are kept as catalogs were read at once, a few at the most, whichever threads read them.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use crate::model::{Channel, Cost, Duration, Hours, Zone};
use crate::normalise::service_name::Mapped;
use crate::normalise::{Reading, channel, cost, duration, hours, service_name};

/// The longest text that is remembered, in bytes.
const LONGEST: usize = 200;

/// The most names that are remembered.
const MOST_NAMES: usize = 32_768;

/// Readings by their text. Once there are `most`, all are forgotten.
pub(super) struct Memo<V> {
    read: HashMap<String, V>,
    most: usize,
}

impl<V> Memo<V> {
    fn new(most: usize) -> Self {
        Self { read: HashMap::new(), most }
    }

    /// What `take` makes of the reading of a text, which `read` makes where it is new.
    pub(super) fn once<R>(&mut self, raw: &str, read: impl FnOnce(&str) -> V, take: impl FnOnce(&V) -> R) -> R {
        if let Some(known) = self.read.get(raw) {
            return take(known);
        }
        let reading = read(raw);
        let taken = take(&reading);
        if raw.len() <= LONGEST {
            if self.read.len() >= self.most {
                self.read.clear();
            }
            self.read.insert(raw.to_owned(), reading);
        }
        taken
    }
}

/// All that is remembered.
pub(super) struct Before {
    durations: Memo<Reading<Duration>>,
    costs: Memo<Reading<Cost>>,
    hours: [Memo<Reading<Hours>>; 3],
    channels: Memo<Vec<Channel>>,
    /// Names that are right as they are written, whatever the region.
    right_names: HashSet<String>,
    /// Terms by the agency: by where its canonical name stands in memory, which is one place for each.
    terms: HashMap<usize, Memo<Mapped>>,
}

impl Default for Before {
    fn default() -> Self {
        Self {
            durations: Memo::new(4096),
            costs: Memo::new(4096),
            hours: [Memo::new(2048), Memo::new(2048), Memo::new(2048)],
            channels: Memo::new(512),
            right_names: HashSet::new(),
            terms: HashMap::new(),
        }
    }
}

/// Memories that nobody uses at the moment.
static IDLE: Mutex<Vec<Before>> = Mutex::new(Vec::new());

/// The most memories that are kept.
const MOST_IDLE: usize = 4;

/// Runs `work` with what was remembered by the last to be done.
pub(super) fn remembering<R>(work: impl FnOnce(&mut Before) -> R) -> R {
    let idle = || IDLE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut before = idle().pop().unwrap_or_default();
    let done = work(&mut before);
    let mut idle = idle();
    if idle.len() < MOST_IDLE {
        idle.push(before);
    }
    done
}

impl Before {
    pub(super) fn duration(&mut self, raw: &str) -> Reading<Duration> {
        self.durations.once(raw, duration::read, Reading::clone)
    }

    pub(super) fn cost(&mut self, raw: &str) -> Reading<Cost> {
        self.costs.once(raw, cost::read, Reading::clone)
    }

    /// Hours with the days of which the text says nothing marked as unknown.
    pub(super) fn hours(&mut self, raw: &str, zone: Zone) -> Reading<Hours> {
        let of_zone = match zone {
            Zone::Wib => 0,
            Zone::Wita => 1,
            Zone::Wit => 2,
        };
        let read = |raw: &str| {
            let mut reading = hours::read(raw, zone);
            if let Some(fact) = &mut reading.fact {
                fact.value = fact.value.as_ref().map(hours::with_unknown_days);
            }
            reading
        };
        self.hours[of_zone].once(raw, read, Reading::clone)
    }

    /// Adds the channels that a text names; whether it names any.
    pub(super) fn channels(&mut self, raw: &str, channels: &mut Vec<Channel>) -> bool {
        self.channels.once(raw, channel::read, |read| {
            channels.extend(read);
            !read.is_empty()
        })
    }

    /// Whether a name was found to be right before.
    pub(super) fn is_right(&self, name: &str) -> bool {
        self.right_names.contains(name)
    }

    /// Remembers a name that is right in any region.
    pub(super) fn remember_right(&mut self, name: &str) {
        if self.right_names.len() >= MOST_NAMES {
            self.right_names.clear();
        }
        if name.len() <= LONGEST {
            self.right_names.insert(name.to_owned());
        }
    }

    /// The national term of a service's name at an agency.
    pub(super) fn term(&mut self, name: &str, agency: Option<&'static str>) -> Mapped {
        let of_agency = self.terms.entry(agency.map_or(0, |name| name.as_ptr().addr())).or_insert_with(|| Memo::new(4096));
        of_agency.once(name, |name| service_name::read(name, agency), |mapped| *mapped)
    }
}
