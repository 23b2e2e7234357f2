//! `/publikasi/sumber-baru`: a team offers a feed by its address, looks at what is in it, and puts it before the ministry; `/publikasi/tinjauan`: the
//! ministry decides. Works without JavaScript: while a feed is being read, the page loads itself again.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use harvester::offer::{LOOKED, Look, Remark};
use registry::access::{Action, Scope};
use registry::model::{Reason, RegionCode};
use registry::offer::OfferState;
use registry::store;
use serde::Deserialize;

use super::super::frame::Frame;
use super::desk::{Desk, private, see};
use super::member::{Filled, Member, Unmet};
use crate::access::{Caller, Signed};
use crate::error::Error;
use crate::offers::{self, Decided, Draft, OfferView, state_name};
use crate::routes::offers::may_look;
use crate::state::State;

/// Where the offers of a region are.
const HERE: &str = "/publikasi/sumber-baru";

/// Formats to choose from, and what they are.
const FORMATS: [(&str, &str, &str); 6] = [
    ("hsds", "HSDS 3.0", "HSDS 3.0"),
    ("table", "CSV, XLSX, ODS", "CSV, XLSX, ODS"),
    ("jsonld", "schema.org (JSON-LD)", "schema.org (JSON-LD)"),
    ("json", "JSON lain (perlu pemetaan)", "other JSON (needs a mapping)"),
    ("html", "halaman web (perlu pemetaan)", "web page (needs a mapping)"),
    ("ckan", "portal CKAN (perlu pemetaan)", "CKAN portal (needs a mapping)"),
];

#[derive(Template)]
#[template(path = "publikasi_sumber_baru.html")]
struct OffersPage {
    f: Frame,
    d: Desk,
    offers: Vec<OfferView>,
    may_offer: bool,
    formats: [(&'static str, &'static str, &'static str); 6],
}

#[derive(Template)]
#[template(path = "publikasi_tawaran.html")]
struct OfferPage {
    f: Frame,
    d: Desk,
    o: OfferView,
    may_offer: bool,
    may_review: bool,
}

#[derive(Template)]
#[template(path = "publikasi_tinjauan.html")]
struct ReviewsPage {
    f: Frame,
    d: Desk,
    waiting: Vec<OfferView>,
    decided: Vec<OfferView>,
}

/// A state, in the language of the page.
fn state_of(f: &Frame, o: &OfferView) -> &'static str {
    o.state.parse::<OfferState>().map_or(o.state, |state| {
        let (id, en) = state_name(state);
        if f.english() { en } else { id }
    })
}

fn class_of(o: &OfferView) -> &'static str {
    match o.state {
        "accepted" => "buka",
        "refused" | "withdrawn" => "tutup",
        "submitted" => "tahan",
        _ => "",
    }
}

impl OffersPage {
    fn state(&self, o: &OfferView) -> &'static str {
        state_of(&self.f, o)
    }
    fn class(&self, o: &OfferView) -> &'static str {
        class_of(o)
    }
    fn to(&self, o: &OfferView) -> String {
        self.f.to(&format!("{HERE}/{}", o.id))
    }
}

impl ReviewsPage {
    fn state(&self, o: &OfferView) -> &'static str {
        state_of(&self.f, o)
    }
    fn class(&self, o: &OfferView) -> &'static str {
        class_of(o)
    }
    fn to(&self, o: &OfferView) -> String {
        self.f.to(&format!("{HERE}/{}", o.id))
    }
    fn proof(&self, o: &OfferView) -> &'static str {
        self.f.t(o.proof.explanation, o.proof.explanation_en)
    }
}

impl OfferPage {
    fn state(&self) -> &'static str {
        state_of(&self.f, &self.o)
    }
    fn class(&self) -> &'static str {
        class_of(&self.o)
    }
    fn proof(&self) -> &'static str {
        self.f.t(self.o.proof.explanation, self.o.proof.explanation_en)
    }
    fn proof_class(&self) -> &'static str {
        match self.o.proof.verdict {
            "proven" => "buka",
            "contradicts" => "tutup",
            _ => "tahan",
        }
    }
    fn button(&self, name: &str) -> String {
        self.f.to(&format!("{HERE}/{}/{name}", self.o.id))
    }
    fn review(&self, name: &str) -> String {
        self.f.to(&format!("/publikasi/tinjauan/{}/{name}", self.o.id))
    }
    fn is_open(&self) -> bool {
        matches!(self.o.state, "draft" | "previewed" | "submitted")
    }
    /// The one thing that was seen, where it could be read.
    fn is_read(&self, look: &Look) -> bool {
        look.is_read()
    }
    fn is_cut(&self, look: &Look) -> bool {
        !look.is_whole
    }
    fn most(&self) -> usize {
        LOOKED
    }
    fn why<'a>(&self, look: &'a Look) -> &'a str {
        look.reason
            .parse::<Reason>()
            .map_or(look.reason.as_str(), |reason| if self.f.english() { reason.sentence_en() } else { reason.sentence() })
    }
    fn fix<'a>(&'a self, remark: &'a Remark) -> &'a str {
        if self.f.english() { &remark.how_to_fix_en } else { &remark.how_to_fix }
    }
    fn severity(&self, remark: &Remark) -> &'static str {
        match remark.severity.as_str() {
            "error" => self.f.t("salah", "error"),
            "warning" => self.f.t("peringatan", "warning"),
            _ => self.f.t("catatan", "note"),
        }
    }
    /// Feeds that the host announces and that are not this one.
    fn others<'a>(&self, look: &'a Look) -> Vec<&'a str> {
        look.announced.iter().map(|one| one.url.as_str()).filter(|url| *url != self.o.url && *url != look.url).collect()
    }
    /// What belongs in the file of the host.
    fn statement(&self) -> String {
        let said = serde_json::json!({
            "version": 1, "region": self.o.region.code, "sources": [{ "url": self.o.url }], "proof": [self.o.proof.word],
        });
        serde_json::to_string_pretty(&said).unwrap_or_default()
    }
}

pub(super) async fn list(request: HttpRequest, state: web::Data<State>, member: Member) -> Result<HttpResponse, Unmet> {
    Ok(private(&request, listed(&request, &state, &member.0).await)?)
}

async fn listed(request: &HttpRequest, state: &State, caller: &Caller) -> Result<OffersPage, Error> {
    let d = Desk::of(request, state, caller)?;
    let rows = offers::list(state, caller, d.code(), None).await?;
    let offers = rows.iter().map(|row| OfferView::of(state, row, None)).collect::<Result<_, _>>()?;
    let may_offer = d.code().is_some() && caller.is_allowed(Action::OfferSource, &d.scope());
    Ok(OffersPage { f: d.f.clone(), d, offers, may_offer, formats: FORMATS })
}

/// What the form for an offer holds.
#[derive(Deserialize)]
pub(super) struct Offered {
    alamat: String,
    #[serde(default)]
    nama: String,
    #[serde(default)]
    format: String,
    #[serde(default)]
    pemetaan: String,
}

pub(super) async fn create(request: HttpRequest, state: web::Data<State>, filled: Filled<Offered>) -> Result<HttpResponse, Unmet> {
    let Signed { caller, form } = filled.0;
    let done = async {
        let d = Desk::of(&request, &state, &caller)?;
        let code = d.code().ok_or_else(|| Error::parameter("daerah", "pilih daerahnya dahulu / choose a region first"))?;
        let draft = Draft {
            region: code.to_string(),
            url: form.alamat,
            name: Some(form.nama),
            format: Some(form.format),
            mapping: Some(form.pemetaan),
        };
        let row = offers::draft(&state, &caller, draft).await?;
        Ok(d.f.to(&format!("{HERE}/{}", row.id)))
    };
    Ok(see(&request, done.await)?)
}

pub(super) async fn show(
    request: HttpRequest,
    state: web::Data<State>,
    member: Member,
    id: web::Path<String>,
) -> Result<HttpResponse, Unmet> {
    Ok(private(&request, shown(&request, &state, &member.0, &id).await)?)
}

async fn shown(request: &HttpRequest, state: &State, caller: &Caller, id: &str) -> Result<OfferPage, Error> {
    let row = offers::find(state, caller, Action::ReadDrafts, id).await?;
    let (region, url): (RegionCode, _) = (row.region()?, row.url()?);
    let beside = state.store.read(move |conn| store::neighbours(conn, region, &url)).await?;
    let d = Desk::at(request, state, caller, Some(region))?;
    let o = OfferView::of(state, &row, Some(&beside))?;
    let may_offer = caller.is_allowed(Action::OfferSource, &Scope::Region(region));
    let may_review = caller.is_allowed(Action::ReviewSource, &Scope::Nation);
    Ok(OfferPage { f: d.f.clone(), d, o, may_offer, may_review })
}

fn back(request: &HttpRequest, id: &str) -> String {
    Frame::of(request, false).to(&format!("{HERE}/{id}"))
}

/// A form with nothing but its token.
#[derive(Deserialize)]
pub(super) struct Nothing {}

pub(super) async fn look(
    request: HttpRequest,
    state: web::Data<State>,
    id: web::Path<String>,
    filled: Filled<Nothing>,
) -> Result<HttpResponse, Unmet> {
    let caller = filled.0.caller;
    let done = async {
        let row = may_look(&state, &caller, &id).await?;
        offers::begin(&state, row.id).await?;
        Ok(back(&request, &id))
    };
    Ok(see(&request, done.await)?)
}

/// What a team agrees to.
#[derive(Deserialize)]
pub(super) struct Agreed {
    #[serde(default)]
    segel: String,
    #[serde(default)]
    setuju: String,
    #[serde(default)]
    catatan: String,
}

pub(super) async fn submit(
    request: HttpRequest,
    state: web::Data<State>,
    id: web::Path<String>,
    filled: Filled<Agreed>,
) -> Result<HttpResponse, Unmet> {
    let Signed { caller, form } = filled.0;
    let done = offers::submit(&state, &caller, &id, &form.segel, form.setuju == "ya", Some(&form.catatan)).await;
    Ok(see(&request, done.map(|_| back(&request, &id)))?)
}

pub(super) async fn withdraw(
    request: HttpRequest,
    state: web::Data<State>,
    id: web::Path<String>,
    filled: Filled<Nothing>,
) -> Result<HttpResponse, Unmet> {
    let done = offers::withdraw(&state, &filled.0.caller, &id).await;
    Ok(see(&request, done.map(|_| back(&request, &id)))?)
}

pub(super) async fn reviews(request: HttpRequest, state: web::Data<State>, member: Member) -> Result<HttpResponse, Unmet> {
    let page = async {
        member.0.may(Action::ReviewSource, &Scope::Nation)?;
        let d = Desk::at(&request, &state, &member.0, None)?;
        let rows = offers::list(&state, &member.0, None, None).await?;
        let views = rows.iter().map(|row| OfferView::of(&state, row, None)).collect::<Result<Vec<_>, _>>()?;
        let (mut waiting, decided): (Vec<_>, Vec<_>) = views.into_iter().partition(|one| one.state == "submitted");
        waiting.sort_by_key(|one| one.submitted_at);
        Ok(ReviewsPage { f: d.f.clone(), d, waiting, decided })
    };
    Ok(private(&request, page.await)?)
}

/// How a reviewer accepts.
#[derive(Deserialize)]
pub(super) struct Accepted {
    #[serde(default)]
    segel: String,
    #[serde(default)]
    sumber: String,
    #[serde(default)]
    pasti: String,
}

pub(super) async fn accept(
    request: HttpRequest,
    state: web::Data<State>,
    id: web::Path<String>,
    filled: Filled<Accepted>,
) -> Result<HttpResponse, Unmet> {
    let Signed { caller, form } = filled.0;
    let with = Decided { seal: &form.segel, source: Some(&form.sumber), is_made_sure: form.pasti == "ya" };
    let done = offers::accept(&state, &caller, &id, with).await;
    Ok(see(&request, done.map(|_| back(&request, &id)))?)
}

/// Why a reviewer refuses.
#[derive(Deserialize)]
pub(super) struct Refused {
    #[serde(default)]
    alasan: String,
}

pub(super) async fn refuse(
    request: HttpRequest,
    state: web::Data<State>,
    id: web::Path<String>,
    filled: Filled<Refused>,
) -> Result<HttpResponse, Unmet> {
    let Signed { caller, form } = filled.0;
    let done = offers::refuse(&state, &caller, &id, &form.alasan).await;
    Ok(see(&request, done.map(|_| back(&request, &id)))?)
}
