-- Who proposes, changes, agrees and retires indicators, who annotates them, and who reads what of it.
\ir support.psql
SELECT plan(108);

CREATE FUNCTION tap.proposing(id text, source text DEFAULT NULL, priority text DEFAULT 'road-safety',
    frequency text DEFAULT 'month')
RETURNS text
LANGUAGE sql
RETURN format('SELECT safer.create_indicator(%L, ''Title'', NULL, ''people'', ''neutral'', %L, NULL, %L, %L, NULL, NULL,'
    ' NULL, NULL, NULL)', id, frequency, priority, source);
CREATE FUNCTION tap.counting(id text, kind text, suppress_below integer)
RETURNS text
LANGUAGE sql
RETURN format('SELECT safer.create_indicator(%L, ''Title'', NULL, ''people'', ''neutral'', ''month'', NULL, ''road-safety'','
    ' NULL, true, NULL, %L, %L, NULL)', id, kind, suppress_below);
CREATE FUNCTION tap.changing(id text, changes jsonb, clears jsonb DEFAULT NULL, if_match integer DEFAULT NULL)
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.change_indicator(%L, %L, %L, %L)', id, changes, clears, if_match);
CREATE FUNCTION tap.moving(id text, target text, on_date date DEFAULT NULL, if_match integer DEFAULT NULL)
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.move_indicator(%L, %L, %L, %L)', id, target, on_date, if_match);
CREATE FUNCTION tap.annotating(indicator text, area text DEFAULT NULL, period text DEFAULT '2017-03',
    kind text DEFAULT 'event', rebaseline boolean DEFAULT NULL, id uuid DEFAULT gen_random_uuid())
RETURNS text
LANGUAGE sql
RETURN format('SELECT safer.create_annotation(%L, %L, %L, %L, %L, ''Text'', %L)', id, indicator, area, period, kind,
    rebaseline);
CREATE FUNCTION tap.withdrawing(indicator text, id uuid, if_match integer DEFAULT NULL)
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.withdraw_annotation(%L, %L, ''Because.'', %L)', indicator, id, if_match);
-- How many rows a statement answers.
CREATE FUNCTION tap.count(statement text)
RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
    found bigint;
BEGIN
    EXECUTE 'SELECT count(*) FROM (' || statement || ') AS s' INTO found;
    RETURN found;
END
$$;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA tap TO PUBLIC;
SET LOCAL ROLE safer_service;

-- Areas
SELECT tap.acts('maidstone');
SELECT is(tap.outcome($$SELECT safer.create_area('town', 'Town', 'other', NULL, NULL, NULL, NULL)$$),
    'not-a-constituent-partner', 'a district records no area');
SELECT tap.acts('kcc');
SELECT is(tap.outcome($$SELECT safer.create_area('town', 'Town', 'other', 'maidstone', NULL, NULL, NULL)$$), 'accepted',
    'a constituent partner does');
SELECT is(tap.outcome($$SELECT safer.create_area('town', 'Town', 'other', NULL, NULL, NULL, NULL)$$), 'area-exists', 'once');
SELECT is(tap.outcome($$SELECT safer.create_area('city', 'City', 'other', 'nobody', NULL, NULL, NULL)$$), 'unknown-partner',
    'of a partner there is');
SELECT is(tap.outcome($$SELECT safer.create_area('city', 'City', 'other', NULL, '2018-01-01', '2017-01-01', NULL)$$),
    'date-implausible', 'which does not end before it begins');
SELECT is(tap.outcome($$SELECT safer.create_area('city', 'City', 'other', NULL, '1799-12-31', NULL, NULL)$$),
    'date-implausible', 'nor begins before any area did');
SELECT is(tap.outcome($$SELECT safer.create_area('city', 'City', 'other', NULL, NULL, '2101-01-01', NULL)$$),
    'date-implausible', 'nor ends in a time that nobody knows');
SELECT tap.acts('');
SELECT is((SELECT name FROM api.areas WHERE id = 'town'), 'Town', 'areas are read by everybody');

-- Proposing
SELECT is(tap.outcome(tap.proposing('none')), 'not-permitted', 'nobody proposes without a partner');
SELECT tap.acts('no-such-partner');
SELECT is(tap.outcome(tap.proposing('none')), 'not-permitted', 'nor for one unknown');
SELECT tap.acts('swale');
SELECT is(tap.outcome(tap.proposing('fires')), 'accepted', 'any partner proposes');
SELECT results_eq($$SELECT source, state, public, focus, kind, year, version FROM api.indicators WHERE id = 'fires'$$,
    $$VALUES ('swale', 'proposed', false, false, 'value', NULL::text, 1)$$, 'what it measures itself, if it says no more');
SELECT is(tap.outcome(tap.proposing('fires')), 'indicator-exists', 'once');
SELECT is(tap.outcome(tap.proposing('other', priority => 'no-such')), 'unknown-priority', 'for a priority there is');
SELECT is(tap.outcome(tap.proposing('other', source => 'no-such')), 'unknown-partner', 'of a partner there is');
SELECT is(tap.outcome(tap.proposing('theirs', source => 'maidstone')), 'accepted', 'or for another to measure');

SELECT is(tap.outcome(tap.proposing('other', priority => 'reducing-re-offending')), 'unknown-priority', 'not for a theme');

-- Small numbers of what is counted are hidden, unless somebody says that none are
SELECT is(tap.outcome(tap.counting(c.id, c.kind, c.below)), 'accepted', c.told)
FROM (VALUES ('counted', 'count', NULL, 'a count'), ('counted-ten', 'count', 10, 'one that hides more'),
    ('counted-open', 'count', 0, 'one that hides nothing'), ('rated', 'rate', NULL, 'a rate'), ('valued', NULL, 3, 'a value'))
    AS c (id, kind, below, told);
SELECT results_eq($$SELECT id, suppress_below FROM api.indicators WHERE id ~ '^(counted|rated|valued)' ORDER BY id$$,
    $$VALUES ('counted', 5), ('counted-open', NULL), ('counted-ten', 10), ('rated', NULL), ('valued', 3)$$,
    'a count hides what is below five, if nobody says otherwise');

-- Reading
SELECT tap.acts('mind');
SELECT is((SELECT count(*) FROM api.indicators WHERE id IN ('fires', 'theirs')), 2::bigint, 'any partner reads what is proposed');
SELECT tap.acts('');
SELECT is((SELECT count(*) FROM api.indicators WHERE id IN ('fires', 'theirs')), 0::bigint, 'nobody else does');
SELECT is(tap.count(tap.changing('fires', '{"title": "x"}')), 0::bigint, 'what may not be seen is not there to change');
SELECT is(tap.count(tap.moving('fires', 'agreed')), 0::bigint, 'nor to agree');
SELECT is(tap.count('SELECT * FROM (' || tap.annotating('fires') || ') AS a (id) WHERE a.id IS NOT NULL'), 0::bigint,
    'nor to annotate');

-- Changing
SELECT tap.acts('maidstone');
SELECT is(tap.outcome(tap.changing('fires', '{"title": "x"}')), 'not-your-indicator', 'another partner changes nothing');
SELECT is(tap.count(tap.changing('no-such', '{"title": "x"}')), 0::bigint, 'and nobody what there is not');
SELECT tap.acts('swale');
SELECT is(tap.outcome(tap.changing('fires', '{"title": "Fires", "public": true, "suppress_below": 5, "note": "n"}')), 'accepted',
    'the source changes what it proposed');
SELECT results_eq($$SELECT title, unit, public, suppress_below, note, version FROM api.indicators WHERE id = 'fires'$$,
    $$VALUES ('Fires', 'people', true, 5, 'n', 2)$$, 'what is left out stays');
SELECT is(tap.outcome(tap.changing('fires', '{"unit": "fires"}', '["note", "suppress_below"]', 2)), 'accepted',
    'with the version it has read');
SELECT results_eq($$SELECT unit, suppress_below, note FROM api.indicators WHERE id = 'fires'$$,
    $$VALUES ('fires', NULL::integer, NULL::text)$$, 'what is named in clears is emptied');
SELECT is(tap.outcome(tap.changing('fires', '{"unit": "x"}', NULL, 2)), 'precondition-failed', 'not with another');
SELECT is(tap.outcome(tap.changing('fires', '{"priority": "no-such"}')), 'unknown-priority', 'to a priority there is');
SELECT is(tap.outcome(tap.changing('fires', '{"source": "no-such"}')), 'unknown-partner', 'and a source');
SELECT is(tap.outcome(tap.changing('fires', '{"frequency": "quarter", "year": "calendar"}')), 'accepted',
    'its periods too, while nothing was observed');

-- States
SELECT is(tap.outcome(tap.moving('fires', 'agreed')), 'not-a-constituent-partner', 'the source agrees nothing');
SELECT tap.acts('kfrs');
SELECT is(tap.outcome(tap.moving('fires', 'agreed', '2019-06-02')), 'date-in-future', 'nothing is agreed tomorrow');
SELECT is(tap.outcome(tap.moving('fires', 'agreed', '1997-12-31')), 'date-implausible', 'nor before there were partnerships');
SELECT is(tap.outcome(tap.moving('fires', 'agreed', NULL, 1)), 'precondition-failed', 'nor what has changed meanwhile');
SELECT is(tap.detail(tap.moving('fires', 'retired')) - 'sentence', '{"allowed": ["agreed"]}'::jsonb,
    'what is proposed is not retired, but can be agreed');
SELECT is(tap.outcome(tap.moving('fires', 'retired')), 'indicator-state', 'and that is its own problem');
SELECT is(tap.outcome(tap.moving('fires', 'agreed')), 'accepted', 'a constituent partner agrees');
SELECT results_eq($$SELECT state, agreed_on FROM api.indicators WHERE id = 'fires'$$, $$VALUES ('agreed', date '2019-06-01')$$,
    'today, if it says no other day');
SELECT is(tap.detail(tap.moving('fires', 'agreed')) - 'sentence', '{"allowed": ["retired"]}'::jsonb, 'once');
SELECT tap.acts('');
SELECT is((SELECT count(*) FROM api.indicators WHERE id = 'fires'), 1::bigint,
    'what is public and agreed is read by everybody');
SELECT is(tap.outcome(tap.changing('fires', '{"title": "x"}')), 'not-your-indicator', 'and changed by nobody else');
SELECT is(tap.outcome(tap.moving('fires', 'retired')), 'not-a-constituent-partner', 'nor retired');
SELECT is(tap.outcome(tap.annotating('fires')), 'not-your-indicator', 'nor annotated');
SELECT tap.acts('swale');
SELECT is(tap.outcome(tap.changing('fires', c)), 'not-your-indicator', 'the source alone does not change ' || c::text)
FROM unnest(ARRAY['{"public": false}', '{"focus": true}', '{"suppress_below": 1}', '{"source": "kcc"}']::jsonb[]) AS c;
SELECT is(tap.outcome(tap.changing('fires', '{}', '["source"]')), 'not-your-indicator', 'nor clears its source');
SELECT is(tap.outcome(tap.changing('fires', '{"title": "Deliberate fires"}')), 'accepted', 'but what it is called');
SELECT tap.acts('kcc');
SELECT is(tap.outcome(tap.changing('fires', '{"public": false, "focus": true}')), 'accepted', 'a constituent partner does');
SELECT is(tap.outcome(tap.moving('fires', 'retired', '2019-05-31')), 'date-implausible', 'not retired before it was agreed');
SELECT is(tap.outcome(tap.moving('fires', 'retired', '2019-06-01')), 'accepted', 'retired');
SELECT is(tap.detail(tap.moving('fires', 'agreed')) - 'sentence', '{"allowed": []}'::jsonb, 'for ever');
SELECT tap.acts('');
SELECT is((SELECT count(*) FROM api.indicators WHERE id = 'fires'), 0::bigint, 'what is no longer public is not read');

-- What decides who sees what is noted, and nothing else
RESET ROLE;
SELECT results_eq($$SELECT i.id, i.shown_by IS NOT NULL, i.was_public FROM safer.indicator AS i
    WHERE i.id IN ('fires', 'theirs') ORDER BY i.id$$, $$VALUES ('fires', true, true), ('theirs', false, false)$$,
    'that it was public stays known');
UPDATE safer.indicator SET title = 'x', focus = true, note = 'y', public = true WHERE id = 'theirs';
SELECT is((SELECT shown_by FROM safer.indicator WHERE id = 'theirs'), NULL, 'public, but not agreed, shows nobody anything');
UPDATE safer.indicator SET state = 'agreed', agreed_on = '2019-01-01' WHERE id = 'theirs';
SELECT is((SELECT shown_by FROM safer.indicator WHERE id = 'theirs'), pg_current_xact_id(), 'agreed, it does');
SET LOCAL ROLE safer_service;
SELECT tap.acts('');
SELECT results_eq($$SELECT indicator FROM safer.series_shown_anew()$$, ARRAY['fires', 'theirs'],
    'anyone is told of what is public, and of what was');
SELECT tap.acts('mind');
SELECT results_eq($$SELECT indicator FROM safer.series_shown_anew()$$, ARRAY['fires', 'theirs'], 'and so is a partner');
SELECT tap.acts('kent-pcc');
SELECT is_empty('SELECT * FROM safer.series_shown_anew()', 'who reads every series has nothing to learn');

-- Annotations
SELECT tap.acts('maidstone');
SELECT is(tap.outcome(tap.annotating('theirs', id => '00000000-0000-7000-8000-000000000001')), 'accepted',
    'the source annotates');
SELECT is(tap.outcome(tap.annotating('road-casualties-ksi')), 'not-your-indicator', 'its own series alone');
SELECT tap.acts('kcc');
SELECT is(tap.outcome(tap.annotating('theirs', 'E07000110', '2016-01', 'recording_change', true)), 'accepted',
    'and so does a constituent partner, one area as well');
SELECT is(tap.outcome(tap.annotating('theirs', 'no-such')), 'unknown-area', 'which there is');
SELECT is(tap.outcome(tap.annotating('theirs', NULL, '2017-Q1')), 'period-invalid', 'from a period of the indicator on');
SELECT is(tap.outcome(tap.annotating('theirs', NULL, '2019-07')), 'period-invalid', 'that has begun');
SELECT is(tap.outcome(tap.annotating('theirs', NULL, '2017-03', 'commentary', true)), 'rebaseline-without-cause',
    'a commentary begins nothing anew');
SELECT is(tap.outcome(tap.changing('theirs', '{"frequency": "year"}')), 'indicator-observed',
    'what is annotated keeps its periods');
SELECT tap.acts('');
SELECT results_eq($$SELECT period, area FROM api.annotations WHERE indicator = 'theirs'
    ORDER BY period$$, $$VALUES ('2016-01', 'E07000110'), ('2017-03', NULL)$$, 'who reads the indicator reads what is said about it');
SELECT is((SELECT count(*) FROM api.annotations WHERE indicator = 'domestic-abuse-referrals'), 0::bigint,
    'and of no other');
SELECT tap.acts('mind');
SELECT is(tap.outcome(tap.withdrawing('theirs', '00000000-0000-7000-8000-000000000001')), 'not-your-indicator',
    'another partner takes nothing back');
SELECT is(tap.count(tap.withdrawing('fires', '00000000-0000-7000-8000-000000000001')), 0::bigint,
    'nor is it there under another indicator');
SELECT tap.acts('maidstone');
SELECT is(tap.outcome(tap.withdrawing('theirs', '00000000-0000-7000-8000-000000000001', 2)), 'precondition-failed',
    'nor what has changed meanwhile');
SELECT is(tap.outcome(tap.withdrawing('theirs', '00000000-0000-7000-8000-000000000001', 1)), 'accepted', 'the source does');
SELECT is(tap.outcome(tap.withdrawing('theirs', '00000000-0000-7000-8000-000000000001')), 'annotation-withdrawn', 'once');
SELECT results_eq($$SELECT withdrawn_at IS NOT NULL, withdrawal_reason, version FROM api.annotations
    WHERE id = '00000000-0000-7000-8000-000000000001'$$, $$VALUES (true, 'Because.', 2)$$, 'and it stays to be read');

-- The first period decides by which years it is written
SELECT is(tap.outcome(tap.proposing('quarters', frequency => 'quarter')), 'accepted', 'a quarterly indicator');
SELECT is(tap.outcome(tap.annotating('quarters', NULL, '2018-Q1')), 'accepted', 'annotated by calendar years');
SELECT is((SELECT i.year || ' ' || n.period FROM api.indicators AS i JOIN api.annotations AS n ON n.indicator = i.id
    WHERE i.id = 'quarters'), 'calendar 2018-Q1', 'is written by them');

-- A count is of whole things, and none are fewer than nought
RESET ROLE;
INSERT INTO safer.observation (written_by, recorded_at, indicator, area, starts_on, revision, provisional, value)
SELECT '5'::xid8, '2018-01-01Z', i.number, a.number, '2017-03-01', 1, false, v.value
FROM (VALUES ('rated', 2.0), ('valued', 2.5), ('theirs', -1)) AS v (id, value)
JOIN safer.indicator AS i ON i.id = v.id
JOIN safer.area AS a ON a.id = 'E10000016';
SET LOCAL ROLE safer_service;
SELECT tap.acts('kcc');
SELECT is(tap.outcome(tap.changing(i, '{"kind": "count"}')), 'indicator-observed', i || ' has values that are no counts')
FROM unnest(ARRAY['valued', 'theirs']) AS i;
SELECT is(tap.outcome(tap.changing('valued', '{"kind": "rate"}')), 'accepted', 'which a rate may have');
SELECT is(tap.outcome(tap.changing('rated', '{"kind": "count"}')), 'accepted', 'what has whole values becomes a count');
SELECT is((SELECT suppress_below FROM api.indicators WHERE id = 'rated'), 5, 'and hides small numbers from then on');
SELECT is(tap.outcome(tap.changing('rated', '{"note": "n"}', '["suppress_below"]')), 'accepted', 'until somebody says that none are');
SELECT is(tap.outcome(tap.changing('rated', '{"note": "m", "kind": "count"}')), 'accepted', 'which stays so');
SELECT is((SELECT suppress_below FROM api.indicators WHERE id = 'rated'), NULL, 'while it is a count');
SELECT is(tap.outcome(tap.changing('counted', '{"kind": "value"}')), 'accepted', 'a count becomes a value');
SELECT is(tap.outcome(tap.changing('counted', '{"kind": "count"}', '["suppress_below"]')), 'accepted', 'and a count again');
SELECT is((SELECT suppress_below FROM api.indicators WHERE id = 'counted'), NULL, 'that hides nothing, as it was said');

-- What everybody reads is of a priority that everybody reads
SELECT is(tap.outcome($$SELECT safer.create_priority('drafted', 'priority', 'Drafted', NULL)$$), 'accepted', 'a priority in no set');
SELECT is(tap.outcome(tap.proposing('early', priority => 'drafted')), 'accepted', 'has an indicator');
SELECT is(tap.outcome(tap.changing('early', '{"public": true}')), 'accepted', 'that is to be public');
SELECT is(tap.outcome(tap.moving('early', 'agreed')), 'priority-not-published', 'but is not agreed so');
SELECT is(tap.outcome(tap.changing('early', '{"public": false}')), 'accepted', 'for partners alone');
SELECT is(tap.outcome(tap.moving('early', 'agreed')), 'accepted', 'it is');
SELECT is(tap.outcome(tap.changing('early', '{"public": true}')), 'priority-not-published', 'and stays so');
SELECT is(tap.outcome(tap.changing('early', '{"public": true, "priority": "road-safety"}')), 'accepted',
    'until it is of a priority that is published');
SELECT is(tap.outcome(tap.changing('early', '{"priority": "drafted"}')), 'priority-not-published', 'and remains of one');
SELECT is(tap.outcome(tap.changing('early', '{"title": "Early"}')), 'accepted', 'what else it is may change');

SELECT * FROM finish();
ROLLBACK;
