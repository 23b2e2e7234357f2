//! Faults of the meaning: well-formed, and wrong.

use super::content::{Content, Kept, PAGE, Record};
use super::reply::Reply;
use super::stand::{Scene, Stand};

/// A fault of the meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Nothing: always good.
    Good,
    /// Only so many services are left.
    Keep(usize),
    /// So many hundredths of the services go each cycle.
    Leak(usize),
    /// So many times as many services.
    Grow(usize),
    /// Every id is new, once.
    NewIds,
    /// Every id is new in each cycle.
    NewIdsEachCycle,
    /// The hall is another region's.
    OtherRegion,
    /// Exactly what another source serves.
    Anothers,
    /// Another source's services under its own hall.
    AnothersServices,
    /// Every other service has the id of the one before it.
    SharedIds,
    /// Every service twice.
    Twice,
    /// So many services name no agency.
    Orphans(usize),
    /// So many services have no name.
    Nameless(usize),
    /// Latitude and longitude change places.
    Swapped,
    /// The hall stands at 0, 0.
    NullIsland,
    /// The hall stands nowhere on Earth.
    NoPlace,
    /// Every name is followed by this.
    Named(&'static str),
    /// Every description is this.
    Described(&'static str),
    /// Every name has so many letters.
    LongNames(usize),
    /// The order is another one.
    Shuffled,
    /// More blanks.
    Blanks,
    /// The document says when it was made.
    Stamped,
    /// The list shifts by so many while its pages are read.
    Shifting(usize),
    /// Every page is the first.
    FirstForEver,
    /// Every page has new services, for ever.
    NewForEver,
    /// The list says that it has so many.
    Total(usize),
    /// This page is a failure.
    PageFails(usize),
    /// This page is empty.
    PageEmpty(usize),
    /// Every cost is free.
    AllFree,
}

impl Meaning {
    /// What is served.
    pub fn content(self, good: Content, nth: u32, stand: &Stand) -> Content {
        let mut content = good;
        let records = &mut content.records;
        match self {
            Self::Keep(kept) => records.truncate(kept),
            Self::Leak(hundredths) => {
                let kept = (0..=nth).fold(records.len(), |left, _| left * (100 - hundredths) / 100);
                records.truncate(kept);
            }
            Self::Grow(times) => *records = Content::good(&stand.site, stand.place, records.len() * times, 0).records,
            Self::NewIds => records.iter_mut().for_each(|record| record.id = format!("BARU-{}", record.number * 7)),
            Self::NewIdsEachCycle => records.iter_mut().for_each(|record| record.id = format!("KE{nth}-{}", record.number * 7)),
            Self::SharedIds => {
                for nth in (1..records.len()).step_by(2) {
                    records[nth].id = records[nth - 1].id.clone();
                }
            }
            Self::Twice => *records = records.iter().flat_map(|record| [record.clone(), record.clone()]).collect(),
            Self::Orphans(many) => records.iter_mut().take(many).for_each(|record| {
                record.agency.clear();
                record.kept = Kept::Perhaps;
            }),
            Self::Nameless(many) => records.iter_mut().rev().take(many).for_each(|record| {
                record.name.clear();
                record.kept = Kept::No;
            }),
            Self::OtherRegion | Self::Anothers | Self::AnothersServices => return self.borrowed(content, stand),
            Self::Swapped => std::mem::swap(&mut content.point.lat, &mut content.point.lon),
            Self::NullIsland => content.point = registry::model::Point { lat: 0.0, lon: 0.0 },
            Self::NoPlace => content.point = registry::model::Point { lat: 91.5, lon: -999.0 },
            Self::Named(text) => records.iter_mut().for_each(|record| record.name.push_str(text)),
            Self::Described(text) => records.iter_mut().for_each(|record| record.description = format!("{text} (data sintetis)")),
            Self::LongNames(letters) => records.iter_mut().for_each(|record| {
                let long = " panjang".repeat(letters / 8);
                record.name.push_str(&long);
            }),
            Self::Shuffled => records.rotate_left(nth as usize % 5 + 3),
            Self::Blanks => records.iter_mut().for_each(|record| record.name = format!("  {}  ", record.name.replace(' ', "   "))),
            Self::AllFree => records.iter_mut().for_each(|record| "Gratis".clone_into(&mut record.cost)),
            Self::Total(total) => content.total = total,
            _ => {}
        }
        content
    }

    /// What is another's.
    fn borrowed(self, own: Content, stand: &Stand) -> Content {
        let other = Content::good(&stand.neighbour.0, stand.neighbour.1, 12, 0);
        match self {
            Self::Anothers => other,
            Self::AnothersServices => Content { records: other.records, total: other.total, ..own },
            _ => Content { hall: other.hall, address: other.address, point: other.point, ..own },
        }
    }

    /// The answer.
    pub fn reply(self, scene: &Scene<'_>) -> Reply {
        let content = self.content(scene.good.clone(), scene.nth, scene.stand);
        let page = scene.request.page;
        let body = match self {
            Self::Stamped => {
                let mut value = content.value();
                value["dibuat"] = serde_json::json!(format!("2026-11-{:02}T00:00:{:02}Z", 1 + scene.cycle % 28, scene.nth));
                value.to_string().into_bytes()
            }
            Self::Blanks => serde_json::to_vec_pretty(&content.value()).unwrap_or_default(),
            Self::Shifting(by) => {
                let mut shifted = content;
                let by = by * (page - 1);
                // What is new comes in at the front: the last of a page is met again on the next. What goes there: one is never met.
                if scene.nth.is_multiple_of(2) {
                    shifted.records.drain(..by.min(shifted.records.len()));
                } else {
                    again(&mut shifted.records, by)
                }
                shifted.page(page).to_string().into_bytes()
            }
            Self::FirstForEver => {
                let mut first = content.page(1);
                first["halaman"] = serde_json::json!({ "ke": page, "dari": 1_000_000, "jumlah": 20_000_000 });
                first.to_string().into_bytes()
            }
            Self::NewForEver => {
                let place = scene.stand.place + 1000 * page;
                let mut new = Content::good(&scene.stand.site, place, PAGE, 0).value();
                new["halaman"] = serde_json::json!({ "ke": page, "dari": page + 1, "jumlah": page * PAGE + 1 });
                new.to_string().into_bytes()
            }
            Self::PageFails(which) if page == which => return Reply::status(500, "Galat"),
            Self::PageEmpty(which) if page == which => content.page(1_000).to_string().into_bytes(),
            _ => scene.body_of(&content),
        };
        scene.with_validators(body)
    }
}

/// The first records again, before the first.
fn again(records: &mut Vec<Record>, by: usize) {
    let first: Vec<Record> = records.iter().take(by).cloned().collect();
    records.splice(0..0, first);
}
