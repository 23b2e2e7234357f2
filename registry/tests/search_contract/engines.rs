//! The engines under test, each with an index of its own.

use registry::search::Synonyms;
use registry::search::embedded::Embedded;
use registry::search::meilisearch::Meilisearch;

/// What the engines under test know to mean the same.
pub fn synonyms() -> Synonyms {
    let groups: [&[&str]; 6] = [
        &["ktp", "e-ktp", "ktp-el", "kartu tanda penduduk"],
        &["hilang", "ilang", "kehilangan"],
        &["bikin", "buat", "pembuatan", "membuat"],
        &["perpanjang", "perpanjangan"],
        &["imb", "pbg"],
        &["skck", "surat keterangan catatan kepolisian"],
    ];
    Synonyms::new(&groups.map(|group| group.iter().map(|phrase| (*phrase).to_owned()).collect()))
}

/// An empty embedded engine, and its folder.
pub fn embedded() -> (Embedded, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (Embedded::open(folder.path(), synonyms()).unwrap(), folder)
}

/// The Meilisearch server under test, if there is one, and its key.
#[expect(clippy::disallowed_methods, reason = "a test's server is named by the environment")]
pub fn server(test: &str) -> Option<(String, Option<String>)> {
    let Ok(url) = std::env::var("SIMPUL_TEST_MEILISEARCH_URL") else {
        eprintln!("SKIPPED: {test} on Meilisearch: SIMPUL_TEST_MEILISEARCH_URL is not set");
        return None;
    };
    Some((url.trim_end_matches('/').to_owned(), std::env::var("SIMPUL_TEST_MEILISEARCH_KEY").ok()))
}

/// An empty engine on the Meilisearch server under test, if there is one.
pub async fn meilisearch(test: &str) -> Option<Meilisearch> {
    let (url, key) = server(test)?;
    let url = format!("{url}/?index=test_{}", uuid::Uuid::new_v4().simple());
    Some(Meilisearch::connect(&url, key.as_deref(), synonyms()).await.unwrap())
}
