//! A document as it is kept in the index: JSON, as an array without the names of the fields. Half the size of an object, and faster to
//! read; serde reads a struct from either.

use serde::Serializer;
use serde::ser::SerializeSeq;

use crate::search::Document;

/// To bytes.
pub(super) fn write(document: &Document) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = Vec::with_capacity(1024);
    let mut json = serde_json::Serializer::new(&mut bytes);
    let mut fields = json.serialize_seq(None)?;
    // In the order in which `Document` declares them; the compiler says when one is missing here.
    let Document {
        id,
        hash,
        source,
        service_id,
        service,
        term,
        synonyms,
        description,
        organization_id,
        organization,
        organization_aliases,
        location_id,
        location,
        address,
        point,
        region,
        region_name,
        province_name,
        channels,
        category,
        free,
        max_duration_minutes,
        duration,
        cost,
        opening_hours,
        zone,
        data_as_of,
        synthetic,
    } = document;
    macro_rules! write {
        ($($field:expr),+ $(,)?) => { $(fields.serialize_element($field)?;)+ };
    }
    write![id, hash, source, service_id, service, term, synonyms, description, organization_id, organization, organization_aliases];
    write![location_id, location, address, point, region, region_name, province_name, channels, category, free];
    write![max_duration_minutes, duration, cost, opening_hours, zone, data_as_of, synthetic];
    fields.end()?;
    Ok(bytes)
}

/// From bytes.
pub(super) fn read(bytes: &[u8]) -> Result<Document, serde_json::Error> {
    serde_json::from_slice(bytes)
}
