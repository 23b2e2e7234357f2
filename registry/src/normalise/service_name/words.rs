//! The words of a service's name, in one form each: "bikin", "buat" and "pembuatan" are one word, "e-KTP" and "KTP-el" are "ktp".

use std::collections::HashMap;

use crate::normalise::text;

/// Names that are longer than this are read up to here.
const MOST: usize = 24;

/// Names of documents in several words, and the one word for each.
const LONG_NAMES: [(&[&str], &str); 14] = [
    (&["kartu", "tanda", "penduduk"], "ktp"),
    (&["kartu", "keluarga"], "kk"),
    (&["kartu", "identitas", "anak"], "kia"),
    (&["identitas", "kependudukan", "digital"], "ikd"),
    (&["surat", "izin", "mengemudi"], "sim"),
    (&["nomor", "induk", "berusaha"], "nib"),
    (&["nomor", "pokok", "wajib", "pajak"], "npwp"),
    (&["pajak", "bumi", "bangunan"], "pbb"),
    (&["surat", "keterangan", "catatan", "kepolisian"], "skck"),
    (&["persetujuan", "bangunan", "gedung"], "pbg"),
    (&["izin", "mendirikan", "bangunan"], "imb"),
    (&["surat", "izin", "praktik"], "sip"),
    (&["izin", "praktik"], "sip"),
    (&["pajak", "kendaraan", "bermotor"], "pkb"),
];

/// The words of a name, each once, without those that say nothing ("pelayanan", "untuk").
pub(super) fn words(name: &str) -> Vec<String> {
    let folded = text::fold(name);
    let mut words: Vec<&str> = Vec::new();
    for word in folded.split(' ').take(MOST * 2) {
        let before = words.last().copied().unwrap_or_default();
        let of_ktp = matches!(word, "el" | "elektronik" | "electronic") && before == "ktp";
        if !of_ktp && !silent(word) && words.len() < MOST {
            words.push(one_form(word));
        }
    }
    let mut found: Vec<String> = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        let long = LONG_NAMES.iter().find(|(long, _)| words.get(at..).is_some_and(|rest| rest.starts_with(long)));
        let (word, length) = long.map_or((words[at], 1), |(long, short)| (*short, long.len()));
        if !found.iter().any(|known| known == word) {
            found.push(word.to_owned());
        }
        at += length;
    }
    found
}

/// A word that names a service only when it stands alone: "Sertifikat" could be any certificate.
pub(super) fn general(words: &[String], id: u32, vocabulary: &HashMap<String, u32>) -> bool {
    words.iter().any(|word| {
        vocabulary.get(word) == Some(&id)
            && matches!(
                word.as_str(),
                "sertifikat"
                    | "pindah"
                    | "lahir"
                    | "mati"
                    | "token"
                    | "rekam"
                    | "sik"
                    | "str"
                    | "blue"
                    | "nop"
                    | "pam"
                    | "bpjs"
                    | "paten"
                    | "kip"
                    | "sku"
                    | "situ"
                    | "ho"
                    | "kks"
                    | "samsat"
                    | "oss"
                    | "pph"
                    | "merek"
                    | "nikah"
                    | "cerai"
                    | "npwpd"
                    | "opsen"
                    | "desil"
                    | "kua"
                    | "n1"
                    | "taspen"
                    | "pdam"
                    | "spkt"
                    | "itr"
                    | "umrah"
                    | "reklame"
                    | "jamsostek"
                    | "bpjamsostek"
                    | "haki"
                    | "kkn"
                    | "kbli"
            )
    })
}

fn silent(word: &str) -> bool {
    matches!(
        word,
        "" | "e"
            | "pelayanan"
            | "layanan"
            | "permohonan"
            | "pengurusan"
            | "urus"
            | "mengurus"
            | "cara"
            | "syarat"
            | "persyaratan"
            | "untuk"
            | "dan"
            | "atau"
            | "di"
            | "ke"
            | "dari"
            | "yang"
            | "karena"
            | "akibat"
            | "oleh"
            | "dengan"
            | "bagi"
            | "pada"
            | "melalui"
            | "dimana"
            | "gimana"
            | "bagaimana"
            | "apa"
            | "bisa"
            | "mau"
            | "jenis"
            | "proses"
            | "pengajuan"
            | "fasilitasi"
    )
}

fn one_form(word: &str) -> &str {
    match word {
        "ektp" | "ktpel" | "ktpelektronik" => "ktp",
        "ilang" | "kehilangan" => "hilang",
        "bikin" | "pembuatan" | "membuat" => "buat",
        "penggantian" | "pergantian" | "mengganti" => "ganti",
        "perpanjangan" | "memperpanjang" => "perpanjang",
        "perpindahan" | "kepindahan" => "pindah",
        "kelahiran" => "lahir",
        "kematian" => "mati",
        "akte" => "akta",
        "kerusakan" => "rusak",
        "perubahan" | "mengubah" | "merubah" | "pembaruan" | "pembaharuan" | "update" | "pemutakhiran" => "ubah",
        "perekaman" | "merekam" => "rekam",
        "pernikahan" => "nikah",
        "perceraian" => "cerai",
        "ijin" | "perizinan" | "perijinan" => "izin",
        "praktek" => "praktik",
        "sertipikat" | "sertifikasi" => "sertifikat",
        "passport" | "pasport" => "paspor",
        "umroh" => "umrah",
        "pembayaran" | "membayar" => "bayar",
        "pendaftaran" | "registrasi" | "mendaftar" => "daftar",
        "penerbitan" => "terbit",
        "pencetakan" => "cetak",
        "pengambilan" => "ambil",
        "pengecekan" => "cek",
        "pencairan" => "cairkan",
        "motor" | "mobil" | "ranmor" => "kendaraan",
        "legalisasi" => "legalisir",
        "hygiene" | "higienis" => "higiene",
        "pemecahan" => "pecah",
        "pemasangan" => "pasang",
        "pelaporan" => "lapor",
        other => other,
    }
}
