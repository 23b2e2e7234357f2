//! `/publikasi/sumber/{id}`: one source for those who answer for it: what is held, how good its catalog is and what to do next, its findings by
//! cause, its versions; and the buttons that decide.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use harvester::decision::{self, By, DecisionError};
use registry::access::{Action, Scope};
use registry::model::Instant;
use registry::quality::{self, Quality, Step};
use registry::store::read::{self, Cause};
use registry::store::{StoreError, read as rows};
use serde::Deserialize;

use super::super::frame::Frame;
use super::super::words;
use super::desk::{Desk, private, see};
use super::member::{Filled, Member, Unmet};
use crate::access::{Caller, Signed};
use crate::error::Error;
use crate::params::Page;
use crate::routes::sources::{self as feeds, HeldView, SnapshotList, SnapshotView};
use crate::sources::SourceView;
use crate::state::State;

/// Versions on the page.
const VERSIONS: usize = 20;

#[derive(Template)]
#[template(path = "publikasi_sumber.html")]
struct SourcePage {
    f: Frame,
    d: Desk,
    s: SourceView,
    held: Option<HeldView>,
    versions: SnapshotList,
    quality: Quality,
    causes: Vec<Cause>,
    /// On the last content, which was refused.
    refused: Vec<Cause>,
    may_decide: bool,
    may_roll_back: bool,
}

impl SourcePage {
    fn class(&self) -> &'static str {
        words::open_class(self.s.up)
    }
    fn health(&self) -> &'static str {
        super::super::sources::health(&self.f, &self.s)
    }
    fn why(&self) -> &'static str {
        self.f.t(self.s.explanation.unwrap_or_default(), self.s.explanation_en.unwrap_or_default())
    }
    fn held_why(&self, held: &HeldView) -> &'static str {
        self.f.t(held.explanation.unwrap_or_default(), held.explanation_en.unwrap_or_default())
    }
    fn difference<'h>(&self, held: &'h HeldView) -> [(&'static str, &'static str, i32, &'h [String]); 3] {
        super::super::sources::difference(&self.f, held)
    }
    fn is_more(&self, names: &[String], count: &i32) -> bool {
        usize::try_from(*count).is_ok_and(|count| names.len() < count)
    }
    fn cause(&self, version: &SnapshotView) -> String {
        words::cause(&self.f, version)
    }
    fn at(&self, at: &Instant) -> String {
        words::time(&self.f, Some(*at))
    }
    fn points(&self, points: &f64) -> String {
        words::number(&self.f, points.round())
    }
    fn parts(&self) -> [(&'static str, f64, f64); 4] {
        let [complete, fresh, valid, mapped] = self.quality.parts;
        let part = |id, en, (got, most): (f64, f64)| (self.f.t(id, en), got, most);
        [
            part("kelengkapan", "completeness", complete),
            part("kebaruan", "freshness", fresh),
            part("keabsahan", "validity", valid),
            part("istilah nasional", "national terms", mapped),
        ]
    }
    fn step(&self, step: &Step) -> String {
        if self.f.english() { step.sentence_en() } else { step.sentence() }
    }
    /// Where a button leads.
    fn button(&self, what: &str) -> String {
        self.f.to(&format!("/publikasi/sumber/{}/{what}", self.s.id))
    }
    fn public(&self) -> String {
        self.f.to(&format!("/sumber/{}", self.s.id))
    }
    fn can_be_put_back(&self, version: &SnapshotView) -> bool {
        self.may_roll_back && version.can_be_put_back
    }
    fn fix(&self, cause: &Cause) -> &'static str {
        self.f.t(cause.code.how_to_fix(), cause.code.how_to_fix_en())
    }
}

pub(super) async fn show(
    request: HttpRequest,
    state: web::Data<State>,
    member: Member,
    id: web::Path<String>,
) -> Result<HttpResponse, Unmet> {
    Ok(private(&request, page(&request, &state, &member.0, &id).await)?)
}

async fn page(request: &HttpRequest, state: &State, caller: &Caller, id: &str) -> Result<SourcePage, Error> {
    let row = caller.source(state, Action::ReadDrafts, id).await?;
    let region = row.region.parse().map_err(|_| StoreError::Damaged(format!("source `{id}`: region")))?;
    let scope = Scope::Source { region, id: row.id.clone() };
    let d = Desk::at(request, state, caller, Some(region))?;
    let feeds::SourceDetail { source: s, held, sight } = feeds::one(state, id, Some(caller)).await?;
    let versions = feeds::snapshots_of(state, id, Page { page: 1, size: VERSIONS }, sight).await?;
    let (key, now) = (row.id, state.now());
    let (counts, causes, refused) = state
        .store
        .read(move |conn| {
            Ok((rows::counts(conn, &key, now)?.unwrap_or_default(), read::causes(conn, &key, true)?, read::causes(conn, &key, false)?))
        })
        .await?;
    Ok(SourcePage {
        f: d.f.clone(),
        d,
        s,
        held,
        versions,
        quality: quality::quality(&counts),
        causes,
        refused,
        may_decide: caller.is_allowed(Action::DecideHeld, &scope),
        may_roll_back: caller.is_allowed(Action::RollBack, &scope),
    })
}

/// A decision on what is held: on exactly the difference that was seen.
#[derive(Deserialize)]
pub(super) struct Decided {
    diff: String,
}

/// Which version is put back.
#[derive(Deserialize)]
pub(super) struct PutBack {
    versi: i64,
}

fn by(caller: &Caller) -> By {
    By { actor: caller.actor(), name: caller.account().name.clone() }
}

fn refusal(error: DecisionError, id: &str) -> Error {
    match error {
        DecisionError::NoSource(_) => Error::not_found("source", id),
        DecisionError::NothingHeld(_)
        | DecisionError::Other { .. }
        | DecisionError::NoVersion { .. }
        | DecisionError::NoEarlierVersion(_)
        | DecisionError::Store(StoreError::Superseded(_)) => Error::Superseded,
        DecisionError::Unreadable(_) => Error::Unreadable,
        DecisionError::Store(error) => error.into(),
    }
}

pub(super) async fn accept(
    request: HttpRequest,
    state: web::Data<State>,
    id: web::Path<String>,
    filled: Filled<Decided>,
) -> Result<HttpResponse, Unmet> {
    let Signed { caller, form } = filled.0;
    let done = async {
        caller.source(&state, Action::DecideHeld, &id).await?;
        decision::release(&state.store, &id, Some(&form.diff), &by(&caller), state.now()).await.map_err(|error| refusal(error, &id))
    };
    Ok(see(&request, done.await.map(|_| back(&request, &id)))?)
}

pub(super) async fn refuse(
    request: HttpRequest,
    state: web::Data<State>,
    id: web::Path<String>,
    filled: Filled<Decided>,
) -> Result<HttpResponse, Unmet> {
    let Signed { caller, form } = filled.0;
    let done = async {
        caller.source(&state, Action::DecideHeld, &id).await?;
        decision::refuse(&state.store, &id, &form.diff, &by(&caller), state.now()).await.map_err(|error| refusal(error, &id))
    };
    Ok(see(&request, done.await.map(|()| back(&request, &id)))?)
}

pub(super) async fn put_back(
    request: HttpRequest,
    state: web::Data<State>,
    id: web::Path<String>,
    filled: Filled<PutBack>,
) -> Result<HttpResponse, Unmet> {
    let Signed { caller, form } = filled.0;
    let done = async {
        caller.source(&state, Action::RollBack, &id).await?;
        decision::put_back(&state.store, &id, Some(form.versi), &by(&caller), state.now()).await.map_err(|error| refusal(error, &id))
    };
    Ok(see(&request, done.await.map(|_| back(&request, &id)))?)
}

fn back(request: &HttpRequest, id: &str) -> String {
    Frame::of(request, false).to(&format!("/publikasi/sumber/{id}"))
}
