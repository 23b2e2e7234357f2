//! Ids that stand for two services: both are kept, apart, and it is told.

use std::collections::HashMap;

use registry::model::{Code, Drafts, Finding, ServiceDraft};

/// The ids of the services of one document: tells those that stand for two services.
#[derive(Default)]
pub(super) struct Ids {
    /// Flat: what each id stands for.
    flat: HashMap<String, String>,
    /// Nested: the agency and path of each id, in order.
    nested: Vec<(usize, String, String)>,
    agency: usize,
    findings: Vec<Finding>,
}

impl Ids {
    pub(super) fn next_agency(&mut self) {
        self.agency += 1;
    }

    /// Keeps a service whose id another one has apart from that, and tells it. A record that comes again is left to the normaliser.
    pub(super) fn flat(&mut self, read: &mut ServiceDraft) {
        let Some(id) = read.external_id.clone() else { return };
        let stands_for = format!("{}\u{1f}{}", read.name.trim().to_lowercase(), read.organization.as_deref().unwrap_or_default());
        match self.flat.get(&id) {
            None => {
                self.flat.insert(id, stands_for);
            }
            Some(known) if *known == stands_for => {}
            Some(_) => {
                self.findings.push(Finding::new(Code::IdShared, &read.name, format!("{}.id", read.path), &id));
                read.external_id = Some(format!("{id}/{}", read.name.trim()));
            }
        }
    }

    pub(super) fn nested(&mut self, read: &ServiceDraft) {
        if let Some(id) = &read.external_id {
            self.nested.push((self.agency, id.clone(), read.path.clone()));
        }
    }

    /// Ids that begin anew in most agencies are the agency's; else an id in two agencies is a mistake.
    pub(super) fn tell(&mut self, drafts: &mut Drafts) {
        drafts.findings.append(&mut self.findings);
        let mut firsts: HashMap<usize, &str> = HashMap::new();
        for (agency, id, _) in &self.nested {
            firsts.entry(*agency).or_insert(id);
        }
        let Some((first, _)) = self.nested.first().map(|(_, id, path)| (id.as_str(), path)) else { return };
        if firsts.len() > 1 && firsts.values().filter(|id| **id == first).count() * 2 > firsts.len() {
            return;
        }
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for (agency, id, path) in &self.nested {
            match seen.get(id.as_str()) {
                Some(other) if other != agency => drafts.findings.push(Finding::new(Code::IdShared, id, format!("{path}.id"), id)),
                _ => {
                    seen.insert(id, *agency);
                }
            }
        }
    }
}
