//! What every page of a team has around its content: who it is for, of which region, and what else there is.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use registry::access::{Action, Scope};
use registry::model::RegionCode;

use super::super::frame::{Frame, PageError};
use super::super::handlers::Shown;
use super::super::{handlers, words};
use crate::access::Caller;
use crate::answer;
use crate::error::Error;
use crate::params::Params;
use crate::sources::Named;
use crate::state::State;

/// What every page of a team has around its content.
pub struct Desk {
    /// As every page.
    pub f: Frame,
    /// Who is signed in.
    pub name: String,
    /// What the forms carry.
    pub token: String,
    /// The region that the page is about; `None`: the ministry's own.
    pub region: Option<Named>,
    /// The regions to choose from.
    pub regions: Vec<Named>,
    /// Whether there is a page of the team, and one of what was done.
    pub has_team: bool,
    /// See `has_team`.
    pub has_history: bool,
    /// Whether they keep the histories of the MPPs.
    pub has_coverage: bool,
    /// Whether there is a page of what waits for a review.
    pub has_reviews: bool,
    /// And one of webhooks.
    pub has_webhooks: bool,
    code: Option<RegionCode>,
    path: String,
}

impl Desk {
    /// For this caller; of the region that `daerah` names, or else of their first.
    ///
    /// # Errors
    /// There is no such region for them.
    pub fn of(request: &HttpRequest, state: &State, caller: &Caller) -> Result<Self, Error> {
        let params = Params::of(request);
        let asked = params.get("daerah").map(|text| text.parse().map_err(|_| Error::not_found("region", text))).transpose()?;
        let own = || if caller.grants().is_national() { None } else { caller.grants().regions().first().copied() };
        Self::at(request, state, caller, asked.or_else(own))
    }

    /// For this caller, of this region.
    ///
    /// # Errors
    /// There is no such region for them.
    pub fn at(request: &HttpRequest, state: &State, caller: &Caller, code: Option<RegionCode>) -> Result<Self, Error> {
        let own = caller.grants().regions();
        let scope = code.map_or(Scope::Nation, Scope::Region);
        if let Some(code) = code {
            let is_known = state.gazetteer.region(code).is_some();
            if !is_known || caller.is_stranger(&scope) {
                return Err(Error::not_found("region", code.to_string()));
            }
        }
        let named = |code: &RegionCode| Named::region(&state.gazetteer, &code.to_string());
        Ok(Self {
            f: Frame::of(request, state.demo),
            name: caller.account().name.clone(),
            token: caller.form_token(),
            region: code.as_ref().map(named),
            regions: own.iter().map(named).collect(),
            has_team: caller.is_allowed(Action::ManageTeam, &scope) || caller.is_allowed(Action::ManageAccounts, &scope),
            has_reviews: caller.is_allowed(Action::ReviewSource, &Scope::Nation),
            has_history: caller.is_allowed(Action::ReadAudit, &scope),
            has_coverage: caller.is_allowed(Action::RecordHistory, &Scope::Nation),
            has_webhooks: caller.is_allowed(Action::ManageWebhooks, &scope),
            code,
            path: request.path().to_owned(),
        })
    }

    /// The region's code.
    #[must_use]
    pub fn code(&self) -> Option<RegionCode> {
        self.code
    }

    /// What actions on the page are done on.
    #[must_use]
    pub fn scope(&self) -> Scope {
        self.code.map_or(Scope::Nation, Scope::Region)
    }

    /// A page of the same region.
    #[must_use]
    pub fn to(&self, path: &str) -> String {
        match &self.region {
            Some(region) => {
                let sign = if path.contains('?') { '&' } else { '?' };
                self.f.to(&format!("{path}{sign}daerah={}", region.code))
            }
            None => self.f.to(path),
        }
    }

    /// The notices of the region.
    #[must_use]
    pub fn notices(&self) -> Option<String> {
        self.code.map(|code| format!("/publikasi/{code}/pengumuman"))
    }

    /// Whether this is the page's path.
    #[must_use]
    pub fn is_on(&self, path: &str) -> bool {
        self.path == path
    }

    /// Whether this is the page's region.
    #[must_use]
    pub fn is_at(&self, region: &Named) -> bool {
        self.region.as_ref().is_some_and(|here| here.code == region.code)
    }

    /// The first page of another region.
    #[must_use]
    pub fn to_region(&self, region: &Named) -> String {
        self.f.to(&format!("/publikasi?daerah={}", region.code))
    }

    /// A moment, for people.
    #[must_use]
    pub fn time(&self, at: &registry::model::Instant) -> String {
        words::time(&self.f, Some(*at))
    }

    /// A moment that may not have been.
    #[must_use]
    pub fn time_or(&self, at: &Option<registry::model::Instant>) -> String {
        words::time(&self.f, *at)
    }
}

/// Sends a page that is for one person alone.
pub(in crate::pages) fn private(request: &HttpRequest, page: Result<impl Template, Error>) -> Shown {
    handlers::show(request, page).map(answer::private)
}

/// After a form was taken: the page that shows what it did, so that to load it again does nothing twice.
pub(in crate::pages) fn see(request: &HttpRequest, done: Result<String, Error>) -> Shown {
    let to = done.map_err(|error| PageError::of(request, error))?;
    Ok(HttpResponse::SeeOther().insert_header(("Location", to)).insert_header(("Cache-Control", "no-store")).finish())
}
