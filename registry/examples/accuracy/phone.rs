//! The judge of `phone`: E.164, `short:14049` for a number without area code, `null` where there is none, a JSON list where the field holds
//! several; `;ext=12` behind a number is its extension.

use registry::normalise::phone::{self, Phone};

use crate::Outcome;

/// Judges a case.
pub fn judge(raw: &str, expected: &str) -> Outcome {
    let read = phone::all(raw);
    let wanted = match serde_json::from_str::<Vec<String>>(expected) {
        Ok(wanted) => wanted,
        Err(_) => vec![expected.trim().to_owned()],
    };
    let said = serde_json::json!(read.iter().map(notation).collect::<Vec<_>>()).to_string();
    if matches!(expected.trim(), "null" | "" | "[]") {
        return if phone::read(raw).value().is_none() { Outcome::Right } else { Outcome::Wrong(said) };
    }
    if read.is_empty() {
        return Outcome::Refused("not read".to_owned());
    }
    let several = wanted.len() > 1;
    let same = wanted.iter().zip(&read).all(|(wanted, phone)| fits(wanted, phone));
    if same && read.len() >= wanted.len() && (!several || read.len() == wanted.len()) { Outcome::Right } else { Outcome::Wrong(said) }
}

fn notation(phone: &Phone) -> String {
    let short = if phone.number.starts_with('+') { "" } else { "short:" };
    let extension = phone.extension.as_ref().map(|extension| format!(";ext={extension}")).unwrap_or_default();
    format!("{short}{}{extension}", phone.number)
}

/// An extension that the expectation leaves out is not compared.
fn fits(wanted: &str, phone: &Phone) -> bool {
    let said = notation(phone);
    let wanted = wanted.trim().replace(" ext. ", ";ext=").replace(" ext ", ";ext=");
    said == wanted || (!wanted.contains(";ext=") && said.split(";ext=").next() == Some(wanted.as_str()))
}
