//! The handle of the fault farm: an instance an item, each on a socket of its own.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;

use super::items::ALWAYS_GOOD;
use super::stand::{SECRET, Stand};
use super::{ITEMS, Item, Phase, Phases, Shape};
use crate::dice::Dice;
use crate::{NOTICE, Site};

/// What to play.
#[derive(Clone, Debug)]
pub struct FaultOptions {
    /// Which region gets which fault, when, for how long.
    pub seed: u64,
    /// Who may get an instance: at least as many as there are items.
    pub sites: Vec<Site>,
    /// The faults come one by one, each in a cycle of its own.
    pub one_by_one: bool,
    /// Where to listen.
    pub ip: IpAddr,
}

impl FaultOptions {
    /// All items, on loopback.
    #[must_use]
    pub fn new(seed: u64, sites: Vec<Site>) -> Self {
        Self { seed, sites, one_by_one: false, ip: IpAddr::V4(Ipv4Addr::LOCALHOST) }
    }
}

/// The numbers of the services that a source must and may hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holding {
    /// These must be there.
    pub must: BTreeSet<usize>,
    /// Nothing but these may be there.
    pub may: BTreeSet<usize>,
}

/// A running fault farm. Dropping it stops it.
pub struct FaultFarm {
    stands: Vec<Arc<Stand>>,
}

impl FaultFarm {
    /// Starts to listen, with an instance for each of the items that `only` takes, in cycle 0: all good. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// No port is to be had, or there are fewer sites than items.
    pub fn start(options: &FaultOptions, only: &dyn Fn(&Item) -> bool) -> std::io::Result<Self> {
        let items: Vec<&'static Item> = ITEMS.iter().flat_map(|level| level.iter()).filter(|item| only(item)).collect();
        let mut sites = options.sites.clone();
        sites.sort_by_key(|site| Dice::of(options.seed, &["site", &site.slug()]).below(usize::MAX));
        if sites.len() < items.len() {
            return Err(std::io::Error::other("fewer sites than faults"));
        }
        let good = items.iter().position(|item| item.name == ALWAYS_GOOD).unwrap_or(0);
        let neighbour = sites.get(good).cloned();
        let mut stands = Vec::with_capacity(items.len());
        for (place, (item, site)) in items.into_iter().zip(sites).enumerate() {
            let neighbour = (neighbour.clone().unwrap_or_else(|| site.clone()), good);
            let alone = Phases { begins: u32::try_from(place).unwrap_or(0) + 1, lasts: 1 };
            let phases = if options.one_by_one { alone } else { Phases::of(options.seed, item) };
            let stand = Arc::new(Stand::open(item, phases, site, place, neighbour, options.ip)?);
            stand.set_cycle(0)?;
            stands.push(stand);
        }
        Ok(Self { stands })
    }

    /// Plays a cycle from now on.
    ///
    /// # Errors
    /// A port could not be listened on again.
    pub fn set_cycle(&self, cycle: u32) -> std::io::Result<()> {
        self.stands.iter().try_for_each(|stand| stand.set_cycle(cycle))
    }

    /// The first cycle in which everything is good again.
    #[must_use]
    pub fn healed(&self) -> u32 {
        self.stands.iter().map(|stand| stand.phases.heals() + stand.item.heals_after).max().unwrap_or_default()
    }

    /// The ids of the sources, in the order of the items.
    #[must_use]
    pub fn sources(&self) -> Vec<(String, &'static Item, Phases)> {
        self.stands.iter().map(|stand| (stand.site.slug(), stand.item, stand.phases)).collect()
    }

    /// The region of each source, in the order of the items.
    #[must_use]
    pub fn regions(&self) -> Vec<String> {
        self.stands.iter().map(|stand| stand.site.code.to_string()).collect()
    }

    /// Where the instances listen.
    #[must_use]
    pub fn addresses(&self) -> Vec<SocketAddr> {
        self.stands.iter().map(|stand| stand.address).collect()
    }

    /// What the nth source is in a cycle.
    #[must_use]
    pub fn phase(&self, nth: usize, cycle: u32) -> Phase {
        self.stands.get(nth).map_or(Phase::Good, |stand| stand.phases.at(cycle))
    }

    /// What the nth source must hold if what it serves in a cycle is accepted.
    #[must_use]
    pub fn holding(&self, nth: usize, cycle: u32) -> Holding {
        let Some(stand) = self.stands.get(nth) else { return Holding::default() };
        let (must, may) = stand.content(cycle).numbers();
        Holding { must, may }
    }

    /// Requests that carried the declared secret to another host, since the start.
    #[must_use]
    pub fn leaks(&self) -> u64 {
        self.stands.iter().map(|stand| stand.leaks.load(SeqCst)).sum()
    }

    /// Requests to the nth source since the start.
    #[must_use]
    pub fn requests(&self, nth: usize) -> u64 {
        self.stands.get(nth).map_or(0, |stand| stand.requests.load(SeqCst))
    }

    /// Each instance's declaration as a source: its id and the TOML text.
    #[must_use]
    pub fn declarations(&self) -> Vec<(String, String)> {
        self.stands.iter().map(|stand| (stand.site.slug(), declaration(stand))).collect()
    }
}

impl Drop for FaultFarm {
    fn drop(&mut self) {
        self.stands.iter().for_each(|stand| stand.close());
    }
}

fn declaration(stand: &Stand) -> String {
    let format = if stand.item.shape == Shape::Csv { "table" } else { "json" };
    let mut toml = format!(
        "# {NOTICE}\nid = \"{}\"\nregion = \"{}\"\nformat = \"{format}\"\nurl = \"{}{}\"\nname = \"{}\"\nsynthetic = true\ninterval_seconds = 604800\n\
         headers = {{ {SECRET} = \"rahasia-sintetis\" }}\n\n[[mapping.endpoint]]\n",
        stand.site.slug(),
        stand.site.code,
        stand.base(),
        stand.path(),
        stand.site.mpp_name,
    );
    if stand.item.shape == Shape::Paged {
        toml.push_str("paging = { kind = \"page_number\", parameter = \"page\", total_pages = \"$.halaman.dari\" }\n");
    }
    toml.push_str(if stand.item.shape == Shape::Csv {
        include_str!("../../data/mapping/fault_table.toml")
    } else {
        include_str!("../../data/mapping/fault.toml")
    });
    toml
}
