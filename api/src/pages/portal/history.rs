//! `/publikasi/riwayat`: what was done in a region, the newest first.

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use registry::access::{Act, Action};
use registry::model::{Id, Instant};
use registry::store::access::{self, AuditRow};
use serde_json::Value;

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
    let detail = serde_json::from_str::<Value>(&row.detail).map_or(row.detail, |detail| told(f, &detail, names));
    Line { number: row.number, at: row.at, who: who.unwrap_or(row.actor), what, target, detail }
}

/// What an entry says beyond its sentence, in words.
fn told(f: &Frame, detail: &Value, names: &HashMap<Id, String>) -> String {
    match detail {
        Value::Null => String::new(),
        Value::String(text) => account(text).and_then(|id| names.get(&id)).unwrap_or(text).clone(),
        Value::Array(list) => list.iter().map(|one| told(f, one, names)).collect::<Vec<_>>().join(", "),
        Value::Object(parts) => {
            let part = |(name, value): (&String, &Value)| {
                let value = told(f, value, names);
                let is_group = matches!(name.as_str(), "limits" | "on");
                (!value.is_empty()).then(|| if is_group { value } else { format!("{}: {value}", called(f, name)) })
            };
            parts.iter().filter_map(part).collect::<Vec<_>>().join(" · ")
        }
        other => other.to_string(),
    }
}

fn called<'a>(f: &Frame, part: &'a str) -> &'a str {
    match part {
        "account" => f.t("akun", "account"),
        "actions" => f.t("hanya untuk", "only for"),
        "added" => f.t("baru", "new"),
        "before" => f.t("sebelumnya", "before"),
        "by" => f.t("dengan", "by"),
        "changed" => f.t("berubah", "changed"),
        "diff" => f.t("beda", "difference"),
        "expires_at" => f.t("sampai", "until"),
        "kind" => f.t("jenis", "kind"),
        "region" => f.t("daerah", "region"),
        "removed" => f.t("hilang", "removed"),
        "role" => f.t("peran", "role"),
        "sources" => f.t("sumber", "sources"),
        "version" => f.t("versi", "version"),
        other => other,
    }
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
            let mentioned = |row: &AuditRow| account(serde_json::from_str::<Value>(&row.detail).ok()?["account"].as_str()?);
            for id in rows.iter().flat_map(|row| [account(&row.actor), account(&row.target), mentioned(row)]).flatten() {
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
