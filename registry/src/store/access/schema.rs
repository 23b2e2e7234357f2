//! The tables of access, as Diesel sees them. The migrations say what each column holds.
#![expect(missing_docs, reason = "the columns are documented in migrations/")]

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    accounts (id) {
        id -> IdSql,
        kind -> Text,
        name -> Text,
        email -> Nullable<Text>,
        issuer -> Nullable<Text>,
        subject -> Nullable<Text>,
        created_at -> InstantSql,
        shut_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    memberships (account_id, region) {
        account_id -> IdSql,
        region -> Text,
        role -> Text,
        since -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    access_keys (id) {
        id -> Text,
        account_id -> IdSql,
        name -> Text,
        hash -> Binary,
        region -> Text,
        limits -> Text,
        created_at -> InstantSql,
        expires_at -> InstantSql,
        revoked_at -> Nullable<InstantSql>,
        last_used_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    sessions (hash) {
        hash -> Binary,
        account_id -> IdSql,
        key_id -> Nullable<Text>,
        created_at -> InstantSql,
        seen_at -> InstantSql,
        expires_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::InstantSql;

    sign_ins (hash) {
        hash -> Binary,
        provider -> Text,
        state -> Text,
        nonce -> Text,
        verifier -> Text,
        back_to -> Text,
        expires_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::InstantSql;

    audit (number) {
        number -> BigInt,
        at -> InstantSql,
        actor -> Text,
        act -> Text,
        region -> Text,
        target -> Text,
        detail -> Text,
        previous -> Binary,
        hash -> Binary,
    }
}

diesel::joinable!(memberships -> accounts (account_id));
diesel::joinable!(access_keys -> accounts (account_id));
diesel::allow_tables_to_appear_in_same_query!(accounts, memberships, access_keys);
