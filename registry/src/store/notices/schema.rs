//! The tables of notices, as Diesel sees them. The migrations say what each column holds.
#![expect(missing_docs, reason = "the columns are documented in migrations/")]

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    notices (id) {
        id -> IdSql,
        region -> Text,
        location_id -> Nullable<IdSql>,
        target -> Text,
        kind -> Text,
        text -> Text,
        text_en -> Nullable<Text>,
        hours -> Nullable<Text>,
        starts_at -> InstantSql,
        ends_at -> InstantSql,
        author -> Text,
        author_name -> Text,
        written_at -> InstantSql,
        changed_at -> InstantSql,
        ended_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    notices_revision (one) {
        one -> Integer,
        revision -> BigInt,
    }
}
