//! Notices written, changed and ended by somebody who may: the one way of the API and of the pages into the store. After each the notices of
//! this process are read anew, so that whoever wrote one sees it at once.

use registry::access::{Action, Scope};
use registry::gazetteer;
use registry::model::{Id, Instant, RegionCode, Zone};
use registry::notice::{Content, Notice, Wish};
use registry::store::notices::{self, About};

use super::NoticeView;
use crate::access::Caller;
use crate::error::Error;
use crate::state::State;

/// A region that the caller may write for, and its zone.
///
/// # Errors
/// They may not, or there is no such region for them.
pub fn region(state: &State, caller: &Caller, text: &str) -> Result<(RegionCode, Zone), Error> {
    let missing = || Error::not_found("region", text);
    let code: RegionCode = text.parse().map_err(|_| missing())?;
    let region = state.gazetteer.region(code).ok_or_else(missing)?;
    caller.may(Action::WriteNotice, &Scope::Region(code))?;
    Ok((code, region.zone))
}

fn content(wish: &Wish, now: Instant, zone: Zone) -> Result<Content, Error> {
    wish.read(now, zone).map_err(|mistake| Error::parameter(mistake.field, format!("{} / {}", mistake.id, mistake.en)))
}

/// Writes a notice.
///
/// # Errors
/// The caller may not, something is missing or cannot be, or the store does not answer.
pub async fn write(state: &State, caller: &Caller, code: &str, about: About, wish: &Wish) -> Result<Notice, Error> {
    let (region, zone) = region(state, caller, code)?;
    let now = state.now();
    let content = content(wish, now, zone)?;
    let found = state.store.read(move |conn| notices::target(conn, region, &about)).await?;
    let target = found.map_err(|(field, id, en)| Error::parameter(field, format!("{id} / {en}")))?;
    let id = Id(uuid::Builder::from_random_bytes(state.access.bytes().map_err(|_| Error::Randomness)?).into_uuid());
    let actor = caller.actor();
    let notice = Notice {
        id,
        region,
        target,
        content,
        author: actor.to_string(),
        author_name: caller.account().name.clone(),
        written_at: now,
        changed_at: now,
        ended_at: None,
    };
    let written = state.store.write(move |conn| notices::write_notice(conn, &notice, &actor)).await?;
    shown(state).await;
    Ok(written)
}

/// The notice with this id, where the caller may change it.
///
/// # Errors
/// They may not, there is none, or the store does not answer.
pub async fn own(state: &State, caller: &Caller, text: &str) -> Result<Notice, Error> {
    let missing = || Error::not_found("notice", text);
    let id: Id = text.parse().map_err(|_| missing())?;
    let notice = state.store.read(move |conn| notices::notice(conn, id)).await?.ok_or_else(missing)?;
    caller.may_on(Action::WriteNotice, &Scope::Region(notice.region), "notice", text)?;
    Ok(notice)
}

/// Gives a notice another content: what `change` leaves of the old one.
///
/// # Errors
/// It has ended, it was changed meanwhile, something is missing or cannot be, or the store does not answer.
pub async fn change(state: &State, caller: &Caller, seen: Notice, change: impl FnOnce(&mut Wish)) -> Result<Notice, Error> {
    let now = state.now();
    if seen.state(now) == "ended" {
        return Err(Error::NoticeEnded);
    }
    let zone = gazetteer::region(seen.region).map_or(Zone::Wib, |region| region.zone);
    let mut wish = wish_of(&seen);
    change(&mut wish);
    let (content, actor) = (content(&wish, now, zone)?, caller.actor());
    let changed = state.store.write(move |conn| notices::change_notice(conn, &seen, content, &actor, now)).await?;
    shown(state).await;
    changed.ok_or(Error::Superseded)
}

/// What would be written to get this notice.
fn wish_of(notice: &Notice) -> Wish {
    let Content { kind, text, text_en, hours, starts_at, ends_at } = notice.content.clone();
    Wish {
        kind: kind.as_str().to_owned(),
        text,
        text_en,
        opens: hours.map(|hours| hours.from.format("%H:%M").to_string()),
        closes: hours.map(|hours| hours.to.format("%H:%M").to_string()),
        starts_at: Some(starts_at),
        ends_at: Some(ends_at),
    }
}

/// Ends a notice before its time; one that has ended stays as it is.
///
/// # Errors
/// The store does not answer.
pub async fn end(state: &State, caller: &Caller, notice: &Notice) -> Result<Notice, Error> {
    let (id, actor, now) = (notice.id, caller.actor(), state.now());
    let ended = state.store.write(move |conn| notices::end_notice(conn, id, &actor, now)).await?;
    shown(state).await;
    ended.ok_or_else(|| Error::not_found("notice", id.to_string()))
}

/// It is written: that it cannot be read back now is no failure of the one who wrote it. The next tick reads it.
async fn shown(state: &State) {
    if let Err(error) = super::refresh(state).await {
        error.log();
    }
}

/// As served, with what is known of where it hangs.
#[must_use]
pub fn view(state: &State, notice: &Notice) -> NoticeView {
    let (snapshot, now) = (state.notices.current(), state.now());
    let known = snapshot.of(notice.region).iter().find(|posted| posted.notice == *notice);
    known.map_or_else(|| NoticeView::as_written(notice, now), |posted| NoticeView::of(posted, now, false))
}
