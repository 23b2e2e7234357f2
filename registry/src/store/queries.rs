//! What citizens look for, counted by day and region. Nobody can be told from it: the rows hold no person, no time of day, and no word that is
//! not in the national tables; and what was asked only a few times is given to nobody ([`FEWEST`]).

use diesel::prelude::*;
use diesel::upsert::excluded;

use super::schema::queries;
use super::{Conn, StoreError, on};

/// What was asked fewer times than this, in the days and the region that are looked at, is not told.
pub const FEWEST: i64 = 5;
/// Days that are kept.
pub const KEPT_DAYS: u64 = 400;

/// One count.
#[derive(Clone, Debug, PartialEq, Eq, Insertable)]
#[diesel(table_name = queries)]
pub struct QueryCount {
    /// In Jakarta: `2026-11-24`.
    pub day: String,
    /// A region's code; empty: none was said.
    pub region: String,
    /// Normalised.
    pub query: String,
    /// How often.
    pub asked: i64,
    /// Of these: how often nothing was found.
    pub empty: i64,
}

/// What was asked over some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryTotal {
    /// Normalised.
    pub query: String,
    /// How often.
    pub asked: i64,
    /// Of these: how often nothing was found.
    pub empty: i64,
    /// The last day.
    pub last: String,
}

/// Adds counts to those of the same day, region and query; in one order in every process, so that none waits for another in a ring.
///
/// # Errors
/// The database does not answer: nothing was added.
pub fn count_queries(conn: &mut Conn, counts: &[QueryCount]) -> Result<(), StoreError> {
    for count in counts {
        on!(conn, c => diesel::insert_into(queries::table)
            .values(count)
            .on_conflict((queries::day, queries::region, queries::query))
            .do_update()
            .set((
                queries::asked.eq(queries::asked + excluded(queries::asked)),
                queries::empty.eq(queries::empty + excluded(queries::empty)),
            ))
            .execute(c))?;
    }
    Ok(())
}

/// Forgets what is older than a day.
///
/// # Errors
/// The database does not answer.
pub fn forget_queries(conn: &mut Conn, before: &str) -> Result<usize, StoreError> {
    Ok(on!(conn, c => diesel::delete(queries::table.filter(queries::day.lt(before))).execute(c))?)
}

/// What was asked from a day on, in a region or everywhere, the most frequent first; what was asked too rarely is left out.
///
/// # Errors
/// The database does not answer.
pub fn queries_since(conn: &mut Conn, from: &str, region: Option<&str>) -> Result<Vec<QueryTotal>, StoreError> {
    // The sum of whole numbers is a number of unbounded size on PostgreSQL: the rows are few enough to be summed up here, by day.
    let mut totals = std::collections::BTreeMap::<String, QueryTotal>::new();
    macro_rules! rows {
        ($c:expr) => {{
            let mut query = queries::table.filter(queries::day.ge(from)).select(queries::all_columns).into_boxed();
            if let Some(region) = region {
                query = query.filter(queries::region.eq(region));
            }
            query.load::<(String, String, String, i64, i64)>($c)
        }};
    }
    for (day, _, query, asked, empty) in on!(conn, c => rows!(c))? {
        let total = totals.entry(query.clone()).or_insert(QueryTotal { query, asked: 0, empty: 0, last: String::new() });
        total.asked += asked;
        total.empty += empty;
        total.last = total.last.clone().max(day);
    }
    let mut totals: Vec<QueryTotal> = totals.into_values().filter(|total| total.asked >= FEWEST).collect();
    totals.sort_by(|a, b| b.asked.cmp(&a.asked).then_with(|| a.query.cmp(&b.query)));
    Ok(totals)
}
