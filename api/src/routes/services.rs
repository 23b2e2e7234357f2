//! `GET /v1/services/{id}`: a service, what to bring, and where it is given.

use std::collections::BTreeMap;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use registry::model::{Id, Instant, Provenance};
use registry::store;
use registry::store::read::{self, SourceRow};
use serde::Serialize;
use serde_json::Value;

use super::locations::{LocationView, stored};
use crate::error::Error;
use crate::linked::cpsv::{self, Syntax};
use crate::notices::Reader;
use crate::sources::SourceView;
use crate::state::State;
use crate::{address, answer};

/// A service with all that is known of it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ServiceDetail {
    /// Stable.
    #[schema(value_type = String)]
    pub id: Id,
    /// The source's own id.
    pub external_id: Option<String>,
    /// As written.
    pub name: String,
    /// As written.
    pub description: Option<String>,
    /// National term.
    pub term: Option<String>,
    /// As written.
    pub category: Option<String>,
    /// The agency.
    pub organization: Option<ServiceOrganization>,
    /// Value, raw text and rule.
    #[schema(value_type = Option<Object>)]
    pub duration: Option<Value>,
    /// Value, raw text and rule. Unknown is not free.
    #[schema(value_type = Option<Object>)]
    pub cost: Option<Value>,
    /// Where each normalised field comes from, by its name: `duration`, `cost`, `requirements`, `term`, `organization`, `hours`, `phone`,
    /// `point`. The last three are of the first place.
    #[schema(value_type = Object)]
    pub provenance: BTreeMap<&'static str, FieldProvenance>,
    /// What to bring.
    pub requirements: Vec<Requirement>,
    /// Steps.
    pub procedure: Vec<String>,
    /// As written.
    pub legal_basis: Option<String>,
    /// How it reaches people.
    pub channels: Vec<String>,
    /// http or https.
    pub url: Option<String>,
    /// The source's own alert.
    pub alert: Option<String>,
    /// Since when the source no longer names it; absent while it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub absent_since: Option<Instant>,
    /// Where it is given.
    #[serde(rename = "where")]
    pub places: Vec<ServicePlace>,
    /// The health of its source.
    pub source: Option<SourceView>,
    /// Made up.
    pub synthetic: bool,
}

/// Where one normalised field comes from.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct FieldProvenance {
    /// As the region wrote it.
    pub raw: String,
    /// The rule that read it; empty: none did.
    pub rule: String,
    /// The source.
    pub source: String,
    /// When the source last confirmed it.
    #[schema(value_type = Option<String>)]
    pub as_of: Option<Instant>,
}

/// The agency of a service.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ServiceOrganization {
    /// Stable.
    #[schema(value_type = String)]
    pub id: Id,
    /// As written.
    pub name: String,
    /// National name.
    pub canonical: Option<String>,
}

/// One thing to bring.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Requirement {
    /// As written.
    pub document: String,
    /// A link that stood beside it.
    pub uri: Option<String>,
}

/// A place where a service is given.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ServicePlace {
    /// The service at this place.
    #[schema(value_type = String)]
    pub service_at_location_id: Id,
    /// The place; its hours are the counter's where the counter has its own.
    pub location: LocationView,
    /// As written.
    pub counter: Option<String>,
    /// With its raw text and rule.
    #[schema(value_type = Option<Object>)]
    pub phone: Option<Value>,
    /// The hours with their raw text and rule.
    #[schema(value_type = Option<Object>)]
    pub hours: Option<Value>,
    /// Since when the source no longer names it here; absent while it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub absent_since: Option<Instant>,
}

impl FieldProvenance {
    /// Of a stored fact or provenance.
    fn of(json: &str, source: Option<&SourceRow>) -> Option<Self> {
        let Provenance { raw, rule } = serde_json::from_str(json).ok()?;
        let (source, as_of) = source.map(|source| (source.id.clone(), source.last_success_at)).unwrap_or_default();
        Some(Self { raw, rule: rule.into_owned(), source, as_of })
    }
}

/// One service.
///
/// # Errors
/// There is none, or the store does not answer.
pub async fn detail(state: &State, text: &str) -> Result<ServiceDetail, Error> {
    let missing = || Error::not_found("service", text);
    let id: Id = text.parse().map_err(|_| missing())?;
    let found = state
        .store
        .read(move |conn| {
            let Some(row) = read::service(conn, id)? else { return Ok(None) };
            let places = read::places_of_service(conn, id)?;
            let owners: Vec<Id> = places.iter().flat_map(|(place, location)| [place.id, location.id]).collect();
            let hours = read::schedules(conn, &owners)?;
            let organization = read::organization(conn, row.organization_id)?;
            let source = read::source(conn, &row.source_id)?;
            Ok(Some((read::requirements(conn, id)?, read::cost(conn, id)?, places, hours, organization, source, row)))
        })
        .await?;
    let Some((requirements, cost, places, hours, organization, source, row)) = found else { return Err(gone(state, text, id).await?) };
    let provenance = {
        let first = places.first();
        let at_first = first.and_then(|(place, location)| hours.get(&place.id).or_else(|| hours.get(&location.id)));
        let phone = first.and_then(|(place, location)| place.phone.as_deref().or(location.phone.as_deref()));
        let fields = [
            ("duration", row.duration.as_deref()),
            ("cost", cost.as_deref()),
            ("requirements", row.requirements_from.as_deref()),
            ("term", row.term_from.as_deref()),
            ("organization", organization.as_ref().and_then(|row| row.canonical_from.as_deref())),
            ("hours", at_first.map(|hours| hours.fact.as_str())),
            ("phone", phone),
            ("point", first.and_then(|(_, location)| location.point_from.as_deref())),
        ];
        let of = |(name, fact): (&'static str, Option<&str>)| Some((name, FieldProvenance::of(fact?, source.as_ref())?));
        fields.into_iter().filter_map(of).collect()
    };
    let reader = Reader::new(state, state.now());
    let places = places
        .into_iter()
        .map(|(place, location)| {
            let hours = hours.get(&place.id).or_else(|| hours.get(&location.id));
            ServicePlace {
                service_at_location_id: place.id,
                location: LocationView::of(state, &location, hours, source.as_ref(), (&reader, Some(&row))),
                counter: place.counter,
                absent_since: place.absent_since,
                phone: stored(place.phone.as_deref()),
                hours: stored(hours.map(|hours| hours.fact.as_str())),
            }
        })
        .collect();
    Ok(ServiceDetail {
        id,
        external_id: row.external_id,
        name: row.name,
        description: row.description,
        term: row.term,
        category: row.category,
        organization: organization.map(|row| ServiceOrganization { id: row.id, name: row.name, canonical: row.canonical }),
        duration: stored(row.duration.as_deref()),
        cost: stored(cost.as_deref()),
        provenance,
        requirements: requirements.into_iter().map(|row| Requirement { document: row.document, uri: row.uri }).collect(),
        procedure: serde_json::from_str(&row.procedure).unwrap_or_default(),
        legal_basis: row.legal_basis,
        channels: row.channels.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect(),
        url: row.url,
        alert: row.alert,
        places,
        synthetic: source.as_ref().is_some_and(|source| source.synthetic),
        source: source.map(|source| state.source_view(source)),
        absent_since: row.absent_since,
    })
}

/// A service that is not there: gone, where it was, else never there.
pub(crate) async fn gone(state: &State, text: &str, id: Id) -> Result<Error, Error> {
    let stone = state.store.read(move |conn| store::tombstone(conn, id)).await?;
    let stone = stone.filter(|stone| stone.kind == "service");
    Ok(stone.map_or_else(
        || Error::not_found("service", text),
        |stone| Error::Gone { what: "service", name: stone.name, feed: stone.source_id, absent_since: stone.absent_since },
    ))
}

#[utoipa::path(get, path = "/v1/services/{id}", tag = "services",
    params(("id" = String, Path, description = "A UUID; with `.ttl` or `.jsonld` at its end the service as CPSV-AP, as by Accept")),
    responses(
        (status = 200, content((ServiceDetail = "application/json"), (String = "text/turtle"), (Object = "application/ld+json"))),
        (status = 404, body = crate::error::Problem),
        (status = 410, body = crate::error::Problem, description = "Its source has not named it for longer than the grace")))]
/// One service.
pub async fn get(request: HttpRequest, state: web::Data<State>, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let accepted = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    let (text, syntax) = if let Some(text) = id.strip_suffix(".ttl") {
        (text, Some(Syntax::Turtle))
    } else if let Some(text) = id.strip_suffix(".jsonld") {
        (text, Some(Syntax::JsonLd))
    } else {
        (id.as_str(), cpsv::wanted(accepted.unwrap_or_default()))
    };
    let detail = detail(&state, text).await?;
    let Some(syntax) = syntax else { return Ok(varied(answer::json(&request, &detail)?)) };
    let body = cpsv::service(&address::base(&request, &state), &detail, syntax);
    Ok(varied(answer::text(&request, syntax.media_type(), body)))
}

/// The same address gives one thing or another by `Accept`.
fn varied(mut answer: HttpResponse) -> HttpResponse {
    answer.headers_mut().append(header::VARY, header::HeaderValue::from_static("Accept"));
    answer
}
