//! The entity tables of a catalog: compared by hash; what is new or changed is written, what is missing is marked.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use serde::Serialize;

use super::catalog::{BATCH, Outbox, insert, json};
use super::fingerprint::Fingerprint;
use super::schema::{costs, locations, organizations, required_documents, services, services_at_locations};
use super::{Conn, StoreError, on};
use crate::model::{Catalog, CostKind, Id, Instant, Location, Organization, Service, ServiceAtLocation, Source};

/// A stored row, as far as it tells whether to write it again.
#[derive(Clone, Copy)]
pub(super) struct Row {
    hash: i64,
    is_absent: bool,
}

/// Stored rows of one table and source by id.
pub(super) type Rows = HashMap<Id, Row>;

/// What is stored of a source.
#[derive(Default)]
pub(super) struct Inventory {
    pub(super) organizations: Rows,
    pub(super) locations: Rows,
    pub(super) services: Rows,
    pub(super) services_at_locations: Rows,
}

macro_rules! stored {
    ($conn:expr, $table:ident, $source:expr) => {{
        let rows: Vec<(Id, i64, Option<Instant>)> = on!($conn, c => $table::table
            .filter($table::source_id.eq($source))
            .select(($table::id, $table::hash, $table::absent_since))
            .load(c))?;
        rows.into_iter().map(|(id, hash, since)| (id, Row { hash, is_absent: since.is_some() })).collect::<Rows>()
    }};
}

impl Inventory {
    pub(super) fn of(conn: &mut Conn, source: &str) -> Result<Self, StoreError> {
        Ok(Self {
            organizations: stored!(conn, organizations, source),
            locations: stored!(conn, locations, source),
            services: stored!(conn, services, source),
            services_at_locations: stored!(conn, services_at_locations, source),
        })
    }

    /// Services that are not missing.
    pub(super) fn present(&self) -> impl Iterator<Item = Id> {
        self.services.iter().filter(|(_, row)| !row.is_absent).map(|(id, _)| *id)
    }
}

macro_rules! delete {
    ($conn:expr, $table:ident, $ids:expr) => {
        for chunk in $ids.chunks(BATCH) {
            on!($conn, c => diesel::delete($table::table.filter($table::id.eq_any(chunk))).execute(c))?;
        }
    };
}

/// Marks rows that their source no longer names.
macro_rules! mark_absent {
    ($conn:expr, $table:ident, $ids:expr, $now:expr) => {
        for chunk in $ids.chunks(BATCH) {
            let gone = $table::table.filter($table::id.eq_any(chunk));
            let marked = ($table::absent_since.eq(Some($now)), $table::modified_at.eq($now));
            on!($conn, c => diesel::update(gone).set(marked).execute(c))?;
        }
    };
}

/// What to write of one table.
struct Plan<'a, T> {
    write: Vec<(&'a T, i64)>,
    /// Ids to delete first, of rows that are written again.
    rewrite: Vec<Id>,
    /// Ids that are new.
    added: Vec<Id>,
    /// Ids that are no longer named, and were until now.
    gone: Vec<Id>,
}

fn plan<'a, T>(items: &'a [T], id: impl Fn(&T) -> Id, stored: &Rows, prints: &Fingerprint) -> Plan<'a, T> {
    let mut plan = Plan { write: Vec::new(), rewrite: Vec::new(), added: Vec::new(), gone: Vec::new() };
    let mut named = HashSet::with_capacity(items.len());
    for item in items {
        let (id, hash) = (id(item), prints.row(id(item)));
        if !named.insert(id) {
            continue;
        }
        match stored.get(&id) {
            Some(row) if row.hash == hash && !row.is_absent => {}
            Some(_) => {
                plan.rewrite.push(id);
                plan.write.push((item, hash));
            }
            None => {
                plan.added.push(id);
                plan.write.push((item, hash));
            }
        }
    }
    plan.gone.extend(stored.iter().filter(|(id, row)| !row.is_absent && !named.contains(id)).map(|(id, _)| *id));
    plan
}

/// What writing a catalog's tables needs beside the catalog.
pub(super) struct Writing<'a> {
    pub(super) source: &'a Source,
    pub(super) stored: &'a Inventory,
    pub(super) prints: &'a Fingerprint,
    /// What is missing is not gone.
    pub(super) partial: bool,
    pub(super) now: Instant,
}

impl Writing<'_> {
    fn gone<'p, T>(&self, plan: &'p Plan<'_, T>) -> &'p [Id] {
        if self.partial { &[] } else { &plan.gone }
    }
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
    pub missing: Vec<Id>,
}

/// Compares services with those that are stored of a source; writes nothing.
///
/// # Errors
/// The database fails.
pub fn compare_services(conn: &mut Conn, source: &str, catalog: &Catalog) -> Result<Comparison, StoreError> {
    let stored = stored!(conn, services, source);
    let prints = Fingerprint::of(catalog)?;
    Ok(compared(&stored, catalog, &prints))
}

pub(super) fn compared(stored: &Rows, catalog: &Catalog, prints: &Fingerprint) -> Comparison {
    let mut comparison = Comparison::default();
    for item in &catalog.services {
        let change = match stored.get(&item.id) {
            None => Change::New,
            Some(row) if row.hash == prints.row(item.id) => Change::Unchanged,
            Some(_) => Change::Changed,
        };
        comparison.changes.insert(item.id, change);
    }
    let named = &comparison.changes;
    comparison.missing = stored.iter().filter(|(id, row)| !row.is_absent && !named.contains_key(id)).map(|(id, _)| *id).collect();
    comparison
}

pub(super) fn organizations(conn: &mut Conn, writing: &Writing<'_>, items: &[Organization]) -> Result<usize, StoreError> {
    let plan = plan(items, |item| item.id, &writing.stored.organizations, writing.prints);
    let rows = plan
        .write
        .iter()
        .map(|(item, hash)| {
            Ok((
                organizations::id.eq(item.id),
                organizations::source_id.eq(&writing.source.id),
                organizations::hash.eq(*hash),
                organizations::external_id.eq(&item.external_id),
                organizations::name.eq(&item.name),
                organizations::canonical.eq(&item.canonical),
                organizations::description.eq(&item.description),
                organizations::phone.eq(item.phone.as_ref().map(json).transpose()?),
                organizations::email.eq(&item.email),
                organizations::website.eq(&item.website),
                organizations::canonical_from.eq(item.canonical_from.as_ref().map(json).transpose()?),
                organizations::modified_at.eq(writing.now),
            ))
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    delete!(conn, organizations, plan.rewrite);
    insert!(conn, organizations, rows);
    let gone = writing.gone(&plan);
    mark_absent!(conn, organizations, gone, writing.now);
    Ok(rows.len() + gone.len())
}

pub(super) fn locations(conn: &mut Conn, writing: &Writing<'_>, items: &[Location]) -> Result<usize, StoreError> {
    let plan = plan(items, |item| item.id, &writing.stored.locations, writing.prints);
    let region = writing.source.region.to_string();
    let rows = plan
        .write
        .iter()
        .map(|(item, hash)| {
            Ok((
                locations::id.eq(item.id),
                locations::source_id.eq(&writing.source.id),
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
                locations::modified_at.eq(writing.now),
            ))
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    delete!(conn, locations, plan.rewrite);
    insert!(conn, locations, rows);
    let gone = writing.gone(&plan);
    mark_absent!(conn, locations, gone, writing.now);
    Ok(rows.len() + gone.len())
}

pub(super) fn services(conn: &mut Conn, writing: &Writing<'_>, items: &[Service]) -> Result<usize, StoreError> {
    let plan = plan(items, |item| item.id, &writing.stored.services, writing.prints);
    let rows = plan
        .write
        .iter()
        .map(|(item, hash)| {
            let channels: Vec<&str> = item.channels.iter().map(|channel| channel.as_str()).collect();
            Ok((
                services::id.eq(item.id),
                services::source_id.eq(&writing.source.id),
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
                services::modified_at.eq(writing.now),
            ))
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    // Their documents and costs go with them.
    delete!(conn, services, plan.rewrite);
    insert!(conn, services, rows);
    let gone = writing.gone(&plan);
    mark_absent!(conn, services, gone, writing.now);
    let written = plan.write.iter().map(|(item, _)| *item);
    Ok(rows.len() + gone.len() + required(conn, written.clone())? + charged(conn, written)?)
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
    writing: &Writing<'_>,
    items: &[ServiceAtLocation],
) -> Result<(usize, Outbox), StoreError> {
    let plan = plan(items, |item| item.id, &writing.stored.services_at_locations, writing.prints);
    let rows = plan
        .write
        .iter()
        .map(|(item, hash)| {
            Ok((
                services_at_locations::id.eq(item.id),
                services_at_locations::source_id.eq(&writing.source.id),
                services_at_locations::service_id.eq(item.service),
                services_at_locations::location_id.eq(item.location),
                services_at_locations::hash.eq(*hash),
                services_at_locations::counter.eq(&item.counter),
                services_at_locations::phone.eq(item.phone.as_ref().map(json).transpose()?),
                services_at_locations::modified_at.eq(writing.now),
            ))
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    delete!(conn, services_at_locations, plan.rewrite);
    insert!(conn, services_at_locations, rows);
    let gone = writing.gone(&plan).to_vec();
    for chunk in gone.chunks(BATCH) {
        // What the index shows of it is another thing now: its hash must be as well.
        let other = diesel::dsl::sql::<BigInt>("-1 - hash");
        let marked = (
            services_at_locations::absent_since.eq(Some(writing.now)),
            services_at_locations::modified_at.eq(writing.now),
            services_at_locations::hash.eq(other),
        );
        let missing = services_at_locations::table.filter(services_at_locations::id.eq_any(chunk));
        on!(conn, c => diesel::update(missing).set(marked.clone()).execute(c))?;
    }
    Ok((rows.len() + gone.len(), Outbox { added: plan.added, changed: plan.rewrite, removed: gone }))
}
