//! `/hsds/service_at_locations` and `/hsds/service_at_locations/{id}`.

use actix_web::{HttpRequest, HttpResponse, web};
use registry::model::Id;
use registry::store::read::{self, Bundle, Depth, Part, Sought};
use registry::store::{Conn, StoreError};

use super::asked::Asked;
use super::list::{self, List, Page};
use super::record::{ServiceAtLocation, Writer};
use crate::error::Error;
use crate::state::State;
use crate::{address, answer};

struct Places;

impl List for Places {
    /// Its own id, and its service's.
    type Key = (Id, Id);
    type Record = ServiceAtLocation;

    fn count(conn: &mut Conn, sought: &Sought) -> Result<i64, StoreError> {
        read::count_places(conn, sought)
    }

    fn part(conn: &mut Conn, sought: &Sought, part: Part) -> Result<Vec<(Id, Id)>, StoreError> {
        read::place_ids(conn, sought, part)
    }

    fn id((id, _): (Id, Id)) -> Id {
        id
    }

    fn load(conn: &mut Conn, keys: &[(Id, Id)], depth: Depth) -> Result<Bundle, StoreError> {
        let services: Vec<Id> = keys.iter().map(|(_, service)| *service).collect();
        read::bundle(conn, &services, depth)
    }

    fn records(keys: &[(Id, Id)], _: &Bundle, writer: &mut Writer<'_>, _: &Asked) -> Vec<ServiceAtLocation> {
        keys.iter().filter_map(|(id, service)| writer.service_at_location(*service, *id)).collect()
    }
}

#[utoipa::path(get, path = "/hsds/service_at_locations", tag = "hsds",
    params(
        ("search" = Option<String>, Query, description = "Words that the service's name, description, term or category hold"),
        ("taxonomy_term_id" = Option<String>, Query, format = Uuid), ("taxonomy_id" = Option<String>, Query, format = Uuid),
        ("organization_id" = Option<String>, Query, format = Uuid),
        ("modified_after" = Option<String>, Query, description = "RFC 3339, or a date"),
        ("full" = Option<bool>, Query, description = "Nested fully"),
        ("page" = Option<u32>, Query, minimum = 1), ("per_page" = Option<u32>, Query, minimum = 1, maximum = 500),
        ("format" = Option<String>, Query, description = "`json` or `ndjson`, which sends all without pages; also by Accept"),
        ("postcode" = Option<String>, Query, description = "Five digits: the place's address has this postal code"),
        ("proximity" = Option<u32>, Query, minimum = 1,
            description = "Metres from the middle of the places in `postcode`, which then need not be their own"),
        ("region" = Option<String>, Query, description = "Of this profile: from a source of this region or province, like 36.01 or 36"),
    ),
    responses((status = 200, content((Page<ServiceAtLocation> = "application/json"), (String = "application/x-ndjson"))), (status = 400, body = crate::error::Problem),
        (status = 429, body = crate::error::Problem, description = "Too many take all of it")))]
/// Services at places.
pub async fn list(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    let asked = Asked::read(&request, &state).await?;
    list::answer::<Places>(&request, state, asked).await
}

#[utoipa::path(get, path = "/hsds/service_at_locations/{id}", tag = "hsds", params(("id" = String, Path, description = "A UUID")),
    responses((status = 200, body = ServiceAtLocation), (status = 404, body = crate::error::Problem)))]
/// A service at a place, nested fully.
pub async fn get(request: HttpRequest, state: web::Data<State>, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let text = id.into_inner();
    let missing = || Error::not_found("service_at_location", &text);
    let id: Id = text.parse().map_err(|_| missing())?;
    let (services, bundle) = state
        .store
        .read(move |conn| {
            let services: Vec<Id> = read::services_of_places(conn, &[id])?.into_iter().map(|(_, service)| service).collect();
            let bundle = read::bundle(conn, &services, Depth::Whole)?;
            Ok((services, bundle))
        })
        .await?;
    let base = address::base(&request, &state);
    let mut writer = Writer::new(&bundle, &state.gazetteer, &base, Depth::Whole);
    let found = services.first().and_then(|service| writer.service_at_location(*service, id));
    answer::json(&request, &found.ok_or_else(missing)?)
}
