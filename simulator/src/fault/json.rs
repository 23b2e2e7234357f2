//! Faults of JSON.

use serde_json::{Value, json};

use super::encoding::replaced;
use super::reply::{Body, Length, Reply};
use super::stand::Scene;
use crate::NOTICE;

/// A fault of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Json {
    /// Only so many hundredths of it, with the length that it has then.
    Truncated(usize),
    /// This text behind it.
    Behind(&'static str),
    /// This text before it.
    Before(&'static str),
    /// It is this text.
    Is(&'static str),
    /// This part of the text is written so.
    Written(&'static str, &'static str),
    /// So many levels deep.
    Deep(usize),
    /// So many levels deep, in objects, inside a field of the first record.
    DeepField(usize),
    /// So many records of this text.
    Many(usize, &'static str),
    /// Every value of every record is this.
    Every(Wrong),
    /// The list is a text.
    ListIsText,
    /// The list is an object.
    ListIsObject,
    /// The list is in a list.
    ListInList,
    /// The list is there in quotes.
    ListQuoted,
    /// A record a line.
    Lines,
    /// Every key in capitals.
    Capitals,
    /// The list has another name.
    Renamed,
    /// Keys twice, the same value.
    KeysTwice,
    /// A text of so many bytes in the first record.
    LongText(usize),
}

/// A value of the wrong type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// `null`
    Null,
    /// `{}`
    Object,
    /// `7`
    Number,
    /// `[[]]`
    List,
    /// `true`
    Bool,
    /// The record is an empty object.
    EmptyRecord,
    /// The record is `null`.
    NullRecord,
}

impl Json {
    /// The answer.
    pub fn reply(self, scene: &Scene<'_>) -> Reply {
        match self {
            Self::Deep(levels) => {
                let open = std::iter::repeat_n(b'[', levels);
                scene.ok(open.chain(std::iter::repeat_n(b']', levels)).collect())
            }
            Self::Many(records, text) => many(scene, records, text),
            other => scene.ok(other.body(scene)),
        }
    }

    fn body(self, scene: &Scene<'_>) -> Vec<u8> {
        let text = scene.body();
        let mut value = scene.good.value();
        let list = value["layanan"].clone();
        match self {
            Self::Truncated(hundredths) => {
                let keep = text.len() * hundredths / 100;
                return text.into_iter().take(keep).collect();
            }
            Self::Behind(behind) => return [text, behind.as_bytes().to_vec()].concat(),
            Self::Before(before) => return [before.as_bytes().to_vec(), text].concat(),
            Self::Is(text) => return text.as_bytes().to_vec(),
            Self::Written(from, to) => return replaced(&text, from.as_bytes(), to.as_bytes()),
            Self::Lines => {
                let lines = scene.good.records.iter().map(|record| record.value().to_string());
                return lines.collect::<Vec<_>>().join("\n").into_bytes();
            }
            Self::Capitals => return capitals(value).to_string().into_bytes(),
            Self::DeepField(levels) => {
                let deep = format!("{}1{}", "{\"a\":".repeat(levels), "}".repeat(levels));
                return replaced(&text, b"\"biaya\":\"Rp 10000\"", format!("\"biaya\":{deep}").as_bytes());
            }
            Self::KeysTwice => return replaced(&text, b"\"biaya\":", b"\"biaya\":\"Rp 1\",\"biaya\":"),
            Self::ListIsText => value["layanan"] = json!("dua belas layanan"),
            Self::ListIsObject => value["layanan"] = json!({ "jumlah": 12 }),
            Self::ListInList => value["layanan"] = json!([list]),
            Self::ListQuoted => value["layanan"] = json!(list.to_string()),
            Self::Renamed => value = json!({ "_synthetic": true, "keterangan": NOTICE, "mpp": value["mpp"], "pelayanan": list }),
            Self::LongText(bytes) => value["layanan"][0]["keterangan"] = json!("sintetis ".repeat(bytes / 9)),
            Self::Every(wrong) => value["layanan"] = list.as_array().into_iter().flatten().map(|record| wrong.instead_of(record)).collect(),
            Self::Deep(_) | Self::Many(..) => {}
        }
        value.to_string().into_bytes()
    }
}

impl Wrong {
    fn instead_of(self, record: &Value) -> Value {
        let value = match self {
            Self::EmptyRecord => return json!({}),
            Self::NullRecord | Self::Null => Value::Null,
            Self::Object => json!({}),
            Self::Number => json!(7),
            Self::List => json!([[]]),
            Self::Bool => json!(true),
        };
        match record.as_object() {
            Some(fields) if self != Self::NullRecord => fields.keys().map(|key| (key.clone(), value.clone())).collect(),
            _ => value,
        }
    }
}

/// A list of so many records, made as it is sent.
fn many(scene: &Scene<'_>, records: usize, text: &'static str) -> Reply {
    const TOGETHER: usize = 10_000;
    let start = format!("{{\"_synthetic\":true,\"mpp\":{},\"layanan\":[{text}", scene.good.value()["mpp"]).into_bytes();
    let chunk = format!(",{text}").repeat(TOGETHER).into_bytes();
    let chunks = std::iter::repeat_n(chunk, records / TOGETHER);
    let flow = std::iter::once(start).chain(chunks).chain(std::iter::once(b"]}".to_vec()));
    scene.ok(Vec::new()).with(Body::Flow(Box::new(flow))).length(Length::Unsaid)
}

fn capitals(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields.into_iter().map(|(key, value)| (key.to_uppercase(), capitals(value))).collect(),
        Value::Array(items) => items.into_iter().map(capitals).collect(),
        other => other,
    }
}
