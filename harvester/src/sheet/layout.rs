//! The sheets and columns. Writing, reading, the help row and the documentation all go by this table.

/// What the cells of a column are; it decides what a spreadsheet program may have made of them, and how sure it is what was meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A code: kept letter by letter.
    Id,
    /// What a record cannot be without.
    Name,
    /// A text on one line.
    Line,
    /// A text of several lines.
    Lines,
    /// "3 hari kerja"
    Duration,
    /// "Rp50.000"
    Cost,
    /// "Senin-Jumat 08.00-15.00"
    Hours,
    /// A telephone number.
    Phone,
    /// Degrees of latitude or longitude.
    Degrees,
    /// A day.
    Date,
    /// A month or year.
    Period,
    /// A count or a score.
    Number,
}

/// What the drop-down of a column offers; other values may be typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choices {
    /// No drop-down.
    Free,
    /// The agencies of the sheet `Instansi`.
    Agencies,
    /// The places of the sheet `Tempat`.
    Places,
    /// The national names of agencies.
    NationalAgencies,
    /// The categories of the national taxonomy.
    Categories,
    /// The services of the national taxonomy.
    Terms,
    /// How a service reaches people.
    Channels,
    /// What a figure counts.
    Metrics,
}

/// A column.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    /// The field, as findings call it.
    pub field: &'static str,
    /// The header.
    pub name: &'static str,
    /// Other headers by which it goes.
    pub others: &'static [&'static str],
    /// What stands in the help row.
    pub help: &'static str,
    /// What its cells are.
    pub kind: Kind,
    /// What its drop-down offers.
    pub choices: Choices,
    /// A record is refused without it.
    pub required: bool,
    /// In characters.
    pub width: u8,
}

/// A sheet.
#[derive(Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The list of drafts, as findings call it.
    pub list: &'static str,
    /// The name of the sheet.
    pub name: &'static str,
    /// What it is for, for the sheet `Petunjuk`.
    pub about: &'static str,
    /// In their order.
    pub columns: &'static [Column],
}

impl Sheet {
    /// Where the column of a field stands, from 0.
    #[must_use]
    pub fn at(&self, field: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.field == field)
    }
}

macro_rules! column {
    ($field:literal, $name:literal, $others:expr, $kind:ident, $choices:ident, $width:literal, $help:literal) => {
        Column {
            field: $field,
            name: $name,
            others: &$others,
            help: $help,
            kind: Kind::$kind,
            choices: Choices::$choices,
            required: false,
            width: $width,
        }
    };
    (required $field:literal, $name:literal, $others:expr, $kind:ident, $choices:ident, $width:literal, $help:literal) => {
        Column { required: true, ..column!($field, $name, $others, $kind, $choices, $width, $help) }
    };
}

const ID_HELP: &str = "Petunjuk: jangan diubah; kosongkan untuk data baru";

/// The services.
pub const SERVICES: &Sheet = &Sheet {
    list: "services",
    name: "Layanan",
    about: "Satu baris untuk satu layanan. Baris boleh diurutkan, disaring, ditambah dan dihapus; layanan yang barisnya dihapus akan ditarik.",
    columns: &[
        column!("id", "ID", ["ID Layanan", "Kode", "Kode Layanan"], Id, Free, 14, "Petunjuk: jangan diubah; kosongkan untuk data baru"),
        column!(required "name", "Nama layanan", ["Layanan", "Jenis Layanan", "Nama Pelayanan", "Jenis Pelayanan", "Pelayanan", "Produk Layanan"], Name, Free, 36, "Nama lengkap, seperti tertulis di standar pelayanan"),
        column!(required "organization", "Instansi", ["Nama Instansi", "OPD", "Perangkat Daerah", "SKPD", "Dinas", "Tenant", "Unit Layanan", "Penyelenggara"], Line, Agencies, 28, "Pilih dari sheet Instansi, atau tulis nama resminya"),
        column!("term", "Layanan nasional", ["Padanan nasional"], Line, Terms, 28, "Pilih padanan di daftar nasional; boleh kosong"),
        column!("category", "Kategori", ["Bidang", "Kelompok"], Line, Categories, 22, "Pilih, atau tulis kategori daerah"),
        column!("description", "Keterangan", ["Deskripsi", "Uraian"], Lines, Free, 40, "Penjelasan singkat untuk warga"),
        column!(
            "duration",
            "Jangka waktu",
            ["Jangka Waktu Penyelesaian", "Waktu Penyelesaian", "Waktu Pelayanan", "Lama Proses", "Waktu"],
            Duration,
            Free,
            18,
            "Misalnya 3 hari kerja, atau 30 menit"
        ),
        column!("cost", "Biaya", ["Tarif", "Biaya/Tarif", "Retribusi"], Cost, Free, 18, "Misalnya Gratis, atau Rp50.000"),
        column!(
            "requirements",
            "Persyaratan",
            ["Syarat", "Persyaratan Layanan"],
            Lines,
            Free,
            44,
            "Satu syarat satu baris di dalam sel (Alt+Enter)"
        ),
        column!(
            "procedure",
            "Prosedur",
            ["Alur", "Mekanisme", "Sistem, Mekanisme dan Prosedur"],
            Lines,
            Free,
            44,
            "Satu langkah satu baris di dalam sel (Alt+Enter)"
        ),
        column!("legal_basis", "Dasar hukum", [], Lines, Free, 32, "Peraturan yang mendasari"),
        column!(
            "hours",
            "Jam layanan",
            ["Jam Buka", "Jam Pelayanan", "Jam Operasional", "Jadwal"],
            Hours,
            Free,
            28,
            "Misalnya Senin-Jumat 08.00-15.00; kosong: jam gedung"
        ),
        column!(
            "channels",
            "Kanal",
            ["Saluran"],
            Line,
            Channels,
            18,
            "Loket, Online, Keliling, Anjungan mandiri; boleh beberapa, dipisah koma"
        ),
        column!("location_ids", "Tempat", ["Lokasi", "Gedung"], Line, Places, 24, "Pilih dari sheet Tempat; beberapa dipisah titik koma"),
        column!("counter", "Loket", ["Konter", "Gerai"], Line, Free, 14, "Misalnya Loket 3"),
        column!(
            "phone",
            "Telepon",
            ["No Telepon", "Nomor Telepon", "Kontak", "No HP"],
            Phone,
            Free,
            18,
            "Dengan kode wilayah, misalnya 0251-8321075"
        ),
        column!("url", "Tautan", ["Link", "URL", "Situs"], Line, Free, 28, "Alamat lengkap, diawali https://"),
        column!("alert", "Pengumuman", ["Peringatan"], Line, Free, 28, "Hanya bila ada yang mendesak"),
    ],
};

/// Every sheet with records.
pub const SHEETS: [&Sheet; 5] = [SERVICES, &AGENCIES, &PLACES, &STOPS, &FIGURES];

const AGENCIES: Sheet = Sheet {
    list: "organizations",
    name: "Instansi",
    about: "Instansi yang memberi layanan. Nama di sini dipakai di kolom Instansi sheet Layanan.",
    columns: &[
        Column { help: ID_HELP, ..column!("id", "ID", ["ID Instansi", "Kode", "Kode Instansi"], Id, Free, 14, "") },
        column!(required "name", "Nama instansi", ["Instansi", "Nama"], Name, NationalAgencies, 40, "Nama resmi"),
        column!("description", "Keterangan", ["Deskripsi", "Uraian"], Lines, Free, 40, "Boleh kosong"),
        column!(
            "phone",
            "Telepon",
            ["No Telepon", "Nomor Telepon", "Kontak"],
            Phone,
            Free,
            18,
            "Dengan kode wilayah, misalnya 0251-8321075"
        ),
        column!("email", "Surel", ["Email", "E-mail"], Line, Free, 26, "Surel instansi, bukan pribadi"),
        column!("website", "Situs", ["Website", "Laman"], Line, Free, 28, "Alamat lengkap, diawali https://"),
    ],
};

const PLACES: Sheet = Sheet {
    list: "locations",
    name: "Tempat",
    about: "Gedung MPP, gerai dan anjungan. Baris pertama adalah gedung utama.",
    columns: &[
        Column { help: ID_HELP, ..column!("id", "ID", ["ID Tempat", "Kode"], Id, Free, 14, "") },
        column!(required "name", "Nama tempat", ["Tempat", "Nama Lokasi", "Nama Gedung", "Nama"], Name, Free, 36, "Misalnya MPP Kota Bogor"),
        column!("address", "Alamat", [], Line, Free, 44, "Jalan, nomor, kecamatan"),
        column!("latitude", "Lintang", ["Latitude"], Degrees, Free, 14, "Derajat desimal, misalnya -6.5950"),
        column!("longitude", "Bujur", ["Longitude"], Degrees, Free, 14, "Derajat desimal, misalnya 106.7970"),
        column!("hours", "Jam buka", ["Jam Layanan", "Jam Operasional", "Jadwal"], Hours, Free, 32, "Misalnya Senin-Jumat 08.00-15.00"),
        column!(
            "phone",
            "Telepon",
            ["No Telepon", "Nomor Telepon", "Kontak"],
            Phone,
            Free,
            18,
            "Dengan kode wilayah, misalnya 0251-8321075"
        ),
        column!("email", "Surel", ["Email", "E-mail"], Line, Free, 26, "Surel gedung, bukan pribadi"),
        column!("website", "Situs", ["Website", "Laman"], Line, Free, 28, "Alamat lengkap, diawali https://"),
        column!("accessibility", "Aksesibilitas", [], Line, Free, 30, "Misalnya jalur kursi roda, lift"),
    ],
};

const STOPS: Sheet = Sheet {
    list: "stops",
    name: "Keliling",
    about: "Kunjungan layanan keliling: satu baris untuk satu tempat dan hari.",
    columns: &[
        Column { help: ID_HELP, ..column!("id", "ID", ["Kode"], Id, Free, 14, "") },
        column!(required "location", "Tempat singgah", ["Lokasi Kunjungan", "Nama Tempat"], Name, Free, 36, "Misalnya Kantor Desa Sukamaju"),
        column!("address", "Alamat", [], Line, Free, 40, "Boleh kosong"),
        column!("latitude", "Lintang", ["Latitude"], Degrees, Free, 14, "Derajat desimal; boleh kosong"),
        column!("longitude", "Bujur", ["Longitude"], Degrees, Free, 14, "Derajat desimal; boleh kosong"),
        column!(required "date", "Tanggal", ["Hari", "Hari/Tanggal"], Date, Free, 20, "Misalnya 20 Januari 2026, atau setiap Senin"),
        column!("hours", "Jam", ["Waktu", "Pukul"], Hours, Free, 16, "Misalnya 08.00-12.00"),
        column!("service", "Nama layanan", ["Layanan"], Line, Free, 28, "Layanan yang datang"),
        column!("organization", "Instansi", ["Nama Instansi"], Line, Agencies, 28, "Pilih dari sheet Instansi"),
        column!("status", "Status", [], Line, Free, 16, "Misalnya dibatalkan; kosong: jadi datang"),
        column!("note", "Catatan", [], Line, Free, 30, "Boleh kosong"),
    ],
};

const FIGURES: Sheet = Sheet {
    list: "statistics",
    name: "Statistik",
    about: "Angka yang dilaporkan: kunjungan, antrean, permohonan, izin, kepuasan.",
    columns: &[
        column!(required "metric", "Ukuran", ["Jenis", "Indikator"], Name, Metrics, 22, "Pilih yang dihitung"),
        column!("scope", "Lingkup", [], Line, Free, 32, "Nama instansi, layanan atau unsur; kosong: seluruh MPP"),
        column!(required "period", "Periode", ["Bulan", "Tahun"], Period, Free, 16, "Misalnya Oktober 2026"),
        column!(required "value", "Nilai", ["Jumlah", "Angka"], Number, Free, 14, "Misalnya 18.240, atau 88,31"),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapter::folded;

    #[test]
    fn every_header_means_one_column_of_its_sheet() {
        for sheet in SHEETS {
            let names = sheet.columns.iter().flat_map(|column| [column.name].into_iter().chain(column.others.iter().copied()));
            let mut seen = std::collections::HashSet::new();
            for name in names {
                assert!(seen.insert(folded(name)), "{}: {name}", sheet.name);
            }
            let fields: std::collections::HashSet<_> = sheet.columns.iter().map(|column| column.field).collect();
            assert_eq!(fields.len(), sheet.columns.len());
        }
    }
}
