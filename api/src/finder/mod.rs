//! From what a person typed to what the engine is asked, and back: the service that was understood first, then what the person can reach.
//!
//! The engine is asked for a national term, not for words, wherever a service was understood; the words are asked for where none was. Wishes
//! that were typed ("sabtu", "keliling", "di Sleman") are kept as far as they leave something: what had to be given up is told. Parameters
//! are never given up. Not here: understanding ([`registry::finder`]) and the shape of the answer ([`told`]).

pub mod told;

use registry::finder::Understood;
use registry::gazetteer;
use registry::model::{Instant, Zone};
use registry::search::{Answer, Hit, Open, Query, Sort};

use crate::error::Error;
use crate::find;
use crate::hours;
use crate::notices::Reader;
use crate::params::Page;
use crate::state::State;

/// How many matches are looked at for those that are open.
const OPEN_SCAN: usize = 2_000;
const OPEN_SCAN_STEP: usize = 500;
/// The first step: where most are open, it fills the page.
const OPEN_SCAN_FIRST: usize = 60;
/// Where several services are meant: so many places of each.
const EACH: usize = 3;
/// At most so many halls are listed.
const HALLS: usize = 20;
/// A name that no service is mapped to comes first where it holds all words: so many of them.
const UNMAPPED: usize = 3;
/// Words that tell less than this share of the query's are no answer to it.
const KEPT: f64 = 0.67;
/// Below, other services of the words' own are looked for, too.
const SURE: f32 = 0.8;

/// What was asked for.
pub struct Asked {
    /// Text, filters and window, as the parameters say.
    pub query: Query,
    /// Which page.
    pub page: Page,
    /// The moment to be open at, as a parameter.
    pub open_at: Option<Instant>,
}

/// What was found.
#[derive(Default)]
pub struct Found {
    /// What the text was understood as.
    pub understood: Understood,
    /// Hits, total and facets.
    pub answer: Answer,
    /// Only a part of the matches was looked at.
    pub total_is_at_least: bool,
    /// The database answered, in the engine's place.
    pub degraded: bool,
    /// The services shown: term, places shown, places in all.
    pub groups: Vec<(&'static str, usize, u64)>,
    /// What comes near where nothing was found.
    pub alternatives: Vec<Hit>,
    /// Halls, where halls were asked for: one hit each.
    pub halls: Vec<Hit>,
    /// Wishes that nothing fulfils: `open`, `channel`, `free`, `place`.
    pub given_up: Vec<&'static str>,
    /// The moment that `open` was asked for.
    pub open_at: Option<Instant>,
}

/// Reads the text of a query as the clock of the place says that is asked about.
#[must_use]
pub fn understand(query: &Query, now: Instant) -> Understood {
    if query.text.is_empty() {
        return Understood::default();
    }
    let read = registry::finder::understand(&query.text, now, Zone::Wib);
    if read.when.is_none() || read.place.is_some() {
        return read;
    }
    let of_region = query.region.and_then(gazetteer::region).map(|region| region.zone);
    let of_point = || query.near.and_then(|near| gazetteer::nearest(near, 1).first().map(|(region, _)| region.zone));
    match of_region.or_else(of_point) {
        Some(zone) if zone != Zone::Wib => registry::finder::understand(&query.text, now, zone),
        _ => read,
    }
}

/// Finds.
///
/// # Errors
/// The engine does not answer.
pub async fn find(state: &State, asked: &Asked, now: Instant) -> Result<Found, Error> {
    let understood = understand(&asked.query, now);
    let wishes = Wishes::of(asked, &understood);
    let found = match understood.services.as_slice() {
        _ if asked.query.term.is_some() => of_term(state, asked, &wishes, None).await?,
        [] => without_service(state, asked, &wishes, &understood).await?,
        [one] => {
            let mut found = of_term(state, asked, &wishes, Some(one.term)).await?;
            if found.answer.total > 0 && !found.degraded && (one.confidence < SURE || !understood.left.is_empty()) && asked.page.page == 1 {
                unmapped_first(state, asked, &wishes, &understood, &mut found).await?;
            }
            found
        }
        several => {
            let terms: Vec<&'static str> = several.iter().map(|one| one.term).collect();
            of_terms(state, asked, &wishes, &terms).await?
        }
    };
    let by_term = asked.query.term.is_none() && !understood.services.is_empty();
    if by_term && found.answer.total == 0 && understood.not_offered.is_none() {
        // Nobody offers it under a national term: perhaps under its own words.
        let own = without_service(state, asked, &wishes, &understood).await?;
        return Ok(Found { degraded: found.degraded || own.degraded, understood, ..own });
    }
    Ok(Found { understood, ..found })
}

/// What was typed of place, time, channel and cost, where no parameter says it.
#[derive(Clone, Default)]
struct Wishes {
    open_at: Option<Instant>,
    channel: Option<registry::model::Channel>,
    free: bool,
    place: Option<registry::finder::Place>,
}

impl Wishes {
    fn of(asked: &Asked, understood: &Understood) -> Self {
        let query = &asked.query;
        let elsewhere = query.region.is_some() || query.province.is_some() || query.location_id.is_some();
        Self {
            open_at: understood.when.as_ref().map(|when| when.at).filter(|_| asked.open_at.is_none()),
            channel: understood.channel.filter(|_| query.channel.is_none()),
            free: understood.free && query.free.is_none(),
            place: understood.place.clone().filter(|_| !elsewhere),
        }
    }

    /// The query with these wishes in it.
    fn ask(&self, query: &Query) -> Query {
        let mut query = query.clone();
        if let Some(place) = &self.place {
            query.regions.clone_from(&place.regions);
            query.province = place.province;
        }
        query.channel = query.channel.or(self.channel);
        query.free = query.free.or(self.free.then_some(true));
        query
    }

    /// With one wish less: first the hour, then channel and cost, last the place, which becomes a place to be near to. `None`: there are no
    /// more.
    fn fewer(&self, query: &mut Query, given_up: &mut Vec<&'static str>) -> Option<Self> {
        let mut fewer = self.clone();
        if fewer.open_at.take().is_some() {
            given_up.push("open");
        } else if fewer.free {
            fewer.free = false;
            given_up.push("free");
        } else if fewer.channel.take().is_some() {
            given_up.push("channel");
        } else if let Some(place) = fewer.place.take() {
            given_up.push("place");
            query.near = query.near.or(Some(place.point));
            query.sort = Sort::Distance;
        } else {
            return None;
        }
        Some(fewer)
    }
}

/// One service, everywhere: each place once.
async fn of_term(state: &State, asked: &Asked, wishes: &Wishes, term: Option<&'static str>) -> Result<Found, Error> {
    let mut query = Query { one_per_place: true, ..asked.query.clone() };
    if let Some(term) = term {
        query.term = Some(term.to_owned());
    }
    let mut found = kept(state, asked, query, wishes).await?;
    found.groups.extend(term.map(|term| (term, found.answer.hits.len(), found.answer.total)));
    Ok(found)
}

/// Asks with all wishes, and with fewer until something is found.
async fn kept(state: &State, asked: &Asked, mut query: Query, wishes: &Wishes) -> Result<Found, Error> {
    let mut wishes = wishes.clone();
    let mut given_up = Vec::new();
    loop {
        let open_at = asked.open_at.or(wishes.open_at);
        let find::Found { answer, total_is_at_least, degraded } = ask(state, &wishes.ask(&query), asked.page, open_at).await?;
        if answer.total > 0 {
            return Ok(Found { answer, total_is_at_least, degraded, given_up, open_at, ..Found::default() });
        }
        match wishes.fewer(&mut query, &mut given_up) {
            Some(fewer) => wishes = fewer,
            None => return Ok(Found { answer, total_is_at_least, degraded, open_at, ..Found::default() }),
        }
    }
}

/// Several services that the words fit: a few places of each, in turns. The first page is all there is of it.
async fn of_terms(state: &State, asked: &Asked, wishes: &Wishes, terms: &[&'static str]) -> Result<Found, Error> {
    let mut all = Found::default();
    let mut turns: Vec<std::vec::IntoIter<Hit>> = Vec::with_capacity(terms.len());
    let few = asked.query.limit.min(EACH);
    let first =
        Asked { query: Query { offset: 0, limit: few, ..asked.query.clone() }, page: Page { page: 1, size: few }, open_at: asked.open_at };
    for term in terms {
        let found = of_term(state, &first, wishes, Some(term)).await?;
        all.open_at = all.open_at.or(found.open_at);
        all.degraded |= found.degraded;
        all.given_up.extend(found.given_up.into_iter().filter(|wish| !all.given_up.contains(wish)).collect::<Vec<_>>());
        all.groups.extend(found.groups.into_iter().filter(|(_, shown, _)| *shown > 0));
        if all.answer.facets.is_empty() {
            all.answer.facets = found.answer.facets;
        }
        turns.push(found.answer.hits.into_iter());
    }
    while let Some(turn) = Some(turns.iter_mut().filter_map(Iterator::next).collect::<Vec<_>>()).filter(|turn| !turn.is_empty()) {
        all.answer.hits.extend(turn);
    }
    all.answer.total = all.answer.hits.len() as u64;
    all.answer.hits = asked.page.of(all.answer.hits);
    Ok(all)
}

/// No service was understood: halls, nothing, or what the words themselves find.
async fn without_service(state: &State, asked: &Asked, wishes: &Wishes, understood: &Understood) -> Result<Found, Error> {
    if understood.topic.is_some() {
        return halls(state, asked, wishes).await;
    }
    let typed = !asked.query.text.is_empty();
    if understood.off_topic || understood.not_offered.is_some() || (typed && understood.rest.trim().is_empty()) {
        return Ok(Found::default());
    }
    // While the words leave doubt about a place, they are left as they are: a hall's own name may hold it.
    let text = if understood.rest.is_empty() { asked.query.text.clone() } else { understood.rest.clone() };
    let mut found = kept(state, asked, Query { text: text.clone(), ..asked.query.clone() }, wishes).await?;
    let words = text.split_whitespace().count();
    #[expect(clippy::cast_precision_loss, reason = "a few words")]
    let share = words.saturating_sub(found.answer.dropped.len()) as f64 / words.max(1) as f64;
    if typed && share < KEPT {
        // What only some of the words find is no answer.
        found.alternatives = std::mem::take(&mut found.answer.hits).into_iter().take(EACH).collect();
        found.answer = Answer { corrected: found.answer.corrected, dropped: found.answer.dropped, ..Answer::default() };
    }
    Ok(found)
}

/// Halls: any of their services stands for them.
async fn halls(state: &State, asked: &Asked, wishes: &Wishes) -> Result<Found, Error> {
    // "Sabtu buka tidak?" asks for all halls: whether they are open is the answer, no filter.
    let wishes = Wishes { open_at: None, channel: None, free: false, ..wishes.clone() };
    let nearest = if asked.query.near.is_some() { Sort::Distance } else { asked.query.sort };
    let query = Query { text: String::new(), one_per_place: true, facets: Vec::new(), sort: nearest, limit: HALLS, ..asked.query.clone() };
    let found = kept(state, asked, query, &wishes).await?;
    let Found { answer, given_up, open_at, degraded, .. } = found;
    Ok(Found { halls: answer.hits, given_up, open_at, degraded, ..Found::default() })
}

/// Services that are not mapped to a national term and whose names hold all words stand before those of the term.
async fn unmapped_first(state: &State, asked: &Asked, wishes: &Wishes, understood: &Understood, found: &mut Found) -> Result<(), Error> {
    let query = Query { text: understood.rest.clone(), facets: Vec::new(), offset: 0, limit: UNMAPPED, ..asked.query.clone() };
    let named = find::find(state, &wishes.ask(&query)).await?.answer;
    if !named.dropped.is_empty() || !named.corrected.is_empty() {
        return Ok(());
    }
    let holds_all = |hit: &Hit| {
        let name = hit.document.service.to_lowercase();
        understood.rest.split_whitespace().all(|word| name.contains(&word.to_lowercase()))
    };
    let own: Vec<Hit> = named.hits.into_iter().filter(|hit| hit.document.term.is_none() && holds_all(hit)).collect();
    found.answer.total += own.len() as u64;
    found.answer.hits.splice(0..0, own);
    found.answer.hits.truncate(asked.query.limit);
    Ok(())
}

/// Asks the engine. One that does not know the hours is asked in bounded steps, and of its matches those that are open are kept.
async fn ask(state: &State, query: &Query, page: Page, open_at: Option<Instant>) -> Result<find::Found, Error> {
    let Some(at) = open_at else { return find::find(state, query).await };
    let open = Open::new(move |osm, zone| hours::moment(osm, zone, at).open == Some(true));
    let query = Query { open: Some(open), shut: Reader::new(state, at).shut(), ..query.clone() };
    if state.index.is_usable() && state.engine.knows_hours() {
        let found = find::find(state, &query).await?;
        if !found.degraded {
            return Ok(found);
        }
    }
    open_only(state, &query, page, at).await
}

async fn open_only(state: &State, query: &Query, page: Page, at: Instant) -> Result<find::Found, Error> {
    let reader = Reader::new(state, at);
    let mut open = Answer::default();
    let (mut degraded, mut at_least) = (false, false);
    let mut seen = 0;
    let mut matches = usize::MAX;
    while seen < matches.min(OPEN_SCAN) {
        // The database looks at everything each time.
        let limit = match (state.index.is_usable(), seen) {
            (false, _) => OPEN_SCAN,
            (true, 0) => OPEN_SCAN_FIRST,
            (true, _) => OPEN_SCAN_STEP,
        };
        let step = Query { offset: seen, limit, facets: Vec::new(), ..query.clone() };
        let found = find::find(state, &step).await?;
        degraded |= found.degraded;
        at_least |= found.total_is_at_least;
        let answer = found.answer;
        if answer.hits.is_empty() {
            break;
        }
        matches = usize::try_from(answer.total).unwrap_or(usize::MAX);
        seen += answer.hits.len();
        open.corrected = answer.corrected;
        open.dropped = answer.dropped;
        let is_open = |hit: &Hit| {
            let document = &hit.document;
            reader.read(&told::spot(document), document.opening_hours.as_deref(), &document.zone).open == Some(true)
        };
        open.hits.extend(answer.hits.into_iter().filter(|hit| is_open(hit)));
        // Whoever counts nothing needs no more than the page, and one to tell that there is another.
        if query.facets.is_empty() && open.hits.len() > page.offset() + page.size {
            break;
        }
    }
    open.total = open.hits.len() as u64;
    open.facets = query.facets.iter().map(|&facet| told::counted(facet, &open.hits)).collect();
    open.hits = page.of(open.hits);
    Ok(find::Found { answer: open, total_is_at_least: at_least || (matches != usize::MAX && seen < matches), degraded })
}
