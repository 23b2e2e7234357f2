//! `/openapi.json` and `/docs`: the description of the API, made from the handlers.

use utoipa::OpenApi;

use super::{coverage, locations, national, organizations, preview, regions, search, searches, services, sources, stops, suggest};

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
        national::get
    )
)]
pub struct Description;
