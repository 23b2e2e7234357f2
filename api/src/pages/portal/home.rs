//! `/publikasi`: a region's sources, what needs attention first; for the ministry, the regions.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use registry::store;

use super::super::frame::Frame;
use super::super::words;
use super::desk::{Desk, private};
use super::member::{Member, Unmet};
use crate::error::Error;
use crate::routes::sources as feeds;
use crate::sources::SourceView;
use crate::state::State;

#[derive(Template)]
#[template(path = "publikasi.html")]
struct HomePage {
    f: Frame,
    d: Desk,
    sources: Vec<SourceView>,
    /// Offers that wait for the ministry.
    waiting: i64,
}

impl HomePage {
    fn class(&self, source: &SourceView) -> &'static str {
        words::open_class(source.up)
    }
    fn health(&self, source: &SourceView) -> &'static str {
        super::super::sources::health(&self.f, source)
    }
    fn why(&self, source: &SourceView) -> &'static str {
        self.f.t(source.explanation.unwrap_or_default(), source.explanation_en.unwrap_or_default())
    }
    /// What there is to do about it, the most urgent first.
    fn to_do(&self, source: &SourceView) -> Vec<String> {
        let mut list = Vec::new();
        if source.held_since.is_some() {
            list.push(self.f.t("Periksa isi yang ditahan", "Look at what is held").to_owned());
        }
        if source.up == Some(false) {
            list.push(self.f.t("Perbaiki pengambilan datanya", "Repair the feed").to_owned());
        }
        if source.findings.error > 0 {
            list.push(format!(
                "{} {}",
                source.findings.error,
                self.f.t("catatan layanan ditolak: perbaiki", "records are refused: repair them")
            ));
        }
        list
    }
}

pub(super) async fn show(request: HttpRequest, state: web::Data<State>, member: Member) -> Result<HttpResponse, Unmet> {
    Ok(private(&request, page(&request, &state, &member).await)?)
}

async fn page(request: &HttpRequest, state: &State, member: &Member) -> Result<HomePage, Error> {
    let d = Desk::of(request, state, &member.0)?;
    let mut sources = feeds::all(state).await?.sources;
    if let Some(region) = &d.region {
        sources.retain(|source| source.region.code == region.code);
    } else {
        sources.retain(|source| source.held_since.is_some() || source.up == Some(false));
    }
    sources.sort_by_cached_key(super::super::sources::by_need);
    let waiting = if d.has_reviews && d.region.is_none() { state.store.read(store::offers_waiting).await? } else { 0 };
    Ok(HomePage { f: d.f.clone(), d, sources, waiting })
}
