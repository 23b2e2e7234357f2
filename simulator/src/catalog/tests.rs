//! Catalogs of the example sites.

use super::*;
use crate::plan::Format;
use crate::site::examples::sites;

fn moment(day: u32, rounds: &[u32]) -> Moment {
    Moment { rounds: rounds.to_vec(), day, first_day: chrono::NaiveDate::from_ymd_opt(2026, 11, 2).unwrap() }
}

fn catalog(seed: u64, services: Option<usize>, moment: &Moment) -> (Plan, Catalog) {
    let site = &sites()[0];
    let plan = Plan::of(seed, site, services, &Format::ALL);
    let catalog = Catalog::of(seed, site, &plan, moment);
    (plan, catalog)
}

#[test]
fn the_same_seed_gives_the_same_catalog() {
    let first = catalog(1, None, &moment(0, &[]));
    assert_eq!(first, catalog(1, None, &moment(0, &[])));
    assert_ne!(first.1, catalog(2, None, &moment(0, &[])).1);
}

#[test]
fn a_catalog_is_as_large_as_planned_and_every_agency_serves() {
    for seed in 0..60 {
        let (plan, catalog) = catalog(seed, None, &moment(0, &[]));
        assert_eq!((catalog.services.len(), catalog.agencies.len()), (plan.services, plan.agencies), "seed {seed}");
        for place in 0..catalog.agencies.len() {
            assert!(catalog.services.iter().any(|service| service.agency == place), "seed {seed}: {}", catalog.agencies[place].name);
        }
        assert!(catalog.services.iter().all(|service| (3..=7).contains(&service.requirements.len())));
    }
    assert_eq!(catalog(5, Some(328), &moment(0, &[])).1.services.len(), 328);
}

#[test]
fn names_are_unique_within_an_agency() {
    let (_, catalog) = catalog(9, Some(328), &moment(0, &[]));
    let names: HashSet<_> = catalog.services.iter().map(|service| (service.agency, service.name.trim().to_lowercase())).collect();
    assert_eq!(names.len(), 328);
}

#[test]
fn the_hall_is_within_five_kilometres() {
    for seed in 0..50 {
        let hall = catalog(seed, None, &moment(0, &[])).1.hall;
        assert!(hall.point.distance_km(sites()[0].point) < 5.0);
    }
}

#[test]
fn a_round_changes_a_few_services_and_keeps_the_numbers() {
    let before = catalog(4, None, &moment(0, &[])).1;
    let after = catalog(4, None, &moment(0, &[1])).1;
    let changed = before.services.iter().zip(&after.services).filter(|(a, b)| a != b).count();
    assert!((1..=5).contains(&changed), "{changed}");
    assert!(before.services.iter().zip(&after.services).all(|(a, b)| a.number == b.number));
    assert_eq!(before.services.iter().zip(&after.services).filter(|(a, b)| a.name != b.name).count(), 1);
}

#[test]
fn visits_grow_by_the_day() {
    let seed = (0..50).find(|&seed| catalog(seed, None, &moment(0, &[])).0.statistics).unwrap();
    let visits = |day| {
        let figures = catalog(seed, None, &moment(day, &[])).1.figures;
        figures.into_iter().rfind(|figure| figure.metric == "visits" && figure.agency.is_none()).unwrap().value
    };
    assert!(visits(0) < visits(1) && visits(1) < visits(4));
}

#[test]
fn nothing_points_at_a_real_address() {
    let (_, catalog) = catalog(3, None, &moment(0, &[]));
    assert!(catalog.agencies.iter().filter_map(|agency| agency.email.as_ref()).all(|email| email.ends_with(".example")));
    assert!(catalog.services.iter().all(|service| service.description.contains("DATA SINTETIS")));
}
