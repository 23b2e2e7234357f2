//! `/openapi.json` and `/docs`: the description of the API, made from the handlers.

use utoipa::OpenApi;

use super::{changes, coverage, locations, national, organizations, preview, regions, search, searches, services, sources, stops, suggest};

/// The description of the API.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Simpul",
        description = "Registri nasional Mal Pelayanan Publik / the national registry of Indonesia's public service malls"
    ),
    paths(
        search::get,
        suggest::get,
        locations::list,
        locations::get,
        services::get,
        organizations::list,
        regions::list,
        regions::get,
        coverage::get,
        sources::list,
        sources::get,
        sources::attempts,
        sources::findings,
        sources::snapshots,
        preview::post,
        stops::list,
        searches::list,
        national::list,
        national::get,
        changes::list
    )
)]
pub struct Description;

/// All of it, that of the HSDS API included.
#[must_use]
pub fn description() -> utoipa::openapi::OpenApi {
    let mut description = Description::openapi();
    description.merge(crate::hsds::Description::openapi());
    description
}
