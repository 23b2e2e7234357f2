-- Dated visits of mobile units, where each reading came from, words that operators add to the taxonomy, and the Link header of a document.
ALTER TABLE documents ADD COLUMN link TEXT; -- the Link header (RFC 8288), which may lead to the next page
ALTER TABLE services ADD COLUMN term_from TEXT; -- JSON: raw text and rule
ALTER TABLE services ADD COLUMN requirements_from TEXT; -- JSON: raw text and rule
ALTER TABLE organizations ADD COLUMN canonical_from TEXT; -- JSON: raw text and rule
ALTER TABLE locations ADD COLUMN point_from TEXT; -- JSON: raw text and rule

CREATE TABLE stops (
    id               UUID PRIMARY KEY,
    source_id        TEXT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    region           TEXT NOT NULL,
    hash             BIGINT NOT NULL,
    name             TEXT NOT NULL, -- the place
    address          TEXT,
    latitude         DOUBLE PRECISION NOT NULL, -- degrees, WGS 84
    longitude        DOUBLE PRECISION NOT NULL,
    point_is_regions BOOLEAN NOT NULL, -- the point is the region's own, not the stop's
    date             TEXT, -- ISO 8601; NULL: it comes again by the weekday
    osm              TEXT, -- opening_hours; NULL: not understood
    zone             TEXT NOT NULL, -- WIB, WITA, WIT
    fact             TEXT NOT NULL, -- JSON: the hours with raw text and rule
    service          TEXT, -- as written
    organization     TEXT, -- as written
    status           TEXT, -- as written
    note             TEXT
);
CREATE INDEX stops_source ON stops (source_id);
CREATE INDEX stops_region ON stops (region, date);

CREATE TABLE service_aliases (
    alias        TEXT NOT NULL, -- the name as it is compared
    organization TEXT NOT NULL, -- canonical; empty: at any
    written      TEXT NOT NULL,
    term         TEXT NOT NULL,
    added_at     TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (alias, organization)
);
