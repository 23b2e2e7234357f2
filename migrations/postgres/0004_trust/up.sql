-- Judgement before anything is stored: versions that can be put back, content that waits, records that are missing but not yet gone.

ALTER TABLE sources ADD COLUMN lost BOOLEAN NOT NULL DEFAULT FALSE; -- the last attempt brought content with fewer records
ALTER TABLE sources ADD COLUMN unsettled BOOLEAN NOT NULL DEFAULT FALSE; -- the last content that was read is held or refused
UPDATE sources SET unsettled = TRUE WHERE last_outcome = 'rejected';
CREATE INDEX sources_content ON sources (content_hash);

ALTER TABLE snapshots ADD COLUMN meaning TEXT NOT NULL DEFAULT ''; -- hash of what the content says; order, layout and times do not count
ALTER TABLE snapshots ADD COLUMN cause TEXT NOT NULL DEFAULT 'harvest'; -- harvest, released, repeated, rollback
ALTER TABLE snapshots ADD COLUMN actor TEXT; -- who released it or put it back
ALTER TABLE snapshots ADD COLUMN taken_back TEXT; -- of a rollback: the meaning of the content that was taken back
ALTER TABLE snapshots ADD COLUMN documents_kept BOOLEAN NOT NULL DEFAULT TRUE; -- false: it can no longer be put back
ALTER TABLE snapshots ADD COLUMN partial BOOLEAN NOT NULL DEFAULT FALSE; -- read in part: what was missing was not taken as gone
CREATE INDEX snapshots_partial ON snapshots (source_id, id) WHERE partial;

-- A document belongs to the snapshots from `since` on, before `until`; NULL: to the active one.
ALTER TABLE documents ADD COLUMN since BIGINT NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN until BIGINT;
UPDATE documents SET since = (SELECT COALESCE(MAX(id), 0) FROM snapshots WHERE snapshots.source_id = documents.source_id);
ALTER TABLE documents ALTER COLUMN since DROP DEFAULT;
ALTER TABLE documents DROP CONSTRAINT documents_pkey;
ALTER TABLE documents ADD PRIMARY KEY (source_id, position, since);

-- Content that waits for a person or for time. One a source: the newest.
CREATE TABLE held (
    source_id       TEXT PRIMARY KEY REFERENCES sources (id) ON DELETE CASCADE,
    diff_hash       TEXT NOT NULL, -- of this content against what is served: what a person agrees to
    meaning         TEXT NOT NULL,
    content_hash    TEXT NOT NULL,
    reason          TEXT NOT NULL,
    since           TIMESTAMPTZ NOT NULL,
    last_seen_at    TIMESTAMPTZ NOT NULL,
    times           INTEGER NOT NULL, -- how often it has come
    services_before INTEGER NOT NULL,
    services        INTEGER NOT NULL,
    added           INTEGER NOT NULL, -- services
    changed         INTEGER NOT NULL,
    removed         INTEGER NOT NULL,
    names           TEXT NOT NULL -- JSON: {added, changed, removed}, the first names of each
);

CREATE TABLE held_documents (
    source_id      TEXT NOT NULL REFERENCES held (source_id) ON DELETE CASCADE,
    position       INTEGER NOT NULL,
    url            TEXT NOT NULL,
    etag           TEXT,
    last_modified  TEXT,
    content_type   TEXT,
    link           TEXT,
    hash           TEXT NOT NULL,
    body           BYTEA NOT NULL, -- zstd
    PRIMARY KEY (source_id, position)
);

-- A record that its source no longer names stays for a grace, marked with the day on which it was missing first.
ALTER TABLE organizations ADD COLUMN absent_since TIMESTAMPTZ;
ALTER TABLE locations ADD COLUMN absent_since TIMESTAMPTZ;
ALTER TABLE services ADD COLUMN absent_since TIMESTAMPTZ;
ALTER TABLE services_at_locations ADD COLUMN absent_since TIMESTAMPTZ;
CREATE INDEX organizations_absent ON organizations (source_id, absent_since) WHERE absent_since IS NOT NULL;
CREATE INDEX locations_absent ON locations (source_id, absent_since) WHERE absent_since IS NOT NULL;
CREATE INDEX services_absent ON services (source_id, absent_since) WHERE absent_since IS NOT NULL;
CREATE INDEX services_at_locations_absent ON services_at_locations (source_id, absent_since) WHERE absent_since IS NOT NULL;

CREATE TABLE tombstones (
    entity_id    UUID PRIMARY KEY, -- a service, or a service at a location
    source_id    TEXT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    kind         TEXT NOT NULL, -- service, service_at_location
    name         TEXT NOT NULL,
    reason       TEXT NOT NULL, -- absent
    absent_since TIMESTAMPTZ NOT NULL,
    buried_at    TIMESTAMPTZ NOT NULL
);
CREATE INDEX tombstones_source ON tombstones (source_id, buried_at);

-- A source that gave its records new ids keeps the old ones here.
CREATE TABLE carried_ids (
    source_id TEXT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    derived   UUID NOT NULL, -- what the record's own id would make
    id        UUID NOT NULL, -- what it is known as
    PRIMARY KEY (source_id, derived)
);

-- Of versions before this day only the active one has its documents.
UPDATE snapshots SET documents_kept = FALSE
    WHERE id < (SELECT MAX(newer.id) FROM snapshots AS newer WHERE newer.source_id = snapshots.source_id);
