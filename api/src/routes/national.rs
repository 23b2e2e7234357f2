//! `GET /v1/national-services`, `GET /v1/national-services/{slug}`: a national service compared over the regions.

use actix_web::{HttpRequest, HttpResponse, web};
use registry::normalise::service_name;
use registry::store::read;
use serde::Serialize;

use crate::answer;
use crate::error::Error;
use crate::finder::told::plain;
use crate::national::{self, Offer, Spread};
use crate::params::{Page, Params};
use crate::state::State;

/// Orders of the offers; with a minus the other way round. What is unknown stands last in both.
pub const ORDERS: [&str; 8] = ["region", "cost", "-cost", "duration", "-duration", "requirements", "-requirements", "data_as_of"];

/// The national services.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct NationalList {
    /// By name.
    pub services: Vec<NationalService>,
}

/// One of them.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct NationalService {
    /// For `/v1/national-services/{slug}`.
    pub slug: String,
    /// For people.
    pub name: String,
    /// The national term.
    pub term: &'static str,
    /// `Kepolisian`
    pub category: String,
    /// How many services of regions it stands for.
    pub offers: i64,
}

/// A national service over the regions.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct NationalDetail {
    /// Its name in addresses.
    pub slug: String,
    /// For people.
    pub name: String,
    /// The national term.
    pub term: &'static str,
    /// `Kepolisian`
    pub category: String,
    /// The agencies that give it.
    pub agencies: Vec<String>,
    /// Offers in the whole nation: what the figures below are of.
    pub offers: usize,
    /// Regions that offer it.
    pub regions: usize,
    /// Rupiah; of a range the upper bound.
    pub cost_idr: Spread,
    /// The longest it takes, in minutes; a working day counts as 7/5 of a day.
    pub duration_minutes: Spread,
    /// Documents to bring.
    pub requirements: Spread,
    /// Offers in `province`, else all.
    pub total: usize,
    /// From 1.
    pub page: usize,
    /// At most 100.
    pub size: usize,
    /// This page of the offers.
    pub rows: Vec<Offer>,
}

/// The services by name, with how many offers each has.
///
/// # Errors
/// The store does not answer.
pub async fn all(state: &State) -> Result<NationalList, Error> {
    let counts = state.store.read(read::offers_by_term).await?;
    let service = |term: &&'static str| NationalService {
        slug: national::slug(term),
        name: plain(term),
        category: service_name::entry(term).map(|entry| entry.category.clone()).unwrap_or_default(),
        offers: counts.get(*term).copied().unwrap_or_default(),
        term,
    };
    let mut services: Vec<NationalService> = service_name::canonical().iter().map(service).collect();
    services.sort_by_cached_key(|service| service.name.to_lowercase());
    Ok(NationalList { services })
}

/// One national service: its figures, and all the offers that the parameters ask for, in their order.
///
/// # Errors
/// There is none, a parameter is not as documented, or the store does not answer.
pub async fn detail(state: &State, slug: &str, params: &Params) -> Result<(NationalDetail, Page), Error> {
    let term = national::term(slug).ok_or_else(|| Error::not_found("national service", slug))?;
    let page = params.page(50)?;
    let order = params.choice("sort", &ORDERS)?;
    let province = params.code("province")?.map(|code| code.province().to_string());
    let rows = state.store.read(move |conn| read::offers(conn, term)).await?;
    let mut offers: Vec<Offer> = rows.into_iter().map(|(row, documents)| Offer::of(&state.gazetteer, row, documents)).collect();
    let spread = |at: usize| Spread::of(offers.iter().filter_map(|offer| offer.figures.get(at).copied()));
    let (cost_idr, duration_minutes, requirements) = (spread(0), spread(1), spread(2));
    let regions: std::collections::BTreeSet<&str> = offers.iter().map(|offer| offer.region.code.as_str()).collect();
    let (in_all, regions) = (offers.len(), regions.len());
    if let Some(province) = province {
        offers.retain(|offer| offer.province.code == province);
    }
    sort(&mut offers, order);
    let entry = service_name::entry(term);
    let detail = NationalDetail {
        slug: slug.to_owned(),
        name: plain(term),
        term,
        category: entry.map(|entry| entry.category.clone()).unwrap_or_default(),
        agencies: entry.map(|entry| entry.agencies.clone()).unwrap_or_default(),
        offers: in_all,
        regions,
        cost_idr,
        duration_minutes,
        requirements,
        total: offers.len(),
        page: page.page,
        size: page.size,
        rows: offers,
    };
    Ok((detail, page))
}

fn sort(offers: &mut [Offer], order: &str) {
    let (down, by) = order.strip_prefix('-').map_or((false, order), |by| (true, by));
    let place = match by {
        "cost" => 0,
        "duration" => 1,
        "requirements" => 2,
        "data_as_of" => return offers.sort_by_key(|offer| std::cmp::Reverse(offer.data_as_of)),
        _ => return,
    };
    let figure = |offer: &Offer| offer.figures.get(place).and_then(|figure| figure.value());
    offers.sort_by(|a, b| match (figure(a), figure(b)) {
        (Some(a), Some(b)) if down => b.total_cmp(&a),
        (Some(a), Some(b)) => a.total_cmp(&b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    });
}

/// The offers as a table for spreadsheets. A text that would be taken for a formula gets an apostrophe.
#[must_use]
pub fn csv(detail: &NationalDetail) -> String {
    let raw = |fact: Option<&serde_json::Value>| fact.and_then(|fact| fact.get("raw")?.as_str().map(str::to_owned)).unwrap_or_default();
    let number = |value: Option<f64>| value.map(|value| format!("{value:.0}")).unwrap_or_default();
    let mut text = String::from(
        "region,region_name,province,service,organization,cost_idr,cost_raw,duration_minutes,duration_raw,requirements,source,data_as_of,synthetic,service_id\r\n",
    );
    for offer in &detail.rows {
        let cells = [
            offer.region.code.clone(),
            offer.region.name.clone(),
            offer.province.name.clone(),
            offer.name.clone(),
            offer.organization.clone().unwrap_or_default(),
            number(offer.cost_idr),
            raw(offer.cost.as_ref()),
            number(offer.duration_minutes),
            raw(offer.duration.as_ref()),
            offer.requirements.map(|many| many.to_string()).unwrap_or_default(),
            offer.source.clone(),
            offer.data_as_of.map(|at| at.to_string()).unwrap_or_default(),
            offer.synthetic.to_string(),
            offer.service_id.to_string(),
        ];
        text.push_str(&cells.map(|cell| quoted(&cell)).join(","));
        text.push_str("\r\n");
    }
    text
}

fn quoted(cell: &str) -> String {
    let safe = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() };
    if safe.contains([',', '"', '\n', '\r']) { format!("\"{}\"", safe.replace('"', "\"\"")) } else { safe }
}

#[utoipa::path(get, path = "/v1/national-services", tag = "national", responses((status = 200, body = NationalList)))]
/// The national services, and how many offers each has.
pub async fn list(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    answer::json(&request, &all(&state).await?)
}

#[utoipa::path(get, path = "/v1/national-services/{slug}", tag = "national",
    params(("slug" = String, Path, description = "Like skck-polri"), ("province" = Option<String>, Query, description = "Province, like 36"),
        ("sort" = Option<String>, Query, description = "region, cost, duration, requirements, data_as_of; -cost and so on the other way round"),
        ("format" = Option<String>, Query, description = "json or csv; csv holds all rows"),
        ("page" = Option<usize>, Query), ("size" = Option<usize>, Query)),
    responses((status = 200, body = NationalDetail), (status = 400, body = crate::error::Problem), (status = 404, body = crate::error::Problem)))]
/// A national service compared over the regions.
pub async fn get(request: HttpRequest, state: web::Data<State>, slug: web::Path<String>) -> Result<HttpResponse, Error> {
    let params = Params::of(&request);
    let format = params.choice("format", &["json", "csv"])?;
    let (mut found, page) = detail(&state, &slug, &params).await?;
    if format == "csv" {
        return Ok(answer::text(&request, "text/csv; charset=utf-8", csv(&found)));
    }
    found.rows = page.of(std::mem::take(&mut found.rows));
    answer::json(&request, &found)
}
