//! The visits of mobile units.

use std::collections::HashMap;

use diesel::prelude::*;

use super::catalog::{BATCH, insert, json};
use super::rows::Writing;
use super::schema::stops;
use super::{Conn, StoreError, on};
use crate::model::{Id, Stop};

/// One visit as stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = stops)]
#[expect(missing_docs, reason = "the columns are documented in migrations/")]
pub struct StopRow {
    pub id: Id,
    pub source_id: String,
    pub region: String,
    pub name: String,
    pub address: Option<String>,
    pub latitude: f64,
    pub longitude: f64,
    pub point_is_regions: bool,
    pub date: Option<String>,
    pub osm: Option<String>,
    pub zone: String,
    pub fact: String,
    pub service: Option<String>,
    pub organization: Option<String>,
    pub status: Option<String>,
    pub note: Option<String>,
}

/// The visits of a region, or of all, from a date (ISO 8601) on, those without a date first; and how many there are.
///
/// # Errors
/// The query failed.
pub fn stops(conn: &mut Conn, region: Option<&str>, from: &str, offset: i64, limit: i64) -> Result<(Vec<StopRow>, i64), StoreError> {
    macro_rules! chosen {
        () => {{
            let mut query = stops::table.into_boxed().filter(stops::date.is_null().or(stops::date.ge(from)));
            if let Some(region) = region {
                query = query.filter(stops::region.eq(region));
            }
            query
        }};
    }
    let total: i64 = on!(conn, c => chosen!().count().get_result(c))?;
    let rows = on!(conn, c => chosen!()
        .order((stops::date.is_not_null(), stops::date, stops::name, stops::id)).offset(offset).limit(limit)
        .select(StopRow::as_select()).load(c))?;
    Ok((rows, total))
}

/// Puts the visits of a source in the place of the stored ones; writes what differs.
pub(super) fn replace(conn: &mut Conn, writing: &Writing<'_>, items: &[Stop]) -> Result<usize, StoreError> {
    let source = writing.source;
    let rows: Vec<(Id, i64)> =
        on!(conn, c => stops::table.filter(stops::source_id.eq(&source.id)).select((stops::id, stops::hash)).load(c))?;
    let mut stored: HashMap<Id, i64> = rows.into_iter().collect();
    let (mut write, mut gone) = (Vec::new(), Vec::new());
    for item in items {
        let hash = writing.prints.row(item.id);
        match stored.remove(&item.id) {
            Some(same) if same == hash => continue,
            Some(_) => gone.push(item.id),
            None => {}
        }
        write.push((item, hash));
    }
    // A visit is no lasting thing: one that is no longer announced is not shown for a week more.
    if !writing.partial {
        gone.extend(stored.into_keys());
    }
    for some in gone.chunks(BATCH) {
        on!(conn, c => diesel::delete(stops::table.filter(stops::id.eq_any(some))).execute(c))?;
    }
    let region = source.region.to_string();
    let zone = crate::gazetteer::region(source.region).map(|region| region.zone.as_str()).unwrap_or_default();
    let rows = write
        .iter()
        .map(|(item, hash)| {
            Ok((
                stops::id.eq(item.id),
                stops::source_id.eq(&source.id),
                stops::region.eq(&region),
                stops::hash.eq(*hash),
                stops::name.eq(&item.name),
                stops::address.eq(&item.address),
                stops::latitude.eq(item.point.lat),
                stops::longitude.eq(item.point.lon),
                stops::point_is_regions.eq(item.point_is_regions),
                stops::date.eq(item.date.map(|date| date.to_string())),
                stops::osm.eq(item.hours.value.as_ref().and_then(|hours| hours.of_the_place())),
                stops::zone.eq(item.hours.value.as_ref().map_or(zone, |hours| hours.zone.as_str())),
                stops::fact.eq(json(&item.hours)?),
                stops::service.eq(&item.service),
                stops::organization.eq(&item.organization),
                stops::status.eq(&item.status),
                stops::note.eq(&item.note),
            ))
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    insert!(conn, stops, rows);
    Ok(rows.len())
}
