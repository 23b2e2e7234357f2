//! The figures that a hall reports, as they are stored. Nothing is summed: not over metrics, periods or agencies.

use diesel::prelude::*;

use crate::model::{Id, Instant};
use crate::store::schema::statistics;
use crate::store::{Conn, StoreError, on};

/// A figure of one period.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = statistics)]
#[expect(missing_docs, reason = "the columns are documented in migrations/")]
pub struct StatisticRow {
    pub metric: String,
    pub period: String,
    pub value: f64,
    pub recorded_at: Instant,
}

/// The figures about one place, agency or service: by metric, the latest period first.
///
/// # Errors
/// The query failed.
pub fn statistics(conn: &mut Conn, source: &str, of: Id) -> Result<Vec<StatisticRow>, StoreError> {
    Ok(on!(conn, c => statistics::table
        .filter(statistics::source_id.eq(source)).filter(statistics::scope_id.eq(of)).order((statistics::metric, statistics::period.desc()))
        .select(StatisticRow::as_select()).load(c))?)
}
