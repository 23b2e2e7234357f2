//! Offers: feeds that regions propose as sources. Every step is taken from the state that it was seen in, so that of two who decide at once one
//! is told that the other was first; and every act writes its entry in the log, as the last thing.

use diesel::prelude::*;
use serde_json::json;
use url::Url;

use super::schema::{offers, sources};
use super::{Conn, StoreError, access, on};
use crate::access::{Act, Actor, Entry};
use crate::model::{Id, Instant, PUSHED, RegionCode, Source};
use crate::offer::{Gap, OfferState, Proof, Step, host, same_place};

/// Offers of one region that wait at once.
const MOST_OPEN: i64 = 20;

/// Offers that are listed.
const LISTED: i64 = 200;

/// An offer, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = offers, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns are documented in migrations/")]
pub struct OfferRow {
    pub id: Id,
    pub region: String,
    pub url: String,
    pub place: String,
    pub host: String,
    pub name: Option<String>,
    pub note: Option<String>,
    pub format: Option<String>,
    pub mapping: String,
    pub state: String,
    pub word: String,
    pub created_at: Instant,
    pub created_by: Id,
    pub looking_until: Option<Instant>,
    pub looked_at: Option<Instant>,
    pub look: Option<String>,
    pub seal: Option<String>,
    pub proof: String,
    pub proof_gap: Option<String>,
    pub proof_at: Option<Instant>,
    pub submitted_at: Option<Instant>,
    pub submitted_by: Option<Id>,
    pub decided_at: Option<Instant>,
    pub decided_by: Option<String>,
    pub reason: Option<String>,
    pub source_id: Option<String>,
}

impl OfferRow {
    /// How far it has come.
    ///
    /// # Errors
    /// The row is damaged.
    pub fn state(&self) -> Result<OfferState, StoreError> {
        self.state.parse().map_err(|()| StoreError::Damaged(format!("offer {}: state", self.id)))
    }

    /// Whose it is.
    ///
    /// # Errors
    /// The row is damaged.
    pub fn region(&self) -> Result<RegionCode, StoreError> {
        self.region.parse().map_err(|_| StoreError::Damaged(format!("offer {}: region", self.id)))
    }

    /// Where the feed is.
    ///
    /// # Errors
    /// The row is damaged.
    pub fn url(&self) -> Result<Url, StoreError> {
        self.url.parse().map_err(|_| StoreError::Damaged(format!("offer {}: url", self.id)))
    }

    /// Whether its host speaks for the region, as far as it was asked.
    #[must_use]
    pub fn proof(&self) -> Proof {
        Proof::stored(&self.proof, self.proof_gap.as_deref())
    }

    /// Its feed is being read.
    #[must_use]
    pub fn is_looked_at(&self, now: Instant) -> bool {
        self.looking_until.is_some_and(|until| until > now)
    }
}

/// An offer to be made.
#[derive(Clone, Debug)]
pub struct NewOffer {
    /// Random.
    pub id: Id,
    /// Whose it is.
    pub region: RegionCode,
    /// Where the feed is.
    pub url: Url,
    /// The hall's name.
    pub name: Option<String>,
    /// How it is to be read; `None`: as it looks.
    pub format: Option<String>,
    /// TOML.
    pub mapping: String,
    /// The word for a host that the region has not named before.
    pub word: String,
    /// By whom.
    pub account: Id,
}

/// What became of an offer to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Added {
    /// It is there.
    New,
    /// The region has it open already.
    Same(Id),
    /// The region has too many open.
    TooMany,
}

/// Why a step was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocked {
    /// There is no such offer.
    Nothing,
    /// It is not in a state for that.
    State(OfferState),
    /// What was seen has changed since.
    Seal,
    /// A feed of the region is being read.
    Looking,
    /// A source has the address by now.
    Taken,
    /// Who submitted it does not decide.
    Own,
    /// Its host speaks for others.
    Contradicts,
    /// Its host does not speak for the region, and the reviewer did not say that this was made sure of.
    Unproven,
}

/// A step, or why it was not taken.
type Taken<T = ()> = Result<Result<T, Blocked>, StoreError>;

/// Sources beside an address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// The source that has the address, and its region.
    pub same: Option<(String, String)>,
    /// Sources of other regions on the same host, and their regions.
    pub of_others: Vec<(String, String)>,
}

/// Which sources are beside an address that `region` offers. A source that nobody fetches has no address to be taken.
///
/// # Errors
/// The database fails.
pub fn neighbours(conn: &mut Conn, region: RegionCode, url: &Url) -> Result<Neighbours, StoreError> {
    let all: Vec<(String, String, String, String)> =
        on!(conn, c => sources::table.select((sources::id, sources::region, sources::format, sources::url)).order(sources::id).load(c))?;
    let (place, name, own) = (same_place(url), host(url), region.to_string());
    let mut found = Neighbours::default();
    for (id, region, format, url) in all {
        let Ok(url) = url.parse::<Url>() else { continue };
        if format != PUSHED && same_place(&url) == place {
            found.same = Some((id, region));
        } else if region != own && host(&url) == name {
            found.of_others.push((id, region));
        }
    }
    Ok(found)
}

/// Writes an offer down. A host that the region has named before keeps its word.
///
/// # Errors
/// The database fails.
pub fn add_offer(conn: &mut Conn, new: NewOffer, actor: &Actor, now: Instant) -> Result<Added, StoreError> {
    let (region, place, host) = (new.region.to_string(), same_place(&new.url), host(&new.url));
    let open = [OfferState::Draft, OfferState::Previewed, OfferState::Submitted].map(OfferState::as_str);
    let of_region = || offers::table.filter(offers::region.eq(&region).and(offers::state.eq_any(open)));
    let same = || of_region().filter(offers::place.eq(&place)).select(offers::id);
    if let Some(id) = on!(conn, c => same().first::<Id>(c).optional())? {
        return Ok(Added::Same(id));
    }
    if on!(conn, c => of_region().count().get_result::<i64>(c))? >= MOST_OPEN {
        return Ok(Added::TooMany);
    }
    let named = offers::table.filter(offers::region.eq(&region).and(offers::host.eq(&host))).order(offers::created_at).select(offers::word);
    let word: Option<String> = on!(conn, c => named.first(c).optional())?;
    let row = OfferRow {
        id: new.id,
        region,
        url: new.url.to_string(),
        place: place.clone(),
        host,
        name: new.name,
        note: None,
        format: new.format,
        mapping: new.mapping,
        state: OfferState::Draft.as_str().to_owned(),
        word: word.unwrap_or(new.word),
        created_at: now,
        created_by: new.account,
        looking_until: None,
        looked_at: None,
        look: None,
        seal: None,
        proof: Proof::NotProven(Gap::NotAsked).as_str().to_owned(),
        proof_gap: Some(Gap::NotAsked.as_str().to_owned()),
        proof_at: None,
        submitted_at: None,
        submitted_by: None,
        decided_at: None,
        decided_by: None,
        reason: None,
        source_id: None,
    };
    if on!(conn, c => diesel::insert_into(offers::table).values(&row).on_conflict_do_nothing().execute(c))? == 0 {
        // Somebody wrote the same down at this moment.
        let open = offers::table.filter(offers::region.eq(&row.region).and(offers::state.eq_any(open)).and(offers::place.eq(&place)));
        return Ok(Added::Same(on!(conn, c => open.select(offers::id).first(c))?));
    }
    let entry = Entry::new(now, actor, Act::SourceDrafted, Some(new.region), row.id.to_string());
    access::append(conn, entry.with(&json!({ "url": row.url })))?;
    Ok(Added::New)
}

/// The offer with this id.
///
/// # Errors
/// The database fails.
pub fn offer(conn: &mut Conn, id: Id) -> Result<Option<OfferRow>, StoreError> {
    Ok(on!(conn, c => offers::table.find(id).select(OfferRow::as_select()).first(c).optional())?)
}

/// Offers of a region, or of all, the newest first; at most 200.
///
/// # Errors
/// The database fails.
pub fn offers(conn: &mut Conn, region: Option<RegionCode>, states: &[OfferState]) -> Result<Vec<OfferRow>, StoreError> {
    let names: Vec<&str> = states.iter().map(|state| state.as_str()).collect();
    let code = region.map(|code| code.to_string());
    let found = on!(conn, c => {
        let mut found = offers::table.select(OfferRow::as_select()).filter(offers::state.eq_any(&names)).into_boxed();
        if let Some(code) = &code {
            found = found.filter(offers::region.eq(code));
        }
        found.order((offers::created_at.desc(), offers::id)).limit(LISTED).load(c)
    });
    Ok(found?)
}

/// How many offers wait for the ministry.
///
/// # Errors
/// The database fails.
pub fn offers_waiting(conn: &mut Conn) -> Result<i64, StoreError> {
    let waiting = offers::table.filter(offers::state.eq(OfferState::Submitted.as_str()));
    Ok(on!(conn, c => waiting.count().get_result(c))?)
}

/// Takes the right to read the feed of an offer until `until`. Of one region one is read at a time: a server that says nothing keeps nobody else
/// waiting.
///
/// # Errors
/// The database fails.
pub fn begin_look(conn: &mut Conn, id: Id, now: Instant, until: Instant) -> Taken<OfferRow> {
    let Some(row) = offer(conn, id)? else { return Ok(Err(Blocked::Nothing)) };
    let state = row.state()?;
    if state.after(Step::Read).is_none() {
        return Ok(Err(Blocked::State(state)));
    }
    let busy = offers::table.filter(offers::region.eq(&row.region).and(offers::looking_until.gt(now)));
    if on!(conn, c => busy.count().get_result::<i64>(c))? > 0 {
        return Ok(Err(Blocked::Looking));
    }
    let wanted = offers::table.filter(offers::id.eq(id).and(offers::state.eq(&row.state)));
    let taken = on!(conn, c => diesel::update(wanted).set(offers::looking_until.eq(Some(until))).execute(c))?;
    Ok(if taken == 1 { Ok(OfferRow { looking_until: Some(until), ..row }) } else { Err(Blocked::State(state)) })
}

/// What was seen of an offer.
#[derive(Clone, Debug)]
pub struct Seen {
    /// It could be read.
    pub is_read: bool,
    /// JSON.
    pub look: String,
    /// Of what was seen.
    pub seal: String,
    /// Whether its host speaks for the region.
    pub proof: Proof,
}

/// Writes what was seen; `until`: by whose right. False: another reads it by now, or it is settled.
///
/// # Errors
/// The database fails.
pub fn end_look(conn: &mut Conn, id: Id, until: Instant, seen: &Seen, now: Instant) -> Result<bool, StoreError> {
    let Some(row) = offer(conn, id)? else { return Ok(false) };
    let Some(next) = row.state()?.after(if seen.is_read { Step::Read } else { Step::Unread }) else { return Ok(false) };
    let held = offers::table.filter(offers::id.eq(id).and(offers::state.eq(&row.state)).and(offers::looking_until.eq(Some(until))));
    let set = (
        offers::state.eq(next.as_str()),
        offers::looking_until.eq(None::<Instant>),
        offers::looked_at.eq(Some(now)),
        offers::look.eq(Some(&seen.look)),
        offers::seal.eq(Some(&seen.seal)),
    );
    let written = on!(conn, c => diesel::update(held).set(set).execute(c))? == 1;
    if written {
        note_proof(conn, id, seen.proof, now)?;
    }
    Ok(written)
}

/// Writes whether the host of an offer speaks for its region.
///
/// # Errors
/// The database fails.
pub fn note_proof(conn: &mut Conn, id: Id, proof: Proof, now: Instant) -> Result<(), StoreError> {
    let set = (offers::proof.eq(proof.as_str()), offers::proof_gap.eq(proof.gap().map(Gap::as_str)), offers::proof_at.eq(Some(now)));
    on!(conn, c => diesel::update(offers::table.find(id)).set(set).execute(c))?;
    Ok(())
}

/// The offer, where `step` may be taken on it and, where `seal` is named, what was seen is still what there is.
fn about_to(conn: &mut Conn, id: Id, step: Step, seal: Option<&str>) -> Taken<(OfferRow, OfferState)> {
    let Some(row) = offer(conn, id)? else { return Ok(Err(Blocked::Nothing)) };
    let state = row.state()?;
    let Some(next) = state.after(step) else { return Ok(Err(Blocked::State(state))) };
    if seal.is_some() && row.seal.as_deref() != seal {
        return Ok(Err(Blocked::Seal));
    }
    Ok(Ok((row, next)))
}

/// Goes from the state and the look that `row` was read in to `next`. False: another was first.
fn step(conn: &mut Conn, row: &OfferRow, next: OfferState) -> Result<bool, StoreError> {
    // Once something was seen there is always a seal.
    let same = offers::seal.eq(row.seal.as_deref().unwrap_or_default()).or(offers::seal.is_null());
    let as_read = offers::table.filter(offers::id.eq(row.id)).filter(offers::state.eq(&row.state)).filter(same);
    let set = (offers::state.eq(next.as_str()), offers::looking_until.eq(None::<Instant>));
    Ok(on!(conn, c => diesel::update(as_read).set(set).execute(c))? == 1)
}

/// Puts an offer before the ministry, as it was seen.
///
/// # Errors
/// The database fails.
pub fn submit_offer(conn: &mut Conn, id: Id, seal: &str, note: Option<&str>, account: Id, actor: &Actor, now: Instant) -> Taken {
    let (row, next) = match about_to(conn, id, Step::Submit, Some(seal))? {
        Ok(found) => found,
        Err(blocked) => return Ok(Err(blocked)),
    };
    if row.proof() == Proof::Contradicts {
        return Ok(Err(Blocked::Contradicts));
    }
    let region = row.region()?;
    if neighbours(conn, region, &row.url()?)?.same.is_some() {
        return Ok(Err(Blocked::Taken));
    }
    if !step(conn, &row, next)? {
        return Ok(Err(Blocked::Seal));
    }
    let set = (offers::submitted_at.eq(Some(now)), offers::submitted_by.eq(Some(account)), offers::note.eq(note));
    on!(conn, c => diesel::update(offers::table.find(id)).set(set).execute(c))?;
    let entry = Entry::new(now, actor, Act::SourceOffered, Some(region), id.to_string());
    access::append(conn, entry.with(&json!({ "url": row.url, "seal": seal })))?;
    Ok(Ok(()))
}

/// Takes an offer back.
///
/// # Errors
/// The database fails.
pub fn withdraw_offer(conn: &mut Conn, id: Id, actor: &Actor, now: Instant) -> Taken {
    let (row, next) = match about_to(conn, id, Step::Withdraw, None)? {
        Ok(found) => found,
        Err(blocked) => return Ok(Err(blocked)),
    };
    if !step(conn, &row, next)? {
        return Ok(Err(Blocked::Seal));
    }
    let entry = Entry::new(now, actor, Act::SourceWithdrawn, Some(row.region()?), id.to_string());
    access::append(conn, entry.with(&json!({ "url": row.url })))?;
    Ok(Ok(()))
}

/// How an offer is accepted.
#[derive(Clone, Debug)]
pub struct Accepting {
    /// Which.
    pub id: Id,
    /// What the reviewer saw.
    pub seal: String,
    /// As what it is harvested.
    pub source: Source,
    /// The reviewer made sure by other ways that the feed is the region's.
    pub is_made_sure: bool,
    /// Their account; `None`: at the console.
    pub account: Option<Id>,
    /// As the log names them.
    pub actor: Actor,
    /// As the region is told.
    pub by: String,
}

/// Makes an offer a source, due at once.
///
/// # Errors
/// The database fails.
pub fn accept_offer(conn: &mut Conn, with: &Accepting, now: Instant) -> Taken {
    let (row, next) = match about_to(conn, with.id, Step::Accept, Some(&with.seal))? {
        Ok(found) => found,
        Err(blocked) => return Ok(Err(blocked)),
    };
    let (region, proof) = (row.region()?, row.proof());
    let is_taken = neighbours(conn, region, &with.source.url)?.same.is_some() || super::declared(conn, &with.source.id)?.is_some();
    let blocked = match proof {
        _ if with.account.is_some() && with.account == row.submitted_by => Some(Blocked::Own),
        Proof::Contradicts => Some(Blocked::Contradicts),
        Proof::NotProven(_) if !with.is_made_sure => Some(Blocked::Unproven),
        _ if is_taken => Some(Blocked::Taken),
        _ => None,
    };
    if let Some(blocked) = blocked {
        return Ok(Err(blocked));
    }
    if !step(conn, &row, next)? {
        return Ok(Err(Blocked::Seal));
    }
    super::import(conn, &with.source, now)?;
    let set = (offers::decided_at.eq(Some(now)), offers::decided_by.eq(Some(&with.by)), offers::source_id.eq(Some(&with.source.id)));
    on!(conn, c => diesel::update(offers::table.find(with.id)).set(set).execute(c))?;
    let entry = Entry::new(now, &with.actor, Act::SourceAccepted, Some(region), &with.source.id);
    let detail =
        json!({ "url": with.source.url.as_str(), "proof": proof.as_str(), "made_sure": with.is_made_sure, "offer": with.id.to_string() });
    access::append(conn, entry.with(&detail))?;
    Ok(Ok(()))
}

/// Refuses an offer.
///
/// # Errors
/// The database fails.
pub fn refuse_offer(conn: &mut Conn, id: Id, reason: &str, actor: &Actor, by: &str, now: Instant) -> Taken {
    let (row, next) = match about_to(conn, id, Step::Refuse, None)? {
        Ok(found) => found,
        Err(blocked) => return Ok(Err(blocked)),
    };
    if !step(conn, &row, next)? {
        return Ok(Err(Blocked::Seal));
    }
    let set = (offers::decided_at.eq(Some(now)), offers::decided_by.eq(Some(by)), offers::reason.eq(Some(reason)));
    on!(conn, c => diesel::update(offers::table.find(id)).set(set).execute(c))?;
    let entry = Entry::new(now, actor, Act::SourceRefused, Some(row.region()?), id.to_string());
    access::append(conn, entry.with(&json!({ "url": row.url, "reason": reason })))?;
    Ok(Ok(()))
}
