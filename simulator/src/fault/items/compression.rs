//! `Content-Encoding` that is not what the body is.

use super::super::compression::{Coding, Compression};
use super::super::{Act, Expect, Item, Level};
use super::{GOOD, UNPARSABLE, any};

const fn packed(name: &'static str, does: &'static str, act: Compression, expect: Expect) -> Item {
    Item::new(name, Level::Compression, does, Act::Compression(act), expect)
}

const LARGE: Expect = any!["failed/body_too_large"];
const BROKEN: Expect = any!["failed/body_undecodable"];
const CUT: Expect = any!["failed/body_undecodable", "failed/body_cut"];
/// Bytes under a coding that the reader does not know: read as they are, or told.
const UNKNOWN: Expect = any!["failed/body_undecodable", "rejected/unparsable"];

/// The faults.
pub const ITEMS: &[Item] = &[
    packed("gzip", "gzip: honest", Compression::Honest(Coding::Gzip), GOOD),
    packed("deflate-zlib", "deflate with its wrapper: honest", Compression::Honest(Coding::Zlib), GOOD),
    packed(
        "deflate-raw",
        "deflate without its wrapper",
        Compression::Honest(Coding::Deflate),
        any!["accepted/changed", "failed/body_undecodable"],
    ),
    packed("br", "brotli: honest", Compression::Honest(Coding::Brotli), GOOD),
    packed("gzip-bomb", "gzip, 10 MiB that grow to 10 GiB", Compression::Bomb(Coding::Gzip, 10 << 30), LARGE).heavy(),
    packed("gzip-bomb-small", "gzip that grows to 64 MiB", Compression::Bomb(Coding::Gzip, 64 << 20), LARGE),
    packed("deflate-bomb", "deflate that grows to 256 MiB", Compression::Bomb(Coding::Zlib, 256 << 20), LARGE),
    packed("br-bomb", "brotli that grows to 1 GiB", Compression::Bomb(Coding::Brotli, 1 << 30), LARGE),
    packed(
        "gzip-bomb-twice",
        "gzip in gzip that grows to 128 MiB",
        Compression::BombInBomb(128 << 20),
        any!["failed/body_too_large", "failed/body_undecodable", "rejected/unparsable"],
    ),
    packed("gzip-truncated", "half of a gzip body", Compression::Truncated(Coding::Gzip), CUT),
    packed("deflate-truncated", "half of a deflate body", Compression::Truncated(Coding::Zlib), CUT),
    packed("br-truncated", "half of a brotli body", Compression::Truncated(Coding::Brotli), CUT),
    packed("gzip-unlabelled", "gzip that does not say so", Compression::Labelled(Coding::Gzip, ""), UNPARSABLE),
    packed("gzip-as-identity", "gzip that says identity", Compression::Labelled(Coding::Gzip, "identity"), UNPARSABLE),
    packed("gzip-as-br", "gzip that says brotli", Compression::Labelled(Coding::Gzip, "br"), BROKEN),
    packed("gzip-as-unknown", "gzip under a coding that does not exist", Compression::Labelled(Coding::Gzip, "x-lipat"), UNKNOWN),
    packed("identity-as-gzip", "plain text that says gzip", Compression::OnlyLabelled("gzip"), BROKEN),
    packed("identity-as-deflate", "plain text that says deflate", Compression::OnlyLabelled("deflate"), BROKEN),
    packed("identity-as-br", "plain text that says brotli", Compression::OnlyLabelled("br"), BROKEN),
    packed(
        "gzip-twice",
        "gzip in gzip that says so",
        Compression::Twice("gzip, gzip"),
        any!["accepted/changed", "rejected/unparsable", "failed/body_undecodable"],
    ),
    packed("gzip-twice-unsaid", "gzip in gzip that says gzip", Compression::Twice("gzip"), UNPARSABLE),
    packed("gzip-checksum", "gzip with a wrong checksum", Compression::WrongChecksum, BROKEN),
    packed("gzip-garbage", "gzip with garbage behind it", Compression::Garbage, any!["accepted/changed", "failed/body_undecodable"]),
    packed("gzip-members", "gzip in two members: honest", Compression::TwoMembers, GOOD),
    packed("gzip-broken", "gzip whose inside is broken", Compression::Broken, BROKEN),
];
