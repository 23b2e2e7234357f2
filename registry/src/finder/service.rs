//! Which services the words of a query speak of.
//!
//! Every name that shares a word with the query is held against it: words that both have count for it, words that only the name has count
//! against it. The best name of a service is the service's score; how much of what was said it accounts for is the confidence. Noise
//! around a document's name ("min mau tanya ktp suami ilang di pasar") lowers the confidence only a little: the document tells.

use super::index::{Index, Named, Target, canonical, gives};
use super::words::{Said, TELLING};

/// What a word of a name that was not said takes off.
const MISSING: f32 = 0.75;
/// What a word counts that stands in another name of the same service.
const ANOTHER_NAME: f32 = 0.4;
/// What a known word takes off that no name of the service has: "hilang", for what is not about loss.
const UNEXPLAINED: f32 = 0.3;
const UNEXPLAINED_DOCUMENT: f32 = 0.6;
/// What all words of a name being there adds, and each of them: a name of more words is the more exact.
const WHOLE: f32 = 0.1;
const WHOLE_WORD: f32 = 0.1;
/// What a name counts that means the service only at its agency, where no agency is named.
const AT_AGENCY: f32 = 0.7;
/// What naming the agency that gives it adds.
const OF_AGENCY: f32 = 0.5;
/// Two services this close are not told apart.
const CLOSE: f32 = 0.12;
/// Below, a name is not looked at any further.
const LEAST: f32 = 0.3;
/// What the first telling word adds: Indonesian says the thing first.
const HEAD: f32 = 0.2;
/// Where some of what was said is left over, services that come this near are named, too.
const NEAR: f32 = 1.0;
/// The share of what was said that leaves no doubt.
const NO_DOUBT: f32 = 0.75;
/// A score below tells too little.
const ENOUGH: f32 = 0.75;
/// The share of what was said that has to be accounted for, by a name, by a whole name of several words, by that of
/// a document.
const SHARE: f32 = 0.45;
const SHARE_OF_WHOLE: f32 = 0.36;
const SHARE_OF_DOCUMENT: f32 = 0.26;
/// From here on a score is that of a document's name.
const DOCUMENT: f32 = 1.9;
/// A whole name that accounts for this share is enough, however little its words weigh: "jadi WNI".
const NEARLY_ALL: f32 = 0.85;
/// What may well be meant has this score at least, and accounts for this share.
const MAY_BE: f32 = 1.0;
const SHARE_OF_DOUBT: f32 = 0.3;
/// The most that are named.
const MOST: usize = 4;

/// A target that the words may mean.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scored {
    pub target: Target,
    pub score: f32,
    /// The score without what the rest of the query says against it.
    pub evidence: f32,
    /// Which words of the query account for it, one bit each.
    pub bits: u64,
    /// All words of the name were said.
    pub whole: bool,
    /// From 0 to 1.
    pub confidence: f32,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub(super) struct Meant {
    /// Those that are as likely as one another, the likeliest first; empty where nothing is likely enough.
    pub best: Vec<Scored>,
    /// What would be likely next, or was not likely enough.
    pub next: Vec<Scored>,
}

/// Which services the words speak of.
pub(super) fn find(index: &Index, said: &[Said]) -> Meant {
    let ids: Vec<u32> = said.iter().filter_map(|word| word.id).collect();
    let agency = index.agency(&ids);
    let mut scored = scored(index, said, agency);
    scored.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| rank(a.target).cmp(&rank(b.target))));
    if let Some(meant) = known_choice(index, said, agency, scored.first()) {
        return meant;
    }
    let enough = |one: &Scored| {
        let share = match one {
            _ if one.evidence >= DOCUMENT => SHARE_OF_DOCUMENT,
            _ if one.whole && one.bits.count_ones() > 1 => SHARE_OF_WHOLE,
            _ => SHARE,
        };
        (one.evidence >= ENOUGH && one.confidence >= share) || (one.whole && one.confidence >= NEARLY_ALL)
    };
    let Some(first) = scored.first().copied().filter(enough) else {
        return in_doubt(scored);
    };
    let apart = if first.confidence < NO_DOUBT { NEAR } else { CLOSE };
    let told = |one: &Scored| {
        let close = one.score >= first.score - CLOSE && enough(one);
        // In doubt also what accounts for something that the first leaves over.
        let adds = |(at, word): (usize, &Said)| word.weight >= TELLING && (one.bits & !first.bits) >> at & 1 == 1;
        close || (one.evidence >= ENOUGH && said.iter().enumerate().take(64).any(adds))
    };
    let as_good = |one: &&Scored| one.score >= first.score - apart && one.target != Target::Nothing && told(one);
    let close: Vec<Scored> = scored.iter().filter(as_good).take(MOST).copied().collect();
    let next = scored.iter().filter(|one| !close.iter().any(|known| known.target == one.target)).take(MOST).copied().collect();
    let best = if first.target == Target::Nothing { vec![first] } else { close };
    Meant { best, next }
}

/// Where nothing is sure enough: what may well be meant, as a choice; else what comes nearest.
fn in_doubt(mut scored: Vec<Scored>) -> Meant {
    let may_be = |one: &&Scored| one.evidence >= MAY_BE && one.confidence >= SHARE_OF_DOUBT;
    let is_nothing = scored.first().is_none_or(|first| first.target == Target::Nothing);
    let best: Vec<Scored> = if is_nothing {
        Vec::new()
    } else {
        scored.iter().filter(may_be).filter(|one| one.target != Target::Nothing).take(3).copied().collect()
    };
    scored.truncate(MOST);
    Meant { best, next: scored }
}

/// The order of equals: as in the table, where the most asked for come first.
fn rank(target: Target) -> usize {
    match target {
        Target::Nothing => 0,
        Target::Elsewhere(at) => 1 + at,
        Target::Service(at) => 1000 + at,
    }
}

/// Where the telling words are exactly those of a known ambiguity.
fn known_choice(index: &Index, said: &[Said], agency: Option<Named<'_>>, best: Option<&Scored>) -> Option<Meant> {
    let key = |least: f32| {
        let is_agency = |id: &u32| agency.is_some_and(|named| named.words.contains(id));
        let mut ids: Vec<u32> = said.iter().filter(|word| word.weight >= least).filter_map(|word| word.id).collect();
        // "balik nama di samsat" asks what "balik nama" asks; "samsat" alone is a question of its own.
        if ids.iter().any(|id| !is_agency(id)) {
            ids.retain(|id| !is_agency(id));
        }
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    if said.iter().any(|word| word.id.is_none() && word.weight >= TELLING) {
        return None;
    }
    // "daftar bpjs" is another question than "bpjs", "cara bikin bpjs" is the same.
    let telling = key(TELLING);
    let more_exact = best.is_some_and(|best| best.whole && best.bits.count_ones() as usize > telling.len());
    let services = index.choice(&key(0.1)).or_else(|| if more_exact { None } else { index.choice(&telling) })?;
    let given: Vec<usize> = services.iter().copied().filter(|service| agency.is_none_or(|named| gives(*service, named.agency))).collect();
    if given.is_empty() {
        return None;
    }
    let all = (0_u64..).zip(said).filter(|(at, word)| *at < 64 && word.id.is_some()).fold(0, |bits, (at, _)| bits | 1 << at);
    let scored =
        |service: &usize| Scored { target: Target::Service(*service), score: 1.0, evidence: 1.0, bits: all, whole: true, confidence: 1.0 };
    Some(Meant { best: given.iter().map(scored).collect(), next: Vec::new() })
}

/// The best name of each target that shares a word with the query.
fn scored(index: &Index, said: &[Said], agency: Option<Named<'_>>) -> Vec<Scored> {
    let ids: Vec<(usize, u32)> = said.iter().enumerate().take(64).filter_map(|(at, word)| Some((at, word.id?))).collect();
    let mut best: Vec<Scored> = Vec::with_capacity(64);
    let mut places: std::collections::HashMap<Target, usize> = std::collections::HashMap::with_capacity(64);
    for (nth, (_, id)) in ids.iter().enumerate() {
        for name in index.with(*id) {
            // Each name once: at the first word that it shares.
            if ids.iter().take(nth).any(|(_, earlier)| name.words.contains(earlier)) {
                continue;
            }
            let (mut score, bits) = held_against(&name.words, &ids, said, index);
            let whole = bits.count_ones() as usize >= name.words.len();
            if whole {
                score += WHOLE + WHOLE_WORD * name.words.len().min(4) as f32;
            }
            if score <= LEAST {
                continue;
            }
            if name.at_agency && agency.is_none() {
                score *= AT_AGENCY;
            }
            let one = Scored { target: name.target, score, evidence: score, bits, whole, confidence: 0.0 };
            match places.get(&name.target).and_then(|at| best.get_mut(*at)) {
                Some(known) if known.score < score => *known = one,
                Some(_) => {}
                None => {
                    places.insert(name.target, best.len());
                    best.push(one);
                }
            }
        }
    }
    for one in &mut best {
        finish(one, index, said, agency);
    }
    best
}

/// What a name scores, and which words of the query it has.
fn held_against(words: &[u32], ids: &[(usize, u32)], said: &[Said], index: &Index) -> (f32, u64) {
    let (mut score, mut bits) = (0.0, 0_u64);
    for word in words {
        let mut found: Option<f32> = None;
        for (at, _) in ids.iter().filter(|(_, id)| id == word) {
            bits |= 1 << at;
            let weight = said.get(*at).map_or(0.0, |said| said.weight);
            found = Some(found.map_or(weight, |known: f32| known.max(weight)));
        }
        score += found.unwrap_or_else(|| -MISSING * index.weight(*word));
    }
    (score, bits)
}

/// Adds what the rest of the query says for it, and tells how sure it is.
fn finish(one: &mut Scored, index: &Index, said: &[Said], agency: Option<Named<'_>>) {
    let (mut explained, mut all, mut more) = (0.0_f32, 0.0_f32, 0.0_f32);
    let given = agency.filter(|named| matches!(one.target, Target::Service(service) if gives(service, named.agency)));
    for (at, word) in said.iter().enumerate().take(64) {
        all += word.weight;
        if one.bits >> at & 1 == 1 {
            explained += word.weight;
        } else if given.is_some_and(|named| word.id.is_some_and(|id| named.words.contains(&id))) {
            explained += word.weight;
            one.bits |= 1 << at;
        } else if let (Some(id), Target::Service(service)) = (word.id, one.target)
            && index.is_of(service, id)
        {
            more += word.weight * ANOTHER_NAME;
            explained += word.weight * 0.7;
            one.bits |= 1 << at;
        } else if word.id.is_some() {
            one.score -= word.weight * if word.weight >= DOCUMENT { UNEXPLAINED_DOCUMENT } else { UNEXPLAINED };
        }
    }
    one.score += more.min(0.8);
    one.evidence += more.min(0.8);
    if let Some(head) = said.iter().position(|word| word.weight >= TELLING)
        && one.bits >> head & 1 == 1
    {
        one.score += HEAD;
    }
    if given.is_some() {
        one.score += OF_AGENCY;
        one.evidence += OF_AGENCY;
    }
    one.confidence = if all > 0.0 { (explained / all).min(1.0) } else { 0.0 };
}

/// The term of a target, where it is a service.
pub(super) fn term(target: Target) -> Option<&'static str> {
    match target {
        Target::Service(at) => Some(canonical(at)),
        Target::Elsewhere(_) | Target::Nothing => None,
    }
}
