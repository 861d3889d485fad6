-- Who reads which observations, what is hidden of them, and what was known when.
\ir support.psql
SELECT plan(96);

INSERT INTO safer.indicator (id, title, unit, polarity, frequency, priority, source, state, agreed_on, public, kind,
    suppress_below)
VALUES ('open', 'Open', 'people', 'neutral', 'month', 'road-safety', 'swale', 'agreed', '2017-01-01', true, 'count', 5),
    ('open-whole', 'Open', 'people', 'neutral', 'month', 'road-safety', 'swale', 'agreed', '2017-01-01', true, 'count', NULL),
    ('shut', 'Shut', 'people', 'neutral', 'month', 'road-safety', 'swale', 'agreed', '2017-01-01', false, 'count', 5),
    ('not-yet', 'Not yet', 'people', 'neutral', 'month', 'road-safety', 'swale', 'proposed', NULL, true, 'count', NULL);
INSERT INTO safer.observation (written_by, recorded_at, indicator, area, starts_on, revision, provisional, value)
SELECT '5'::xid8, '2018-01-01Z', i.number, a.number, '2017-03-01', 1, false, v.value
FROM safer.indicator AS i
CROSS JOIN (VALUES ('E10000016', 4), ('K03000001', 4.0), ('E07000110', 4), ('E07000113', 3), ('E07000114', 5),
    ('E06000035', 0)) AS v (area, value)
JOIN safer.area AS a ON a.id = v.area
WHERE i.id IN ('open', 'open-whole', 'shut', 'not-yet');
INSERT INTO safer.observation_revision (recorded_at, superseded_at, indicator, area, starts_on, revision, provisional, value)
SELECT '2017-06-01Z', '2018-01-01Z', o.indicator, o.area, o.starts_on, 1, true, 2
FROM safer.observation AS o
JOIN safer.area AS a ON a.number = o.area AND a.id IN ('E10000016', 'E07000114');
UPDATE safer.observation AS o SET revision = 2 FROM safer.area AS a WHERE a.number = o.area
    AND a.id IN ('E10000016', 'E07000114');

-- What of a quarter and of a year was known, and is.
INSERT INTO safer.indicator (id, title, unit, polarity, frequency, year, priority, source, state, agreed_on, public)
VALUES ('quarters', 'Quarters', 'people', 'neutral', 'quarter', 'financial', 'road-safety', 'swale', 'agreed', '2017-01-01', false),
    ('years', 'Years', 'people', 'neutral', 'year', 'financial', 'road-safety', 'swale', 'agreed', '2017-01-01', false);
INSERT INTO safer.observation (written_by, recorded_at, indicator, area, starts_on, revision, provisional, value)
SELECT '5'::xid8, '2018-01-01Z', i.number, a.number, date '2010-04-01' + make_interval(months => 12 * n), 2, false, 4
FROM safer.indicator AS i, safer.area AS a, generate_series(0, 7) AS n
WHERE i.id IN ('quarters', 'years') AND a.id = 'E07000110';
INSERT INTO safer.observation_revision (recorded_at, superseded_at, indicator, area, starts_on, revision, provisional, value)
SELECT '2017-06-01Z', '2018-01-01Z', o.indicator, o.area, o.starts_on, 1, true, 2
FROM safer.observation AS o
JOIN safer.indicator AS i ON i.number = o.indicator AND i.id IN ('quarters', 'years');

-- What the caller reads of an indicator: each area with its value, ~ where that is hidden, from the current rows or all.
CREATE FUNCTION tap.read(indicator text, current boolean DEFAULT true)
RETURNS text
LANGUAGE sql
AS $$
    SELECT string_agg(o.area || ':' || CASE WHEN o.suppressed THEN coalesce(o.value::text, '~') ELSE o.value::text END, ' '
        ORDER BY o._area, o.revision)
    FROM api.observation_states AS o
    WHERE o.indicator = read.indicator AND o._current = read.current AND NOT o._series
$$;
\set list `cat sql/queries/observations/list_observations.sql`
\set head `cat sql/queries/observations/list_observations.head.sql`
\set revisions `cat sql/queries/indicators/list_observation_revisions.sql`
CREATE FUNCTION tap.rows(statement text, parameters jsonb)
RETURNS SETOF jsonb
LANGUAGE plpgsql
AS $$
BEGIN
    RETURN QUERY EXECUTE 'SELECT to_jsonb(a) FROM (' || tap.filled(statement, parameters) || ') AS a';
END
$$;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA tap TO PUBLIC;
SET LOCAL ROLE safer_service;

-- Half of the areas hidden
\set every 'E10000016:4 E07000110:4 E07000113:3 E07000114:5 E06000035:0 K03000001:4.0'
SELECT tap.acts('');
SELECT is(tap.read('open'), 'E10000016:4 E07000110:~ E07000113:~ E07000114:5 E06000035:~ K03000001:4.0',
    'anyone reads what is published, but no small number of a local area, be it nought');
SELECT is(tap.read('open-whole'), :'every', 'where nothing is hidden, all of it');
SELECT is(tap.read('shut'), NULL, 'nothing of what is not public');
SELECT is(tap.read('not-yet'), NULL, 'nor of what is not agreed');
SELECT is(tap.read('open', false), 'E10000016:2 E07000114:~', 'what was known before is hidden by its own value');
SELECT is((SELECT count(*) FROM safer.observation_revision), 4::bigint, 'and of what is not public there is no before');
SELECT tap.acts('no-such-partner');
SELECT is(tap.read('open'), 'E10000016:4 E07000110:~ E07000113:~ E07000114:5 E06000035:~ K03000001:4.0',
    'a token of nobody is no token');
SELECT is(tap.read('shut'), NULL, 'and opens nothing');
SELECT tap.acts(p) FROM unnest(ARRAY['kcc']) AS p;
SELECT is(tap.read('open'), :'every', 'a constituent partner reads small numbers');
SELECT is(tap.read('shut'), :'every', 'and what is not public');
SELECT is(tap.read('not-yet'), :'every', 'nor agreed');
SELECT tap.acts('kent-ccgs');
SELECT is(tap.read('shut'), :'every', 'so does a responsible authority');
SELECT tap.acts('kent-pcc');
SELECT is(tap.read('shut'), :'every', 'so does the commissioner');
SELECT tap.acts('swale');
SELECT is(tap.read('shut'), :'every', 'so does the source');
SELECT tap.acts('maidstone');
SELECT is(tap.read('open'), :'every', 'a district reads every area of what is published');
SELECT is(tap.read('shut'), 'E10000016:4 E07000110:4 K03000001:4.0',
    'of the rest those above district level, and its own');
SELECT is(tap.read('not-yet'), 'E10000016:4 E07000110:4 K03000001:4.0', 'whether agreed or not');
SELECT is(tap.read('shut', false), 'E10000016:2', 'and of those what was known before');
SELECT tap.acts('medway');
SELECT is(tap.read('shut'), 'E10000016:4 E06000035:0 K03000001:4.0', 'and so does another council');
SELECT tap.acts('mind');
SELECT is(tap.read('shut'), 'E10000016:4 K03000001:4.0', 'who has no area reads those above district level alone');

-- The list, and no oracle
SELECT tap.acts('');
SELECT is((SELECT count(*) FROM tap.rows(:'list', '{"indicator": "open"}')), 6::bigint, 'hidden values are listed');
SELECT is((SELECT count(*) FROM tap.rows(:'list', '{"indicator": "open"}') AS r
    WHERE (r -> 'value' = 'null') <> (r -> 'suppressed')::boolean), 0::bigint, 'as null, and said to be hidden');
SELECT is((tap.answer(:'head', '{"indicator": "open", "count": "true"}') ->> '_total')::bigint, 6::bigint,
    'and are counted');
SELECT is((tap.answer(:'head', '{"count": "false"}') ->> '_total'), NULL, 'when a count is asked for');
SELECT is((tap.answer(:'head', '{"count": "true"}') ->> '_total')::bigint,
    (SELECT count(*) FROM tap.rows(:'list', '{}')), 'and all that is listed, without a filter too');
SELECT is_empty($$SELECT * FROM tap.rows($$ || quote_literal(:'list') || $$, '{"indicator": "shut"}')$$,
    'a list of what may not be seen is empty');
SELECT is((SELECT string_agg(r ->> 'area', ' ') FROM tap.rows(:'list', '{"indicator": "open", "as_of": "2017-12-31Z"}') AS r
    WHERE (r ->> 'suppressed')::boolean), 'E07000114', 'what was known then is hidden as it was then');
SELECT is((SELECT count(*) FROM tap.rows(:'revisions', '{"indicator": "open"}') AS r WHERE (r ->> 'suppressed')::boolean
    AND r -> 'value' <> 'null'), 0::bigint, 'no revision tells a hidden value');
SELECT is((SELECT string_agg(concat_ws('.', r ->> 'area', r ->> 'revision', r ->> 'value'), ' ')
    FROM tap.rows(:'revisions', '{"indicator": "open"}') AS r),
    'E10000016.1.2 E10000016.2.4 E07000110.1 E07000113.1 E07000114.1 E07000114.2.5 E06000035.1 K03000001.1.4.0',
    'revisions by area and period');

-- As it was known
SELECT tap.acts('kcc');
SELECT is((SELECT string_agg(concat_ws('.', r ->> 'area', r ->> 'revision', r ->> 'value', r ->> 'status'), ' ')
    FROM tap.rows(:'list', jsonb_build_object('indicator', 'open', 'as_of', i.instant)) AS r), i.known, i.told)
FROM (VALUES ('2017-05-31T23:59:59Z', NULL, 'nothing was known before the first was recorded'),
    ('2017-06-01Z', 'E10000016.1.2.provisional E07000114.1.2.provisional', 'from that instant on it was'),
    ('2017-12-31T23:59:59.999999Z', 'E10000016.1.2.provisional E07000114.1.2.provisional',
        'until it was known better'),
    ('2018-01-01Z', 'E10000016.2.4.final E07000110.1.4.final E07000113.1.3.final E07000114.2.5.final E06000035.1.0.final'
        ' K03000001.1.4.0.final', 'which it was at that very instant')) AS i (instant, known, told);
SELECT is(tap.outcome('SELECT * FROM tap.rows(' || quote_literal(:'head') || ', ''{"as_of": "2099-01-01Z"}'')'),
    'as-of-in-future', 'what will be known is not');
SELECT is(tap.answer(:'head', '{"as_of": "2018-01-01Z"}') ->> '_watermark', NULL, 'the past has no watermark');
SELECT is(tap.outcome('SELECT * FROM tap.rows(' || quote_literal(:'list')
    || ', ''{"as_of": "2018-01-01Z", "updated_after": "2018-01-01T00:00:00Z"}'')'), 'delta-of-the-past',
    'nor is it asked for what has changed');

-- Filters
SELECT is((SELECT count(*) FROM tap.rows(:'list', f.filter || '{"indicator": "open"}')), f.found, f.filter::text)
FROM (VALUES ('{"from": "2017-03"}'::jsonb, 6::bigint), ('{"from": "2017-04"}', 0), ('{"from": "2017-Q1"}', 6),
    ('{"from": "2016/17-Q4"}', 6), ('{"from": "2017/18"}', 0), ('{"from": "2017"}', 6), ('{"to": "2017-03"}', 6),
    ('{"to": "2017-02"}', 0), ('{"to": "2017-Q1"}', 6), ('{"to": "2016/17"}', 6), ('{"to": "2016"}', 0),
    ('{"area": "E07000110"}', 1), ('{"area": "no-such"}', 0), ('{"status": "final"}', 6), ('{"status": "provisional"}', 0),
    ('{"from": "2017-03", "to": "2017-03", "area": "E10000016", "status": "final"}', 1)) AS f (filter, found);
SELECT is((SELECT count(*) FROM tap.rows(:'list', '{"indicator": "no-such"}')), 0::bigint, 'an indicator there is not');
SELECT is(tap.outcome(format('SELECT * FROM tap.rows(%L, %L)', :'list', p)), 'period-unreadable', p)
FROM unnest(ARRAY['{"from": "2017/19"}', '{"to": "2017/19-Q1"}']) AS p;
SELECT is(tap.outcome(format('SELECT * FROM tap.rows(%L, %L)', :'revisions', '{"indicator": "open", "period": "2017/19"}')),
    'period-unreadable', 'a period of revisions');
SELECT is((SELECT count(*) FROM tap.rows(:'revisions', '{"indicator": "open", "area": "E10000016", "period": "2017-03"}')),
    2::bigint, 'the revisions of one observation');

SELECT is((SELECT count(*) FROM tap.rows(:'revisions', f.filter)), f.found, f.filter::text)
FROM (VALUES ('{"indicator": "quarters", "period": "2017-Q2"}'::jsonb, 2::bigint), ('{"indicator": "quarters", "period": "2017/18-Q1"}', 2),
    ('{"indicator": "years", "period": "2017/18"}', 2), ('{"indicator": "open", "period": "2099-01"}', 0),
    ('{"indicator": "no-such", "period": "2017"}', 0)) AS f (filter, found);
SELECT is(tap.detail(format('SELECT * FROM tap.rows(%L, %L)', :'revisions', f.filter)) - 'sentence', jsonb_build_object('errors',
    jsonb_build_array(jsonb_build_object('parameter', 'period', 'code', 'period-of-another-frequency', 'detail', f.told))),
    f.filter || ' is no period of the indicator')
FROM (VALUES ('{"indicator": "open", "period": "2017"}', 'The indicator is observed each month, and this is a year.'),
    ('{"indicator": "open", "period": "2017-Q2"}', 'The indicator is observed each month, and this is a quarter.'),
    ('{"indicator": "quarters", "period": "2017-04"}', 'The indicator is observed each quarter, and this is a month.'),
    ('{"indicator": "years", "period": "2017"}', 'The indicator counts financial years, written 2017/18.')) AS f (filter, told);
SELECT tap.acts('');
SELECT is((SELECT count(*) FROM tap.rows(:'revisions', '{"indicator": "quarters", "period": "2017"}')), 0::bigint,
    'of what may not be seen it is not said by which periods it is observed');
SELECT tap.acts('kcc');

-- Instants and marks that there are not
SELECT is(tap.detail(format('SELECT * FROM tap.rows(%L, %L)', :'head', jsonb_build_object('updated_after', i))) -> 'errors' -> 0
    ->> 'parameter', 'updated_after', i || ' is no instant, and named so')
FROM unnest(ARRAY['2017-13-45T00:00:00Z', '2017-02-29T00:00:00Z', '2017-01-01T00:00:00+16:00', '2017-01-01T25:00:00Z']) AS i;
SELECT is(tap.outcome(format('SELECT * FROM tap.rows(%L, %L)', :'head', '{"updated_after": "2017-13-45T00:00:00Z"}')),
    'invalid-parameters', 'which is what a parameter is that is not right');
SELECT is(tap.outcome(format('SELECT * FROM tap.rows(%L, %L)', :'head', '{"updated_after": "2017-01-01T00:00:00-15:59"}')),
    'accepted', 'the widest offset there is');
SELECT is(tap.outcome(format('SELECT * FROM tap.rows(%L, jsonb_build_object(''after'', %L))', s, m || '.1.1.2017-01-01')), 'bad-cursor',
    m || ' is no mark of a list')
FROM unnest(ARRAY['x', '18446744073709551615', '99999999999999999999999', '-1']) AS m, unnest(ARRAY[:'head']) AS s;
SELECT is(tap.outcome(format('SELECT * FROM tap.rows(%L, jsonb_build_object(''after'', %L))', :'head',
    pg_snapshot_xmin(pg_current_snapshot()) || '.1.1.2017-01-01')), 'accepted', 'that of the oldest transaction that is open is one');

-- Withdrawing
SELECT results_eq($$SELECT w.object, w.before ->> 'value', w.before ->> 'revision'
    FROM safer.withdraw_observation('00000000-0000-7000-8000-000000000001', 'open', 'E10000016', '2017-03', 'Wrong.') AS w$$,
    $$VALUES ('00000000-0000-7000-8000-000000000001', '4', '2')$$, 'an observation is taken back');
SELECT is((SELECT string_agg(r ->> 'area', ' ') FROM tap.rows(:'list', '{"indicator": "open"}') AS r),
    'E07000110 E07000113 E07000114 E06000035 K03000001', 'and no longer listed');
SELECT is((SELECT string_agg(concat_ws('.', r ->> 'revision', r ->> 'value', r ->> 'deleted'), ' ')
    FROM tap.rows(:'revisions', '{"indicator": "open", "area": "E10000016"}') AS r), '1.2.false 2.4.false 3.true',
    'what it was stays to be read');
SELECT is((SELECT string_agg(r ->> 'value', ' ') FROM tap.rows(:'list',
    '{"indicator": "open", "area": "E10000016", "as_of": "2018-06-01Z"}') AS r), '4', 'and so does that it was known');
SELECT is(tap.outcome($$SELECT safer.withdraw_observation(gen_random_uuid(), 'open', 'E10000016', '2017-03', 'x')$$),
    'unknown-observation', 'once');
SELECT is(tap.outcome(format('SELECT safer.withdraw_observation(gen_random_uuid(), %L, %L, %L, ''x'')', w.cells[1],
    w.cells[2], w.cells[3])), w.cells[4], 'it cannot: ' || w.cells::text)
FROM (VALUES ('{no-such,E10000016,2017-03,unknown-indicator}'::text[]), ('{open,no-such,2017-03,unknown-area}'),
    ('{open,E07000110,2017-04,unknown-observation}'), ('{open,E07000110,2017-Q1,period-invalid}'),
    ('{open,E07000105,2017-Q1,period-invalid}'), ('{open,E07000105,March,period-invalid}')) AS w (cells);
SELECT tap.acts('swale');
SELECT is((SELECT count(*) FROM api.observation_withdrawals), 1::bigint, 'the source reads why');
SELECT tap.acts('mind');
SELECT is((SELECT count(*) FROM api.observation_withdrawals), 1::bigint, 'and any partner that reads the observation');
SELECT is(tap.outcome($$SELECT safer.withdraw_observation(gen_random_uuid(), 'open', 'K03000001', '2017-03', 'x')$$),
    'not-your-indicator', 'others withdraw nothing');
SELECT tap.acts('');
SELECT is_empty('SELECT * FROM api.observation_withdrawals', 'nobody else reads why');
SELECT is(tap.outcome($$SELECT safer.withdraw_observation(gen_random_uuid(), 'open', 'K03000001', '2017-03', 'x')$$),
    'not-permitted', 'nor withdraws anything');

RESET ROLE;
SET LOCAL track_functions = 'all';
SET LOCAL ROLE safer_service;
SELECT tap.acts('kcc');
SELECT is(tap.outcome($$SELECT safer.withdraw_observation(gen_random_uuid(), 'quarters', 'E07000110', '2017-Q2', 'x')$$), 'accepted',
    'a quarter is taken back');
SELECT is((SELECT f.calls FROM pg_stat_xact_user_functions AS f WHERE f.funcname = 'read_indicator_period'), 1::bigint,
    'and its period read once, however many there are');

SELECT * FROM finish();
ROLLBACK;
