//! What an instance holds, good or not, before it is written as JSON or CSV. Every service has a number of its own among all instances, which
//! begins its name: by it a checker knows again whatever became of the rest.

use std::collections::BTreeSet;

use registry::model::Point;
use serde_json::{Value, json};

use crate::{NOTICE, Site};

/// A catalog.
#[derive(Clone, Debug)]
pub struct Content {
    /// The hall's name.
    pub hall: String,
    /// The hall's address, which names the region.
    pub address: String,
    /// The hall's place.
    pub point: Point,
    /// The services.
    pub records: Vec<Record>,
    /// What the list says of its own length.
    pub total: usize,
}

/// A service.
#[derive(Clone, Debug)]
pub struct Record {
    /// Unique among all instances.
    pub number: usize,
    /// As the instance names it.
    pub id: String,
    /// Begins with the number.
    pub name: String,
    /// Who offers it.
    pub agency: String,
    /// Says that it is synthetic.
    pub description: String,
    /// As written.
    pub cost: String,
    /// As written.
    pub duration: String,
    /// What to bring.
    pub requirements: Vec<String>,
    /// What becomes of it.
    pub kept: Kept,
}

/// What becomes of a record whose content is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is stored.
    Yes,
    /// It is stored, or refused with a finding.
    Perhaps,
    /// It is refused with a finding.
    No,
}

const KINDS: [&str; 8] = [
    "Penerbitan KTP-el",
    "Penerbitan Kartu Keluarga",
    "Penerbitan SKCK",
    "Perpanjangan SIM",
    "Pendaftaran peserta BPJS",
    "Izin usaha mikro",
    "Pembayaran pajak kendaraan",
    "Penggantian paspor",
];
const AGENCIES: [&str; 4] =
    ["Dinas Kependudukan dan Pencatatan Sipil", "Kepolisian Resor", "BPJS Kesehatan", "Dinas Penanaman Modal dan PTSP"];

impl Content {
    /// The good content of the instance at `place`; its first cost changes with the cycle, so that a harvest has something to see.
    pub fn good(site: &Site, place: usize, services: usize, cycle: u32) -> Self {
        let records = (0..services).map(|nth| Record::good(place, nth, if nth == 0 { cycle } else { 0 })).collect();
        Self {
            hall: site.mpp_name.clone(),
            address: format!("Jl. Contoh No. {}, {}, {}", place + 1, site.region_name, site.province_name),
            point: site.point,
            records,
            total: services,
        }
    }

    /// The numbers of the services that must be stored when it is accepted, and of those that may.
    pub fn numbers(&self) -> (BTreeSet<usize>, BTreeSet<usize>) {
        let of = |kept: &[Kept]| self.records.iter().filter(|record| kept.contains(&record.kept)).map(|record| record.number).collect();
        (of(&[Kept::Yes]), of(&[Kept::Yes, Kept::Perhaps]))
    }

    /// As the JSON document.
    pub fn value(&self) -> Value {
        self.document(&self.records)
    }

    /// As the JSON document of one page of twenty, from 1.
    pub fn page(&self, page: usize) -> Value {
        let here = self.records.chunks(PAGE).nth(page.saturating_sub(1)).unwrap_or_default();
        let mut document = self.document(here);
        document["halaman"] = json!({ "ke": page, "dari": self.total.div_ceil(PAGE), "jumlah": self.total });
        document
    }

    fn document(&self, records: &[Record]) -> Value {
        json!({
            "_synthetic": true,
            "keterangan": NOTICE,
            "mpp": {
                "nama": self.hall,
                "alamat": self.address,
                "lintang": self.point.lat,
                "bujur": self.point.lon,
                "jam": "Senin-Jumat 08.00-15.00",
            },
            "layanan": records.iter().map(Record::value).collect::<Vec<_>>(),
        })
    }

    /// As the CSV table.
    pub fn table(&self) -> String {
        self.table_with(HEADER, ',')
    }

    /// As a table with this header and delimiter.
    pub fn table_with(&self, header: &[&str], delimiter: char) -> String {
        let delimiter = delimiter.to_string();
        let mut text = header.join(&delimiter);
        for record in &self.records {
            text.push_str("\r\n");
            text.push_str(&record.cells().map(|cell| quoted(&cell)).join(&delimiter));
        }
        text.push_str("\r\n");
        text
    }
}

/// Records a page.
pub const PAGE: usize = 20;
/// The columns of the table.
pub const HEADER: &[&str] = &["ID", "Layanan", "Instansi", "Keterangan", "Waktu", "Biaya", "Persyaratan"];

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

impl Record {
    fn good(place: usize, nth: usize, cycle: u32) -> Self {
        let number = (place + 1) * 1000 + nth;
        Self {
            number,
            id: format!("L-{number}"),
            name: format!("{number} {}", KINDS[nth % KINDS.len()]),
            agency: AGENCIES[nth % AGENCIES.len()].to_owned(),
            description: NOTICE.to_owned(),
            cost: format!("Rp {}", 10_000 + 500 * cycle),
            duration: "3 hari kerja".to_owned(),
            requirements: vec!["Kartu Keluarga".to_owned(), "KTP-el".to_owned()],
            kept: Kept::Yes,
        }
    }

    /// The JSON object.
    pub fn value(&self) -> Value {
        json!({
            "id": self.id,
            "nama": self.name,
            "instansi": self.agency,
            "keterangan": self.description,
            "waktu": self.duration,
            "biaya": self.cost,
            "syarat": self.requirements,
        })
    }

    /// The cells of its row.
    pub fn cells(&self) -> [String; 7] {
        let list = self.requirements.join("; ");
        [&self.id, &self.name, &self.agency, &self.description, &self.duration, &self.cost, &list].map(Clone::clone)
    }
}
