//! From a text to documents.

use registry::search::Engine;

use crate::fixture::{ask, document, fill, found_by, names, query};

async fn fill_some(engine: &dyn Engine) {
    fill(
        engine,
        [
            document("lost", "Penggantian KTP-el karena hilang"),
            document("new", "Pembuatan Kartu Tanda Penduduk"),
            document("family", "Kartu Keluarga"),
            document("pass", "Paspor baru"),
            document("drive", "Perpanjangan SIM A"),
            document("save", "Simpanan haji"),
        ],
    )
    .await;
}

pub async fn exact_words_all_of_them(engine: &dyn Engine) {
    fill_some(engine).await;
    assert_eq!(found_by(engine, "paspor").await, ["pass"]);
    assert_eq!(found_by(engine, "kartu keluarga").await, ["family"]);
    assert_eq!(found_by(engine, "keluarga kartu").await, ["family"], "in any order");
}

pub async fn one_edit_and_two_edits(engine: &dyn Engine) {
    fill_some(engine).await;
    assert_eq!(found_by(engine, "pasport").await, ["pass"], "a letter too many");
    assert_eq!(found_by(engine, "keluaga ").await, ["family"], "one too few");
    assert_eq!(found_by(engine, "pebuatann ").await, ["new"], "two edits in a long word");
    assert_eq!(found_by(engine, "perpajangam ").await, ["drive"]);
    if engine.name() == "embedded" {
        let answer = ask(engine, &query("pasport")).await;
        assert_eq!(answer.corrected, [("pasport".to_owned(), "paspor".to_owned())], "and it says so");
    }
}

pub async fn short_words_are_exact_first(engine: &dyn Engine) {
    fill_some(engine).await;
    assert_eq!(found_by(engine, "sim ").await, ["drive"]);
    assert_eq!(found_by(engine, "sam ").await, [""; 0], "another word of three letters is another word");
    if engine.name() == "embedded" {
        assert_eq!(found_by(engine, "smi ").await, ["drive"], "swapped");
        assert_eq!(found_by(engine, "sin ").await, ["drive"], "the key beside it");
    }
    let answer = ask(engine, &query("sim")).await;
    assert_eq!(names(&answer), ["drive", "save"], "the word itself before words that begin so");
}

pub async fn unfinished_words(engine: &dyn Engine) {
    fill_some(engine).await;
    assert_eq!(found_by(engine, "kel").await, ["family"]);
    assert_eq!(found_by(engine, "kartu kel").await, ["family"]);
    assert_eq!(found_by(engine, "perp").await, ["drive"]);
}

pub async fn a_finished_word_is_not_a_prefix(engine: &dyn Engine) {
    fill_some(engine).await;
    assert_eq!(found_by(engine, "simpan ").await, [""; 0]);
    assert_eq!(found_by(engine, "simpan").await, ["save"]);
}

pub async fn synonyms_and_phrases(engine: &dyn Engine) {
    fill_some(engine).await;
    for text in ["ktp", "e-ktp", "KTP el", "kartu tanda penduduk", "ktp "] {
        assert_eq!(found_by(engine, text).await, ["lost", "new"], "{text}");
    }
    assert_eq!(found_by(engine, "ktp ilang").await, ["lost"]);
    assert_eq!(found_by(engine, "bikin ktp").await, ["new"]);
    assert_eq!(found_by(engine, "kartu tanda penduduk kehilangan").await, ["lost"]);
}

pub async fn hyphens_accents_and_case(engine: &dyn Engine) {
    fill(engine, [document("one", "Izin Café Ak-1"), document("two", "IZIN USAHA")]).await;
    assert_eq!(found_by(engine, "CAFE").await, ["one"]);
    assert_eq!(found_by(engine, "café izin").await, ["one"]);
    assert_eq!(found_by(engine, "ak-1 ").await, ["one"]);
    assert_eq!(found_by(engine, "izin").await, ["one", "two"]);
}

pub async fn every_field_is_searched(engine: &dyn Engine) {
    let one = document("one", "Nama").description("uraiannya").organization("Imigrasi").category("Kependudukan").with(|document| {
        document.term = Some("Istilah".to_owned());
        document.synonyms = vec!["padanan".to_owned()];
        document.organization_aliases = vec!["Kanim".to_owned()];
        document.location = "Gedung Merdeka".to_owned();
    });
    fill(engine, [one, document("other", "Lain").region("51.71", "Kota Denpasar", "Bali")]).await;
    for text in [
        "nama",
        "uraiannya",
        "imigrasi",
        "kependudukan",
        "istilah",
        "padanan",
        "kanim",
        "merdeka",
        "pandeglang",
        "banten",
        "nama imigrasi pandeglang",
    ] {
        assert_eq!(found_by(engine, text).await, ["one"], "{text}");
    }
}

pub async fn stop_words_do_not_matter(engine: &dyn Engine) {
    fill_some(engine).await;
    assert_eq!(found_by(engine, "bagaimana cara mau urus paspor").await, ["pass"]);
    assert_eq!(found_by(engine, "paspor di mana ya?").await, ["pass"]);
}

pub async fn words_that_no_document_has_are_dropped(engine: &dyn Engine) {
    fill_some(engine).await;
    let answer = ask(engine, &query("paspor zzyzx ")).await;
    assert_eq!((names(&answer), answer.dropped.clone()), (vec!["pass"], vec!["zzyzx".to_owned()]));
}

pub async fn without_a_full_match_the_telling_words_count(engine: &dyn Engine) {
    fill_some(engine).await;
    // Both words are known, but no document has both: the one that more documents have says less.
    let answer = ask(engine, &query("kartu paspor ")).await;
    assert_eq!((names(&answer), answer.dropped.clone()), (vec!["pass"], vec!["kartu".to_owned()]));
}

pub async fn nothing_found(engine: &dyn Engine) {
    assert_eq!(found_by(engine, "paspor").await, [""; 0], "in an empty index");
    fill_some(engine).await;
    assert_eq!(found_by(engine, "zzyzx").await, [""; 0]);
    assert_eq!(found_by(engine, "zzyzx qqqq").await, [""; 0]);
}

pub async fn an_empty_query_finds_everything(engine: &dyn Engine) {
    fill_some(engine).await;
    for text in ["", "   ", "?!", "\0"] {
        assert_eq!(found_by(engine, text).await.len(), 6, "{text:?}");
    }
}

pub async fn weird_input_is_harmless(engine: &dyn Engine) {
    fill_some(engine).await;
    for text in [
        "x".repeat(10_000),
        "paspor ".repeat(1_500),
        "\u{feff}paspor\0\u{1}0".to_owned(),
        "\"paspor".to_owned(),
        "AND OR ( : *".to_owned(),
        "-paspor".to_owned(),
        "paspor' OR 1=1; --".to_owned(),
        "\u{1}0".to_owned(),
        "𝕜𝕥𝕡 你好 👍🏽 \u{202e}".to_owned(),
        "é".repeat(600),
    ] {
        engine.search(&query(&text)).await.unwrap_or_else(|error| panic!("{text:?}: {error}"));
    }
    assert_eq!(found_by(engine, "\"paspor").await, ["pass"]);
    assert_eq!(found_by(engine, "-paspor").await, ["pass"], "a sign has no meaning");
    assert_eq!(found_by(engine, "paspor\0").await, ["pass"]);
}

pub async fn names_are_escaped_and_finds_marked(engine: &dyn Engine) {
    fill(engine, [document("evil", "<script>alert('x')</script> Paspor & \"visa\"")]).await;
    let answer = ask(engine, &query("paspor ")).await;
    let highlight = &answer.hits[0].highlight;
    assert_eq!(highlight, "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; <mark>Paspor</mark> &amp; &quot;visa&quot;");
    let answer = ask(engine, &query("")).await;
    assert!(!answer.hits[0].highlight.contains("<"), "{}", answer.hits[0].highlight);
}
