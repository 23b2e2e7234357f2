//! What the letter says: what changed in a region's catalog within the week, how its feeds are, how good the catalog is beside the week before,
//! and what to do next. As plain text and as HTML, in Indonesian.

use std::collections::BTreeMap;
use std::time::Duration;

use askama::Template;
use registry::model::{Instant, RegionCode, Zone};
use registry::quality::quality;
use registry::store::digests::Reader;
use registry::store::{self, Conn, Store, StoreError, read};

use crate::error::Error;
use crate::sources::{SourceView, Standing};
use crate::state::Gazetteer;

const WEEK: Duration = Duration::from_secs(7 * 24 * 3600);
/// Versions of a week that are looked at, causes that are told, and steps.
const VERSIONS: i64 = 500;
const CAUSES: usize = 5;
const STEPS: usize = 3;

/// On the clock of Jakarta.
fn moment(at: Option<Instant>) -> String {
    let there = |at: Instant| at.utc().with_timezone(&Zone::Wib.offset()).format("%Y-%m-%d %H:%M WIB").to_string();
    at.map_or_else(|| "belum pernah".to_owned(), there)
}

/// A letter, ready to be sent.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Its subject.
    pub subject: String,
    /// As plain text.
    pub text: String,
    /// As HTML.
    pub html: String,
    /// The quality of each source, to be compared with a week later.
    pub scores: BTreeMap<String, f64>,
}

/// Findings with the same cause, and what to do about them.
struct Cause {
    count: i64,
    code: &'static str,
    fix: &'static str,
}

/// A source in the letter.
struct Part {
    view: SourceView,
    versions: usize,
    added: i64,
    changed: i64,
    removed: i64,
    score: f64,
    before: Option<f64>,
    causes: Vec<Cause>,
    steps: Vec<String>,
}

impl Part {
    fn health(&self) -> &'static str {
        match self.view.up {
            Some(true) => "sehat",
            Some(false) => "gagal",
            None => "belum diketahui",
        }
    }
    fn why(&self) -> &'static str {
        self.view.explanation.unwrap_or_default()
    }
    fn last(&self) -> String {
        moment(self.view.last_success_at)
    }
    fn held(&self) -> Option<String> {
        self.view.held_since.map(|at| moment(Some(at)))
    }
    fn score(&self) -> String {
        format!("{:.0}", self.score)
    }
    /// Beside the week before.
    fn change(&self) -> String {
        match self.before.map(|before| self.score.round() - before.round()) {
            None => "minggu pertama".to_owned(),
            Some(by) if by > 0.0 => format!("naik {by:.0}"),
            Some(by) if by < 0.0 => format!("turun {:.0}", -by),
            Some(_) => "tetap".to_owned(),
        }
    }
}

#[derive(Template)]
#[template(path = "ringkasan.txt")]
struct Plain<'a> {
    region: &'a str,
    code: &'a str,
    parts: &'a [Part],
    base: &'a str,
    end: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "ringkasan.html")]
struct Html<'a> {
    region: &'a str,
    code: &'a str,
    parts: &'a [Part],
    base: &'a str,
    end: Option<&'a str>,
}

/// The letter of a region as it would be sent now; to `reader`, or to be looked at.
///
/// # Errors
/// There is no such region, the store does not answer, or the letter cannot be written.
pub async fn compose(
    store: &Store,
    gazetteer: &Gazetteer,
    base: &str,
    region: RegionCode,
    reader: Option<&Reader>,
    now: Instant,
) -> Result<Letter, Error> {
    let code = region.to_string();
    let name = gazetteer.region(region).ok_or_else(|| Error::not_found("region", code.clone()))?.name.clone();
    let (here, known) = (code.clone(), gazetteer.clone());
    let before = reader.map(|reader| reader.scores.clone()).unwrap_or_default();
    let parts = store.read(move |conn| parts(conn, &known, &here, &before, now)).await?;
    let end = reader.map(|reader| format!("{base}/langganan/{}", reader.token));
    let end = end.as_deref();
    let scores = parts.iter().map(|part| (part.view.id.clone(), part.score)).collect();
    Ok(Letter {
        subject: format!("Ringkasan mingguan katalog MPP {name}"),
        text: Plain { region: &name, code: &code, parts: &parts, base, end }.render()?,
        html: Html { region: &name, code: &code, parts: &parts, base, end }.render()?,
        scores,
    })
}

fn parts(
    conn: &mut Conn,
    gazetteer: &Gazetteer,
    region: &str,
    before: &BTreeMap<String, f64>,
    now: Instant,
) -> Result<Vec<Part>, StoreError> {
    let standing = Standing::read(conn, now)?;
    let mut parts = Vec::new();
    for row in read::sources(conn)?.into_iter().filter(|row| row.region == region) {
        let id = row.id.clone();
        let (versions, _) = store::snapshots(conn, &id, 0, VERSIONS)?;
        let versions: Vec<_> = versions.into_iter().filter(|version| now.since(version.accepted_at) <= WEEK).collect();
        let sum = |of: &dyn Fn(&store::SnapshotRow) -> i32| versions.iter().map(|version| i64::from(of(version))).sum();
        let judged = quality(&read::counts(conn, &id, now)?.unwrap_or_default());
        let mut causes = read::causes(conn, &id, true)?;
        causes.truncate(CAUSES);
        parts.push(Part {
            versions: versions.len(),
            added: sum(&|version| version.added),
            changed: sum(&|version| version.changed),
            removed: sum(&|version| version.removed),
            score: judged.total,
            before: before.get(&id).copied(),
            causes: causes.into_iter().map(|one| Cause { count: one.count, code: one.code.as_str(), fix: one.code.how_to_fix() }).collect(),
            steps: judged.advice.iter().take(STEPS).map(|advice| advice.step.sentence()).collect(),
            view: SourceView::of(gazetteer, row, &standing, now),
        });
    }
    Ok(parts)
}
