DROP INDEX changes_entity;
ALTER TABLE organizations DROP COLUMN modified_at;
ALTER TABLE locations DROP COLUMN modified_at;
ALTER TABLE services DROP COLUMN modified_at;
ALTER TABLE services_at_locations DROP COLUMN modified_at;
