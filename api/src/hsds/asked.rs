//! What a list is asked for: the query parameters of the specification, all of which must hold, and this profile's `region`.

use actix_web::HttpRequest;
use actix_web::http::header;
use registry::model::{Id, Point};
use registry::store::read::{self, Depth, Filed, Sought};

use super::record::{Taxonomy, fixed_terms};
use crate::error::Error;
use crate::params::Params;
use crate::state::State;

/// Words of a search that are looked at.
const WORDS: usize = 10;
/// Metres around half the Earth.
const FARTHEST: i64 = 20_037_508;

/// What a list is asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// From 1.
    pub page: i64,
    /// Records a page; `None`: as many as the list gives unless told.
    pub per_page: Option<i64>,
    /// All of it, a record a line.
    pub ndjson: bool,
    /// Ids and times alone.
    pub minimal: bool,
    /// Nested fully.
    pub full: bool,
    /// Agencies with their services nested fully.
    pub full_service: bool,
    /// What it must hold.
    pub sought: Sought,
}

impl Asked {
    /// Of this request.
    ///
    /// # Errors
    /// A parameter is not as documented, or the store does not answer.
    pub async fn read(request: &HttpRequest, state: &State) -> Result<Self, Error> {
        let params = Params::of(request);
        let flag = |name| params.flag(name).map(|flag| flag.unwrap_or_default());
        let full_service = flag("full_service")?;
        let mut sought = Sought {
            words: words(params.text("search")?.as_deref().unwrap_or_default()),
            organization: params.id("organization_id")?,
            filed: Vec::new(),
            modified_after: params.moment("modified_after")?,
            region: params.code("region")?,
            postcode: postcode(&params)?,
            places: None,
        };
        sought.places = near_postcode(&params, state, &mut sought.postcode).await?;
        if let Some(id) = params.id("taxonomy_id")? {
            let known = Taxonomy::ALL.into_iter().find(|taxonomy| taxonomy.id() == id);
            sought.filed.push(known.map_or_else(under_nothing, Taxonomy::any));
        }
        if let Some(id) = params.id("taxonomy_term_id")? {
            sought.filed.push(term(state, id).await?.unwrap_or_else(under_nothing));
        }
        Ok(Self {
            page: params.number("page", 1, i64::from(u32::MAX))?.unwrap_or(1),
            per_page: params.number("per_page", 1, 500)?,
            ndjson: wants_lines(request, &params)?,
            minimal: flag("minimal")?,
            full: flag("full")? || full_service,
            full_service,
            sought,
        })
    }

    /// How deep records are nested.
    #[must_use]
    pub fn depth(&self) -> Depth {
        if self.full { Depth::Whole } else { Depth::List }
    }
}

/// No service is filed so: what an id that no term has finds.
fn under_nothing() -> Filed {
    Filed::National(Some(String::new()))
}

fn words(text: &str) -> Vec<String> {
    let plain: String = text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
    plain.split_whitespace().take(WORDS).map(str::to_owned).collect()
}

async fn term(state: &State, id: Id) -> Result<Option<Filed>, Error> {
    if let Some((_, filed)) = fixed_terms("").into_iter().find(|(term, _)| term.id == id) {
        return Ok(Some(filed));
    }
    let categories = state.store.read(read::categories).await?;
    Ok(categories.into_iter().find(|name| Taxonomy::Category.term_id(name) == id).map(|name| Filed::Category(Some(name))))
}

fn postcode(params: &Params) -> Result<Option<String>, Error> {
    match params.get("postcode") {
        None => Ok(None),
        Some(code) if code.len() == 5 && code.bytes().all(|byte| byte.is_ascii_digit()) => Ok(Some(code.to_owned())),
        Some(_) => Err(Error::parameter("postcode", "must be five digits")),
    }
}

/// The places within `proximity` metres of the middle of those in the postal code. Without `proximity` those in it are asked for.
async fn near_postcode(params: &Params, state: &State, postcode: &mut Option<String>) -> Result<Option<Vec<Id>>, Error> {
    let Some(metres) = params.number("proximity", 1, FARTHEST)? else { return Ok(None) };
    let code = postcode.take().ok_or_else(|| Error::parameter("proximity", "needs `postcode`"))?;
    let (inside, all) = state.store.read(move |conn| Ok((read::places_with_postcode(conn, &code)?, read::points_of_places(conn)?))).await?;
    let Some(middle) = middle(&inside) else { return Ok(Some(Vec::new())) };
    #[expect(clippy::cast_precision_loss, reason = "metres around the Earth are exact in an f64")]
    let km = metres as f64 / 1000.0;
    Ok(Some(all.into_iter().filter(|(_, point)| point.distance_km(middle) <= km).map(|(id, _)| id).collect()))
}

fn middle(places: &[(Id, Point)]) -> Option<Point> {
    #[expect(clippy::cast_precision_loss, reason = "there are a few hundred")]
    let many = places.len() as f64;
    let sum = |of: fn(&Point) -> f64| places.iter().map(|(_, point)| of(point)).sum::<f64>();
    (!places.is_empty()).then(|| Point { lat: sum(|point| point.lat) / many, lon: sum(|point| point.lon) / many })
}

fn wants_lines(request: &HttpRequest, params: &Params) -> Result<bool, Error> {
    if let Some(format) = params.one_of("format", &["json", "ndjson"])? {
        return Ok(format == "ndjson");
    }
    let accepted = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Ok(accepted
        .split(',')
        .any(|kind| matches!(kind.split(';').next().unwrap_or_default().trim(), "application/x-ndjson" | "application/ndjson")))
}
