//! `/pencarian`: what citizens look for and do not find, for those who decide what halls offer.

use actix_web::{HttpRequest, web};
use askama::Template;

use super::frame::Frame;
use super::handlers::{Shown, Turns, show};
use crate::error::Error;
use crate::params::Params;
use crate::routes::searches::{self, SearchList};
use crate::state::State;

#[derive(Template)]
#[template(path = "pencarian.html")]
struct SearchesPage {
    f: Frame,
    s: SearchList,
    region: String,
    by_empty: bool,
    regions: Vec<(String, String)>,
    rate: Option<String>,
    turns: Turns,
}

pub(super) async fn list(request: HttpRequest, state: web::Data<State>) -> Shown {
    show(&request, page(&request, &state).await)
}

async fn page(request: &HttpRequest, state: &State) -> Result<SearchesPage, Error> {
    let params = Params::of(request);
    let (s, page) = searches::find(state, &params).await?;
    let f = Frame::of(request, state.demo);
    let rate = s.empty_rate.map(|rate| format!("{:.1} %", rate * 100.0));
    Ok(SearchesPage {
        rate: if f.english() { rate } else { rate.map(|rate| rate.replace('.', ",")) },
        turns: Turns::of(request, page, i64::try_from(s.total).unwrap_or_default()),
        region: params.get("region").unwrap_or_default().to_owned(),
        by_empty: params.get("order") == Some("empty"),
        regions: state.gazetteer.regions.iter().map(|region| (region.code.to_string(), region.name.clone())).collect(),
        s,
        f,
    })
}
