//! What somebody wants to write a notice about, found in the catalog and named.

use crate::model::{Id, RegionCode};
use crate::normalise::service_name;
use crate::notice::{Named, Target};
use crate::store::read;
use crate::store::{Conn, StoreError};

/// What a notice is to be about: nothing of it is the region as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// A hall.
    pub location: Option<Id>,
    /// An agency at that hall.
    pub organization: Option<Id>,
    /// A service at that hall.
    pub service: Option<Id>,
    /// A national term, in the region.
    pub term: Option<String>,
}

/// Why there is no such thing to write about: the field, and what to do, in Indonesian and English.
pub type Unknown = (&'static str, &'static str, &'static str);

/// The target, with the names of today.
///
/// # Errors
/// The database fails. That there is no such thing is an answer.
pub fn target(conn: &mut Conn, region: RegionCode, about: &About) -> Result<Result<Target, Unknown>, StoreError> {
    let Some(location) = about.location else {
        if about.organization.is_some() || about.service.is_some() {
            return Ok(Err(("location_id", "sebutkan juga tempatnya", "is needed with an agency or a service")));
        }
        return national(conn, region, about.term.as_deref());
    };
    if about.term.is_some() || (about.organization.is_some() && about.service.is_some()) {
        return Ok(Err(("term", "pilih satu: loket, layanan, atau layanan nasional", "choose one: counter, service, or national service")));
    }
    let hall = read::location(conn, location)?.filter(|row| row.region == region.to_string());
    let Some(hall) = hall else {
        return Ok(Err(("location_id", "tidak ada tempat ini di daerah ini", "there is no such hall in this region")));
    };
    let location = Named { id: hall.id, name: hall.name };
    if about.organization.is_none() && about.service.is_none() {
        return Ok(Ok(Target::Hall { location }));
    }
    let given = read::services_at_location(conn, location.id)?;
    let services = given.into_iter().filter_map(|(_, service, _)| service);
    if let Some(wanted) = about.service {
        let found = services.into_iter().find(|service| service.id == wanted);
        return Ok(found.map(|row| Target::Service { location, service: Named { id: row.id, name: row.name }, term: row.term }).ok_or((
            "service_id",
            "layanan ini tidak ada di tempat ini",
            "this service is not given at this hall",
        )));
    }
    let is_there = services.map(|service| service.organization_id).find(|id| Some(*id) == about.organization);
    let found = is_there.map(|id| read::organization(conn, id)).transpose()?.flatten();
    Ok(found.map(|row| Target::Counter { location, organization: Named { id: row.id, name: row.canonical.unwrap_or(row.name) } }).ok_or((
        "organization_id",
        "instansi ini tidak ada di tempat ini",
        "this agency is not at this hall",
    )))
}

fn national(conn: &mut Conn, region: RegionCode, term: Option<&str>) -> Result<Result<Target, Unknown>, StoreError> {
    let Some(term) = term else { return Ok(Ok(Target::Region)) };
    let unknown = ("term", "layanan nasional ini tidak ada di daerah ini", "this national service is not given in this region");
    let Some(entry) = service_name::entry(term) else { return Ok(Err(unknown)) };
    let is_given = !super::reach::of_term(conn, region, &entry.canonical)?.is_empty();
    Ok(if is_given { Ok(Target::NationalService { term: entry.canonical.clone() }) } else { Err(unknown) })
}
