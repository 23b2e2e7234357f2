//! `/publikasi/{source}/katalog`: the workbook out, a file in, what it would change and what is wrong with it, and the button that publishes it.
//! Works without JavaScript; what was uploaded waits in the database, so that a preview survives a restart.

use actix_multipart::Multipart;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use futures::StreamExt as _;
use harvester::decision::By;
use harvester::publish::{MadeFrom, Outcome, Publication, publish, rehearse};
use harvester::report::{Language, Line};
use harvester::sheet::{self, Change, RecordChange};
use registry::access::Action;
use registry::model::Verdict;
use registry::store::{self, StoreError, UploadRow};
use serde::Deserialize;

use super::super::frame::{Frame, PageError};
use super::desk::{Desk, private, see};
use super::member::{Filled, Member, Unmet};
use crate::access::{Caller, Signed, TOKEN_FIELD, Unproven};
use crate::error::Error;
use crate::publish::{self as publishing, Refusal, WORKBOOK};
use crate::routes::publish::catalog as api;
use crate::state::State;

/// Changes and findings that a page shows one by one; the download has all.
const SHOWN: usize = 200;

/// The field of the form that carries the file.
const FILE_FIELD: &str = "berkas";

/// Characters of a file's name that are kept.
const LONGEST_NAME: usize = 120;

#[derive(Template)]
#[template(path = "publikasi_katalog.html")]
struct CatalogPage {
    f: Frame,
    d: Desk,
    id: String,
    services: usize,
    version: Option<i64>,
    is_pushed: bool,
    may_upload: bool,
}

#[derive(Template)]
#[template(path = "publikasi_pratinjau.html")]
struct PreviewPage {
    f: Frame,
    d: Desk,
    id: String,
    upload: String,
    name: String,
    o: Outcome,
    /// Of what is shown: what is published is this and nothing else.
    seal: String,
    /// It was published: this is the answer.
    is_done: bool,
    may_publish: bool,
    /// Another version is active by now.
    is_stale: bool,
}

impl PreviewPage {
    fn can_publish(&self) -> bool {
        let is_good = matches!(self.o.verdict, Verdict::Accepted | Verdict::Unchanged | Verdict::Held);
        is_good && self.may_publish && !self.is_done && !self.is_stale && !(self.o.changes.is_empty() && self.o.rows == 0)
    }
    fn of(&self, change: &Change) -> Vec<&RecordChange> {
        self.o.changes.iter().filter(|one| one.change == *change).take(SHOWN).collect()
    }
    fn groups(&self) -> [(Change, &'static str, usize); 3] {
        let (f, counts) = (&self.f, &self.o.counts);
        [
            (Change::Changed, f.t("berubah", "changed"), counts.changed),
            (Change::Added, f.t("bertambah", "added"), counts.added),
            (Change::Removed, f.t("hilang", "removed"), counts.removed),
        ]
    }
    fn findings(&self) -> Vec<&Line> {
        let weight = |line: &&Line| match line.severity.as_ref() {
            "error" => 0,
            "warning" => 1,
            _ => 2,
        };
        let mut lines: Vec<&Line> = self.o.findings.iter().collect();
        lines.sort_by_key(weight);
        lines.truncate(SHOWN);
        lines
    }
    fn count(&self, severity: &str) -> usize {
        self.o.findings.iter().filter(|line| line.severity == severity).count()
    }
    fn severity(&self, line: &Line) -> &'static str {
        match line.severity.as_ref() {
            "error" => self.f.t("salah", "error"),
            "warning" => self.f.t("peringatan", "warning"),
            _ => self.f.t("catatan", "note"),
        }
    }
    fn why(&self) -> &str {
        // What is only rehearsed is not stored yet.
        if !self.is_done && self.o.verdict == Verdict::Accepted {
            return self.f.t("Isi berkas ini terbaca dan dapat diterbitkan.", "This file was read and can be published.");
        }
        if self.f.english() { &self.o.explanation_en } else { &self.o.explanation }
    }
}

fn path(request: &HttpRequest, rest: &str) -> String {
    Frame::of(request, false).to(rest)
}

pub(super) async fn show(
    request: HttpRequest,
    state: web::Data<State>,
    member: Member,
    id: web::Path<String>,
) -> Result<HttpResponse, Unmet> {
    let page = async {
        let row = member.0.source(&state, Action::ReadDrafts, &id).await?;
        let d = desk(&request, &state, &member.0, &row)?;
        let stored = publishing::stored(&state, &id).await?;
        let may_upload = member.0.is_allowed(Action::EditDraft, &crate::access::scope_of(&row)?);
        Ok(CatalogPage {
            f: d.f.clone(),
            d,
            id: row.id,
            services: stored.catalog.services.len(),
            version: stored.version,
            is_pushed: stored.source.is_pushed(),
            may_upload,
        })
    };
    Ok(private(&request, page.await)?)
}

fn desk(request: &HttpRequest, state: &State, caller: &Caller, row: &store::read::SourceRow) -> Result<Desk, Error> {
    let region = row.region.parse().map_err(|_| StoreError::Damaged(format!("source `{}`: region", row.id)))?;
    Desk::at(request, state, caller, Some(region))
}

/// The workbook of what is stored.
pub(super) async fn download(
    request: HttpRequest,
    state: web::Data<State>,
    member: Member,
    id: web::Path<String>,
) -> Result<HttpResponse, Unmet> {
    let file = async {
        member.0.source(&state, Action::ReadDrafts, &id).await?;
        api::workbook(&publishing::stored(&state, &id).await?)
    };
    Ok(file.await.map_err(|error| PageError::of(&request, error))?)
}

/// A file comes in; it waits for a person.
pub(super) async fn upload(
    request: HttpRequest,
    state: web::Data<State>,
    unproven: Unproven,
    id: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse, Unmet> {
    let done = async {
        let parts = Multipart::new(request.headers(), payload);
        let _one_of_few = state.publications.try_acquire().map_err(|_| Error::Busy)?;
        let (caller, name, body) = received(unproven, parts).await?;
        let row = caller.source(&state, Action::EditDraft, &id).await?;
        let stored = publishing::stored(&state, &id).await?;
        if !stored.source.is_pushed() {
            return Err(Refusal::Polled(row.id).into());
        }
        let random: [u8; 16] = state.access.bytes().map_err(|_| Error::Randomness)?;
        let upload = UploadRow {
            id: random.iter().map(|byte| format!("{byte:02x}")).collect(),
            source_id: row.id.clone(),
            at: state.now(),
            actor: caller.actor().to_string(),
            name,
            hash: blake3::hash(&body).to_hex().to_string(),
            version: stored.version,
            body,
        };
        let to = path(&request, &format!("/publikasi/{}/katalog/{}", row.id, upload.id));
        state.store.write(move |conn| store::keep_upload(conn, &upload)).await?;
        Ok(to)
    };
    Ok(see(&request, done.await)?)
}

/// The parts of the form: the token first, then the file.
async fn received(unproven: Unproven, mut parts: Multipart) -> Result<(Caller, String, Vec<u8>), Error> {
    let mut caller = Err(unproven);
    while let Some(part) = parts.next().await {
        let mut part = part.map_err(|_| Refusal::CutOff)?;
        let field = part.name().unwrap_or_default().to_owned();
        if field == TOKEN_FIELD {
            let token = publishing::take(&mut part, 200).await?;
            caller = match caller {
                Err(unproven) => Ok(unproven.prove(&String::from_utf8_lossy(&token))?),
                proven => proven,
            };
        } else if field == FILE_FIELD {
            let caller = caller.map_err(|_| Error::FormToken)?;
            let name = part.content_disposition().and_then(|about| about.get_filename()).unwrap_or_default();
            let name: String = name.chars().filter(|char| !char.is_control()).take(LONGEST_NAME).collect();
            let body = publishing::take(&mut part, publishing::MOST).await?;
            return Ok((caller, name, body));
        }
    }
    Err(Refusal::Empty.into())
}

/// A file that waits, of a source that the caller may prepare.
async fn waiting(
    state: &State,
    caller: &Caller,
    id: &str,
    upload: &str,
    action: Action,
) -> Result<(store::read::SourceRow, UploadRow), Error> {
    let row = caller.source(state, action, id).await?;
    let (source, key) = (row.id.clone(), upload.to_owned());
    let found = state.store.read(move |conn| store::upload(conn, &source, &key)).await?;
    found.map(|upload| (row, upload)).ok_or_else(|| Error::not_found("upload", upload))
}

fn by(caller: &Caller) -> By {
    By { actor: caller.actor(), name: caller.account().name.clone() }
}

fn publication(upload: &UploadRow, caller: &Caller, language: Language) -> Publication {
    Publication {
        source: upload.source_id.clone(),
        body: upload.body.clone(),
        content_type: None,
        by: by(caller),
        made_from: upload.version.map_or(MadeFrom::Nothing, MadeFrom::Version),
        key: Some(upload.id.clone()),
        language,
    }
}

/// What a person sees and agrees to, in one hash.
fn seal(outcome: &Outcome) -> Result<String, Error> {
    let told = serde_json::to_vec(&(outcome.verdict, &outcome.changes, &outcome.findings))?;
    Ok(blake3::hash(&told).to_hex().chars().take(32).collect())
}

/// The answer to a file: as it was given, where it was published, else as it would be.
async fn outcome(state: &State, upload: &UploadRow, caller: &Caller, language: Language) -> Result<(Outcome, bool, bool), Error> {
    let (source, key) = (upload.source_id.clone(), upload.id.clone());
    if let Some(given) = state.store.read(move |conn| store::publication(conn, &source, &key)).await? {
        return Ok((serde_json::from_str(&given.answer)?, true, false));
    }
    let _one_of_few = state.publications.acquire().await.map_err(|_| Error::Busy)?;
    match rehearse(&state.store, publication(upload, caller, language), state.clock).await {
        Ok(answer) => Ok((serde_json::from_str(&answer.json)?, false, false)),
        Err(harvester::publish::PublishError::Stale { .. }) => {
            let any = Publication { made_from: MadeFrom::Any, ..publication(upload, caller, language) };
            let answer = rehearse(&state.store, any, state.clock).await?;
            Ok((serde_json::from_str(&answer.json)?, false, true))
        }
        Err(error) => Err(error.into()),
    }
}

fn language(f: &Frame) -> Language {
    if f.english() { Language::English } else { Language::Indonesian }
}

pub(super) async fn preview(
    request: HttpRequest,
    state: web::Data<State>,
    member: Member,
    names: web::Path<(String, String)>,
) -> Result<HttpResponse, Unmet> {
    let page = async {
        let (row, upload) = waiting(&state, &member.0, &names.0, &names.1, Action::ReadDrafts).await?;
        let d = desk(&request, &state, &member.0, &row)?;
        let (o, is_done, is_stale) = outcome(&state, &upload, &member.0, language(&d.f)).await?;
        let may_publish = member.0.is_allowed(Action::Publish, &crate::access::scope_of(&row)?);
        let seal = seal(&o)?;
        Ok(PreviewPage { f: d.f.clone(), d, id: row.id, upload: upload.id, name: upload.name, o, seal, is_done, may_publish, is_stale })
    };
    Ok(private(&request, page.await)?)
}

/// The file as it was sent, with the cells marked that have something wrong with them.
pub(super) async fn report(
    request: HttpRequest,
    state: web::Data<State>,
    member: Member,
    names: web::Path<(String, String)>,
) -> Result<HttpResponse, Unmet> {
    let file = async {
        let (_, upload) = waiting(&state, &member.0, &names.0, &names.1, Action::ReadDrafts).await?;
        let (o, ..) = outcome(&state, &upload, &member.0, language(&Frame::of(&request, state.demo))).await?;
        let body = sheet::marked(&harvester::adapter::copied(&upload.body, None), &o.findings)?;
        let about = format!("attachment; filename=\"temuan-{}.xlsx\"", upload.source_id);
        let mut answer = HttpResponse::Ok();
        answer.insert_header(("Content-Disposition", about)).insert_header(("Cache-Control", "private, no-store"));
        Ok::<_, Error>(answer.insert_header(("X-Content-Type-Options", "nosniff")).content_type(WORKBOOK).body(body))
    };
    Ok(file.await.map_err(|error| PageError::of(&request, error))?)
}

/// What a person agrees to.
#[derive(Deserialize)]
pub(super) struct Agreed {
    segel: String,
}

pub(super) async fn confirm(
    request: HttpRequest,
    state: web::Data<State>,
    names: web::Path<(String, String)>,
    filled: Filled<Agreed>,
) -> Result<HttpResponse, Unmet> {
    let Signed { caller, form } = filled.0;
    let done = async {
        let (row, upload) = waiting(&state, &caller, &names.0, &names.1, Action::Publish).await?;
        let to = path(&request, &format!("/publikasi/{}/katalog/{}", row.id, upload.id));
        let language = language(&Frame::of(&request, state.demo));
        let (seen, is_done, is_stale) = outcome(&state, &upload, &caller, language).await?;
        // Not what was agreed to: it is shown anew.
        if is_done || is_stale || seal(&seen)? != form.segel {
            return Ok(to);
        }
        publish(&state.store, publication(&upload, &caller, language), state.clock).await?;
        Ok(to)
    };
    Ok(see(&request, done.await)?)
}
