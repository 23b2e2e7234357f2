//! Whether a host speaks for a region: what it says of itself in `/.well-known/simpul.json`, held against what is offered.
//!
//! Two must say it of each other. The team of the region, known to the registry, names the host by offering an address on it; the host names the
//! region, and shows the word that the registry gave that team for this host. The word is no secret once it stands there: it shows that whoever
//! writes to the root of the host has heard from the team.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::model::RegionCode;

/// The version of the statement that is read.
const VERSION: u32 = 1;

/// The error of a statement that is none.
pub const MISREAD: &str =
    "not a statement of version 1: expected {\"version\": 1, \"region\": \"36.01\", \"sources\": […], \"proof\": […]}";

/// What a host says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Statement {
    /// Of the form.
    pub version: u32,
    /// The region that it speaks for.
    #[serde(default)]
    region: Option<RegionCode>,
    /// The regions, where it speaks for several: a province's portal.
    #[serde(default)]
    regions: Vec<RegionCode>,
    /// The feeds that it stands for.
    #[serde(default)]
    pub sources: Vec<Announced>,
    /// The words that the registry gave the teams of its regions.
    #[serde(default)]
    pub proof: Vec<String>,
}

/// A feed that a host stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announced {
    /// How it is to be read; absent: as it looks.
    #[serde(default)]
    pub format: Option<String>,
    /// Where it is, absolute or from the host's root.
    pub url: String,
}

impl Statement {
    /// Reads a statement; what it says beyond the form is ignored.
    ///
    /// # Errors
    /// It is none, of another version, or names no region.
    pub fn parse(body: &[u8]) -> Result<Self, &'static str> {
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        let said: Self = serde_json::from_slice(body).map_err(|_| MISREAD)?;
        if said.version == VERSION && said.regions().next().is_some() { Ok(said) } else { Err(MISREAD) }
    }

    /// The regions that it names.
    pub fn regions(&self) -> impl Iterator<Item = RegionCode> {
        self.region.into_iter().chain(self.regions.iter().copied())
    }

    /// The addresses of its feeds, as seen from where it was found; those that are none left out.
    #[must_use]
    pub fn feeds(&self, from: &Url) -> Vec<(Url, Option<String>)> {
        let whole = |one: &Announced| Some((from.join(&one.url).ok()?, one.format.clone()));
        self.sources.iter().filter_map(whole).filter(|(url, _)| matches!(url.scheme(), "http" | "https")).collect()
    }
}

/// What is offered, as a host would have to stand for it.
#[derive(Clone, Copy, Debug)]
pub struct Sworn<'a> {
    /// For whom.
    pub region: RegionCode,
    /// The feed.
    pub feed: &'a Url,
    /// The word that the registry gave the team for this host.
    pub word: &'a str,
}

/// Whether a host speaks for the region that offers a feed on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "proof", content = "why")]
pub enum Proof {
    /// It names the region, stands for the feed, and shows the word.
    Proven,
    /// It does not say so; somebody who knows the region has to.
    NotProven(Gap),
    /// It says that it speaks for others.
    Contradicts,
}

/// What a proof lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gap {
    /// It has not been looked for.
    NotAsked,
    /// There is no such file.
    Absent,
    /// The host does not answer, or may not be asked.
    Unreachable,
    /// The file is not of the form.
    Unreadable,
    /// The word is not in it: anybody could have copied it.
    WordMissing,
    /// It stands for other feeds only.
    FeedNotListed,
}

impl Gap {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::NotAsked, Self::Absent, Self::Unreachable, Self::Unreadable, Self::WordMissing, Self::FeedNotListed];

    /// The stable name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotAsked => "not_asked",
            Self::Absent => "absent",
            Self::Unreachable => "unreachable",
            Self::Unreadable => "unreadable",
            Self::WordMissing => "word_missing",
            Self::FeedNotListed => "feed_not_listed",
        }
    }
}

impl Proof {
    /// What a statement that was found at `from` is worth.
    #[must_use]
    pub fn of(said: &Statement, from: &Url, sworn: &Sworn<'_>) -> Self {
        if !said.regions().any(|region| region == sworn.region) {
            return Self::Contradicts;
        }
        let place = super::same_place(sworn.feed);
        // Who lists nothing leaves it open; who lists something means just that.
        if !said.sources.is_empty() && !said.feeds(from).iter().any(|(url, _)| super::same_place(url) == place) {
            return Self::NotProven(Gap::FeedNotListed);
        }
        if said.proof.iter().any(|word| word.trim() == sworn.word) { Self::Proven } else { Self::NotProven(Gap::WordMissing) }
    }

    /// `proven`, `not_proven` or `contradicts`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proven => "proven",
            Self::NotProven(_) => "not_proven",
            Self::Contradicts => "contradicts",
        }
    }

    /// What it lacks.
    #[must_use]
    pub fn gap(self) -> Option<Gap> {
        if let Self::NotProven(gap) = self { Some(gap) } else { None }
    }

    /// As stored: the two names.
    #[must_use]
    pub fn stored(word: &str, gap: Option<&str>) -> Self {
        let gap = Gap::ALL.into_iter().find(|one| Some(one.as_str()) == gap);
        match word {
            "proven" => Self::Proven,
            "contradicts" => Self::Contradicts,
            _ => Self::NotProven(gap.unwrap_or(Gap::NotAsked)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FROM: &str = "https://mpp.example/.well-known/simpul.json";

    fn worth(said: &str) -> Proof {
        let feed = "https://www.mpp.example/hsds.json".parse().unwrap();
        let sworn = Sworn { region: "36.01".parse().unwrap(), feed: &feed, word: "simpul-abc" };
        Statement::parse(said.as_bytes()).map_or(Proof::NotProven(Gap::Unreadable), |said| Proof::of(&said, &FROM.parse().unwrap(), &sworn))
    }

    #[test]
    fn a_host_that_names_the_region_the_feed_and_the_word_speaks_for_it() {
        let whole =
            r#"{"version":1,"region":"36.01","sources":[{"format":"hsds","url":"/hsds.json","services":3}],"proof":["simpul-abc"]}"#;
        assert_eq!(worth(whole), Proof::Proven);
        assert_eq!(worth(&format!("\u{feff}{whole}")), Proof::Proven);
        assert_eq!(worth(r#"{"version":1,"regions":["36.02","36.01"],"proof":["simpul-x"," simpul-abc\n"]}"#), Proof::Proven);
    }

    #[test]
    fn who_names_others_contradicts_whatever_else_is_said() {
        assert_eq!(worth(r#"{"version":1,"region":"36.02","proof":["simpul-abc"]}"#), Proof::Contradicts);
        assert_eq!(worth(r#"{"version":1,"region":"36"}"#), Proof::Contradicts);
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(worth(r#"{"version":1,"region":"36.01"}"#), Proof::NotProven(Gap::WordMissing));
        let other = r#"{"version":1,"region":"36.01","sources":[{"url":"/lain.json"}],"proof":["simpul-abc"]}"#;
        assert_eq!(worth(other), Proof::NotProven(Gap::FeedNotListed));
        for none in [r#"{"version":2,"region":"36.01"}"#, r#"{"version":1}"#, "<html>", "[]", "", r#"{"version":1,"region":"x"}"#] {
            assert_eq!(worth(none), Proof::NotProven(Gap::Unreadable), "{none}");
        }
    }

    #[test]
    fn a_proof_comes_back_from_its_two_names() {
        let all = Gap::ALL.into_iter().map(Proof::NotProven).chain([Proof::Proven, Proof::Contradicts]);
        for proof in all {
            assert_eq!(Proof::stored(proof.as_str(), proof.gap().map(Gap::as_str)), proof);
        }
    }

    #[test]
    fn addresses_that_are_none_or_lead_elsewhere_are_left_out() {
        let said = r#"{"version":1,"region":"36.01","sources":[{"url":"hsds.json"},{"url":"file:///etc/passwd"},{"url":"http://["}]}"#;
        let feeds = Statement::parse(said.as_bytes()).unwrap().feeds(&FROM.parse().unwrap());
        assert_eq!(feeds.iter().map(|(url, _)| url.as_str()).collect::<Vec<_>>(), ["https://mpp.example/.well-known/hsds.json"]);
    }
}
