use super::*;
use crate::gazetteer;
use crate::model::{Drafts, Id, LocationDraft, OrganizationDraft, ServiceDraft, Source, SourceFile};

fn source() -> Source {
    let toml = "id = \"a\"\nregion = \"32.71\"\nformat = \"json\"\nurl = \"https://mpp.example/api\"";
    SourceFile::parse(toml).unwrap().sources.remove(0)
}

fn own() -> &'static Region {
    gazetteer::region("32.71".parse().unwrap()).unwrap()
}

fn day(number: u64) -> Instant {
    Instant::new("2026-11-01T00:00:00Z".parse().unwrap()).plus(Duration::from_secs(number * 24 * 3600))
}

fn read(drafts: Drafts) -> Catalog {
    crate::normalise::catalog(&source(), own(), drafts)
}

fn catalog() -> Catalog {
    let service = ServiceDraft { name: "KK baru".into(), organization: Some("Disdukcapil".into()), ..ServiceDraft::default() };
    read(Drafts { services: vec![service], ..Drafts::default() })
}

/// A source with these accepted versions, newest first, as (day, services).
fn standing(versions: &[(u64, usize)]) -> Standing {
    let versions = versions.iter().map(|(at, services)| Version { at: day(*at), services: *services, is_agreed: false });
    let versions: Vec<Version> = versions.collect();
    Standing { services: versions.first().map_or(0, |version| version.services), versions, ..Standing::default() }
}

fn verdict(standing: &Standing, services: usize, on: u64) -> Judgement {
    let brought = Brought { meaning: "new", services, gone: standing.services.saturating_sub(services), partial: false };
    judge(standing, &brought, &catalog(), own(), &Thresholds::default(), day(on))
}

fn reason(judgement: &Judgement) -> &'static str {
    match judgement {
        Judgement::Accept(reason) | Judgement::Hold(reason, _) | Judgement::Reject(reason, _) => reason.as_str(),
    }
}

#[rstest::rstest]
#[case(328, 0, "no_records")]
#[case(328, 100, "mass_drop")]
#[case(328, 320, "changed")]
#[case(328, 263, "changed")]
#[case(328, 262, "mass_drop")]
#[case(5, 2, "mass_drop")]
#[case(5, 3, "changed")]
#[case(1, 0, "no_records")]
#[case(328, 400, "changed")]
fn a_mass_drop_waits(#[case] before: usize, #[case] now: usize, #[case] expected: &str) {
    assert_eq!(reason(&verdict(&standing(&[(0, before)]), now, 1)), expected);
}

#[test]
fn a_slow_leak_is_caught_within_its_window_and_forgotten_after_it() {
    assert_eq!(reason(&verdict(&standing(&[(0, 328)]), 279, 1)), "changed");
    assert_eq!(reason(&verdict(&standing(&[(1, 279), (0, 328)]), 237, 2)), "slow_leak");
    assert_eq!(reason(&verdict(&standing(&[(9, 279), (0, 328)]), 237, 12)), "slow_leak", "328 stood when the window began");
    assert_eq!(reason(&verdict(&standing(&[(1, 279), (0, 328)]), 237, 9)), "changed");
    let mut agreed = standing(&[(1, 279), (0, 328)]);
    agreed.versions[0].is_agreed = true;
    assert_eq!(reason(&verdict(&agreed, 237, 2)), "changed", "what a person agreed to is the new measure");
}

#[test]
fn held_content_is_accepted_when_it_has_come_often_enough_over_long_enough() {
    let held = |meaning: &str, times, since| Some(Waiting { meaning: meaning.to_owned(), since: day(since), times, is_refused: false });
    let with = |held| reason(&verdict(&Standing { held, ..standing(&[(0, 328)]) }, 100, 10)).to_owned();
    assert_eq!(with(held("new", 4, 9)), "repeated");
    assert_eq!(with(held("new", 3, 9)), "mass_drop");
    assert_eq!(with(held("new", 9, 10)), "mass_drop");
    assert_eq!(with(held("other", 9, 1)), "mass_drop");
}

#[test]
fn content_that_is_all_others_waits_unless_it_grows() {
    let brought = |services, gone| Brought { meaning: "new", services, gone, partial: false };
    let judged = |services, gone| {
        reason(&judge(&standing(&[(0, 40)]), &brought(services, gone), &catalog(), own(), &Thresholds::default(), day(1))).to_owned()
    };
    assert_eq!((judged(40, 20), judged(40, 19), judged(41, 40)), ("replaced".to_owned(), "changed".to_owned(), "changed".to_owned()));
}

#[test]
fn content_that_is_known_to_be_incomplete_takes_nothing_away_and_is_not_held() {
    let brought = Brought { meaning: "new", services: 100, gone: 228, partial: true };
    let judged = judge(&standing(&[(0, 328)]), &brought, &catalog(), own(), &Thresholds::default(), day(1));
    assert_eq!(judged, Judgement::Accept(Reason::Changed));
}

#[test]
fn many_sources_at_once_are_our_fault() {
    let with = |nation, services| reason(&verdict(&Standing { nation, ..standing(&[(0, 328)]) }, services, 1)).to_owned();
    let nation = |asked, losing, failing| Nation { asked, losing, failing };
    assert_eq!(with(nation(296, 60, 0), 327), "national_hold");
    assert_eq!(with(nation(296, 59, 147), 327), "changed");
    assert_eq!(with(nation(296, 0, 148), 327), "national_hold");
    assert_eq!(with(nation(9, 9, 9), 327), "changed", "nine sources are not many");
    assert_eq!(with(nation(296, 200, 200), 328), "changed", "what takes nothing away is not held");
    let held = Some(Waiting { meaning: "new".to_owned(), since: day(0), times: 4, is_refused: false });
    let lasting = Standing { nation: nation(296, 296, 0), held, ..standing(&[(0, 328)]) };
    assert_eq!(reason(&verdict(&lasting, 327, 1)), "repeated", "a service that ends everywhere is not held for ever");
}

#[test]
fn content_that_was_taken_back_waits_for_a_person() {
    let taken_back = Some("new".to_owned());
    let held = Some(Waiting { meaning: "new".to_owned(), since: day(0), times: 99, is_refused: false });
    assert_eq!(reason(&verdict(&Standing { taken_back, held, ..standing(&[(0, 328)]) }, 328, 30)), "rolled_back");
}

#[test]
fn content_that_was_refused_comes_in_neither_by_time_nor_by_another_way() {
    let held = Some(Waiting { meaning: "new".to_owned(), since: day(0), times: 99, is_refused: true });
    let judged = |services| reason(&verdict(&Standing { held: held.clone(), ..standing(&[(0, 328)]) }, services, 30)).to_owned();
    assert_eq!((judged(100), judged(400)), ("refused".to_owned(), "refused".to_owned()));
    let other = Standing { held: held.map(|held| Waiting { meaning: "other".to_owned(), ..held }), ..standing(&[(0, 328)]) };
    assert_eq!(reason(&verdict(&other, 328, 30)), "changed", "other content is judged anew");
}

#[test]
fn a_first_feed_without_records_is_refused() {
    let brought = Brought { meaning: "new", services: 0, gone: 0, partial: false };
    let judged = judge(&Standing::default(), &brought, &Catalog::default(), own(), &Thresholds::default(), day(0));
    assert_eq!(reason(&judged), "no_records");
}

fn hall(name: &str, address: Option<&str>) -> Drafts {
    let place =
        LocationDraft { external_id: Some("1".into()), name: name.into(), address: address.map(Into::into), ..LocationDraft::default() };
    Drafts { locations: vec![place], ..Drafts::default() }
}

#[rstest::rstest]
#[case("MPP Kota Bogor", None)]
#[case("MPP Grha Tiyasa", None)]
#[case("MPP Kabupaten Bogor", Some("Kabupaten Bogor"))]
#[case("Mal Pelayanan Publik Kota Malang", Some("Kota Malang"))]
#[case("MPP Sleman", Some("Kabupaten Sleman"))]
fn a_hall_is_named_after_its_region(#[case] name: &str, #[case] other: Option<&str>) {
    let found = other_region(&read(hall(name, None)), own());
    assert_eq!(found.map(|region| region.name.as_str()), other);
}

#[test]
fn offices_tell_where_no_hall_does_and_a_neighbours_hall_may_be_declared() {
    let office = |name: &str| OrganizationDraft { name: name.into(), ..OrganizationDraft::default() };
    let of = |region: &str| {
        let names = ["Dinas Kesehatan", "Dinas Sosial", "Satpol PP"];
        read(Drafts { organizations: names.iter().map(|name| office(&format!("{name} {region}"))).collect(), ..Drafts::default() })
    };
    assert_eq!(other_region(&of("Kota Malang"), own()).map(|region| region.name.as_str()), Some("Kota Malang"));
    assert_eq!(other_region(&of("Kota Bogor"), own()), None);
    let neighbours = read(hall("MPP Kabupaten Bogor", None));
    let limits = Thresholds { regions: vec!["32.01".parse().unwrap()], ..Thresholds::default() };
    let brought = Brought { meaning: "new", services: 1, gone: 0, partial: false };
    assert_eq!(judge(&Standing::default(), &brought, &neighbours, own(), &limits, day(0)), Judgement::Accept(Reason::Changed));
    let judged = judge(&Standing::default(), &brought, &neighbours, own(), &Thresholds::default(), day(0));
    assert_eq!(reason(&judged), "wrong_region");
}

#[test]
fn records_that_got_new_ids_keep_their_own() {
    let services = |prefix: &str| -> Vec<ServiceDraft> {
        let draft = |name: &&str| ServiceDraft {
            external_id: Some(format!("{prefix}-{name}")),
            name: (*name).into(),
            organization: Some("Disdukcapil".into()),
            ..ServiceDraft::default()
        };
        ["KK baru", "KIA", "Akta kelahiran"].iter().map(draft).collect()
    };
    let before = read(Drafts { services: services("1"), ..Drafts::default() });
    let known = carry::Known {
        organizations: before.organizations.iter().map(|item| (item.id, item.name.clone())).collect(),
        locations: before.locations.iter().map(|item| (item.id, item.name.clone())).collect(),
        services: before.services.iter().map(|item| (item.id, item.organization, item.name.clone())).collect(),
        services_at_locations: before.services_at_locations.iter().map(|item| (item.id, item.service, item.location)).collect(),
    };
    let mut after = read(Drafts { services: services("2"), ..Drafts::default() });
    assert_ne!(after.services[0].id, before.services[0].id);
    let carried = carry::matched(&after, &known);
    carry::apply(&mut after, &carried);
    let ids = |catalog: &Catalog| -> Vec<(Id, Id)> {
        catalog.services.iter().map(|item| item.id).zip(catalog.services_at_locations.iter().map(|item| item.id)).collect()
    };
    assert_eq!(ids(&after), ids(&before));
    let mut fewer = services("3");
    fewer.push(ServiceDraft { external_id: Some("3-again".into()), ..fewer[0].clone() });
    let doubtful = read(Drafts { services: fewer, ..Drafts::default() });
    let carried = carry::matched(&doubtful, &known);
    assert!(!carried.contains_key(&doubtful.services[0].id), "two new records of one name, one missing: no guess");
    assert_eq!(carried[&doubtful.services[1].id], before.services[1].id);
}
