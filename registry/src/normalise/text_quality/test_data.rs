//! Texts that somebody wrote to try the form: "tes 123", "lorem ipsum", "dummy", "contoh layanan".

use super::{Defect, Role};
use crate::normalise::text;

/// Words that hint at test data.
pub(super) const TRIGGERS: [&str; 37] = [
    "test",
    "tes",
    "testing",
    "tester",
    "testt",
    "tests",
    "testes",
    "testtest",
    "dummy",
    "lorem",
    "ipsum",
    "coba",
    "cobacoba",
    "nyoba",
    "dolor",
    "contoh",
    "sample",
    "demo",
    "foo",
    "foobar",
    "blabla",
    "ngetes",
    "ngetest",
    "percobaan",
    "ujicoba",
    "untitled",
    "hello",
    "halo",
    "placeholder",
    "undefined",
    "null",
    "judul",
    "isi",
    "diisi",
    "belum",
    "nama",
    "new",
];

/// Test data, where the text is nothing else.
pub(super) fn read(text: &str, role: Role) -> Option<Defect> {
    if text.len() > 200 && !text::front(text, 40).to_lowercase().contains("lorem ipsum") {
        return None;
    }
    if text.len() > 80 && !text.contains("orem") && !text.contains("OREM") {
        return None;
    }
    let folded = text::fold(text);
    if folded.contains("lorem ipsum") || folded.contains("dolor sit amet") {
        return Some(Defect::TestData);
    }
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    if words.is_empty() || words.len() > 6 {
        return None;
    }
    let certain = |word: &str| {
        let stem = word.trim_end_matches(|c: char| c.is_ascii_digit());
        matches!(
            stem,
            "test"
                | "tes"
                | "testing"
                | "testt"
                | "tests"
                | "tester"
                | "dummy"
                | "coba"
                | "nyoba"
                | "ngetes"
                | "ngetest"
                | "foo"
                | "bar"
                | "foobar"
                | "ujicoba"
                | "blabla"
                | "cobacoba"
                | "testes"
                | "testtest"
                | "untitled"
                | "placeholder"
        )
    };
    let around = |word: &str| {
        certain(word)
            || word.bytes().all(|byte| byte.is_ascii_digit())
            || word.len() == 1
            || matches!(
                word,
                "layanan"
                    | "data"
                    | "saja"
                    | "aja"
                    | "dulu"
                    | "doang"
                    | "input"
                    | "lagi"
                    | "baru"
                    | "satu"
                    | "dua"
                    | "tiga"
                    | "aplikasi"
                    | "nama"
                    | "instansi"
                    | "service"
                    | "deskripsi"
                    | "uji"
                    | "admin"
                    | "form"
                    | "isi"
                    | "hapus"
                    | "ini"
                    | "hanya"
                    | "percobaan"
                    | "contoh"
            )
    };
    let stands = words.iter().any(|word| certain(word)) && words.iter().all(|word| around(word));
    let whole = matches!(
        folded.as_str(),
        "contoh"
            | "contoh layanan"
            | "contoh data"
            | "contoh nama layanan"
            | "sample"
            | "sample data"
            | "demo"
            | "hello world"
            | "halo"
            | "hello"
            | "data percobaan"
            | "percobaan"
            | "layanan percobaan"
            | "uji coba"
            | "uji coba layanan"
            | "layanan uji coba"
            | "data uji"
            | "new item"
            | "layanan contoh"
            | "nama layanan"
            | "judul layanan"
            | "isi deskripsi"
            | "isi deskripsi di sini"
            | "isi deskripsi disini"
            | "deskripsi layanan"
            | "nama instansi"
            | "belum diisi"
            | "tidak diisi"
            | "isi di sini"
            | "isi disini"
            | "akan diisi"
            | "segera diisi"
            | "judul"
            | "deskripsi"
            | "belum ada keterangan"
            | "belum ada deskripsi"
            | "belum ada data"
            | "tidak ada keterangan"
            | "tidak ada deskripsi"
            | "tidak ada data"
            | "belum ada informasi"
            | "undefined undefined"
            | "null null"
            | "lorem"
            | "ipsum"
            | "untuk percobaan"
    );
    let in_name = role == Role::Name || !matches!(folded.as_str(), "halo" | "hello");
    (stands || (whole && in_name)).then_some(Defect::TestData)
}
