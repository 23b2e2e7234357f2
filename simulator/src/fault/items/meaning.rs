//! Content that is well-formed and wrong, and content that only looks so.

use super::super::meaning::Meaning;
use super::super::{Act, Expect, Item, Level};
use super::{BAD_RECORDS, EMPTIED, GOOD, any};

const fn says(name: &'static str, does: &'static str, act: Meaning, expect: Expect) -> Item {
    Item::new(name, Level::Meaning, does, Act::Meaning(act), expect)
}

const DROP: Expect = any!["held/mass_drop"];
/// The first losses are small; in time they are seen as one.
const LEAK: Expect = &[&["accepted/changed"], &["accepted/changed", "held/slow_leak"], &["held/slow_leak", "held/mass_drop"]];
/// Held until it has come often enough for long enough, then accepted by itself.
const IN_TIME: Expect = &[
    &["held/mass_drop"],
    &["held/mass_drop"],
    &["held/mass_drop"],
    &["held/mass_drop"],
    &["accepted/repeated"],
    &["unchanged/same_content", "unchanged/not_modified"],
];
/// An incomplete list takes nothing away.
const INCOMPLETE: Expect = any!["accepted/changed", "unchanged/same_content", "held/mass_drop", "failed/too_many_documents"];
/// What changes from cycle to cycle may be in a record that is refused.
const SOME_REFUSED: Expect = any!["accepted/changed", "unchanged/same_content"];
const SAME: Expect = any!["unchanged/same_content", "unchanged/not_modified"];

const SCRIPT: &str = " <script>alert('SUNTIK')</script><img src=x onerror=\"alert('SUNTIK')\">";
const ESCAPES: &str = " \u{1b}[31mSUNTIK\u{1b}[0m\u{7}\u{8}";
const LINES: &str = " a\r\nSUNTIK 2026-11-24T00:00:00Z ERROR simpul: palsu\nSUNTIK";

/// The name of the instance whose content others serve.
pub const ALWAYS_GOOD: &str = "always-good";

/// The faults.
pub const ITEMS: &[Item] = &[
    says(ALWAYS_GOOD, "nothing: the same content in every cycle", Meaning::Good, any!["unchanged/not_modified", "unchanged/same_content"])
        .still(),
    says("drop-328-0", "328 services, then none", Meaning::Keep(0), EMPTIED).services(328),
    says("drop-328-100", "328 services, then 100", Meaning::Keep(100), DROP).services(328),
    says("drop-328-320", "328 services, then 320: honest", Meaning::Keep(320), GOOD).services(328),
    says("drop-5-2", "5 services, then 2", Meaning::Keep(2), DROP).services(5),
    says("drop-5-4", "5 services, then 4: honest", Meaning::Keep(4), GOOD).services(5),
    says("drop-12-1", "12 services, then 1", Meaning::Keep(1), DROP),
    says("drop-that-stays", "40 services, then 20 for good", Meaning::Keep(20), IN_TIME).services(40).lasts(7).still(),
    says("leak-15", "loses 15 % in each cycle", Meaning::Leak(15), LEAK).services(200).lasts(8),
    says(
        "growth",
        "ten times as many services, then as many as before",
        Meaning::Grow(10),
        any!["accepted/changed", "unchanged/not_modified"],
    )
    .still()
    .heals_after(4),
    says("ids-new", "every id is new, the content the same", Meaning::NewIds, any!["accepted/changed", "unchanged/same_content"]),
    says(
        "ids-new-each-cycle",
        "every id is new in each cycle",
        Meaning::NewIdsEachCycle,
        any!["accepted/changed", "unchanged/same_content"],
    )
    .lasts(3),
    says("ids-shared", "every other service has the id of the one before it", Meaning::SharedIds, GOOD),
    says("records-twice", "every service twice", Meaning::Twice, GOOD),
    says("other-region", "the hall of another region", Meaning::OtherRegion, any!["rejected/wrong_region"]),
    says(
        "anothers-content",
        "exactly what another source serves",
        Meaning::Anothers,
        any!["rejected/anothers_content", "rejected/wrong_region"],
    ),
    says(
        "anothers-services",
        "another source's services under its own hall",
        Meaning::AnothersServices,
        any!["rejected/anothers_content", "held/replaced"],
    ),
    says("orphans", "two services that name no agency", Meaning::Orphans(2), SOME_REFUSED),
    says("nameless-2", "two services of twelve have no name", Meaning::Nameless(2), SOME_REFUSED),
    says("nameless-6", "half of the services have no name", Meaning::Nameless(6), any!["held/mass_drop", "rejected/too_many_bad_records"]),
    says("nameless-8", "eight services of twelve have no name", Meaning::Nameless(8), BAD_RECORDS),
    says("place-swapped", "latitude and longitude change places", Meaning::Swapped, any!["accepted/changed", "rejected/wrong_region"]),
    says("place-null", "the hall stands at 0, 0", Meaning::NullIsland, any!["accepted/changed", "rejected/wrong_region"]),
    says("place-none", "the hall stands nowhere on Earth", Meaning::NoPlace, any!["accepted/changed", "rejected/wrong_region"]),
    says("all-free", "every cost is free from one day to the next", Meaning::AllFree, any!["accepted/changed", "unchanged/not_modified"]),
    says("text-script", "names with scripts", Meaning::Named(SCRIPT), GOOD),
    says("text-escapes", "names with the escapes of a terminal", Meaning::Named(ESCAPES), GOOD),
    says("text-lines", "names with line feeds, as a log would write them", Meaning::Named(LINES), GOOD),
    says("text-rtl", "names with marks that turn the direction", Meaning::Named(" \u{202e}SUNTIK\u{202c}\u{2066}\u{200f}"), GOOD),
    says("text-format", "names that are formats", Meaning::Named(" {} {0} %s %n ${jndi:ldap://x.example/a} {{7*7}}"), GOOD),
    says("text-sql", "names that are statements", Meaning::Named("'; DROP TABLE services; --"), GOOD),
    says("text-path", "names that are paths", Meaning::Named(" ../../../../etc/passwd"), GOOD),
    says(
        "text-zalgo",
        "names with hundreds of marks on a letter",
        Meaning::Named(concat!(" a", "\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}")),
        GOOD,
    ),
    says("text-separators", "names with line and paragraph separators", Meaning::Named(" a\u{2028}SUNTIK\u{2029}b\u{85}c"), GOOD),
    says("text-description-script", "descriptions with scripts", Meaning::Described(SCRIPT), GOOD),
    says("text-description-escapes", "descriptions with the escapes of a terminal", Meaning::Described(ESCAPES), GOOD),
    says(
        "text-description-link",
        "descriptions with a link that runs",
        Meaning::Described("<a href=\"javascript:alert('SUNTIK')\">di sini</a>"),
        GOOD,
    ),
    says(
        "text-long-names",
        "names of 10,000 letters",
        Meaning::LongNames(10_000),
        any!["accepted/changed", "rejected/too_many_bad_records"],
    ),
    says("order-other", "the same services in another order", Meaning::Shuffled, SAME).still(),
    says("blanks-other", "the same services with more blanks", Meaning::Blanks, SAME).still(),
    says("stamped", "the same services with the time of the answer", Meaning::Stamped, SAME).still(),
    says("pages-shift", "the list shifts while its pages are read", Meaning::Shifting(1), INCOMPLETE).paged().lasts(2),
    says("pages-repeat", "every page is the first, of a million", Meaning::FirstForEver, INCOMPLETE).paged(),
    says("pages-endless", "every page has new services, for ever", Meaning::NewForEver, any!["failed/too_many_documents"]).paged().heavy(),
    says("pages-total-more", "the list says 500 and has 50", Meaning::Total(500), INCOMPLETE).paged(),
    says("pages-total-fewer", "the list says 31 and has 50", Meaning::Total(31), INCOMPLETE).paged(),
    says("pages-one-fails", "the second of three pages is a failure", Meaning::PageFails(2), any!["failed/http_server_error"]).paged(),
    says("pages-one-empty", "the second of three pages is empty", Meaning::PageEmpty(2), INCOMPLETE).paged(),
];
