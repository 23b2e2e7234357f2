//! A source's content, counted for its quality; and its findings, grouped by cause.

use std::collections::HashSet;

use diesel::dsl::count_star;
use diesel::prelude::*;

use crate::model::{Code, Id, Instant, Severity};
use crate::quality::Counts;
use crate::store::schema::{costs, findings, locations, organizations, required_documents, services, services_at_locations, sources};
use crate::store::{Conn, StoreError, on};

/// Findings with the same cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The rule.
    pub code: Code,
    /// How many.
    pub count: i64,
    /// Some of the records: name, where, and what stands there.
    pub examples: Vec<(String, String, String)>,
}

/// Examples of each cause.
const EXAMPLES: i64 = 3;

type ServiceRow = (Id, Id, Option<String>, Option<String>, Option<String>, String);

/// Counts what a source's served content tells. `None`: there is no such source.
///
/// # Errors
/// The database fails.
pub fn counts(conn: &mut Conn, source: &str, now: Instant) -> Result<Option<Counts>, StoreError> {
    let clock = sources::table.find(source).select(sources::last_success_at);
    let Some(last_success_at): Option<Option<Instant>> = on!(conn, c => clock.first(c).optional())? else { return Ok(None) };
    let present = services::table.filter(services::source_id.eq(source).and(services::absent_since.is_null()));
    let rows: Vec<ServiceRow> = on!(conn, c => present
        .select((services::id, services::organization_id, services::term, services::description, services::duration, services::procedure))
        .load(c))?;
    let of_source = || services::table.filter(services::source_id.eq(source)).select(services::id);
    let documents = required_documents::table.filter(required_documents::service_id.eq_any(of_source()));
    let documents: Vec<Id> = on!(conn, c => documents.select(required_documents::service_id).distinct().load(c))?;
    let costs: Vec<Id> = on!(conn, c => costs::table.filter(costs::service_id.eq_any(of_source())).select(costs::service_id).load(c))?;
    let reachable = reachable(conn, source)?;
    let (documents, costs): (HashSet<Id>, HashSet<Id>) = (documents.into_iter().collect(), costs.into_iter().collect());
    let count = |told: &dyn Fn(&ServiceRow) -> bool| u32::try_from(rows.iter().filter(|row| told(row)).count()).unwrap_or(u32::MAX);
    let is_told = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
    let told = [
        count(&|row| documents.contains(&row.0)),
        count(&|row| row.5 != "[]"),
        count(&|row| is_told(&row.4)),
        count(&|row| costs.contains(&row.0)),
        count(&|row| is_told(&row.3)),
        count(&|row| reachable.0.contains(&row.1) || reachable.1.contains(&row.0)),
    ];
    let of_weight = |severity: Severity| {
        findings::table.filter(findings::source_id.eq(source).and(findings::served.eq(true)).and(findings::severity.eq(severity.as_str())))
    };
    let refused: i64 = on!(conn, c => of_weight(Severity::Error).count().get_result(c))?;
    let doubtful: i64 = on!(conn, c => of_weight(Severity::Warning).count().get_result(c))?;
    Ok(Some(Counts {
        services: count(&|_| true),
        told,
        mapped: count(&|row| row.2.is_some()),
        refused: u32::try_from(refused).unwrap_or(u32::MAX),
        doubtful: u32::try_from(doubtful).unwrap_or(u32::MAX),
        age: last_success_at.map(|at| now.since(at)),
    }))
}

/// Agencies that can be reached, and services at a hall or counter that can be.
fn reachable(conn: &mut Conn, source: &str) -> Result<(HashSet<Id>, HashSet<Id>), StoreError> {
    let agencies = organizations::table
        .filter(organizations::source_id.eq(source))
        .filter(organizations::phone.is_not_null().or(organizations::email.is_not_null()).or(organizations::website.is_not_null()));
    let agencies: Vec<Id> = on!(conn, c => agencies.select(organizations::id).load(c))?;
    let halls = locations::table
        .filter(locations::source_id.eq(source))
        .filter(locations::phone.is_not_null().or(locations::email.is_not_null()).or(locations::website.is_not_null()));
    let halls: Vec<Id> = on!(conn, c => halls.select(locations::id).load(c))?;
    let at = services_at_locations::table
        .filter(services_at_locations::source_id.eq(source))
        .filter(services_at_locations::phone.is_not_null().or(services_at_locations::location_id.eq_any(halls)));
    let at: Vec<Id> = on!(conn, c => at.select(services_at_locations::service_id).distinct().load(c))?;
    Ok((agencies.into_iter().collect(), at.into_iter().collect()))
}

/// The findings on a source's content by cause: what weighs most first, then what is most frequent. `served`: on what is served, else on the last
/// content, which was refused.
///
/// # Errors
/// The database fails.
pub fn causes(conn: &mut Conn, source: &str, served: bool) -> Result<Vec<Cause>, StoreError> {
    let own = || findings::table.filter(findings::source_id.eq(source).and(findings::served.eq(served)));
    let counted: Vec<(String, i64)> = on!(conn, c => own().group_by(findings::code).select((findings::code, count_star())).load(c))?;
    let mut causes = Vec::new();
    for (code, count) in counted {
        let some = own().filter(findings::code.eq(&code)).order(findings::position).limit(EXAMPLES);
        let examples = on!(conn, c => some.select((findings::record, findings::path, findings::raw)).load(c))?;
        let Some(code) = Code::ALL.iter().copied().find(|known| known.as_str() == code) else { continue };
        causes.push(Cause { code, count, examples });
    }
    causes.sort_by(|a, b| (b.code.severity(), b.count, a.code.as_str()).cmp(&(a.code.severity(), a.count, b.code.as_str())));
    Ok(causes)
}

/// The same as [`counts`], of every source that has services at all.
///
/// # Errors
/// The database fails.
pub fn counts_of_all(conn: &mut Conn, now: Instant) -> Result<Vec<(String, Counts)>, StoreError> {
    let counted: Vec<CountedRow> = on!(conn, c => diesel::sql_query(COUNTED).load(c))?;
    let weights: Vec<(String, String, i64)> = on!(conn, c => findings::table
        .filter(findings::served.eq(true))
        .group_by((findings::source_id, findings::severity))
        .select((findings::source_id, findings::severity, count_star()))
        .load(c))?;
    let clocks: Vec<(String, Option<Instant>)> = on!(conn, c => sources::table.select((sources::id, sources::last_success_at)).load(c))?;
    let weight = |source: &str, severity: Severity| {
        let found = weights.iter().find(|(of, name, _)| of == source && name == severity.as_str());
        found.map_or(0, |(_, _, count)| few(*count))
    };
    let age = |source: &str| clocks.iter().find(|(id, _)| id == source).and_then(|(_, at)| *at).map(|at| now.since(at));
    let count = |row: CountedRow| {
        let counts = Counts {
            services: few(row.services),
            told: [row.requirements, row.procedure, row.duration, row.cost, row.product, row.complaints].map(few),
            mapped: few(row.mapped),
            refused: weight(&row.source_id, Severity::Error),
            doubtful: weight(&row.source_id, Severity::Warning),
            age: age(&row.source_id),
        };
        (row.source_id, counts)
    };
    Ok(counted.into_iter().map(count).collect())
}

fn few(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[derive(diesel::QueryableByName)]
struct CountedRow {
    #[diesel(sql_type = diesel::sql_types::Text)]
    source_id: String,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    services: i64,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    requirements: i64,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    procedure: i64,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    duration: i64,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    cost: i64,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    product: i64,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    complaints: i64,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    mapped: i64,
}

/// Counts by source, in words that both databases know.
const COUNTED: &str = "\
SELECT s.source_id, COUNT(*) AS services,
  SUM(CASE WHEN EXISTS (SELECT 1 FROM required_documents d WHERE d.service_id = s.id) THEN 1 ELSE 0 END) AS requirements,
  SUM(CASE WHEN s.procedure <> '[]' THEN 1 ELSE 0 END) AS procedure,
  SUM(CASE WHEN TRIM(COALESCE(s.duration, '')) <> '' THEN 1 ELSE 0 END) AS duration,
  SUM(CASE WHEN EXISTS (SELECT 1 FROM costs c WHERE c.service_id = s.id) THEN 1 ELSE 0 END) AS cost,
  SUM(CASE WHEN TRIM(COALESCE(s.description, '')) <> '' THEN 1 ELSE 0 END) AS product,
  SUM(CASE WHEN EXISTS (SELECT 1 FROM organizations o WHERE o.id = s.organization_id
                          AND (o.phone IS NOT NULL OR o.email IS NOT NULL OR o.website IS NOT NULL))
             OR EXISTS (SELECT 1 FROM services_at_locations a LEFT JOIN locations l ON l.id = a.location_id WHERE a.service_id = s.id
                          AND (a.phone IS NOT NULL OR l.phone IS NOT NULL OR l.email IS NOT NULL OR l.website IS NOT NULL))
           THEN 1 ELSE 0 END) AS complaints,
  SUM(CASE WHEN s.term IS NOT NULL THEN 1 ELSE 0 END) AS mapped
FROM services s WHERE s.absent_since IS NULL GROUP BY s.source_id ORDER BY s.source_id";
