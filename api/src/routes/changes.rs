//! `GET /v1/changes`: every service at a place, ordered by its last change, for whoever keeps a copy (RPDE 1.0, docs/changes.md).

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, web};
use registry::model::Id;
use registry::store::read::{self, Bundle, Depth};
use registry::store::{self, Conn, FeedPage, StoreError};
use serde::Serialize;

use crate::error::Error;
use crate::hsds::record::{ServiceAtLocation, Writer};
use crate::params::Params;
use crate::state::State;
use crate::{address, answer, licence};

/// Items on a full page.
const ITEMS: usize = 500;
/// The greatest number that JSON carries everywhere (RFC 8259 §6). A reader asks for what follows it to see what a last page looks like.
const GREATEST: i64 = 9_007_199_254_740_991;

/// A page that a later change leaves as it is: what it holds moves to the end and is given there again.
const FULL: &str = "public, max-age=3600";
/// The last page: caches that many share answer for a few seconds, others ask again with the entity tag.
const LAST: &str = "public, s-maxage=8";

/// A page of the feed.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ChangesPage {
    /// Where to go on: now where there are items, a while later where there are none.
    pub next: String,
    /// In the order of their last change.
    pub items: Vec<ChangeItem>,
    /// The licence of the data.
    pub license: &'static str,
    /// The version of RPDE.
    pub version: &'static str,
}

/// A service at a place, as it is now.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ChangeItem {
    /// `updated` or `deleted`
    pub state: &'static str,
    /// `ServiceAtLocation`
    pub kind: &'static str,
    /// Stable.
    #[schema(value_type = String, format = Uuid)]
    pub id: Id,
    /// The number of its last change.
    pub modified: i64,
    /// All that is known of it, as an HSDS `service_at_location`; absent where it is deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<ServiceAtLocation>,
}

/// A part of the feed with what belongs to it.
struct Loaded {
    page: FeedPage,
    newest: i64,
    floor: i64,
    services: HashMap<Id, Id>,
    bundle: Bundle,
}

fn load(conn: &mut Conn, after: i64) -> Result<Loaded, StoreError> {
    let (newest, floor) = (store::latest_change(conn)?, store::outbox_floor(conn)?);
    let page = store::feed(conn, after, ITEMS)?;
    let ids: Vec<Id> = page.changes.iter().filter(|change| !change.deleted).map(|change| change.entity_id).collect();
    let services: HashMap<Id, Id> = read::services_of_places(conn, &ids)?.into_iter().collect();
    let bundle = read::bundle(conn, &services.values().copied().collect::<Vec<_>>(), Depth::Whole)?;
    Ok(Loaded { page, newest, floor, services, bundle })
}

/// Where a reader goes on. While he is below the floor, the address tells the floor at which he began: he has missed nothing then.
fn next(base: &str, last: i64, floor: i64) -> String {
    let began = if last < floor { format!("&floor={floor}") } else { String::new() };
    format!("{base}/v1/changes?afterChangeNumber={last}{began}")
}

#[utoipa::path(get, path = "/v1/changes", tag = "changes",
    params(
        ("afterChangeNumber" = Option<i64>, Query, minimum = 0, maximum = 9_007_199_254_740_991_i64,
            description = "As `next` says; absent: from the beginning"),
        ("floor" = Option<i64>, Query, minimum = 0, maximum = 9_007_199_254_740_991_i64, description = "As `next` says"),
    ),
    responses((status = 200, body = ChangesPage), (status = 400, body = crate::error::Problem),
        (status = 410, body = crate::error::Problem,
            description = "The reader was away for so long that removals are forgotten, or comes from another database: begin anew")))]
/// What changed, in order (RPDE).
pub async fn list(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    let params = Params::of(&request);
    let after = params.number("afterChangeNumber", 0, GREATEST)?.unwrap_or_default();
    let began = params.number("floor", 0, GREATEST)?.unwrap_or_default();
    let Loaded { page, newest, floor, services, bundle } = state.store.read(move |conn| load(conn, after)).await?;
    let has_missed = after > 0 && after < floor && began < floor;
    if has_missed || (after > newest && after != GREATEST) {
        return Err(Error::FeedLost);
    }
    let base = address::base(&request, &state);
    let mut writer = Writer::new(&bundle, &state.gazetteer, &base, Depth::Whole);
    let item = |change: &store::ChangeRow| {
        // What is gone since, though its change does not say so, has a later change that does.
        let data = services.get(&change.entity_id).and_then(|service| writer.service_at_location(*service, change.entity_id));
        let state = if data.is_some() { "updated" } else { "deleted" };
        ChangeItem { state, kind: "ServiceAtLocation", id: change.entity_id, modified: change.seq, data }
    };
    let items: Vec<ChangeItem> = page.changes.iter().map(item).collect();
    let cache = if page.last == after { LAST } else { FULL };
    let next = next(&base, page.last, floor);
    answer::json_kept(&request, &ChangesPage { next, items, license: licence::URL, version: "1.0" }, cache)
}
