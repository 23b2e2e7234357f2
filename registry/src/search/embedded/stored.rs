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
        absent_since,
    } = document;
    macro_rules! write {
        ($($field:expr),+ $(,)?) => { $(fields.serialize_element($field)?;)+ };
    }
    write![id, hash, source, service_id, service, term, synonyms, description, organization_id, organization, organization_aliases];
    write![location_id, location, address, point, region, region_name, province_name, channels, category, free];
    write![max_duration_minutes, duration, cost, opening_hours, zone, data_as_of, synthetic, absent_since];
    fields.end()?;
    Ok(bytes)
}

/// From bytes.
pub(super) fn read(bytes: &[u8]) -> Result<Document, serde_json::Error> {
    serde_json::from_slice(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_of_an_index_without_the_newest_field_is_read() {
        let at = "2026-11-24T02:00:00.000Z";
        let [id, hall] = ["00000000-0000-8000-8000-000000000001", "00000000-0000-8000-8000-000000000002"];
        let old = format!(
            r#"["{id}","1","s","{id}","KTP",null,[],null,"{id}","Disdukcapil",[],"{hall}","MPP",null,{{"lat":-6.6,"lon":106.8}},
                "32.71","Kota Bogor","Jawa Barat",["counter"],null,null,null,null,null,null,"WIB","{at}",false]"#
        );
        let mut document = read(old.as_bytes()).unwrap();
        assert_eq!((document.service.as_str(), document.absent_since), ("KTP", None));
        document.absent_since = Some(document.data_as_of);
        assert_eq!(read(&write(&document).unwrap()).unwrap(), document);
    }
}
