//! `/publikasi/webhook`: where a region, or the ministry, is told of what changes; one endpoint with its last deliveries, and the buttons that
//! try it, send something again, change its secret and switch it off.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use registry::access::Action;
use registry::model::{Id, Instant};
use registry::store::webhooks::{self, DeliveryRow, WebhookRow};
use registry::webhook::Kind;
use serde::Deserialize;

use super::super::frame::{Frame, PageError};
use super::desk::{Desk, private, see};
use super::member::{Filled, Member, Unmet};
use crate::access::{Caller, Signed};
use crate::error::Error;
use crate::state::State;
use crate::webhook::{self, Made, Wanted};

/// Deliveries that are shown.
const SHOWN: i64 = 30;
/// What stands before the name of a kind in the form.
const FIELD: &str = "tahu.";
const PATH: &str = "/publikasi/webhook";

#[derive(Template)]
#[template(path = "publikasi_webhook.html")]
struct ListPage {
    f: Frame,
    d: Desk,
    rows: Vec<WebhookRow>,
    kinds: Vec<Kind>,
    /// One that was just made: its secret and what it is for.
    made: Option<Made>,
}

#[derive(Template)]
#[template(path = "publikasi_webhook_satu.html")]
struct OnePage {
    f: Frame,
    d: Desk,
    row: WebhookRow,
    deliveries: Vec<DeliveryRow>,
    /// A secret that was just changed.
    made: Option<Made>,
}

/// What both say of an endpoint.
fn state_of(f: &Frame, row: &WebhookRow) -> (&'static str, &'static str) {
    match (row.disabled_why.as_deref(), row.failing_since) {
        (Some("gone"), _) => ("tutup", f.t("dimatikan: alamatnya menjawab 410 (tidak ada lagi)", "off: its address answered 410 (gone)")),
        (Some("failing"), _) => ("tutup", f.t("dimatikan: gagal berhari-hari", "off: it failed for days")),
        (Some(_), _) => ("entah", f.t("dimatikan", "switched off")),
        (None, Some(_)) => ("tutup", f.t("sedang gagal", "failing")),
        (None, None) => ("buka", f.t("aktif", "active")),
    }
}

fn told(f: &Frame, kind: Kind) -> &'static str {
    f.t(kind.sentence(), kind.sentence_en())
}

impl ListPage {
    fn state(&self, row: &WebhookRow) -> (&'static str, &'static str) {
        state_of(&self.f, row)
    }
    fn told(&self, kind: &Kind) -> &'static str {
        told(&self.f, *kind)
    }
    fn field(&self, kind: &Kind) -> String {
        format!("{FIELD}{}", kind.as_str())
    }
    fn page(&self, row: &WebhookRow) -> String {
        self.d.to(&format!("{PATH}/{}", row.id))
    }
}

impl OnePage {
    fn state(&self) -> (&'static str, &'static str) {
        state_of(&self.f, &self.row)
    }
    fn is_on(&self) -> bool {
        self.row.disabled_at.is_none()
    }
    fn kinds(&self) -> Vec<&'static str> {
        self.row.kinds().into_iter().map(|kind| told(&self.f, kind)).collect()
    }
    fn to(&self, act: &str) -> String {
        self.d.to(&format!("{PATH}/{}/{act}", self.row.id))
    }
    fn what(&self, delivery: &DeliveryRow) -> &'static str {
        delivery.kind.parse().map(|kind| told(&self.f, kind)).unwrap_or_default()
    }
    fn outcome(&self, delivery: &DeliveryRow) -> (&'static str, &'static str) {
        match delivery.state.as_str() {
            "delivered" => ("buka", self.f.t("terkirim", "delivered")),
            "dead" => ("tutup", self.f.t("tidak terkirim", "given up")),
            _ if delivery.attempts == 0 => ("entah", self.f.t("menunggu", "waiting")),
            _ => ("entah", self.f.t("dicoba lagi", "tried again")),
        }
    }
    fn is_waiting(&self, delivery: &DeliveryRow) -> bool {
        delivery.state == "waiting"
    }
    /// Whether it may be sent again.
    fn is_over(&self, delivery: &DeliveryRow) -> bool {
        self.is_on() && !self.is_waiting(delivery)
    }
    fn id(&self, delivery: &DeliveryRow) -> String {
        format!("msg_{}", delivery.event.0.simple())
    }
    fn time(&self, at: &Instant) -> String {
        self.d.time(at)
    }
}

pub(super) async fn list(request: HttpRequest, state: web::Data<State>, member: Member) -> Result<HttpResponse, Unmet> {
    Ok(private(&request, page(&request, &state, &member.0, None).await)?)
}

async fn page(request: &HttpRequest, state: &State, caller: &Caller, made: Option<Made>) -> Result<ListPage, Error> {
    let d = Desk::of(request, state, caller)?;
    caller.may(Action::ManageWebhooks, &d.scope())?;
    let region = d.code();
    let rows = state.store.read(move |conn| webhooks::webhooks(conn, region)).await?;
    Ok(ListPage { f: d.f.clone(), d, rows, kinds: Kind::offered().collect(), made })
}

/// What the form for a new endpoint holds; what is ticked among the rest.
#[derive(Deserialize)]
pub(super) struct Form {
    nama: String,
    url: String,
    #[serde(flatten)]
    rest: BTreeMap<String, String>,
}

pub(super) async fn create(request: HttpRequest, state: web::Data<State>, filled: Filled<Form>) -> Result<HttpResponse, Unmet> {
    let Signed { caller, form } = filled.0;
    let made = created(&request, &state, &caller, form).await.map_err(|error| PageError::of(&request, error))?;
    Ok(private(&request, page(&request, &state, &caller, Some(made)).await)?)
}

async fn created(request: &HttpRequest, state: &State, caller: &Caller, form: Form) -> Result<Made, Error> {
    let d = Desk::of(request, state, caller)?;
    let events = form.rest.keys().filter_map(|field| field.strip_prefix(FIELD)).map(str::to_owned).collect();
    webhook::add(state, caller, Wanted { region: d.code(), name: form.nama, url: form.url, events }).await
}

pub(super) async fn show(
    request: HttpRequest,
    state: web::Data<State>,
    member: Member,
    id: web::Path<String>,
) -> Result<HttpResponse, Unmet> {
    let page = async {
        let row = webhook::found(&state, &member.0, &id).await?;
        one(&request, &state, &member.0, row, None).await
    };
    Ok(private(&request, page.await)?)
}

async fn one(request: &HttpRequest, state: &State, caller: &Caller, row: WebhookRow, made: Option<Made>) -> Result<OnePage, Error> {
    let d = Desk::at(request, state, caller, row.region())?;
    let id = row.id;
    let deliveries = state.store.read(move |conn| webhooks::deliveries(conn, id, SHOWN)).await?;
    Ok(OnePage { f: d.f.clone(), d, row, deliveries, made })
}

/// What a button's form holds.
#[derive(Deserialize)]
pub(super) struct Pressed {
    /// The delivery that is sent again.
    #[serde(default)]
    kiriman: String,
}

pub(super) async fn press(
    request: HttpRequest,
    state: web::Data<State>,
    filled: Filled<Pressed>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Unmet> {
    let Signed { caller, form } = filled.0;
    let (id, act) = path.into_inner();
    if act == "rahasia" {
        let page = async {
            let row = webhook::found(&state, &caller, &id).await?;
            let made = webhook::rotate(&state, &caller, row.clone()).await?;
            one(&request, &state, &caller, row, Some(made)).await
        };
        return Ok(private(&request, page.await)?);
    }
    Ok(see(&request, pressed(&request, &state, &caller, (&id, &act), &form).await)?)
}

async fn pressed(request: &HttpRequest, state: &State, caller: &Caller, (id, act): (&str, &str), form: &Pressed) -> Result<String, Error> {
    let row = webhook::found(state, caller, id).await?;
    let d = Desk::at(request, state, caller, row.region())?;
    let back = d.to(&format!("{PATH}/{}", row.id));
    let (actor, now) = (caller.actor(), state.now());
    match act {
        "uji" if row.disabled_at.is_some() => return Err(Error::WebhookOff),
        "uji" => {
            let _: Id = state.store.write(move |conn| webhooks::test(conn, &row, &actor, now)).await?;
        }
        "ulang" => {
            webhook::replay(state, caller, row, &form.kiriman).await?;
        }
        "aktif" | "mati" => {
            webhook::switch(state, caller, row, act == "aktif").await?;
        }
        "hapus" => {
            state.store.write(move |conn| webhooks::remove_webhook(conn, &row, &actor, now)).await?;
            return Ok(d.to(PATH));
        }
        _ => return Err(Error::not_found("resource", request.path())),
    }
    Ok(back)
}
