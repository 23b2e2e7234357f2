//! Offers: what the API and the pages share. Who may take a step is asked here, and what stands against it is told here; the steps themselves are
//! the store's, and the states between them `registry::offer`'s.

mod looking;
mod refusal;
mod view;

use harvester::adapter;
use harvester::offer::{Look, Wanted, prove};
use registry::access::{Action, Scope};
use registry::model::{Id, PUSHED, RegionCode};
use registry::offer::{OfferState, Proof, Sworn, host, source_id};
use registry::store::{self, Accepting, Added, NewOffer, OfferRow, StoreError, read};
use url::Url;

use crate::access::Caller;
use crate::error::Error;
use crate::state::State;

pub use looking::begin;
pub use refusal::OfferRefusal;
pub use view::{NeighbourView, OfferView, ProofView, gap_sentence, proof_sentence, state_name, statement_address};

/// Bytes of an address.
const LONGEST_URL: usize = 2000;

/// Characters of a reason or a note.
const LONGEST_NOTE: usize = 1000;

/// Bytes of a mapping.
const LONGEST_MAPPING: usize = 32 << 10;

/// What a team writes down.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
pub struct Draft {
    /// The region's code, `36.01`.
    pub region: String,
    /// Where the feed is: http or https, without a user name or password.
    pub url: String,
    /// The hall's name, where the feed does not give one.
    #[serde(default)]
    pub name: Option<String>,
    /// `hsds`, `json`, `html`, `table`, `ckan` or `jsonld`; absent: as the feed looks.
    #[serde(default)]
    pub format: Option<String>,
    /// The mapping as TOML, where the format needs one (docs/mapping.md).
    #[serde(default)]
    pub mapping: Option<String>,
}

/// The offer with this id, where the caller may do `action` in its region.
///
/// # Errors
/// They may not, there is none, or the store does not answer.
pub async fn find(state: &State, caller: &Caller, action: Action, id: &str) -> Result<OfferRow, Error> {
    let nothing = || Error::not_found("offer", id);
    let key: Id = id.parse().map_err(|_| nothing())?;
    let row = state.store.read(move |conn| store::offer(conn, key)).await?.ok_or_else(nothing)?;
    caller.may_on(action, &Scope::Region(row.region()?), "offer", id)?;
    Ok(row)
}

/// The same for whoever reviews, wherever it is. Who may not review is told so before anything is looked up.
///
/// # Errors
/// They may not, there is none, or the store does not answer.
pub async fn find_to_review(state: &State, caller: &Caller, id: &str) -> Result<OfferRow, Error> {
    caller.may(Action::ReviewSource, &Scope::Nation)?;
    find(state, caller, Action::ReadDrafts, id).await
}

/// Offers that the caller may see: of one region, or of all that are theirs. Of the ministry's those alone that were put before it, unless it asks
/// for others.
///
/// # Errors
/// There is no such region for them, or the store does not answer.
pub async fn list(state: &State, caller: &Caller, region: Option<RegionCode>, only: Option<OfferState>) -> Result<Vec<OfferRow>, Error> {
    let is_national = caller.is_allowed(Action::ReadDrafts, &Scope::Nation) && caller.grants().is_national();
    if let Some(code) = region {
        caller.may(Action::ReadDrafts, &Scope::Region(code))?;
    }
    let states: Vec<OfferState> = match (only, region, is_national) {
        (Some(one), ..) => vec![one],
        (None, None, true) => vec![OfferState::Submitted, OfferState::Accepted, OfferState::Refused],
        _ => OfferState::ALL.to_vec(),
    };
    let regions: Vec<Option<RegionCode>> = match region {
        Some(code) => vec![Some(code)],
        None if is_national => vec![None],
        None => {
            let own = caller.grants().regions();
            own.into_iter().filter(|code| caller.is_allowed(Action::ReadDrafts, &Scope::Region(*code))).map(Some).collect()
        }
    };
    let read = move |conn: &mut store::Conn| {
        let mut all = Vec::new();
        for region in regions {
            all.extend(store::offers(conn, region, &states)?);
        }
        Ok(all)
    };
    Ok(state.store.read(read).await?)
}

/// Writes an offer down, and begins to read its feed.
///
/// # Errors
/// The caller may not, something is not as documented, or the address is another's.
pub async fn draft(state: &actix_web::web::Data<State>, caller: &Caller, draft: Draft) -> Result<OfferRow, Error> {
    let none = || Error::not_found("region", draft.region.clone());
    let region: RegionCode = draft.region.parse().map_err(|_| none())?;
    caller.may(Action::OfferSource, &Scope::Region(region))?;
    state.gazetteer.region(region).ok_or_else(none)?;
    let (url, format, mapping) = (address(&draft.url)?, format(draft.format.as_deref())?, draft.mapping.unwrap_or_default());
    if mapping.len() > LONGEST_MAPPING || mapping.contains('\0') {
        return Err(Error::parameter("mapping", "paling banyak 32 KB TOML / at most 32 KB of TOML"));
    }
    let name = draft.name.as_deref().filter(|name| !name.trim().is_empty()).map(|name| line(name, "name")).transpose()?;
    let id = Id(uuid::Builder::from_random_bytes(state.access.bytes().map_err(|_| Error::Randomness)?).into_uuid());
    let word: [u8; 16] = state.access.bytes().map_err(|_| Error::Randomness)?;
    let new = NewOffer {
        id,
        region,
        url,
        name,
        format,
        mapping,
        word: format!("simpul-{}", data_encoding::BASE32_NOPAD.encode(&word).to_lowercase()),
        account: caller.account().id,
    };
    let wanted = Wanted {
        id: "tawaran".to_owned(),
        region,
        url: new.url.clone(),
        name: new.name.clone(),
        format: new.format.clone(),
        mapping: new.mapping.clone(),
        word: String::new(),
    };
    if let (Some(format), false) = (&new.format, new.mapping.trim().is_empty()) {
        wanted.source(format, &new.url).map_err(Error::Declaration)?;
    }
    let (actor, now) = (caller.actor(), state.now());
    let (beside, added) = state
        .store
        .write(move |conn| {
            let beside = store::neighbours(conn, region, &new.url)?;
            let added = if beside.same.is_none() { Some(store::add_offer(conn, new, &actor, now)?) } else { None };
            Ok((beside, added))
        })
        .await?;
    match added {
        Some(Added::New) => {}
        Some(Added::Same(id)) => return Err(OfferRefusal::Same(id).into()),
        Some(Added::TooMany) => return Err(OfferRefusal::TooMany.into()),
        None => {
            let (source_id, region) = beside.same.unwrap_or_default();
            return Err(OfferRefusal::Taken { source_id, region: state.gazetteer.name(&region) }.into());
        }
    }
    // Where another of the region is being read, this one waits for its button.
    if let Err(error) = begin(state, id).await
        && !matches!(error, Error::Offer(OfferRefusal::Looking))
    {
        return Err(error);
    }
    found(state, id).await
}

async fn found(state: &State, id: Id) -> Result<OfferRow, Error> {
    let row = state.store.read(move |conn| store::offer(conn, id)).await?;
    row.ok_or_else(|| Error::not_found("offer", id.to_string()))
}

/// An address that can be fetched from; whether its host may be asked is the guard's to say, when it is asked.
fn address(text: &str) -> Result<Url, Error> {
    let expected = "alamat lengkap seperti https://mpp.daerah.go.id/layanan.json, tanpa nama pengguna atau kata sandi / a full address, without \
                    user name or password";
    let wrong = || Error::parameter("url", expected);
    let text = text.trim();
    let url = Url::parse(text).ok().filter(|_| text.len() <= LONGEST_URL && !text.contains('\0')).ok_or_else(wrong)?;
    let is_fine = matches!(url.scheme(), "http" | "https")
        && url.username().is_empty()
        && url.password().is_none()
        && host(&url).len() >= 3
        && url.as_str().len() <= LONGEST_URL;
    if is_fine { Ok(url) } else { Err(wrong()) }
}

fn format(text: Option<&str>) -> Result<Option<String>, Error> {
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) if text != PUSHED && adapter::adapter(text).is_some() => Ok(Some(text.to_owned())),
        Some(_) => Err(Error::parameter("format", "hsds, json, html, table, ckan, jsonld; kosong: dikenali sendiri / or absent")),
    }
}

/// A text that people write on one line.
fn line(text: &str, field: &'static str) -> Result<String, Error> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_fine = (1..=LONGEST_NOTE).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if is_fine { Ok(text) } else { Err(Error::parameter(field, "1 sampai 1000 huruf / 1 to 1000 letters")) }
}

/// Puts an offer before the ministry.
///
/// # Errors
/// The caller may not, did not agree, or something stands against it.
pub async fn submit(state: &State, caller: &Caller, id: &str, seal: &str, has_agreed: bool, note: Option<&str>) -> Result<OfferRow, Error> {
    let row = find(state, caller, Action::OfferSource, id).await?;
    if !has_agreed {
        return Err(OfferRefusal::Consent.into());
    }
    let note = note.filter(|note| !note.trim().is_empty()).map(|note| line(note, "note")).transpose()?;
    let (key, seal, account, actor, now) = (row.id, seal.to_owned(), caller.account().id, caller.actor(), state.now());
    let done = state.store.write(move |conn| store::submit_offer(conn, key, &seal, note.as_deref(), account, &actor, now)).await?;
    done.map_err(OfferRefusal::of)?;
    found(state, row.id).await
}

/// Takes an offer back.
///
/// # Errors
/// The caller may not, or it is settled.
pub async fn withdraw(state: &State, caller: &Caller, id: &str) -> Result<OfferRow, Error> {
    let row = find(state, caller, Action::OfferSource, id).await?;
    let (key, actor, now) = (row.id, caller.actor(), state.now());
    let done = state.store.write(move |conn| store::withdraw_offer(conn, key, &actor, now)).await?;
    done.map_err(OfferRefusal::of)?;
    found(state, row.id).await
}

/// What a reviewer decides with.
#[derive(Debug, Default)]
pub struct Decided<'a> {
    /// What they saw.
    pub seal: &'a str,
    /// What the source is to be called; `None`: after its region.
    pub source: Option<&'a str>,
    /// They made sure by other ways that the feed is the region's.
    pub is_made_sure: bool,
}

/// Makes an offer a source. Its host is asked once more: what it said weeks ago may not be what it says.
///
/// # Errors
/// The caller may not, or something stands against it.
pub async fn accept(state: &State, caller: &Caller, id: &str, with: Decided<'_>) -> Result<OfferRow, Error> {
    let row = find_to_review(state, caller, id).await?;
    check_again(state, &row).await?;
    let source = declared(state, &row, with.source).await?;
    let accepting = Accepting {
        id: row.id,
        seal: with.seal.to_owned(),
        source,
        is_made_sure: with.is_made_sure,
        account: Some(caller.account().id),
        actor: caller.actor(),
        by: caller.account().name.clone(),
    };
    let now = state.now();
    let done = state.store.write(move |conn| store::accept_offer(conn, &accepting, now)).await?;
    done.map_err(OfferRefusal::of)?;
    found(state, row.id).await
}

/// Asks the host of an offer again whether it speaks for the region. One that does not answer now keeps what it said before.
async fn check_again(state: &State, row: &OfferRow) -> Result<(), Error> {
    let (id, url, now) = (row.id, row.url()?, state.now());
    let (proof, said) = prove(&state.fetcher, &Sworn { region: row.region()?, feed: &url, word: &row.word }).await;
    let is_answer = said.is_some() || matches!(proof, Proof::NotProven(registry::offer::Gap::Absent | registry::offer::Gap::Unreadable));
    if is_answer {
        state.store.write(move |conn| store::note_proof(conn, id, proof, now)).await?;
    }
    Ok(())
}

/// An offer as the source that it would be.
async fn declared(state: &State, row: &OfferRow, name: Option<&str>) -> Result<registry::model::Source, Error> {
    let region = row.region()?;
    let ids: Vec<String> = state.store.read(|conn| Ok(read::sources(conn)?.into_iter().map(|row| row.id).collect())).await?;
    let known = state.gazetteer.region(region).ok_or_else(|| StoreError::Damaged(format!("offer {}: region", row.id)))?;
    let id = match name.map(str::trim).filter(|name| !name.is_empty()) {
        Some(name) => name.to_owned(),
        None => source_id(known, |name| ids.iter().any(|id| id == name)),
    };
    let plain = |sign: u8| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'-';
    if id.len() > 64 || !id.bytes().all(plain) {
        return Err(Error::parameter("source", "1 sampai 64 huruf kecil, angka dan tanda hubung / lower-case letters, digits and hyphens"));
    }
    if ids.contains(&id) {
        return Err(OfferRefusal::NameTaken(id).into());
    }
    let look = seen(row)?.ok_or_else(|| Error::from(OfferRefusal::Unread))?;
    let format = look.format.as_deref().ok_or_else(|| Error::from(OfferRefusal::Unread))?;
    let url = look.url.parse().map_err(|_| StoreError::Damaged(format!("offer {}: look", row.id)))?;
    let wanted = Wanted { id, region, url, name: row.name.clone(), format: None, mapping: row.mapping.clone(), word: row.word.clone() };
    wanted.source(format, &wanted.url).map_err(Error::Declaration)
}

/// What was seen of an offer.
///
/// # Errors
/// What is stored is damaged.
pub fn seen(row: &OfferRow) -> Result<Option<Look>, Error> {
    row.look.as_deref().map(serde_json::from_str).transpose().map_err(Error::from)
}

/// Refuses an offer.
///
/// # Errors
/// The caller may not, or it is settled.
pub async fn refuse(state: &State, caller: &Caller, id: &str, reason: &str) -> Result<OfferRow, Error> {
    let row = find_to_review(state, caller, id).await?;
    let reason = line(reason, "reason")?;
    let (key, actor, by, now) = (row.id, caller.actor(), caller.account().name.clone(), state.now());
    let done = state.store.write(move |conn| store::refuse_offer(conn, key, &reason, &actor, &by, now)).await?;
    done.map_err(OfferRefusal::of)?;
    found(state, row.id).await
}
