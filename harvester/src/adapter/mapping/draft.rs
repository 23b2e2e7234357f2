//! The texts of a record to a draft.

use registry::model::{LocationDraft, OrganizationDraft, ServiceDraft, StatisticDraft, StopDraft};

use super::records::Values;

pub(super) fn organization(mut values: Values) -> OrganizationDraft {
    OrganizationDraft {
        external_id: values.take("id"),
        name: values.take("name").unwrap_or_default(),
        description: values.take("description"),
        phone: values.take("phone"),
        email: values.take("email"),
        website: values.take("website"),
        hours: values.take("hours"),
    }
}

pub(super) fn location(mut values: Values) -> LocationDraft {
    LocationDraft {
        external_id: values.take("id"),
        name: values.take("name").unwrap_or_default(),
        address: values.take("address"),
        latitude: values.take("latitude"),
        longitude: values.take("longitude"),
        hours: values.take("hours"),
        phone: values.take("phone"),
        email: values.take("email"),
        website: values.take("website"),
        accessibility: values.take("accessibility"),
    }
}

pub(super) fn stop(mut values: Values, path: String) -> StopDraft {
    StopDraft {
        external_id: values.take("id"),
        location: values.take("location").unwrap_or_default(),
        address: values.take("address"),
        latitude: values.take("latitude"),
        longitude: values.take("longitude"),
        date: values.take("date").unwrap_or_default(),
        opens: values.take("opens"),
        closes: values.take("closes"),
        hours: values.take("hours"),
        service: values.take("service"),
        organization: values.take("organization"),
        status: values.take("status"),
        note: values.take("note"),
        path,
    }
}

pub(super) fn statistic(mut values: Values) -> StatisticDraft {
    StatisticDraft {
        metric: values.take("metric").unwrap_or_default(),
        scope: values.take("scope"),
        period: values.take("period").unwrap_or_default(),
        value: values.take("value").unwrap_or_default(),
    }
}

/// Fills the fields that were read; the others stay as they are.
pub(super) fn fill(draft: &mut ServiceDraft, mut values: Values) {
    if let Some(name) = values.take("name") {
        draft.name = name;
    }
    let texts: [(&str, &mut Option<String>); 14] = [
        ("id", &mut draft.external_id),
        ("description", &mut draft.description),
        ("organization_id", &mut draft.organization_id),
        ("organization", &mut draft.organization),
        ("category", &mut draft.category),
        ("duration", &mut draft.duration),
        ("cost", &mut draft.cost),
        ("hours", &mut draft.hours),
        ("legal_basis", &mut draft.legal_basis),
        ("counter", &mut draft.counter),
        ("phone", &mut draft.phone),
        ("email", &mut draft.email),
        ("url", &mut draft.url),
        ("alert", &mut draft.alert),
    ];
    for (key, slot) in texts {
        if let Some(text) = values.take(key) {
            *slot = Some(text);
        }
    }
    for (key, slot) in lists(draft) {
        let texts = values.take_list(key);
        if !texts.is_empty() {
            *slot = texts;
        }
    }
}

/// Fills the fields of an organization that were read from its detail document.
pub(super) fn fill_organization(draft: &mut OrganizationDraft, values: Values) {
    let read = organization(values);
    if !read.name.is_empty() {
        draft.name = read.name;
    }
    let slots = [
        (&mut draft.description, read.description),
        (&mut draft.phone, read.phone),
        (&mut draft.email, read.email),
        (&mut draft.website, read.website),
        (&mut draft.hours, read.hours),
    ];
    for (slot, text) in slots {
        if text.is_some() {
            *slot = text;
        }
    }
}

/// Adds the lists of a record that goes on with the one before it.
pub(super) fn append(draft: &mut ServiceDraft, mut values: Values, names: &[&str]) {
    for (key, slot) in lists(draft).into_iter().filter(|(key, _)| names.contains(key)) {
        slot.extend(values.take_list(key));
    }
}

/// Takes over from the service above what a service does not state itself.
pub(super) fn inherit(draft: &mut ServiceDraft, above: &ServiceDraft, names: &[&str]) {
    let texts = [
        ("description", &mut draft.description, &above.description),
        ("category", &mut draft.category, &above.category),
        ("duration", &mut draft.duration, &above.duration),
        ("cost", &mut draft.cost, &above.cost),
        ("hours", &mut draft.hours, &above.hours),
        ("legal_basis", &mut draft.legal_basis, &above.legal_basis),
        ("counter", &mut draft.counter, &above.counter),
        ("phone", &mut draft.phone, &above.phone),
        ("email", &mut draft.email, &above.email),
        ("url", &mut draft.url, &above.url),
        ("alert", &mut draft.alert, &above.alert),
    ];
    for (_, slot, text) in texts.into_iter().filter(|(name, slot, _)| names.contains(name) && slot.is_none()) {
        slot.clone_from(text);
    }
    let mut above = above.clone();
    let from = lists(&mut above);
    for ((name, slot), (_, texts)) in lists(draft).into_iter().zip(from) {
        if names.contains(&name) && slot.is_empty() {
            slot.clone_from(texts);
        }
    }
}

fn lists(draft: &mut ServiceDraft) -> [(&'static str, &mut Vec<String>); 4] {
    [
        ("requirements", &mut draft.requirements),
        ("procedure", &mut draft.procedure),
        ("channels", &mut draft.channels),
        ("location_id", &mut draft.location_ids),
    ]
}
