-- What the bench of observations measures against: :rows observations of months up to 2018-12, in the order of their key, as
-- a load leaves them. Triggers are off: the rules are measured by loading, not by filling.
-- bench-few is a priority of 50 series of 120 months and bench-many, where there is room for it, one of 500; the rest are
-- series of 348 months, the first of them bench-rest-1's of E10000016. bench-load-1 and on are what loads are about.
-- SPDX-License-Identifier: MIT
SET session_replication_role = replica;

INSERT INTO safer.priority (id, title)
VALUES ('bench-few', 'Few'), ('bench-many', 'Many'), ('bench-rest', 'Rest'), ('bench-load', 'Load');

CREATE TEMPORARY TABLE part AS
SELECT p.name, p.areas, p.months, CASE p.name WHEN 'bench-rest' THEN :rows - sum(p.size) OVER () ELSE p.size END AS size
FROM (VALUES ('bench-few', 10, 120, 6000), ('bench-many', 10, 120, CASE WHEN :rows < 100000 THEN 0 ELSE 60000 END),
    ('bench-rest', 14, 348, 0)) AS p (name, areas, months, size);

INSERT INTO safer.indicator (id, title, unit, polarity, frequency, kind, priority, source, state, agreed_on, public)
SELECT p.name || '-' || n, 'Indicator ' || n, 'incidents', 'lower_is_better', 'month', 'value', p.name, 'kent-police', 'agreed',
    date '2018-04-01', n % 2 = 0
FROM (
    SELECT part.name, part.size::numeric / (part.areas * part.months) AS count FROM part
    UNION ALL
    SELECT 'bench-load', 42
) AS p
CROSS JOIN LATERAL generate_series(1, ceil(p.count)::integer) AS n
ORDER BY p.name, n;

-- A level of its own for each series, a season, some noise; and now and then a month that is far out.
INSERT INTO safer.observation (written_by, recorded_at, indicator, area, starts_on, revision, provisional, value)
SELECT pg_current_xact_id(), timestamptz '2019-02-01T09:00:00Z', i.number, a.number,
    (date '2018-12-01' - make_interval(months => p.months - 1 - (n % p.months)::integer))::date, 1, false,
    round((100 + 7 * (n / p.months % 50) + 10 * sin(n % 12 * 0.5236) + (n * 7919 % 17)
        + CASE WHEN n % 997 = 0 THEN 90 ELSE 0 END)::numeric, 1)
FROM part AS p
CROSS JOIN LATERAL generate_series(0, p.size - 1) AS n
JOIN safer.indicator AS i ON i.id = p.name || '-' || 1 + n / (p.areas * p.months)
JOIN (SELECT a.number, row_number() OVER (ORDER BY a.number) - 1 AS at FROM safer.area AS a) AS a
    ON a.at = n / p.months % p.areas
ORDER BY i.number, a.number, n;

VACUUM (ANALYZE) safer.observation, safer.indicator;
CHECKPOINT;
