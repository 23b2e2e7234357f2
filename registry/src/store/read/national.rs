//! The offers of a national service, from every region.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::model::{Id, Instant};
use crate::store::schema::{costs, organizations, required_documents, services, sources};
use crate::store::{Conn, StoreError, on};

/// Ids in one query.
const BATCH: usize = 500;

/// A region's offer.
#[derive(Clone, Debug, Queryable)]
#[expect(missing_docs, reason = "the columns are documented in migrations/")]
pub struct OfferRow {
    pub id: Id,
    pub name: String,
    pub source_id: String,
    pub region: String,
    pub organization: Option<String>,
    pub duration: Option<String>,
    pub cost: Option<String>,
    pub absent_since: Option<Instant>,
    pub confirmed: Option<Instant>,
    pub synthetic: bool,
}

/// Every offer of a national term, by region, each with how many documents it asks for; 0: none are stated.
///
/// # Errors
/// The query failed.
pub fn offers(conn: &mut Conn, term: &str) -> Result<Vec<(OfferRow, i64)>, StoreError> {
    let rows: Vec<OfferRow> = on!(conn, c => services::table
        .inner_join(sources::table.on(sources::id.eq(services::source_id)))
        .left_join(costs::table.on(costs::service_id.eq(services::id)))
        .left_join(organizations::table.on(organizations::id.eq(services::organization_id)))
        .filter(services::term.eq(term))
        .order((sources::region, services::name, services::id))
        .select((
            services::id, services::name, services::source_id, sources::region, organizations::name.nullable(), services::duration,
            costs::fact.nullable(), services::absent_since, sources::last_success_at, sources::synthetic,
        ))
        .load(c))?;
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let mut documents: HashMap<Id, i64> = HashMap::with_capacity(ids.len());
    for some in ids.chunks(BATCH) {
        let counts: Vec<(Id, i64)> = on!(conn, c => required_documents::table
            .filter(required_documents::service_id.eq_any(some))
            .group_by(required_documents::service_id)
            .select((required_documents::service_id, diesel::dsl::count_star()))
            .load(c))?;
        documents.extend(counts);
    }
    Ok(rows.into_iter().map(|row| (documents.get(&row.id).copied().unwrap_or_default(), row)).map(|(many, row)| (row, many)).collect())
}

/// How many offers each national term has.
///
/// # Errors
/// The query failed.
pub fn offers_by_term(conn: &mut Conn) -> Result<HashMap<String, i64>, StoreError> {
    let rows: Vec<(Option<String>, i64)> = on!(conn, c => services::table
        .filter(services::term.is_not_null())
        .group_by(services::term)
        .select((services::term, diesel::dsl::count_star()))
        .load(c))?;
    Ok(rows.into_iter().filter_map(|(term, many)| Some((term?, many))).collect())
}

/// Which regions offer which national term now: each pair once. A service that its source no longer names is none.
///
/// # Errors
/// The query failed.
pub fn offering(conn: &mut Conn) -> Result<Vec<(String, String)>, StoreError> {
    let rows: Vec<(Option<String>, String)> = on!(conn, c => services::table
        .inner_join(sources::table.on(sources::id.eq(services::source_id)))
        .filter(services::term.is_not_null().and(services::absent_since.is_null()))
        .select((services::term, sources::region))
        .distinct()
        .load(c))?;
    Ok(rows.into_iter().filter_map(|(term, region)| Some((term?, region))).collect())
}

/// The regions of which a catalog is held, and whether it is made up.
///
/// # Errors
/// The query failed.
pub fn with_catalog(conn: &mut Conn) -> Result<Vec<(String, bool)>, StoreError> {
    Ok(on!(conn, c => sources::table.filter(sources::services.gt(0)).select((sources::region, sources::synthetic)).load(c))?)
}
