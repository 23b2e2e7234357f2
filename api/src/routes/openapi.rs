//! `/openapi.json` and `/docs`: the description of the API, made from the handlers.

use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::{coverage, locations, me, national, organizations, preview, regions, search, searches, services, sources, stops, suggest};

/// The description of the API.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Simpul",
        description = "Registri nasional Mal Pelayanan Publik / the national registry of Indonesia's public service malls"
    ),
    modifiers(&Security),
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
        me::get,
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

/// How a request shows who sends it.
struct Security;

impl Modify for Security {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        let key = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("smp_…").build();
        components.add_security_scheme("key", SecurityScheme::Http(key));
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("simpul"))));
    }
}
