//! The entity tables of a catalog: compare by hash, delete what is gone or changed, insert what is new or changed.

use std::collections::HashMap;

use diesel::prelude::*;
use serde::Serialize;

use super::catalog::{BATCH, Outbox, insert, json};
use super::schema::{costs, locations, organizations, required_documents, services, services_at_locations};
use super::{Conn, StoreError, on};
use crate::model::{Catalog, CostKind, Id, Location, Organization, Service, Source};

/// Stored rows of a source by id, with their hash.
type Stored = HashMap<Id, i64>;

macro_rules! stored {
    ($conn:expr, $table:ident, $source:expr) => {{
        let rows: Vec<(Id, i64)> =
            on!($conn, c => $table::table.filter($table::source_id.eq($source)).select(($table::id, $table::hash)).load(c))?;
        rows.into_iter().collect::<Stored>()
    }};
}

macro_rules! delete {
    ($conn:expr, $table:ident, $ids:expr) => {
        for chunk in $ids.chunks(BATCH) {
            on!($conn, c => diesel::delete($table::table.filter($table::id.eq_any(chunk))).execute(c))?;
        }
    };
}

/// What to write of one table.
struct Plan<'a, T> {
    write: Vec<(&'a T, i64)>,
    /// Ids to delete first: those that are gone and those that are written again.
    delete: Vec<Id>,
}

fn plan<'a, T: Serialize>(
    items: &'a [T],
    id: impl Fn(&T) -> Id,
    mut stored: Stored,
    hashes: &mut HashMap<Id, i64>,
) -> Result<Plan<'a, T>, StoreError> {
    let mut plan = Plan { write: Vec::new(), delete: Vec::new() };
    for item in items {
        let hash = hash(item)?;
        if hashes.insert(id(item), hash).is_some() {
            continue;
        }
        match stored.remove(&id(item)) {
            Some(same) if same == hash => {}
            Some(_) => {
                plan.delete.push(id(item));
                plan.write.push((item, hash));
            }
            None => plan.write.push((item, hash)),
        }
    }
    plan.delete.extend(stored.into_keys());
    Ok(plan)
}

/// Against what is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Not stored yet.
    New,
    /// Stored with other content.
    Changed,
    /// Stored as it is.
    Unchanged,
}

impl Change {
    /// `new`, `changed` or `unchanged`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
        }
    }
}

/// How services compare with the stored ones of their source.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// Of each that was given.
    pub changes: HashMap<Id, Change>,
    /// Stored ones that were not given.
    pub missing: usize,
}

/// Compares services with those that are stored of a source; writes nothing.
///
/// # Errors
/// The database fails.
pub fn compare_services(conn: &mut Conn, source: &str, items: &[Service]) -> Result<Comparison, StoreError> {
    let mut stored = stored!(conn, services, source);
    let mut comparison = Comparison::default();
    for item in items {
        let change = match stored.remove(&item.id) {
            None => Change::New,
            Some(same) if same == hash(item)? => Change::Unchanged,
            Some(_) => Change::Changed,
        };
        comparison.changes.insert(item.id, change);
    }
    comparison.missing = stored.len();
    Ok(comparison)
}

/// The first 64 bits of BLAKE3 over the value's JSON: tells a change of one row from none, and nothing more.
pub(super) fn hash<T: Serialize>(value: &T) -> Result<i64, StoreError> {
    Ok(first_64(blake3::hash(json(value)?.as_bytes())))
}

fn first_64(hash: blake3::Hash) -> i64 {
    let mut eight = [0; 8];
    eight.iter_mut().zip(hash.as_bytes()).for_each(|(to, from)| *to = *from);
    i64::from_le_bytes(eight)
}

pub(super) fn organizations(
    conn: &mut Conn,
    source: &str,
    items: &[Organization],
    hashes: &mut HashMap<Id, i64>,
) -> Result<usize, StoreError> {
    let plan = plan(items, |item| item.id, stored!(conn, organizations, source), hashes)?;
    let rows = plan
        .write
        .iter()
        .map(|(item, hash)| {
            Ok((
                organizations::id.eq(item.id),
                organizations::source_id.eq(source),
                organizations::hash.eq(*hash),
                organizations::external_id.eq(&item.external_id),
                organizations::name.eq(&item.name),
                organizations::canonical.eq(&item.canonical),
                organizations::description.eq(&item.description),
                organizations::phone.eq(item.phone.as_ref().map(json).transpose()?),
                organizations::email.eq(&item.email),
                organizations::website.eq(&item.website),
                organizations::canonical_from.eq(item.canonical_from.as_ref().map(json).transpose()?),
            ))
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    delete!(conn, organizations, plan.delete);
    insert!(conn, organizations, rows);
    Ok(rows.len())
}

pub(super) fn locations(conn: &mut Conn, source: &Source, items: &[Location], hashes: &mut HashMap<Id, i64>) -> Result<usize, StoreError> {
    let plan = plan(items, |item| item.id, stored!(conn, locations, &source.id), hashes)?;
    let region = source.region.to_string();
    let rows = plan
        .write
        .iter()
        .map(|(item, hash)| {
            Ok((
                locations::id.eq(item.id),
                locations::source_id.eq(&source.id),
                locations::region.eq(&region),
                locations::hash.eq(*hash),
                locations::external_id.eq(&item.external_id),
                locations::name.eq(&item.name),
                locations::address.eq(&item.address),
                locations::latitude.eq(item.point.lat),
                locations::longitude.eq(item.point.lon),
                locations::point_is_regions.eq(item.point_is_regions),
                locations::phone.eq(item.phone.as_ref().map(json).transpose()?),
                locations::email.eq(&item.email),
                locations::website.eq(&item.website),
                locations::accessibility.eq(&item.accessibility),
                locations::point_from.eq(item.point_from.as_ref().map(json).transpose()?),
            ))
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    delete!(conn, locations, plan.delete);
    insert!(conn, locations, rows);
    Ok(rows.len())
}

pub(super) fn services(conn: &mut Conn, source: &str, items: &[Service], hashes: &mut HashMap<Id, i64>) -> Result<usize, StoreError> {
    let plan = plan(items, |item| item.id, stored!(conn, services, source), hashes)?;
    let rows = plan
        .write
        .iter()
        .map(|(item, hash)| {
            let channels: Vec<&str> = item.channels.iter().map(|channel| channel.as_str()).collect();
            Ok((
                services::id.eq(item.id),
                services::source_id.eq(source),
                services::organization_id.eq(item.organization),
                services::hash.eq(*hash),
                services::external_id.eq(&item.external_id),
                services::name.eq(&item.name),
                services::description.eq(&item.description),
                services::term.eq(&item.term),
                services::category.eq(&item.category),
                services::duration.eq(item.duration.as_ref().map(json).transpose()?),
                services::procedure.eq(json(&item.procedure)?),
                services::legal_basis.eq(&item.legal_basis),
                services::channels.eq(channels.join(",")),
                services::url.eq(&item.url),
                services::alert.eq(&item.alert),
                services::term_from.eq(item.term_from.as_ref().map(json).transpose()?),
                services::requirements_from.eq(item.requirements_from.as_ref().map(json).transpose()?),
            ))
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    // Their documents and costs go with them.
    delete!(conn, services, plan.delete);
    insert!(conn, services, rows);
    let written = plan.write.iter().map(|(item, _)| *item);
    Ok(rows.len() + required(conn, written.clone())? + charged(conn, written)?)
}

fn required<'a>(conn: &mut Conn, items: impl Iterator<Item = &'a Service>) -> Result<usize, StoreError> {
    let rows: Vec<_> = items
        .flat_map(|item| {
            item.requirements.iter().zip(0_i32..).map(|(document, position)| {
                (
                    required_documents::service_id.eq(item.id),
                    required_documents::position.eq(position),
                    required_documents::document.eq(&document.document),
                    required_documents::uri.eq(&document.uri),
                )
            })
        })
        .collect();
    insert!(conn, required_documents, rows);
    Ok(rows.len())
}

fn charged<'a>(conn: &mut Conn, items: impl Iterator<Item = &'a Service>) -> Result<usize, StoreError> {
    let rows = items
        .filter_map(|item| item.cost.as_ref().map(|fact| (item.id, fact)))
        .map(|(id, fact)| {
            let (free, min, max) = match fact.value.as_ref().map(|cost| &cost.kind) {
                None => (None, None, None),
                Some(CostKind::Free) => (Some(true), Some(0), Some(0)),
                Some(CostKind::Amount { idr }) => (Some(false), Some(rupiah(*idr)), Some(rupiah(*idr))),
                Some(CostKind::Range { min, max, .. }) => (Some(false), Some(rupiah(*min)), Some(rupiah(*max))),
                Some(CostKind::PerUnit { idr, .. }) => (Some(false), Some(rupiah(*idr)), None),
                Some(CostKind::AtLeast { min, .. }) => (Some(false), Some(rupiah(*min)), None),
                Some(CostKind::Mixed { max }) => (Some(false), Some(0), max.map(rupiah)),
                Some(CostKind::Formula { .. } | CostKind::ByRule | CostKind::Foreign { .. }) => (Some(false), None, None),
            };
            Ok((
                costs::service_id.eq(id),
                costs::free.eq(free),
                costs::min_idr.eq(min),
                costs::max_idr.eq(max),
                costs::fact.eq(json(fact)?),
            ))
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    insert!(conn, costs, rows);
    Ok(rows.len())
}

fn rupiah(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

pub(super) fn services_at_locations(
    conn: &mut Conn,
    source: &str,
    catalog: &Catalog,
    hashes: &HashMap<Id, i64>,
) -> Result<(usize, Outbox), StoreError> {
    let organization_of: HashMap<Id, Id> = catalog.services.iter().map(|service| (service.id, service.organization)).collect();
    let mut stored = stored!(conn, services_at_locations, source);
    let mut outbox = Outbox { added: Vec::new(), changed: Vec::new(), removed: Vec::new() };
    let mut rows = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for at in &catalog.services_at_locations {
        if !seen.insert(at.id) {
            continue;
        }
        let mut hasher = blake3::Hasher::new();
        hasher.update(json(at)?.as_bytes());
        let organization = organization_of.get(&at.service).and_then(|id| hashes.get(id));
        for part in [hashes.get(&at.service), hashes.get(&at.location), organization] {
            hasher.update(&part.copied().unwrap_or_default().to_le_bytes());
        }
        let hash = first_64(hasher.finalize());
        match stored.remove(&at.id) {
            Some(same) if same == hash => continue,
            Some(_) => outbox.changed.push(at.id),
            None => outbox.added.push(at.id),
        }
        rows.push((
            services_at_locations::id.eq(at.id),
            services_at_locations::source_id.eq(source),
            services_at_locations::service_id.eq(at.service),
            services_at_locations::location_id.eq(at.location),
            services_at_locations::hash.eq(hash),
            services_at_locations::counter.eq(&at.counter),
            services_at_locations::phone.eq(at.phone.as_ref().map(json).transpose()?),
        ));
    }
    outbox.removed.extend(stored.into_keys());
    delete!(conn, services_at_locations, outbox.changed);
    delete!(conn, services_at_locations, outbox.removed);
    insert!(conn, services_at_locations, rows);
    Ok((rows.len(), outbox))
}
