//! The instances that the farm plays, and their documents, made when they are first asked for.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use registry::model::RegionCode;
use tokio::sync::Semaphore;
use url::Url;

use super::counter::{Count, Counts, Tally};
use super::document::Document;
use crate::Site;
use crate::catalog::{Catalog, Moment};
use crate::dice::Dice;
use crate::farm::Options;
use crate::fault::Fault;
use crate::plan::Plan;
use crate::wire::{self, Asked};

/// Catalogs kept besides the documents made of them, so that pages and details need not begin anew.
const CATALOGS: usize = 12;
/// Documents that are made at the same time.
const MAKERS: usize = 2;
/// Documents kept of one instance: more than any has, unless someone asks for every size of page.
const DOCUMENTS: usize = 512;

/// One region's instance.
pub struct Instance {
    /// Whose it is.
    pub site: Site,
    /// Of what kind.
    pub plan: Plan,
    /// `http://mpp-3601.localhost:PORT/`
    pub base: Url,
    /// What it was asked.
    pub tally: Tally,
    fault: Mutex<Fault>,
    shelf: Mutex<Shelf>,
}

#[derive(Default)]
struct Shelf {
    /// Grows with every change, so that a document made of old content is not put back.
    generation: u64,
    rounds: Vec<u32>,
    documents: HashMap<Asked, Arc<Document>>,
}

/// A catalog, by its instance's place and generation.
type Kept = ((usize, u64), Arc<Catalog>);

/// All instances.
pub struct Instances {
    seed: u64,
    first_day: NaiveDate,
    keep_plain: bool,
    day: AtomicU32,
    instances: Vec<Instance>,
    places: HashMap<String, usize>,
    catalogs: Mutex<VecDeque<Kept>>,
    /// Documents are made a few at a time, so that a hundred first requests at once do not fill the memory with catalogs.
    makers: Semaphore,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Instance {
    /// How it misbehaves.
    pub fn fault(&self) -> Fault {
        lock(&self.fault).clone()
    }
}

impl Instances {
    /// The instances of `options`, each at the address that `base` gives it.
    pub fn new(options: &Options, base: impl Fn(&Site) -> Url) -> Self {
        let instance = |site: &Site| Instance {
            plan: options.plan(site),
            base: base(site),
            site: site.clone(),
            tally: Tally::default(),
            fault: Mutex::default(),
            shelf: Mutex::default(),
        };
        let instances: Vec<Instance> = options.sites.iter().map(instance).collect();
        let places = instances.iter().enumerate().map(|(place, instance)| (instance.site.slug(), place)).collect();
        Self {
            seed: options.seed,
            first_day: options.first_day,
            keep_plain: options.keep_plain,
            day: AtomicU32::new(0),
            instances,
            places,
            catalogs: Mutex::default(),
            makers: Semaphore::new(MAKERS),
        }
    }

    /// Where the instance of this name is.
    pub fn place(&self, slug: &str) -> Option<usize> {
        self.places.get(slug).copied()
    }

    /// The instance there.
    pub fn at(&self, place: usize) -> &Instance {
        &self.instances[place]
    }

    /// All.
    pub fn all(&self) -> &[Instance] {
        &self.instances
    }

    /// The instance of a region.
    pub fn of(&self, code: RegionCode) -> Option<&Instance> {
        self.instances.iter().find(|instance| instance.site.code == code)
    }

    /// The document that an instance gives now; none: 404.
    pub async fn document(self: &Arc<Self>, place: usize, asked: Asked) -> Option<Arc<Document>> {
        if let Some(document) = lock(&self.at(place).shelf).documents.get(&asked) {
            return Some(document.clone());
        }
        let _maker = self.makers.acquire().await.ok()?;
        let instances = self.clone();
        tokio::task::spawn_blocking(move || instances.make(place, asked)).await.ok().flatten()
    }

    fn make(&self, place: usize, asked: Asked) -> Option<Arc<Document>> {
        let instance = self.at(place);
        let (generation, moment) = self.moment(instance);
        let catalog = self.catalog(place, generation, &moment);
        let value = wire::document(&instance.site, &instance.plan, &catalog, &asked)?;
        let text = serde_json::to_vec(&value).ok()?;
        let document = Arc::new(Document::new(&text, modified(&instance.plan, &moment), self.keep_plain).ok()?);
        let mut shelf = lock(&instance.shelf);
        if shelf.generation == generation && shelf.documents.len() < DOCUMENTS {
            shelf.documents.insert(asked, document.clone());
        }
        Some(document)
    }

    fn moment(&self, instance: &Instance) -> (u64, Moment) {
        let shelf = lock(&instance.shelf);
        let day = if instance.plan.statistics { self.day.load(SeqCst) } else { 0 };
        (shelf.generation, Moment { rounds: shelf.rounds.clone(), day, first_day: self.first_day })
    }

    fn catalog(&self, place: usize, generation: u64, moment: &Moment) -> Arc<Catalog> {
        let key = (place, generation);
        if let Some((_, catalog)) = lock(&self.catalogs).iter().find(|(known, _)| *known == key) {
            return catalog.clone();
        }
        let instance = self.at(place);
        let catalog = Arc::new(Catalog::of(self.seed, &instance.site, &instance.plan, moment));
        let mut catalogs = lock(&self.catalogs);
        catalogs.retain(|(known, _)| known.0 != place);
        catalogs.push_back((key, catalog.clone()));
        if catalogs.len() > CATALOGS {
            catalogs.pop_front();
        }
        catalog
    }

    /// Changes this fraction of the instances, chosen by seed and round; gives their regions. A round is applied once.
    pub fn change(&self, fraction: f64, round: u32) -> Vec<RegionCode> {
        let draw = |instance: &Instance| Dice::of(self.seed, &["round", &round.to_string(), &instance.site.slug()]).unit();
        let mut drawn: Vec<(f64, &Instance)> = self.instances.iter().map(|instance| (draw(instance), instance)).collect();
        drawn.sort_by(|a, b| a.0.total_cmp(&b.0));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "at most the number of sites"
        )]
        let count = (drawn.len() as f64 * fraction.clamp(0.0, 1.0)).round() as usize;
        let mut changed = Vec::new();
        for (_, instance) in drawn.into_iter().take(count) {
            let mut shelf = lock(&instance.shelf);
            if !shelf.rounds.contains(&round) {
                shelf.rounds.push(round);
                shelf.renew();
                changed.push(instance.site.code);
            }
        }
        changed
    }

    /// Sets the day, counted from the farm's first; visits of instances that report them grow with it.
    pub fn set_day(&self, day: u32) {
        self.day.store(day, SeqCst);
        for instance in self.instances.iter().filter(|instance| instance.plan.statistics) {
            lock(&instance.shelf).renew();
        }
    }

    /// Makes an instance misbehave, or behave; false where there is no such instance.
    pub fn set_fault(&self, code: RegionCode, fault: Fault) -> bool {
        self.of(code).map(|instance| *lock(&instance.fault) = fault).is_some()
    }

    /// What has been asked and answered.
    pub fn counts(&self) -> Counts {
        let sites: std::collections::BTreeMap<String, Count> =
            self.instances.iter().map(|instance| (instance.site.slug(), instance.tally.count())).collect();
        Counts { total: sites.values().copied().fold(Count::default(), Count::plus), sites }
    }
}

impl Shelf {
    fn renew(&mut self) {
        self.generation += 1;
        self.documents.clear();
    }
}

/// Later with every day and every round, whatever the clock on the wall says.
fn modified(plan: &Plan, moment: &Moment) -> DateTime<Utc> {
    let day = if plan.statistics { moment.day } else { 0 };
    let date = moment.first_day.checked_add_days(Days::new(u64::from(day))).unwrap_or(moment.first_day);
    let rounds = i64::try_from(moment.rounds.len()).unwrap_or(0);
    date.and_time(chrono::NaiveTime::MIN).and_utc() + TimeDelta::seconds(rounds)
}
