-- What citizens look for, counted by day: no address, no device, no time of day, and of the words only those that are in the national tables.
CREATE TABLE queries (
    day    TEXT NOT NULL, -- in Jakarta, 2026-11-24
    region TEXT NOT NULL, -- the kabupaten or kota that was asked about, or that lies nearest; empty: not said
    query  TEXT NOT NULL, -- normalised: the national service that was understood, or known words
    asked  BIGINT NOT NULL,
    empty  BIGINT NOT NULL, -- of these: how often nothing was found
    PRIMARY KEY (day, region, query)
) WITHOUT ROWID;

CREATE INDEX services_term ON services (term); -- the offers of a national service
