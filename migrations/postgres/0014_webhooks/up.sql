-- Webhooks: who is told of what changes, what there was to tell, and how each telling goes.

CREATE TABLE webhooks (
    id              UUID PRIMARY KEY,
    region          TEXT NOT NULL, -- empty: the nation
    name            TEXT NOT NULL,
    url             TEXT NOT NULL,
    kinds           TEXT NOT NULL, -- JSON: the names of what it is told of
    secret          BYTEA NOT NULL, -- as the vault keeps it
    old_secret      BYTEA, -- the one before: it signs beside the new one until old_until
    old_until       TIMESTAMPTZ,
    created_at      TIMESTAMPTZ NOT NULL,
    disabled_at     TIMESTAMPTZ, -- not NULL: it is told nothing
    disabled_why    TEXT, -- person, gone (410), failing
    failing_since   TIMESTAMPTZ, -- the first failure since the last success
    last_success_at TIMESTAMPTZ
);
CREATE INDEX webhooks_region ON webhooks (region);

CREATE TABLE webhook_events (
    id     UUID PRIMARY KEY, -- of the key: the webhook-id
    key    TEXT NOT NULL UNIQUE, -- what is told once
    kind   TEXT NOT NULL,
    region TEXT NOT NULL, -- empty: the nation
    at     TIMESTAMPTZ NOT NULL,
    body   TEXT NOT NULL -- JSON, as it is signed
);
CREATE INDEX webhook_events_at ON webhook_events (at);

CREATE TABLE webhook_deliveries (
    webhook_id  UUID NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    event_id    UUID NOT NULL REFERENCES webhook_events (id) ON DELETE CASCADE,
    state       TEXT NOT NULL, -- waiting, delivered, dead
    attempts    INTEGER NOT NULL,
    due_at      TIMESTAMPTZ NOT NULL,
    lease_owner TEXT,
    lease_until TIMESTAMPTZ,
    last_at     TIMESTAMPTZ,
    last_status INTEGER,
    last_detail TEXT,
    made_at     TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (webhook_id, event_id)
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (state, due_at);
CREATE INDEX webhook_deliveries_event ON webhook_deliveries (event_id);

-- Up to where the changes were told. One row.
CREATE TABLE webhook_cursor (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    seq     BIGINT NOT NULL,
    told_at TIMESTAMPTZ NOT NULL
);
INSERT INTO webhook_cursor (id, seq, told_at) VALUES (1, 0, '1970-01-01T00:00:00Z');
