-- What a refused feed said is kept beside what is served, and every attempt counts its records.
ALTER TABLE attempts ADD COLUMN records INTEGER; -- read, good and bad; NULL: nothing was read
ALTER TABLE attempts ADD COLUMN refused INTEGER; -- of these

CREATE TABLE findings_of_both (
    source_id TEXT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    served    BOOLEAN NOT NULL, -- false: on the last content, which was refused
    position  INTEGER NOT NULL,
    code      TEXT NOT NULL,
    severity  TEXT NOT NULL,
    record    TEXT NOT NULL,
    path      TEXT NOT NULL,
    raw       TEXT NOT NULL,
    PRIMARY KEY (source_id, served, position)
) WITHOUT ROWID;
INSERT INTO findings_of_both SELECT source_id, TRUE, position, code, severity, record, path, raw FROM findings;
DROP TABLE findings;
ALTER TABLE findings_of_both RENAME TO findings;
