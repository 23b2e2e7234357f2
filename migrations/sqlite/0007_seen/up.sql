-- What people see of the harvest: the interval beside the clocks, the processes that harvest, and attempts summed up by day.

ALTER TABLE sources ADD COLUMN interval_seconds INTEGER NOT NULL DEFAULT 3600; -- of the declaration
UPDATE sources SET interval_seconds = COALESCE(json_extract(declaration, '$.interval_seconds'), 3600) WHERE json_valid(declaration);

-- One row a process that harvests; those of dead ones are removed after a day.
CREATE TABLE workers (
    owner        TEXT PRIMARY KEY,
    started_at   TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    canary_ok    BOOLEAN NOT NULL, -- its own HTTP client reaches its own listener
    detail       TEXT -- why not
) WITHOUT ROWID;

-- Attempts that are no longer kept one by one.
CREATE TABLE attempt_days (
    source_id TEXT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    day       TEXT NOT NULL, -- UTC, 2026-11-24
    outcome   TEXT NOT NULL,
    reason    TEXT NOT NULL,
    count     BIGINT NOT NULL,
    bytes     BIGINT NOT NULL,
    PRIMARY KEY (source_id, day, outcome, reason)
) WITHOUT ROWID;

CREATE INDEX attempts_outcome ON attempts (source_id, outcome, id);
CREATE INDEX attempts_unchanged ON attempts (started_at) WHERE outcome = 'unchanged'; -- what is summed up first
