DROP TABLE carried_ids;
DROP TABLE tombstones;
DROP TABLE held_documents;
DROP TABLE held;
DROP INDEX services_at_locations_absent;
DROP INDEX services_absent;
DROP INDEX locations_absent;
DROP INDEX organizations_absent;
ALTER TABLE services_at_locations DROP COLUMN absent_since;
ALTER TABLE services DROP COLUMN absent_since;
ALTER TABLE locations DROP COLUMN absent_since;
ALTER TABLE organizations DROP COLUMN absent_since;
CREATE TABLE documents_of_now (
    source_id     TEXT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    position      INTEGER NOT NULL,
    url           TEXT NOT NULL,
    etag          TEXT,
    last_modified TEXT,
    content_type  TEXT,
    hash          TEXT NOT NULL,
    body          BLOB NOT NULL,
    link          TEXT,
    PRIMARY KEY (source_id, position)
) WITHOUT ROWID;
INSERT INTO documents_of_now
    SELECT source_id, position, url, etag, last_modified, content_type, hash, body, link FROM documents WHERE until IS NULL;
DROP TABLE documents;
ALTER TABLE documents_of_now RENAME TO documents;
ALTER TABLE snapshots DROP COLUMN documents_kept;
DROP INDEX snapshots_partial;
ALTER TABLE snapshots DROP COLUMN partial;
ALTER TABLE snapshots DROP COLUMN taken_back;
ALTER TABLE snapshots DROP COLUMN actor;
ALTER TABLE snapshots DROP COLUMN cause;
ALTER TABLE snapshots DROP COLUMN meaning;
DROP INDEX sources_content;
ALTER TABLE sources DROP COLUMN unsettled;
ALTER TABLE sources DROP COLUMN lost;
