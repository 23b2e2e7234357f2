//! Made-up documents with the shape of the real ones: every region has much the same services, a name has three to seven words, and the
//! vocabulary is some ten thousand words, most of them names of places.

use registry::model::{Channel, Id, Instant, Point};
use registry::search::Document;

use crate::{Kind, Question};

const REGIONS: usize = 296;
const SERVICES: usize = 328;

const ACTS: [&str; 12] = [
    "Penerbitan",
    "Perpanjangan",
    "Penggantian",
    "Perubahan data",
    "Legalisir",
    "Pendaftaran",
    "Pembuatan",
    "Pencabutan",
    "Konsultasi",
    "Pembayaran",
    "Verifikasi",
    "Pengaduan",
];
const THINGS: [&str; 30] = [
    "KTP-el",
    "Kartu Keluarga",
    "Akta Kelahiran",
    "Akta Kematian",
    "Paspor",
    "SIM A",
    "SIM C",
    "SKCK",
    "NPWP",
    "NIB",
    "BPJS Kesehatan",
    "BPJS Ketenagakerjaan",
    "Izin Mendirikan Bangunan",
    "Persetujuan Bangunan Gedung",
    "Surat Pindah",
    "Kartu Identitas Anak",
    "Sertipikat Tanah",
    "Pajak Kendaraan",
    "Pajak Bumi dan Bangunan",
    "Izin Praktik Bidan",
    "Izin Praktik Dokter",
    "Kartu Kuning",
    "Rekomendasi Umroh",
    "Akta Nikah",
    "Sertifikat Halal",
    "Merek Dagang",
    "Izin Reklame",
    "Izin Usaha Perdagangan",
    "Kartu Pegawai",
    "Taspen",
];
const REASONS: [&str; 10] = [
    "",
    "karena hilang",
    "karena rusak",
    "baru",
    "anak",
    "warga negara asing",
    "terlambat",
    "secara daring",
    "kolektif",
    "prioritas lansia",
];
const AGENCIES: [&str; 20] = [
    "Dinas Kependudukan dan Pencatatan Sipil",
    "Kantor Imigrasi",
    "Kepolisian Resor",
    "Kantor Pelayanan Pajak",
    "BPJS Kesehatan",
    "BPJS Ketenagakerjaan",
    "Dinas Penanaman Modal",
    "Kantor Pertanahan",
    "Dinas Tenaga Kerja",
    "Dinas Kesehatan",
    "Samsat",
    "Kementerian Agama",
    "Kejaksaan Negeri",
    "Pengadilan Negeri",
    "Bank Daerah",
    "PT Taspen",
    "PLN",
    "PDAM",
    "Dinas Sosial",
    "Bea Cukai",
];

/// Makes documents and questions, always the same.
pub struct Catalog {
    state: u64,
}

impl Catalog {
    pub fn new() -> Self {
        Self { state: 0x9e37_79b9_7f4a_7c15 }
    }

    fn below(&mut self, limit: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        usize::try_from(self.state % limit as u64).unwrap_or(0)
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    /// A name of a place: some eight thousand there are.
    fn place(&mut self) -> String {
        const SYLLABLES: [&str; 20] =
            ["ban", "da", "ka", "ta", "sa", "ri", "lu", "wu", "mo", "no", "pa", "ma", "gi", "be", "ku", "ning", "rang", "jo", "si", "tu"];
        (0..3).map(|_| self.pick(&SYLLABLES)).collect()
    }

    /// All documents, region by region.
    pub fn regions(mut self) -> impl Iterator<Item = Vec<Document>> {
        (0..REGIONS).map(move |region| self.region(region))
    }

    fn region(&mut self, number: usize) -> Vec<Document> {
        let (name, province, street) = (self.place(), format!("Provinsi {}", number % 38), self.place());
        let code = format!("{:02}.{:02}", 11 + number % 38, 1 + number / 38);
        let point = Point { lat: -10.0 + self.below(1600) as f64 / 100.0, lon: 95.0 + self.below(4500) as f64 / 100.0 };
        (0..SERVICES)
            .map(|service| {
                let id = |kind: &str| Id::derive(&code, kind, &service.to_string());
                let agency = self.pick(&AGENCIES);
                let title = format!("{} {} {}", self.pick(&ACTS), self.pick(&THINGS), self.pick(&REASONS));
                let about = format!("Layanan {} bagi warga {name} di {} dengan syarat {} dan {}", self.pick(&ACTS), self.place(), self.pick(&THINGS), self.place());
                Document {
                    id: id("service_at_location"),
                    hash: id("hash").to_string(),
                    source: format!("mpp-{code}"),
                    service_id: id("service"),
                    service: title.trim().to_owned(),
                    term: (service % 3 == 0).then(|| format!("{} ({agency})", self.pick(&THINGS))),
                    synonyms: Vec::new(),
                    description: Some(about),
                    organization_id: Id::derive(&code, "organization", agency),
                    organization: agency.to_owned(),
                    organization_aliases: Vec::new(),
                    location_id: Id::derive(&code, "location", ""),
                    location: format!("MPP {name}"),
                    address: Some(format!("Jl. {street} {service}")),
                    point,
                    region: code.parse().expect("a code"),
                    region_name: format!("Kabupaten {name}"),
                    province_name: province.clone(),
                    channels: vec![Channel::Counter],
                    category: Some(self.pick(&THINGS).to_owned()),
                    free: Some(service % 2 == 0),
                    max_duration_minutes: Some(60),
                    duration: Some(serde_json::json!({ "value": { "max": 3, "unit": "working_day" }, "raw": "3 hari kerja", "rule": "duration.plain" }).into()),
                    cost: Some(serde_json::json!({ "value": { "kind": "free" }, "raw": "Gratis", "rule": "cost.free" }).into()),
                    opening_hours: Some("Mo-Th 08:00-15:00; Fr 08:00-11:30".to_owned()),
                    zone: "WIB".to_owned(),
                    data_as_of: Instant::new("2026-01-01T00:00:00Z".parse().expect("a time")),
                    synthetic: true,
absent_since: None,
                }
            })
            .collect()
    }

    /// A thousand questions of a kind.
    pub fn questions(&mut self, kind: Kind) -> Vec<Question> {
        (0..1000)
            .map(|_| {
                let mut word = |from: &[&'static str]| loop {
                    let word = self.pick(from).split([' ', '-']).next().unwrap_or_default().to_lowercase();
                    if word.len() > 4 {
                        break word;
                    }
                };
                let (act, thing) = (word(&ACTS), word(&THINGS));
                let words = match kind {
                    Kind::Typo => [act, self.misspelt(&thing)],
                    Kind::Prefix => [act, thing.chars().take(3).collect()],
                    _ => [act, thing],
                };
                Question {
                    kind,
                    words,
                    near: Point { lat: -10.0 + self.below(1600) as f64 / 100.0, lon: 95.0 + self.below(4500) as f64 / 100.0 },
                }
            })
            .collect()
    }

    /// One letter of it is another one.
    fn misspelt(&mut self, word: &str) -> String {
        let at = 1 + self.below(word.len() - 1);
        word.char_indices().map(|(index, c)| if index == at { 'q' } else { c }).collect()
    }
}
