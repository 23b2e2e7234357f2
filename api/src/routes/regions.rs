//! `GET /v1/regions` and `/v1/regions/{code}`: kabupaten and kota, and the history of their MPPs.

use actix_web::{HttpRequest, HttpResponse, web};
use registry::coverage::{NO_STATE, standings};
use registry::model::{Kind, Point, Region, RegionCode, Zone};
use registry::notice::Spot;
use registry::store::{self, MppEventRow, read};
use serde::Serialize;

use crate::answer;
use crate::coverage::steps;
use crate::error::Error;
use crate::notices::{NoticeView, Reader};
use crate::params::Params;
use crate::sources::{Named, SourceView};
use crate::state::State;

/// A kabupaten or kota.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RegionView {
    /// `36.01`
    #[schema(value_type = String)]
    pub code: RegionCode,
    /// `Kabupaten Pandeglang`
    pub name: String,
    /// `kabupaten` or `kota`.
    #[schema(value_type = String)]
    pub kind: Kind,
    /// The province that it lies in.
    pub province: Named,
    /// False for the six units of DKI Jakarta.
    pub autonomous: bool,
    /// WIB, WITA or WIT.
    #[schema(value_type = String)]
    pub zone: Zone,
    /// A point inside it.
    #[schema(value_type = Object)]
    pub point: Point,
    /// Inhabitants.
    pub population: u32,
    /// Square kilometres.
    pub area_km2: f64,
    /// The state of its MPP today; `none` where nothing is known of one.
    pub mpp: &'static str,
    /// That state is assumed for a demonstration.
    pub mpp_assumed: bool,
}

/// Regions.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RegionList {
    /// In all.
    pub total: usize,
    /// By code.
    pub regions: Vec<RegionView>,
}

/// One step in the history of an MPP.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct EventView {
    /// The state from this date on.
    pub state: String,
    /// By this date it had happened for sure; null where none is attested.
    pub date: Option<String>,
    /// Before this date it had not happened; null where nobody says.
    pub earliest: Option<String>,
    /// The hall's name.
    pub name: String,
    /// What kind of act the date is of.
    pub date_kind: String,
    /// A, B or C.
    pub confidence: String,
    /// Where it is attested.
    pub evidence: String,
    /// Assumed for a demonstration, attested by nobody.
    pub assumed: bool,
    /// Why the ministry does not count it any more; null where it does.
    pub withdrawn: Option<String>,
}

/// A region with the history of its MPP and its sources.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RegionDetail {
    /// The region.
    #[serde(flatten)]
    pub region: RegionView,
    /// The history of its MPP.
    pub history: Vec<EventView>,
    /// Its sources.
    pub sources: Vec<SourceView>,
    /// What it has announced, of itself or of a part of it: in force, or within seven days.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<NoticeView>,
}

impl From<MppEventRow> for EventView {
    fn from(row: MppEventRow) -> Self {
        let stated = |date: String| Some(date).filter(|date| !date.is_empty());
        Self {
            state: row.state,
            date: stated(row.date),
            earliest: stated(row.earliest),
            name: row.name,
            date_kind: row.date_kind,
            confidence: row.confidence,
            evidence: row.evidence,
            assumed: row.assumed,
            withdrawn: row.withdrawn,
        }
    }
}

fn views(state: &State, events: &[MppEventRow], regions: &[&Region]) -> Vec<RegionView> {
    let standings = standings(&steps(events), state.today_date());
    regions
        .iter()
        .map(|region| {
            // The one hall of DKI Jakarta is the hall of each of its units.
            let of_province = || if region.autonomous { None } else { standings.get(&region.province) };
            let standing = standings.get(&region.code).or_else(of_province);
            RegionView {
                code: region.code,
                name: region.name.clone(),
                kind: region.kind,
                province: Named::region(&state.gazetteer, &region.province.to_string()),
                autonomous: region.autonomous,
                zone: region.zone,
                point: region.point,
                population: region.population,
                area_km2: region.area_km2,
                mpp: standing.map_or(NO_STATE, |standing| standing.state.as_str()),
                mpp_assumed: standing.is_some_and(|standing| standing.assumed),
            }
        })
        .collect()
}

#[utoipa::path(get, path = "/v1/regions", tag = "regions", params(("province" = Option<String>, Query)),
    responses((status = 200, body = RegionList), (status = 400, body = crate::error::Problem)))]
/// Lists kabupaten and kota.
pub async fn list(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    let province = Params::of(&request).code("province")?;
    let events = state.store.read(store::mpp_events).await?;
    let all = &state.gazetteer.regions;
    let chosen: Vec<&Region> = all.iter().filter(|region| province.is_none_or(|code| region.province == code.province())).collect();
    let regions = views(&state, &events, &chosen);
    answer::json(&request, &RegionList { total: regions.len(), regions })
}

#[utoipa::path(get, path = "/v1/regions/{code}", tag = "regions", params(("code" = String, Path)),
    responses((status = 200, body = RegionDetail), (status = 404, body = crate::error::Problem)))]
/// One kabupaten or kota.
pub async fn get(request: HttpRequest, state: web::Data<State>, code: web::Path<String>) -> Result<HttpResponse, Error> {
    answer::json(&request, &detail(&state, &code).await?)
}

/// One region.
///
/// # Errors
/// There is none, or the store does not answer.
pub async fn detail(state: &State, text: &str) -> Result<RegionDetail, Error> {
    let region = text.parse::<RegionCode>().ok().and_then(|code| state.gazetteer.region(code));
    let region = region.ok_or_else(|| Error::not_found("region", text))?;
    let code = region.code;
    let load = move |conn: &mut store::Conn| Ok((store::mpp_events(conn)?, store::mpp_history(conn, code)?, read::sources(conn)?));
    let (events, history, sources) = state.store.read(load).await?;
    let view = views(state, &events, &[region]).pop().ok_or_else(|| Error::not_found("region", text))?;
    let own = region.code.to_string();
    let sources = sources.into_iter().filter(|row| row.region == own).map(|row| state.source_view(row)).collect();
    let history = history.into_iter().map(EventView::from).collect();
    let notices = Reader::new(state, state.now()).notices(&Spot::region(region.code));
    Ok(RegionDetail { region: view, history, sources, notices })
}
