//! The tables of webhooks, as Diesel sees them. The migrations say what each column holds.
#![expect(missing_docs, reason = "the columns are documented in migrations/")]

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    webhooks (id) {
        id -> IdSql,
        region -> Text,
        name -> Text,
        url -> Text,
        kinds -> Text,
        secret -> Binary,
        old_secret -> Nullable<Binary>,
        old_until -> Nullable<InstantSql>,
        created_at -> InstantSql,
        disabled_at -> Nullable<InstantSql>,
        disabled_why -> Nullable<Text>,
        failing_since -> Nullable<InstantSql>,
        last_success_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    webhook_events (id) {
        id -> IdSql,
        key -> Text,
        kind -> Text,
        region -> Text,
        at -> InstantSql,
        body -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    webhook_deliveries (webhook_id, event_id) {
        webhook_id -> IdSql,
        event_id -> IdSql,
        state -> Text,
        attempts -> Integer,
        due_at -> InstantSql,
        lease_owner -> Nullable<Text>,
        lease_until -> Nullable<InstantSql>,
        last_at -> Nullable<InstantSql>,
        last_status -> Nullable<Integer>,
        last_detail -> Nullable<Text>,
        made_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::InstantSql;

    webhook_cursor (id) {
        id -> Integer,
        seq -> BigInt,
        told_at -> InstantSql,
    }
}

diesel::joinable!(webhook_deliveries -> webhooks (webhook_id));
diesel::joinable!(webhook_deliveries -> webhook_events (event_id));
diesel::allow_tables_to_appear_in_same_query!(webhooks, webhook_events, webhook_deliveries);
