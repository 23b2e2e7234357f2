-- Figures as time series. A series says once what its values are of; a value is a few bytes beside its series and its day. A source that no
-- longer tells an old period takes nothing away, and a corrected value leaves what it was among the revisions.
--
-- The table `statistics` stays as long as a program of the release before may run beside this one; nothing reads it any more.

CREATE TABLE statistic_series (
    id        INTEGER NOT NULL PRIMARY KEY,
    source_id TEXT REFERENCES sources (id) ON DELETE CASCADE, -- NULL: what the region's sources say, added or averaged
    region    TEXT NOT NULL,
    metric    TEXT NOT NULL,
    scope     TEXT NOT NULL,              -- location, organization, service: what the values are about, or what was added
    scope_id  BLOB,                       -- NULL where source_id is
    kind      TEXT NOT NULL,              -- day, week, month, quarter, half, year, span
    span      INTEGER NOT NULL DEFAULT 0, -- days of a span
    method    TEXT NOT NULL,              -- published; of_days: a month made of its days
    kept_from INTEGER NOT NULL DEFAULT 0  -- values of earlier days were let go, and are not taken any more
);
CREATE UNIQUE INDEX statistic_series_of_source ON statistic_series (source_id, metric, scope_id, kind, span, method) WHERE source_id IS NOT NULL;
CREATE UNIQUE INDEX statistic_series_of_region ON statistic_series (metric, scope, kind, method, span, region) WHERE source_id IS NULL;
CREATE INDEX statistic_series_of_scope ON statistic_series (scope_id) WHERE scope_id IS NOT NULL;
CREATE INDEX statistic_series_in_region ON statistic_series (region, metric) WHERE source_id IS NOT NULL;

CREATE TABLE statistic_values (
    series_id INTEGER NOT NULL REFERENCES statistic_series (id) ON DELETE CASCADE,
    first_day INTEGER NOT NULL,           -- 20261031
    value     DOUBLE NOT NULL,
    as_of     BIGINT NOT NULL,            -- seconds since 1970: when it was read first
    n         INTEGER NOT NULL DEFAULT 1, -- the figures that it was made of
    revision  INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (series_id, first_day)
) WITHOUT ROWID;

CREATE TABLE statistic_revisions (
    series_id INTEGER NOT NULL REFERENCES statistic_series (id) ON DELETE CASCADE,
    first_day INTEGER NOT NULL,
    revision  INTEGER NOT NULL,
    value     DOUBLE NOT NULL,
    as_of     BIGINT NOT NULL,
    PRIMARY KEY (series_id, first_day, revision)
) WITHOUT ROWID;

CREATE TABLE statistics_before AS
WITH ended AS (
    SELECT s.*, sources.region AS of_region,
           CASE WHEN instr(period, '/') > 0 THEN substr(period, 1, instr(period, '/') - 1) ELSE period END AS a,
           CASE WHEN instr(period, '/') > 0 THEN substr(period, instr(period, '/') + 1) ELSE period END AS b
    FROM statistics s JOIN sources ON sources.id = s.source_id
), dated AS (
    SELECT *, CASE length(a) WHEN 4 THEN date(a || '-01-01') WHEN 7 THEN date(a || '-01') ELSE date(a) END AS d1,
           CASE length(b) WHEN 4 THEN date(b || '-12-31') WHEN 7 THEN date(b || '-01', '+1 month', '-1 day') ELSE date(b) END AS d2
    FROM ended
)
SELECT source_id, of_region, metric, scope, scope_id, value, CAST(strftime('%s', recorded_at) AS INTEGER) AS as_of,
       CAST(strftime('%Y%m%d', d1) AS INTEGER) AS first_day, CAST(julianday(d2) - julianday(d1) AS INTEGER) + 1 AS days,
       CASE WHEN d1 = d2 THEN 'day'
            WHEN julianday(d2) - julianday(d1) = 6 AND strftime('%w', d1) = '1' THEN 'week'
            WHEN strftime('%d', d1) <> '01' THEN 'span'
            WHEN d2 = date(d1, '+1 month', '-1 day') THEN 'month'
            WHEN d2 = date(d1, '+3 months', '-1 day') AND CAST(strftime('%m', d1) AS INTEGER) % 3 = 1 THEN 'quarter'
            WHEN d2 = date(d1, '+6 months', '-1 day') AND CAST(strftime('%m', d1) AS INTEGER) % 6 = 1 THEN 'half'
            WHEN d2 = date(d1, '+1 year', '-1 day') AND strftime('%m', d1) = '01' THEN 'year'
            ELSE 'span' END AS kind
FROM dated WHERE d2 >= d1;

INSERT INTO statistic_series (source_id, region, metric, scope, scope_id, kind, span, method)
SELECT DISTINCT source_id, of_region, metric, scope, scope_id, kind, CASE kind WHEN 'span' THEN days ELSE 0 END, 'published'
FROM statistics_before;

INSERT INTO statistic_values (series_id, first_day, value, as_of)
SELECT s.id, b.first_day, max(b.value), max(b.as_of)
FROM statistics_before b JOIN statistic_series s ON s.source_id = b.source_id AND s.metric = b.metric AND s.scope_id = b.scope_id
    AND s.kind = b.kind AND s.span = CASE b.kind WHEN 'span' THEN b.days ELSE 0 END
GROUP BY s.id, b.first_day;

-- Months of days.
INSERT INTO statistic_series (source_id, region, metric, scope, scope_id, kind, method)
SELECT source_id, region, metric, scope, scope_id, 'month', 'of_days' FROM statistic_series WHERE kind = 'day';

INSERT INTO statistic_values (series_id, first_day, value, as_of, n)
SELECT m.id, v.first_day / 100 * 100 + 1,
       CASE WHEN d.metric LIKE 'satisfaction%' THEN avg(v.value) ELSE sum(v.value) END, max(v.as_of), count(*)
FROM statistic_series d JOIN statistic_values v ON v.series_id = d.id
JOIN statistic_series m ON m.source_id = d.source_id AND m.metric = d.metric AND m.scope_id = d.scope_id AND m.method = 'of_days'
WHERE d.kind = 'day' GROUP BY m.id, d.metric, v.first_day / 100;

-- What the sources of a region say together.
INSERT INTO statistic_series (region, metric, scope, kind, span, method)
SELECT DISTINCT region, metric, scope, kind, span, method FROM statistic_series WHERE kind <> 'span';

INSERT INTO statistic_values (series_id, first_day, value, as_of, n)
SELECT r.id, v.first_day, CASE WHEN s.metric LIKE 'satisfaction%' THEN avg(v.value) ELSE sum(v.value) END, max(v.as_of), count(*)
FROM statistic_series s JOIN statistic_values v ON v.series_id = s.id
JOIN statistic_series r ON r.source_id IS NULL AND r.region = s.region AND r.metric = s.metric AND r.scope = s.scope AND r.kind = s.kind
    AND r.method = s.method
WHERE s.source_id IS NOT NULL GROUP BY r.id, s.metric, v.first_day;

DROP TABLE statistics_before;
