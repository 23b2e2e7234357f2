//! Writes one file, a bounded number of records at a time, whatever takes the pieces.

use std::future::Future;

use registry::model::Id;
use registry::store::Store;
use registry::store::read::{self, Bundle, Depth, Part, Sought};
use serde_json::json;

use super::{Export, Format, Table, parquet, rows};
use crate::error::Error;
use crate::hsds::record::{Location, Organization, Writer};
use crate::state::Gazetteer;
use crate::table::{self, Cell};

/// Records that are in memory at once.
const BATCH: i64 = 200;

/// Some records of a table.
struct Loaded {
    keys: Vec<(Id, Id)>,
    bundle: Bundle,
}

/// Writes `export`: gives each piece to `take`, and returns how many records it were.
///
/// # Errors
/// The store does not answer, or `take` fails.
pub async fn write<F: Future<Output = Result<(), Error>>>(
    store: &Store,
    gazetteer: &Gazetteer,
    base: &str,
    export: Export,
    mut take: impl FnMut(Vec<u8>) -> F,
) -> Result<u64, Error> {
    let Export { table, format } = export;
    let mut packed = if format == Format::Parquet { Some(parquet::File::begin(table)?) } else { None };
    match format {
        Format::Csv => {
            take(table::line(rows::columns(table).iter().map(|(name, _)| (*name).to_owned().into()).collect()).into_bytes()).await?
        }
        Format::Geojson => take(b"{\"type\":\"FeatureCollection\",\"features\":[".to_vec()).await?,
        Format::Ndjson | Format::Parquet => {}
    }
    let (mut after, mut count) = (None, 0_u64);
    loop {
        let some = load(store, table, Part { after, offset: 0, limit: BATCH }).await?;
        let Some((last, _)) = some.keys.last() else { break };
        after = Some(*last);
        let first = count == 0;
        count += some.keys.len() as u64;
        let piece = match &mut packed {
            Some(file) => file.add(some.keys.iter().filter_map(|ids| row(table, *ids, &some.bundle, gazetteer)))?,
            None => piece(&some, gazetteer, base, export, first)?,
        };
        if !piece.is_empty() {
            take(piece).await?;
        }
    }
    if let Some(file) = packed {
        take(file.end()?).await?;
    }
    if format == Format::Geojson {
        take(b"]}".to_vec()).await?;
    }
    Ok(count)
}

async fn load(store: &Store, table: Table, part: Part) -> Result<Loaded, Error> {
    let some = store
        .read(move |conn| {
            let (all, one) = (Sought::default(), |id: Id| (id, id));
            Ok(match table {
                Table::Services => {
                    let ids = read::service_ids(conn, &all, part)?;
                    Loaded { bundle: read::bundle(conn, &ids, Depth::Whole)?, keys: ids.into_iter().map(one).collect() }
                }
                Table::ServiceAtLocations => {
                    let keys = read::place_ids(conn, &all, part)?;
                    let services: Vec<Id> = keys.iter().map(|(_, service)| *service).collect();
                    Loaded { bundle: read::bundle(conn, &services, Depth::Whole)?, keys }
                }
                Table::Organizations => {
                    let ids = read::organization_ids(conn, &all, part)?;
                    let mut bundle = read::bundle(conn, &[], Depth::List)?;
                    read::add_organizations(conn, &mut bundle, &ids)?;
                    Loaded { bundle, keys: ids.into_iter().map(one).collect() }
                }
                Table::Locations => {
                    let ids = read::location_ids(conn, part)?;
                    let mut bundle = read::bundle(conn, &[], Depth::List)?;
                    read::add_locations(conn, &mut bundle, &ids)?;
                    Loaded { bundle, keys: ids.into_iter().map(one).collect() }
                }
            })
        })
        .await?;
    Ok(some)
}

fn piece(some: &Loaded, gazetteer: &Gazetteer, base: &str, export: Export, first: bool) -> Result<Vec<u8>, Error> {
    let Loaded { keys, bundle } = some;
    let mut writer = Writer::new(bundle, gazetteer, base, Depth::Whole);
    let mut out = Vec::new();
    for (position, (id, other)) in keys.iter().enumerate() {
        match (export.table, export.format) {
            (_, Format::Geojson) => {
                let Some(feature) = writer.location_by_id(*id).map(|place| feature(&place, bundle)) else { continue };
                if position > 0 || !first {
                    out.push(b',');
                }
                serde_json::to_writer(&mut out, &feature)?;
            }
            (Table::Services, Format::Ndjson) => json_line(&mut out, writer.service(*id))?,
            (Table::ServiceAtLocations, Format::Ndjson) => json_line(&mut out, writer.service_at_location(*other, *id))?,
            (Table::Locations, Format::Ndjson) => json_line(&mut out, writer.location_by_id(*id))?,
            (Table::Organizations, Format::Ndjson) => {
                let row = bundle.organizations.get(id);
                json_line(&mut out, row.map(|row| Organization::whole(row, bundle.sources.get(&row.source_id))))?;
            }
            (table, Format::Csv | Format::Parquet) => {
                out.extend(row(table, (*id, *other), bundle, gazetteer).map(table::line).unwrap_or_default().into_bytes());
            }
        }
    }
    Ok(out)
}

fn json_line(out: &mut Vec<u8>, record: Option<impl serde::Serialize>) -> Result<(), Error> {
    let Some(record) = record else { return Ok(()) };
    serde_json::to_writer(&mut *out, &record)?;
    out.push(b'\n');
    Ok(())
}

fn row(table: Table, (id, other): (Id, Id), bundle: &Bundle, gazetteer: &Gazetteer) -> Option<Vec<Cell>> {
    Some(match table {
        Table::Services => rows::service(bundle.services.get(&id)?, bundle, gazetteer),
        Table::Organizations => rows::organization(bundle.organizations.get(&id)?, bundle, gazetteer),
        Table::ServiceAtLocations => rows::place(bundle.places.get(&other)?.iter().find(|place| place.id == id)?, bundle),
        Table::Locations => {
            let row = bundle.locations.get(&id)?;
            let hours = bundle.schedules.get(&id).and_then(|hours| hours.osm.as_deref());
            let is_made_up = bundle.sources.get(&row.source_id).is_some_and(|source| source.synthetic);
            rows::location(row, hours, is_made_up, gazetteer)
        }
    })
}

/// A hall on a map. Where only the region's own point is known it has none.
fn feature(place: &Location, bundle: &Bundle) -> serde_json::Value {
    let is_made_up =
        bundle.locations.get(&place.id).and_then(|row| bundle.sources.get(&row.source_id)).is_some_and(|source| source.synthetic);
    let geometry = place.longitude.zip(place.latitude).map(|(lon, lat)| json!({ "type": "Point", "coordinates": [lon, lat] }));
    json!({
        "type": "Feature",
        "id": place.id,
        "geometry": geometry,
        "properties": {
            "name": place.name,
            "address": place.addresses.first().map(|address| address.address_1.as_str()),
            "region": place.region,
            "region_name": place.addresses.first().map(|address| address.city.as_str()),
            "opening_hours": place.opening_hours,
            "phone": place.phones.first().map(|phone| phone.number.as_str()),
            "url": place.url,
            "synthetic": is_made_up,
        },
    })
}
