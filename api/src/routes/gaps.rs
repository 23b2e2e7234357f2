//! `GET /v1/gaps/…`: what is missing where, and what is far out.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::answer;
use crate::error::Error;
use crate::gaps::{self, Outlier, RegionLacks, ServiceGaps, ServiceLacks};
use crate::params::Params;
use crate::state::State;
use crate::table::FORMATS;

#[utoipa::path(get, path = "/v1/gaps/services", tag = "gaps",
    params(("province" = Option<String>, Query, description = "Of one province: 36"), ("format" = Option<String>, Query, description = "json, csv or xlsx")),
    responses((status = 200, content((ServiceGaps = "application/json"), (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), (status = 400, body = crate::error::Problem)))]
/// National services by how many people live where they are not listed.
pub async fn services(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    let params = Params::of(&request);
    let format = params.choice("format", &FORMATS)?;
    let found = gaps::services(&state, params.code("province")?).await?;
    if format == "json" { answer::json(&request, &found) } else { found.table().answer(&request, format) }
}

#[utoipa::path(get, path = "/v1/gaps/services/{slug}", tag = "gaps",
    params(("slug" = String, Path, description = "Like skck-polri"), ("format" = Option<String>, Query, description = "json, csv or xlsx")),
    responses((status = 200, content((ServiceLacks = "application/json"), (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), (status = 400, body = crate::error::Problem),
        (status = 404, body = crate::error::Problem)))]
/// The regions whose catalog does not list a national service, and the nearest that does.
pub async fn service(request: HttpRequest, state: web::Data<State>, slug: web::Path<String>) -> Result<HttpResponse, Error> {
    let format = Params::of(&request).choice("format", &FORMATS)?;
    let found = gaps::service(&state, &slug).await?;
    if format == "json" {
        return answer::json(&request, &found);
    }
    let name = format!("kesenjangan-{}", found.service.slug);
    gaps::table_of_lacks(name, &found.at.to_string(), &found.missing).answer(&request, format)
}

#[utoipa::path(get, path = "/v1/gaps/regions", tag = "gaps", params(("format" = Option<String>, Query, description = "json, csv or xlsx")),
    responses((status = 200, content((RegionLacks = "application/json"), (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), (status = 400, body = crate::error::Problem)))]
/// The regions without an MPP, and how far the nearest one is.
pub async fn regions(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    let format = Params::of(&request).choice("format", &FORMATS)?;
    let found = gaps::regions(&state).await?;
    if format == "json" {
        return answer::json(&request, &found);
    }
    gaps::table_of_lacks("daerah-tanpa-mpp".to_owned(), &found.at, &found.regions).answer(&request, format)
}

#[utoipa::path(get, path = "/v1/gaps/outliers", tag = "gaps", params(("format" = Option<String>, Query, description = "json, csv or xlsx")),
    responses((status = 200, content((Vec<Outlier> = "application/json"), (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), (status = 400, body = crate::error::Problem)))]
/// Costs and times that are far from what other regions say of the same service.
pub async fn outliers(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    let format = Params::of(&request).choice("format", &FORMATS)?;
    let found = gaps::outliers(&state).await?;
    if format == "json" { answer::json(&request, found.as_ref()) } else { gaps::table_of_outliers(&found).answer(&request, format) }
}
