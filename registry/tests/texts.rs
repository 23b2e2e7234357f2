//! Properties of the readers of free text, for any text: they do not panic, take time linear in its length, lose no word of a list, and leave
//! no personal data behind.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use registry::gazetteer;
use registry::model::Region;
use registry::normalise::text_quality::{self, Role, personal};
use registry::normalise::{phone, point, requirements, text};

fn region() -> &'static Region {
    gazetteer::regions().iter().find(|region| region.name == "Kota Bogor").expect("a region")
}

fn read_everything(text: &str) {
    let _ = phone::all(text);
    let _ = phone::read(text);
    let _ = point::read(text, "", region());
    let _ = point::read(text, text, region());
    let _ = requirements::split(text);
    let _ = text_quality::check_raw(text, Role::Name, Some(region()));
    let _ = text_quality::check_raw(text, Role::Text, Some(region()));
    let _ = personal::redact(text);
}

/// The signs that the readers look for, in any order.
fn signs() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[0-9]{1,17}",
        "[a-zA-Z]{1,12}",
        Just(" ".to_owned()),
        Just("\n".to_owned()),
        prop::sample::select(vec![
            "1. ",
            "2. ",
            "a. ",
            "b. ",
            "(1) ",
            "- ",
            "• ",
            "; ",
            "<li>",
            "</li>",
            "<ol>",
            "<br>",
            "<",
            "&nbsp;",
            "&lt;li&gt;",
            "[\"",
            "\"]",
            "{",
            "}",
            "\\n",
            "+62",
            "(0",
            ")",
            "/",
            "ext. ",
            "wa.me/",
            "@",
            "Kota ",
            "Bupati ",
            "°",
            "'",
            "LS",
            "BT",
            "lat ",
            "â€“",
            "Ã",
            "Â",
            "\u{fffd}",
            "\u{20e3}",
            "dan ",
            "é",
            "日",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_text_makes_a_reader_panic(text in ".{0,300}") {
        read_everything(&text);
    }

    #[test]
    fn no_mixture_of_signs_makes_a_reader_panic(text in signs()) {
        read_everything(&text);
    }

    #[test]
    fn what_was_blotted_out_stays_so(text in signs()) {
        let once = personal::redact(&text).0.unwrap_or(text);
        prop_assert_eq!(personal::redact(&once), (None, Vec::new()));
    }

    #[test]
    fn no_identity_number_survives(before in "[a-z ,:]{0,20}", province in 11_u32..95, day in 1_u32..32, month in 1_u32..13, sign in "[ .-]?", behind in "[a-z ,:]{0,20}") {
        let groups = [format!("{province}01"), format!("02{day:02}"), format!("{month:02}85"), "0012".to_owned()];
        let number = groups.join(&sign);
        let text = format!("{before}{number}{behind}");
        let redacted = personal::redact(&text).0.unwrap_or(text);
        prop_assert!(!redacted.contains(&number), "{}", redacted);
    }

    #[test]
    fn a_list_loses_no_word(items in prop::collection::vec("[A-Z][a-z]{2,8}( [a-z]{4,8}){0,3}", 1..12), style in 0..7_usize) {
        let mut kept: Vec<String> = Vec::new();
        for item in items {
            if !kept.iter().any(|known| known.eq_ignore_ascii_case(&item)) {
                kept.push(item);
            }
        }
        let written = write_list(&kept, style);
        let read: Vec<String> = requirements::split(&written).into_iter().map(|document| document.document).collect();
        let words = |texts: &[String]| text::fold(&texts.join(" "));
        let heading_or_nothing = |text: &str| requirements::split(text).is_empty();
        let expected: Vec<String> = kept.iter().filter(|item| !heading_or_nothing(item)).cloned().collect();
        prop_assert_eq!(words(&read), words(&expected), "{}", written);
    }
}

fn write_list(items: &[String], style: usize) -> String {
    let numbered =
        |sign: &str, end: &str| items.iter().enumerate().map(|(at, item)| format!("{}{sign}{item}{end}", at + 1)).collect::<String>();
    match style {
        0 => numbered(". ", "\n"),
        1 => numbered(". ", " "),
        2 => numbered(") ", "\n"),
        3 => items.iter().map(|item| format!("- {item}\n")).collect(),
        4 => format!("<ol>{}</ol>", items.iter().map(|item| format!("<li>{item}</li>")).collect::<String>()),
        5 => items.join("; "),
        _ => items.iter().map(|item| format!("• {item} ")).collect(),
    }
}

#[test]
fn a_megabyte_of_anything_is_read_at_once() {
    let units = [
        "1. ",
        "2. a. ",
        "<",
        "<a",
        "<li>",
        "&lt;li&gt;",
        "- ",
        "• ",
        "; ",
        "(",
        "3271015203850002 ",
        "1 2 3 4 ",
        "0812 3456 7890, ",
        "a@gmail.com ",
        "@",
        "Ã¢â‚¬â€œ ",
        "&amp;amp;",
        "Kota Bogor ",
        "Bupati Garut ",
        "asdf ",
        "[\"a\",",
        "{\"a\":",
        "dan ",
        "\n",
        "\\n",
        "x",
        "日",
        "-6.5, ",
        "6°",
    ];
    for unit in units {
        let text = unit.repeat((1 << 20) / unit.len());
        let begun = Instant::now();
        read_everything(&text);
        assert!(begun.elapsed() < Duration::from_secs(20), "{unit:?} took {:?}", begun.elapsed());
    }
}
