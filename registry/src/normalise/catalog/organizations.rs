//! The agencies of a source: those it lists, and those that only its services name.

use std::collections::HashMap;

use crate::model::{Code, Fact, Hours, Id, Organization, OrganizationDraft, Provenance};
use crate::normalise::{organization, text};

use super::LONGEST_TEXT;
use super::fields::{Fields, Record};
use super::memo::Before;

/// The agencies read so far, and how they are found.
pub(super) struct Organizations {
    pub all: Vec<Organization>,
    /// Canonical name and hours of each, in the order of `all`.
    pub more: Vec<More>,
    by_external_id: HashMap<String, usize>,
    by_name: HashMap<String, usize>,
    /// Names as services write them, met before.
    as_written: HashMap<String, usize>,
}

/// What is known of an agency beside its record.
pub(super) struct More {
    pub canonical: Option<&'static str>,
    pub hours: Option<Fact<Hours>>,
    /// What its services' ids are derived from.
    pub key: String,
}

impl Organizations {
    pub(super) fn read(fields: &mut Fields<'_>, before: &mut Before, drafts: Vec<OrganizationDraft>) -> Self {
        let mut organizations = Self {
            all: Vec::with_capacity(drafts.len()),
            more: Vec::with_capacity(drafts.len()),
            by_external_id: HashMap::new(),
            by_name: HashMap::new(),
            as_written: HashMap::new(),
        };
        for (at, draft) in drafts.into_iter().enumerate() {
            let path = format!("organizations[{at}]");
            organizations.add(fields, before, draft, &path);
        }
        organizations
    }

    fn add(&mut self, fields: &mut Fields<'_>, before: &mut Before, draft: OrganizationDraft, path: &str) -> Option<usize> {
        let id = draft.external_id.as_deref().map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned);
        let record_name = id.clone().unwrap_or_else(|| draft.name.clone());
        let record = Record { name: &record_name, path };
        let name = fields.name(before, record, &draft.name)?.unwrap_or_else(|| draft.name.clone());
        let own = id.as_deref().and_then(|id| Id::of_source(&fields.source.id, id));
        // Services without an id get the one that they would have had without the agency's.
        let key = id.clone().filter(|_| own.is_none()).unwrap_or_else(|| name.to_lowercase());
        let taken = match &id {
            Some(id) => self.by_external_id.contains_key(id),
            None => self.by_name.contains_key(&text::fold(&name)),
        };
        if taken {
            fields.tell(Code::IdDuplicate, record, "id", &key);
            return None;
        }
        let known = organization::read(&name, fields.region);
        if let Some(code) = known.finding() {
            fields.tell(code, record, "name", &name);
        }
        let hours = fields.raw(record, "hours", draft.hours).and_then(|raw| {
            let reading = before.hours(&raw, fields.region.zone);
            fields.fact(record, "hours", &raw, reading)
        });
        let at = self.all.len();
        self.by_name.entry(text::fold(&name)).or_insert(at);
        if let Some(id) = &id {
            self.by_external_id.insert(id.clone(), at);
        }
        self.all.push(Organization {
            id: own.unwrap_or_else(|| Id::derive(&fields.source.id, "organization", &key)),
            canonical: known.canonical.map(str::to_owned),
            canonical_from: Some(Provenance { raw: name.clone(), rule: known.matched_by.into() }),
            description: fields.lines(record, "description", draft.description, LONGEST_TEXT),
            phone: fields.phone(record, draft.phone.as_deref()),
            email: fields.email(record, draft.email),
            website: fields.url(record, "website", draft.website.as_deref()),
            external_id: id.filter(|_| own.is_none()),
            name,
        });
        self.more.push(More { canonical: known.canonical, hours, key });
        Some(at)
    }

    /// The agency with this id in the source.
    pub(super) fn by_external_id(&self, id: &str) -> Option<usize> {
        self.by_external_id.get(id.trim()).copied()
    }

    /// The agency of this name, however its letters and spaces are written.
    pub(super) fn by_name(&self, name: &str) -> Option<usize> {
        self.by_name.get(&text::fold(name)).copied()
    }

    /// The agency of this name; a new one where none bears it yet.
    pub(super) fn named(&mut self, fields: &mut Fields<'_>, before: &mut Before, name: &str, path: &str) -> Option<usize> {
        if let Some(at) = self.as_written.get(name) {
            return Some(*at);
        }
        let clean = text::clean(name);
        if text::placeholder(&clean) {
            return None;
        }
        let at = match self.by_name(&clean) {
            Some(at) => at,
            None => self.add(fields, before, OrganizationDraft { name: clean, ..OrganizationDraft::default() }, path)?,
        };
        self.as_written.insert(name.to_owned(), at);
        Some(at)
    }

    /// The one agency of this canonical name.
    pub(super) fn by_canonical(&self, canonical: &str) -> Option<usize> {
        let mut bearers = (0..self.all.len()).filter(|at| self.more[*at].canonical == Some(canonical));
        bearers.next().filter(|_| bearers.next().is_none())
    }
}
