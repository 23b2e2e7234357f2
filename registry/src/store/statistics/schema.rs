//! The tables of figures over time; the columns are documented in migrations/.

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::IdSql;

    statistic_series (id) {
        id -> Integer,
        source_id -> Nullable<Text>,
        region -> Text,
        metric -> Text,
        scope -> Text,
        scope_id -> Nullable<IdSql>,
        kind -> Text,
        span -> Integer,
        method -> Text,
        kept_from -> Integer,
    }
}

diesel::table! {
    statistic_values (series_id, first_day) {
        series_id -> Integer,
        first_day -> Integer,
        value -> Double,
        as_of -> BigInt,
        n -> Integer,
        revision -> Integer,
    }
}

diesel::table! {
    statistic_revisions (series_id, first_day, revision) {
        series_id -> Integer,
        first_day -> Integer,
        revision -> Integer,
        value -> Double,
        as_of -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(statistic_series, statistic_values, statistic_revisions,);
