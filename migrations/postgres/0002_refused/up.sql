-- What a refused feed said is kept beside what is served, and every attempt counts its records.
ALTER TABLE attempts
    ADD COLUMN records INTEGER, -- read, good and bad; NULL: nothing was read
    ADD COLUMN refused INTEGER; -- of these

ALTER TABLE findings ADD COLUMN served BOOLEAN NOT NULL DEFAULT TRUE; -- false: on the last content, which was refused
ALTER TABLE findings ALTER COLUMN served DROP DEFAULT;
ALTER TABLE findings DROP CONSTRAINT findings_pkey;
ALTER TABLE findings ADD PRIMARY KEY (source_id, served, position);
