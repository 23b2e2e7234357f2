//! `POST /v1/regions/{code}/history` and `…/history/withdraw`: the ministry records a step in the history of an MPP, or says that one does not
//! count. A harvest changes none of them.

use actix_web::{HttpRequest, HttpResponse, web};
use registry::access::{Action, Scope};
use registry::coverage::{Attested, Record};
use registry::model::{MppState, RegionCode};
use registry::store;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::regions::EventView;
use crate::access::Caller;
use crate::answer;
use crate::error::Error;
use crate::state::State;

/// A step to be recorded.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewStep {
    /// `proposed`, `built`, `soft_launch`, `inaugurated`, `moved` or `closed`.
    pub state: String,
    /// As far as it is known: `2026-11-28`, `2026-11` or `2026`.
    pub date: String,
    /// `ministerial`, `regional` (a governor's, regent's or mayor's act) or `operating_by` (somebody saw it that day).
    pub attested: String,
    /// Where anybody can check it: a letter's number, an address.
    pub evidence: String,
}

/// A step that does not count.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// Its state.
    pub state: String,
    /// Its date as listed; null where it has none.
    pub date: Option<String>,
    /// Why.
    pub reason: String,
}

fn read<T: DeserializeOwned>(body: &web::Bytes) -> Result<T, Error> {
    serde_json::from_slice(body).map_err(|error| Error::parameter("body", format!("must be JSON as documented: {error}")))
}

/// The state of this name.
///
/// # Errors
/// There is none.
pub fn state_named(text: &str) -> Result<MppState, Error> {
    text.parse().map_err(|()| Error::parameter("state", format!("must be one of {}", MppState::ALL.map(MppState::as_str).join(", "))))
}

/// Records a step for somebody who may.
///
/// # Errors
/// They may not, something is missing, or there is such a step.
pub async fn record(state: &State, caller: &Caller, region: &str, new: &NewStep) -> Result<EventView, Error> {
    caller.may(Action::RecordHistory, &Scope::Nation)?;
    let region: RegionCode = region.parse().map_err(|_| Error::not_found("region", region))?;
    let attested: Attested =
        new.attested.parse().map_err(|()| Error::parameter("attested", "must be ministerial, regional or operating_by"))?;
    let record = Record { region, state: state_named(&new.state)?, date: &new.date, attested, evidence: &new.evidence };
    let event = record.check(state.today_date()).map_err(|error| Error::parameter(error.field(), error.to_string()))?;
    let (actor, now, kept) = (caller.actor(), state.now(), event.clone());
    let done = state.store.write(move |conn| store::record_mpp_event(conn, &event, &actor, now)).await?;
    if !done {
        return Err(Error::parameter("date", "langkah ini sudah tercatat pada tanggal itu / this step is recorded on that date already"));
    }
    let rows = state.store.read(move |conn| store::mpp_history(conn, region)).await?;
    let date = kept.date.map(|date| date.to_string()).unwrap_or_default();
    let row = rows.into_iter().find(|row| row.state == kept.state.as_str() && row.date == date);
    row.map(EventView::from).ok_or_else(|| Error::not_found("step", date))
}

/// Withdraws a step for somebody who may.
///
/// # Errors
/// They may not, there is no such step, or no reason is given.
pub async fn withdraw(state: &State, caller: &Caller, region: &str, gone: Withdrawal) -> Result<(), Error> {
    caller.may(Action::RecordHistory, &Scope::Nation)?;
    let code: RegionCode = region.parse().map_err(|_| Error::not_found("region", region))?;
    let reason = gone.reason.trim().to_owned();
    if !(5..=500).contains(&reason.chars().count()) {
        return Err(Error::parameter("reason", "tulis alasannya, 5 sampai 500 huruf / say why, in 5 to 500 letters"));
    }
    let no_date = || Error::parameter("date", "must be a date as listed");
    let date = gone.date.filter(|date| !date.is_empty()).map(|date| date.parse().map_err(|_| no_date())).transpose()?;
    let (step, actor, now) = ((code, state_named(&gone.state)?, date), caller.actor(), state.now());
    let done = state.store.write(move |conn| store::withdraw_mpp_event(conn, step, &reason, &actor, now)).await?;
    if done { Ok(()) } else { Err(Error::not_found("step", region)) }
}

#[utoipa::path(post, path = "/v1/regions/{code}/history", tag = "coverage", params(("code" = String, Path)), request_body = NewStep,
    responses((status = 201, body = EventView), (status = 400, body = crate::error::Problem), (status = 401, body = crate::error::Problem),
        (status = 403, body = crate::error::Problem), (status = 404, body = crate::error::Problem), (status = 429, body = crate::error::Problem)))]
/// Records a step in the history of an MPP (the ministry).
pub async fn post(
    request: HttpRequest,
    state: web::Data<State>,
    caller: Caller,
    code: web::Path<String>,
    body: web::Bytes,
) -> Result<HttpResponse, Error> {
    caller.may(Action::RecordHistory, &Scope::Nation)?;
    let view = record(&state, &caller, &code, &read::<NewStep>(&body)?).await?;
    let mut answer = answer::json(&request, &view)?;
    *answer.status_mut() = actix_web::http::StatusCode::CREATED;
    Ok(answer::private(answer))
}

#[utoipa::path(post, path = "/v1/regions/{code}/history/withdraw", tag = "coverage", params(("code" = String, Path)),
    request_body = Withdrawal,
    responses((status = 204), (status = 400, body = crate::error::Problem), (status = 401, body = crate::error::Problem),
        (status = 403, body = crate::error::Problem), (status = 404, body = crate::error::Problem), (status = 429, body = crate::error::Problem)))]
/// Says that a step does not count; it is kept, with the reason (the ministry).
pub async fn post_withdraw(
    state: web::Data<State>,
    caller: Caller,
    code: web::Path<String>,
    body: web::Bytes,
) -> Result<HttpResponse, Error> {
    caller.may(Action::RecordHistory, &Scope::Nation)?;
    withdraw(&state, &caller, &code, read(&body)?).await?;
    Ok(answer::private(HttpResponse::NoContent().finish()))
}
