//! Characters that are not what they are called.

use super::super::encoding::Encoding;
use super::super::{Act, Expect, Item, Level, Shape};
use super::{GOOD, UNPARSABLE, any};

const fn text(name: &'static str, does: &'static str, act: Encoding, expect: Expect) -> Item {
    Item::new(name, Level::Encoding, does, Act::Encoding(act), expect)
}

const fn table(item: Item) -> Item {
    Item { shape: Shape::Csv, ..item }
}

/// Read with what cannot be read marked, or refused whole: never half.
const EITHER: Expect = any!["accepted/changed", "rejected/unparsable"];

/// The faults.
pub const ITEMS: &[Item] = &[
    text("utf16-le-mark", "UTF-16LE with a mark, called UTF-8", Encoding::Utf16 { little: true, mark: true }, GOOD),
    text("utf16-be-mark", "UTF-16BE with a mark, called UTF-8", Encoding::Utf16 { little: false, mark: true }, GOOD),
    text("utf16-le", "UTF-16LE without a mark, called UTF-8", Encoding::Utf16 { little: true, mark: false }, GOOD),
    text("utf16-be", "UTF-16BE without a mark, called UTF-8", Encoding::Utf16 { little: false, mark: false }, GOOD),
    text("utf32", "UTF-32, called UTF-8", Encoding::Utf32, UNPARSABLE),
    text("bom", "UTF-8 with a mark: honest", Encoding::Mark, GOOD),
    text("bom-twice", "UTF-8 with two marks", Encoding::TwoMarks, EITHER),
    text("windows-1252", "Windows-1252, called UTF-8", Encoding::Windows1252, GOOD),
    text("utf8-invalid", "bytes that are no UTF-8", Encoding::Invalid, EITHER),
    text("utf8-overlong", "overlong forms", Encoding::Overlong, EITHER),
    text("utf8-surrogate", "a surrogate in UTF-8", Encoding::Surrogate, EITHER),
    text("nul-outside", "zero bytes between the records", Encoding::ZerosOutside, UNPARSABLE),
    text("nul-inside", "zero bytes inside texts", Encoding::ZerosInside, EITHER),
    text("charset-unknown", "a charset that does not exist: honest", Encoding::UnknownCharset, GOOD),
    table(text("csv-utf16", "a table in UTF-16LE with a mark", Encoding::Utf16 { little: true, mark: true }, GOOD)),
    table(text("csv-windows-1252", "a table in Windows-1252", Encoding::Windows1252, GOOD)),
    table(text("csv-bom", "a table with a mark: honest", Encoding::Mark, GOOD)),
    table(text("csv-nul", "a table with zero bytes", Encoding::ZerosInside, EITHER)),
    table(text("csv-invalid", "a table with bytes that are no UTF-8", Encoding::Invalid, EITHER)),
];
