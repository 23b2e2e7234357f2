//! The page of a place: is it open, how to get there, what it gives at which counter, and what it reports of itself.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, web};
use askama::Template;

use super::frame::Frame;
use super::handlers::{self, Shown};
use super::share::{Directions, Qr, Share, shortened};
use super::{notice, words};
use crate::linked::schema_org;
use crate::routes::locations::{self, FigureView, LocationDetail, ServiceHere};
use crate::state::State;

/// With more services than this the agencies are folded.
const MANY: i64 = 20;

#[derive(Template)]
#[template(path = "mpp.html")]
struct HallPage {
    f: Frame,
    d: LocationDetail,
    hours: Vec<String>,
    open: String,
    open_class: &'static str,
    phone: Option<String>,
    website: Option<String>,
    as_of: String,
    absent: Option<String>,
    hours_from: Option<(String, String)>,
    directions: Directions,
    share: Share,
    qr: Option<Qr>,
    agencies: Vec<Agency>,
    notices: Vec<notice::Told>,
    latest: Vec<Figure>,
    earlier: Vec<Figure>,
}

/// An agency at the hall.
struct Agency {
    /// `None`: not stated.
    name: Option<String>,
    /// Its counters, with their hours where they are not the hall's.
    counters: Vec<(String, Option<String>)>,
    services: Vec<ServiceHere>,
}

/// A figure in words.
struct Figure {
    name: String,
    value: String,
    /// What the value means, where it has a grade.
    grade: Option<&'static str>,
    period: String,
}

impl HallPage {
    fn is_long(&self) -> bool {
        self.d.location.services > MANY
    }
    /// What is announced of a service, in one line.
    fn announced(&self, service: &ServiceHere) -> Option<String> {
        service.notices.first().map(|one| notice::title(&self.f, one))
    }
    fn title(&self) -> String {
        shortened(&self.d.location.name, 90)
    }
}

/// The services by agency, both by name; what is of no stated agency comes last.
fn by_agency(f: &Frame, services: Vec<ServiceHere>, halls: Option<&str>) -> Vec<Agency> {
    let mut all: BTreeMap<(bool, String), Agency> = BTreeMap::new();
    for service in services {
        let name = service.organization.clone();
        let key = (name.is_none(), name.clone().unwrap_or_default());
        let agency = all.entry(key).or_insert_with(|| Agency { name, counters: Vec::new(), services: Vec::new() });
        if let Some(counter) = &service.counter {
            let hours = service.opening_hours.as_deref().filter(|osm| Some(*osm) != halls);
            let hours = hours.map(|osm| words::hours_by_day(f, Some(osm)).join("; "));
            if !agency.counters.iter().any(|(known, at)| known == counter && *at == hours) {
                agency.counters.push((counter.clone(), hours));
            }
        }
        agency.services.push(service);
    }
    all.into_values().collect()
}

/// The latest figure of each metric, and those before.
fn figures(f: &Frame, all: &[FigureView]) -> (Vec<Figure>, Vec<Figure>) {
    let (mut latest, mut earlier, mut seen) = (Vec::new(), Vec::new(), std::collections::HashSet::new());
    for figure in all {
        let told = Figure {
            name: words::metric(f, &figure.metric),
            value: words::number(f, figure.value),
            grade: (figure.metric == "satisfaction").then(|| words::grade(f, figure.value)),
            period: words::period(f, &figure.period),
        };
        if seen.insert(figure.metric.as_str()) { latest.push(told) } else { earlier.push(told) }
    }
    (latest, earlier)
}

pub(super) async fn show(request: HttpRequest, state: web::Data<State>, id: web::Path<String>) -> Shown {
    let page = locations::detail(&state, &id).await.map(|mut d| {
        let f = Frame::of(&request, state.demo || d.location.synthetic).with_data(|base| schema_org::hall(base, &d));
        let hours = words::hours_by_day(&f, d.location.opening_hours.as_deref());
        let address = d.location.address.clone();
        let agencies = by_agency(&f, std::mem::take(&mut d.services_here), d.location.opening_hours.as_deref());
        let (latest, earlier) = figures(&f, &d.statistics);
        let text = [Some(d.location.name.clone()), address.clone(), Some(hours.join("; "))].into_iter().flatten().collect::<Vec<_>>();
        HallPage {
            open: words::open(&f, d.location.open, d.location.opens_next.as_deref()),
            open_class: words::open_class(d.location.open),
            phone: words::phone(d.phone.as_ref()),
            website: words::link(d.website.as_deref()),
            absent: d.location.absent_since.map(|since| words::time(&f, Some(since))),
            as_of: words::time(&f, d.location.data_as_of),
            hours_from: words::provenance(d.hours.as_ref()),
            directions: Directions::to(d.location.point, d.location.point_is_regions, &d.location.name, address.as_deref()),
            share: Share::of(&d.location.name, &text.join("\n"), &f.address),
            qr: Qr::of(&f.address),
            notices: notice::told_at_hall(&f, &d.location.notices),
            hours,
            agencies,
            latest,
            earlier,
            f,
            d,
        }
    });
    handlers::show(&request, page)
}
