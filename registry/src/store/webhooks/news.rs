//! What there is to tell: read from the tables that others write. Each piece of news has a key of its own, so that it is told once whoever
//! looks, and however often.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use diesel::prelude::*;
use serde_json::{Value, json};

use crate::judge::{Doubt, Health};
use crate::model::{Id, Instant, PUSHED};
use crate::store::read::{self, SourceRow};
use crate::store::schema::{held, snapshots};
use crate::store::{Conn, StoreError, changes_after, on};
use crate::webhook::Kind;

/// Intervals without anything good, after which a source is silent.
const SILENT_INTERVALS: u32 = 3;
/// Rows of the log of changes that are looked at in one transaction, in steps.
const STEP: i64 = 1000;
const STEPS: usize = 20;
/// Ids that a telling names; the log of changes has them all.
const NAMED: usize = 50;

/// A piece of news.
#[derive(Clone, Debug)]
pub(super) struct News {
    pub(super) key: String,
    pub(super) kind: Kind,
    pub(super) region: String,
    pub(super) at: Instant,
    /// Who came after this is not told.
    pub(super) begun: Instant,
    pub(super) data: Value,
}

/// Where links in the news lead to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Links<'a>(pub(super) &'a str);

impl Links<'_> {
    fn source(self, id: &str) -> String {
        format!("{}/v1/sources/{id}", self.0)
    }
}

/// Versions that came into force since `since`.
pub(super) fn published(
    conn: &mut Conn,
    regions: &HashMap<String, String>,
    links: Links<'_>,
    since: Instant,
) -> Result<Vec<News>, StoreError> {
    type Row = (i64, String, Instant, i32, i32, i32, i32, String);
    let rows: Vec<Row> = on!(conn, c => snapshots::table
        .filter(snapshots::accepted_at.ge(since))
        .order(snapshots::id)
        .select((
            snapshots::id, snapshots::source_id, snapshots::accepted_at, snapshots::services, snapshots::added, snapshots::changed,
            snapshots::removed, snapshots::cause,
        ))
        .load(c))?;
    let news = |(version, source, at, services, added, changed, removed, cause): Row| {
        let region = regions.get(&source)?.clone();
        let data = json!({
            "region": region, "source": source, "version": version, "cause": cause, "services": services, "added": added, "changed": changed,
            "removed": removed, "url": format!("{}/snapshots", links.source(&source)),
        });
        Some(News { key: format!("published:{source}:{version}"), kind: Kind::CatalogPublished, region, at, begun: at, data })
    };
    Ok(rows.into_iter().filter_map(news).collect())
}

/// Content that has waited since `since` at the earliest. What it is, is not told: it may be its region's alone to see.
pub(super) fn waiting(
    conn: &mut Conn,
    regions: &HashMap<String, String>,
    links: Links<'_>,
    since: Instant,
) -> Result<Vec<News>, StoreError> {
    let rows: Vec<(String, Instant, String)> =
        on!(conn, c => held::table.filter(held::since.ge(since)).select((held::source_id, held::since, held::reason)).load(c))?;
    let news = |(source, at, reason): (String, Instant, String)| {
        let region = regions.get(&source)?.clone();
        let data = json!({
            "region": region, "source": source, "reason": reason, "held_since": at, "url": links.source(&source),
            "decide": format!("{}/publikasi/sumber/{source}", links.0),
        });
        Some(News { key: format!("held:{source}:{at}"), kind: Kind::SourceHeld, region, at, begun: at, data })
    };
    Ok(rows.into_iter().filter_map(news).collect())
}

/// Notices that were written since `since` and have not ended. They are everybody's to see, so they are told as they are.
pub(super) fn announced(conn: &mut Conn, links: Links<'_>, since: Instant, now: Instant) -> Result<Vec<News>, StoreError> {
    let live = crate::store::notices::live_notices(conn, now)?;
    let news = |notice: crate::notice::Notice| {
        let (region, at, content) = (notice.region.to_string(), notice.written_at, notice.content);
        let data = json!({
            "region": region, "notice": notice.id, "kind": content.kind.as_str(), "text": content.text, "text_en": content.text_en,
            "starts_at": content.starts_at, "ends_at": content.ends_at, "url": format!("{}/v1/notices?region={region}", links.0),
        });
        News { key: format!("notice:{}", notice.id), kind: Kind::NoticePublished, region, at, begun: at, data }
    };
    Ok(live.into_iter().filter(|notice| notice.written_at >= since).map(news).collect())
}

/// Sources that bring nothing any more.
pub(super) fn silent(conn: &mut Conn, sources: &[SourceRow], links: Links<'_>, now: Instant) -> Result<Vec<News>, StoreError> {
    let reach = read::reach(conn, now)?;
    let news = |row: &SourceRow| {
        let last = row.last_success_at.filter(|_| !row.paused)?;
        let interval = Duration::from_secs(u64::try_from(row.interval_seconds).unwrap_or_default());
        let is_theirs = match row.health(&reach, now) {
            Health::Down => now.since(last) >= interval * SILENT_INTERVALS,
            Health::Unknown(doubt) => doubt == Doubt::NotPublishedLately,
            Health::Up => false,
        };
        let begun = if row.format == PUSHED { last.plus(interval) } else { last.plus(interval * SILENT_INTERVALS) };
        is_theirs.then(|| {
            let data = json!({
                "region": row.region, "source": row.id, "reason": row.last_reason, "last_success_at": last, "url": links.source(&row.id),
            });
            News { key: format!("silent:{}:{last}", row.id), kind: Kind::SourceSilent, region: row.region.clone(), at: now, begun, data }
        })
    };
    Ok(sources.iter().filter_map(news).collect())
}

/// What changed of one source.
struct Changed {
    first: i64,
    last: i64,
    at: Instant,
    changed: usize,
    removed: usize,
    ids: Vec<Id>,
}

/// The changes after `seq`, one piece of news a source, and up to where they were looked at.
pub(super) fn changed(conn: &mut Conn, sources: &[SourceRow], links: Links<'_>, seq: i64) -> Result<(Vec<News>, i64), StoreError> {
    // The first four bytes of an id are its source's.
    let begins = |id: Id| id.as_bytes().first_chunk::<4>().copied().unwrap_or_default();
    let owners: HashMap<[u8; 4], &SourceRow> = sources.iter().map(|row| (begins(Id::derive(&row.id, "", "")), row)).collect();
    let (mut last, mut found) = (seq, BTreeMap::<&str, (&SourceRow, Changed)>::new());
    for _ in 0..STEPS {
        let rows = changes_after(conn, last, STEP)?;
        for row in &rows {
            last = row.seq;
            let Some(source) = owners.get(&begins(row.entity_id)) else { continue };
            let new = || Changed { first: row.seq, last: row.seq, at: row.at, changed: 0, removed: 0, ids: Vec::new() };
            let (_, sum) = found.entry(&source.id).or_insert_with(|| (source, new()));
            (sum.last, sum.at) = (row.seq, row.at.max(sum.at));
            *if row.deleted { &mut sum.removed } else { &mut sum.changed } += 1;
            if sum.ids.len() < NAMED && !sum.ids.contains(&row.entity_id) {
                sum.ids.push(row.entity_id);
            }
        }
        if rows.len() < usize::try_from(STEP).unwrap_or_default() {
            break;
        }
    }
    let news = |(row, sum): (&SourceRow, Changed)| News {
        key: format!("changed:{}:{}", row.id, sum.last),
        kind: Kind::ServiceChanged,
        region: row.region.clone(),
        at: sum.at,
        begun: sum.at,
        data: json!({
            "region": row.region, "source": row.id, "changed": sum.changed, "removed": sum.removed, "services_at_locations": sum.ids,
            "changes": format!("{}/v1/changes?afterChangeNumber={}", links.0, sum.first - 1),
        }),
    };
    Ok((found.into_values().map(news).collect(), last))
}
