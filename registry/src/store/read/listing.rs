//! Ids of services, services at places and agencies, filtered, in the order of their ids: for lists that others page through or take whole.

use diesel::dsl::{exists, sql};
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::model::{Channel, Id, Instant, Point, RegionCode};
use crate::store::schema::{locations, organizations, services, services_at_locations, sources};
use crate::store::{Conn, StoreError, on};

/// What a service is filed under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filed {
    /// A national term, or any.
    National(Option<String>),
    /// A category as written, or any.
    Category(Option<String>),
    /// A channel, or any.
    Channel(Option<Channel>),
}

/// What is asked for; all of it must hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sought {
    /// Words that its names and descriptions hold, whatever their case.
    pub words: Vec<String>,
    /// Of this agency.
    pub organization: Option<Id>,
    /// Filed so; several must all hold.
    pub filed: Vec<Filed>,
    /// Written at this time or later, or anything that is shown with it.
    pub modified_after: Option<Instant>,
    /// From a source of this region, or of this province.
    pub region: Option<RegionCode>,
    /// Of services at places: the place's address has this postal code.
    pub postcode: Option<String>,
    /// Of services at places: at one of these places.
    pub places: Option<Vec<Id>>,
}

/// Which part of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Behind this id.
    pub after: Option<Id>,
    /// And this many.
    pub offset: i64,
    /// At most this many.
    pub limit: i64,
}

/// `%word%`, with the signs of LIKE taken literally.
fn like(word: &str) -> String {
    let mut pattern = String::from("%");
    for sign in word.to_lowercase().chars() {
        if matches!(sign, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(sign);
    }
    pattern.push('%');
    pattern
}

/// The region's code, or the beginning of the codes in a province.
fn codes(code: RegionCode) -> String {
    if code.is_province() { format!("{code}.%") } else { code.to_string() }
}

const SERVICE_WORDS: &str = "lower(services.name || ' ' || COALESCE(services.description, '') || ' ' || COALESCE(services.term, '') \
    || ' ' || COALESCE(services.category, ''))";
const ORGANIZATION_WORDS: &str =
    "lower(organizations.name || ' ' || COALESCE(organizations.canonical, '') || ' ' || COALESCE(organizations.description, ''))";

/// The conditions on a service, on a boxed query over its table.
macro_rules! of_service {
    ($query:expr, $sought:expr) => {{
        let mut query = $query;
        for word in &$sought.words {
            query = query.filter(sql::<Text>(SERVICE_WORDS).like(like(word)).escape('\\'));
        }
        if let Some(id) = $sought.organization {
            query = query.filter(services::organization_id.eq(id));
        }
        for filed in &$sought.filed {
            query = match filed {
                Filed::National(None) => query.filter(services::term.is_not_null()),
                Filed::National(Some(term)) => query.filter(services::term.eq(term)),
                Filed::Category(None) => query.filter(services::category.is_not_null()),
                Filed::Category(Some(name)) => query.filter(services::category.eq(name)),
                Filed::Channel(None) => query.filter(services::channels.ne("")),
                Filed::Channel(Some(channel)) => query.filter(services::channels.like(format!("%{}%", channel.as_str()))),
            };
        }
        if let Some(code) = $sought.region {
            let of_region = sources::table.filter(sources::region.like(codes(code))).select(sources::id);
            query = query.filter(services::source_id.eq_any(of_region));
        }
        query
    }};
}

macro_rules! services_sought {
    ($sought:expr) => {{
        let mut query = of_service!(services::table.into_boxed(), $sought);
        if let Some(at) = $sought.modified_after {
            let shown = services_at_locations::table
                .filter(services_at_locations::service_id.eq(services::id).and(services_at_locations::modified_at.ge(at)));
            query = query.filter(services::modified_at.ge(at).or(exists(shown)));
        }
        query
    }};
}

macro_rules! places_sought {
    ($sought:expr) => {{
        let joined = services_at_locations::table
            .inner_join(services::table.on(services::id.eq(services_at_locations::service_id)))
            .inner_join(locations::table.on(locations::id.eq(services_at_locations::location_id)));
        let mut query = of_service!(joined.into_boxed(), $sought);
        if let Some(at) = $sought.modified_after {
            query = query.filter(services_at_locations::modified_at.ge(at).or(services::modified_at.ge(at)));
        }
        if let Some(postcode) = &$sought.postcode {
            query = query.filter(locations::address.like(like(postcode)).escape('\\'));
        }
        if let Some(places) = &$sought.places {
            query = query.filter(services_at_locations::location_id.eq_any(places.clone()));
        }
        query
    }};
}

macro_rules! organizations_sought {
    ($sought:expr) => {{
        let mut query = organizations::table.into_boxed();
        for word in &$sought.words {
            query = query.filter(sql::<Text>(ORGANIZATION_WORDS).like(like(word)).escape('\\'));
        }
        if let Some(code) = $sought.region {
            let of_region = sources::table.filter(sources::region.like(codes(code))).select(sources::id);
            query = query.filter(organizations::source_id.eq_any(of_region));
        }
        if let Some(at) = $sought.modified_after {
            query = query.filter(organizations::modified_at.ge(at));
        }
        query
    }};
}

macro_rules! part {
    ($query:expr, $id:expr, $part:expr) => {{
        let mut query = $query.order($id).limit($part.limit).offset($part.offset);
        if let Some(after) = $part.after {
            query = query.filter($id.gt(after));
        }
        query
    }};
}

/// How many services.
///
/// # Errors
/// The query failed.
pub fn count_services(conn: &mut Conn, sought: &Sought) -> Result<i64, StoreError> {
    Ok(on!(conn, c => services_sought!(sought).count().get_result(c))?)
}

/// A part of the services.
///
/// # Errors
/// The query failed.
pub fn service_ids(conn: &mut Conn, sought: &Sought, part: Part) -> Result<Vec<Id>, StoreError> {
    Ok(on!(conn, c => part!(services_sought!(sought), services::id, part).select(services::id).load(c))?)
}

/// A part of the services, each with when it, or anything that is shown with it, was written last.
///
/// # Errors
/// The query failed.
pub fn service_stamps(conn: &mut Conn, sought: &Sought, part: Part) -> Result<Vec<(Id, Instant)>, StoreError> {
    let columns = (services::id, services::modified_at);
    let mut stamps: Vec<(Id, Instant)> = on!(conn, c => part!(services_sought!(sought), services::id, part).select(columns).load(c))?;
    for some in stamps.chunks_mut(500) {
        let ids: Vec<Id> = some.iter().map(|(id, _)| *id).collect();
        let shown: Vec<(Id, Instant)> = on!(conn, c => services_at_locations::table
            .filter(services_at_locations::service_id.eq_any(&ids))
            .select((services_at_locations::service_id, services_at_locations::modified_at)).load(c))?;
        for (id, at) in shown {
            // In the order of their ids, as they were asked for.
            if let Ok(position) = some.binary_search_by_key(&id, |(id, _)| *id)
                && let Some((_, newest)) = some.get_mut(position)
            {
                *newest = at.max(*newest);
            }
        }
    }
    Ok(stamps)
}

/// How many services at places.
///
/// # Errors
/// The query failed.
pub fn count_places(conn: &mut Conn, sought: &Sought) -> Result<i64, StoreError> {
    Ok(on!(conn, c => places_sought!(sought).count().get_result(c))?)
}

/// A part of the services at places, each with its service.
///
/// # Errors
/// The query failed.
pub fn place_ids(conn: &mut Conn, sought: &Sought, part: Part) -> Result<Vec<(Id, Id)>, StoreError> {
    let columns = (services_at_locations::id, services_at_locations::service_id);
    Ok(on!(conn, c => part!(places_sought!(sought), services_at_locations::id, part).select(columns).load(c))?)
}

/// The services of these services at places, by the id of the latter; one that is no more is left out.
///
/// # Errors
/// The query failed.
pub fn services_of_places(conn: &mut Conn, ids: &[Id]) -> Result<Vec<(Id, Id)>, StoreError> {
    let mut all = Vec::with_capacity(ids.len());
    for some in ids.chunks(500) {
        let rows: Vec<(Id, Id)> = on!(conn, c => services_at_locations::table
            .filter(services_at_locations::id.eq_any(some))
            .select((services_at_locations::id, services_at_locations::service_id)).load(c))?;
        all.extend(rows);
    }
    Ok(all)
}

/// How many agencies.
///
/// # Errors
/// The query failed.
pub fn count_organizations(conn: &mut Conn, sought: &Sought) -> Result<i64, StoreError> {
    Ok(on!(conn, c => organizations_sought!(sought).count().get_result(c))?)
}

/// A part of the agencies.
///
/// # Errors
/// The query failed.
pub fn organization_ids(conn: &mut Conn, sought: &Sought, part: Part) -> Result<Vec<Id>, StoreError> {
    Ok(on!(conn, c => part!(organizations_sought!(sought), organizations::id, part).select(organizations::id).load(c))?)
}

/// The ids of an agency's services.
///
/// # Errors
/// The query failed.
pub fn services_of_organizations(conn: &mut Conn, ids: &[Id]) -> Result<Vec<(Id, Id)>, StoreError> {
    let mut all = Vec::new();
    for some in ids.chunks(500) {
        let rows: Vec<(Id, Id)> = on!(conn, c => services::table
            .filter(services::organization_id.eq_any(some)).order(services::id)
            .select((services::organization_id, services::id)).load(c))?;
        all.extend(rows);
    }
    Ok(all)
}

/// A part of the places.
///
/// # Errors
/// The query failed.
pub fn location_ids(conn: &mut Conn, part: Part) -> Result<Vec<Id>, StoreError> {
    Ok(on!(conn, c => part!(locations::table.into_boxed(), locations::id, part).select(locations::id).load(c))?)
}

/// Every category as written, by name.
///
/// # Errors
/// The query failed.
pub fn categories(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    let rows: Vec<Option<String>> = on!(conn, c => services::table
        .filter(services::category.is_not_null()).select(services::category).distinct().order(services::category).load(c))?;
    Ok(rows.into_iter().flatten().collect())
}

/// The places whose address has this postal code, and where they are.
///
/// # Errors
/// The query failed.
pub fn places_with_postcode(conn: &mut Conn, postcode: &str) -> Result<Vec<(Id, Point)>, StoreError> {
    points(conn, Some(postcode))
}

/// Every place, and where it is.
///
/// # Errors
/// The query failed.
pub fn points_of_places(conn: &mut Conn) -> Result<Vec<(Id, Point)>, StoreError> {
    points(conn, None)
}

fn points(conn: &mut Conn, postcode: Option<&str>) -> Result<Vec<(Id, Point)>, StoreError> {
    let columns = (locations::id, locations::latitude, locations::longitude);
    let rows: Vec<(Id, f64, f64)> = match postcode {
        None => on!(conn, c => locations::table.select(columns).load(c))?,
        Some(code) => on!(conn, c => locations::table.filter(locations::address.like(like(code)).escape('\\')).select(columns).load(c))?,
    };
    Ok(rows.into_iter().map(|(id, lat, lon)| (id, Point { lat, lon })).collect())
}
