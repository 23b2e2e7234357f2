-- Days, months and years only: the others are read anew with their catalog.
DELETE FROM statistics;
INSERT INTO statistics
SELECT s.source_id, s.metric, s.scope, s.scope_id,
       CASE s.kind WHEN 'year' THEN substr(v.first_day::text, 1, 4) WHEN 'month' THEN substr(v.first_day::text, 1, 4) || '-' || substr(v.first_day::text, 5, 2)
            ELSE substr(v.first_day::text, 1, 4) || '-' || substr(v.first_day::text, 5, 2) || '-' || substr(v.first_day::text, 7, 2) END,
       v.value, to_timestamp(v.as_of)
FROM statistic_series s JOIN statistic_values v ON v.series_id = s.id
WHERE s.source_id IS NOT NULL AND s.method = 'published' AND s.kind IN ('day', 'month', 'year');
DROP TABLE statistic_revisions;
DROP TABLE statistic_values;
DROP TABLE statistic_series;
