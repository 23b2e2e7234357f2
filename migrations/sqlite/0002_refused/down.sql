DELETE FROM findings WHERE NOT served;
CREATE TABLE findings_of_served (
    source_id TEXT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    position  INTEGER NOT NULL,
    code      TEXT NOT NULL,
    severity  TEXT NOT NULL,
    record    TEXT NOT NULL,
    path      TEXT NOT NULL,
    raw       TEXT NOT NULL,
    PRIMARY KEY (source_id, position)
) WITHOUT ROWID;
INSERT INTO findings_of_served SELECT source_id, position, code, severity, record, path, raw FROM findings;
DROP TABLE findings;
ALTER TABLE findings_of_served RENAME TO findings;
ALTER TABLE attempts DROP COLUMN records;
ALTER TABLE attempts DROP COLUMN refused;
