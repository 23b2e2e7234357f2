-- Feeds that regions propose as sources, and what became of them.
CREATE TABLE offers (
    id            BLOB PRIMARY KEY, -- random
    region        TEXT NOT NULL,
    url           TEXT NOT NULL, -- as it was given
    place         TEXT NOT NULL, -- the same without what people leave out: two that are equal are one feed
    host          TEXT NOT NULL, -- on which it lies
    name          TEXT, -- of the hall, where the feed gives none
    note          TEXT, -- of the team, to whoever reviews
    format        TEXT, -- as the team chose it; NULL: as it looks
    mapping       TEXT NOT NULL, -- TOML; empty: none is needed
    state         TEXT NOT NULL, -- draft, previewed, submitted, accepted, refused, withdrawn
    word          TEXT NOT NULL, -- what the host shows to prove that it speaks for the region
    created_at    TEXT NOT NULL,
    created_by    BLOB NOT NULL REFERENCES accounts (id),
    looking_until TEXT, -- its feed is being read; when this has passed, whoever read it is gone
    looked_at     TEXT,
    look          TEXT, -- JSON: what was seen
    seal          TEXT, -- of what was seen: who agrees or decides names it
    proof         TEXT NOT NULL, -- proven, not_proven, contradicts
    proof_gap     TEXT, -- what a proof lacks
    proof_at      TEXT,
    submitted_at  TEXT,
    submitted_by  BLOB REFERENCES accounts (id),
    decided_at    TEXT,
    decided_by    TEXT, -- the name, as the region is told it
    reason        TEXT, -- why it was refused, in the reviewer's words
    source_id     TEXT REFERENCES sources (id) ON DELETE SET NULL -- what it became
);
CREATE INDEX offers_region ON offers (region, created_at);
CREATE INDEX offers_state ON offers (state, submitted_at);
-- A region has a feed before the ministry once.
CREATE UNIQUE INDEX offers_open ON offers (region, place) WHERE state IN ('draft', 'previewed', 'submitted');
