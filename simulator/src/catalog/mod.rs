//! A region's catalog before it is written in a format: the hall, its agencies, their services, and figures.

mod choice;
mod figures;
mod stops;

use std::collections::HashSet;

use registry::model::{Channel, Point};

use crate::Site;
use crate::base::{self, Presence};
use crate::dice::Dice;
use crate::plan::Plan;
use crate::wording::cost::{self, Cost};
use crate::wording::hours::{self, Week};
use crate::wording::{duration, name};
pub use figures::Figure;
pub use stops::Stop;

/// What an instance knows at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Catalog {
    /// The one hall.
    pub hall: Hall,
    /// In the order of their counters.
    pub agencies: Vec<Agency>,
    /// In the order of their agencies.
    pub services: Vec<Service>,
    /// What it reports; empty for most.
    pub figures: Vec<Figure>,
    /// Where its mobile unit comes; empty for many.
    pub stops: Vec<Stop>,
}

/// The hall.
#[derive(Clone, Debug, PartialEq)]
pub struct Hall {
    /// `MPP Kabupaten Pandeglang`
    pub name: String,
    /// One line.
    pub address: String,
    /// Within 5 km of the region's point.
    pub point: Point,
    /// With an area code that is made up.
    pub phone: String,
    /// Under `.example`.
    pub email: String,
    /// Its week.
    pub week: Week,
    /// Its week, as written.
    pub hours: String,
}

/// An agency at the hall.
#[derive(Clone, Debug, PartialEq)]
pub struct Agency {
    /// From 1.
    pub number: usize,
    /// As the region calls it.
    pub name: String,
    /// `Keimigrasian`
    pub category: &'static str,
    /// As written.
    pub phone: Option<String>,
    /// Under `.example`.
    pub email: Option<String>,
    /// Under `.example`.
    pub website: Option<String>,
    /// Where it is not there all the hall's week: its own week, and that as written.
    pub hours: Option<(Week, String)>,
}

/// A service.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// From 1; stays when the service is renamed.
    pub number: usize,
    /// Its agency's place in the list.
    pub agency: usize,
    /// As written.
    pub name: String,
    /// Says that it is synthetic.
    pub description: String,
    /// As written.
    pub duration: Option<String>,
    /// As written.
    pub cost: Cost,
    /// What to bring.
    pub requirements: Vec<String>,
    /// What happens, step by step; empty where the region does not say.
    pub procedure: Vec<String>,
    /// `Loket 3`
    pub counter: String,
    /// How it reaches people.
    pub channels: Vec<Channel>,
}

/// What moves while the farm runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// The rounds in which this site changed.
    pub rounds: Vec<u32>,
    /// Days since the farm's first day.
    pub day: u32,
    /// The farm's first day.
    pub first_day: chrono::NaiveDate,
}

impl Catalog {
    /// The catalog of `site` at `moment`.
    pub fn of(seed: u64, site: &Site, plan: &Plan, moment: &Moment) -> Self {
        let slug = site.slug();
        let hall = Hall::of(seed, &slug, site, plan);
        let chosen = choice::agencies(seed, &slug, plan.agencies);
        let agencies: Vec<Agency> =
            chosen.iter().enumerate().map(|(i, kind)| Agency::of(seed, &slug, site, plan, (i + 1, kind), &hall)).collect();
        let picks = choice::services(seed, &slug, plan.services, &chosen);
        let mut services = Vec::with_capacity(picks.len());
        let mut taken = HashSet::new();
        for pick in &picks {
            let agency = &agencies[pick.agency];
            let mut service = Service::of(seed, &slug, plan, pick, services.len() + 1, agency);
            while !taken.insert((pick.agency, service.name.trim().to_lowercase())) {
                service.name = format!("{} ({})", service.name.trim(), service.number);
            }
            services.push(service);
        }
        for &round in &moment.rounds {
            change(seed, &slug, round, &mut services);
        }
        let figures = if plan.statistics { figures::figures(seed, &slug, &agencies, moment) } else { Vec::new() };
        Self { hall, agencies, services, figures, stops: stops::stops(seed, &slug, site, moment) }
    }

    /// The week in which an agency is at its counter.
    pub fn week_of(&self, agency: &Agency) -> Week {
        agency.hours.as_ref().map_or_else(|| self.hall.week.clone(), |(week, _)| week.clone())
    }
}

/// A few services get another cost, and one of them another name.
fn change(seed: u64, slug: &str, round: u32, services: &mut [Service]) {
    let mut dice = Dice::of(seed, &["change", slug, &round.to_string()]);
    for nth in 0..dice.between(2, 5) {
        let place = dice.below(services.len());
        let amount = 5_000 * dice.between(1, 60) as u64 + u64::from(round);
        let Some(service) = services.get_mut(place) else { return };
        service.cost = Cost { text: Some(format!("Rp {},-", cost::thousands(amount))), amount: Some(amount) };
        if nth == 0 {
            service.name = format!("{} (pembaruan {round})", service.name.trim());
        }
    }
}

impl Hall {
    fn of(seed: u64, slug: &str, site: &Site, plan: &Plan) -> Self {
        let mut dice = Dice::of(seed, &["hall", slug]);
        let week = Week::of_hall(&mut dice);
        let hours = week.text(site.zone, &plan.manner, &mut dice);
        let street = dice.pick(&["Jl. Jenderal Sudirman", "Jl. Ahmad Yani", "Jl. Diponegoro", "Jalan Pahlawan", "Jl. Merdeka", "Jl. Raya"]);
        let address = format!("{street} No. {}, {}, {}", dice.between(1, 240), site.short_name(), site.province_name);
        Self {
            name: site.mpp_name.clone(),
            address,
            point: near(site.point, &mut dice),
            phone: phone(&mut dice),
            email: format!("mpp@{slug}.example"),
            week,
            hours,
        }
    }
}

/// A point within 5 km: 0.03 degrees are 3.3 km, and 4.8 on the diagonal.
fn near(point: Point, dice: &mut Dice) -> Point {
    let mut moved = |degrees: f64| ((degrees + (dice.unit() - 0.5) * 0.06) * 1e6).round() / 1e6;
    Point { lat: moved(point.lat), lon: moved(point.lon) }
}

/// A number that looks right and that nobody has: the exchange 5550.
fn phone(dice: &mut Dice) -> String {
    let (area, line) = (dice.between(21, 99), dice.below(1000));
    match dice.below(4) {
        0 => format!("(02{area}) 5550-{line:03}"),
        1 => format!("02{area} 5550{line:03}"),
        2 => format!("(02{area}) 5550{line:03}"),
        _ => format!("+62 2{area} 5550 {line:03}"),
    }
}

impl Agency {
    fn of(seed: u64, slug: &str, site: &Site, plan: &Plan, (number, kind): (usize, &base::Agency), hall: &Hall) -> Self {
        let mut dice = Dice::of(seed, &["agency", slug, kind.key]);
        let name = name::agency(&kind.names, site, &plan.manner, &mut dice);
        let hours = presence(kind.presence, &hall.week, &mut dice).map(|(week, days)| {
            let text = match days {
                Some(days) if dice.chance(60) => hours::only_days(&days, &mut dice),
                _ => week.text(site.zone, &plan.manner, &mut dice),
            };
            (week, text)
        });
        let own_phone = match dice.below(10) {
            0..=5 => Some(phone(&mut dice)),
            6 => Some("-".to_owned()),
            _ => None,
        };
        let phone = kind.hotline.filter(|_| dice.chance(50)).map(str::to_owned).or(own_phone);
        let email = dice.chance(60).then(|| format!("{}@{slug}.example", kind.key));
        let website = dice.chance(35).then(|| format!("https://{}.{slug}.example/", kind.key));
        Self { number, name, category: kind.category, phone, email, website, hours }
    }
}

/// The agency's own week, where it has one, and its days, where it is there on single days.
fn presence(presence: Presence, hall: &Week, dice: &mut Dice) -> Option<(Week, Option<Vec<usize>>)> {
    match presence {
        Presence::Days if dice.chance(70) => {
            let (week, days) = hall.on_days(dice);
            Some((week, Some(days)))
        }
        Presence::Early if dice.chance(60) => Some((hall.until([720, 780, 840][dice.below(3)]), None)),
        Presence::Long if dice.chance(60) => Some((hall.with_friday_break(), None)),
        _ if dice.chance(5) => Some((hall.until(840), None)),
        _ => None,
    }
}

impl Service {
    fn of(seed: u64, slug: &str, plan: &Plan, pick: &choice::Pick, number: usize, agency: &Agency) -> Self {
        let kind = pick.kind.unwrap_or_default();
        let mut dice = Dice::of(seed, &["service", slug, pick.service.names[0], kind]);
        let manner = &plan.manner;
        let name = name::service(&pick.service.names, pick.kind, manner, &mut dice);
        let description = if manner.describes {
            format!("{} oleh {}. DATA SINTETIS.", pick.service.names[0], agency.name.trim())
        } else {
            "DATA SINTETIS.".to_owned()
        };
        Self {
            number,
            agency: pick.agency,
            name,
            description,
            duration: duration::duration(pick.service.time, manner, &mut dice),
            cost: cost::cost(pick.service.cost, manner, &mut dice),
            requirements: requirements(&pick.service.documents, &mut dice),
            procedure: procedure(manner.procedures, &mut dice),
            counter: format!("{} {}", manner.counter, agency.number),
            channels: channels(pick.service.channels, &mut dice),
        }
    }
}

/// Three to seven documents, in this region's words.
fn requirements(keys: &[&'static str], dice: &mut Dice) -> Vec<String> {
    let documents = &base::base().documents;
    let mut word = |key: &&'static str| match documents.get(key) {
        Some(spellings) => dice.pick(spellings).to_owned(),
        None => (*key).to_owned(),
    };
    let mut list: Vec<String> = keys.iter().take(7).map(&mut word).collect();
    for also in ["form", "kuasa"] {
        if list.len() < 7 && !keys.contains(&also) && (list.len() < 3 || dice.chance(25)) {
            list.extend(documents.get(also).map(|spellings| dice.pick(spellings).to_owned()));
        }
    }
    list
}

fn procedure(writes: bool, dice: &mut Dice) -> Vec<String> {
    const STEPS: [&[&str]; 5] = [
        &["Pemohon mengambil nomor antrean", "Mengambil nomor antrian di lobi", "Pemohon datang ke MPP dan mengambil antrean"],
        &["Menyerahkan berkas persyaratan ke loket", "Pemohon menyerahkan berkas kepada petugas", "Berkas diserahkan di loket"],
        &["Petugas memeriksa kelengkapan berkas", "Verifikasi berkas oleh petugas", "Berkas lengkap diproses, tidak lengkap dikembalikan"],
        &["Permohonan diproses", "Pemohon membayar biaya bila ada", "Proses penerbitan"],
        &["Pemohon menerima hasil layanan", "Dokumen diserahkan kepada pemohon", "Pengambilan dokumen di loket"],
    ];
    if !writes {
        return Vec::new();
    }
    let skipped = dice.below(8);
    STEPS.iter().enumerate().filter(|(i, _)| *i != skipped).map(|(_, step)| dice.pick(step).to_owned()).collect()
}

fn channels(letters: &str, dice: &mut Dice) -> Vec<Channel> {
    let channel = |letter| match letter {
        'c' => (Channel::Counter, 100),
        'o' => (Channel::Online, 60),
        'm' => (Channel::Mobile, 30),
        _ => (Channel::SelfService, 30),
    };
    let mut here: Vec<Channel> =
        letters.chars().map(channel).filter_map(|(channel, percent)| dice.chance(percent).then_some(channel)).collect();
    if here.is_empty() {
        here.push(channel(letters.chars().next().unwrap_or('c')).0);
    }
    here
}

#[cfg(test)]
mod tests;
