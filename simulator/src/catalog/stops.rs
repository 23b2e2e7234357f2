//! Where a region's mobile unit comes: villages within 25 km of its point, some every week, some on days that are announced. All made up.

use chrono::{Days, NaiveDate};
use registry::model::Point;

use super::Moment;
use crate::Site;
use crate::dice::Dice;

/// One stop of a mobile unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Stop {
    /// From 1.
    pub number: usize,
    /// `Kantor Desa Contoh 3`
    pub place: String,
    /// One line.
    pub address: String,
    /// Within 25 km of the region's point.
    pub point: Point,
    /// `setiap Kamis`, or `2026-12-03`.
    pub date: String,
    /// `09:00`
    pub opens: &'static str,
    /// `12:00`
    pub closes: &'static str,
    /// What comes, as the region writes it.
    pub service: &'static str,
    /// Who comes.
    pub agency: &'static str,
}

const UNITS: [(&str, &str); 5] = [
    ("Perekaman KTP-el keliling", "Dinas Kependudukan dan Pencatatan Sipil"),
    ("Pembayaran pajak kendaraan (Samsat Keliling)", "Samsat"),
    ("Perpanjangan SIM (SIM Keliling)", "Kepolisian"),
    ("Jemput bola akta kelahiran", "Dinas Kependudukan dan Pencatatan Sipil"),
    ("Konsultasi NIB keliling", "DPMPTSP"),
];
const PLACES: [&str; 5] = ["Kantor Desa", "Balai Desa", "Kantor Kecamatan", "Lapangan Desa", "Pasar Desa"];
const WEEKDAYS: [&str; 5] = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat"];
/// How far ahead visits are announced.
const ANNOUNCED: usize = 60;

/// The stops of a region, from the farm's first day on; none for two of five regions.
pub fn stops(seed: u64, slug: &str, site: &Site, moment: &Moment) -> Vec<Stop> {
    let mut dice = Dice::of(seed, &["stops", slug]);
    if !dice.chance(60) {
        return Vec::new();
    }
    let many = dice.between(4, 14);
    (1..=many).map(|number| stop(number, site, moment.first_day, &mut dice)).collect()
}

fn stop(number: usize, site: &Site, first_day: NaiveDate, dice: &mut Dice) -> Stop {
    let (service, agency) = UNITS[dice.below(UNITS.len())];
    let place = format!("{} Contoh {number}", dice.pick(&PLACES));
    // 0.16 degrees are 18 km, and 25 on the diagonal.
    let mut moved = |degrees: f64| ((degrees + (dice.unit() - 0.5) * 0.32) * 1e6).round() / 1e6;
    let point = Point { lat: moved(site.point.lat), lon: moved(site.point.lon) };
    let date = if dice.chance(50) {
        format!("setiap {}", dice.pick(&WEEKDAYS))
    } else {
        let ahead = Days::new(dice.between(1, ANNOUNCED) as u64);
        first_day.checked_add_days(ahead).unwrap_or(first_day).to_string()
    };
    let (opens, closes) = if dice.chance(50) { ("08:00", "11:00") } else { ("09:00", "12:00") };
    Stop { number, address: format!("{place}, {}", site.short_name()), place, point, date, opens, closes, service, agency }
}
