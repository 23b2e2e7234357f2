//! The pages of the sources: the list, by what needs attention; and of one source its health, what of it is held, its versions, its attempts
//! and its findings.

use actix_web::{HttpRequest, web};
use askama::Template;
use registry::model::{Instant, Verdict};

use super::frame::Frame;
use super::handlers::{Shown, Turns, show};
use super::words;
use crate::error::Error;
use crate::params::{Page, Params};
use crate::routes::sources::{
    self as feeds, Asked, AttemptList, AttemptView, FindingList, HeldView, SnapshotList, SnapshotView, SourceList,
};
use crate::sources::{SourceView, Totals};
use crate::state::State;

/// Rows of each kind on the page of one source; the rest is a page of its own.
const FEW: usize = 10;
/// Rows on a page of one kind.
const MANY: usize = 50;

#[derive(Template)]
#[template(path = "sumber.html")]
struct SourcesPage {
    f: Frame,
    totals: Totals,
    sources: Vec<SourceView>,
    chosen: String,
}

/// A filter of the list: its value, how many it finds, and its colour.
struct Choice {
    value: &'static str,
    name: &'static str,
    count: usize,
    class: &'static str,
}

pub(super) fn health(f: &Frame, source: &SourceView) -> &'static str {
    let (id, en) = match source.up {
        Some(true) => ("sehat", "up"),
        Some(false) => ("gagal", "failing"),
        None => ("belum diketahui", "unknown"),
    };
    f.t(id, en)
}

impl SourcesPage {
    fn choices(&self) -> [Choice; 5] {
        let Totals { total, up, down, unknown, held, .. } = self.totals;
        let choice = |value, id, en, count, class| Choice { value, name: self.f.t(id, en), count, class };
        [
            choice("", "semua", "all", total, ""),
            choice("down", "gagal", "failing", down, "tutup"),
            choice("held", "ditahan", "held", held, "tahan"),
            choice("unknown", "belum diketahui", "unknown", unknown, "entah"),
            choice("up", "sehat", "up", up, "buka"),
        ]
    }
    fn to(&self, choice: &Choice) -> String {
        if choice.value.is_empty() { self.f.to("/sumber") } else { self.f.to(&format!("/sumber?health={}", choice.value)) }
    }
    fn health(&self, source: &SourceView) -> &'static str {
        health(&self.f, source)
    }
    fn class(&self, source: &SourceView) -> &'static str {
        words::open_class(source.up)
    }
    /// Date and time of day, each to stay on one line.
    fn moment(&self, at: &Option<Instant>) -> Vec<String> {
        words::time(&self.f, *at).splitn(2, ' ').map(str::to_owned).collect()
    }
    fn why(&self, source: &SourceView) -> &'static str {
        self.f.t(source.explanation.unwrap_or_default(), source.explanation_en.unwrap_or_default())
    }
}

/// What is taken away first, as it is what the content is held for; then what is new and what is other.
pub(super) fn difference<'h>(f: &Frame, held: &'h HeldView) -> [(&'static str, &'static str, i32, &'h [String]); 3] {
    let counts = held.counts.as_ref().map_or([0; 3], |counts| [counts.removed, counts.added, counts.changed]);
    let names = held.names.as_ref().map_or([&[] as &[String]; 3], |names| [&names.removed[..], &names.added[..], &names.changed[..]]);
    [
        ("−", f.t("hilang", "removed"), counts[0], names[0]),
        ("+", f.t("baru", "new"), counts[1], names[1]),
        ("~", f.t("berubah", "changed"), counts[2], names[2]),
    ]
}

/// What needs attention comes first: failing, then held, then unknown; among each, who has been silent the longest.
pub(super) fn by_need(source: &SourceView) -> (u8, Option<Instant>, String) {
    let need = match (source.up, source.held_since) {
        (Some(false), _) => 0,
        (_, Some(_)) => 1,
        (None, None) => 2,
        (Some(true), None) => 3,
    };
    (need, source.last_success_at, source.id.clone())
}

pub(super) async fn list(request: HttpRequest, state: web::Data<State>) -> Shown {
    show(&request, list_page(&request, &state).await)
}

async fn list_page(request: &HttpRequest, state: &State) -> Result<SourcesPage, Error> {
    let params = Params::of(request);
    let SourceList { totals, mut sources } = feeds::filtered(&params, feeds::all(state).await?)?;
    sources.sort_by_cached_key(by_need);
    let synthetic = state.demo || sources.iter().any(|source| source.synthetic);
    let chosen = params.get("health").unwrap_or_default().to_owned();
    Ok(SourcesPage { f: Frame::of(request, synthetic), totals, sources, chosen })
}

#[derive(Template)]
#[template(path = "sumber_satu.html")]
struct SourcePage {
    f: Frame,
    s: SourceView,
    held: Option<HeldView>,
    attempts: AttemptList,
    versions: SnapshotList,
    findings: FindingList,
}

/// What the parts of a source's pages share.
impl SourcePage {
    fn health(&self) -> &'static str {
        health(&self.f, &self.s)
    }
    fn class(&self) -> &'static str {
        words::open_class(self.s.up)
    }
    fn why(&self) -> &'static str {
        self.f.t(self.s.explanation.unwrap_or_default(), self.s.explanation_en.unwrap_or_default())
    }
    fn outcome(&self) -> Option<&'static str> {
        let verdict = self.s.last_outcome.as_deref()?.parse().ok()?;
        Some(words::outcome(&self.f, verdict))
    }
    fn time(&self, at: &Option<Instant>) -> String {
        words::time(&self.f, *at)
    }
    fn at(&self, at: &Instant) -> String {
        words::time(&self.f, Some(*at))
    }
    fn every(&self) -> String {
        words::every(&self.f, self.s.interval_seconds)
    }
    fn held_why(&self, held: &HeldView) -> &'static str {
        self.f.t(held.explanation.unwrap_or_default(), held.explanation_en.unwrap_or_default())
    }
    fn difference<'h>(&self, held: &'h HeldView) -> [(&'static str, &'static str, i32, &'h [String]); 3] {
        difference(&self.f, held)
    }
    fn source_id(&self) -> &str {
        &self.s.id
    }
    fn is_more(&self, names: &[String], count: &i32) -> bool {
        usize::try_from(*count).is_ok_and(|count| names.len() < count)
    }
    fn below(&self, part: &str) -> String {
        self.f.to(&format!("/sumber/{}/{part}", self.s.id))
    }
    fn attempt_word(&self, attempt: &AttemptView) -> String {
        words::attempt(&self.f, attempt)
    }
    fn attempt_why(&self, attempt: &AttemptView) -> &'static str {
        self.f.t(attempt.explanation.unwrap_or_default(), attempt.explanation_en.unwrap_or_default())
    }
    fn cause(&self, version: &SnapshotView) -> String {
        words::cause(&self.f, version)
    }
}

pub(super) async fn one(request: HttpRequest, state: web::Data<State>, id: web::Path<String>) -> Shown {
    show(&request, one_page(&request, &state, &id).await)
}

async fn one_page(request: &HttpRequest, state: &State, id: &str) -> Result<SourcePage, Error> {
    let few = Page { page: 1, size: FEW };
    let feeds::SourceDetail { source: s, held, sight } = feeds::one(state, id, None).await?;
    let attempts = feeds::attempts_of(state, id, Asked { page: few, outcome: None, before: None }, sight).await?;
    let versions = feeds::snapshots_of(state, id, few, sight).await?;
    let findings = feeds::findings_of(state, id, Page { page: 1, size: MANY }, sight).await?;
    Ok(SourcePage { f: Frame::of(request, state.demo || s.synthetic), s, held, attempts, versions, findings })
}

/// A list of one source on a page of its own.
#[derive(Template)]
#[template(path = "sumber_bagian.html")]
struct PartPage {
    f: Frame,
    id: String,
    part: Part,
    turns: Turns,
}

enum Part {
    Attempts(AttemptList, Option<Verdict>),
    Versions(SnapshotList),
    Findings(FindingList),
}

impl PartPage {
    fn title(&self) -> &'static str {
        let (id, en) = match self.part {
            Part::Attempts(..) => ("Percobaan", "Attempts"),
            Part::Versions(_) => ("Versi", "Versions"),
            Part::Findings(_) => ("Temuan", "Findings"),
        };
        self.f.t(id, en)
    }
    fn source_id(&self) -> &str {
        &self.id
    }
    fn at(&self, at: &Instant) -> String {
        words::time(&self.f, Some(*at))
    }
    fn attempt_word(&self, attempt: &AttemptView) -> String {
        words::attempt(&self.f, attempt)
    }
    fn attempt_why(&self, attempt: &AttemptView) -> &'static str {
        self.f.t(attempt.explanation.unwrap_or_default(), attempt.explanation_en.unwrap_or_default())
    }
    fn cause(&self, version: &SnapshotView) -> String {
        words::cause(&self.f, version)
    }
    /// The outcomes to choose from: link, name, how many there ever were, and whether it is the chosen one.
    fn outcomes(&self) -> Vec<(String, &'static str, i64, bool)> {
        let Part::Attempts(list, chosen) = &self.part else { return Vec::new() };
        let path = format!("/sumber/{}/percobaan", self.id);
        let all = (self.f.to(&path), self.f.t("semua", "all"), list.in_all(), chosen.is_none());
        let of = |outcome: Verdict| {
            let count = list.ever.get(outcome.as_str()).copied().unwrap_or_default();
            let link = self.f.to(&format!("{path}?outcome={}", outcome.as_str()));
            (link, words::outcome(&self.f, outcome), count, *chosen == Some(outcome))
        };
        std::iter::once(all).chain(Verdict::ALL.into_iter().map(of)).collect()
    }
    /// Attempts that are kept by day only.
    fn summed(&self) -> i64 {
        let Part::Attempts(list, chosen) = &self.part else { return 0 };
        let ever = chosen.map_or_else(|| list.in_all(), |outcome| list.ever.get(outcome.as_str()).copied().unwrap_or_default());
        ever - list.total
    }
}

pub(super) async fn attempts(request: HttpRequest, state: web::Data<State>, id: web::Path<String>) -> Shown {
    let page = async {
        let asked = Asked::of(&Params::of(&request), MANY)?;
        let feeds::SourceDetail { source, sight, .. } = feeds::one(&state, &id, None).await?;
        let list = feeds::attempts_of(&state, &source.id, asked, sight).await?;
        let turns = Turns::of(&request, asked.page, list.total);
        let f = Frame::of(&request, state.demo || source.synthetic);
        Ok(PartPage { f, id: source.id, part: Part::Attempts(list, asked.outcome), turns })
    };
    show(&request, page.await)
}

pub(super) async fn versions(request: HttpRequest, state: web::Data<State>, id: web::Path<String>) -> Shown {
    let page = async {
        let page = Params::of(&request).page(MANY)?;
        let feeds::SourceDetail { source, sight, .. } = feeds::one(&state, &id, None).await?;
        let list = feeds::snapshots_of(&state, &source.id, page, sight).await?;
        let turns = Turns::of(&request, page, list.total);
        let f = Frame::of(&request, state.demo || source.synthetic);
        Ok(PartPage { f, id: source.id, part: Part::Versions(list), turns })
    };
    show(&request, page.await)
}

pub(super) async fn findings(request: HttpRequest, state: web::Data<State>, id: web::Path<String>) -> Shown {
    let page = async {
        let page = Params::of(&request).page(MANY)?;
        let feeds::SourceDetail { source, sight, .. } = feeds::one(&state, &id, None).await?;
        let list = feeds::findings_of(&state, &source.id, page, sight).await?;
        let turns = Turns::of(&request, page, list.total);
        let f = Frame::of(&request, state.demo || source.synthetic);
        Ok(PartPage { f, id: source.id, part: Part::Findings(list), turns })
    };
    show(&request, page.await)
}
