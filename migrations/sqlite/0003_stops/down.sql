DROP TABLE service_aliases;
DROP TABLE stops;
ALTER TABLE locations DROP COLUMN point_from;
ALTER TABLE organizations DROP COLUMN canonical_from;
ALTER TABLE services DROP COLUMN requirements_from;
ALTER TABLE services DROP COLUMN term_from;
ALTER TABLE documents DROP COLUMN link;
