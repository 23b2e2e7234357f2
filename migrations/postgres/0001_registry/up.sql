-- The registry on PostgreSQL.

CREATE TABLE sources (
    id                  TEXT PRIMARY KEY,
    region              TEXT NOT NULL,
    format              TEXT NOT NULL,
    url                 TEXT NOT NULL,
    declaration         TEXT NOT NULL, -- JSON
    synthetic           BOOLEAN NOT NULL,
    paused              BOOLEAN NOT NULL,
    created_at          TIMESTAMPTZ NOT NULL,
    due_at              TIMESTAMPTZ NOT NULL,
    lease_owner         TEXT,
    lease_until         TIMESTAMPTZ,
    fence               BIGINT NOT NULL, -- grows with every lease: a worker whose number is older may not write
    read_version        TEXT, -- versions of mapping, adapter and normaliser that read the stored content
    content_hash        TEXT, -- of the documents of the accepted content
    last_attempt_at     TIMESTAMPTZ,
    last_success_at     TIMESTAMPTZ,
    last_change_at      TIMESTAMPTZ,
    last_outcome        TEXT,
    last_reason         TEXT,
    last_detail         TEXT,
    services            INTEGER NOT NULL,
    findings_info       INTEGER NOT NULL,
    findings_warning    INTEGER NOT NULL,
    findings_error      INTEGER NOT NULL
);
CREATE INDEX sources_due ON sources (due_at);
CREATE INDEX sources_region ON sources (region);

-- What the accepted content of a source was read from: for conditional requests, and to read it again without the network.
CREATE TABLE documents (
    source_id     TEXT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    position      INTEGER NOT NULL,
    url           TEXT NOT NULL,
    etag          TEXT,
    last_modified TEXT,
    content_type  TEXT,
    hash          TEXT NOT NULL,
    body          BYTEA NOT NULL, -- zstd
    PRIMARY KEY (source_id, position)
);

CREATE TABLE attempts (
    id            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source_id     TEXT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    started_at    TIMESTAMPTZ NOT NULL,
    fetch_ms      INTEGER NOT NULL,
    first_byte_ms INTEGER,
    total_ms      INTEGER NOT NULL,
    requests      INTEGER NOT NULL,
    not_modified  INTEGER NOT NULL,
    http_status   INTEGER,
    bytes         BIGINT NOT NULL, -- decompressed
    content_hash  TEXT,
    outcome       TEXT NOT NULL,
    reason        TEXT NOT NULL,
    detail        TEXT
);
CREATE INDEX attempts_source ON attempts (source_id, id);

CREATE TABLE snapshots (
    id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source_id    TEXT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    accepted_at  TIMESTAMPTZ NOT NULL,
    content_hash TEXT NOT NULL,
    services     INTEGER NOT NULL,
    added        INTEGER NOT NULL, -- services at locations
    changed      INTEGER NOT NULL,
    removed      INTEGER NOT NULL
);
CREATE INDEX snapshots_source ON snapshots (source_id, id);

CREATE TABLE organizations (
    id          UUID PRIMARY KEY,
    source_id   TEXT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    hash        BIGINT NOT NULL,
    external_id TEXT,
    name        TEXT NOT NULL,
    canonical   TEXT,
    description TEXT,
    phone       TEXT, -- JSON: fact
    email       TEXT,
    website     TEXT
);
CREATE INDEX organizations_source ON organizations (source_id);

CREATE TABLE locations (
    id               UUID PRIMARY KEY,
    source_id        TEXT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    region           TEXT NOT NULL,
    hash             BIGINT NOT NULL,
    external_id      TEXT,
    name             TEXT NOT NULL,
    address          TEXT,
    latitude         DOUBLE PRECISION NOT NULL, -- degrees, WGS 84
    longitude        DOUBLE PRECISION NOT NULL,
    point_is_regions BOOLEAN NOT NULL, -- the point is the region's own, not the hall's
    phone            TEXT, -- JSON: fact
    email            TEXT,
    website          TEXT,
    accessibility    TEXT
);
CREATE INDEX locations_source ON locations (source_id);
CREATE INDEX locations_region ON locations (region);

CREATE TABLE services (
    id              UUID PRIMARY KEY,
    source_id       TEXT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    organization_id UUID NOT NULL,
    hash            BIGINT NOT NULL,
    external_id     TEXT,
    name            TEXT NOT NULL,
    description     TEXT,
    term            TEXT,
    category        TEXT,
    duration        TEXT, -- JSON: fact
    procedure       TEXT NOT NULL, -- JSON: list of texts
    legal_basis     TEXT,
    channels        TEXT NOT NULL, -- names, separated by commas
    url             TEXT,
    alert           TEXT
);
CREATE INDEX services_source ON services (source_id);

CREATE TABLE required_documents (
    service_id UUID NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    document   TEXT NOT NULL,
    uri        TEXT,
    PRIMARY KEY (service_id, position)
);

CREATE TABLE costs (
    service_id UUID PRIMARY KEY REFERENCES services (id) ON DELETE CASCADE,
    free       BOOLEAN, -- NULL: unknown
    min_idr    BIGINT,
    max_idr    BIGINT,
    fact       TEXT NOT NULL -- JSON
);

CREATE TABLE services_at_locations (
    id          UUID PRIMARY KEY,
    source_id   TEXT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    service_id  UUID NOT NULL,
    location_id UUID NOT NULL,
    hash        BIGINT NOT NULL, -- of everything that an answer shows: service, organization and location included
    counter     TEXT,
    phone       TEXT -- JSON: fact
);
CREATE INDEX services_at_locations_source ON services_at_locations (source_id);
CREATE INDEX services_at_locations_service ON services_at_locations (service_id);
CREATE INDEX services_at_locations_location ON services_at_locations (location_id);

-- Opening hours of a location or of a service at a location.
CREATE TABLE schedules (
    owner_id  UUID PRIMARY KEY,
    source_id TEXT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    osm       TEXT, -- NULL: not understood
    zone      TEXT, -- WIB, WITA, WIT
    fact      TEXT NOT NULL -- JSON
);
CREATE INDEX schedules_source ON schedules (source_id);

CREATE TABLE taxonomy_terms (
    name     TEXT PRIMARY KEY,
    synonyms TEXT NOT NULL -- JSON: list of texts
);

CREATE TABLE statistics (
    source_id   TEXT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    metric      TEXT NOT NULL,
    scope       TEXT NOT NULL, -- location, organization, service
    scope_id    UUID NOT NULL,
    period      TEXT NOT NULL, -- ISO 8601, reduced
    value       DOUBLE PRECISION NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (source_id, metric, scope_id, period)
);

CREATE TABLE findings (
    source_id TEXT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    position  INTEGER NOT NULL,
    code      TEXT NOT NULL,
    severity  TEXT NOT NULL,
    record    TEXT NOT NULL,
    path      TEXT NOT NULL,
    raw       TEXT NOT NULL,
    PRIMARY KEY (source_id, position)
);

-- The outbox: what changed, in the order in which it became visible.
CREATE TABLE changes (
    seq       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source_id TEXT NOT NULL,
    entity_id UUID NOT NULL, -- a service at a location
    deleted   BOOLEAN NOT NULL,
    at        TIMESTAMPTZ NOT NULL
);

-- The dated history of each region's MPP.
CREATE TABLE mpp_events (
    region     TEXT NOT NULL,
    state      TEXT NOT NULL,
    date       TEXT NOT NULL, -- ISO 8601; empty where none is attested
    name       TEXT NOT NULL,
    date_kind  TEXT NOT NULL,
    confidence TEXT NOT NULL,
    evidence   TEXT NOT NULL,
    assumed    BOOLEAN NOT NULL, -- filled in for a demonstration: attested by nobody
    PRIMARY KEY (region, state, date)
);
