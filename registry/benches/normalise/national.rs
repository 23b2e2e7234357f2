//! A national catalog as it could be: each region words its services, agencies, durations, costs and lists in its own way, and the same names
//! come again from region to region.

use registry::gazetteer;
use registry::model::{Drafts, OrganizationDraft, ServiceDraft, Source, SourceFile};

/// Regions with a catalog.
const REGIONS: usize = 296;
/// Services of a region.
const SERVICES: usize = 328;

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides.max(1)
    }

    fn pick<'a, T>(&mut self, among: &'a [T]) -> &'a T {
        &among[self.roll(among.len())]
    }
}

const AGENCIES: [(&str, &str); 16] = [
    ("Dinas Kependudukan dan Pencatatan Sipil", "DISDUKCAPIL"),
    ("Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu", "DPMPTSP"),
    ("Badan Pendapatan Daerah", "Bapenda"),
    ("Dinas Kesehatan", "Dinkes"),
    ("Dinas Tenaga Kerja dan Transmigrasi", "Disnakertrans"),
    ("Kepolisian Resor", "Polres"),
    ("Kantor Imigrasi Kelas I", "Imigrasi"),
    ("Kantor Pertanahan", "BPN"),
    ("BPJS Kesehatan", "BPJS KESEHATAN"),
    ("BPJS Ketenagakerjaan", "BPJS KETENAGAKERJAAN"),
    ("Kantor Pelayanan Pajak Pratama", "KPP Pratama"),
    ("SAMSAT", "Samsat"),
    ("Kementerian Agama", "KEMENAG"),
    ("PDAM Tirta Daerah", "PDAM"),
    ("PLN", "PT PLN (Persero)"),
    ("Dinas Pekerjaan Umum dan Penataan Ruang", "DPUPR"),
];

const ACTS: [&str; 12] = [
    "Penerbitan",
    "Pembuatan",
    "Perpanjangan",
    "Perubahan",
    "Pencetakan Ulang",
    "Pendaftaran",
    "Pencabutan",
    "Legalisasi",
    "Penggantian",
    "Pelaporan",
    "Konsultasi",
    "Rekomendasi",
];

const THINGS: [&str; 40] = [
    "Kartu Keluarga",
    "KTP Elektronik",
    "Akta Kelahiran",
    "Akta Kematian",
    "Akta Perkawinan",
    "Kartu Identitas Anak (KIA)",
    "Surat Keterangan Pindah WNI",
    "Nomor Induk Berusaha (NIB)",
    "Izin Praktik Dokter",
    "Izin Praktik Dokter Gigi",
    "Izin Praktik Bidan (SIPB)",
    "Izin Praktik Perawat (SIPP)",
    "Izin Praktik Apoteker (SIPA)",
    "Izin Reklame",
    "Izin Trayek",
    "Persetujuan Bangunan Gedung (PBG)",
    "Sertifikat Laik Fungsi (SLF)",
    "SPPT PBB-P2",
    "BPHTB",
    "Pajak Hotel dan Restoran",
    "NPWP Orang Pribadi",
    "EFIN",
    "Paspor Elektronik",
    "SKCK",
    "SIM A dan SIM C",
    "STNK Tahunan",
    "Balik Nama Kendaraan Bermotor",
    "Peserta Penerima Upah",
    "Peserta Bukan Penerima Upah",
    "Klaim Jaminan Hari Tua",
    "Sertipikat Hak Milik",
    "Hak Tanggungan",
    "Kartu Pencari Kerja (AK-1)",
    "Sambungan Baru Air Bersih",
    "Sambungan Listrik",
    "Surat Keterangan Penelitian",
    "Izin Operasional Klinik",
    "Izin Penyelenggaraan PAUD",
    "Haji Reguler",
    "Dokumen Kependudukan",
];

const TAILS: [&str; 8] = ["", "", "", "", " Baru", " karena Hilang", " karena Rusak", " Kolektif"];

const DURATIONS: [&str; 16] = [
    "1 Hari Kerja",
    "3 hari kerja",
    "5 (lima) hari kerja",
    "14 hari kerja sejak berkas lengkap",
    "15 menit",
    "30 Menit",
    "1 jam",
    "1-3 hari",
    "Maksimal 7 hari kerja",
    "± 2 jam",
    "Selesai di tempat",
    "1 x 24 jam",
    "2 minggu",
    "10 s.d. 15 hari kerja",
    "1 Hari Kerja (jika blangko tersedia)",
    "-",
];

const COSTS: [&str; 14] = [
    "Gratis",
    "Rp0",
    "Tidak dipungut biaya",
    "GRATIS",
    "Rp50.000",
    "Rp 350.000,-",
    "Rp. 30.000,00",
    "Rp50.000 - Rp100.000",
    "Rp 50.000 per sertipikat",
    "Sesuai PP Nomor 60 Tahun 2016",
    "10% dari NJKB",
    "Tanpa biaya",
    "Rp 650.000 (paspor elektronik)",
    "-",
];

const HOURS: [&str; 8] = [
    "Senin - Jumat 08.00 - 15.00 WIB",
    "Senin-Kamis 08.00-15.00, Jumat 08.00-11.30",
    "Senin s.d. Jum'at, 08:00 - 15:30",
    "Setiap hari kerja 08.00-14.00",
    "Selasa dan Kamis 09.00 - 12.00",
    "Senin - Kamis : 07.30 - 15.30; Jumat : 07.30 - 14.30",
    "Senin-Sabtu 08.00-13.00",
    "24 jam",
];

const DOCUMENTS: [&str; 24] = [
    "Fotokopi KTP",
    "Fotokopi Kartu Keluarga (KK)",
    "KTP asli",
    "Surat pengantar dari RT/RW",
    "Pas foto terbaru ukuran 3x4 sebanyak 2 lembar",
    "Formulir permohonan yang telah diisi",
    "Surat kuasa bermaterai apabila dikuasakan",
    "Surat keterangan kehilangan dari kepolisian",
    "Akta nikah",
    "Buku nikah / kutipan akta perkawinan",
    "Surat keterangan lahir dari bidan atau rumah sakit",
    "NPWP",
    "Bukti pembayaran PBB tahun terakhir",
    "Fotokopi ijazah terakhir",
    "STR yang masih berlaku",
    "Surat rekomendasi organisasi profesi",
    "Sertifikat asli",
    "Formulir F-1.02",
    "Surat permohonan kepada Kepala Dinas",
    "Gambar rencana bangunan",
    "Bukti kepemilikan tanah",
    "BPKB dan STNK asli",
    "Cek fisik kendaraan",
    "Rekening koran",
];

const DESCRIPTIONS: [&str; 6] = [
    "Layanan ini diberikan kepada penduduk yang berdomisili di {} dan telah memenuhi persyaratan.",
    "<p>Pelayanan untuk masyarakat {} di loket Mal Pelayanan Publik.</p><p>Silakan mengambil nomor antrean.</p>",
    "Pelayanan administrasi yang dilaksanakan sesuai standar pelayanan {}.",
    "Melayani permohonan baru, perpanjangan dan perubahan data bagi warga {}.",
    "",
    "-",
];

/// All catalogs, each with its source.
pub fn catalogs() -> Vec<(Source, Drafts)> {
    let step = 514 / REGIONS;
    let regions = gazetteer::regions().iter().filter(|region| region.autonomous).step_by(step).take(REGIONS);
    regions
        .enumerate()
        .map(|(number, region)| {
            let declared =
                format!("id = \"r-{number}\"\nregion = \"{}\"\nformat = \"json\"\nurl = \"https://mpp.example/{number}\"", region.code);
            let source = SourceFile::parse(&declared).expect("a declaration").sources.remove(0);
            let bare = region.name.split_once(' ').map_or(region.name.as_str(), |(_, bare)| bare);
            (source, catalog(number, &region.name, bare))
        })
        .collect()
}

fn catalog(number: usize, region: &str, bare: &str) -> Drafts {
    let mut dice = Dice(0x5eed + number as u64 * 7919);
    let upper = dice.roll(5) == 0;
    let case = |text: String| if upper { text.to_uppercase() } else { text };
    let agencies: Vec<String> = AGENCIES
        .iter()
        .map(|(long, short)| match number % 4 {
            0 => (*long).to_owned(),
            1 => (*short).to_owned(),
            2 => format!("{long} {region}"),
            _ => format!("{short} {bare}"),
        })
        .collect();
    let own: Vec<(&str, &str, &str)> = (0..12).map(|_| (*dice.pick(&DURATIONS), *dice.pick(&COSTS), *dice.pick(&HOURS))).collect();
    let listed = !number.is_multiple_of(3);
    let organizations = agencies
        .iter()
        .enumerate()
        .map(|(at, name)| OrganizationDraft {
            external_id: Some(format!("{}", at + 1)),
            name: name.clone(),
            phone: Some(format!("(02{}) {}", 51 + number % 40, 200_000 + number * 31 + at)),
            email: Some(format!("layanan{at}@{}.example", number)),
            website: Some(format!("https://mpp{number}.example/{at}")),
            hours: Some((*dice.pick(&HOURS)).to_owned()),
            ..OrganizationDraft::default()
        })
        .collect();
    let services = (0..SERVICES)
        .map(|at| {
            let agency = dice.roll(agencies.len());
            let name = format!("{} {}{}", dice.pick(&ACTS), dice.pick(&THINGS), dice.pick(&TAILS));
            let (duration, cost, hours) = *dice.pick(&own);
            let documents: Vec<&str> = (0..3 + dice.roll(4)).map(|_| *dice.pick(&DOCUMENTS)).collect();
            let requirements = match number % 4 {
                0 => vec![documents.iter().enumerate().map(|(at, text)| format!("{}. {text}", at + 1)).collect::<Vec<_>>().join("\n")],
                1 => vec![format!("<ol>{}</ol>", documents.iter().map(|text| format!("<li>{text}</li>")).collect::<String>())],
                _ => documents.iter().map(|text| (*text).to_owned()).collect(),
            };
            ServiceDraft {
                external_id: number.is_multiple_of(2).then(|| format!("{}", at + 1)),
                name: case(name),
                description: Some(dice.pick(&DESCRIPTIONS).replace("{}", region)),
                organization_id: listed.then(|| format!("{}", agency + 1)),
                organization: (!listed).then(|| agencies[agency].clone()),
                category: Some(["Perizinan", "Non Perizinan", "Kependudukan"][at % 3].to_owned()),
                duration: Some(duration.to_owned()),
                cost: Some(cost.to_owned()),
                hours: at.is_multiple_of(5).then(|| hours.to_owned()),
                requirements,
                procedure: if at.is_multiple_of(2) {
                    vec!["Pemohon datang ke loket".to_owned(), "Verifikasi berkas oleh petugas".to_owned(), "Penyerahan dokumen".to_owned()]
                } else {
                    Vec::new()
                },
                legal_basis: at.is_multiple_of(4).then(|| "Peraturan Pemerintah Nomor 5 Tahun 2021".to_owned()),
                counter: Some(format!("Loket {}", agency + 1)),
                channels: vec!["Loket".to_owned()],
                path: format!("$.data[{at}]"),
                ..ServiceDraft::default()
            }
        })
        .collect();
    Drafts { organizations: if listed { organizations } else { Vec::new() }, services, ..Drafts::default() }
}
