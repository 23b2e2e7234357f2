-- What others follow and take away: the last word on an entity is found in the outbox by the entity, and records say when they were written
-- last. What was written before this day counts as written when its source changed last.
CREATE INDEX changes_entity ON changes (entity_id, seq);

ALTER TABLE organizations ADD COLUMN modified_at TEXT NOT NULL DEFAULT '1970-01-01T00:00:00.000Z';
ALTER TABLE locations ADD COLUMN modified_at TEXT NOT NULL DEFAULT '1970-01-01T00:00:00.000Z';
ALTER TABLE services ADD COLUMN modified_at TEXT NOT NULL DEFAULT '1970-01-01T00:00:00.000Z';
ALTER TABLE services_at_locations ADD COLUMN modified_at TEXT NOT NULL DEFAULT '1970-01-01T00:00:00.000Z';
UPDATE organizations SET modified_at = COALESCE((SELECT last_change_at FROM sources WHERE sources.id = organizations.source_id), modified_at);
UPDATE locations SET modified_at = COALESCE((SELECT last_change_at FROM sources WHERE sources.id = locations.source_id), modified_at);
UPDATE services SET modified_at = COALESCE((SELECT last_change_at FROM sources WHERE sources.id = services.source_id), modified_at);
UPDATE services_at_locations SET modified_at = COALESCE((SELECT last_change_at FROM sources WHERE sources.id = services_at_locations.source_id), modified_at);
