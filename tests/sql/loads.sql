-- What a load of observations does, what it refuses, and how each fault is told.
\ir support.psql
SELECT plan(81);

INSERT INTO safer.indicator (id, title, unit, polarity, frequency, year, priority, source, state, kind)
VALUES ('monthly', 'Monthly', 'people', 'neutral', 'month', NULL, 'road-safety', 'swale', 'agreed', 'count'),
    ('quarterly', 'Quarterly', 'people', 'neutral', 'quarter', 'financial', 'road-safety', 'swale', 'agreed', 'value'),
    ('by-calendar', 'By calendar', 'people', 'neutral', 'quarter', 'calendar', 'road-safety', 'swale', 'agreed', 'value'),
    ('undecided', 'Undecided', 'people', 'neutral', 'quarter', NULL, 'road-safety', 'swale', 'proposed', 'value'),
    ('yearly', 'Yearly', 'people', 'neutral', 'year', 'financial', 'road-safety', 'swale', 'agreed', 'value'),
    ('over', 'Over', 'people', 'neutral', 'month', NULL, 'road-safety', 'swale', 'proposed', 'value');
UPDATE safer.indicator SET state = 'retired', agreed_on = '2018-01-01', retired_on = '2019-01-01' WHERE id = 'over';

-- Loads rows, each an array of indicator, area, period, value and status, from line 2 on. What became of them, or why not.
CREATE FUNCTION tap.load(rows text[], form text DEFAULT 'csv', dry_run boolean DEFAULT false)
RETURNS text
LANGUAGE plpgsql
AS $$
DECLARE
    load uuid := gen_random_uuid();
    cells text[];
    line bigint := CASE form WHEN 'csv' THEN 1 ELSE 0 END;
BEGIN
    PERFORM safer.open_observation_staging();
    FOR i IN 1 .. coalesce(array_length(rows, 1), 0) LOOP
        cells := ARRAY(SELECT unnest(rows[i:i]));
        line := line + 1;
        INSERT INTO pg_temp.observation_staging (line, fault_column, fault, indicator, area, period, value, status)
        VALUES (line, NULL, CASE WHEN cells[1] LIKE '%|%' THEN cells[1] END,
            CASE WHEN cells[1] NOT LIKE '%|%' THEN cells[1] END, cells[2], cells[3], cells[4], cells[5]);
    END LOOP;
    PERFORM safer.load_observations(load, form, 'observations.csv', repeat('a', 64), 100, dry_run);
    RETURN (SELECT concat_ws(' ', l.rows, l.added, l.revised, l.unchanged)
        FROM api.observation_loads AS l WHERE l.id = load);
END
$$;
-- The faults of one row, as codes with their columns.
CREATE FUNCTION tap.faults(VARIADIC cells text[])
RETURNS text
LANGUAGE sql
RETURN (
    SELECT string_agg(concat_ws(' ', e.fault ->> 'column', e.fault ->> 'code'), ', ' ORDER BY e.place)
    FROM jsonb_array_elements(tap.detail(format('SELECT tap.load(%L)', ARRAY[cells])) -> 'errors')
        WITH ORDINALITY AS e (fault, place));
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA tap TO PUBLIC;

SET LOCAL ROLE safer_service;
SELECT tap.acts('kcc');
SELECT is(tap.load('{{monthly,E10000016,2017-03,12.00,NULL},{monthly,E10000016,2017-05,3,provisional},
    {monthly,E07000110,2017-03,0,final}}'), '3 3 0 0', 'what is new is added');
SELECT results_eq($$SELECT area, period, value::text, status, revision FROM api.observations
    WHERE indicator = 'monthly'$$,
    $$VALUES ('E10000016', '2017-03', '12.00', 'final', 1), ('E10000016', '2017-05', '3', 'provisional', 1),
        ('E07000110', '2017-03', '0', 'final', 1)$$,
    'a value keeps its decimals, is final unless it says otherwise, and a gap is no row');
SELECT is(tap.load('{{monthly,E10000016,2017-03,12,final},{monthly,E10000016,2017-05,3,final},
    {monthly,E07000110,2017-03,1,final}}'), '3 0 2 1', 'the same number is no change; another, or another status, is');
SELECT results_eq($$SELECT o.area, o.period, o.revision, o.value::text, o.status, o._current, o.recorded_at = l.recorded_at
    FROM api.observation_states AS o
    LEFT JOIN api.observations AS l USING (area, period, revision)
    WHERE o.indicator = 'monthly' AND l.indicator IS NOT DISTINCT FROM CASE WHEN o._current THEN 'monthly' END
    ORDER BY o._area, o._starts_on, o.revision$$,
    $$VALUES ('E10000016', '2017-03', 1, '12.00', 'final', true, true),
        ('E10000016', '2017-05', 1, '3', 'provisional', false, NULL), ('E10000016', '2017-05', 2, '3', 'final', true, true),
        ('E07000110', '2017-03', 1, '0', 'final', false, NULL), ('E07000110', '2017-03', 2, '1', 'final', true, true)$$,
    'what was known before is kept');
SELECT is_empty($$SELECT * FROM api.observation_states AS o
    JOIN api.observation_states AS n USING (_indicator, _area, _starts_on)
    WHERE n.revision = o.revision + 1 AND o._superseded_at <> n.recorded_at$$,
    'until the very instant from which on it was known better');
SELECT is((SELECT count(*) FROM api.observation_states AS o WHERE o.indicator = 'monthly' AND o.recorded_at = o._superseded_at),
    0::bigint, 'nothing was known for no time');
SELECT is((SELECT o.written_by FROM safer.observation AS o LIMIT 1), pg_current_xact_id(),
    'a row carries the transaction that wrote it');
SELECT is(tap.load('{{monthly,E10000016,2017-06,1,final},{monthly,E10000016,2017-03,13,final}}', 'csv', true), '2 1 1 0',
    'a dry run counts');
SELECT is((SELECT count(*) FROM api.observations WHERE indicator = 'monthly' AND value IN (13)), 0::bigint,
    'and keeps nothing');
SELECT results_eq($$SELECT form, filename, sha256, bytes, loaded_by, client, version FROM api.observation_loads
    WHERE revised = 2$$, $$VALUES ('csv', 'observations.csv', repeat('a', 64), 100::bigint, 'kcc', 'finance', 1)$$,
    'a load says what was sent, and by whom');

-- One way of writing
SELECT is(tap.load('{{quarterly,E10000016,2017-Q2,1,NULL},{quarterly,E10000016,2017/18-Q2,2,NULL},
    {by-calendar,E10000016,2017/18-Q4,3,NULL},{undecided,E10000016,2017-Q2,4,NULL},{undecided,E10000016,2017/18-Q2,5,NULL},
    {yearly,E10000016,2017/18,6,NULL}}'), '6 6 0 0', 'a quarter may be written either way');
SELECT results_eq($$SELECT indicator, period FROM api.observations WHERE indicator <> 'monthly'
    ORDER BY _indicator, _starts_on$$,
    $$VALUES ('quarterly', '2017/18-Q1'), ('quarterly', '2017/18-Q2'), ('by-calendar', '2018-Q1'),
        ('undecided', '2017-Q2'), ('undecided', '2017-Q3'), ('yearly', '2017/18')$$,
    'and is stored the indicator''s way, which the first row decides where it was not said');
SELECT is((SELECT year FROM api.indicators WHERE id = 'monthly'), NULL, 'a month says nothing of years');
SELECT is(tap.load('{{quarterly,E10000016,2017/18-Q1,1,NULL}}'), '1 0 0 1', 'the same quarter written otherwise is the same');

-- Faults
SELECT is(tap.faults(VARIADIC f.cells), f.codes, 'refused: ' || f.cells::text)
FROM (VALUES
    ('{no-such,E10000016,2017-03,1,NULL}'::text[], 'indicator unknown-indicator'),
    ('{NULL,E10000016,2017-03,1,NULL}', 'indicator unknown-indicator'),
    ('{over,E10000016,2017-03,1,NULL}', 'indicator indicator-retired'),
    ('{monthly,E99999999,2017-03,1,NULL}', 'area unknown-area'), ('{monthly,NULL,2017-03,1,NULL}', 'area unknown-area'),
    ('{monthly,E10000016,NULL,1,NULL}', 'period period-unreadable'),
    ('{monthly,E10000016,March 2017,1,NULL}', 'period period-unreadable'),
    ('{monthly,E10000016,2017-Q1,1,NULL}', 'period period-of-another-frequency'),
    ('{monthly,E10000016,2017,1,NULL}', 'period period-of-another-frequency'),
    ('{quarterly,E10000016,2017-03,1,NULL}', 'period period-of-another-frequency'),
    ('{yearly,E10000016,2017,1,NULL}', 'period period-of-another-frequency'),
    ('{monthly,E10000016,2019-07,1,NULL}', 'period period-ahead'),
    ('{monthly,E10000016,2017-03,NULL,NULL}', 'value value-missing'),
    ('{monthly,E10000016,2017-03,"1,234",NULL}', 'value value-not-a-number'),
    ('{monthly,E10000016,2017-03,£3,NULL}', 'value value-not-a-number'),
    ('{monthly,E10000016,2017-03,3%,NULL}', 'value value-not-a-number'),
    ('{monthly,E10000016,2017-03," 3",NULL}', 'value value-not-a-number'),
    ('{monthly,E10000016,2017-03,"12,5",NULL}', 'value value-not-a-number'),
    ('{monthly,E10000016,2017-03,NaN,NULL}', 'value value-not-a-number'),
    ('{monthly,E10000016,2017-03,Infinity,NULL}', 'value value-not-a-number'),
    ('{monthly,E10000016,2017-03,-inf,NULL}', 'value value-not-a-number'),
    ('{monthly,E10000016,2017-03,.5,NULL}', 'value value-not-a-number'),
    ('{monthly,E10000016,2017-03,5.,NULL}', 'value value-not-a-number'),
    ('{monthly,E10000016,2017-03,0x10,NULL}', 'value value-not-a-number'),
    ('{monthly,E10000016,2017-03,"",NULL}', 'value value-not-a-number'),
    ('{monthly,E10000016,2017-03,1e999,NULL}', 'value value-out-of-range'),
    ('{monthly,E10000016,2017-03,1e15,NULL}', 'value value-out-of-range'),
    ('{monthly,E10000016,2017-03,1e-16,NULL}', 'value value-out-of-range'),
    ('{monthly,E10000016,2017-03,1234567890123456,NULL}', 'value value-out-of-range'),
    ('{monthly,E10000016,2017-03,0.1234567890123456,NULL}', 'value value-out-of-range'),
    ('{monthly,E10000016,2017-03,-1,NULL}', 'value value-negative'),
    ('{monthly,E10000016,2017-03,5.5,NULL}', 'value value-not-whole'),
    ('{monthly,E10000016,2017-03,1e-15,NULL}', 'value value-not-whole'),
    ('{monthly,E10000016,2017-03,1,Final}', 'status status-unknown'),
    ('{monthly,E10000016,2017-03,1,""}', 'status status-unknown'),
    ('{no-such,E99999999,x,y,z}', 'indicator unknown-indicator, area unknown-area, period period-unreadable,'
        ' value value-not-a-number, status status-unknown'),
    ('{too-few-cells|The row has three cells.,NULL,NULL,NULL,NULL}', 'too-few-cells')
) AS f (cells, codes);
SELECT is(tap.load(ARRAY[ARRAY['quarterly', 'E10000016', '2015-Q1', v.written, NULL]]), '1 1 0 0', 'a value: ' || v.written)
FROM unnest('{-12.75}'::text[]) AS v (written);

-- How faults are told
SELECT is(tap.detail($$SELECT tap.load('{{monthly,E10000016,2018-01,1,NULL},{monthly,E10000016,2018-02,1,NULL},
    {monthly,E10000016,2018-01,2,NULL},{quarterly,E10000016,2016-Q1,1,NULL},{quarterly,E10000016,2015/16-Q4,1,NULL}}')$$)
    - 'sentence', $$ {"faults": 2, "errors": [
        {"line": 4, "column": "period", "code": "row-repeated",
            "detail": "The same indicator, area and period stand in line 2 too."},
        {"line": 6, "column": "period", "code": "row-repeated",
            "detail": "The same indicator, area and period stand in line 5 too."}]}$$::jsonb,
    'a row that stands there twice is told with both lines, however its period is written');
SELECT is(tap.detail($$SELECT tap.load('{{monthly,E10000016,2018-01,1,NULL},{monthly,E10000016,2018-01,1,NULL},
    {monthly,E10000016,2018-02,x,NULL},{shape|It is no object.,NULL,NULL,NULL,NULL}}', 'json')$$)
    - 'sentence', $$ {"faults": 3, "errors": [
        {"pointer": "/items/1/period", "code": "row-repeated",
            "detail": "The same indicator, area and period stand in /items/0 too."},
        {"pointer": "/items/2/value", "code": "value-not-a-number", "detail": "A value is a number, such as 12 or 12.5."},
        {"pointer": "/items/3", "code": "shape", "detail": "It is no object."}]}$$::jsonb,
    'a fault of JSON is told by its place');
SELECT is(tap.outcome($$SELECT tap.load('{{monthly,E10000016,2018-01,1,NULL},{monthly,E10000016,2018-02,x,NULL}}')$$),
    'rows-refused', 'all or nothing');
SELECT is((SELECT count(*) FROM api.observations WHERE period = '2018-01'), 0::bigint, 'nothing of it is kept');
SELECT is((SELECT concat_ws(' ', t.told ->> 'faults', jsonb_array_length(t.told -> 'errors'),
        t.told #>> '{errors,0,line}', t.told #>> '{errors,99,line}', t.told ->> 'sentence')
    FROM (SELECT tap.detail(format('SELECT tap.load(%L)', (SELECT array_agg(ARRAY['monthly', 'E10000016', 'x', 'y', NULL])
        FROM generate_series(1, 5000))))) AS t (told)),
    '10000 100 2 51 There are 10000 faults, so nothing was kept. Mend the rows, and send all of them again.',
    'the first hundred faults, and how many there are');
SELECT is(tap.detail($$SELECT tap.load('{{monthly,E10000016,2018-02,x,NULL}}')$$) ->> 'sentence',
    'There is a fault, so nothing was kept. Mend the rows, and send all of them again.', 'one fault is one');
SELECT unalike(tap.detail($$SELECT tap.load('{{monthly,E10000016,2018-02,a secret,NULL}}')$$)::text, '%secret%',
    'what a row says is not repeated');
SELECT is(tap.load('{}'), '0 0 0 0', 'nothing at all is a load too');

-- Whose series
SELECT tap.acts('swale');
SELECT is(tap.load('{{monthly,E10000016,2018-03,1,NULL}}'), '1 1 0 0', 'a source writes its series');
SELECT tap.acts('maidstone');
SELECT is(tap.faults('monthly', 'E10000016', '2018-04', '1', NULL), 'indicator not-your-series', 'another partner does not');
SELECT is(tap.faults('undecided', 'E07000110', '2018-Q1', '1', NULL), 'indicator not-your-series',
    'not even of its own area');
SELECT is((SELECT year FROM api.indicators WHERE id = 'undecided'), 'calendar', 'nor does it decide how it is written');
SELECT tap.acts('kent-pcc');
SELECT is(tap.faults('monthly', 'E10000016', '2018-04', '1', NULL), 'indicator not-your-series',
    'nor does who reads every series');
SELECT tap.acts('');
SELECT is(tap.outcome($$SELECT tap.load('{{monthly,E10000016,2018-04,1,NULL}}')$$), 'not-permitted',
    'nobody writes without a partner');
SELECT tap.acts('no-such-partner');
SELECT is(tap.outcome($$SELECT tap.load('{{monthly,E10000016,2018-04,1,NULL}}')$$), 'not-permitted', 'nor for one unknown');

-- Who reads of loads
SELECT tap.acts('swale');
SELECT is((SELECT count(*) FROM api.observation_loads), 1::bigint, 'a partner reads of its own loads');
SELECT tap.acts('kfrs');
SELECT cmp_ok((SELECT count(*) FROM api.observation_loads), '>', 5::bigint, 'a constituent partner of all');
SELECT tap.acts('');
SELECT is_empty('SELECT * FROM api.observation_loads', 'nobody else of any');

-- The staging table is the rules' own
SELECT tap.acts('kcc');
SELECT safer.open_observation_staging();
SELECT throws_ok('SELECT safer.open_observation_staging()', '42P07', NULL, 'there is one at a time');
SELECT throws_ok('SELECT * FROM pg_temp.observation_staging', '42501', NULL, 'the service puts rows in, and reads none');
SELECT throws_ok('UPDATE pg_temp.observation_staging SET line = 1', '42501', NULL, 'nor changes any');
SELECT throws_ok($$INSERT INTO safer.observation VALUES ('1', now(), 1, 1, '2017-01-01', 1, false, 1)$$, '42501', NULL,
    'nor writes observations itself');
SELECT throws_ok('DELETE FROM safer.observation', '42501', NULL, 'nor removes any');
RESET ROLE;
SELECT is_empty($$SELECT * FROM safer.observation AS o WHERE NOT EXISTS (
        SELECT FROM safer.indicator AS i WHERE i.number = o.indicator)
    OR NOT EXISTS (SELECT FROM safer.area AS a WHERE a.number = o.area)$$, 'every observation is of an indicator and an area');
SELECT throws_ok('DELETE FROM safer.indicator', '23001', NULL, 'an indicator is never removed');
SELECT throws_ok('DELETE FROM safer.area', '23001', NULL, 'nor an area');
SELECT throws_ok('DELETE FROM safer.observation', '23001', NULL, 'nor an observation');
SELECT throws_ok('UPDATE safer.observation_revision SET value = 0', '23001', NULL, 'what was known stays');
SELECT throws_ok('DELETE FROM safer.observation_load', '23001', NULL, 'and so does what was loaded');

SELECT * FROM finish();
ROLLBACK;
