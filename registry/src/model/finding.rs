//! Findings: what a rule remarks on a record.

use serde::{Deserialize, Serialize};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing; nothing is lost.
    Info,
    /// A value was not understood or is doubtful; the record is kept without it.
    Warning,
    /// The record was refused.
    Error,
}

impl Severity {
    /// All, in rising weight.
    pub const ALL: [Self; 3] = [Self::Info, Self::Warning, Self::Error];

    /// `info`, `warning` or `error`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

macro_rules! codes {
    ($($name:ident, $text:literal, $severity:ident, $fix_id:literal, $fix_en:literal;)*) => {
        /// The stable code of a finding: `format.field.rule` in kebab-case words. Severity and advice belong to the code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Code { $(#[doc = $fix_en] #[serde(rename = $text)] $name,)* }

        impl Code {
            /// Every code, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The code as stored and served.
            #[must_use]
            pub fn as_str(self) -> &'static str { match self { $(Self::$name => $text),* } }

            /// The weight of every finding with this code.
            #[must_use]
            pub fn severity(self) -> Severity { match self { $(Self::$name => Severity::$severity),* } }

            /// What the region can do, in Indonesian.
            #[must_use]
            pub fn how_to_fix(self) -> &'static str { match self { $(Self::$name => $fix_id),* } }

            /// What the region can do, in English.
            #[must_use]
            pub fn how_to_fix_en(self) -> &'static str { match self { $(Self::$name => $fix_en),* } }
        }
    };
}

codes! {
    RecordNotObject, "record.not-an-object", Error, "Tulis tiap data sebagai objek JSON.", "Write each record as a JSON object.";
    IdMissing, "id.missing", Error, "Beri tiap layanan id yang tetap.", "Give every record an id that does not change.";
    IdWrongType, "id.wrong-type", Error, "Tulis id sebagai teks.", "Write the id as a string.";
    IdNotUuid, "id.not-a-uuid", Info, "HSDS meminta UUID sebagai id.", "HSDS asks for a UUID as id.";
    IdDuplicate, "id.duplicate", Error, "Pakai satu id untuk satu data saja.", "Use an id for one record only.";
    NameMissing, "name.missing", Error, "Isi nama layanan.", "Fill in the name.";
    FieldWrongType, "field.wrong-type", Warning, "Perbaiki jenis isian: teks, angka atau daftar sesuai petunjuk.", "Give the field the type that the documentation states.";
    FieldUnknownValue, "field.unknown-value", Warning, "Pakai salah satu nilai yang tercantum di petunjuk.", "Use one of the values that the documentation lists.";
    StatusInvalid, "status.invalid", Error, "Isi status dengan active, inactive, defunct atau temporarily closed.", "Set status to active, inactive, defunct or temporarily closed.";
    OrganizationMissing, "organization.missing", Error, "Sebutkan instansi yang memberi layanan.", "Name the organization that gives the service.";
    OrganizationUnknown, "organization.unknown", Info, "Instansi belum dikenal; pakai nama resminya.", "The organization is not known yet; use its official name.";
    OrphanReference, "reference.orphan", Error, "Data menunjuk ke id yang tidak ada.", "The record refers to an id that is not there.";
    CountMismatch, "page.count-mismatch", Warning, "Jumlah pada halaman tidak sama dengan isinya.", "The stated count differs from what the pages hold.";
    PageRepeated, "page.repeated", Warning, "Server mengirim halaman yang sama lagi; perbaiki parameter page.", "The server sent the same page again; make it honour the page parameter.";
    ListShifted, "page.list-shifted", Warning, "Daftar berubah selagi dibaca; urutkan halaman menurut id yang tetap.", "The list changed while it was read; order the pages by an id that does not change.";
    ListIncomplete, "page.list-incomplete", Warning, "Daftar tidak lengkap; yang tidak terbaca tidak dianggap hilang.", "The list is incomplete; what was not read is not taken as gone.";
    SourceMoved, "source.moved", Warning, "Alamat sumber pindah untuk seterusnya; perbarui url di deklarasinya.", "The source has moved for good; update the url in its declaration.";
    ValidatorsLie, "source.validators-lie", Warning, "ETag atau Last-Modified tetap sama walau isinya berubah; perbaiki server atau hapus header itu.", "The validators (`ETag`, Last-Modified) stay the same though the content has changed; mend the server or drop the header.";
    ContentTypeWrong, "source.content-type", Info, "Content-Type tidak sesuai isinya; kirim jenis yang benar.", "The Content-Type does not fit the content; send the right one.";
    EndpointMissing, "endpoint.missing", Info, "Endpoint pilihan tidak ada.", "An optional endpoint is missing.";
    DetailMissing, "detail.missing", Info, "Rincian layanan tidak dapat dibaca; data dari daftar dipakai.", "The detail of the record could not be read; the list's data is used.";
    SelectorEmpty, "mapping.selector-empty", Warning, "Pemetaan tidak menemukan isi; periksa selektornya.", "The mapping found nothing; check its selectors.";
    IdShared, "id.duplicate-kept", Warning, "Pakai satu id untuk satu data saja; dua data dengan id ini sama-sama disimpan.", "Use an id for one record only; both records with this id were kept.";
    RecordLimit, "records.limit", Warning, "Jumlah data melewati batas; sisanya tidak dibaca.", "There are more records than the limit allows; the rest was not read.";
    EncodingOther, "encoding.other", Info, "Simpan berkas sebagai UTF-8.", "Save the file as UTF-8.";
    ColumnMissing, "column.missing", Warning, "Kolom yang dipetakan tidak ada; periksa judul kolom.", "A mapped column is missing; check the header.";
    CellFormula, "cell.formula-text", Warning, "Sel berisi teks rumus; simpan nilainya.", "The cell holds the text of a formula; save its value.";
    CellDate, "cell.date-instead", Warning, "Program lembar kerja mengubah isi sel menjadi tanggal; atur sel sebagai teks.", "The spreadsheet program turned the cell into a date; format it as text.";
    CellScientific, "cell.scientific", Warning, "Angka panjang tersimpan sebagai notasi ilmiah; atur sel sebagai teks.", "A long number was saved in scientific notation; format the cell as text.";
    CellZerosLost, "cell.zeros-lost", Warning, "Angka nol di depan hilang; atur sel sebagai teks.", "The leading zero was lost; format the cell as text.";
    CellQuote, "cell.quote-open", Warning, "Tanda kutip tidak ditutup; tulis \"\" untuk tanda kutip di dalam sel.", "A quote is never closed; write \"\" for a quote within a cell.";
    CellError, "cell.error", Warning, "Sel berisi galat rumus; perbaiki rumusnya.", "The cell holds a formula error; mend the formula.";
    CellMended, "cell.mended", Info, "Program lembar kerja mengubah isi sel ini; maksudnya pasti, jadi sudah dipulihkan. Atur sel sebagai teks.", "The spreadsheet program changed the cell; what was meant is certain, and was put back. Format it as text.";
    CellTime, "cell.time-instead", Warning, "Program lembar kerja mengubah isi sel menjadi jam; atur sel sebagai teks, lalu tulis ulang.", "The spreadsheet program turned the cell into a time; format it as text and write it again.";
    CellBoolean, "cell.truth", Warning, "Sel berisi BENAR/SALAH (TRUE/FALSE), bukan isian; tulis ulang sebagai teks.", "The cell holds TRUE or FALSE instead of a value; write it again as text.";
    CellThousands, "cell.thousands-lost", Warning, "Titik ribuan terbaca sebagai koma, sehingga angkanya terlalu kecil; tulis seperti \"Rp50.000\".", "A thousands point was taken for a decimal one, and the figure is too small; write it like \"Rp50.000\".";
    CellCut, "cell.cut", Warning, "Isi sel terpotong di batas panjang program lembar kerja; lengkapi.", "The cell was cut at a limit of the spreadsheet program; complete it.";
    CellAutocorrect, "cell.autocorrect", Info, "Program lembar kerja mengganti huruf dalam kurung, misalnya (c), dengan lambang; periksa.", "The spreadsheet program replaced letters such as (c) by a sign; check them.";
    CellSeries, "cell.series", Warning, "Angkanya naik satu demi satu, seperti hasil menarik sel; periksa dan tulis isian yang sebenarnya.", "The numbers count up as when a cell is dragged; check them and write the real values.";
    CellCharset, "cell.charset", Warning, "Ada huruf yang rusak di sel ini; tulis ulang, dan simpan berkas sebagai UTF-8 atau XLSX.", "Letters of this cell are broken; write it again, and save the file as UTF-8 or XLSX.";
    CellMerged, "cell.merged", Warning, "Sel digabung dengan sel lain; pisahkan sel dan isi masing-masing.", "The cell is merged with others; take them apart and fill in each.";
    RowHidden, "row.hidden", Info, "Baris ini tersembunyi dan tetap dibaca; hapus barisnya bila memang tidak berlaku.", "The row is hidden and was read all the same; delete it if it no longer holds.";
    ColumnUnknown, "column.unknown", Info, "Kolom ini tidak dikenal dan tidak dibaca; pakai judul kolom dari templat.", "The column is not known and was not read; use the headers of the template.";
    ColumnTypo, "column.typo", Info, "Judul kolom salah tulis, tetapi jelas maksudnya; pakai judul dari templat.", "The header is misspelt, and clear all the same; use the template's.";
    ColumnTwice, "column.twice", Warning, "Dua kolom berjudul sama; hanya yang pertama dibaca. Hapus salah satu.", "Two columns have this header, and only the first was read; remove one.";
    SheetUnknown, "sheet.unknown", Info, "Sheet ini tidak dikenal dan tidak dibaca; pakai nama dan judul kolom dari templat.", "The sheet is not known and was not read; use the names and headers of the template.";
    SheetMissing, "sheet.missing", Info, "Sheet ini tidak ada; isinya yang tersimpan tetap berlaku.", "The sheet is not there; what is stored of it stays.";
    ReferenceAmbiguous, "reference.ambiguous", Error, "Beberapa data bernama sama; tulis ID-nya di belakang nama, dalam kurung siku.", "Several records have this name; write the id behind it, in square brackets.";
    IdCopied, "id.copied", Error, "ID yang sama ada di beberapa baris yang isinya berbeda, jadi tidak satu pun diterbitkan; kosongkan ID pada baris salinannya.", "Rows that differ have one id, so that none of them is published; clear the id of the copy.";
    IdUnsure, "id.unsure", Error, "ID di sel ini rusak, jadi barisnya tidak diterbitkan; salin ID dari unduhan terbaru.", "The id in this cell is damaged, so the row is not published; copy it from a new download.";
    FieldEmpty, "mapping.field-empty", Info, "Pemetaan isian ini tidak menemukan apa pun; periksa selektornya.", "The mapping of this field found nothing in any record; check its selector.";
    DurationUnread, "duration.unread", Warning, "Tulis jangka waktu seperti \"3 hari kerja\" atau \"30 menit\".", "Write the duration like \"3 hari kerja\" or \"30 menit\".";
    CostUnread, "cost.unread", Warning, "Tulis biaya seperti \"Gratis\" atau \"Rp50.000\".", "Write the cost like \"Gratis\" or \"Rp50.000\".";
    HoursUnread, "hours.unread", Warning, "Tulis jam buka seperti \"Senin-Kamis 08.00-15.00\".", "Write opening hours like \"Senin-Kamis 08.00-15.00\".";
    HoursImpossible, "hours.impossible", Warning, "Periksa jam: jam 25.00 atau jam tutup sebelum jam buka tidak mungkin.", "Check the times: 25:00, or closing before opening, cannot be.";
    HoursZoneDiffers, "hours.zone-differs", Warning, "Zona waktu berbeda dari zona daerah.", "The stated time zone is not the region's.";
    PhoneUnread, "phone.unread", Warning, "Tulis nomor telepon lengkap dengan kode wilayah.", "Write the telephone number with its area code.";
    PointUnread, "point.unread", Warning, "Tulis koordinat sebagai derajat desimal, lintang lalu bujur.", "Write coordinates as decimal degrees, latitude then longitude.";
    PointOutside, "point.outside", Warning, "Koordinat di luar daerah; periksa lintang dan bujur.", "The coordinates lie outside the region; check latitude and longitude.";
    PointSwapped, "point.swapped", Warning, "Lintang dan bujur tertukar.", "Latitude and longitude are swapped.";
    UrlInvalid, "url.invalid", Info, "Isi alamat web lengkap, diawali https://.", "Give a full web address that begins with https://.";
    Placeholder, "text.placeholder", Info, "Kosongkan isian yang tidak ada, jangan diisi \"-\" atau \"#\".", "Leave empty what is not known instead of \"-\" or \"#\".";
    NameGibberish, "name.gibberish", Error, "Nama ini bukan kata; tulis nama layanan atau hapus datanya.", "This name is no words; write the service's name or delete the record.";
    NameTestData, "name.test-data", Error, "Hapus data percobaan dari daftar layanan.", "Delete test data from the catalog.";
    NameNotWords, "name.not-words", Error, "Isi nama dengan kata, bukan angka atau alamat web.", "Use words for a name, not digits or a web address.";
    TextGibberish, "text.gibberish", Warning, "Hapus huruf-huruf acak dari teks.", "Remove the random letters from the text.";
    TextTestData, "text.test-data", Warning, "Ganti teks percobaan dengan keterangan sebenarnya, atau kosongkan.", "Replace the test text with the real one, or leave it empty.";
    TextMarkup, "text.markup", Info, "Hapus tag atau kode HTML dari teks.", "Remove HTML tags and entities from the text.";
    TextEncoding, "text.mojibake", Warning, "Teks rusak karena pengodean; simpan dan kirim sebagai UTF-8.", "The text was read in the wrong charset; store and send it as UTF-8.";
    TextTruncated, "text.truncated", Warning, "Nama terpotong; lengkapi, dan perpanjang kolomnya bila perlu.", "The name is cut off; complete it, and widen the column if needed.";
    TextTypo, "text.typo", Info, "Periksa ejaan.", "Check the spelling.";
    TextOtherRegion, "text.other-region", Warning, "Teks menyebut daerah lain; periksa apakah tersalin dari daerah itu.", "The text names another region; check whether it was copied from there.";
    TextRepeated, "text.repeated", Info, "Hapus kata atau kalimat yang berulang.", "Remove the repeated words.";
    PersonalData, "text.personal-data", Warning, "Hapus data pribadi (NIK, nomor KK, nomor atau surel pribadi) dari teks; di sini sudah disamarkan.", "Remove personal data (identity numbers, personal phone numbers or e-mail) from the text; it is blotted out here.";
    FigureNegative, "figure.negative", Warning, "Jumlah tidak mungkin kurang dari nol; perbaiki angkanya.", "A count cannot be below zero; correct the figure.";
    FigureScale, "figure.out-of-scale", Warning, "IKM berada di antara 25 dan 100, nilai unsur di antara 1 dan 4 (PermenPANRB 14/2017); perbaiki angkanya.", "An index of satisfaction lies from 25 to 100 and an element's score from 1 to 4 (PermenPANRB 14/2017); correct the figure.";
    FigureFuture, "figure.future", Warning, "Periodenya belum mulai, jadi angkanya tidak disimpan; perbaiki periodenya.", "Its period has not begun, so the figure is not stored; correct the period.";
    FigureJump, "figure.jump", Warning, "Angkanya lebih dari sepuluh kali lipat, atau kurang dari sepersepuluh, nilai tengah periode sebelumnya; periksa, dan biarkan bila memang benar.", "The figure is over ten times, or under a tenth of, the median of earlier periods; check it, and leave it if it is right.";
    FigurePart, "figure.less-than-its-part", Warning, "Angka satu periode lebih kecil daripada angka bagiannya, misalnya setahun lebih kecil daripada satu bulannya; perbaiki salah satunya.", "A period's figure is less than that of a part of it, a year's less than one of its months'; correct one of them.";
    IndexDiffers, "figure.index-differs", Warning, "IKM berbeda lebih dari 1 % dari hasil kesembilan unsurnya (rata-rata × 25); hitung ulang.", "The index differs by more than 1 % from what its nine elements give (their mean × 25); compute it again.";
    IndexRounded, "figure.index-weight-rounded", Info, "IKM dihitung dengan bobot 0,11, sehingga 1 % lebih rendah; pakai bobot 1/9.", "The index was computed with the weight 0.11 and is 1 % lower; use 1/9.";
    TextTooLong, "text.too-long", Warning, "Persingkat teks.", "Shorten the text.";
}

/// A rule's remark on one record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule.
    pub code: Code,
    /// Which record: its id or name as the source gives it, or where it stands.
    pub record: String,
    /// Where in the document, `contents[3].fees`, or the field's name.
    pub path: String,
    /// The value as written, cut to 500 characters.
    pub raw: String,
}

impl Finding {
    /// A finding on `record`; `raw` is cut to 500 characters.
    #[must_use]
    pub fn new(code: Code, record: &str, path: impl Into<String>, raw: &str) -> Self {
        Self { code, record: record.chars().take(200).collect(), path: path.into(), raw: raw.chars().take(500).collect() }
    }
}
