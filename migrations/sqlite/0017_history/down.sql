ALTER TABLE mpp_events DROP COLUMN withdrawn;
ALTER TABLE mpp_events DROP COLUMN recorded_by;
ALTER TABLE mpp_events DROP COLUMN earliest;
