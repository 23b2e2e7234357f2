//! `/hsds/services` and `/hsds/services/{id}`.

use actix_web::{HttpRequest, HttpResponse, web};
use registry::model::{Id, Instant};
use registry::store::read::{self, Bundle, Depth, Part, Sought};
use registry::store::{Conn, StoreError};
use serde::Serialize;

use super::asked::Asked;
use super::list::{self, List, Page};
use super::record::{Service, Writer};
use crate::error::Error;
use crate::routes::services::gone;
use crate::state::State;
use crate::stream::{self, Sink};
use crate::{address, answer};

/// Ids and times that are in memory at once.
const STAMPS: i64 = 5000;

struct Services;

impl List for Services {
    type Key = Id;
    type Record = Service;

    fn count(conn: &mut Conn, sought: &Sought) -> Result<i64, StoreError> {
        read::count_services(conn, sought)
    }

    fn part(conn: &mut Conn, sought: &Sought, part: Part) -> Result<Vec<Id>, StoreError> {
        read::service_ids(conn, sought, part)
    }

    fn id(key: Id) -> Id {
        key
    }

    fn load(conn: &mut Conn, keys: &[Id], depth: Depth) -> Result<Bundle, StoreError> {
        read::bundle(conn, keys, depth)
    }

    fn records(keys: &[Id], _: &Bundle, writer: &mut Writer<'_>, _: &Asked) -> Vec<Service> {
        keys.iter().filter_map(|id| writer.service(*id)).collect()
    }
}

/// A service by its id alone, and when it was last written.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Stamp {
    /// The service.
    #[schema(value_type = String, format = Uuid)]
    pub id: Id,
    /// When it, or anything shown with it, was last written.
    #[schema(value_type = String, format = DateTime)]
    pub modified_date: Instant,
}

/// A service, or with `minimal` its id and time.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it stands for both in the description of the API")]
enum ServiceOrStamp {
    Service(Box<Service>),
    Stamp(Stamp),
}

#[utoipa::path(get, path = "/hsds/services", tag = "hsds",
    params(
        ("search" = Option<String>, Query, description = "Words that name, description, term or category hold; at most 300 characters"),
        ("page" = Option<u32>, Query, minimum = 1), ("per_page" = Option<u32>, Query, minimum = 1, maximum = 500),
        ("format" = Option<String>, Query, description = "`json` or `ndjson`, which sends all without pages; also by Accept"),
        ("taxonomy_term_id" = Option<String>, Query, format = Uuid), ("taxonomy_id" = Option<String>, Query, format = Uuid),
        ("organization_id" = Option<String>, Query, format = Uuid),
        ("modified_after" = Option<String>, Query, description = "RFC 3339, or a date"),
        ("minimal" = Option<bool>, Query, description = "`id` and `modified_date` of all, on one page unless `per_page` is given"),
        ("full" = Option<bool>, Query, description = "Nested fully"),
        ("region" = Option<String>, Query, description = "Of this profile: from a source of this region or province, like 36.01 or 36"),
    ),
    responses((status = 200, content((Page<ServiceOrStamp> = "application/json"), (String = "application/x-ndjson"))), (status = 400, body = crate::error::Problem),
        (status = 429, body = crate::error::Problem, description = "Too many take all of it")))]
/// Services.
pub async fn list(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    let asked = Asked::read(&request, &state).await?;
    if !asked.minimal {
        return list::answer::<Services>(&request, state, asked).await;
    }
    let sought = asked.sought.clone();
    let total = state.store.read(move |conn| read::count_services(conn, &sought)).await?;
    if let (Some(per_page), false) = (asked.per_page, asked.ndjson) {
        let part = Part { after: None, offset: (asked.page - 1).saturating_mul(per_page), limit: per_page };
        let sought = asked.sought.clone();
        let stamps = state.store.read(move |conn| read::service_stamps(conn, &sought, part)).await?;
        return answer::json(&request, &Page::of(total, asked.page, per_page, stamps.into_iter().map(Stamp::of).collect()));
    }
    let content_type = if asked.ndjson { "application/x-ndjson" } else { "application/json" };
    stream::answer(&state.clone(), content_type, move |sink| stamps(sink, state, asked, total))
}

impl Stamp {
    fn of((id, modified_date): (Id, Instant)) -> Self {
        Self { id, modified_date }
    }
}

/// All ids and times, as lines or as the one page that there is.
async fn stamps(sink: Sink, state: web::Data<State>, asked: Asked, total: i64) -> Result<(), Error> {
    if !asked.ndjson {
        let head = serde_json::to_string(&Page::<Stamp>::of(total, 1, total.max(1), Vec::new()))?;
        let size = format!("\"size\":{total}");
        let head = head.replace("\"size\":0", &size).replace("\"empty\":true", &format!("\"empty\":{}", total == 0));
        sink.send(head.trim_end_matches("]}").to_owned().into_bytes()).await?;
    }
    let (mut after, mut left) = (None, total);
    while left > 0 {
        let (sought, part) = (asked.sought.clone(), Part { after, offset: 0, limit: STAMPS.min(left) });
        let some = state.store.read(move |conn| read::service_stamps(conn, &sought, part)).await?;
        let Some((last, _)) = some.last() else { break };
        let first = after.is_none();
        after = Some(*last);
        left -= i64::try_from(some.len()).unwrap_or(left);
        let some: Vec<Stamp> = some.into_iter().map(Stamp::of).collect();
        if asked.ndjson {
            sink.lines(&some).await?;
        } else {
            let list = serde_json::to_string(&some)?;
            let inner = list.trim_start_matches('[').trim_end_matches(']');
            sink.send(format!("{}{inner}", if first { "" } else { "," }).into_bytes()).await?;
        }
    }
    if asked.ndjson { Ok(()) } else { sink.send(b"]}".to_vec()).await }
}

#[utoipa::path(get, path = "/hsds/services/{id}", tag = "hsds", params(("id" = String, Path, description = "A UUID")),
    responses((status = 200, body = Service), (status = 404, body = crate::error::Problem),
        (status = 410, body = crate::error::Problem, description = "Its source has not named it for longer than the grace")))]
/// A service, nested fully.
pub async fn get(request: HttpRequest, state: web::Data<State>, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let text = id.into_inner();
    let id: Id = text.parse().map_err(|_| Error::not_found("service", &text))?;
    let bundle = state.store.read(move |conn| read::bundle(conn, &[id], Depth::Whole)).await?;
    let base = address::base(&request, &state);
    match Writer::new(&bundle, &state.gazetteer, &base, Depth::Whole).service(id) {
        Some(service) => answer::json(&request, &service),
        None => Err(gone(&state, &text, id).await?),
    }
}
