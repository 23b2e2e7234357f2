//! `GET /v1/me`: who a key or a session speaks for, and what it may do.

use actix_web::{HttpRequest, HttpResponse, web};
use registry::access::{Action, Membership, Scope};
use serde::Serialize;

use crate::access::Caller;
use crate::answer;
use crate::error::Error;
use crate::sources::Named;
use crate::state::State;

/// Who the caller is.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Me {
    /// The account.
    pub account: String,
    /// `person` or `program`
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The key that was shown, by its part that is no secret; null for a session of a person.
    pub key: Option<String>,
    /// The only sources that the key counts for; null: all that the account may reach.
    pub sources: Option<Vec<String>>,
    /// What it is where.
    pub roles: Vec<RoleView>,
    /// What it may do for the nation.
    pub national: Vec<&'static str>,
}

/// A role, and what it may do.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RoleView {
    /// `editor`, `publisher`, `region_admin`, `ministry_reviewer`, `ministry_admin`
    pub role: &'static str,
    /// Where; null: the nation.
    pub region: Option<Named>,
    /// What the caller may do there, by the role and within the bounds of the key.
    pub actions: Vec<&'static str>,
}

fn allowed(caller: &Caller, scope: &Scope) -> Vec<&'static str> {
    Action::ALL.iter().filter(|action| caller.is_allowed(**action, scope)).map(|action| action.as_str()).collect()
}

/// What somebody may do in the region of a role: on the one source of the key, where it has one, else on the region.
fn view(state: &State, caller: &Caller, membership: &Membership) -> RoleView {
    let limits = &caller.grants().limits;
    let region = membership.region.or(limits.region);
    let first = limits.sources.as_ref().and_then(|sources| sources.first());
    let scope = match (region, first) {
        (Some(region), Some(id)) => Scope::Source { region, id: id.clone() },
        (Some(region), None) => Scope::Region(region),
        (None, _) => Scope::Nation,
    };
    RoleView {
        role: membership.role.as_str(),
        region: membership.region.map(|region| Named::region(&state.gazetteer, &region.to_string())),
        actions: allowed(caller, &scope),
    }
}

#[utoipa::path(get, path = "/v1/me", tag = "access", security(("key" = []), ("session" = [])),
    responses((status = 200, body = Me), (status = 401, body = crate::error::Problem), (status = 429, body = crate::error::Problem),
        (status = 503, body = crate::error::Problem)))]
/// Who the key or session of the request speaks for, and what it may do.
pub async fn get(request: HttpRequest, state: web::Data<State>, caller: Caller) -> Result<HttpResponse, Error> {
    let account = caller.account();
    let me = Me {
        account: account.id.to_string(),
        kind: account.kind.clone(),
        name: account.name.clone(),
        key: caller.key().map(ToString::to_string),
        sources: caller.grants().limits.sources.as_ref().map(|sources| sources.iter().cloned().collect()),
        roles: caller.grants().memberships.iter().map(|membership| view(&state, &caller, membership)).collect(),
        national: allowed(&caller, &Scope::Nation),
    };
    Ok(answer::private(answer::json(&request, &me)?))
}
