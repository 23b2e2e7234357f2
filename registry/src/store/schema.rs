//! The tables, as Diesel sees them. One schema for both databases; the migrations say what each column holds.
#![expect(missing_docs, reason = "the columns are documented in migrations/")]

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    sources (id) {
        id -> Text,
        region -> Text,
        format -> Text,
        url -> Text,
        declaration -> Text,
        synthetic -> Bool,
        paused -> Bool,
        created_at -> InstantSql,
        due_at -> InstantSql,
        lease_owner -> Nullable<Text>,
        lease_until -> Nullable<InstantSql>,
        fence -> BigInt,
        read_version -> Nullable<Text>,
        content_hash -> Nullable<Text>,
        last_attempt_at -> Nullable<InstantSql>,
        last_success_at -> Nullable<InstantSql>,
        last_change_at -> Nullable<InstantSql>,
        last_outcome -> Nullable<Text>,
        last_reason -> Nullable<Text>,
        last_detail -> Nullable<Text>,
        services -> Integer,
        findings_info -> Integer,
        findings_warning -> Integer,
        findings_error -> Integer,
        lost -> Bool,
        unsettled -> Bool,
        interval_seconds -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    documents (source_id, position, since) {
        source_id -> Text,
        position -> Integer,
        since -> BigInt,
        until -> Nullable<BigInt>,
        url -> Text,
        etag -> Nullable<Text>,
        last_modified -> Nullable<Text>,
        content_type -> Nullable<Text>,
        link -> Nullable<Text>,
        hash -> Text,
        body -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    fetch_states (source_id) {
        source_id -> Text,
        asked -> Text,
        missing -> Text,
        failures -> Integer,
        retry_at -> Nullable<InstantSql>,
        moved_to -> Nullable<Text>,
        verified_at -> Nullable<InstantSql>,
        lie_since -> Nullable<InstantSql>,
        honest -> Integer,
        read_again -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    attempts (id) {
        id -> BigInt,
        source_id -> Text,
        started_at -> InstantSql,
        fetch_ms -> Integer,
        first_byte_ms -> Nullable<Integer>,
        total_ms -> Integer,
        requests -> Integer,
        not_modified -> Integer,
        http_status -> Nullable<Integer>,
        bytes -> BigInt,
        content_hash -> Nullable<Text>,
        outcome -> Text,
        reason -> Text,
        detail -> Nullable<Text>,
        records -> Nullable<Integer>,
        refused -> Nullable<Integer>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    attempt_days (source_id, day, outcome, reason) {
        source_id -> Text,
        day -> Text,
        outcome -> Text,
        reason -> Text,
        count -> BigInt,
        bytes -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    workers (owner) {
        owner -> Text,
        started_at -> InstantSql,
        last_seen_at -> InstantSql,
        canary_ok -> Bool,
        detail -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    snapshots (id) {
        id -> BigInt,
        source_id -> Text,
        accepted_at -> InstantSql,
        content_hash -> Text,
        services -> Integer,
        added -> Integer,
        changed -> Integer,
        removed -> Integer,
        meaning -> Text,
        cause -> Text,
        actor -> Nullable<Text>,
        taken_back -> Nullable<Text>,
        documents_kept -> Bool,
        partial -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    held (source_id) {
        source_id -> Text,
        diff_hash -> Text,
        meaning -> Text,
        content_hash -> Text,
        reason -> Text,
        since -> InstantSql,
        last_seen_at -> InstantSql,
        times -> Integer,
        services_before -> Integer,
        services -> Integer,
        added -> Integer,
        changed -> Integer,
        removed -> Integer,
        names -> Text,
        refused_at -> Nullable<InstantSql>,
        refused_by -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    held_documents (source_id, position) {
        source_id -> Text,
        position -> Integer,
        url -> Text,
        etag -> Nullable<Text>,
        last_modified -> Nullable<Text>,
        content_type -> Nullable<Text>,
        link -> Nullable<Text>,
        hash -> Text,
        body -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    tombstones (entity_id) {
        entity_id -> IdSql,
        source_id -> Text,
        kind -> Text,
        name -> Text,
        reason -> Text,
        absent_since -> InstantSql,
        buried_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    carried_ids (source_id, derived) {
        source_id -> Text,
        derived -> IdSql,
        id -> IdSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    organizations (id) {
        id -> IdSql,
        source_id -> Text,
        hash -> BigInt,
        external_id -> Nullable<Text>,
        name -> Text,
        canonical -> Nullable<Text>,
        description -> Nullable<Text>,
        phone -> Nullable<Text>,
        email -> Nullable<Text>,
        website -> Nullable<Text>,
        canonical_from -> Nullable<Text>,
        absent_since -> Nullable<InstantSql>,
        modified_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    locations (id) {
        id -> IdSql,
        source_id -> Text,
        region -> Text,
        hash -> BigInt,
        external_id -> Nullable<Text>,
        name -> Text,
        address -> Nullable<Text>,
        latitude -> Double,
        longitude -> Double,
        point_is_regions -> Bool,
        phone -> Nullable<Text>,
        email -> Nullable<Text>,
        website -> Nullable<Text>,
        accessibility -> Nullable<Text>,
        point_from -> Nullable<Text>,
        absent_since -> Nullable<InstantSql>,
        modified_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    services (id) {
        id -> IdSql,
        source_id -> Text,
        organization_id -> IdSql,
        hash -> BigInt,
        external_id -> Nullable<Text>,
        name -> Text,
        description -> Nullable<Text>,
        term -> Nullable<Text>,
        category -> Nullable<Text>,
        duration -> Nullable<Text>,
        procedure -> Text,
        legal_basis -> Nullable<Text>,
        channels -> Text,
        url -> Nullable<Text>,
        alert -> Nullable<Text>,
        term_from -> Nullable<Text>,
        requirements_from -> Nullable<Text>,
        absent_since -> Nullable<InstantSql>,
        modified_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    stops (id) {
        id -> IdSql,
        source_id -> Text,
        region -> Text,
        hash -> BigInt,
        name -> Text,
        address -> Nullable<Text>,
        latitude -> Double,
        longitude -> Double,
        point_is_regions -> Bool,
        date -> Nullable<Text>,
        osm -> Nullable<Text>,
        zone -> Text,
        fact -> Text,
        service -> Nullable<Text>,
        organization -> Nullable<Text>,
        status -> Nullable<Text>,
        note -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    service_aliases (alias, organization) {
        alias -> Text,
        organization -> Text,
        written -> Text,
        term -> Text,
        added_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    required_documents (service_id, position) {
        service_id -> IdSql,
        position -> Integer,
        document -> Text,
        uri -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    costs (service_id) {
        service_id -> IdSql,
        free -> Nullable<Bool>,
        min_idr -> Nullable<BigInt>,
        max_idr -> Nullable<BigInt>,
        fact -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    services_at_locations (id) {
        id -> IdSql,
        source_id -> Text,
        service_id -> IdSql,
        location_id -> IdSql,
        hash -> BigInt,
        counter -> Nullable<Text>,
        phone -> Nullable<Text>,
        absent_since -> Nullable<InstantSql>,
        modified_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    schedules (owner_id) {
        owner_id -> IdSql,
        source_id -> Text,
        osm -> Nullable<Text>,
        zone -> Nullable<Text>,
        fact -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    taxonomy_terms (name) {
        name -> Text,
        synonyms -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    findings (source_id, served, position) {
        source_id -> Text,
        served -> Bool,
        position -> Integer,
        code -> Text,
        severity -> Text,
        record -> Text,
        path -> Text,
        raw -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    changes (seq) {
        seq -> BigInt,
        source_id -> Text,
        entity_id -> IdSql,
        deleted -> Bool,
        at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    mpp_events (region, state, date) {
        region -> Text,
        state -> Text,
        date -> Text,
        name -> Text,
        date_kind -> Text,
        confidence -> Text,
        evidence -> Text,
        assumed -> Bool,
        earliest -> Text,
        recorded_by -> Text,
        withdrawn -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::InstantSql;

    index_holders (name) {
        name -> Text,
        engine -> Text,
        owner -> Text,
        seen_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::InstantSql;

    index_requests (id) {
        id -> BigInt,
        requested_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::InstantSql;

    index_rebuilds (request_id, holder) {
        request_id -> BigInt,
        holder -> Text,
        started_at -> InstantSql,
        documents -> BigInt,
        finished_at -> Nullable<InstantSql>,
        problem -> Nullable<Text>,
    }
}

diesel::table! {
    outbox_floor (id) {
        id -> Integer,
        seq -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    publications (source_id, idempotency_key) {
        source_id -> Text,
        idempotency_key -> Text,
        request_hash -> Text,
        at -> InstantSql,
        actor -> Text,
        status -> Integer,
        answer -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    uploads (id) {
        id -> Text,
        source_id -> Text,
        at -> InstantSql,
        actor -> Text,
        name -> Text,
        hash -> Text,
        version -> Nullable<BigInt>,
        body -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::sql_types::{IdSql, InstantSql};

    offers (id) {
        id -> IdSql,
        region -> Text,
        url -> Text,
        place -> Text,
        host -> Text,
        name -> Nullable<Text>,
        note -> Nullable<Text>,
        format -> Nullable<Text>,
        mapping -> Text,
        state -> Text,
        word -> Text,
        created_at -> InstantSql,
        created_by -> IdSql,
        looking_until -> Nullable<InstantSql>,
        looked_at -> Nullable<InstantSql>,
        look -> Nullable<Text>,
        seal -> Nullable<Text>,
        proof -> Text,
        proof_gap -> Nullable<Text>,
        proof_at -> Nullable<InstantSql>,
        submitted_at -> Nullable<InstantSql>,
        submitted_by -> Nullable<IdSql>,
        decided_at -> Nullable<InstantSql>,
        decided_by -> Nullable<Text>,
        reason -> Nullable<Text>,
        source_id -> Nullable<Text>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    sources,
    documents,
    attempts,
    snapshots,
    organizations,
    locations,
    services,
    required_documents,
    costs,
    services_at_locations,
    schedules,
    taxonomy_terms,
    findings,
    changes,
    mpp_events,
);

diesel::table! {
    queries (day, region, query) {
        day -> Text,
        region -> Text,
        query -> Text,
        asked -> BigInt,
        empty -> BigInt,
    }
}
