//! The shapes in which regions publish, in documents of our own wording, by the declarations that also read the real ones (`samples`).

use registry::model::{Code, Drafts};

use crate::feed::Feed;

fn harvest(document: &str, mapping: &str) -> Drafts {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests");
    let body = std::fs::read(format!("{folder}/fixtures/{document}")).expect("the document");
    let toml = std::fs::read_to_string(format!("{folder}/mappings/{mapping}.toml")).expect("the mapping");
    Feed::of(body).harvest(&toml)
}

/// Each service with its agency.
fn services(drafts: &Drafts) -> Vec<(&str, &str)> {
    drafts.services.iter().map(|service| (service.name.as_str(), service.organization.as_deref().unwrap_or_default())).collect()
}

#[test]
fn answers_of_five_endpoints() {
    let drafts = harvest("03.json", "03");
    assert_eq!(services(&drafts), [("Surat contoh", "Dinas Contoh")]);
    assert_eq!(drafts.organizations.len(), 2);
    let figures: Vec<(&str, &str)> = drafts.statistics.iter().map(|figure| (figure.period.as_str(), figure.value.as_str())).collect();
    assert_eq!(figures, [("4 Nov 2024", "12"), ("5 Nov 2024", "15"), ("2024", "3.5")]);
}

#[test]
fn agencies_by_number() {
    let drafts = harvest("05.json", "05");
    assert_eq!(services(&drafts), [("Surat contoh baru", "Dinas Contoh"), ("Surat contoh hilang", "Badan Contoh")]);
    assert_eq!(drafts.locations[0].hours.as_deref(), Some("Senin - Kamis, 08:00 - 15:00\nSabtu dan Minggu tutup"));
    assert_eq!(drafts.services[1].legal_basis.as_deref(), Some("Peraturan A\nPeraturan B"));
    assert_eq!(drafts.services[0].procedure, ["Datang", "Ambil nomor"]);
}

#[test]
fn services_in_agencies_and_an_id_given_twice() {
    let drafts = harvest("08.json", "08");
    assert_eq!((drafts.organizations.len(), drafts.services.len()), (3, 4));
    assert_eq!(drafts.findings.iter().map(|finding| (finding.code, finding.raw.as_str())).collect::<Vec<_>>(), [(Code::IdShared, "3")]);
    assert_eq!(harvest("08.json", "08_sub").services.len(), 8);
}

#[test]
fn headings_and_lists() {
    let expected = [
        ("Surat contoh", "Dinas Contoh"),
        ("Kartu & contoh", "Dinas Contoh"),
        ("Bayar (tunai, transfer)", "Badan Contoh"),
        ("Lacak kiriman.(*)", "Kantor Contoh"),
    ];
    assert_eq!(services(&harvest("09.html", "09")), expected);
}

#[test]
fn a_flat_list() {
    let drafts = harvest("11.json", "11");
    assert_eq!(services(&drafts), [("Ukur contoh", "Kantor Pertanahan"), ("Salin contoh", "Kantor Pertanahan")]);
    assert_eq!(drafts.services[0].requirements, ["Formulir", "Fotokopi kartu"]);
}

#[test]
fn one_service_at_many_places() {
    let drafts = harvest("12.json", "12");
    assert_eq!((drafts.organizations.len(), drafts.locations.len(), drafts.services.len()), (2, 3, 3));
    assert_eq!(drafts.services[1].alert.as_deref(), Some("Setiap hari Kamis."));
    assert_eq!(drafts.services[2].location_ids, ["MPP Contoh Tiga"]);
}

#[test]
fn dated_stops() {
    let drafts = harvest("15.json", "15");
    let stops: Vec<(&str, &str, Option<&str>)> =
        drafts.stops.iter().map(|stop| (stop.location.as_str(), stop.date.as_str(), stop.status.as_deref())).collect();
    assert_eq!(stops, [("Balai Desa Contoh", "2026-10-05", Some("terjadwal")), ("Lapangan Contoh", "2026-10-06", Some("dibatalkan"))]);
    assert_eq!(drafts.services[0].channels, ["keliling"]);
}

#[test]
fn figures_by_month() {
    let drafts = harvest("21.csv", "21");
    let figures: Vec<(&str, &str, &str)> =
        drafts.statistics.iter().map(|figure| (figure.metric.as_str(), figure.period.as_str(), figure.value.as_str())).collect();
    assert_eq!(figures, [("visits", "MEI 2025", "2.310"), ("visits", "JUNI 2025", "-"), ("licences", "JUNI 2025", "71")]);
    assert_eq!(services(&drafts), [("SURAT CONTOH", "DINAS CONTOH"), ("IZIN CONTOH", "BADAN CONTOH")]);
    assert_eq!(harvest("21.csv", "21_here").statistics.len(), 2);
}
