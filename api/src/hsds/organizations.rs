//! `/hsds/organizations` and `/hsds/organizations/{id}`.

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, web};
use registry::model::Id;
use registry::store::read::{self, Bundle, Depth, Part, Sought};
use registry::store::{Conn, StoreError};

use super::asked::Asked;
use super::list::{self, List, Page};
use super::record::{Organization, Service, Writer};
use crate::error::Error;
use crate::params::Params;
use crate::state::State;
use crate::{address, answer};

struct Organizations;

impl List for Organizations {
    type Key = Id;
    type Record = Organization;

    fn count(conn: &mut Conn, sought: &Sought) -> Result<i64, StoreError> {
        read::count_organizations(conn, sought)
    }

    fn part(conn: &mut Conn, sought: &Sought, part: Part) -> Result<Vec<Id>, StoreError> {
        read::organization_ids(conn, sought, part)
    }

    fn id(key: Id) -> Id {
        key
    }

    fn load(conn: &mut Conn, keys: &[Id], depth: Depth) -> Result<Bundle, StoreError> {
        let services: Vec<Id> = match depth {
            Depth::List => Vec::new(),
            Depth::Whole => read::services_of_organizations(conn, keys)?.into_iter().map(|(_, service)| service).collect(),
        };
        let mut bundle = read::bundle(conn, &services, depth)?;
        read::add_organizations(conn, &mut bundle, keys)?;
        Ok(bundle)
    }

    fn records(keys: &[Id], bundle: &Bundle, writer: &mut Writer<'_>, asked: &Asked) -> Vec<Organization> {
        if !asked.full {
            let listed = |row: &read::OrganizationRow| Organization::listed(row, bundle.sources.get(&row.source_id));
            return keys.iter().filter_map(|id| bundle.organizations.get(id)).map(listed).collect();
        }
        let mut services = services_by_agency(bundle, writer, asked.full_service);
        keys.iter().filter_map(|id| writer.organization(*id, services.remove(id).unwrap_or_default())).collect()
    }
}

/// The services of each agency, by id: with little more than their names, or nested fully.
fn services_by_agency(bundle: &Bundle, writer: &mut Writer<'_>, full: bool) -> HashMap<Id, Vec<Service>> {
    let mut rows: Vec<&read::ServiceRow> = bundle.services.values().collect();
    rows.sort_unstable_by_key(|row| row.id);
    let mut services: HashMap<Id, Vec<Service>> = HashMap::new();
    for row in rows {
        let whole = if full { writer.service(row.id) } else { None };
        let service = whole.unwrap_or_else(|| Service::listed(row, bundle.sources.get(&row.source_id), bundle.modified_at(row)));
        // It stands within its agency.
        services.entry(row.organization_id).or_default().push(Service { organization: None, ..service });
    }
    services
}

#[utoipa::path(get, path = "/hsds/organizations", tag = "hsds",
    params(
        ("search" = Option<String>, Query, description = "Words that its names or description hold"),
        ("full_service" = Option<bool>, Query, description = "With its services, nested fully"),
        ("full" = Option<bool>, Query, description = "Nested fully"),
        ("page" = Option<u32>, Query, minimum = 1), ("per_page" = Option<u32>, Query, minimum = 1, maximum = 500),
        ("format" = Option<String>, Query, description = "`json` or `ndjson`, which sends all without pages; also by Accept"),
        ("modified_after" = Option<String>, Query, description = "Of this profile: RFC 3339, or a date"),
        ("region" = Option<String>, Query, description = "Of this profile: from a source of this region or province, like 36.01 or 36"),
    ),
    responses((status = 200, content((Page<Organization> = "application/json"), (String = "application/x-ndjson"))), (status = 400, body = crate::error::Problem),
        (status = 429, body = crate::error::Problem, description = "Too many take all of it")))]
/// Agencies, one for each region that has one.
pub async fn list(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    let asked = Asked::read(&request, &state).await?;
    list::answer::<Organizations>(&request, state, asked).await
}

#[utoipa::path(get, path = "/hsds/organizations/{id}", tag = "hsds",
    params(("id" = String, Path, description = "A UUID"), ("full_service" = Option<bool>, Query, description = "With its services nested fully")),
    responses((status = 200, body = Organization), (status = 400, body = crate::error::Problem), (status = 404, body = crate::error::Problem)))]
/// An agency with its services.
pub async fn get(request: HttpRequest, state: web::Data<State>, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let text = id.into_inner();
    let missing = || Error::not_found("organization", &text);
    let full_service = Params::of(&request).flag("full_service")?.unwrap_or_default();
    let id: Id = text.parse().map_err(|_| missing())?;
    let bundle = state.store.read(move |conn| Organizations::load(conn, &[id], Depth::Whole)).await?;
    let base = address::base(&request, &state);
    let mut writer = Writer::new(&bundle, &state.gazetteer, &base, Depth::Whole);
    let services = services_by_agency(&bundle, &mut writer, full_service).remove(&id).unwrap_or_default();
    answer::json(&request, &writer.organization(id, services).ok_or_else(missing)?)
}
