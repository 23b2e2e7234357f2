//! A region that publishes itself, its catalog, and the reading of what it sends.

use harvester::pipeline::{ReadSent, Sent, read_sent};
use registry::model::{Catalog, Drafts, LocationDraft, OrganizationDraft, ServiceDraft, Source, SourceFile, StatisticDraft, StopDraft};
use registry::normalise::service_name::Aliases;

pub fn source() -> Source {
    let toml = "id = \"bogor\"\nregion = \"32.71\"\nformat = \"push\"\nurl = \"https://mpp.bogor.example/\"\ninterval_seconds = 2592000";
    SourceFile::parse(toml).unwrap().sources.remove(0)
}

/// What drafts are read to, as if they had come from another feed of the region.
pub fn catalog(drafts: Drafts) -> Catalog {
    let source = source();
    registry::normalise::catalog(&source, registry::gazetteer::region(source.region).unwrap(), drafts)
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// A catalog with everything that there can be, and with what a spreadsheet program likes to change.
pub fn drafts() -> Drafts {
    let agency = |id: Option<&str>, name: &str| OrganizationDraft {
        external_id: id.map(str::to_owned),
        name: name.to_owned(),
        phone: some("0251-8321075"),
        website: some("https://dinas.example/"),
        ..OrganizationDraft::default()
    };
    let service = |number: usize, name: &str, agency: &str| ServiceDraft {
        external_id: number.is_multiple_of(2).then(|| format!("00{number}")),
        name: name.to_owned(),
        organization: some(agency),
        description: some("Dilayani di loket.\nBawa berkas asli."),
        category: some("Kependudukan"),
        duration: some("1-2 hari kerja"),
        cost: some(if number.is_multiple_of(3) { "Rp50.000" } else { "Gratis" }),
        requirements: vec!["1. KTP asli\n2. Kartu keluarga".to_owned(), "3. Pas foto 3x4".to_owned()],
        procedure: vec!["Ambil antrean".to_owned(), "Serahkan berkas".to_owned()],
        legal_basis: some("=Perda 3/2020 Pasal 4"),
        counter: some("3/4"),
        hours: some("Senin-Jumat 08.00-15.00"),
        channels: vec!["online".to_owned(), "loket".to_owned()],
        phone: some("+62 251 8321075"),
        url: some("https://layanan.example/ktp"),
        ..ServiceDraft::default()
    };
    let names = [
        "Penerbitan KTP-el baru",
        "Penerbitan kartu keluarga",
        "Akta kelahiran",
        "Surat pindah",
        "Kartu identitas anak",
        "Perubahan biodata",
    ];
    let hall = |id: Option<&str>, name: &str| LocationDraft {
        external_id: id.map(str::to_owned),
        name: name.to_owned(),
        address: some("Jl. Pajajaran No. 1"),
        latitude: some("-6,595"),
        longitude: some("106,797"),
        hours: some("Senin-Kamis 08.00-15.00"),
        ..LocationDraft::default()
    };
    let stop = |date: &str| StopDraft {
        location: "Kantor Desa Contoh".to_owned(),
        date: date.to_owned(),
        hours: some("08.00-12.00"),
        ..StopDraft::default()
    };
    let figure = |metric: &str, scope: Option<&str>, value: &str| StatisticDraft {
        metric: metric.to_owned(),
        scope: scope.map(str::to_owned),
        period: "Oktober 2026".to_owned(),
        value: value.to_owned(),
    };
    Drafts {
        organizations: vec![agency(Some("7"), "Dinas Kependudukan dan Pencatatan Sipil"), agency(None, "Kantor Imigrasi")],
        locations: vec![hall(Some("a"), "MPP Kota Bogor"), LocationDraft { latitude: None, longitude: None, ..hall(None, "Gerai Timur") }],
        services: names
            .iter()
            .enumerate()
            .map(|(number, name)| service(number, name, "Dinas Kependudukan dan Pencatatan Sipil"))
            .chain([ServiceDraft { location_ids: vec!["Gerai Timur".to_owned()], ..service(7, "Paspor baru", "Kantor Imigrasi") }])
            .collect(),
        stops: vec![stop("20 Januari 2026"), stop("setiap Senin")],
        statistics: vec![
            figure("Kunjungan", None, "18.240"),
            figure("layanan", Some("Kantor Imigrasi"), "1204"),
            figure("ikm", None, "88,31"),
            figure("ikm", Some("Persyaratan"), "3,62"),
        ],
        ..Drafts::default()
    }
}

/// Reads a file as the region's content.
pub async fn read(body: Vec<u8>) -> ReadSent {
    read_as(body, None).await
}

pub async fn read_as(body: Vec<u8>, content_type: Option<&str>) -> ReadSent {
    let sent = Sent { body, content_type: content_type.map(str::to_owned), rest: None };
    read_sent(&source(), &sent, &Aliases::default()).await
}

/// The catalog of a file that is accepted.
pub fn accepted(read: ReadSent) -> Catalog {
    match read.content {
        Ok(read) => read.catalog,
        Err(error) => panic!("refused: {error:?}"),
    }
}
