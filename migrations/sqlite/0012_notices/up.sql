-- A region's urgent word over what was harvested. It hangs on no record: harvests, new ids, tombstones and rollbacks leave it as it is.
-- Ended notices are kept.
CREATE TABLE notices (
    id          BLOB PRIMARY KEY, -- random
    region      TEXT NOT NULL,
    location_id BLOB, -- the hall that it is about, or a part of which, as it was when the notice was written
    target      TEXT NOT NULL, -- JSON: the scope, with ids and names
    kind        TEXT NOT NULL, -- closed, short_hours, moved, no_blanks, other
    text        TEXT NOT NULL,
    text_en     TEXT,
    hours       TEXT, -- JSON: {from, to} of each day, with short_hours
    starts_at   TEXT NOT NULL,
    ends_at     TEXT NOT NULL, -- not in force any more from here
    author      TEXT NOT NULL, -- as in the audit log
    author_name TEXT NOT NULL,
    written_at  TEXT NOT NULL,
    changed_at  TEXT NOT NULL,
    ended_at    TEXT -- ended by a person before its time
);
CREATE INDEX notices_end ON notices (ends_at);
CREATE INDEX notices_region ON notices (region, ends_at);

-- Grows with every notice that is written, changed or ended, in the same transaction: each node asks for it and reads notices only when it has grown.
CREATE TABLE notices_revision (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    revision BIGINT NOT NULL
);
INSERT INTO notices_revision (one, revision) VALUES (1, 0);
