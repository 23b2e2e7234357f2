-- The weekly digest: who asked for it, and the last week that they were sent.

CREATE TABLE digests (
    account_id UUID NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    region     TEXT NOT NULL,
    since      TIMESTAMPTZ NOT NULL, -- when they asked for it
    token      TEXT NOT NULL UNIQUE, -- in the link that ends it without signing in; it can do nothing else
    week       TEXT NOT NULL, -- the last one (ISO 8601, like 2026-W48) that somebody has begun to send
    tried_at   TIMESTAMPTZ, -- the last try that failed
    tries      INTEGER NOT NULL, -- that failed, of this week
    scores     TEXT NOT NULL, -- JSON: the quality of each source as it was told last
    PRIMARY KEY (account_id, region)
);
