//! JSON that is none, or has another shape.

use super::super::json::{Json, Wrong};
use super::super::{Act, Expect, Item, Level};
use super::{BAD_RECORDS, EMPTIED, GOOD, SHAPELESS, UNPARSABLE, any};

const fn json(name: &'static str, does: &'static str, act: Json, expect: Expect) -> Item {
    Item::new(name, Level::Json, does, Act::Json(act), expect)
}

/// Too many to be a catalog: each refused, or all of them at once.
const FLOOD: Expect = any!["rejected/too_many_bad_records", "rejected/too_many_records", "failed/body_too_large", "rejected/wrong_shape"];
/// Read where the parser keeps to one meaning, else refused: never half.
const EITHER: Expect = any!["accepted/changed", "rejected/unparsable"];
/// Records without a name.
const NAMELESS: Expect = any!["rejected/too_many_bad_records", "rejected/wrong_shape", "held/no_records"];

/// The faults.
pub const ITEMS: &[Item] = &[
    json("json-truncated", "half of the text, and its length is right", Json::Truncated(50), UNPARSABLE),
    json("json-truncated-end", "the last brace is missing", Json::Truncated(99), UNPARSABLE),
    json("json-garbage", "garbage behind the end", Json::Behind("<!-- sintetis -->"), UNPARSABLE),
    json(
        "json-twice",
        "a second document behind the first",
        Json::Behind("{\"_synthetic\":true}"),
        any!["rejected/unparsable", "rejected/wrong_shape", "held/no_records"],
    ),
    json("json-newline", "blank lines behind the end: honest", Json::Behind("\r\n\r\n"), GOOD),
    json(
        "json-php-notice",
        "a warning of PHP before it",
        Json::Before("<br />\n<b>Notice</b>: sintetis\n"),
        any!["rejected/unparsable", "rejected/html_instead_of_data"],
    ),
    json("json-jsonp", "a call around it", Json::Before("panggil("), UNPARSABLE),
    json("json-guard", "a guard before it", Json::Before(")]}',\n"), UNPARSABLE),
    json("json-comment", "a comment before it", Json::Before("// data sintetis\n"), UNPARSABLE),
    json("json-nan", "NaN", Json::Written("\"waktu\":\"3 hari kerja\"", "\"waktu\":NaN"), UNPARSABLE),
    json("json-single-quotes", "single quotes", Json::Written("\"", "'"), UNPARSABLE),
    json(
        "json-trailing-comma",
        "a comma before the end of the list",
        Json::Written("}]", "},]"),
        any!["rejected/unparsable", "accepted/changed"],
    ),
    json("json-control", "a bare line feed inside a text", Json::Written("hari kerja", "hari\nkerja"), EITHER),
    json("json-bad-escape", "an escape that does not exist", Json::Written("hari kerja", "hari\\xkerja"), UNPARSABLE),
    json("json-lone-surrogate", "half of an escaped pair", Json::Written("hari kerja", "hari kerja\\ud800"), EITHER),
    json("json-nul-escape", "the character zero, escaped", Json::Written("hari kerja", "hari kerja\\u0000"), GOOD),
    json("json-huge-number", "a cost of 10^999", Json::Written("\"Rp 10000\"", "1e999"), EITHER),
    json(
        "json-long-number",
        "a number of 5,000 digits",
        Json::Written("\"3 hari kerja\"", include_str!("../../../data/digits.txt")),
        EITHER,
    ),
    json("json-negative-cost", "a negative cost", Json::Written("\"Rp 10000\"", "-5000"), GOOD),
    json("json-deep", "100,000 levels deep", Json::Deep(100_000), UNPARSABLE),
    json("json-deep-millions", "10,000,000 levels deep", Json::Deep(10_000_000), any!["rejected/unparsable", "rejected/too_many_records"])
        .heavy(),
    json("json-deep-field", "a field 5,000 levels deep", Json::DeepField(5_000), EITHER),
    json("json-many-empty", "5,000,000 records of nothing", Json::Many(5_000_000, "{}"), FLOOD).heavy(),
    json(
        "json-many-tiny",
        "2,000,000 records with a name of one letter",
        Json::Many(2_000_000, "{\"nama\":\"x\"}"),
        any!["rejected/too_many_bad_records", "rejected/too_many_records", "failed/body_too_large", "held/mass_drop"],
    )
    .heavy(),
    json(
        "json-many-numbers",
        "5,000,000 records that are numbers",
        Json::Many(5_000_000, "1"),
        any!["rejected/too_many_bad_records", "rejected/too_many_records", "failed/body_too_large", "rejected/wrong_shape"],
    )
    .heavy(),
    json("json-keys-twice", "every cost twice, the last holds", Json::KeysTwice, GOOD),
    json("json-all-null", "every value null", Json::Every(Wrong::Null), NAMELESS),
    json("json-all-objects", "every value an object", Json::Every(Wrong::Object), NAMELESS),
    json(
        "json-all-numbers",
        "every value the number 7",
        Json::Every(Wrong::Number),
        any!["rejected/too_many_bad_records", "held/mass_drop", "rejected/wrong_shape"],
    ),
    json("json-all-lists", "every value a list of lists", Json::Every(Wrong::List), NAMELESS),
    json(
        "json-all-true",
        "every value true",
        Json::Every(Wrong::Bool),
        any!["rejected/too_many_bad_records", "held/mass_drop", "rejected/wrong_shape"],
    ),
    json("json-empty-records", "every record {}", Json::Every(Wrong::EmptyRecord), BAD_RECORDS),
    json("json-null-records", "every record null", Json::Every(Wrong::NullRecord), NAMELESS),
    json("json-empty-list", "[]", Json::Is("[]"), SHAPELESS),
    json("json-empty-object", "{}", Json::Is("{}"), SHAPELESS),
    json("json-no-services", "the list is empty", Json::Is("{\"_synthetic\":true,\"layanan\":[]}"), EMPTIED),
    json("json-null", "null", Json::Is("null"), SHAPELESS),
    json("json-true", "true", Json::Is("true"), SHAPELESS),
    json("json-text", "a text in quotes", Json::Is("\"data sintetis\""), SHAPELESS),
    json("json-list-text", "a text where the list is", Json::ListIsText, SHAPELESS),
    json(
        "json-list-object",
        "an object where the list is",
        Json::ListIsObject,
        any!["rejected/wrong_shape", "held/no_records", "rejected/too_many_bad_records"],
    ),
    json(
        "json-list-nested",
        "a list in the list",
        Json::ListInList,
        any!["rejected/wrong_shape", "held/no_records", "rejected/too_many_bad_records"],
    ),
    json("json-list-quoted", "the list in quotes", Json::ListQuoted, SHAPELESS),
    json(
        "json-lines",
        "a record a line, without the document",
        Json::Lines,
        any!["rejected/wrong_shape", "held/no_records", "rejected/unparsable"],
    ),
    json("json-capitals", "every key in capitals", Json::Capitals, SHAPELESS),
    json("json-renamed", "the list has another name", Json::Renamed, SHAPELESS),
    json("json-long-text", "a text of 20 MB in one record", Json::LongText(20_000_000), GOOD).heavy(),
    json("json-over-cap", "one record of 40 MB", Json::LongText(40_000_000), any!["failed/body_too_large"]),
    json("json-one-30mb", "one record of 30 MB", Json::LongText(30_000_000), any!["accepted/changed", "rejected/too_many_bad_records"])
        .heavy(),
];
