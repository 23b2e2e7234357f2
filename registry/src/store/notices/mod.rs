//! Notices, and the number that grows with each of them. What a notice covers now is found in [`reach`]; what it changes is
//! [`crate::notice::precedence`].

mod reach;
pub mod schema;
mod target;

use diesel::prelude::*;
use serde_json::json;

use self::schema::{notices, notices_revision};
use super::{Conn, StoreError, access, on};
use crate::access::{Act, Actor, Entry};
use crate::model::{Id, Instant, RegionCode};
use crate::notice::{Content, Notice};

pub use reach::posted;
pub use target::{About, Unknown, target};

/// Notices that have not ended are read at once: more than this is no state of the nation.
const MOST: i64 = 20_000;
/// The same notice written by the same person within this time is one that was sent twice.
const TWICE: std::time::Duration = std::time::Duration::from_secs(120);

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = notices)]
#[diesel(treat_none_as_default_value = false)]
struct NoticeRow {
    id: Id,
    region: String,
    location_id: Option<Id>,
    target: String,
    kind: String,
    text: String,
    text_en: Option<String>,
    hours: Option<String>,
    starts_at: Instant,
    ends_at: Instant,
    author: String,
    author_name: String,
    written_at: Instant,
    changed_at: Instant,
    ended_at: Option<Instant>,
}

impl NoticeRow {
    fn of(notice: &Notice) -> Result<Self, StoreError> {
        let Notice { id, region, target, content, author, author_name, written_at, changed_at, ended_at } = notice.clone();
        let damaged = |error: serde_json::Error| StoreError::Damaged(format!("notice {id}: {error}"));
        Ok(Self {
            id,
            region: region.to_string(),
            location_id: target.location().map(|location| location.id),
            target: serde_json::to_string(&target).map_err(damaged)?,
            kind: content.kind.as_str().to_owned(),
            text: content.text,
            text_en: content.text_en,
            hours: content.hours.map(|hours| serde_json::to_string(&hours)).transpose().map_err(damaged)?,
            starts_at: content.starts_at,
            ends_at: content.ends_at,
            author,
            author_name,
            written_at,
            changed_at,
            ended_at,
        })
    }

    fn notice(self) -> Result<Notice, StoreError> {
        let id = self.id;
        let damaged = |what: &str| StoreError::Damaged(format!("notice {id}: {what}"));
        Ok(Notice {
            id,
            region: self.region.parse().map_err(|_| damaged("region"))?,
            target: serde_json::from_str(&self.target).map_err(|_| damaged("target"))?,
            content: Content {
                kind: self.kind.parse().map_err(|()| damaged("kind"))?,
                text: self.text,
                text_en: self.text_en,
                hours: self.hours.as_deref().map(serde_json::from_str).transpose().map_err(|_| damaged("hours"))?,
                starts_at: self.starts_at,
                ends_at: self.ends_at,
            },
            author: self.author,
            author_name: self.author_name,
            written_at: self.written_at,
            changed_at: self.changed_at,
            ended_at: self.ended_at,
        })
    }
}

/// Which notices.
#[derive(Clone, Debug, Default)]
pub struct Sought {
    /// Of this region.
    pub region: Option<RegionCode>,
    /// On this hall, or on a part of it.
    pub location: Option<Id>,
    /// `in_force`, `coming`, `ended`; `None`: all.
    pub state: Option<&'static str>,
}

/// Writes a notice. One that was sent twice is written once: then the first is given back.
///
/// # Errors
/// The database fails.
pub fn write_notice(conn: &mut Conn, notice: &Notice, actor: &Actor) -> Result<Notice, StoreError> {
    // Taken first: whoever else writes a notice waits, and so what was sent twice at once is seen here.
    grow(conn)?;
    let row = NoticeRow::of(notice)?;
    let before: Vec<NoticeRow> = on!(conn, c => notices::table
        .filter(notices::region.eq(&row.region).and(notices::ends_at.eq(row.ends_at)).and(notices::ended_at.is_null()))
        .filter(notices::author.eq(&row.author).and(notices::target.eq(&row.target)))
        .filter(notices::kind.eq(&row.kind).and(notices::text.eq(&row.text)))
        .filter(notices::written_at.ge(row.written_at.minus(TWICE)))
        .select(NoticeRow::as_select()).load(c))?;
    if let Some(same) = before.into_iter().find(|before| before.hours == row.hours && before.text_en == row.text_en) {
        return same.notice();
    }
    on!(conn, c => diesel::insert_into(notices::table).values(&row).execute(c))?;
    log(conn, notice, Act::NoticeWritten, actor, notice.written_at)?;
    Ok(notice.clone())
}

/// Gives a notice that has not ended another content, where it still is as `seen`; `None`: it is not.
///
/// # Errors
/// The database fails.
pub fn change_notice(conn: &mut Conn, seen: &Notice, content: Content, actor: &Actor, now: Instant) -> Result<Option<Notice>, StoreError> {
    grow(conn)?;
    // Each change has a time of its own, or the next one would not be told from this.
    let changed_at = now.max(seen.changed_at.plus(std::time::Duration::from_millis(1)));
    let notice = Notice { content, changed_at, ..seen.clone() };
    let row = NoticeRow::of(&notice)?;
    let as_seen = notices::table.find(seen.id).filter(notices::changed_at.eq(seen.changed_at).and(notices::ended_at.is_null()));
    let done = on!(conn, c => diesel::update(as_seen)
        .set((
            notices::kind.eq(&row.kind),
            notices::text.eq(&row.text),
            notices::text_en.eq(&row.text_en),
            notices::hours.eq(&row.hours),
            notices::starts_at.eq(row.starts_at),
            notices::ends_at.eq(row.ends_at),
            notices::changed_at.eq(row.changed_at),
        ))
        .execute(c))?;
    if done == 0 {
        return Ok(None);
    }
    log(conn, &notice, Act::NoticeChanged, actor, now)?;
    Ok(Some(notice))
}

/// Ends a notice before its time; one that has ended stays as it is. `None`: there is none.
///
/// # Errors
/// The database fails.
pub fn end_notice(conn: &mut Conn, id: Id, actor: &Actor, now: Instant) -> Result<Option<Notice>, StoreError> {
    grow(conn)?;
    let Some(before) = notice(conn, id)? else { return Ok(None) };
    if before.state(now) == "ended" {
        return Ok(Some(before));
    }
    let row = notices::table.find(id);
    on!(conn, c => diesel::update(row).set(notices::ended_at.eq(Some(now))).execute(c))?;
    let ended = Notice { ended_at: Some(now), ..before };
    log(conn, &ended, Act::NoticeEnded, actor, now)?;
    Ok(Some(ended))
}

fn grow(conn: &mut Conn) -> Result<(), StoreError> {
    let one = notices_revision::table.find(1);
    on!(conn, c => diesel::update(one).set(notices_revision::revision.eq(notices_revision::revision + 1)).execute(c))?;
    Ok(())
}

fn log(conn: &mut Conn, notice: &Notice, act: Act, actor: &Actor, now: Instant) -> Result<(), StoreError> {
    let Content { kind, text, starts_at, ends_at, .. } = &notice.content;
    let detail = json!({
        "kind": kind.as_str(), "scope": notice.target.scope(), "of": notice.target.name(), "text": text,
        "starts_at": starts_at.to_string(), "ends_at": ends_at.to_string(),
    });
    access::append(conn, Entry::new(now, actor, act, Some(notice.region), notice.id.to_string()).with(&detail))?;
    Ok(())
}

/// How often notices were written, changed or ended so far.
///
/// # Errors
/// The query failed.
pub fn notices_revision(conn: &mut Conn) -> Result<i64, StoreError> {
    Ok(on!(conn, c => notices_revision::table.find(1).select(notices_revision::revision).first(c))?)
}

/// One notice.
///
/// # Errors
/// The query failed, or the row is damaged.
pub fn notice(conn: &mut Conn, id: Id) -> Result<Option<Notice>, StoreError> {
    let row: Option<NoticeRow> = on!(conn, c => notices::table.find(id).select(NoticeRow::as_select()).first(c).optional())?;
    row.map(NoticeRow::notice).transpose()
}

/// All notices that have not ended, those that are still to come among them.
///
/// # Errors
/// The query failed, or a row is damaged.
pub fn live_notices(conn: &mut Conn, now: Instant) -> Result<Vec<Notice>, StoreError> {
    let rows: Vec<NoticeRow> = on!(conn, c => notices::table
        .filter(notices::ends_at.gt(now).and(notices::ended_at.is_null()))
        .order((notices::written_at.desc(), notices::id)).limit(MOST)
        .select(NoticeRow::as_select()).load(c))?;
    rows.into_iter().map(NoticeRow::notice).collect()
}

/// A page of the notices that are sought, those that were written last first, and how many there are.
///
/// # Errors
/// The query failed, or a row is damaged.
pub fn notices(conn: &mut Conn, sought: &Sought, now: Instant, offset: i64, limit: i64) -> Result<(Vec<Notice>, i64), StoreError> {
    macro_rules! chosen {
        () => {{
            let mut query = notices::table.into_boxed();
            if let Some(region) = sought.region {
                query = query.filter(notices::region.eq(region.to_string()));
            }
            if let Some(location) = sought.location {
                query = query.filter(notices::location_id.eq(Some(location)));
            }
            match sought.state {
                Some("ended") => query.filter(notices::ended_at.is_not_null().or(notices::ends_at.le(now))),
                Some("coming") => query.filter(notices::ended_at.is_null().and(notices::starts_at.gt(now)).and(notices::ends_at.gt(now))),
                Some(_) => query.filter(notices::ended_at.is_null().and(notices::starts_at.le(now)).and(notices::ends_at.gt(now))),
                None => query,
            }
        }};
    }
    let total: i64 = on!(conn, c => chosen!().count().get_result(c))?;
    let rows: Vec<NoticeRow> = on!(conn, c => chosen!()
        .order((notices::written_at.desc(), notices::id)).offset(offset).limit(limit)
        .select(NoticeRow::as_select()).load(c))?;
    Ok((rows.into_iter().map(NoticeRow::notice).collect::<Result<_, _>>()?, total))
}
