//! Mistakes in a declaration: each is told with its file, its line, its column, its key and what was expected.

use harvester::adapter::check;

const SOURCE: &str = "id = \"a\"\nregion = \"32.11\"\nformat = \"json\"\nurl = \"https://mpp.example.id/\"\n";
const ENDPOINT: &str = "[[mapping.endpoint]]\n";

/// The mistakes of a mapping that begins on line 5.
fn mistakes(mapping: &str) -> Vec<String> {
    told(&format!("{SOURCE}{mapping}"))
}

fn told(text: &str) -> Vec<String> {
    check(text, "a.toml").expect_err("a mistake").iter().map(ToString::to_string).collect()
}

#[test]
fn a_good_file_gives_its_sources() {
    let good = format!("{SOURCE}{ENDPOINT}[mapping.endpoint.service]\neach = \"$[*]\"\nname = \"$.n\"\n");
    assert_eq!(check(&good, "a.toml").expect("no mistake").len(), 1);
    let indented = good.replace("[[mapping", "[[source.mapping").replace("[mapping", "[source.mapping");
    let two = format!("[[source]]\n{indented}[[source]]\n{}", indented.replace("id = \"a\"", "id = \"b\""));
    assert_eq!(check(&two, "a.toml").expect("no mistake").len(), 2);
}

#[test]
fn what_is_no_toml() {
    assert_eq!(told("id = \"a\"\nregion = 32.11.\n")[0].split(": ").next(), Some("a.toml:2:15"));
}

#[test]
fn unknown_keys_name_the_nearest() {
    let found = mistakes(
        "[[mapping.endpoint]]\npagging = { kind = \"offset\" }\n[mapping.endpoint.service]\nname = \"$.n\"\nbiaya = \"$.b\"\nreqirements = \"$.r\"\n",
    );
    let expected = [
        "a.toml:6:1: mapping.endpoint[0].pagging: no such key; did you mean `paging`?",
        "a.toml:9:1: mapping.endpoint[0].service.biaya: no such key; did you mean `cost`?",
        "a.toml:10:1: mapping.endpoint[0].service.reqirements: no such key; did you mean `requirements`?",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_misspelt_key_of_the_source() {
    let found = told(&format!("{SOURCE}interval = 60\n{ENDPOINT}[mapping.endpoint.service]\nname = \"$.n\"\n"));
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("a.toml:5:1: "), "{found:?}");
    let found = told(&format!("{}intervall_seconds = 60\n[[mapping.endpoint]]\n[mapping.endpoint.service]\nname = \"$.n\"\n", SOURCE));
    assert_eq!(found, ["a.toml:5:1: no such key `intervall_seconds`; did you mean `interval_seconds`?"]);
}

#[test]
fn format_region_and_url() {
    let found = told("id = \"a\"\nregion = \"99.99\"\nformat = \"jsn\"\nurl = \"https://mpp.example.id/\"\n");
    assert_eq!(found[0], "a.toml:2:10: region: `99.99` is the code of no region; expected one such as 32.11");
    assert!(found[1].starts_with("a.toml:3:10: format: `jsn` is no format; there are hsds, json"), "{found:?}");
    let found = told("id = \"A\"\nregion = \"32.11\"\nformat = \"hsds\"\nurl = \"https://mpp.example.id/\"\n");
    assert_eq!(found, ["a.toml:1:6: id: must be 1 to 64 lower-case letters, digits and hyphens"]);
}

#[test]
fn a_json_path_shows_the_place() {
    let found = mistakes("[[mapping.endpoint]]\n[mapping.endpoint.service]\neach = \"$.data[*\"\nname = \"nama\"\n");
    let expected = [
        "a.toml:7:16: mapping.endpoint[0].service.each: not a JSONPath: in long-hand segment, expected closing ']' (at character 8 of `$.data[*`)",
        "a.toml:8:9: mapping.endpoint[0].service.name: not a JSONPath: it does not begin with `$` (at character 1 of `nama`)",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_css_selector_and_a_pattern_show_the_place() {
    let source = SOURCE.replace("json", "html");
    let found = told(&format!(
        "{source}{ENDPOINT}[mapping.endpoint.service]\neach = \"div >> p\"\nname = {{ path = \"b\", match = \"(a\" }}\norganization = {{ above = \"h2[\" }}\n"
    ));
    assert!(found[0].starts_with("a.toml:7:13: mapping.endpoint[0].service.each: not a CSS selector:"), "{found:?}");
    assert!(
        found[1].starts_with(
            "a.toml:8:31: mapping.endpoint[0].service.name.match: not a regular expression: unclosed group (at character 1 of `(a`)"
        ),
        "{found:?}"
    );
    assert!(found[2].starts_with("a.toml:9:"), "{found:?}");
}

#[test]
fn what_is_missing_is_named() {
    assert_eq!(told(SOURCE), ["a.toml:1:1: mapping: missing; [[mapping.endpoint]] says where the records stand"]);
    let found = mistakes("[[mapping.endpoint]]\nurl = \"l\"\n");
    assert_eq!(
        found,
        ["a.toml:5:1: mapping.endpoint[0]: reads nothing; expected at least one of location, organization, service, stop, statistic"]
    );
    let found = mistakes(
        "[[mapping.endpoint]]\n[mapping.endpoint.service]\nid = \"$.id\"\n[mapping.endpoint.stop]\nlocation = \"$.l\"\n[[mapping.endpoint.statistic]]\nmetric = { constant = \"visits\" }\n",
    );
    let expected = [
        "a.toml:6:1: mapping.endpoint[0].service.name: missing; a service needs it",
        "a.toml:8:1: mapping.endpoint[0].stop.date: missing; a stop needs it",
        "a.toml:10:1: mapping.endpoint[0].statistic.period: missing; a statistic needs it",
        "a.toml:10:1: mapping.endpoint[0].statistic.value: missing; a statistic needs it",
    ];
    assert_eq!(found, expected);
}

#[test]
fn values_of_the_wrong_kind() {
    let found = mistakes(
        "[[mapping.endpoint]]\npaging = { kind = \"page\" }\noptional = \"ya\"\n[mapping.endpoint.service]\nname = 3\ncost = { path = \"$.b\", constant = \"x\" }\nfill_down = [\"instansi\"]\nwhere = { path = \"$.x\" }\norganization = { list = \"$.d\" }\n",
    );
    let expected = [
        "a.toml:6:19: mapping.endpoint[0].paging.kind: expected one of page_number, offset, cursor, next_link, link_header",
        "a.toml:7:12: mapping.endpoint[0].optional: expected true or false, found a text",
        "a.toml:9:8: mapping.endpoint[0].service.name: expected a JSONPath, a list of them, or a table such as { path = … }, found a number",
        "a.toml:10:8: mapping.endpoint[0].service.cost: expected exactly one of path, first, join, constant, key, position, parent, document, list, template",
        "a.toml:11:13: mapping.endpoint[0].service.fill_down: `instansi` is no field of a service; there are id, name, description, organization_id, organization, category, duration, cost, hours, legal_basis, counter, phone, email, url, alert, requirements, procedure, channels, location_id",
        "a.toml:12:9: mapping.endpoint[0].service.where: asks nothing; expected one of equals, not, matches, not_matches, present",
        "a.toml:13:16: mapping.endpoint[0].service.organization.index: missing; expected \"position\" or a JSONPath",
    ];
    assert_eq!(found, expected);
}

#[test]
fn paging_and_options_of_a_format() {
    let found =
        mistakes("[[mapping.endpoint]]\nsheet = \"A\"\npaging = { kind = \"offset\" }\n[mapping.endpoint.service]\nname = \"$.n\"\n");
    let expected = [
        "a.toml:6:1: mapping.endpoint[0].sheet: no such key; there are url, optional, paging, encoding, location, organization, service, stop, statistic",
        "a.toml:7:10: mapping.endpoint[0].paging.parameter: missing; expected the query parameter, or `{offset}` in the endpoint's url",
        "a.toml:7:10: mapping.endpoint[0].paging.size: missing; expected the number of records a page",
    ];
    assert_eq!(found, expected);
    let table = SOURCE.replace("json", "table");
    let found = told(&format!("{table}{ENDPOINT}delimiter = \"ab\"\nencoding = \"latin9000\"\n[mapping.endpoint.service]\nname = \" \"\n"));
    assert_eq!(found.len(), 3, "{found:?}");
}

#[test]
fn portals_and_vocabularies() {
    let ckan = SOURCE.replace("json", "ckan");
    let found =
        told(&format!("{ckan}[mapping.ckan]\nformats = [\"CSV\"]\n[[mapping.endpoint]]\n[mapping.endpoint.service]\nname = \"Nama\"\n"));
    let expected = [
        "a.toml:5:1: mapping.ckan: names no data; expected one of query, organization, dataset, resource",
        "a.toml:6:1: mapping.ckan.formats: no such key; did you mean `format`?",
    ];
    assert_eq!(found, expected);
    let jsonld = SOURCE.replace("json", "jsonld");
    let found = told(&format!("{jsonld}[mapping]\nlink = \"a\"\n"));
    assert_eq!(found, ["a.toml:6:1: mapping.link: no such key; did you mean `links`?"]);
}
