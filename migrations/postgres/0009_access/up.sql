-- Who may change what: accounts, their roles, keys for programs, sessions of browsers, and the log of what was done.

CREATE TABLE accounts (
    id         UUID PRIMARY KEY,
    kind       TEXT NOT NULL, -- person, program
    name       TEXT NOT NULL,
    email      TEXT UNIQUE, -- in small letters: by it a person who was let in is known at the first sign-in
    issuer     TEXT, -- the provider of OpenID Connect, and who the person is there
    subject    TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    shut_at    TIMESTAMPTZ, -- not NULL: its keys and sessions do not count
    UNIQUE (issuer, subject)
);

CREATE TABLE memberships (
    account_id UUID NOT NULL REFERENCES accounts (id),
    region     TEXT NOT NULL, -- empty: the nation
    role       TEXT NOT NULL,
    since      TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account_id, region)
);
CREATE INDEX memberships_region ON memberships (region);

CREATE TABLE access_keys (
    id           TEXT PRIMARY KEY, -- the part of the key that is no secret
    account_id   UUID NOT NULL REFERENCES accounts (id),
    name         TEXT NOT NULL, -- what it is for
    hash         BYTEA NOT NULL, -- SHA-256
    region       TEXT NOT NULL, -- the only one that it counts in; empty: all of the account's
    limits       TEXT NOT NULL, -- JSON: {region?, actions?, sources?}
    created_at   TIMESTAMPTZ NOT NULL,
    expires_at   TIMESTAMPTZ NOT NULL,
    revoked_at   TIMESTAMPTZ,
    last_used_at TIMESTAMPTZ -- to the minute
);
CREATE INDEX access_keys_account ON access_keys (account_id);
CREATE INDEX access_keys_region ON access_keys (region);

CREATE TABLE sessions (
    hash       BYTEA PRIMARY KEY, -- SHA-256 of what the browser has
    account_id UUID NOT NULL REFERENCES accounts (id),
    key_id     TEXT REFERENCES access_keys (id), -- signed in by this key, within its bounds and as long as it lives
    created_at TIMESTAMPTZ NOT NULL,
    seen_at    TIMESTAMPTZ NOT NULL, -- to the minute
    expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX sessions_account ON sessions (account_id);
CREATE INDEX sessions_expires ON sessions (expires_at);

-- Sign-ins that are under way at a provider of OpenID Connect.
CREATE TABLE sign_ins (
    hash       BYTEA PRIMARY KEY, -- SHA-256 of what the browser has
    provider   TEXT NOT NULL,
    state      TEXT NOT NULL,
    nonce      TEXT NOT NULL,
    verifier   TEXT NOT NULL, -- PKCE
    back_to    TEXT NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);

-- Content that waits and that a person has refused: the same content does not come in by time.
ALTER TABLE held ADD COLUMN refused_at TIMESTAMPTZ;
ALTER TABLE held ADD COLUMN refused_by TEXT;

-- What was done, each entry with the hash of the one before it. Nothing is ever changed or taken away.
CREATE TABLE audit (
    number   BIGINT PRIMARY KEY, -- from 1, without a gap, in the order of the commits
    at       TIMESTAMPTZ NOT NULL,
    actor    TEXT NOT NULL,
    act      TEXT NOT NULL,
    region   TEXT NOT NULL, -- empty: the nation
    target   TEXT NOT NULL,
    detail   TEXT NOT NULL, -- JSON
    previous BYTEA NOT NULL,
    hash     BYTEA NOT NULL
);
CREATE INDEX audit_region ON audit (region, number);

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only';
END
$$;
CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
