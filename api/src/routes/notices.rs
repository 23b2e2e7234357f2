//! `/v1/notices`: a region's urgent word over what was harvested. Reading is for everybody, writing for the region's team.

use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse};
use registry::model::{Id, Instant};
use registry::notice::Wish;
use registry::store::notices::{self, About, Sought};
use serde::{Deserialize, Deserializer, Serialize};

use super::{read, refuse_method};
use crate::access::Caller;
use crate::answer;
use crate::error::Error;
use crate::notices::{NoticeView, written};
use crate::params::Params;
use crate::state::State;

/// A body that is longer is no notice.
const LARGEST: usize = 1 << 14;

/// Their routes.
pub fn configure(cfg: &mut web::ServiceConfig) {
    cfg.service(
        web::resource("/notices")
            .app_data(web::PayloadConfig::new(LARGEST))
            .route(read().to(list))
            .route(web::post().to(post))
            .default_service(web::to(refuse_method)),
    )
    .service(
        web::resource("/notices/{id}")
            .app_data(web::PayloadConfig::new(LARGEST))
            .route(read().to(get))
            .route(web::patch().to(patch))
            .route(web::delete().to(delete))
            .default_service(web::to(refuse_method)),
    );
}

/// A page of notices.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct NoticeList {
    /// In all.
    pub total: i64,
    /// From 1.
    pub page: usize,
    /// At most 100.
    pub size: usize,
    /// Those that were written last first.
    pub notices: Vec<NoticeView>,
}

/// A notice to be written. With neither hall nor term it is about the region as a whole.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewNotice {
    /// The kabupaten or kota, like `36.01`.
    pub region: String,
    /// The hall that it is about.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub location_id: Option<Id>,
    /// With `location_id`: this agency there only.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub organization_id: Option<Id>,
    /// With `location_id`: this service there only.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub service_id: Option<Id>,
    /// Without `location_id`: this national service, wherever in the region it is given.
    #[serde(default)]
    pub term: Option<String>,
    /// `closed`, `short_hours`, `moved`, `no_blanks` or `other`
    pub kind: String,
    /// At most 280 characters; needed with `moved` and `other`, else the kind speaks for itself.
    #[serde(default)]
    pub text: Option<String>,
    /// In English.
    #[serde(default)]
    pub text_en: Option<String>,
    /// With `short_hours`: `08:00`, on the clock of the region.
    #[serde(default)]
    pub opens: Option<String>,
    /// With `short_hours`: `11:30`.
    #[serde(default)]
    pub closes: Option<String>,
    /// RFC 3339; now.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub starts_at: Option<chrono::DateTime<chrono::FixedOffset>>,
    /// RFC 3339; the end of the day on which it starts.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub ends_at: Option<chrono::DateTime<chrono::FixedOffset>>,
}

/// What is to be changed of a notice: what is left out stays. Where it hangs is never changed: end it and write another.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeChange {
    /// See [`NewNotice`].
    #[serde(default)]
    pub kind: Option<String>,
    /// See [`NewNotice`].
    #[serde(default)]
    pub text: Option<String>,
    /// See [`NewNotice`]; null takes it away.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub text_en: Option<Option<String>>,
    /// See [`NewNotice`].
    #[serde(default)]
    pub opens: Option<String>,
    /// See [`NewNotice`].
    #[serde(default)]
    pub closes: Option<String>,
    /// See [`NewNotice`].
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub starts_at: Option<chrono::DateTime<chrono::FixedOffset>>,
    /// See [`NewNotice`].
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub ends_at: Option<chrono::DateTime<chrono::FixedOffset>>,
}

/// A member that is there, be it null.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

fn parsed<T: serde::de::DeserializeOwned>(body: Result<Bytes, actix_web::Error>) -> Result<T, Error> {
    let body = body.map_err(|_| Error::parameter("body", "paling besar 16 KB / must be at most 16 KB"))?;
    serde_json::from_slice(&body)
        .map_err(|error| Error::parameter("body", format!("harus JSON sebuah pengumuman / must be the JSON of a notice: {error}")))
}

fn instant(at: chrono::DateTime<chrono::FixedOffset>) -> Instant {
    Instant::new(at.to_utc())
}

#[utoipa::path(get, path = "/v1/notices", tag = "notices",
    params(("region" = Option<String>, Query, description = "Kabupaten or kota, like 36.01"),
        ("location" = Option<String>, Query, description = "On this hall or a part of it"),
        ("state" = Option<String>, Query, description = "in_force, coming, ended or all"),
        ("page" = Option<usize>, Query), ("size" = Option<usize>, Query)),
    responses((status = 200, body = NoticeList), (status = 400, body = crate::error::Problem)))]
/// Notices, the last written first. Ended ones are kept.
pub async fn list(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    let params = Params::of(&request);
    let page = params.page(50)?;
    let wanted = match params.choice("state", &["in_force", "coming", "ended", "all"])? {
        "all" => None,
        wanted => Some(wanted),
    };
    let sought = Sought { region: params.code("region")?, location: params.id("location")?, state: wanted };
    let (offset, limit) = (i64::try_from(page.offset()).unwrap_or(i64::MAX), i64::try_from(page.size).unwrap_or(100));
    let now = state.now();
    let (rows, total) = state.store.read(move |conn| notices::notices(conn, &sought, now, offset, limit)).await?;
    let notices = rows.iter().map(|notice| written::view(&state, notice)).collect();
    answer::json(&request, &NoticeList { total, page: page.page, size: page.size, notices })
}

#[utoipa::path(get, path = "/v1/notices/{id}", tag = "notices", params(("id" = String, Path)),
    responses((status = 200, body = NoticeView), (status = 404, body = crate::error::Problem)))]
/// One notice.
pub async fn get(request: HttpRequest, state: web::Data<State>, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let missing = || Error::not_found("notice", id.as_str());
    let key: Id = id.parse().map_err(|_| missing())?;
    let notice = state.store.read(move |conn| notices::notice(conn, key)).await?.ok_or_else(missing)?;
    answer::json(&request, &written::view(&state, &notice))
}

#[utoipa::path(post, path = "/v1/notices", tag = "notices", security(("key" = []), ("session" = [])),
    request_body(content = NewNotice),
    responses((status = 201, body = NoticeView, headers(("Location" = String))), (status = 400, body = crate::error::Problem),
        (status = 401, body = crate::error::Problem), (status = 403, body = crate::error::Problem), (status = 404, body = crate::error::Problem),
        (status = 429, body = crate::error::Problem)))]
/// Writes a notice: every node tells it within seconds. The same one sent twice within two minutes is written once.
pub async fn post(state: web::Data<State>, caller: Caller, body: Result<Bytes, actix_web::Error>) -> Result<HttpResponse, Error> {
    let new: NewNotice = parsed(body)?;
    let about = About { location: new.location_id, organization: new.organization_id, service: new.service_id, term: new.term };
    let wish = Wish {
        kind: new.kind,
        text: new.text.unwrap_or_default(),
        text_en: new.text_en,
        opens: new.opens,
        closes: new.closes,
        starts_at: new.starts_at.map(instant),
        ends_at: new.ends_at.map(instant),
    };
    let notice = written::write(&state, &caller, &new.region, about, &wish).await?;
    let mut answer = HttpResponse::Created();
    answer.insert_header(("Location", format!("/v1/notices/{}", notice.id))).insert_header(("Cache-Control", "no-store"));
    Ok(answer.json(written::view(&state, &notice)))
}

#[utoipa::path(patch, path = "/v1/notices/{id}", tag = "notices", security(("key" = []), ("session" = [])), params(("id" = String, Path)),
    request_body(content = NoticeChange),
    responses((status = 200, body = NoticeView), (status = 400, body = crate::error::Problem), (status = 401, body = crate::error::Problem),
        (status = 403, body = crate::error::Problem), (status = 404, body = crate::error::Problem),
        (status = 409, body = crate::error::Problem, description = "It has ended, or somebody changed it at the same time"),
        (status = 429, body = crate::error::Problem)))]
/// Changes what a notice says, or its times.
pub async fn patch(
    state: web::Data<State>,
    caller: Caller,
    id: web::Path<String>,
    body: Result<Bytes, actix_web::Error>,
) -> Result<HttpResponse, Error> {
    let seen = written::own(&state, &caller, &id).await?;
    let change: NoticeChange = parsed(body)?;
    let changed = written::change(&state, &caller, seen, |wish| {
        wish.kind = change.kind.unwrap_or_else(|| wish.kind.clone());
        wish.text = change.text.unwrap_or_else(|| wish.text.clone());
        wish.text_en = change.text_en.unwrap_or_else(|| wish.text_en.clone());
        wish.opens = change.opens.or_else(|| wish.opens.clone());
        wish.closes = change.closes.or_else(|| wish.closes.clone());
        wish.starts_at = change.starts_at.map(instant).or(wish.starts_at);
        wish.ends_at = change.ends_at.map(instant).or(wish.ends_at);
    });
    let changed = changed.await?;
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(written::view(&state, &changed)))
}

#[utoipa::path(delete, path = "/v1/notices/{id}", tag = "notices", security(("key" = []), ("session" = [])), params(("id" = String, Path)),
    responses((status = 200, body = NoticeView), (status = 401, body = crate::error::Problem), (status = 403, body = crate::error::Problem),
        (status = 404, body = crate::error::Problem), (status = 429, body = crate::error::Problem)))]
/// Ends a notice now. It is kept, as one that has ended.
pub async fn delete(state: web::Data<State>, caller: Caller, id: web::Path<String>) -> Result<HttpResponse, Error> {
    let notice = written::own(&state, &caller, &id).await?;
    let ended = written::end(&state, &caller, &notice).await?;
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(written::view(&state, &ended)))
}
