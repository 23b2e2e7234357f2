//! `/openapi.json` and `/docs`: the description of the API, made from the handlers.

use utoipa::openapi::path::{Operation, Parameter, ParameterIn};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{Modify, OpenApi};

use super::{
    changes, coverage, export, gaps, history, locations, me, national, notices, offers, organizations, preview, publish, quality, regions,
    search, searches, services, sources, statistics, stops, suggest, webhooks,
};

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
        coverage::growth,
        coverage::changes,
        quality::get,
        statistics::get,
        gaps::services,
        gaps::service,
        gaps::regions,
        gaps::outliers,
        history::post,
        history::post_withdraw,
        me::get,
        sources::list,
        sources::get,
        sources::attempts,
        sources::findings,
        sources::snapshots,
        preview::post,
        publish::catalog::get,
        publish::catalog::template,
        publish::catalog::put,
        publish::validate::post,
        offers::list,
        offers::create,
        offers::get,
        offers::preview,
        offers::submit,
        offers::withdraw,
        offers::accept,
        offers::refuse,
        stops::list,
        searches::list,
        national::list,
        national::get,
        changes::list,
        notices::list,
        notices::get,
        notices::post,
        notices::patch,
        notices::delete,
        export::list,
        export::get,
        webhooks::list,
        webhooks::post,
        webhooks::get,
        webhooks::delete,
        webhooks::actions::test,
        webhooks::actions::secret,
        webhooks::actions::enable,
        webhooks::actions::disable,
        webhooks::deliveries::list,
        webhooks::deliveries::replay
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

/// All of it, that of the HSDS API included. What every operation shares is said here, once: problems are problem details, and the database
/// may be away.
#[must_use]
pub fn description() -> utoipa::openapi::OpenApi {
    let mut description = Description::openapi();
    description.merge(crate::hsds::Description::openapi());
    for item in description.paths.paths.values_mut() {
        for operation in [&mut item.get, &mut item.put, &mut item.post, &mut item.patch, &mut item.delete].into_iter().flatten() {
            told(operation);
        }
    }
    description
}

/// Completes what is said of an operation's problems.
fn told(operation: &mut Operation) {
    let mut statuses = vec![("503", "The database does not answer; Retry-After says when to come again")];
    let is_of_query = |parameter: &RefOr<Parameter>| matches!(parameter, RefOr::T(one) if one.parameter_in == ParameterIn::Query);
    if operation.parameters.iter().flatten().any(is_of_query) {
        statuses.push(("400", "A parameter is not as documented: `parameter` names it"));
    }
    for (status, description) in statuses {
        operation.responses.responses.entry(status.to_owned()).or_insert_with(|| RefOr::T(problem(description)));
    }
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        if status.starts_with(['4', '5'])
            && let Some(content) = response.content.shift_remove("application/json")
        {
            response.content.insert("application/problem+json".to_owned(), content);
        }
    }
}

fn problem(description: &str) -> Response {
    let schema = Ref::from_schema_name("Problem");
    ResponseBuilder::new().description(description).content("application/json", ContentBuilder::new().schema(Some(schema)).build()).build()
}
