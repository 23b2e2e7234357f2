//! The national terms of services: names that operators map by hand, names that nothing maps, and mapping what is stored anew.

use diesel::prelude::*;

use super::catalog::{BATCH, insert, json, lock_outbox};
use super::schema::{changes, organizations, service_aliases, services, services_at_locations};
use super::{Conn, StoreError, on};
use crate::model::{Id, Instant, Provenance};
use crate::normalise::service_name::{self, Aliases, Unmapped};

/// Names mapped by hand, as the normaliser takes them.
///
/// # Errors
/// The database fails. A row whose service the taxonomy no longer has is left out and told in the log.
pub fn aliases(conn: &mut Conn) -> Result<Aliases, StoreError> {
    let rows: Vec<(String, String, String)> = on!(conn, c => service_aliases::table
        .select((service_aliases::written, service_aliases::organization, service_aliases::term)).load(c))?;
    let mut aliases = Aliases::default();
    for (name, organization, term) in rows {
        let organization = (!organization.is_empty()).then_some(organization.as_str());
        if let Err(unknown) = aliases.add(&name, organization, &term) {
            tracing::warn!(name, %unknown, "an alias is left out");
        }
    }
    Ok(aliases)
}

/// Maps a name by hand: at one agency, by its canonical name, or at any.
///
/// # Errors
/// The database fails.
pub fn add_alias(conn: &mut Conn, name: &str, organization: Option<&str>, term: &str, now: Instant) -> Result<(), StoreError> {
    let (key, organization) = (service_name::name_key(name), organization.unwrap_or_default());
    on!(conn, c => diesel::delete(service_aliases::table.find((&key, organization))).execute(c))?;
    let row = (
        service_aliases::alias.eq(&key),
        service_aliases::organization.eq(organization),
        service_aliases::written.eq(name),
        service_aliases::term.eq(term),
        service_aliases::added_at.eq(now),
    );
    on!(conn, c => diesel::insert_into(service_aliases::table).values(row).execute(c))?;
    Ok(())
}

/// A service's id, source, name, term, and its agency's canonical name.
type Named = (Id, String, String, Option<String>, Option<String>);

fn named(conn: &mut Conn) -> Result<Vec<Named>, StoreError> {
    Ok(on!(conn, c => services::table
        .left_join(organizations::table.on(services::organization_id.eq(organizations::id)))
        .order(services::id)
        .select((services::id, services::source_id, services::name, services::term, organizations::canonical.nullable()))
        .load(c))?)
}

/// The names of stored services that no term is found for, by how many bear them, most first.
///
/// # Errors
/// The database fails.
pub fn unmapped_names(conn: &mut Conn) -> Result<Vec<Unmapped>, StoreError> {
    let (aliases, rows) = (aliases(conn)?, named(conn)?);
    Ok(service_name::unmapped(rows.iter().map(|(_, _, name, _, agency)| (name.as_str(), agency.as_deref())), &aliases))
}

/// Maps every stored service anew, without a harvest. Returns how many have another term than before. Call it in a transaction.
///
/// # Errors
/// The database fails.
pub fn remap(conn: &mut Conn, now: Instant) -> Result<usize, StoreError> {
    let aliases = aliases(conn)?;
    let mut memo = service_name::Memo::default();
    let (mut changed, mut count) = (Vec::new(), 0);
    for (id, source, name, term, agency) in named(conn)? {
        let mapped = memo.read(&name, agency.as_deref(), &aliases);
        if mapped.term == term.as_deref() {
            continue;
        }
        let from = Provenance { raw: name, rule: mapped.rule.into() };
        let set = (services::term.eq(mapped.term), services::term_from.eq(json(&from)?), services::modified_at.eq(now));
        on!(conn, c => diesel::update(services::table.find(id)).set(set).execute(c))?;
        changed.push((id, source));
        count += 1;
    }
    lock_outbox(conn)?;
    for some in changed.chunks(BATCH) {
        let ids: Vec<Id> = some.iter().map(|(id, _)| *id).collect();
        let places: Vec<(Id, String)> = on!(conn, c => services_at_locations::table
            .filter(services_at_locations::service_id.eq_any(&ids))
            .select((services_at_locations::id, services_at_locations::source_id)).load(c))?;
        let rows: Vec<_> = places
            .iter()
            .map(|(id, source)| {
                (changes::source_id.eq(source), changes::entity_id.eq(*id), changes::deleted.eq(false), changes::at.eq(now))
            })
            .collect();
        insert!(conn, changes, rows);
    }
    Ok(count)
}
