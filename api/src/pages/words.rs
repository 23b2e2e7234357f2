//! Values as people read them, in both languages: cost, duration, hours, distance, times. Unknown is said, never dressed up as a value.

use chrono::{DateTime, Datelike as _, FixedOffset, NaiveDate, Timelike as _};
use registry::model::{Cost, CostKind, Duration, DurationUnit, Fact, Instant, Verdict, Zone};
use serde_json::Value;

use super::frame::Frame;
use crate::routes::sources::{AttemptView, SnapshotView};

fn fact<T: serde::de::DeserializeOwned>(json: Option<&Value>) -> Option<Fact<T>> {
    serde_json::from_value(json?.clone()).ok()
}

/// `50000` as `Rp50.000`.
pub fn rupiah(amount: u64) -> String {
    let digits = amount.to_string();
    let mut text = String::from("Rp");
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// What it costs.
pub fn cost(f: &Frame, json: Option<&Value>) -> String {
    let Some(fact) = fact::<Cost>(json) else { return f.t("Biaya tidak dicantumkan", "Cost not stated").to_owned() };
    let Some(cost) = fact.value else { return fact.provenance.raw };
    match cost.kind {
        CostKind::Free => f.t("Gratis", "Free").to_owned(),
        CostKind::Amount { idr } => rupiah(idr),
        CostKind::Range { min, max, per } => {
            let per = per.map_or_else(String::new, |per| format!(" / {per}"));
            format!("{}–{}{per}", rupiah(min), rupiah(max))
        }
        CostKind::AtLeast { min, per } => {
            let per = per.map_or_else(String::new, |per| format!(" / {per}"));
            format!("{} {}{per}", f.t("mulai", "from"), rupiah(min))
        }
        CostKind::Mixed { max: Some(max) } => format!("{} {}", f.t("gratis sampai", "free to"), rupiah(max)),
        CostKind::Mixed { max: None } => f.t("Sebagian gratis", "Partly free").to_owned(),
        CostKind::PerUnit { idr, per } => format!("{} / {per}", rupiah(idr)),
        CostKind::Formula { expression } => expression,
        CostKind::ByRule => f.t("Sesuai peraturan", "Set by regulation").to_owned(),
        CostKind::Foreign { amount, currency, per } => {
            per.map_or_else(|| format!("{currency} {amount}"), |per| format!("{currency} {amount} / {per}"))
        }
    }
}

/// How long it takes.
pub fn duration(f: &Frame, json: Option<&Value>) -> String {
    let Some(fact) = fact::<Duration>(json) else { return f.t("Waktu tidak dicantumkan", "Duration not stated").to_owned() };
    let Some(time) = fact.value else { return fact.provenance.raw };
    let unit = match time.unit {
        DurationUnit::Minute => f.t("menit", "min"),
        DurationUnit::Hour => f.t("jam", "h"),
        DurationUnit::Day => f.t("hari", "days"),
        DurationUnit::WorkingDay => f.t("hari kerja", "working days"),
        DurationUnit::Week => f.t("minggu", "weeks"),
        DurationUnit::Month => f.t("bulan", "months"),
        DurationUnit::Year => f.t("tahun", "years"),
    };
    let about = if time.approximate { "± " } else { "" };
    match (time.min, time.max) {
        (Some(min), Some(max)) if min != max => format!("{about}{min}–{max} {unit}"),
        (_, Some(max)) => format!("{about}{max} {unit}"),
        (Some(min), None) => format!("{} {min} {unit}", f.t("mulai", "from")),
        (None, None) => fact.provenance.raw,
    }
}

/// `Mo-Th 08:00-15:00` as `Sen-Kam 08:00-15:00`.
pub fn hours(f: &Frame, osm: Option<&str>) -> String {
    let Some(osm) = osm else { return f.t("Jam buka tidak diketahui", "Opening hours unknown").to_owned() };
    let names = match f.english() {
        false => [
            ("Mo", "Sen"),
            ("Tu", "Sel"),
            ("We", "Rab"),
            ("Th", "Kam"),
            ("Fr", "Jum"),
            ("Sa", "Sab"),
            ("Su", "Min"),
            ("PH", "libur nasional"),
            ("off", "tutup"),
            ("unknown", "jam tidak disebut"),
        ],
        true => [
            ("Mo", "Mon"),
            ("Tu", "Tue"),
            ("We", "Wed"),
            ("Th", "Thu"),
            ("Fr", "Fri"),
            ("Sa", "Sat"),
            ("Su", "Sun"),
            ("PH", "holidays"),
            ("off", "closed"),
            ("unknown", "hours not stated"),
        ],
    };
    names.iter().fold(osm.to_owned(), |text, (code, name)| text.replace(code, name))
}

/// The same, a rule a line.
pub fn hours_by_day(f: &Frame, osm: Option<&str>) -> Vec<String> {
    hours(f, osm).split(';').map(|rule| rule.trim().replace('-', "–").replace(',', ", ")).filter(|rule| !rule.is_empty()).collect()
}

/// `6797.0` as `6.797`.
pub fn number(f: &Frame, value: f64) -> String {
    let text = if value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value:.2}") };
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let (group, point) = if f.english() { (',', '.') } else { ('.', ',') };
    let digits = whole.trim_start_matches('-').len();
    let mut told = String::new();
    for (at, digit) in whole.trim_start_matches('-').chars().enumerate() {
        if at > 0 && (digits - at).is_multiple_of(3) {
            told.push(group);
        }
        told.push(digit);
    }
    if !part.is_empty() {
        told.push(point);
        told.push_str(part);
    }
    if value < 0.0 { format!("−{told}") } else { told }
}

/// What a figure counts.
pub fn metric(f: &Frame, name: &str) -> String {
    match name {
        "visits" => f.t("Kunjungan", "Visits"),
        "tickets" => f.t("Nomor antrean", "Queue tickets"),
        "services" => f.t("Layanan diberikan", "Services given"),
        "applicants" => f.t("Pemohon", "Applicants"),
        "licences" => f.t("Izin terbit", "Licences issued"),
        "satisfaction" => f.t("Kepuasan masyarakat (IKM)", "Satisfaction (IKM)"),
        "satisfaction_u1" => f.t("Kepuasan: persyaratan", "Satisfaction: requirements"),
        "satisfaction_u2" => f.t("Kepuasan: prosedur", "Satisfaction: procedure"),
        "satisfaction_u3" => f.t("Kepuasan: waktu", "Satisfaction: time"),
        "satisfaction_u4" => f.t("Kepuasan: biaya", "Satisfaction: cost"),
        "satisfaction_u5" => f.t("Kepuasan: hasil layanan", "Satisfaction: result"),
        "satisfaction_u6" => f.t("Kepuasan: kemampuan petugas", "Satisfaction: competence"),
        "satisfaction_u7" => f.t("Kepuasan: sikap petugas", "Satisfaction: conduct"),
        "satisfaction_u8" => f.t("Kepuasan: penanganan pengaduan", "Satisfaction: complaints"),
        "satisfaction_u9" => f.t("Kepuasan: sarana", "Satisfaction: facilities"),
        other => other,
    }
    .to_owned()
}

/// The grade of an index of satisfaction (`PermenPANRB` 14/2017, annex).
pub fn grade(f: &Frame, value: f64) -> &'static str {
    match value {
        value if !(25.0..=100.0).contains(&value) => f.t("di luar skala 25–100", "outside the scale of 25 to 100"),
        value if value >= 88.31 => f.t("A, sangat baik", "A, very good"),
        value if value >= 76.61 => f.t("B, baik", "B, good"),
        value if value >= 65.0 => f.t("C, kurang baik", "C, fair"),
        _ => f.t("D, tidak baik", "D, poor"),
    }
}

/// `2026-10` as `Oktober 2026`, and `2025-01/2025-03` as `Januari 2025 – Maret 2025`.
pub fn period(f: &Frame, period: &str) -> String {
    const ID: [&str; 12] =
        ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"];
    const EN: [&str; 12] =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    if let Some((from, to)) = period.split_once('/') {
        return format!("{} – {}", self::period(f, from), self::period(f, to));
    }
    let mut parts = period.split('-');
    let (year, month, day) = (parts.next(), parts.next(), parts.next());
    let names = if f.english() { EN } else { ID };
    let month = month.and_then(|month| names.get(month.parse::<usize>().ok()?.checked_sub(1)?).copied());
    match (year, month, day.and_then(|day| day.parse::<u8>().ok())) {
        (Some(year), Some(month), Some(day)) => format!("{day} {month} {year}"),
        (Some(year), Some(month), None) => format!("{month} {year}"),
        _ => period.to_owned(),
    }
}

/// The state of a region's MPP.
pub fn standing(f: &Frame, state: &str) -> String {
    match state {
        "proposed" => f.t("diusulkan", "proposed"),
        "built" => f.t("dibangun", "built"),
        "soft_launch" => f.t("mulai melayani", "soft launch"),
        "inaugurated" => f.t("diresmikan", "inaugurated"),
        "moved" => f.t("pindah", "moved"),
        "closed" => f.t("ditutup", "closed"),
        "none" => f.t("belum diketahui ada", "none known"),
        other => other,
    }
    .to_owned()
}

/// Whether it is open, and when it opens again, on the clock of the place.
pub fn open(f: &Frame, open: Option<bool>, next: Option<&str>) -> String {
    match open {
        Some(true) => f.t("Buka", "Open").to_owned(),
        None => f.t("Belum diketahui", "Unknown").to_owned(),
        Some(false) => match next.and_then(|next| DateTime::parse_from_rfc3339(next).ok()) {
            None => f.t("Tutup", "Closed").to_owned(),
            Some(next) => format!("{} {}", f.t("Tutup · buka lagi", "Closed · opens again"), moment(f, &next)),
        },
    }
}

/// `Senin 30 Nov 08.00 WITA`: the day's number, too, as it may be the week after next.
pub fn moment(f: &Frame, at: &DateTime<FixedOffset>) -> String {
    let zone = [Zone::Wib, Zone::Wita, Zone::Wit].into_iter().find(|zone| zone.offset() == *at.offset()).map_or("", Zone::as_str);
    format!("{} {:02}.{:02} {zone}", day(f, at.date_naive()), at.hour(), at.minute()).trim_end().to_owned()
}

/// `Senin 30 Nov`.
pub fn day(f: &Frame, date: NaiveDate) -> String {
    let (days, months) = match f.english() {
        false => (
            ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"],
            ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"],
        ),
        true => (
            ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
        ),
    };
    let weekday = days.get(date.weekday().num_days_from_monday() as usize).copied().unwrap_or_default();
    format!("{weekday} {} {}", date.day(), months.get(date.month0() as usize).copied().unwrap_or_default())
}

/// The class that colours it.
pub fn open_class(open: Option<bool>) -> &'static str {
    match open {
        Some(true) => "buka",
        Some(false) => "tutup",
        None => "entah",
    }
}

/// `3,2 km`.
pub fn distance(f: &Frame, km: Option<f64>) -> Option<String> {
    let km = km?;
    let text = if km < 1.0 { format!("{:.0} m", km * 1000.0) } else { format!("{km:.1} km") };
    Some(if f.english() { text } else { text.replace('.', ",") })
}

/// Inhabitants, and whatever else is counted one by one.
pub fn count(f: &Frame, count: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    number(f, count as f64)
}

/// A distance, or a dash where there is none.
pub fn distance_or_dash(f: &Frame, km: Option<f64>) -> String {
    distance(f, km).unwrap_or_else(|| "–".to_owned())
}

/// On the clock of Jakarta.
pub fn time(f: &Frame, at: Option<Instant>) -> String {
    at.map_or_else(
        || f.t("belum pernah", "never").to_owned(),
        |at| at.utc().with_timezone(&Zone::Wib.offset()).format("%Y-%m-%d %H:%M WIB").to_string(),
    )
}

/// How an attempt ended.
pub fn outcome(f: &Frame, verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted => f.t("diterima", "accepted"),
        Verdict::Unchanged => f.t("tidak berubah", "unchanged"),
        Verdict::Held => f.t("ditahan", "held"),
        Verdict::Rejected => f.t("ditolak", "rejected"),
        Verdict::Failed => f.t("gagal", "failed"),
    }
}

/// How an attempt ended, as it was stored.
pub fn attempt(f: &Frame, attempt: &AttemptView) -> String {
    attempt.outcome.parse().map_or_else(|()| attempt.outcome.clone(), |verdict| outcome(f, verdict).to_owned())
}

/// Why a version became the active one, and by whom.
pub fn cause(f: &Frame, version: &SnapshotView) -> String {
    let cause = match version.cause.as_str() {
        "harvest" => f.t("dari panen", "harvested"),
        "released" => f.t("dilepaskan petugas", "released by a person"),
        "repeated" => f.t("diterima karena datang berulang", "accepted as it came again and again"),
        "rollback" => f.t("dikembalikan petugas", "put back by a person"),
        "published" => f.t("diterbitkan daerah", "published by the region"),
        other => other,
    };
    version.actor.as_ref().map_or_else(|| cause.to_owned(), |actor| format!("{cause} ({actor})"))
}

/// `3600` as `tiap 1 jam`.
pub fn every(f: &Frame, seconds: i32) -> String {
    let (count, id, en) = match seconds {
        seconds if seconds % 86_400 == 0 => (seconds / 86_400, "hari", "d"),
        seconds if seconds % 3600 == 0 => (seconds / 3600, "jam", "h"),
        seconds if seconds % 60 == 0 => (seconds / 60, "menit", "min"),
        seconds => (seconds, "detik", "s"),
    };
    format!("{} {count} {}", f.t("tiap", "every"), f.t(id, en))
}

/// `counter` as `di loket`.
pub fn channel(f: &Frame, name: &str) -> String {
    match name {
        "counter" => f.t("di loket", "at the counter"),
        "mobile" => f.t("keliling", "mobile unit"),
        "self_service" => f.t("anjungan mandiri", "self-service kiosk"),
        "online" => f.t("daring", "online"),
        other => other,
    }
    .to_owned()
}

/// A phone number out of its fact.
pub fn phone(json: Option<&Value>) -> Option<String> {
    let fact = fact::<String>(json)?;
    Some(fact.value.unwrap_or(fact.provenance.raw))
}

/// The raw text and the rule of a fact, to show where a value came from.
pub fn provenance(json: Option<&Value>) -> Option<(String, String)> {
    let fact = fact::<Value>(json)?;
    Some((fact.provenance.raw, fact.provenance.rule.into_owned()))
}

/// An http or https address, else nothing: never a link of another scheme.
pub fn link(url: Option<&str>) -> Option<String> {
    let url = url?;
    let parsed = url::Url::parse(url).ok()?;
    matches!(parsed.scheme(), "http" | "https").then(|| parsed.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rupiah_has_points() {
        assert_eq!((rupiah(0), rupiah(50_000), rupiah(1_250_000)), ("Rp0".into(), "Rp50.000".into(), "Rp1.250.000".into()));
    }

    #[test]
    fn figures_and_periods_are_read_as_people_write_them() {
        let frame = |query: &str| Frame::of(&actix_web::test::TestRequest::with_uri(query).to_http_request(), false);
        let (id, en) = (frame("/"), frame("/?lang=en"));
        assert_eq!(
            (number(&id, 1_234_567.0), number(&en, 1234.5), number(&id, 77.29)),
            ("1.234.567".into(), "1,234.50".into(), "77,29".into())
        );
        assert_eq!(
            (period(&id, "2026-10"), period(&en, "2026-10-31"), period(&id, "2026")),
            ("Oktober 2026".into(), "31 October 2026".into(), "2026".into())
        );
        assert_eq!((period(&id, "2026-13"), period(&id, "")), ("2026-13".into(), String::new()));
        assert_eq!(
            (grade(&id, 88.31), grade(&id, 76.6), grade(&en, 4.0)),
            ("A, sangat baik", "C, kurang baik", "outside the scale of 25 to 100")
        );
        assert_eq!(
            hours_by_day(&id, Some("Mo-Th 07:30-16:00; Fr 07:30-11:30,13:30-16:00")),
            ["Sen–Kam 07:30–16:00", "Jum 07:30–11:30, 13:30–16:00"]
        );
    }

    #[test]
    fn the_next_opening_is_told_on_the_clock_of_the_place() {
        let english = actix_web::test::TestRequest::with_uri("/?lang=en").to_http_request();
        let indonesian = actix_web::test::TestRequest::with_uri("/").to_http_request();
        let next = Some("2026-11-30T08:00:00+08:00");
        assert_eq!(open(&Frame::of(&indonesian, false), Some(false), next), "Tutup · buka lagi Senin 30 Nov 08.00 WITA");
        assert_eq!(open(&Frame::of(&english, false), Some(false), next), "Closed · opens again Monday 30 Nov 08.00 WITA");
        assert_eq!(open(&Frame::of(&indonesian, false), None, next), "Belum diketahui");
    }

    #[test]
    fn only_web_links_are_links() {
        assert_eq!(link(Some("javascript:alert(1)")), None);
        assert_eq!(link(Some("https://contoh.go.id")).as_deref(), Some("https://contoh.go.id/"));
    }
}
