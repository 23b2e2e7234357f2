DELETE FROM findings WHERE NOT served;
ALTER TABLE findings DROP CONSTRAINT findings_pkey;
ALTER TABLE findings ADD PRIMARY KEY (source_id, position);
ALTER TABLE findings DROP COLUMN served;
ALTER TABLE attempts DROP COLUMN records, DROP COLUMN refused;
