-- Who feeds which search index, requests to build one anew, and how far back the outbox reaches.
CREATE TABLE index_holders (
    name    TEXT PRIMARY KEY, -- of an index that several processes share, or of the one process that has its own
    engine  TEXT NOT NULL, -- embedded, meilisearch
    owner   TEXT NOT NULL, -- the process that feeds it
    seen_at TIMESTAMPTZ NOT NULL -- when the owner was last alive; long ago: the index is free for another
);

CREATE TABLE index_requests (
    id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    requested_at TIMESTAMPTZ NOT NULL
);

-- What each holder makes of a request.
CREATE TABLE index_rebuilds (
    request_id  BIGINT NOT NULL REFERENCES index_requests (id) ON DELETE CASCADE,
    holder      TEXT NOT NULL, -- name of the holder
    started_at  TIMESTAMPTZ NOT NULL,
    documents   BIGINT NOT NULL, -- so far
    finished_at TIMESTAMPTZ,
    problem     TEXT, -- NULL: it went well, or is under way
    PRIMARY KEY (request_id, holder)
);

-- One row: of changes up to this number some last words on entities are no longer kept. An index that is not as far is built anew.
CREATE TABLE outbox_floor (
    id  INTEGER PRIMARY KEY CHECK (id = 1),
    seq BIGINT NOT NULL
);
INSERT INTO outbox_floor (id, seq) VALUES (1, 0);
