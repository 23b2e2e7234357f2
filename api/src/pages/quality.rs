//! `/kualitas`: how good every catalog is, what it lacks of the six published components of a service standard, by province and by source.

use actix_web::{HttpRequest, web};
use askama::Template;
use registry::quality::Component;

use super::frame::Frame;
use super::handlers::{self, Shown};
use super::words;
use crate::error::Error;
use crate::params::Params;
use crate::routes::quality::{self, QualityList, SourceQuality};
use crate::sources::Named;
use crate::state::State;

#[derive(Template)]
#[template(path = "kualitas.html")]
struct QualityPage {
    f: Frame,
    q: QualityList,
    provinces: Vec<Named>,
    province: Option<Named>,
}

impl QualityPage {
    fn points(&self, points: &f64) -> String {
        words::number(&self.f, (points * 10.0).round() / 10.0)
    }
    fn percent(&self, share: &f64) -> String {
        format!("{} %", words::number(&self.f, (share * 100.0).round()))
    }
    fn component(&self, at: &usize) -> &'static str {
        Component::ALL.get(*at).map_or("", |component| {
            let (id, en) = component.name();
            self.f.t(id, en)
        })
    }
    fn file(&self, format: &str) -> String {
        let province = self.province.as_ref().map(|province| format!("&province={}", province.code)).unwrap_or_default();
        format!("/v1/quality?format={format}{province}")
    }
    fn sources(&self) -> &[SourceQuality] {
        &self.q.sources
    }
}

pub(super) async fn show(request: HttpRequest, state: web::Data<State>) -> Shown {
    handlers::show(&request, page(&request, &state).await)
}

async fn page(request: &HttpRequest, state: &State) -> Result<QualityPage, Error> {
    let code = Params::of(request).code("province")?.map(|code| code.province());
    let q = quality::find(state, code).await?;
    let synthetic = state.demo || q.sources.iter().any(|one| one.synthetic);
    let provinces = state.gazetteer.provinces.iter().map(|one| Named { code: one.code.to_string(), name: one.name.clone() }).collect();
    let province = code.map(|code| Named::region(&state.gazetteer, &code.to_string()));
    Ok(QualityPage { f: Frame::of(request, synthetic), q, provinces, province })
}
