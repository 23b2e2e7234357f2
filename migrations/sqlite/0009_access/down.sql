DROP TABLE audit;
DROP TABLE sign_ins;
DROP TABLE sessions;
DROP TABLE access_keys;
DROP TABLE memberships;
DROP TABLE accounts;
ALTER TABLE held DROP COLUMN refused_by;
ALTER TABLE held DROP COLUMN refused_at;
