//! The judge of `text_quality`: `ok`, `null …` for a text that says nothing, `reject: …` for a name that is none, `flag: …` for a text that is
//! kept and told of. A name that is personal data and nothing else is both. The class and the kind of reason are compared, not the words; several kinds are parted by `+`.

use registry::gazetteer::{self, Lookup};
use registry::model::Region;
use registry::normalise::text_quality::{self, Checked, Defect, Role};

use crate::Outcome;

/// Judges a case. "… (on the page of MPP X)" at the end of a raw text says whose text it is.
pub fn judge(raw: &str, expected: &str) -> Outcome {
    let (text, region) = own_region(raw);
    let checked = text_quality::check_raw(text, Role::Name, region);
    let said = notation(&checked);
    if same(&checked, expected) {
        return Outcome::Right;
    }
    if said == "ok" { Outcome::Refused("nothing was said".to_owned()) } else { Outcome::Wrong(said) }
}

fn own_region(raw: &str) -> (&str, Option<&'static Region>) {
    let context = raw.rsplit_once(" (on the page of ").and_then(|(text, page)| Some((text, page.strip_suffix(')')?)));
    let Some((text, page)) = context else { return (raw, None) };
    match gazetteer::find(page) {
        Lookup::Found(region) => (text, Some(region)),
        _ => (text, None),
    }
}

fn notation(checked: &Checked<'_>) -> String {
    if checked.is_placeholder() {
        return "null".to_owned();
    }
    if checked.defects.is_empty() {
        return "ok".to_owned();
    }
    let rejected = checked.defects.iter().any(Defect::rejects_name);
    let kinds: Vec<&str> = checked.defects.iter().map(kind).collect();
    format!("{}: {}", if rejected { "reject" } else { "flag" }, kinds.join(" + "))
}

fn kind(defect: &Defect) -> &'static str {
    match defect {
        Defect::Gibberish => "gibberish",
        Defect::PartlyGibberish { .. } => "trailing gibberish",
        Defect::TestData => "test data",
        Defect::NoLetters => "no letters",
        Defect::Address => "address",
        Defect::Markup => "markup",
        Defect::Encoding { .. } => "encoding",
        Defect::Truncated { .. } => "truncated",
        Defect::Typo { .. } => "typo",
        Defect::PersonalData(_) => "personal data",
        Defect::OtherRegion(_) => "other region",
        Defect::Repeated => "repeated",
    }
}

/// The kind of a reason in the words of the notation.
fn kind_of(reason: &str) -> &'static str {
    let reason = reason.to_lowercase();
    let words = [
        ("trailing gibberish", "trailing gibberish"),
        ("gibberish", "gibberish"),
        ("typo", "typo"),
        ("misspel", "typo"),
        ("truncat", "truncated"),
        ("region", "other region"),
        ("template", "other region"),
        ("nik", "personal data"),
        ("personal", "personal data"),
        ("identity", "personal data"),
        ("html", "markup"),
        ("markup", "markup"),
        ("tags", "markup"),
        ("entit", "markup"),
        ("mojibake", "encoding"),
        ("encoding", "encoding"),
        ("charset", "encoding"),
        ("test", "test data"),
        ("placeholder", "test data"),
        ("dummy", "test data"),
        ("lorem", "test data"),
        ("digit", "no letters"),
        ("number", "no letters"),
        ("letters", "no letters"),
        ("punctuation", "no letters"),
        ("url", "address"),
        ("address", "address"),
        ("repeat", "repeated"),
        ("duplicat", "repeated"),
    ];
    words.iter().find(|(word, _)| reason.contains(word)).map_or("", |(_, kind)| kind)
}

fn same(checked: &Checked<'_>, expected: &str) -> bool {
    let expected = expected.trim();
    let said = notation(checked);
    let nothing = said == "null" || said == "reject: test data";
    if expected == "ok" || expected.starts_with("null") {
        return if expected == "ok" { said == "ok" } else { nothing };
    }
    let Some((class, reasons)) = expected.split_once(':') else { return false };
    let kinds: Vec<&str> = reasons.split('+').map(kind_of).collect();
    if class == "reject" && kinds == ["test data"] {
        return nothing;
    }
    let rejected = said.starts_with("reject");
    let (found, meant): (Vec<&str>, Vec<(&str, &str)>) =
        (checked.defects.iter().map(kind).collect(), kinds.iter().zip(reasons.split('+')).map(|(kind, reason)| (*kind, reason)).collect());
    if found == ["personal data", "no letters"] && kinds == ["personal data"] {
        return true;
    }
    rejected == (class == "reject")
        && found.len() == meant.len()
        && meant.iter().all(|(kind, reason)| found.contains(kind) && details(checked, kind, reason))
}

/// What a reason says in brackets or by a number: the word meant, the length at which a name was cut.
fn details(checked: &Checked<'_>, kind: &str, reason: &str) -> bool {
    let inside = reason.split_once('(').map(|(_, rest)| rest.trim_end_matches([')', ' ']));
    checked.defects.iter().all(|defect| match (defect, kind) {
        (Defect::Typo { meant, .. }, "typo") => inside.is_none_or(|inside| inside.eq_ignore_ascii_case(meant)),
        (Defect::Truncated { at }, "truncated") => {
            let stated: String = reason.chars().filter(char::is_ascii_digit).collect();
            stated.is_empty() || *at == stated.parse().ok()
        }
        _ => true,
    })
}
