//! A look at a feed that is offered: what it is, what it holds, what is wrong with it, and how its services would be published.

use std::collections::BTreeMap;
use std::time::Duration;

use registry::model::{Code, Finding, Id, Organization, PUSHED, Reason, RegionCode, Service, Source, SourceFile, Verdict};
use registry::offer::{Proof, Sworn};
use reqwest::header::HeaderMap;
use serde::{Deserialize, Serialize};
use url::Url;

use super::statement::prove;
use crate::adapter::{self, Guess, MappingError, USUAL_COLUMNS, guess};
use crate::fetch::{Allowance, Ask, Fetch};
use crate::pipeline::{Examined, Extent, examine};
use crate::report::{Language, advice};

/// Services that are read.
pub const LOOKED: usize = 100;

/// Time for all of a look. A server that trickles is left then, whatever has come.
pub const LONGEST: Duration = Duration::from_secs(60);

/// Services, and kinds of findings, that are shown.
const SHOWN: usize = 20;

/// Characters of a text from the feed that are kept.
const LONGEST_TEXT: usize = 300;

/// What is offered.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// What the source would be called.
    pub id: String,
    /// Whose it is.
    pub region: RegionCode,
    /// Where the feed is.
    pub url: Url,
    /// The hall's name.
    pub name: Option<String>,
    /// How it is to be read; `None`: as it looks.
    pub format: Option<String>,
    /// TOML; empty: none.
    pub mapping: String,
    /// The word that its host shows.
    pub word: String,
}

impl Wanted {
    /// As it would be declared, read by `format` from `url`. The mapping says how it is read and nothing else: who offers a feed does not choose the headers
    /// that it is asked with (they may hold secrets of the harvester), how often, or how it is judged.
    ///
    /// # Errors
    /// All mistakes of the mapping.
    pub fn source(&self, format: &str, url: &Url) -> Result<Source, Vec<MappingError>> {
        let text = |text: &str| toml::Value::from(text).to_string();
        let name = self.name.as_deref().map(|name| format!("name = {}\n", text(name))).unwrap_or_default();
        let is_bare_table = format == "table" && self.mapping.trim().is_empty();
        let mapping = if is_bare_table { USUAL_COLUMNS } else { &self.mapping };
        let (id, region) = (&self.id, self.region);
        // The mapping begins at a line of its own, so that a mistake is told by its line there.
        let plain = format!("id = \"{id}\"\nregion = \"{region}\"\nformat = {}\nurl = {}\n{name}", text(format), text(url.as_str()));
        let own_lines = plain.lines().count();
        let place = |error: MappingError| MappingError { line: error.line.saturating_sub(own_lines).max(1), ..error };
        let source = match adapter::check(&format!("{plain}{mapping}"), "mapping") {
            Ok(mut sources) if sources.len() == 1 => sources.remove(0),
            Ok(_) => return Err(vec![more_than_a_mapping()]),
            Err(errors) => return Err(errors.into_iter().map(place).collect()),
        };
        let bare = SourceFile::parse(&plain).ok().and_then(|file| file.sources.into_iter().next());
        let is_mapping_alone = bare.is_some_and(|bare| Source { mapping: source.mapping.clone(), ..bare } == source);
        if is_mapping_alone { Ok(source) } else { Err(vec![more_than_a_mapping()]) }
    }
}

fn more_than_a_mapping() -> MappingError {
    let message = "hanya tabel [mapping] yang diterima di sini / the tables of [mapping] alone are taken here".to_owned();
    MappingError { file: "mapping".to_owned(), line: 1, column: 1, key: String::new(), message }
}

/// What was seen. Texts are the feed's, cut, and trusted by nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Look {
    /// What reads it; null: it looks like nothing that a catalog comes in.
    pub format: Option<String>,
    /// The format was told by how the feed looks.
    pub guessed: bool,
    /// It is read by a mapping, and there is none yet.
    pub needs_mapping: bool,
    /// Where the feed begins.
    pub url: String,
    /// How a harvest of it would end: `accepted`, `rejected` or `failed`.
    pub outcome: String,
    /// Why: a stable code.
    pub reason: String,
    /// What a person needs to know beyond the reason.
    pub detail: Option<String>,
    /// Services that were read.
    pub services: usize,
    /// Agencies among them.
    pub organizations: usize,
    /// Halls and other places.
    pub locations: usize,
    /// Records that were refused.
    pub refused: u32,
    /// All of the feed was read, not only its beginning.
    pub is_whole: bool,
    /// The first services, as they would be published.
    pub sample: Vec<Glimpse>,
    /// What is wrong, by kind.
    pub remarks: Vec<Remark>,
    /// Feeds of the region that the host announces itself.
    pub announced: Vec<Announcement>,
    /// Requests that were made.
    pub requests: u32,
    /// Bytes of all bodies.
    pub bytes: u64,
}

/// A service, as it would be published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Glimpse {
    /// Its name.
    pub name: String,
    /// Who gives it.
    pub organization: String,
    /// The national service that it is; null: none was recognised.
    pub term: Option<String>,
    /// What it costs, as it was understood; null: not told, or not understood.
    pub cost: Option<String>,
    /// How long it takes, as it was understood.
    pub duration: Option<String>,
    /// How many documents it asks for.
    pub requirements: usize,
}

/// Findings of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Remark {
    /// The stable code.
    pub code: String,
    /// `info`, `warning` or `error`.
    pub severity: String,
    /// How often.
    pub count: usize,
    /// What the region can do, in Indonesian.
    pub how_to_fix: String,
    /// The same in English.
    pub how_to_fix_en: String,
    /// The record of the first.
    pub record: String,
    /// Where in it.
    pub path: String,
    /// The value as written.
    pub value: String,
}

/// A feed that a host announces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Announcement {
    /// Where.
    pub url: String,
    /// What reads it, as the host says.
    pub format: Option<String>,
}

impl Look {
    /// It could be read, and something of it would be published.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.outcome == Verdict::Accepted.as_str()
    }

    /// A look that brought nothing.
    #[must_use]
    pub fn nothing(wanted: &Wanted, reason: Reason, detail: Option<String>) -> Self {
        Self {
            format: wanted.format.clone(),
            guessed: false,
            needs_mapping: false,
            url: wanted.url.to_string(),
            outcome: Verdict::Failed.as_str().to_owned(),
            reason: reason.as_str().to_owned(),
            detail: detail.map(|text| cut(&text)),
            services: 0,
            organizations: 0,
            locations: 0,
            refused: 0,
            is_whole: false,
            sample: Vec::new(),
            remarks: Vec::new(),
            announced: Vec::new(),
            requests: 0,
            bytes: 0,
        }
    }

    /// Of what a person sees of it, in one hash: who agrees or decides names this. How long it took is no part of it.
    ///
    /// # Errors
    /// It cannot be written as JSON: a fault of ours.
    pub fn seal(&self) -> Result<String, serde_json::Error> {
        let seen = Self { requests: 0, bytes: 0, ..self.clone() };
        Ok(blake3::hash(&serde_json::to_vec(&seen)?).to_hex().chars().take(32).collect())
    }
}

/// Looks at a feed and at its host, within [`LONGEST`]; whatever happens is told by the look.
pub async fn look(fetcher: &impl Fetch, wanted: &Wanted) -> (Look, Proof) {
    let sworn = Sworn { region: wanted.region, feed: &wanted.url, word: &wanted.word };
    let seen = async {
        let late = |_| Look::nothing(wanted, Reason::HarvestTimeout, Some(format!("{} s", LONGEST.as_secs())));
        tokio::time::timeout(LONGEST, Box::pin(read(fetcher, wanted))).await.unwrap_or_else(late)
    };
    let (mut seen, (proof, found)) = futures::join!(seen, Box::pin(prove(fetcher, &sworn)));
    if let Some(found) = found.filter(|found| found.said.regions().any(|region| region == wanted.region)) {
        let told = |(url, format): (Url, Option<String>)| Announcement { url: cut(url.as_str()), format: format.map(|text| cut(&text)) };
        seen.announced = found.said.feeds(&found.url).into_iter().take(SHOWN).map(told).collect();
    }
    (seen, proof)
}

async fn read(fetcher: &impl Fetch, wanted: &Wanted) -> Look {
    let (format, guessed, base) = match &wanted.format {
        Some(format) => (format.clone(), None, wanted.url.clone()),
        None => match guessed(fetcher, wanted).await {
            Ok(found) => (found.format.to_owned(), Some(found.needs_mapping), found.base.unwrap_or_else(|| wanted.url.clone())),
            Err(look) => return *look,
        },
    };
    let needs_mapping = guessed.unwrap_or(matches!(format.as_str(), "json" | "html" | "ckan")) && wanted.mapping.trim().is_empty();
    let known = Look { format: Some(format.clone()), guessed: guessed.is_some(), ..Look::nothing(wanted, Reason::ConfigInvalid, None) };
    if needs_mapping || format == PUSHED {
        return Look { needs_mapping, ..known };
    }
    let source = match wanted.source(&format, &base) {
        Ok(source) => source,
        Err(mistakes) => {
            let told: Vec<String> =
                mistakes.iter().map(|mistake| format!("{}: {}: {}", mistake.line, mistake.key, mistake.message)).collect();
            return Look { detail: Some(cut(&told.join("; "))), ..known };
        }
    };
    let examined = examine(fetcher, &source, &HeaderMap::new(), Extent::First(LOOKED)).await;
    told(known, &source, examined, wanted.mapping.trim().is_empty())
}

/// What the feed looks like.
async fn guessed(fetcher: &impl Fetch, wanted: &Wanted) -> Result<Guess, Box<Look>> {
    let (headers, allowance) = (HeaderMap::new(), Allowance::of_a_look());
    let ask = Ask { url: &wanted.url, headers: &headers, etag: None, last_modified: None, allowance: &allowance };
    match fetcher.fetch(&ask).await {
        Ok(fetched) => {
            let (body, url) = (fetched.body.unwrap_or_default(), wanted.url.clone());
            // A large document takes a while to be parsed.
            let found = tokio::task::spawn_blocking(move || guess(&url, &body)).await.ok().flatten();
            found.ok_or_else(|| Box::new(Look::nothing(wanted, Reason::WrongShape, None)))
        }
        Err(error) => Err(Box::new(Look::nothing(wanted, error.reason, Some(error.detail)))),
    }
}

fn told(known: Look, source: &Source, examined: Examined, is_without_mapping: bool) -> Look {
    let Examined { outcome, reason, detail, drafts, catalog, findings, tally } = examined;
    let agencies: BTreeMap<Id, &Organization> = catalog.organizations.iter().map(|one| (one.id, one)).collect();
    Look {
        outcome: outcome.as_str().to_owned(),
        reason: reason.as_str().to_owned(),
        detail: detail.map(|text| cut(&text)),
        url: source.url.to_string(),
        services: catalog.services.len(),
        organizations: catalog.organizations.len(),
        locations: catalog.locations.len(),
        refused: tally.refused.unwrap_or_default(),
        is_whole: drafts.services.len() < LOOKED,
        sample: catalog.services.iter().take(SHOWN).map(|one| glimpse(one, &agencies)).collect(),
        remarks: remarks(&findings, source.format == "table" && is_without_mapping),
        requests: tally.requests,
        bytes: tally.bytes,
        ..known
    }
}

fn glimpse(one: &Service, agencies: &BTreeMap<Id, &Organization>) -> Glimpse {
    let printed = |value: Option<String>| value.map(|text| cut(&text));
    Glimpse {
        name: cut(&one.name),
        organization: agencies.get(&one.organization).map(|agency| cut(&agency.name)).unwrap_or_default(),
        term: one.term.as_deref().map(cut),
        cost: printed(one.cost.as_ref().and_then(|fact| fact.value.as_ref()).map(ToString::to_string)),
        duration: printed(one.duration.as_ref().and_then(|fact| fact.value.as_ref()).map(ToString::to_string)),
        requirements: one.requirements.len(),
    }
}

/// Findings by kind, the gravest and most frequent first. A table that is read by its usual names need not have every column that there could be.
fn remarks(findings: &[Finding], has_usual_columns: bool) -> Vec<Remark> {
    let is_told = |finding: &&Finding| !(has_usual_columns && matches!(finding.code, Code::SelectorEmpty | Code::ColumnMissing));
    let mut kinds: BTreeMap<Code, (usize, &Finding)> = BTreeMap::new();
    for finding in findings.iter().filter(is_told) {
        kinds.entry(finding.code).or_insert((0, finding)).0 += 1;
    }
    let mut kinds: Vec<(Code, (usize, &Finding))> = kinds.into_iter().collect();
    kinds.sort_by_key(|(code, (count, _))| (std::cmp::Reverse(code.severity()), std::cmp::Reverse(*count)));
    let remark = |(code, (count, first)): (Code, (usize, &Finding))| Remark {
        code: code.as_str().to_owned(),
        severity: code.severity().as_str().to_owned(),
        count,
        how_to_fix: advice(code, Language::Indonesian).to_owned(),
        how_to_fix_en: advice(code, Language::English).to_owned(),
        record: cut(&first.record),
        path: cut(&first.path),
        value: cut(&first.raw),
    };
    kinds.into_iter().take(SHOWN).map(remark).collect()
}

/// A text of the feed on one line, and not too long.
fn cut(text: &str) -> String {
    text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).take(LONGEST_TEXT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(mapping: &str) -> Wanted {
        Wanted {
            id: "tawaran".to_owned(),
            region: "36.01".parse().unwrap(),
            url: "https://mpp.example/data".parse().unwrap(),
            name: Some("MPP \"Pandeglang\"".to_owned()),
            format: None,
            mapping: mapping.to_owned(),
            word: String::new(),
        }
    }

    fn source(format: &str, mapping: &str) -> Result<Source, String> {
        let wanted = wanted(mapping);
        wanted.source(format, &wanted.url).map_err(|mistakes| mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    }

    #[test]
    fn a_table_without_a_mapping_is_read_by_its_usual_columns() {
        let source = source("table", " ").unwrap();
        assert_eq!((source.name.as_deref(), source.interval_seconds), (Some("MPP \"Pandeglang\""), 3600));
        assert!(!source.mapping.is_empty());
    }

    #[test]
    fn a_mapping_says_nothing_but_how_the_feed_is_read() {
        let mapping = "[[mapping.endpoint]]\n[mapping.endpoint.service]\neach = \"$[*]\"\nid = \"$.id\"\nname = \"$.nama\"\norganization = \"$.opd\"\n";
        assert!(source("json", mapping).is_ok());
        for more in [
            "headers = { Authorization = \"env:RAHASIA\" }\n",
            "interval_seconds = 5\n",
            "synthetic = true\n",
            "[judge]\nmass_drop = 1.0\n",
            "hours = \"24/7\"\n",
            "id = \"lain\"\n",
            "[[source]]\nid = \"lain\"\n",
        ] {
            assert!(source("json", &format!("{more}{mapping}")).is_err(), "{more}");
        }
    }

    #[test]
    fn a_mistake_is_told_by_its_line_in_the_mapping() {
        let told = source("json", "[[mapping.endpoint]]\nsalah = 1\n").unwrap_err();
        assert!(told.contains("mapping:2:"), "{told}");
    }

    #[test]
    fn the_seal_is_of_what_is_seen_and_not_of_how_long_it_took() {
        let look = Look::nothing(&wanted(""), Reason::WrongShape, None);
        let seal = look.seal().unwrap();
        assert_eq!(Look { requests: 7, bytes: 9, ..look.clone() }.seal().unwrap(), seal);
        assert_ne!(Look { services: 1, ..look }.seal().unwrap(), seal);
    }
}
