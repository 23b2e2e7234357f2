//! `/publikasi/riwayat`: what was done in a region, the newest first.

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use registry::access::{Act, Action};
use registry::model::{Id, Instant};
use registry::store::access::{self, AuditRow};

use super::super::frame::Frame;
use super::desk::{Desk, private};
use super::member::{Member, Unmet};
use crate::access::Caller;
use crate::error::Error;
use crate::params::Params;
use crate::state::State;

/// Entries on a page.
const MANY: i64 = 50;

/// An entry, as it is shown.
struct Line {
    number: i64,
    at: Instant,
    who: String,
    what: String,
    target: String,
    detail: String,
}

#[derive(Template)]
#[template(path = "publikasi_riwayat.html")]
struct HistoryPage {
    f: Frame,
    d: Desk,
    lines: Vec<Line>,
    earlier: Option<String>,
}

/// The account that an actor or a target names.
fn account(text: &str) -> Option<Id> {
    let text = text.strip_prefix("account:").unwrap_or(text);
    text.split('/').next()?.parse().ok()
}

fn line(f: &Frame, row: AuditRow, names: &HashMap<Id, String>) -> Line {
    let called = |text: &str| account(text).and_then(|id| names.get(&id)).cloned();
    let key = row.actor.split_once("/key:").map(|(_, key)| format!(" ({} {key})", f.t("kunci", "key"))).unwrap_or_default();
    let who =
        called(&row.actor).map(|name| name + &key).or_else(|| row.actor.strip_prefix("console:").map(|name| format!("{name} (konsol)")));
    let what = row.act.parse::<Act>().map_or_else(|()| row.act.clone(), |act| f.t(act.sentence(), act.sentence_en()).to_owned());
    let target = called(&row.target).unwrap_or_else(|| row.target.clone());
    let detail = if row.detail == "{}" { String::new() } else { row.detail };
    Line { number: row.number, at: row.at, who: who.unwrap_or(row.actor), what, target, detail }
}

pub(super) async fn list(request: HttpRequest, state: web::Data<State>, member: Member) -> Result<HttpResponse, Unmet> {
    Ok(private(&request, page(&request, &state, &member.0).await)?)
}

async fn page(request: &HttpRequest, state: &State, caller: &Caller) -> Result<HistoryPage, Error> {
    let d = Desk::of(request, state, caller)?;
    caller.may(Action::ReadAudit, &d.scope())?;
    let (region, before) = (d.code(), Params::of(request).before()?);
    let (rows, names) = state
        .store
        .read(move |conn| {
            let rows = access::audit(conn, region, before, MANY)?;
            let mut names = HashMap::new();
            for id in rows.iter().flat_map(|row| [account(&row.actor), account(&row.target)]).flatten() {
                if !names.contains_key(&id)
                    && let Some(account) = access::account(conn, id)?
                {
                    names.insert(id, account.name);
                }
            }
            Ok((rows, names))
        })
        .await?;
    let is_full = i64::try_from(rows.len()).is_ok_and(|count| count == MANY);
    let earlier = rows.last().filter(|_| is_full).map(|row| d.to(&format!("/publikasi/riwayat?before={}", row.number)));
    let lines = rows.into_iter().map(|row| line(&d.f, row, &names)).collect();
    Ok(HistoryPage { f: d.f.clone(), d, lines, earlier })
}
