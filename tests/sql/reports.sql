-- Reports on a quarter: who reads and issues them, that they stay, and what they are made of.
\ir support.psql
SELECT plan(90);

CREATE FUNCTION tap.checking(quarter text, last date, corrects integer DEFAULT NULL)
RETURNS text
LANGUAGE sql
RETURN format('SELECT safer.check_report(%L, %L, %L)', quarter, last, corrects);
CREATE FUNCTION tap.keeping(quarter text, corrects integer DEFAULT NULL, id uuid DEFAULT gen_random_uuid())
RETURNS text
LANGUAGE sql
RETURN format('SELECT safer.keep_report(%L, %L, %L, ''Note'', ''{"quarterly": {"a": 1}, "summary": {"b": 2}}'')', id,
    quarter, corrects);
CREATE FUNCTION tap.inserting(quarter text DEFAULT '2016/17-Q1', number integer DEFAULT 90, corrects integer DEFAULT NULL,
    note text DEFAULT NULL)
RETURNS text
LANGUAGE sql
RETURN format('INSERT INTO safer.report (id, quarter, number, corrects, partner, issued_at, note, summary)'
    ' VALUES (gen_random_uuid(), %L, %L, %L, ''kcc'', now(), %L, ''{}'')', quarter, number, corrects, note);

-- Indicators of each frequency, of which one is not agreed; months in Kent (one missing) and in Ashford.
INSERT INTO safer.indicator (id, title, unit, polarity, frequency, year, priority, source, state, agreed_on, focus)
VALUES ('months', 'Months', 'people', 'neutral', 'month', 'calendar', 'road-safety', 'swale', 'agreed', '2017-01-01', true),
    ('quarters', 'Quarters', 'people', 'neutral', 'quarter', 'financial', 'road-safety', NULL, 'agreed', '2017-01-01', false),
    ('calendar-years', 'Years', 'people', 'neutral', 'year', 'calendar', 'road-safety', NULL, 'agreed', '2017-01-01', false),
    ('financial-years', 'Years', 'people', 'neutral', 'year', 'financial', 'domestic-abuse', NULL, 'agreed', '2017-01-01',
        false),
    ('proposed', 'Proposed', 'people', 'neutral', 'month', 'calendar', 'road-safety', NULL, 'proposed', NULL, false);
INSERT INTO safer.observation (written_by, recorded_at, indicator, area, starts_on, revision, provisional, value)
SELECT pg_current_xact_id(), now(), i.number, a.number, s.starts_on, 1, false, 10
FROM (
    SELECT x.id, 'E10000016' AS area, m::date AS starts_on
    FROM (VALUES ('months'), ('proposed')) AS x (id),
        generate_series(date '2016-07-01', date '2017-01-01', interval '1 month') AS m
    WHERE m <> '2016-09-01'
    UNION ALL VALUES ('months', 'E07000105', date '2016-10-01'), ('quarters', 'E10000016', '2016-07-01'),
        ('quarters', 'E10000016', '2016-10-01'), ('calendar-years', 'E10000016', '2015-01-01'),
        ('calendar-years', 'E10000016', '2016-01-01'), ('financial-years', 'E10000016', '2015-04-01'),
        ('financial-years', 'E10000016', '2016-04-01')
) AS s
JOIN safer.indicator AS i ON i.id = s.id
JOIN safer.area AS a ON a.id = s.area;
-- What was withdrawn is no point.
INSERT INTO safer.observation (written_by, recorded_at, indicator, area, starts_on, revision, provisional, value)
SELECT pg_current_xact_id(), now(), i.number, a.number, '2016-11-01', 2, false, NULL
FROM safer.indicator AS i, safer.area AS a WHERE i.id = 'months' AND a.id = 'E07000105';
INSERT INTO safer.annotation (id, indicator, area, starts_on, kind, text, rebaseline, withdrawn_at, withdrawal_reason)
VALUES ('00000000-0000-0000-0000-000000000001', 'months', NULL, '2016-09-01', 'event', 'In a gap', true, NULL, NULL),
    ('00000000-0000-0000-0000-000000000002', 'months', 'E10000016', '2016-11-01', 'event', 'In Kent', true, NULL, NULL),
    ('00000000-0000-0000-0000-000000000003', 'months', NULL, '2016-12-01', 'event', 'Taken back', true, now(), 'Slip'),
    ('00000000-0000-0000-0000-000000000004', 'months', NULL, '2017-01-01', 'event', 'No rebaseline', false, NULL, NULL),
    ('00000000-0000-0000-0000-000000000005', 'calendar-years', NULL, '2016-01-01', 'event', 'A year', true, NULL, NULL),
    ('00000000-0000-0000-0000-000000000006', 'proposed', NULL, '2016-12-01', 'event', 'Proposed', false, NULL, NULL);
-- The periods of a series that a quarter asks about, and those with which limits begin anew.
CREATE FUNCTION tap.asked(indicator text, first date, last date, area text DEFAULT 'E10000016')
RETURNS text
LANGUAGE sql
RETURN (SELECT string_agg(p.period || CASE WHEN p._asked THEN '!' ELSE '' END || CASE WHEN p._rebaseline THEN '^' ELSE ''
        END, ' ' ORDER BY p._starts_on)
    FROM safer.series_points(first, last, NULL, area) AS p
    WHERE p.indicator = asked.indicator);
-- Of each of an indicator's series: its area, how many values are hidden, each value, and whether it is shared.
INSERT INTO safer.indicator (id, title, unit, polarity, frequency, year, priority, source, state, agreed_on, public, kind,
    suppress_below)
SELECT s.id, 'Counts', 'people', 'neutral', 'month', 'calendar', 'road-safety', NULL, 'agreed', '2017-01-01', s.public, 'count', 5
FROM (VALUES ('counts', true), ('shut-counts', false)) AS s (id, public);
INSERT INTO safer.observation (written_by, recorded_at, indicator, area, starts_on, revision, provisional, value)
SELECT pg_current_xact_id(), now(), i.number, a.number, m, 1, false, CASE WHEN a.local AND m = '2016-12-01' THEN 3 ELSE 10 END
FROM safer.indicator AS i, safer.area AS a, unnest('{2016-11-01,2016-12-01}'::date[]) AS m
WHERE i.id IN ('counts', 'shut-counts') AND a.id IN ('E10000016', 'E07000105');
CREATE FUNCTION tap.hidden(named text)
RETURNS text
LANGUAGE sql
RETURN (
    SELECT string_agg(s.told, '/' ORDER BY s._area)
    FROM (
        SELECT p._area, concat_ws(' ', p.area, p._suppressed, string_agg(coalesce(p.value::text, '~'), ' ' ORDER BY p._starts_on),
            p._shared) AS told
        FROM safer.series_points('2016-10-01', '2016-12-31', NULL, NULL) AS p
        WHERE p.indicator = named
        GROUP BY p._area, p.area, p._suppressed, p._shared
    ) AS s);
-- The lead and the states of a priority's actions in a report, and how many priorities it has.
CREATE FUNCTION tap.told(quarter text, first date, last date)
RETURNS text
LANGUAGE sql
RETURN (
    SELECT concat_ws(' ', (SELECT count(*) FROM json_array_elements(r.told)), p ->> 'title', p ->> 'lead_partner',
        p -> 'actions' ->> 'planned', p -> 'actions' ->> 'in_progress', p -> 'actions' ->> 'complete',
        json_array_length(p -> 'action_list' -> 0 -> 'progress'), json_array_length(p -> 'commentaries'))
    FROM (SELECT safer.report_priorities(quarter, first, last, true) AS told) AS r,
        json_array_elements(r.told) AS p
    WHERE p ->> 'priority' = 'safeguarding-vulnerable-people');
INSERT INTO safer.action (id, title, priority, owner, state, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', 'Action', 'safeguarding-vulnerable-people', 'kcc', 'complete',
        '2016-09-30 22:59:59Z'),
    ('00000000-0000-0000-0000-000000000002', 'Put on it later', 'domestic-abuse', 'kcc', 'planned',
        '2016-09-30 23:00:00Z'),
    ('00000000-0000-0000-0000-000000000003', 'Reported of before', 'violent-crime', 'kcc', 'planned',
        '2018-01-01 00:00:00Z');
INSERT INTO safer.action_progress (id, action, reported_on, state, text, partner)
VALUES ('00000000-0000-0000-0000-000000000003', '00000000-0000-0000-0000-000000000001', '2016-10-01', 'in_progress', 'T', 'kcc'),
    ('00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000001', '2016-12-31', NULL, 'T', 'kcc'),
    ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', '2017-01-01', 'complete', 'T', 'kcc'),
    ('00000000-0000-0000-0000-000000000004', '00000000-0000-0000-0000-000000000003', '2017-06-30', NULL, 'T', 'kcc');
INSERT INTO safer.commentary (id, priority, quarter, text, partner)
VALUES (gen_random_uuid(), 'safeguarding-vulnerable-people', '2016/17-Q3', 'Text', 'kcc');
INSERT INTO safer.priority_lead (priority, from_on, to_on, office, partner, source)
VALUES ('safeguarding-vulnerable-people', '2016-07-01', '2016-12-31', 'Head', 'swale', 'Minutes');
-- One priority of a report: its title, who leads it, and how many actions are planned.
CREATE FUNCTION tap.told_of(priority text, first date, last date)
RETURNS text
LANGUAGE sql
RETURN (
    SELECT concat_ws('/', p ->> 'title', p ->> 'lead_partner', p -> 'actions' ->> 'planned',
        json_array_length(p -> 'action_list'))
    FROM json_array_elements(safer.report_priorities('2016/17-Q1', first, last, true)) AS p
    WHERE p ->> 'priority' = told_of.priority);
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA tap TO PUBLIC;
SET LOCAL ROLE safer_service;

-- A quarter, however it is written, is a draft for those who read every series
SELECT tap.acts('kent-ccgs', '2018-04-09');
SELECT results_eq($$SELECT * FROM safer.report_quarter('2016-Q4', NULL)$$,
    $$VALUES ('2016/17-Q3', date '2016-10-01', date '2016-12-31', NULL::uuid, NULL::integer)$$,
    'a calendar quarter is the financial one of the same days');
SELECT results_eq($$SELECT quarter, first FROM safer.report_quarter('2016/17-Q4', NULL)$$,
    $$VALUES ('2016/17-Q4', date '2017-01-01')$$, 'the last quarter begins in January');
SELECT is_empty($$SELECT * FROM safer.report_quarter('2016-Q4', 1)$$, 'a draft has no number');
SELECT is(tap.outcome($$SELECT * FROM safer.report_quarter('2016/18-Q1', NULL)$$), 'period-unreadable', 'a quarter that is none');
SELECT tap.acts('maidstone', '2018-04-09');
SELECT is_empty($$SELECT * FROM safer.report_quarter('2016-Q4', NULL)$$, 'others have no draft');
SELECT tap.acts('', '2018-04-09');
SELECT is_empty($$SELECT * FROM safer.report_quarter('2016-Q4', NULL)$$, 'nor has nobody');

-- Issuing
SELECT is(tap.outcome(tap.checking('2016/17-Q3', '2016-12-31')), 'not-a-constituent-partner', 'nobody issues');
SELECT is(tap.outcome(tap.keeping('2016/17-Q3')), 'not-a-constituent-partner', 'nor keeps what was not checked');
SELECT tap.acts('kent-ccgs', '2018-04-09');
SELECT is(tap.outcome(tap.checking('2016/17-Q3', '2016-12-31')), 'not-a-constituent-partner', 'a responsible authority does not');
SELECT tap.acts('kcc', '2016-12-31');
SELECT is(tap.outcome(tap.checking('2016/17-Q3', '2016-12-31')), 'quarter-not-over', 'on its last day a quarter is not over');
SELECT is(tap.outcome(tap.keeping('2016/17-Q3')), 'quarter-not-over', 'and is not kept');
SELECT tap.acts('kcc', '2017-01-01');
SELECT is(tap.outcome(tap.checking('2016/17-Q3', '2016-12-31')), 'accepted', 'the day after it is');
SELECT tap.acts('kcc', '2018-04-09');
SELECT is(tap.outcome(tap.checking('1997/98-Q3', '1997-12-31')), 'date-implausible', 'there was no plan before 1998');
SELECT is(tap.outcome(tap.checking('1997/98-Q4', '1998-03-31')), 'accepted', 'from then on there may have been');
SELECT is(tap.outcome(tap.keeping('1997-Q4')), 'date-implausible', 'nor is a report of one kept');
SELECT is(tap.outcome(tap.checking('2016/17-Q3', '2016-12-31', 1)), 'report-issued', 'what is not issued is not corrected');
SELECT is(tap.outcome(tap.keeping('2016/17-Q3', NULL, '00000000-0000-0000-0000-0000000000a1')), 'accepted', 'it is issued');
SELECT is(tap.outcome(tap.checking('2016/17-Q3', '2016-12-31')), 'report-issued', 'once');
SELECT is(tap.outcome(tap.keeping('2016-Q4')), 'report-issued', 'however the quarter is written');
SELECT is(tap.detail(tap.keeping('2016-Q4')) ->> 'sentence', 'Report 1 of 2016/17-Q3 is issued. To correct it, say so.',
    'which is said with its number');
SELECT is(tap.outcome(tap.keeping('2016-Q3', NULL, '00000000-0000-0000-0000-0000000000a2')), 'accepted', 'another is issued');
SELECT is(tap.outcome(tap.keeping('2016-Q4', 2)), 'report-issued', 'a correction names one of its quarter');
SELECT tap.acts('kfrs', '2018-04-09');
SELECT is(tap.outcome(tap.keeping('2016-Q4', 1, '00000000-0000-0000-0000-0000000000a3')), 'accepted', 'its latest');
SELECT is(tap.outcome(tap.keeping('2016-Q4', 1)), 'report-issued', 'and no earlier one');
SELECT results_eq($$SELECT quarter, number, corrects, corrected_by, partner, note, version FROM api.reports ORDER BY number$$,
    $$VALUES ('2016/17-Q3', 1, NULL::integer, 3, 'kcc', 'Note', 2), ('2016/17-Q2', 2, NULL, NULL, 'kcc', 'Note', 1),
        ('2016/17-Q3', 3, 1, NULL, 'kfrs', 'Note', 1)$$, 'reports say what they correct, and what corrects them');
SELECT results_eq($$SELECT number FROM safer.report_quarter('2016-Q4', NULL)$$, 'VALUES (3)', 'the latest holds');
SELECT results_eq($$SELECT number FROM safer.report_quarter('2016-Q4', 1)$$, 'VALUES (1)', 'an earlier one is read by number');
SELECT is_empty($$SELECT number FROM safer.report_quarter('2016-Q4', 2)$$, 'the number is one of the quarter');
SELECT results_eq($$SELECT report, number FROM safer.report_quarter('2016-Q4', NULL, true)$$,
    'VALUES (NULL::uuid, NULL::integer)', 'a draft is had though one is issued');
SELECT is_empty($$SELECT number FROM safer.report_quarter('2016-Q4', 1, true)$$, 'and has no number');
SELECT results_eq($$SELECT r.summary::text, d.body::text FROM safer.report AS r JOIN safer.report_detail AS d ON d.report = r.id
    WHERE r.number = 1$$, $$VALUES ('{"b": 2}', '{"a": 1}')$$, 'each is kept as it was composed');

-- Reading
CREATE TEMP TABLE sight (partner text, reports bigint, details bigint, what text);
INSERT INTO sight VALUES ('kcc', 3, 3, 'a constituent partner reads all'), ('kent-ccgs', 3, 3, 'so does a responsible authority'),
    ('kent-pcc', 3, 3, 'and the commissioner'), ('maidstone', 3, 0, 'a district reads summaries'),
    ('mind', 3, 0, 'as does any partner'), ('no-such', 0, 0, 'somebody unknown reads nothing'), ('', 0, 0, 'nor does nobody');
CREATE FUNCTION pg_temp.seen(partner text) RETURNS text LANGUAGE sql
AS $$SELECT tap.acts(partner); SELECT (SELECT count(*) FROM safer.report) || ' ' || (SELECT count(*) FROM safer.report_detail)$$;
SELECT is(pg_temp.seen(s.partner), s.reports || ' ' || s.details, s.what) FROM sight AS s;
SELECT tap.acts('maidstone');
SELECT results_eq($$SELECT number FROM safer.report_quarter('2016-Q4', NULL)$$, 'VALUES (3)', 'what is issued, others know of');
SELECT is_empty($$SELECT number FROM safer.report_quarter('2016-Q4', NULL, true)$$, 'but of no draft');

-- Nothing else writes them, and nobody changes them
SELECT tap.acts('kcc');
SELECT is(tap.outcome(tap.inserting()), '42501', 'the service adds no report itself');
SELECT is(tap.outcome($$INSERT INTO safer.report_detail VALUES (gen_random_uuid(), '{}')$$), '42501', 'nor a detail');
SELECT is(tap.outcome('UPDATE safer.report SET note = note'), '42501', 'it changes none');
SELECT is(tap.outcome('DELETE FROM safer.report_detail'), '42501', 'and removes none');
SELECT is(tap.outcome($$SELECT safer.report_quarter('2016-Q4', NULL), safer.is_constituent_partner()$$), '42501',
    'it calls nothing that was not meant for it');
SET LOCAL ROLE safer_rules;
SELECT is(tap.outcome('UPDATE safer.report SET note = note'), '23001', 'rules change no report');
SELECT is(tap.outcome('DELETE FROM safer.report_detail'), '42501', 'and remove no detail');
SELECT is(tap.outcome(tap.inserting('2016/18-Q1')), 'report_quarter_shape', 'a year is followed by the next');
SELECT is(tap.outcome(tap.inserting('2016-Q1')), 'report_quarter_shape', 'quarters are of financial years');
SELECT is(tap.outcome(tap.inserting('1999/00-Q1')), 'accepted', 'also where the century ends');
SELECT is(tap.outcome(tap.inserting(number => 3)), 'report_number_once', 'a number is given once');
SELECT is(tap.outcome(tap.inserting(number => 0)), 'report_number_positive', 'numbers begin with one');
SELECT is(tap.outcome(tap.inserting(number => 91, corrects => 1)), 'report_corrected_once', 'a report is corrected once');
SELECT is(tap.outcome(tap.inserting(number => 91, corrects => 91)), 'report_corrects_an_earlier', 'by a later one');
SELECT is(tap.outcome(tap.inserting(number => 91, corrects => 89)), 'report_corrects_fkey', 'that is there');
SELECT is(tap.outcome(tap.inserting(number => 91, note => '')), 'report_note_length', 'a note says something');
RESET ROLE;
SELECT is(tap.outcome('UPDATE safer.report_detail SET body = body'), '23001', 'a detail stays for its owner too');
SELECT is(tap.outcome('DELETE FROM safer.report'), '23001', 'so does a report');
SELECT is(tap.outcome('TRUNCATE safer.report, safer.report_detail'), '23001', 'and all of them');
SET LOCAL ROLE safer_service;

-- What is asked of series
SELECT tap.acts('kcc', '2018-04-09');
SELECT is(tap.asked('months', '2016-10-01', '2016-12-31'), '2016-07 2016-08 2016-10!^ 2016-11!^ 2016-12!',
    'months of the quarter; limits begin anew after a gap in which something happened, and with what happened in the area');
SELECT is(tap.asked('months', NULL, NULL), '2016-07 2016-08 2016-10^ 2016-11^ 2016-12 2017-01!', 'without days, the latest');
SELECT is(tap.asked('months', '2016-10-01', '2016-12-31', 'E07000105'), '2016-10!^',
    'another area has its own; what was withdrawn is no point');
SELECT is(tap.asked('quarters', '2016-10-01', '2016-12-31'), '2016/17-Q2 2016/17-Q3!', 'the quarter itself');
SELECT is(tap.asked('quarters', '2016-07-01', '2016-09-30'), '2016/17-Q2!', 'later ones are left out');
SELECT is(tap.asked('calendar-years', '2016-10-01', '2016-12-31'), '2015 2016!^', 'a calendar year with the quarter it ends in');
SELECT is(tap.asked('calendar-years', '2017-01-01', '2017-03-31'), NULL, 'and with no other');
SELECT is(tap.asked('financial-years', '2017-01-01', '2017-03-31'), '2015/16 2016/17!', 'a financial year likewise');
SELECT is(tap.asked('financial-years', '2016-10-01', '2016-12-31'), NULL, 'with that of its own end');
SELECT is(tap.asked('proposed', '2016-10-01', '2016-12-31'), NULL, 'what is not agreed is not asked about');
SELECT set_eq($$SELECT DISTINCT p.indicator FROM safer.series_points('2017-01-01', '2017-03-31', 'domestic-abuse', NULL) AS p
        WHERE p.title = 'Years'$$, $$VALUES ('financial-years')$$, 'of one priority');
SELECT tap.acts('maidstone', '2018-04-09');
SELECT is(tap.asked('months', '2016-10-01', '2016-12-31', 'E07000105'), NULL, 'others read no district but their own');
SELECT tap.acts('ashford', '2018-04-09');
SELECT is(tap.asked('months', '2016-10-01', '2016-12-31', 'E07000105'), '2016-10!^', 'which they do');
SELECT tap.acts('swale', '2018-04-09');
SELECT is(tap.asked('months', '2016-10-01', '2016-12-31', 'E07000105'), '2016-10!^', 'and the source reads all');
SELECT tap.acts('', '2018-04-09');
SELECT is(tap.asked('months', '2016-10-01', '2016-12-31'), NULL, 'nobody reads what is not public');


-- A series of which values are hidden says so; one that every partner reads is shared
SELECT is(tap.hidden('counts'), 'E10000016 0 10 10 t/E07000105 1 10 ~ t', 'who is no partner sees a gap where a small number is hidden');
SELECT tap.acts('mind', '2018-04-09');
SELECT is(tap.hidden('counts'), 'E10000016 0 10 10 t/E07000105 0 10 3 t', 'a partner sees the number');
SELECT is(tap.hidden('shut-counts'), 'E10000016 0 10 10 t', 'and what is not public above district level, as every partner does');
SELECT tap.acts('kcc', '2018-04-09');
SELECT is(tap.hidden('shut-counts'), 'E10000016 0 10 10 t/E07000105 0 10 3 f', 'districts of what is not public are not shared');

-- What is told of the plan, and of the figures
SELECT tap.acts('kcc', '2018-04-09');
SELECT is(tap.told('2016/17-Q3', '2016-10-01', '2016-12-31'), '6 Safeguarding swale 0 1 0 2 1',
    'the set, the lead and the states of the quarter''s last day, and what was reported and said in it');
SELECT is(tap.told('2016/17-Q2', '2016-07-01', '2016-09-30'), '6 Safeguarding swale 1 0 0 0 0',
    'before it began an action was planned');
SELECT is(tap.told('2016/17-Q4', '2017-01-01', '2017-03-31'), '6 Safeguarding 0 0 1 1 0',
    'after the lead''s last day there is none; what is complete stays so');
SELECT is(tap.told_of('domestic-abuse', '2016-07-01', '2016-09-30'), 'Domestic Abuse/0/0',
    'an action is on the plan from the day it was put there, by London''s clocks');
SELECT is(tap.told_of('domestic-abuse', '2016-10-01', '2016-12-31'), 'Domestic Abuse/1/1', 'and not before');
SELECT is(tap.told_of('violent-crime', '2017-01-01', '2017-03-31'), NULL, 'nor before something was reported of it');
SELECT is(tap.told_of('violent-crime', '2017-04-01', '2017-06-30'), 'Violent Crime/1/1',
    'even if it was recorded later still; its priority is in no set now');
RESET ROLE;
UPDATE safer.priority_set SET state = 'agreed' WHERE id = 'csa-2018-19';
UPDATE safer.priority_set_member SET title = 'Road Danger' WHERE priority_set = 'csa-2018-19' AND priority = 'road-safety';
INSERT INTO safer.action (id, title, priority, owner, created_at)
VALUES (gen_random_uuid(), 'Action', 'road-safety', 'kfrs', '2016-01-01');
INSERT INTO safer.priority_lead (priority, from_on, office, partner, source)
VALUES ('road-safety', '2018-01-01', 'Head', 'swale', 'Minutes');
SET LOCAL ROLE safer_service;
SELECT is(tap.told_of('road-safety', '2017-04-01', '2017-06-30'), 'Road Safety/kfrs/1/1',
    'without a set in force, title and lead are those of the quarter''s last day, not today''s');
SELECT is(tap.told_of('road-safety', '2018-04-01', '2018-06-30'), 'Road Danger/swale/1/1', 'and later the later ones');
SELECT is(tap.told_of('road-safety', '2013-01-01', '2013-03-31'), NULL, 'before all of it nothing is told');
SELECT results_eq($$SELECT a ->> 'text' FROM json_array_elements(safer.report_annotations('2016-12-31')) AS a
        WHERE a ->> 'indicator' IN ('months', 'calendar-years', 'proposed')$$,
    $$VALUES ('A year'), ('In a gap'), ('In Kent')$$, 'of agreed indicators and what was not taken back, up to the last day');
SELECT results_eq($$SELECT a ->> 'text' FROM json_array_elements(safer.report_annotations('2017-03-31')) AS a
        WHERE a ->> 'indicator' IN ('months', 'calendar-years', 'proposed')$$,
    $$VALUES ('In a gap'), ('In Kent'), ('No rebaseline')$$, 'for a year');

SELECT * FROM finish();
ROLLBACK;
