//! Settling new content within the transaction that ends its harvest: what is known is gathered, the judge asked, and his word carried out.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use super::absence::revive;
use super::catalog::{self, Difference, Read, count, insert, replace_findings};
use super::fingerprint::Fingerprint;
use super::held::{self, Holding};
use super::rows::{Inventory, Writing};
use super::schema::{carried_ids, locations, organizations, services, services_at_locations, snapshots, sources};
use super::versions::{self, Cause, NewVersion, SnapshotRow};
use super::{Conn, Lease, StoreError, on, read};
use crate::judge::carry::{self, Carried, Known};
use crate::judge::{self, Brought, Judgement, LATELY, Nation, Standing, Version};
use crate::model::{Catalog, Id, Instant, Reason, Region, Severity, Source, Verdict};

/// Versions that are looked at for a slow leak.
const MOST_VERSIONS: i64 = 500;

/// How content was settled.
pub(super) struct Settled {
    pub(super) verdict: Verdict,
    pub(super) reason: Reason,
    pub(super) detail: Option<String>,
    pub(super) difference: Difference,
    /// It brought fewer records than are stored.
    pub(super) lost: bool,
}

/// Content beside what is stored of its source.
struct Beside<'a> {
    source: &'a Source,
    read: Cow<'a, Read>,
    prints: Fingerprint,
    stored: Inventory,
    newest: Vec<SnapshotRow>,
}

impl<'a> Beside<'a> {
    /// Gathers what is stored; nothing is where there was no content yet. Records that got new ids get the ones that they are known by.
    fn of(conn: &mut Conn, source: &'a Source, read: &'a Read, is_first: bool) -> Result<(Self, Carried), StoreError> {
        if is_first {
            let prints = Fingerprint::of(&read.catalog)?;
            let beside = Self { source, read: Cow::Borrowed(read), prints, stored: Inventory::default(), newest: Vec::new() };
            return Ok((beside, Carried::new()));
        }
        let stored = Inventory::of(conn, &source.id)?;
        let mut read = Cow::Borrowed(read);
        let carried: Carried = on!(conn, c => carried_ids::table
            .filter(carried_ids::source_id.eq(&source.id)).select((carried_ids::derived, carried_ids::id)).load(c))?
        .into_iter()
        .collect();
        if !carried.is_empty() {
            carry::apply(&mut read.to_mut().catalog, &carried);
        }
        let more = newly_carried(conn, source, &read.catalog, &stored)?;
        if !more.is_empty() {
            carry::apply(&mut read.to_mut().catalog, &more);
        }
        let prints = Fingerprint::of(&read.catalog)?;
        let newest = on!(conn, c => snapshots::table
            .filter(snapshots::source_id.eq(&source.id)).order(snapshots::id.desc()).limit(MOST_VERSIONS)
            .select(SnapshotRow::as_select()).load(c))?;
        // An id that was carried before and is carried again leads to the same record.
        let first: HashMap<Id, Id> = carried.into_iter().map(|(derived, kept)| (kept, derived)).collect();
        let more = more.into_iter().map(|(derived, id)| (first.get(&derived).copied().unwrap_or(derived), id)).collect();
        Ok((Self { source, read, prints, stored, newest }, more))
    }

    /// The meaning of what is served; empty where nothing is.
    fn served(&self) -> &str {
        self.newest.first().map_or("", |version| version.meaning.as_str())
    }

    /// Content that was taken for incomplete, and has said the same for so long that it is all there is.
    fn is_lasting_part(&self, now: Instant) -> bool {
        let since = self.newest.first().filter(|version| version.partial).map(|version| version.accepted_at);
        self.read.partial && since.is_some_and(|since| now.since(since) >= self.source.judge.repeat_span()) && self.gone() > 0
    }

    fn gone(&self) -> usize {
        let named: HashSet<_> = self.read.catalog.services.iter().map(|item| item.id).collect();
        self.stored.present().filter(|id| !named.contains(id)).count()
    }
}

/// Settles what a harvest brought.
pub(super) fn settle(conn: &mut Conn, lease: &Lease, read: &Read, now: Instant) -> Result<Settled, StoreError> {
    let (source, is_first) = (&lease.source, lease.content_hash.is_none());
    let region = region_of(source)?;
    let (mut beside, carried) = Beside::of(conn, source, read, is_first)?;
    judge_figures(conn, &mut beside, is_first, now)?;
    if !is_first && beside.served() == beside.prints.meaning {
        if !beside.is_lasting_part(now) {
            return same_meaning(conn, &beside, now);
        }
        beside.read.to_mut().partial = false;
    }
    let brought = Brought {
        meaning: &beside.prints.meaning,
        services: beside.read.catalog.services.len(),
        gone: beside.gone(),
        partial: beside.read.partial,
    };
    let waiting = if is_first { None } else { held::held(conn, &source.id)? };
    let standing = standing(conn, &beside, &brought, waiting.as_ref().map(held::waiting), now)?;
    let lost = brought.gone > 0 && !brought.partial;
    let judgement = judge::judge(&standing, &brought, &beside.read.catalog, region, &source.judge, now);
    let settled = |verdict, reason, detail, difference| Settled { verdict, reason, detail, difference, lost };
    Ok(match judgement {
        Judgement::Accept(reason) => {
            let cause = match lease.publisher {
                _ if reason == Reason::Repeated => Cause::Repeated,
                Some(_) => Cause::Published,
                None => Cause::Harvest,
            };
            let act = Act { cause, actor: lease.publisher.as_deref(), taken_back: None };
            let difference = accept(conn, &beside, &carried, &act, now)?;
            settled(Verdict::Accepted, reason, None, difference)
        }
        Judgement::Hold(reason, detail) => {
            let holding = Holding {
                source: &source.id,
                read: &beside.read,
                stored: &beside.stored,
                prints: &beside.prints,
                served: beside.served(),
                reason,
            };
            held::hold(conn, &holding, waiting.as_ref(), now)?;
            let rows = replace_findings(conn, &source.id, false, &beside.read.catalog.findings)?;
            settled(Verdict::Held, reason, Some(detail), Difference { rows, ..Difference::default() })
        }
        Judgement::Reject(reason, detail) => {
            let rows = replace_findings(conn, &source.id, false, &beside.read.catalog.findings)?;
            settled(Verdict::Rejected, reason, Some(detail), Difference { rows, ..Difference::default() })
        }
    })
}

/// Figures that cannot be, or hardly, are told beside the other findings.
fn judge_figures(conn: &mut Conn, beside: &mut Beside<'_>, is_first: bool, now: Instant) -> Result<(), StoreError> {
    if beside.read.catalog.statistics.is_empty() {
        return Ok(());
    }
    let earlier = if is_first { Vec::new() } else { read::figures(conn, &beside.source.id)? };
    let found = judge::figures::judge(&beside.read.catalog.statistics, &earlier, judge::figures::latest_today(now));
    if !found.is_empty() {
        beside.read.to_mut().catalog.findings.extend(found);
    }
    Ok(())
}

fn region_of(source: &Source) -> Result<&'static Region, StoreError> {
    crate::gazetteer::region(source.region).ok_or_else(|| StoreError::Damaged(format!("source `{}`: region {}", source.id, source.region)))
}

/// Other bytes that say the same: the documents are remembered, to be asked for by; nothing that is served changes.
fn same_meaning(conn: &mut Conn, beside: &Beside<'_>, now: Instant) -> Result<Settled, StoreError> {
    let version = beside.newest.first().map_or(0, |version| version.id);
    let mut rows = versions::put_documents(conn, &beside.source.id, &beside.read.documents, version)?;
    rows += replace_findings(conn, &beside.source.id, true, &beside.read.catalog.findings)?;
    describe(conn, beside, false, now)?;
    let difference = Difference { rows, ..Difference::default() };
    Ok(Settled { verdict: Verdict::Unchanged, reason: Reason::SameContent, detail: None, difference, lost: false })
}

/// Who made a version the active one, and why.
struct Act<'a> {
    cause: Cause,
    actor: Option<&'a str>,
    taken_back: Option<&'a str>,
}

fn accept(conn: &mut Conn, beside: &Beside<'_>, carried: &Carried, act: &Act<'_>, now: Instant) -> Result<Difference, StoreError> {
    let Beside { source, read, prints, stored, newest } = beside;
    let writing = Writing { source, stored, prints, partial: read.partial, now };
    let difference = catalog::write(conn, &writing, &read.catalog)?;
    let services = read.catalog.services.len() + if read.partial { beside.gone() } else { 0 };
    let version = NewVersion {
        source: &source.id,
        read,
        meaning: &prints.meaning,
        services,
        difference,
        cause: act.cause,
        actor: act.actor,
        taken_back: act.taken_back,
    };
    let number = versions::add(conn, &version, now)?;
    let mut rows = versions::put_documents(conn, &source.id, &read.documents, number)?;
    rows += replace_findings(conn, &source.id, true, &read.catalog.findings)?;
    describe(conn, beside, true, now)?;
    if !newest.is_empty() {
        versions::forget_old(conn, &source.id, source.judge.keep_versions)?;
        let ids: Vec<_> = read.catalog.services.iter().map(|item| item.id).filter(|id| !stored.services.contains_key(id)).collect();
        let places = read.catalog.services_at_locations.iter().map(|item| item.id);
        let places: Vec<_> = places.filter(|id| !stored.services_at_locations.contains_key(id)).collect();
        revive(conn, &ids)?;
        revive(conn, &places)?;
        held::drop_held(conn, &source.id)?;
    }
    remember(conn, &source.id, carried)?;
    Ok(Difference { rows: difference.rows + rows, ..difference })
}

fn remember(conn: &mut Conn, source: &str, carried: &Carried) -> Result<(), StoreError> {
    if carried.is_empty() {
        return Ok(());
    }
    let derived: Vec<_> = carried.keys().copied().collect();
    for some in derived.chunks(catalog::BATCH) {
        let old = carried_ids::table.filter(carried_ids::source_id.eq(source).and(carried_ids::derived.eq_any(some)));
        on!(conn, c => diesel::delete(old).execute(c))?;
    }
    let rows: Vec<_> = carried
        .iter()
        .map(|(derived, id)| (carried_ids::source_id.eq(source), carried_ids::derived.eq(*derived), carried_ids::id.eq(*id)))
        .collect();
    insert!(conn, carried_ids, rows);
    Ok(())
}

/// What the source's row says of its content.
fn describe(conn: &mut Conn, beside: &Beside<'_>, changed: bool, now: Instant) -> Result<(), StoreError> {
    let read = &beside.read;
    let weighing = |severity| count(read.catalog.findings.iter().filter(|finding| finding.code.severity() == severity).count());
    let set = (
        sources::content_hash.eq(Some(&read.content_hash)),
        sources::read_version.eq(Some(&read.read_version)),
        sources::findings_info.eq(weighing(Severity::Info)),
        sources::findings_warning.eq(weighing(Severity::Warning)),
        sources::findings_error.eq(weighing(Severity::Error)),
    );
    let row = sources::table.find(&beside.source.id);
    if changed {
        let services = read.catalog.services.len() + if read.partial { beside.gone() } else { 0 };
        let changed = (set, sources::last_change_at.eq(Some(now)), sources::services.eq(count(services)));
        on!(conn, c => diesel::update(row).set(changed).execute(c))?;
    } else {
        on!(conn, c => diesel::update(row).set(set).execute(c))?;
    }
    Ok(())
}

fn standing(
    conn: &mut Conn,
    beside: &Beside<'_>,
    brought: &Brought<'_>,
    held: Option<judge::Waiting>,
    now: Instant,
) -> Result<Standing, StoreError> {
    let source = beside.source;
    let twin = sources::table
        .filter(sources::content_hash.eq(&beside.read.content_hash).and(sources::id.ne(&source.id)))
        .filter(sources::region.ne(source.region.to_string()))
        .order(sources::id)
        .select(sources::id);
    let twin: Option<String> = if brought.services == 0 { None } else { on!(conn, c => twin.first(c).optional())? };
    let is_agreed = |cause: &str| ![Cause::Harvest, Cause::Published].map(Cause::as_str).contains(&cause);
    let version = |row: &SnapshotRow| Version {
        at: row.accepted_at,
        services: usize::try_from(row.services).unwrap_or_default(),
        is_agreed: is_agreed(&row.cause),
    };
    let nation = if brought.gone > 0 && !brought.partial { nation(conn, source, now)? } else { Nation::default() };
    Ok(Standing {
        versions: beside.newest.iter().map(version).collect(),
        services: beside.stored.present().count(),
        held,
        taken_back: beside.newest.first().and_then(|row| row.taken_back.clone()),
        twin,
        nation,
    })
}

/// How the last attempts on the other sources ended.
fn nation(conn: &mut Conn, source: &Source, now: Instant) -> Result<Nation, StoreError> {
    let asked = sources::last_attempt_at.is_not_null().and(sources::last_attempt_at.assume_not_null().ge(now.minus(LATELY)));
    let rows: Vec<(bool, Option<String>)> = on!(conn, c => sources::table
        .filter(sources::paused.eq(false).and(sources::id.ne(&source.id)).and(asked))
        .select((sources::lost, sources::last_outcome)).load(c))?;
    let failing = rows.iter().filter(|(_, outcome)| outcome.as_deref() == Some(Verdict::Failed.as_str())).count();
    Ok(Nation { asked: rows.len() + 1, losing: rows.iter().filter(|(lost, _)| *lost).count() + 1, failing })
}

/// A catalog with the ids that its records are known by: as it would be stored. Writes nothing.
///
/// # Errors
/// The database fails.
pub fn as_known(conn: &mut Conn, source: &Source, read: &Read, is_first: bool) -> Result<Catalog, StoreError> {
    let (beside, _) = Beside::of(conn, source, read, is_first)?;
    Ok(beside.read.into_owned().catalog)
}

/// Which records are known under other ids; looked at only where some are new and some are missing.
fn newly_carried(conn: &mut Conn, source: &Source, catalog: &Catalog, stored: &Inventory) -> Result<Carried, StoreError> {
    let named: HashSet<_> = catalog.services.iter().map(|item| item.id).collect();
    let all_known = catalog.services.iter().all(|item| stored.services.contains_key(&item.id));
    if all_known || stored.services.keys().all(|id| named.contains(id)) {
        return Ok(Carried::new());
    }
    let id = &source.id;
    let known = Known {
        organizations: on!(conn, c => organizations::table
            .filter(organizations::source_id.eq(id)).order(organizations::id).select((organizations::id, organizations::name)).load(c))?,
        locations: on!(conn, c => locations::table
            .filter(locations::source_id.eq(id)).order(locations::id).select((locations::id, locations::name)).load(c))?,
        services: on!(conn, c => services::table
            .filter(services::source_id.eq(id)).order(services::id)
            .select((services::id, services::organization_id, services::name)).load(c))?,
        services_at_locations: on!(conn, c => services_at_locations::table
            .filter(services_at_locations::source_id.eq(id)).order(services_at_locations::id)
            .select((services_at_locations::id, services_at_locations::service_id, services_at_locations::location_id)).load(c))?,
    };
    Ok(carry::matched(catalog, &known))
}

/// A person's decision on a source's content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Content that is held may replace what is served: this content in the place of that, by the hash of their difference.
    Release {
        /// [`super::HeldRow::diff_hash`]
        diff_hash: String,
    },
    /// An earlier version becomes the active one again.
    PutBack {
        /// [`SnapshotRow::id`]
        version: i64,
    },
}

/// Carries out a person's decision with the content that it is about, read again. Call it in a transaction. A harvest that is under way
/// loses its lease.
///
/// # Errors
/// What was decided on is no longer what waits or what is kept ([`StoreError::Superseded`]), or the database fails; nothing is written.
pub fn decide(
    conn: &mut Conn,
    source: &Source,
    read: &Read,
    decision: &Decision,
    actor: &str,
    now: Instant,
) -> Result<Difference, StoreError> {
    let free = (
        sources::fence.eq(sources::fence + 1),
        sources::lease_owner.eq(None::<String>),
        sources::lease_until.eq(None::<Instant>),
        sources::lost.eq(false),
        sources::unsettled.eq(false),
    );
    on!(conn, c => diesel::update(sources::table.find(&source.id)).set(free).execute(c))?;
    let (beside, carried) = Beside::of(conn, source, read, false)?;
    let served = beside.served().to_owned();
    let act = match decision {
        Decision::Release { diff_hash } => {
            let waits = held::held(conn, &source.id)?;
            if waits.is_none_or(|row| row.diff_hash != *diff_hash) {
                return Err(StoreError::Superseded(source.id.clone()));
            }
            Act { cause: Cause::Released, actor: Some(actor), taken_back: None }
        }
        Decision::PutBack { version } => {
            if !beside.newest.iter().any(|row| row.id == *version) {
                return Err(StoreError::Superseded(source.id.clone()));
            }
            Act { cause: Cause::Rollback, actor: Some(actor), taken_back: Some(&served) }
        }
    };
    let difference = accept(conn, &beside, &carried, &act, now)?;
    replace_findings(conn, &source.id, false, &[])?;
    Ok(difference)
}
