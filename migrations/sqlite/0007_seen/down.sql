DROP INDEX attempts_unchanged;
DROP INDEX attempts_outcome;
DROP TABLE attempt_days;
DROP TABLE workers;
ALTER TABLE sources DROP COLUMN interval_seconds;
