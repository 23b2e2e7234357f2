//! `/kesenjangan` and `/kesenjangan/{slug}`: what is missing where, and the nearest that has it.

use std::sync::Arc;

use actix_web::{HttpRequest, web};
use askama::Template;

use super::frame::Frame;
use super::handlers::{self, Shown};
use super::words;
use crate::error::Error;
use crate::gaps::{self, Outlier, RegionLacks, ServiceGaps, ServiceLacks};
use crate::params::Params;
use crate::sources::Named;
use crate::state::State;

/// Rows of each table on the page; the files hold all.
const ROWS: usize = 25;

#[derive(Template)]
#[template(path = "kesenjangan.html")]
struct GapsPage {
    f: Frame,
    services: ServiceGaps,
    regions: RegionLacks,
    outliers: Arc<Vec<Outlier>>,
    provinces: Vec<Named>,
    province: Option<Named>,
}

impl GapsPage {
    fn number(&self, number: &u64) -> String {
        words::count(&self.f, *number)
    }
    fn people(&self, number: &u32) -> String {
        words::count(&self.f, u64::from(*number))
    }
    fn km(&self, km: &Option<f64>) -> String {
        words::distance_or_dash(&self.f, *km)
    }
    fn value(&self, one: &Outlier, value: &f64) -> String {
        if one.kind == "cost" {
            return format!("Rp{}", words::number(&self.f, *value));
        }
        let (unit, minutes) = match *value {
            v if v < 120.0 => (self.f.t("menit", "minutes"), 1.0),
            v if v < 2880.0 => (self.f.t("jam", "hours"), 60.0),
            _ => (self.f.t("hari", "days"), 1440.0),
        };
        format!("{} {unit}", words::number(&self.f, (value / minutes).round()))
    }
    fn shown<'a, T>(&self, all: &'a [T]) -> &'a [T] {
        all.get(..ROWS).unwrap_or(all)
    }
    fn file(&self, path: &str, format: &str) -> String {
        let province = self.province.as_ref().map(|province| format!("&province={}", province.code)).unwrap_or_default();
        format!("/v1/gaps/{path}?format={format}{}", if path == "services" { province.as_str() } else { "" })
    }
}

pub(super) async fn show(request: HttpRequest, state: web::Data<State>) -> Shown {
    handlers::show(&request, page(&request, &state).await)
}

async fn page(request: &HttpRequest, state: &State) -> Result<GapsPage, Error> {
    let code = Params::of(request).code("province")?.map(|code| code.province());
    let services = gaps::services(state, code).await?;
    let regions = gaps::regions(state).await?;
    let outliers = gaps::outliers(state).await?;
    let synthetic = state.demo || gaps::offered(state).await?.synthetic;
    let provinces = state.gazetteer.provinces.iter().map(|one| Named { code: one.code.to_string(), name: one.name.clone() }).collect();
    let province = code.map(|code| Named::region(&state.gazetteer, &code.to_string()));
    Ok(GapsPage { f: Frame::of(request, synthetic), services, regions, outliers, provinces, province })
}

#[derive(Template)]
#[template(path = "kesenjangan_satu.html")]
struct GapPage {
    f: Frame,
    s: ServiceLacks,
}

impl GapPage {
    fn number(&self, number: &u64) -> String {
        words::count(&self.f, *number)
    }
    fn people(&self, number: &u32) -> String {
        words::count(&self.f, u64::from(*number))
    }
    fn km(&self, km: &Option<f64>) -> String {
        words::distance_or_dash(&self.f, *km)
    }
}

pub(super) async fn one(request: HttpRequest, state: web::Data<State>, slug: web::Path<String>) -> Shown {
    let page = async {
        let s = gaps::service(&state, &slug).await?;
        let synthetic = state.demo || gaps::offered(&state).await?.synthetic;
        Ok(GapPage { f: Frame::of(&request, synthetic), s })
    };
    handlers::show(&request, page.await)
}
