//! The page of a kabupaten or kota: its halls, and where it has none the nearest; the history of its MPP, and its sources.

use actix_web::{HttpRequest, web};
use askama::Template;
use registry::model::Instant;

use super::frame::Frame;
use super::handlers::{self, Shown};
use super::{notice, words};
use crate::error::Error;
use crate::linked::schema_org;
use crate::params::Params;
use crate::routes::locations::{self, LocationView};
use crate::routes::regions::{self, RegionDetail};
use crate::sources::SourceView;
use crate::state::State;

#[derive(Template)]
#[template(path = "daerah.html")]
struct RegionPage {
    f: Frame,
    d: RegionDetail,
    halls: Vec<LocationView>,
    /// Where there is no hall: the nearest ones.
    nearest: Vec<LocationView>,
    notices: Vec<notice::Told>,
}

impl RegionPage {
    fn open(&self, place: &LocationView) -> String {
        words::open(&self.f, place.open, place.opens_next.as_deref())
    }
    fn open_class(&self, place: &LocationView) -> &'static str {
        words::open_class(place.open)
    }
    fn hours(&self, place: &LocationView) -> Vec<String> {
        words::hours_by_day(&self.f, place.opening_hours.as_deref())
    }
    /// What is announced of a hall, in one line: the region's own stands above.
    fn announced(&self, place: &LocationView) -> Option<String> {
        place.notices.iter().find(|one| one.scope != "region").map(|one| notice::title(&self.f, one))
    }
    fn distance(&self, place: &LocationView) -> Option<String> {
        words::distance(&self.f, place.distance_km)
    }
    fn standing(&self, state: &str) -> String {
        words::standing(&self.f, state)
    }
    fn health(&self, source: &SourceView) -> (&'static str, &'static str) {
        match source.up {
            Some(true) => ("buka", self.f.t("sehat", "up")),
            Some(false) => ("tutup", self.f.t("gagal", "failing")),
            None => ("entah", self.f.t("belum diketahui", "unknown")),
        }
    }
    fn time(&self, at: &Option<Instant>) -> String {
        words::time(&self.f, *at)
    }
    fn population(&self) -> String {
        words::number(&self.f, f64::from(self.d.region.population))
    }
    fn zone(&self) -> &'static str {
        self.d.region.zone.as_str()
    }
    fn feed(&self) -> String {
        self.f.to(&format!("/daerah/{}/perubahan.atom", self.d.region.code))
    }
    fn period(&self, date: &str) -> String {
        words::period(&self.f, date)
    }
}

pub(super) async fn show(request: HttpRequest, state: web::Data<State>, code: web::Path<String>) -> Shown {
    handlers::show(&request, page(&request, &state, &code).await)
}

async fn page(request: &HttpRequest, state: &State, code: &str) -> Result<RegionPage, Error> {
    let d = regions::detail(state, code).await?;
    let halls = locations::find(state, &Params::read(&format!("region={}&size=100", d.region.code))).await?.locations;
    let point = d.region.point;
    let nearest = match halls.is_empty() {
        true => locations::find(state, &Params::read(&format!("near={},{}&size=5", point.lat, point.lon))).await?.locations,
        false => Vec::new(),
    };
    let synthetic = state.demo || halls.iter().chain(&nearest).any(|hall| hall.synthetic);
    let f = Frame::of(request, synthetic).with_data(|base| {
        let way = [("Simpul", "/".to_owned()), (d.region.name.as_str(), format!("/daerah/{}", d.region.code))];
        let found = halls.iter().map(|hall| (hall.name.as_str(), format!("/mpp/{}", hall.id)));
        vec![schema_org::list(base, 1, found), schema_org::breadcrumbs(base, &way)]
    });
    Ok(RegionPage { notices: notice::told(&f, &d.notices), f, d, halls, nearest })
}
