//! A list, whatever it is of: a page of it, or all of it a record a line.

use actix_web::{HttpRequest, HttpResponse, web};
use registry::model::Id;
use registry::store::read::{Bundle, Depth, Part, Sought};
use registry::store::{Conn, StoreError};
use serde::Serialize;

use super::asked::Asked;
use super::record::Writer;
use crate::error::Error;
use crate::state::State;
use crate::stream::{self, Sink};
use crate::{address, answer};

/// Records a page, unless told.
const PER_PAGE: i64 = 50;
/// Records that are in memory at once while all are sent.
const BATCH: i64 = 200;

/// A page, as the specification's `Page` with its contents.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Page<T> {
    /// In all.
    pub total_items: i64,
    /// At least 1.
    pub total_pages: i64,
    /// From 1.
    pub page_number: i64,
    /// Records on this page.
    pub size: usize,
    /// This is the first page.
    pub first_page: bool,
    /// No page follows.
    pub last_page: bool,
    /// There is nothing on this page.
    pub empty: bool,
    /// The records, by id.
    pub contents: Vec<T>,
}

impl<T> Page<T> {
    /// The page `number` of so many records.
    #[must_use]
    pub fn of(total_items: i64, number: i64, per_page: i64, contents: Vec<T>) -> Self {
        let total_pages = ((total_items + per_page - 1) / per_page).max(1);
        Self {
            total_items,
            total_pages,
            page_number: number,
            size: contents.len(),
            first_page: number == 1,
            last_page: number >= total_pages,
            empty: contents.is_empty(),
            contents,
        }
    }
}

/// What a list is of.
pub trait List: 'static {
    /// Names a record.
    type Key: Copy + Send + 'static;
    /// As it is served.
    type Record: Serialize;
    /// How many there are.
    fn count(conn: &mut Conn, sought: &Sought) -> Result<i64, StoreError>;
    /// Some of them.
    fn part(conn: &mut Conn, sought: &Sought, part: Part) -> Result<Vec<Self::Key>, StoreError>;
    /// The id by which they are ordered.
    fn id(key: Self::Key) -> Id;
    /// What belongs to them.
    fn load(conn: &mut Conn, keys: &[Self::Key], depth: Depth) -> Result<Bundle, StoreError>;
    /// As they are served.
    fn records(keys: &[Self::Key], bundle: &Bundle, writer: &mut Writer<'_>, asked: &Asked) -> Vec<Self::Record>;
}

/// Answers with a page of the list, or with all of it.
///
/// # Errors
/// The store does not answer, or too many take all of it.
pub async fn answer<L: List>(request: &HttpRequest, state: web::Data<State>, asked: Asked) -> Result<HttpResponse, Error> {
    let base = address::base(request, &state);
    if asked.ndjson {
        let all = state.clone();
        return stream::answer(&state, "application/x-ndjson", move |sink| lines::<L>(sink, all, base, asked));
    }
    let per_page = asked.per_page.unwrap_or(PER_PAGE);
    let part = Part { after: None, offset: (asked.page - 1).saturating_mul(per_page), limit: per_page };
    let (sought, depth) = (asked.sought.clone(), asked.depth());
    let (total, keys, bundle) = state
        .store
        .read(move |conn| {
            let keys = L::part(conn, &sought, part)?;
            Ok((L::count(conn, &sought)?, keys.clone(), L::load(conn, &keys, depth)?))
        })
        .await?;
    let records = L::records(&keys, &bundle, &mut Writer::new(&bundle, &state.gazetteer, &base, depth), &asked);
    answer::json(request, &Page::of(total, asked.page, per_page, records))
}

async fn lines<L: List>(sink: Sink, state: web::Data<State>, base: String, asked: Asked) -> Result<(), Error> {
    let depth = asked.depth();
    let mut after = None;
    loop {
        let (sought, part) = (asked.sought.clone(), Part { after, offset: 0, limit: BATCH });
        let (keys, bundle) = state
            .store
            .read(move |conn| {
                let keys = L::part(conn, &sought, part)?;
                let bundle = L::load(conn, &keys, depth)?;
                Ok((keys, bundle))
            })
            .await?;
        let Some(last) = keys.last() else { return Ok(()) };
        after = Some(L::id(*last));
        sink.lines(&L::records(&keys, &bundle, &mut Writer::new(&bundle, &state.gazetteer, &base, depth), &asked)).await?;
    }
}
