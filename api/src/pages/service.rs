//! The page of a service: what to bring as a list to tick off, print or send, what it costs, how long it takes, and where it is given.

use actix_web::{HttpRequest, web};
use askama::Template;

use super::frame::Frame;
use super::handlers::{self, Shown};
use super::share::{Share, shortened};
use super::{notice, words};
use crate::linked::schema_org;
use crate::routes::locations::LocationView;
use crate::routes::services::{self, Requirement, ServiceDetail};
use crate::state::State;

#[derive(Template)]
#[template(path = "layanan.html")]
struct ServicePage {
    f: Frame,
    d: ServiceDetail,
    cost: String,
    duration: String,
    channels: String,
    link: Option<String>,
    as_of: String,
    absent: Option<String>,
    from: Vec<(String, String, String)>,
    share: Share,
}

impl ServicePage {
    fn open(&self, place: &LocationView) -> String {
        words::open(&self.f, place.open, place.opens_next.as_deref())
    }
    fn open_class(&self, place: &LocationView) -> &'static str {
        words::open_class(place.open)
    }
    fn hours(&self, place: &LocationView) -> Vec<String> {
        words::hours_by_day(&self.f, place.opening_hours.as_deref())
    }
    fn notices(&self, place: &LocationView) -> Vec<notice::Told> {
        notice::told_at_hall(&self.f, &place.notices)
    }
    fn uri(&self, requirement: &Requirement) -> Option<String> {
        words::link(requirement.uri.as_deref())
    }
    /// The same national service at other places.
    fn elsewhere(&self) -> Option<String> {
        let term: String = url::form_urlencoded::byte_serialize(self.d.term.as_deref()?.as_bytes()).collect();
        Some(self.f.to(&format!("/?term={term}")))
    }
    fn title(&self) -> String {
        shortened(&self.d.name, 90)
    }
}

/// What is sent: the name, what to bring, cost and duration.
fn message(f: &Frame, d: &ServiceDetail, cost: &str, duration: &str) -> String {
    let mut lines = vec![shortened(&d.name, 200)];
    lines.extend(d.organization.as_ref().map(|organization| organization.name.clone()));
    lines.push(format!("{}:", f.t("Yang perlu dibawa", "What to bring")));
    if d.requirements.is_empty() {
        lines.push(f.t("(tidak dicantumkan)", "(not stated)").to_owned());
    }
    lines.extend(d.requirements.iter().map(|requirement| format!("- {}", requirement.document)));
    lines.push(format!("{}: {cost}", f.t("Biaya", "Cost")));
    lines.push(format!("{}: {duration}", f.t("Waktu", "Duration")));
    lines.join("\n")
}

pub(super) async fn show(request: HttpRequest, state: web::Data<State>, id: web::Path<String>) -> Shown {
    let page = services::detail(&state, &id).await.map(|d| {
        let f = Frame::of(&request, state.demo || d.synthetic).with_data(|base| schema_org::service(base, &d));
        let names = [
            ("cost", f.t("Biaya", "Cost")),
            ("duration", f.t("Waktu", "Duration")),
            ("requirements", f.t("Yang perlu dibawa", "What to bring")),
            ("organization", f.t("Instansi", "Agency")),
            ("term", f.t("Layanan nasional", "National service")),
            ("hours", f.t("Jam buka", "Opening hours")),
            ("phone", f.t("Telepon", "Telephone")),
            ("point", f.t("Koordinat", "Coordinates")),
        ];
        let told = |(key, name): (&str, &str)| d.provenance.get(key).map(|from| (name.to_owned(), from.raw.clone(), from.rule.clone()));
        let from = names.into_iter().filter_map(told).collect();
        let (cost, duration) = (words::cost(&f, d.cost.as_ref()), words::duration(&f, d.duration.as_ref()));
        ServicePage {
            share: Share::of(&d.name, &message(&f, &d, &cost, &duration), &f.address),
            cost,
            duration,
            channels: d.channels.iter().map(|name| words::channel(&f, name)).collect::<Vec<_>>().join(", "),
            link: words::link(d.url.as_deref()),
            absent: d.absent_since.map(|since| words::time(&f, Some(since))),
            as_of: words::time(&f, d.source.as_ref().and_then(|source| source.last_success_at)),
            from,
            f,
            d,
        }
    });
    handlers::show(&request, page)
}
