//! From an opened document to drafts: every level of an endpoint, services within agencies, services within services.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use registry::model::{Code, Drafts, Finding, OrganizationDraft, Reject, ServiceDraft};
use url::form_urlencoded;

use super::declaration::{Detail, Endpoint, Level};
use super::follow::{Address, Detailed};
use super::ids::Ids;
use super::levels::Kind;
use super::records::{Memory, Values, each};
use super::values::{At, template};
use super::{Language, MAX_DEPTH, MAX_RECORDS, Place, draft};

/// What was found in a document.
#[derive(Default)]
pub(super) struct Walked {
    /// Records of the level that has most of them, before any was left out.
    pub(super) found: usize,
    /// A list was there and empty.
    pub(super) empty: bool,
    pub(super) details: Vec<Detailed>,
}

/// Records of which none has a field that is mapped: fewer may lack it by chance.
const TELLING: usize = 5;

/// Reads every level of an endpoint; of its first document also which fields were never found.
pub(super) fn document<L: Language>(endpoint: &Endpoint<L>, root: L::Node<'_>, first_page: bool, drafts: &mut Drafts) -> Walked {
    let mut walk = Walk::new(root, drafts);
    let whole = whole(root);
    for level in endpoint.level(Kind::Location) {
        walk.simple(level, &whole);
    }
    let services = endpoint.level(Kind::Service);
    let agencies = endpoint.level(Kind::Organization);
    for level in agencies {
        walk.organizations(level, if level.detail.is_some() { &[] } else { services }, &whole);
    }
    if agencies.is_empty() {
        for level in services {
            let found = walk.services(level, &whole, None);
            walk.count(level, found);
        }
    }
    for kind in [Kind::Stop, Kind::Statistic] {
        for level in endpoint.level(kind) {
            walk.simple(level, &whole);
        }
    }
    walk.ids.tell(walk.drafts);
    if first_page {
        walk.tell_never_found();
    }
    walk.walked
}

/// Reads the detail document of a service that its list has brought.
pub(super) fn service_detail<L: Language>(endpoint: &Endpoint<L>, index: usize, root: L::Node<'_>, drafts: &mut Drafts) {
    let level = endpoint.level(Kind::Service).iter().find_map(|level| level.detail_fields.as_deref());
    let (Some(level), Some(known)) = (level, drafts.services.get_mut(index)) else { return };
    let place = first(level, root);
    let values = Values::read(level, &At { place: &place, document: root });
    // The detail's own id and agency are often of another form: the list's stay.
    let (id, path) = (known.external_id.clone(), known.path.clone());
    draft::fill(known, values);
    known.external_id = id.or_else(|| known.external_id.take());
    known.path = path;
}

/// Reads the detail document of an organization: more about it, and its services.
pub(super) fn organization_detail<L: Language>(endpoint: &Endpoint<L>, index: usize, root: L::Node<'_>, drafts: &mut Drafts) {
    let fields = endpoint.level(Kind::Organization).iter().find_map(|level| level.detail_fields.as_deref());
    if let (Some(level), Some(known)) = (fields, drafts.organizations.get_mut(index)) {
        let place = first(level, root);
        let values = Values::read(level, &At { place: &place, document: root });
        draft::fill_organization(known, values);
    }
    let Some(agency) = drafts.organizations.get(index).cloned() else { return };
    let mut walk = Walk::new(root, drafts);
    for level in endpoint.level(Kind::Service) {
        walk.services(level, &whole(root), Some(&agency));
    }
}

/// The document as a place.
fn whole<L: Language>(root: L::Node<'_>) -> Place<'_, L> {
    Place { node: root, keys: Vec::new(), ancestors: Vec::new(), path: "$".to_owned(), position: 1 }
}

/// The first record of a level, or the document.
fn first<'d, L: Language>(level: &Level<L>, root: L::Node<'d>) -> Place<'d, L> {
    each(level, &whole(root)).into_iter().next().unwrap_or_else(|| whole(root))
}

/// A walk through one document.
struct Walk<'w, 'd, L: Language> {
    document: L::Node<'d>,
    drafts: &'w mut Drafts,
    walked: Walked,
    ids: Ids,
    full: bool,
    /// Distinct services: agency, id, name.
    seen: HashSet<[Option<String>; 3]>,
    /// By kind of record.
    found_fields: BTreeMap<Kind, Found>,
}

/// Which fields of the records of a kind are mapped, and which were found in any.
#[derive(Default)]
struct Found {
    records: usize,
    mapped: BTreeSet<&'static str>,
    found: BTreeSet<&'static str>,
}

impl<'w, 'd, L: Language> Walk<'w, 'd, L> {
    fn new(document: L::Node<'d>, drafts: &'w mut Drafts) -> Self {
        Self {
            document,
            drafts,
            walked: Walked::default(),
            ids: Ids::default(),
            full: false,
            seen: HashSet::new(),
            found_fields: BTreeMap::new(),
        }
    }

    /// Remembers which fields a record has.
    fn note(&mut self, level: &Level<L>, values: &Values) {
        let found = self.found_fields.entry(level.kind).or_default();
        found.records += 1;
        found.mapped.extend(level.fields.keys());
        if found.found.len() < found.mapped.len() {
            found.found.extend(level.fields.keys().filter(|name| values.has(name)));
        }
    }

    /// Says which fields are mapped and were found in no record: the usual sign of a misspelt selector.
    fn tell_never_found(&mut self) {
        for (kind, found) in std::mem::take(&mut self.found_fields) {
            for name in found.mapped.difference(&found.found).filter(|_| found.records >= TELLING) {
                let raw = format!("0 of {} records", found.records);
                self.drafts.findings.push(Finding::new(Code::FieldEmpty, kind.key(), format!("{}.{name}", kind.key()), &raw));
            }
        }
    }

    fn count(&mut self, level: &Level<L>, found: usize) {
        // A level that stands for the whole document finds itself in any document.
        let found = if level.each.is_empty() && found == 1 && L::rows(self.document).is_none() { 0 } else { found };
        self.walked.found = self.walked.found.max(found);
        self.walked.empty |= found == 0 && level.each.iter().any(|selector| L::empty_list(selector, self.document));
    }

    /// Whether there is room for another record; says once that there is none.
    fn room(&mut self) -> bool {
        let drafts = &self.drafts;
        let held =
            drafts.services.len() + drafts.organizations.len() + drafts.locations.len() + drafts.stops.len() + drafts.statistics.len();
        if held + drafts.rejects.len() < MAX_RECORDS {
            return true;
        }
        if !self.full {
            self.full = true;
            if !self.drafts.findings.iter().any(|finding| finding.code == Code::RecordLimit) {
                self.drafts.findings.push(Finding::new(Code::RecordLimit, "", "", &MAX_RECORDS.to_string()));
            }
        }
        false
    }

    /// Records that nothing lies in.
    fn simple(&mut self, level: &Level<L>, above: &Place<'d, L>) {
        let places = each(level, above);
        self.count(level, places.len());
        let mut memory = Memory::new();
        let mut seen = HashSet::new();
        for place in places {
            if !self.room() {
                return;
            }
            let at = At { place: &place, document: self.document };
            let Some(values) = memory.values(level, &at) else { continue };
            self.note(level, &values);
            if level.distinct && !seen.insert((values.get("id").map(str::to_owned), values.get("name").map(str::to_owned))) {
                continue;
            }
            let needed = match level.kind {
                Kind::Stop => "location",
                Kind::Statistic => "metric",
                _ => "name",
            };
            // A level that stands for the whole document is there only where the document has what it is about.
            let told_by = if level.kind == Kind::Statistic { "value" } else { needed };
            if level.each.is_empty() && L::rows(self.document).is_none() && values.get(told_by).is_none() {
                continue;
            }
            if values.get(needed).is_none() {
                self.reject(&place, values.get("id"));
                continue;
            }
            match level.kind {
                Kind::Location => self.drafts.locations.push(draft::location(values)),
                Kind::Stop => self.drafts.stops.push(draft::stop(values, place.path)),
                _ => self.drafts.statistics.push(draft::statistic(values)),
            }
        }
    }

    fn reject(&mut self, place: &Place<'d, L>, id: Option<&str>) {
        let finding = Finding::new(Code::NameMissing, id.unwrap_or(&place.path), place.path.clone(), &L::shown(place.node));
        self.drafts.rejects.push(Reject { finding });
    }

    fn organizations(&mut self, level: &Level<L>, services: &[Level<L>], above: &Place<'d, L>) {
        let places = each(level, above);
        self.count(level, places.len());
        let mut memory = Memory::new();
        let mut known: HashMap<(Option<String>, String), usize> = HashMap::new();
        if level.distinct {
            known.extend(self.drafts.organizations.iter().enumerate().map(|(at, draft)| (key_of(draft), at)));
        }
        for place in places {
            if !self.room() {
                return;
            }
            let at = At { place: &place, document: self.document };
            let Some(values) = memory.values(level, &at) else { continue };
            self.note(level, &values);
            if values.get("name").is_none() {
                self.reject(&place, values.get("id"));
                continue;
            }
            let address = address(level, &at);
            let read = draft::organization(values);
            let before = level.distinct.then(|| known.get(&key_of(&read)).copied()).flatten();
            self.ids.next_agency();
            for below in services {
                self.services(below, &place, Some(&read));
            }
            if before.is_some() {
                continue;
            }
            let index = self.drafts.organizations.len();
            known.insert(key_of(&read), index);
            self.drafts.organizations.push(read);
            if let Some(address) = address {
                self.walked.details.push(Detailed { role: "organization-detail", index, address });
            }
        }
    }

    /// The services of a level below a record; how many places there were.
    fn services(&mut self, level: &Level<L>, above: &Place<'d, L>, agency: Option<&OrganizationDraft>) -> usize {
        let places = each(level, above);
        let found = places.len();
        let mut memory = Memory::new();
        let mut last = None;
        for place in places {
            if !self.room() {
                break;
            }
            let at = At { place: &place, document: self.document };
            let Some(values) = memory.values(level, &at) else { continue };
            self.note(level, &values);
            if values.get("name").is_none() {
                match last.and_then(|last: usize| self.drafts.services.get_mut(last)).filter(|_| !level.append.is_empty()) {
                    Some(before) => draft::append(before, values, &level.append),
                    None => self.reject(&place, values.get("id")),
                }
                continue;
            }
            if level.distinct && !self.first_time(&values, agency) {
                continue;
            }
            let address = address(level, &at);
            let mut read = ServiceDraft { path: place.path.clone(), ..ServiceDraft::default() };
            draft::fill(&mut read, values);
            last = self.service(level, &place, read, agency, 0);
            if let (Some(index), Some(address)) = (last, address) {
                self.walked.details.push(Detailed { role: "detail", index, address });
            }
        }
        found
    }

    /// Whether a service that is wanted once comes for the first time in this document.
    fn first_time(&mut self, values: &Values, agency: Option<&OrganizationDraft>) -> bool {
        let named = |name: &str| values.get(name).map(str::to_owned);
        let agency = agency.map(|agency| agency.name.clone()).or_else(|| named("organization")).or_else(|| named("organization_id"));
        self.seen.insert([agency, named("id"), named("name")])
    }

    /// Keeps a service and those below it; its place in the drafts, where it is kept itself.
    fn service(
        &mut self,
        level: &Level<L>,
        place: &Place<'d, L>,
        mut read: ServiceDraft,
        agency: Option<&OrganizationDraft>,
        depth: usize,
    ) -> Option<usize> {
        if let Some(agency) = agency {
            // Ids of services nested in agencies often count from 1 in each agency: the agency's id makes them the feed's.
            self.ids.nested(&read);
            read.external_id = read.external_id.map(|id| format!("{}/{id}", agency.external_id.as_ref().unwrap_or(&agency.name)));
            read.organization_id.clone_from(&agency.external_id);
            read.organization = Some(agency.name.clone());
        } else if depth == 0 {
            self.ids.flat(&mut read);
        }
        let below = match &level.sub {
            Some(sub) if depth < MAX_DEPTH => each(sub, place),
            _ => Vec::new(),
        };
        let above = read.clone();
        let kept = (below.is_empty() || !level.leaves_only).then(|| {
            self.drafts.services.push(read);
            self.drafts.services.len() - 1
        });
        if let Some(sub) = &level.sub {
            self.below(sub, &level.inherit, below, &above, depth);
        }
        kept
    }

    /// The services below a service.
    fn below(&mut self, sub: &Level<L>, inherited: &[&str], places: Vec<Place<'d, L>>, above: &ServiceDraft, depth: usize) {
        let mut memory = Memory::new();
        for place in places {
            if !self.room() {
                return;
            }
            let at = At { place: &place, document: self.document };
            let Some(values) = memory.values(sub, &at) else { continue };
            if values.get("name").is_none() {
                self.reject(&place, values.get("id"));
                continue;
            }
            let mut read = ServiceDraft { path: place.path.clone(), ..ServiceDraft::default() };
            draft::fill(&mut read, values);
            let own = read.external_id.take().unwrap_or_else(|| read.name.clone());
            read.external_id = Some(format!("{}/{own}", above.external_id.as_ref().unwrap_or(&above.name)));
            read.organization_id.clone_from(&above.organization_id);
            read.organization.clone_from(&above.organization);
            draft::inherit(&mut read, above, inherited);
            self.service(sub, &place, read, None, depth + 1);
        }
    }
}

fn key_of(draft: &OrganizationDraft) -> (Option<String>, String) {
    (draft.external_id.clone(), draft.name.trim().to_lowercase())
}

/// Where the detail document of a record is.
fn address<L: Language>(level: &Level<L>, at: &At<'_, '_, L>) -> Option<Address> {
    let mapped = |name: &str| {
        let text = level.fields.get(name)?.one(at)?;
        Some(form_urlencoded::byte_serialize(text.as_bytes()).collect())
    };
    match level.detail.as_ref()? {
        Detail::Template(parts) => template(parts, at, mapped).map(Address::Declared),
        Detail::Field(field) => field.one(at).map(Address::Found),
    }
}
