//! Figures as time series: keeping what a harvest tells, with its months and its region's sums in the same transaction, and letting old days
//! go. How they are read stands in `read/series.rs`.

mod keep;
mod number;
mod retention;
pub(super) mod schema;
mod sums;

use diesel::prelude::*;

use super::catalog::insert;
use super::{Conn, StoreError, on};
use schema::{statistic_revisions, statistic_values};

pub use keep::keep_statistics;
pub use number::{day_of, number_of};
pub use retention::{DAYS_KEPT_YEARS, forget_days};

/// A value of a series.
#[derive(Clone, Copy, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = statistic_values, treat_none_as_default_value = false)]
struct ValueRow {
    series_id: i32,
    first_day: i32,
    value: f64,
    as_of: i64,
    n: i32,
    revision: i32,
}

#[derive(Clone, Copy, Debug, Insertable)]
#[diesel(table_name = statistic_revisions, treat_none_as_default_value = false)]
struct RevisionRow {
    series_id: i32,
    first_day: i32,
    revision: i32,
    value: f64,
    as_of: i64,
}

/// What is to be written of values.
#[derive(Default)]
struct Writing {
    new: Vec<ValueRow>,
    changed: Vec<ValueRow>,
    replaced: Vec<RevisionRow>,
}

impl Writing {
    /// Writes a value beside what is stored of its day. A sum is made anew whenever one of its parts changes, and keeps no revisions: its
    /// parts do.
    fn take(&mut self, row: ValueRow, stored: Option<&ValueRow>, is_sum: bool) -> bool {
        let Some(stored) = stored else {
            self.new.push(row);
            return true;
        };
        let is_same = stored.value.to_bits() == row.value.to_bits() && (!is_sum || stored.n == row.n);
        if is_same {
            return false;
        }
        if is_sum {
            self.changed.push(row);
        } else {
            let ValueRow { series_id, first_day, revision, value, as_of, .. } = *stored;
            self.replaced.push(RevisionRow { series_id, first_day, revision, value, as_of });
            self.changed.push(ValueRow { revision: revision + 1, ..row });
        }
        true
    }

    fn write(self, conn: &mut Conn) -> Result<usize, StoreError> {
        use statistic_values as v;
        let Self { new, changed, replaced } = self;
        insert!(conn, statistic_values, new);
        insert!(conn, statistic_revisions, replaced);
        for row in &changed {
            let set = (v::value.eq(row.value), v::as_of.eq(row.as_of), v::n.eq(row.n), v::revision.eq(row.revision));
            on!(conn, c => diesel::update(v::table.find((row.series_id, row.first_day))).set(set).execute(c))?;
        }
        Ok(new.len() + changed.len() + replaced.len())
    }
}
