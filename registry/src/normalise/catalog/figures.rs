//! Figures: what each counts, what it is about, when, and how many. One that lacks any of these is left out and told.

use std::collections::HashSet;

use crate::gazetteer;
use crate::model::{Code, Metric, Scope, Service, Statistic, StatisticDraft};
use crate::normalise::{metric, number, organization, period, satisfaction, text};

use super::fields::{Fields, Record};
use super::locations::Locations;
use super::organizations::Organizations;

pub(super) fn read(
    fields: &mut Fields<'_>,
    organizations: &Organizations,
    locations: &Locations,
    services: &[Service],
    drafts: &[StatisticDraft],
) -> Vec<Statistic> {
    let mut figures: Vec<Statistic> = Vec::with_capacity(drafts.len());
    let mut taken = HashSet::new();
    for (at, draft) in drafts.iter().enumerate() {
        let path = format!("statistics[{at}]");
        let record = Record { name: draft.scope.as_deref().unwrap_or(&draft.metric), path: &path };
        if text::placeholder(&draft.value) {
            fields.tell_placeholder(record, "value", &draft.value);
            continue;
        }
        let Some(metric) = metric::read(&draft.metric) else {
            fields.tell(Code::FieldUnknownValue, record, "metric", &draft.metric);
            continue;
        };
        let Some(period) = period::read(&draft.period) else {
            fields.tell(Code::FieldUnknownValue, record, "period", &draft.period);
            continue;
        };
        let (metric, stated) = of_element(metric, draft.scope.as_deref(), &draft.value);
        let Some(value) = value(metric, &draft.value) else {
            fields.tell(not_a_value(metric, &draft.value), record, "value", &draft.value);
            continue;
        };
        let stated = stated.filter(|scope| !text::placeholder(scope));
        let Some(scope) = scope(fields, stated, organizations, locations, services) else {
            fields.tell(Code::OrphanReference, record, "scope", stated.unwrap_or_default());
            continue;
        };
        if !taken.insert((metric, scope, period)) {
            fields.tell(Code::IdDuplicate, record, "period", &draft.period);
            continue;
        }
        figures.push(Statistic { metric, scope, period, value });
    }
    figures
}

/// A satisfaction score of 1 to 4 beside the name of one of the nine elements is that element's, of the hall.
fn of_element<'a>(metric: Metric, scope: Option<&'a str>, raw: &str) -> (Metric, Option<&'a str>) {
    let is_score = metric == Metric::Satisfaction && number::score(raw).is_some_and(|value| (1.0..=4.0).contains(&value));
    let element = scope.filter(|_| is_score).and_then(satisfaction::Element::named);
    match element.and_then(|element| satisfaction::Element::ALL.iter().position(|one| *one == element)) {
        Some(at) => (Metric::ELEMENTS[at], None),
        None => (metric, scope),
    }
}

/// A satisfaction index lies between 25 and 100 by its formula (`PermenPANRB` 14/2017); every other figure is a whole count.
fn value(metric: Metric, raw: &str) -> Option<f64> {
    match metric {
        Metric::Satisfaction => number::score(raw).filter(|value| (25.0..=100.0).contains(value)),
        Metric::SatisfactionU1
        | Metric::SatisfactionU2
        | Metric::SatisfactionU3
        | Metric::SatisfactionU4
        | Metric::SatisfactionU5
        | Metric::SatisfactionU6
        | Metric::SatisfactionU7
        | Metric::SatisfactionU8
        | Metric::SatisfactionU9 => number::score(raw).filter(|value| (1.0..=4.0).contains(value)),
        Metric::Visits | Metric::Tickets | Metric::Services | Metric::Applicants | Metric::Licences => number::count(raw),
    }
}

/// Why a text is no value of this metric.
fn not_a_value(metric: Metric, raw: &str) -> Code {
    let is_below_zero =
        raw.trim().strip_prefix(['-', '−', '–']).is_some_and(|rest| number::score(rest).is_some() || number::count(rest).is_some());
    match (metric.is_count(), is_below_zero) {
        (true, true) => Code::FigureNegative,
        (false, true) => Code::FigureScale,
        (false, false) if number::score(raw).is_some() => Code::FigureScale,
        _ => Code::FieldUnknownValue,
    }
}

/// What a figure is about: the hall where nothing is stated; else a place, an agency or a service by id, by name, or an agency by any of
/// its names.
fn scope(
    fields: &Fields<'_>,
    stated: Option<&str>,
    organizations: &Organizations,
    locations: &Locations,
    services: &[Service],
) -> Option<Scope> {
    let Some(stated) = stated else {
        return locations.all.first().map(|hall| Scope::Location(hall.id));
    };
    let place = locations.by_external_id(stated).or_else(|| locations.by_name(stated)).map(|at| Scope::Location(locations.all[at].id));
    let agency = || {
        let canonical = || organization::read(stated, fields.region).canonical.and_then(|canonical| organizations.by_canonical(canonical));
        let at = organizations.by_external_id(stated).or_else(|| organizations.by_name(stated)).or_else(canonical);
        at.map(|at| Scope::Organization(organizations.all[at].id))
    };
    let service = || {
        let folded = text::fold(stated);
        let found = services.iter().find(|service| service.external_id.as_deref() == Some(stated) || text::fold(&service.name) == folded);
        found.map(|service| Scope::Service(service.id))
    };
    let region = || {
        let here = gazetteer::find(stated) == gazetteer::Lookup::Found(gazetteer::region(fields.region.code)?);
        here.then(|| locations.all.first().map(|hall| Scope::Location(hall.id))).flatten()
    };
    place.or_else(agency).or_else(service).or_else(region)
}
