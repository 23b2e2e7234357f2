-- Publications by key: who asks again with the same key gets the answer that was given. Kept for a week.
CREATE TABLE publications (
    source_id       TEXT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    idempotency_key TEXT NOT NULL, -- as the publisher chose it
    request_hash    TEXT NOT NULL, -- BLAKE3 of what was asked, in hex: the same key with another body is a mistake
    at              TIMESTAMPTZ NOT NULL,
    actor           TEXT NOT NULL,
    status          INTEGER NOT NULL, -- of HTTP
    answer          TEXT NOT NULL, -- JSON, as it was given
    PRIMARY KEY (source_id, idempotency_key)
);

CREATE INDEX publications_at ON publications (at);

-- Files that were uploaded and are not published yet: a preview waits for a person, also over a restart. Kept for a day.
CREATE TABLE uploads (
    id        TEXT PRIMARY KEY, -- random
    source_id TEXT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    at        TIMESTAMPTZ NOT NULL,
    actor     TEXT NOT NULL,
    name      TEXT NOT NULL, -- of the file, as the browser called it
    hash      TEXT NOT NULL, -- BLAKE3 of the body, in hex
    version   BIGINT, -- that it was compared with; NULL: there was none
    body      BYTEA NOT NULL -- zstd
);

CREATE INDEX uploads_at ON uploads (at);
