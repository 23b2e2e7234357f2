//! `/publikasi/cakupan`: the ministry keeps the histories of the MPPs, step by step, each with its evidence.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use registry::access::{Action, Scope};
use registry::gazetteer::{self, Lookup};
use registry::model::MppState;
use registry::store;
use serde::Deserialize;

use super::super::frame::Frame;
use super::super::words;
use super::desk::{Desk, private, see};
use super::member::{Filled, Member, Unmet};
use crate::access::{Caller, Signed};
use crate::error::Error;
use crate::params::Params;
use crate::routes::history::{self, NewStep, Withdrawal};
use crate::routes::regions::EventView;
use crate::sources::Named;
use crate::state::State;

#[derive(Template)]
#[template(path = "publikasi_cakupan.html")]
struct HistoryPage {
    f: Frame,
    d: Desk,
    /// Whose history, and its steps.
    region: Option<(Named, Vec<EventView>)>,
    states: [MppState; 6],
    today: String,
}

impl HistoryPage {
    fn standing(&self, state: &str) -> String {
        words::standing(&self.f, state)
    }
    fn state(&self, state: &MppState) -> String {
        words::standing(&self.f, state.as_str())
    }
}

pub(super) async fn show(request: HttpRequest, state: web::Data<State>, member: Member) -> Result<HttpResponse, Unmet> {
    Ok(private(&request, page(&request, &state, &member.0).await)?)
}

/// The region of this name or code; DKI Jakarta is one.
fn found(text: &str) -> Result<registry::model::RegionCode, Error> {
    let told = || Error::parameter("wilayah", "nama atau kode kabupaten/kota / the name or code of a kabupaten or kota");
    match gazetteer::find(text) {
        Lookup::Found(region) if region.autonomous => Ok(region.code),
        Lookup::Found(region) => Ok(region.province),
        Lookup::Province(province) if province.code.to_string() == "31" => Ok(province.code),
        Lookup::Ambiguous(several) => {
            let names = several.iter().map(|region| region.name.as_str()).collect::<Vec<_>>().join(", ");
            Err(Error::parameter("wilayah", format!("ada beberapa: {names} / there are several")))
        }
        Lookup::Province(_) | Lookup::Unknown => Err(told()),
    }
}

async fn page(request: &HttpRequest, state: &State, caller: &Caller) -> Result<HistoryPage, Error> {
    caller.may(Action::RecordHistory, &Scope::Nation)?;
    let d = Desk::at(request, state, caller, None)?;
    let region = match Params::of(request).get("wilayah").filter(|text| !text.trim().is_empty()) {
        Some(text) => {
            let code = found(text)?;
            let rows = state.store.read(move |conn| store::mpp_history(conn, code)).await?;
            Some((Named::region(&state.gazetteer, &code.to_string()), rows.into_iter().map(EventView::from).collect()))
        }
        None => None,
    };
    Ok(HistoryPage { f: d.f.clone(), d, region, states: MppState::ALL, today: state.today() })
}

#[derive(Deserialize)]
pub(super) struct Recorded {
    wilayah: String,
    keadaan: String,
    tanggal: String,
    menurut: String,
    bukti: String,
}

pub(super) async fn record(request: HttpRequest, state: web::Data<State>, filled: Filled<Recorded>) -> Result<HttpResponse, Unmet> {
    let Signed { caller, form } = filled.0;
    let done = async {
        caller.may(Action::RecordHistory, &Scope::Nation)?;
        let new = NewStep { state: form.keadaan, date: form.tanggal, attested: form.menurut, evidence: form.bukti };
        history::record(&state, &caller, &form.wilayah, &new).await?;
        Ok(Frame::of(&request, false).to(&format!("/publikasi/cakupan?wilayah={}", form.wilayah)))
    };
    Ok(see(&request, done.await)?)
}

#[derive(Deserialize)]
pub(super) struct Withdrawn {
    wilayah: String,
    keadaan: String,
    #[serde(default)]
    tanggal: String,
    alasan: String,
}

pub(super) async fn withdraw(request: HttpRequest, state: web::Data<State>, filled: Filled<Withdrawn>) -> Result<HttpResponse, Unmet> {
    let Signed { caller, form } = filled.0;
    let done = async {
        caller.may(Action::RecordHistory, &Scope::Nation)?;
        let gone = Withdrawal { state: form.keadaan, date: Some(form.tanggal), reason: form.alasan };
        history::withdraw(&state, &caller, &form.wilayah, gone).await?;
        Ok(Frame::of(&request, false).to(&format!("/publikasi/cakupan?wilayah={}", form.wilayah)))
    };
    Ok(see(&request, done.await)?)
}
