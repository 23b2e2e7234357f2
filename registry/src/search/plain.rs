//! Searching without an engine: what the database finds by looking for words within names, put in order here. It knows no misspellings
//! and no descriptions, and stands in for an engine that is away. `store::search_plainly` asks the database.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::highlight::{Marks, highlight};
use super::{Answer, Document, Facet, FacetCounts, Hit, Query, Sort, words};
use crate::model::{Id, Point, RegionCode};
use crate::normalise::synonyms;

/// Other words for one word that are looked for.
const ALTERNATIVES: usize = 8;

/// What the database says of a service at a location that may match.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The service at the location.
    pub id: Id,
    /// The service's name, in lower case.
    pub name: String,
    /// All names that are searched, in lower case.
    pub names: String,
    /// The agency's canonical name, or as written.
    pub organization: String,
    /// Category, as written.
    pub category: Option<String>,
    /// Channels.
    pub channels: Vec<String>,
    /// The kabupaten or kota.
    pub region: RegionCode,
    /// Where.
    pub point: Point,
    /// The longest it takes, in minutes, where the query asks for it and it is known.
    pub max_duration_minutes: Option<u32>,
}

/// The words of a query, each with others of its meaning, in lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted(pub Vec<Vec<String>>);

impl Wanted {
    /// Of a text as typed.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let with_others = |word: words::Word| {
            let mut all = vec![word.text.clone()];
            let groups = synonyms::groups().iter().filter(|group| group.contains(&word.text));
            all.extend(groups.flatten().filter(|other| **other != word.text).take(ALTERNATIVES).cloned());
            all
        };
        Self(words::asked(text).words.into_iter().map(with_others).collect())
    }

    /// How well names have the words: two for a word in the service's name, one for a word in another.
    fn quality(&self, candidate: &Candidate) -> usize {
        let within = |text: &str, others: &[String]| others.iter().any(|word| text.contains(word.as_str()));
        let of = |others: &Vec<String>| usize::from(within(&candidate.names, others)) + usize::from(within(&candidate.name, others));
        self.0.iter().map(of).sum()
    }
}

/// A candidate that passed, and how far it is.
pub struct Ranked {
    candidate: Candidate,
    distance_km: Option<f64>,
}

impl Ranked {
    /// The service at the location.
    #[must_use]
    pub fn id(&self) -> Id {
        self.candidate.id
    }
}

/// Those candidates that pass what the database was not asked, in the order of the query.
#[must_use]
pub fn rank(query: &Query, wanted: &Wanted, candidates: Vec<Candidate>) -> Vec<Ranked> {
    let mut ranked: Vec<(usize, Ranked)> = candidates
        .into_iter()
        .map(|candidate| {
            let distance_km = query.near.map(|near| near.distance_km(candidate.point));
            (wanted.quality(&candidate), Ranked { candidate, distance_km })
        })
        .filter(|(_, one)| query.radius_km.is_none_or(|most| one.distance_km.is_some_and(|km| km <= most)))
        .filter(|(_, one)| {
            query.max_duration_minutes.is_none_or(|most| one.candidate.max_duration_minutes.is_some_and(|long| long <= most))
        })
        .collect();
    ranked.sort_by(|(a_quality, a), (b_quality, b)| {
        let far = |one: &Ranked| one.distance_km.unwrap_or_default();
        let by_quality = b_quality.cmp(a_quality);
        let by_distance = far(a).total_cmp(&far(b));
        let order = if query.sort == Sort::Distance { by_distance.then(by_quality) } else { by_quality.then(by_distance) };
        order.then_with(|| a.candidate.id.cmp(&b.candidate.id))
    });
    ranked.into_iter().map(|(_, one)| one).collect()
}

/// The answer: this page's `documents`, and the facets of all that passed.
#[must_use]
pub fn answer(query: &Query, wanted: &Wanted, ranked: &[Ranked], documents: Vec<Document>) -> Answer {
    let marks = Marks { words: wanted.0.iter().flatten().cloned().collect::<HashSet<_>>(), ..Marks::default() };
    let distances: BTreeMap<Id, f64> = ranked.iter().filter_map(|one| Some((one.id(), one.distance_km?))).collect();
    let hits = documents.into_iter().map(|document| Hit {
        distance_km: distances.get(&document.id).copied(),
        highlight: highlight(&document.service, &words::words(&document.service), &marks),
        document: Arc::new(document),
    });
    let facets = query.facets.iter().map(|facet| counted(*facet, ranked)).collect();
    Answer { total: ranked.len() as u64, hits: hits.collect(), facets, ..Answer::default() }
}

fn counted(facet: Facet, ranked: &[Ranked]) -> FacetCounts {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let mut count = |value: String| *counts.entry(value).or_default() += 1;
    for Ranked { candidate, .. } in ranked {
        match facet {
            Facet::Organization => count(candidate.organization.clone()),
            Facet::Region => count(candidate.region.to_string()),
            Facet::Province => count(candidate.region.province().to_string()),
            Facet::Channel => candidate.channels.iter().cloned().for_each(&mut count),
            Facet::Category => candidate.category.iter().cloned().for_each(&mut count),
        }
    }
    let mut values: Vec<(String, u64)> = counts.into_iter().collect();
    values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    values.truncate(100);
    FacetCounts { facet, values }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(name: &str, agency: &str, lat: f64) -> Candidate {
        Candidate {
            id: Id::derive("test", "x", name),
            name: name.to_lowercase(),
            names: format!("{} {}", name.to_lowercase(), agency.to_lowercase()),
            organization: agency.to_owned(),
            category: None,
            channels: vec!["counter".to_owned()],
            region: "36.01".parse().unwrap(),
            point: Point { lat, lon: 106.0 },
            max_duration_minutes: None,
        }
    }

    fn order(query: &Query, candidates: &[Candidate]) -> Vec<String> {
        let wanted = Wanted::new(&query.text);
        rank(query, &wanted, candidates.to_vec()).into_iter().map(|one| one.candidate.name).collect()
    }

    #[test]
    fn names_come_before_agencies_and_the_nearest_first() {
        let all = [candidate("Pindah", "Dinas KTP", -6.0), candidate("KTP baru", "Dinas", -7.0), candidate("KTP rusak", "Dinas", -6.1)];
        let query = Query { text: "ktp".to_owned(), near: Some(Point { lat: -6.0, lon: 106.0 }), ..Query::default() };
        assert_eq!(order(&query, &all), ["ktp rusak", "ktp baru", "pindah"]);
        assert_eq!(order(&Query { sort: Sort::Distance, ..query.clone() }, &all), ["pindah", "ktp rusak", "ktp baru"]);
        assert_eq!(order(&Query { radius_km: Some(20.0), ..query.clone() }, &all), ["ktp rusak", "pindah"]);
        assert!(order(&Query { max_duration_minutes: Some(60), ..query }, &all).is_empty(), "unknown is not short");
    }

    #[test]
    fn a_word_brings_others_of_its_meaning() {
        let wanted = Wanted::new("cara mengurus KTP ilang");
        assert_eq!(wanted.0.len(), 2, "{wanted:?}");
        assert!(wanted.0[1].contains(&"hilang".to_owned()));
    }
}
