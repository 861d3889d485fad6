-- Over 100,000 observations, as many revisions, and 100,000 annotations no declared filter and no read by key looks at every
-- row, nor does a list of what has changed, whoever asks.
\ir support.psql
SELECT plan(97);

-- The plan of one of the operations' statements as the service would run it, with these parameters.
CREATE FUNCTION tap.plan(statement text, parameters jsonb)
RETURNS text
LANGUAGE plpgsql
AS $$
DECLARE
    line text;
    plan text := '';
BEGIN
    FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || tap.filled(statement, parameters) LOOP
        plan := plan || line || E'\n';
    END LOOP;
    RETURN plan;
END
$$;
GRANT EXECUTE ON FUNCTION tap.plan(text, jsonb) TO PUBLIC;

SET LOCAL session_replication_role = replica;
INSERT INTO safer.indicator (id, title, unit, polarity, frequency, priority, source, state, agreed_on, public)
SELECT 'indicator-' || n, 'Title', 'people', 'neutral', 'month', 'road-safety', CASE WHEN n % 20 = 0 THEN 'swale' END,
    'agreed', '2017-01-01', n % 4 = 0
FROM generate_series(1, 100) AS n;
INSERT INTO safer.area (id, name, kind) SELECT 'area-' || n, 'Area', 'other' FROM generate_series(1, 10) AS n;
INSERT INTO safer.observation (written_by, recorded_at, indicator, area, starts_on, revision, provisional, value)
SELECT (1 + i.place / 2)::text::xid8, timestamptz '2018-01-01Z' + i.place * interval '1 hour', i.number, a.number,
    date '2010-01-01' + make_interval(months => m), 2, m = 99, CASE WHEN m <> 50 THEN m END
FROM (SELECT i.number, row_number() OVER (ORDER BY i.number) AS place FROM safer.indicator AS i
    WHERE i.id LIKE 'indicator-%') AS i
CROSS JOIN safer.area AS a
CROSS JOIN generate_series(0, 99) AS m
WHERE a.id LIKE 'area-%'
ORDER BY i.place, a.number, m;
INSERT INTO safer.observation_revision (recorded_at, superseded_at, indicator, area, starts_on, revision, provisional, value)
SELECT o.recorded_at - interval '200 days', o.recorded_at, o.indicator, o.area, o.starts_on, 1, true, 1
FROM safer.observation AS o;
INSERT INTO safer.annotation (id, indicator, starts_on, kind, text)
SELECT lpad(to_hex(n), 32, '0')::uuid, 'indicator-' || 1 + n % 100, date '2010-01-01' + n % 3000, 'event', 'Text'
FROM generate_series(1, 100000) AS n;
INSERT INTO safer.observation_load (id, form, sha256, bytes, rows, added, revised, unchanged, partner, client, created_at,
    database_life, oldest_open)
SELECT lpad(to_hex(n), 32, '0')::uuid, 'csv', repeat('a', 64), 1, 0, 0, 0, 0, 'kcc', 'client',
    timestamptz '2018-01-01Z' + n * interval '1 hour', safer.database_life(), '10'
FROM generate_series(1, 100000) AS n;
INSERT INTO safer.observation_withdrawal (id, indicator, area, starts_on, revision, reason, partner, created_at)
SELECT gen_random_uuid(), o.indicator, o.area, o.starts_on, 2, 'Text', 'kcc', now()
FROM safer.observation AS o;
SET LOCAL session_replication_role = origin;
ANALYZE safer.indicator, safer.area, safer.observation, safer.observation_revision, safer.annotation, safer.observation_load,
    safer.observation_withdrawal;

\set list `cat sql/queries/observations/list_observations.sql`
\set exceptions `cat sql/queries/exceptions/get_exceptions.sql`
\set head `cat sql/queries/observations/list_observations.head.sql`
\set revisions `cat sql/queries/indicators/list_observation_revisions.sql`
\set annotations `cat sql/queries/indicators/list_annotations.sql`
\set annotation `cat sql/queries/indicators/get_annotation.sql`
\set load `cat sql/queries/observation_loads/get_observation_load.sql`
\set withdrawal `cat sql/queries/observations/get_observation_withdrawal.sql`
CREATE TEMP TABLE filter (n integer GENERATED ALWAYS AS IDENTITY, parameters jsonb);
INSERT INTO filter (parameters)
VALUES ('{}'), ('{"indicator": "indicator-40"}'), ('{"area": "area-5"}'), ('{"indicator": "indicator-40", "area": "area-5"}'),
    ('{"indicator": "indicator-40", "from": "2015-03"}'), ('{"indicator": "indicator-40", "from": "2015", "to": "2015"}'),
    ('{"status": "provisional"}'), ('{"indicator": "indicator-40", "status": "final"}'),
    ('{"after": "50.150.5.2015-01-01"}'), ('{"indicator": "indicator-40", "as_of": "2018-01-03Z"}'),
    ('{"as_of": "2017-06-20Z"}'), ('{"as_of": "2018-01-01T12:00Z"}'), ('{"updated_after": "LIFE-51"}'),
    ('{"updated_after": "LIFE-51", "indicator": "indicator-40"}'), ('{"updated_after": "LIFE-51", "area": "area-5"}'),
    ('{"updated_after": "LIFE-51", "after": "50.98.5.2015-01-01"}'), ('{"updated_after": "2018-01-05T00:00:00Z"}');
UPDATE filter SET parameters = replace(parameters::text, 'LIFE', safer.database_life())::jsonb;
GRANT SELECT ON filter TO PUBLIC;
SET LOCAL ROLE safer_service;
SET LOCAL plan_cache_mode = force_custom_plan;

\set a_page 'unalike(tap.plan(:''list'', parameters || ''{"page_size": 51}''), ''%Seq Scan on observation%'','
SELECT tap.acts('kcc');
SELECT :a_page 'a page, all seen: ' || parameters::text) FROM filter ORDER BY n;
SELECT unalike(tap.plan(:'head', parameters || '{"count": "true"}'), '%Seq Scan on observation%',
    'a count, all seen: ' || parameters::text)
FROM filter WHERE parameters ?| '{indicator,area,updated_after}'::text[] AND NOT parameters ? 'after' ORDER BY n;
SELECT unalike(tap.plan(:'head', '{"count": "false"}'), '%Seq Scan on observation%', 'a watermark');
SELECT alike(tap.plan(:'list', '{}'), '%Memoize%Cache Key: o.area%', 'all of them look each area up once');
SELECT unalike(tap.plan(:'list', '{}'), '%observation_window%', 'and ask for no watermark');
SELECT unalike(tap.plan(:'exceptions', '{"quarter": "2018/19-Q3"}'), '%period_edge%',
    'exceptions ask once which days are meant, and not for each point');
SELECT tap.acts('maidstone');
SELECT :a_page 'a page, some seen: ' || parameters::text) FROM filter ORDER BY n;
SELECT tap.acts('');
SELECT :a_page 'a page, little seen: ' || parameters::text) FROM filter ORDER BY n;
SELECT unalike(tap.plan(:'revisions', p || '{"page_size": 51, "indicator": "indicator-40"}'), '%Seq Scan on observation%',
    'revisions: ' || p::text)
FROM unnest(ARRAY['{}', '{"area": "area-5"}', '{"period": "2015-03"}', '{"after": "5.2015-01-01.1"}']::jsonb[]) AS p;
SELECT unalike(tap.plan(:'annotations', '{"indicator": "indicator-40"}'), '%Seq Scan on annotation%', 'annotations');
SELECT unalike(tap.plan(:'annotation', '{"indicator": "indicator-40", "annotation": "00000000-0000-0000-0000-00000000c350"}'),
    '%Seq Scan on annotation%', 'one annotation');
SELECT tap.acts('kcc');
SELECT unalike(tap.plan(:'load', '{"load": "00000000-0000-0000-0000-00000000c350"}'), '%Seq Scan on observation%', 'one load');
SELECT unalike(tap.plan(:'withdrawal', '{"withdrawal": "00000000-0000-0000-0000-00000000c350"}'),
    '%Seq Scan on observation%', 'one withdrawal');

-- How much is read, not only how: a page of what changed last, of a hundred thousand rows.
RESET ROLE;
CREATE FUNCTION tap.touched(statement text, parameters jsonb)
RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
    plan json;
BEGIN
    EXECUTE 'EXPLAIN (ANALYZE, FORMAT JSON, COSTS OFF, TIMING OFF) ' || tap.filled(statement, parameters) INTO plan;
    RETURN (
        WITH RECURSIVE node AS (
            SELECT plan -> 0 -> 'Plan' AS told
            UNION ALL
            SELECT b.told FROM node AS n CROSS JOIN LATERAL json_array_elements(n.told -> 'Plans') AS b (told)
        )
        SELECT sum(((n.told ->> 'Actual Rows')::numeric + coalesce((n.told ->> 'Rows Removed by Filter')::numeric, 0)
            + coalesce((n.told ->> 'Rows Removed by Index Recheck')::numeric, 0)) * (n.told ->> 'Actual Loops')::numeric)
        FROM node AS n
        WHERE n.told ->> 'Relation Name' LIKE 'observation%');
END
$$;
GRANT EXECUTE ON FUNCTION tap.touched(text, jsonb) TO PUBLIC;
SET LOCAL ROLE safer_service;
SELECT cmp_ok(tap.touched(:'list', parameters || '{"page_size": 51}'), '<', 8000::bigint, 'read for a page: ' || parameters::text)
FROM filter WHERE n NOT IN (11, 12, 17) ORDER BY n;

-- And how often a rule is asked: of a list of changes that tells most of what there is, of one that tells series anew, and of
-- one that tells nothing.
RESET ROLE;
SELECT safer.database_life() AS life \gset
UPDATE safer.indicator SET shown_by = '55', was_public = true WHERE id LIKE 'indicator-%' AND public;
SET LOCAL track_functions = 'all';
CREATE FUNCTION tap.asks(statement text, parameters jsonb)
RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
    rules text[] := '{observation_window,changes_since,changes_before,series_told_anew,period_edge}';
    before bigint := coalesce((SELECT sum(f.calls) FROM pg_stat_xact_user_functions AS f WHERE f.funcname = ANY (rules)), 0);
BEGIN
    EXECUTE 'SELECT count(to_jsonb(s)) FROM (' || tap.filled(statement, parameters) || ') AS s';
    RETURN (SELECT sum(f.calls) - before FROM pg_stat_xact_user_functions AS f WHERE f.funcname = ANY (rules));
END
$$;
CREATE FUNCTION tap.rows(statement text, parameters jsonb)
RETURNS SETOF jsonb
LANGUAGE plpgsql
AS $$
BEGIN
    RETURN QUERY EXECUTE 'SELECT to_jsonb(a) FROM (' || tap.filled(statement, parameters) || ') AS a';
END
$$;
GRANT EXECUTE ON FUNCTION tap.asks(text, jsonb), tap.rows(text, jsonb) TO PUBLIC;
SELECT tap.acts('');
SET LOCAL ROLE safer_service;
SELECT cmp_ok(tap.asks(s.statement, jsonb_build_object('count', 'true', 'from', '2010', 'to', '2018',
    'updated_after', :'life' || w.since)), '<', 50::bigint, s.told || ' that begins at ' || w.since)
FROM (VALUES ('-2'), ('-30'), ('-53'), ('-56')) AS w (since),
    (VALUES (:'list', 'once a list is asked what it tells'), (:'head', 'and so is its count')) AS s (statement, told);
SELECT cmp_ok((SELECT count(*) FROM tap.rows(:'list', jsonb_build_object('updated_after', :'life' || '-53'))), '>', 20000::bigint,
    'series told anew are many');

SELECT * FROM finish();
ROLLBACK;
