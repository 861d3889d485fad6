-- The clock of a review: month ends, leap years, and suspensions before, across, on and after the day something is due.
\ir support.psql
SELECT plan(44);

-- The day something is due: from when it runs, how many months, the suspensions as 'begun/ended' (ended may be missing).
CREATE FUNCTION tap.due(runs_from date, months integer, suspensions text[] DEFAULT '{}', asked_on date DEFAULT '2030-01-01')
RETURNS date
LANGUAGE sql
RETURN safer.dhr_extended(runs_from, (runs_from + make_interval(months => months))::date,
    ARRAY(SELECT split_part(s, '/', 1)::date FROM unnest(suspensions) AS s),
    ARRAY(SELECT nullif(split_part(s, '/', 2), '')::date FROM unnest(suspensions) AS s), asked_on);

CREATE FUNCTION tap.to_stage(stage text, reached_on date, decision text DEFAULT NULL, suspended_for text DEFAULT NULL)
RETURNS text
LANGUAGE sql
RETURN tap.outcome(format('SELECT * FROM safer.move_dhr(''01900000-0000-7000-8000-000000000001'', %L, %L, %L, NULL, %L, NULL)',
    stage, reached_on, decision, suspended_for));
CREATE FUNCTION tap.clock(asked_on date)
RETURNS text
LANGUAGE sql
RETURN (SELECT concat_ws(' ', c.stage, c.days_in_stage, c.suspended, c.suspended_days, c.decision_due_on, c.decision_state,
        c.completion_due_on, c.completion_state)
    FROM safer.dhr_clock('01900000-0000-7000-8000-000000000001', asked_on) AS c);
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA tap TO PUBLIC;

-- Months
SELECT is(tap.due('2019-01-15', 1), date '2019-02-15', 'a month is to the same day of the next');
SELECT is(tap.due('2019-01-31', 1), date '2019-02-28', 'or to the last there is');
SELECT is(tap.due('2020-01-31', 1), date '2020-02-29', 'which in a leap year is another');
SELECT is(tap.due('2020-01-29', 1), date '2020-02-29', 'and then the 29th is no end');
SELECT is(tap.due('2019-01-29', 1), date '2019-02-28', 'else it is');
SELECT is(tap.due('2019-03-31', 1), date '2019-04-30', 'of a month of thirty days too');
SELECT is(tap.due('2019-08-31', 6), date '2020-02-29', 'six months from the end of August');
SELECT is(tap.due('2018-08-31', 6), date '2019-02-28', 'and a year before');
SELECT is(tap.due('2020-02-29', 6), date '2020-08-29', 'from a leap day to a day like it');
SELECT is(tap.due('2019-12-15', 1), date '2020-01-15', 'over the end of a year');

-- Suspensions
SELECT is(tap.due('2019-02-18', 6, '{2019-05-01/2019-08-01}'), date '2019-11-18', 'a suspension within moves it on');
SELECT is(tap.due('2019-02-18', 6, '{2019-05-01/2019-05-01}'), date '2019-08-18', 'one that ended the same day does not');
SELECT is(tap.due('2019-02-18', 6, '{2019-05-01/2019-05-02}'), date '2019-08-19', 'a day is a day');
SELECT is(tap.due('2019-02-18', 6, '{2019-01-01/2019-02-10}'), date '2019-08-18', 'one before it ran does not count');
SELECT is(tap.due('2019-02-18', 6, '{2019-02-10/2019-02-28}'), date '2019-08-28',
    'of one that had begun before it ran, what is within');
SELECT is(tap.due('2019-02-18', 6, '{2019-08-17/2019-10-01}'), date '2019-10-02', 'one across the day it was due counts whole');
SELECT is(tap.due('2019-02-18', 6, '{2019-08-18/2019-08-28}'), date '2019-08-28', 'so does one begun on that day');
SELECT is(tap.due('2019-02-18', 6, '{2019-08-19/2019-08-28}'), date '2019-08-18', 'one begun after it comes too late');
SELECT is(tap.due('2019-02-18', 6, '{2019-05-01/2019-05-11,2019-08-20/2019-08-30}'), date '2019-09-07',
    'but not where one before it has moved the day');
SELECT is(tap.due('2019-02-18', 6, '{2019-05-01/2019-05-11,2019-08-29/2019-09-30}'), date '2019-08-28',
    'not far enough is not at all');
SELECT is(tap.due('2019-02-18', 6, '{2019-05-01/}', '2019-05-01'), date '2019-08-18', 'one that lasts has moved nothing yet');
SELECT is(tap.due('2019-02-18', 6, '{2019-05-01/}', '2019-05-31'), date '2019-09-17', 'after thirty days, thirty days');
SELECT is(tap.due('2019-02-18', 6, '{2019-05-01/}', '2021-05-01'), date '2021-08-18', 'and in two years, two years');
SELECT is(tap.due('2019-02-18', 6, '{2019-05-01/2019-08-01}', '2019-06-01'), date '2019-09-18',
    'as it stood on a day within it');
SELECT is(tap.due('2019-02-18', 6, '{2019-05-01/2019-08-01}', '2019-04-01'), date '2019-08-18', 'and before it began');
SELECT is(tap.due('2020-01-31', 1, '{2020-02-10/2020-02-20}'), date '2020-03-10', 'over a leap day');
SELECT is(safer.dhr_suspended_days('2019-02-01', '2019-02-28', '{2019-01-01,2019-02-20}', '{2019-02-11,NULL}'), 18,
    'the days suspended of a stage: those within it, and those to the day that is asked about');
SELECT is(safer.dhr_suspended_days('2019-02-01', '2019-02-28', NULL, NULL), 0, 'none where none were');

-- How it stands
SELECT results_eq($$SELECT safer.dhr_deadline_state(due_on, met_on, suspended, asked_on)
    FROM (VALUES (1, date '2019-02-28', date '2019-02-28', false, date '2019-03-05'), (2, '2019-02-28', '2019-03-01', false, '2019-03-05'),
        (3, '2019-02-28', NULL, false, '2019-02-28'), (4, '2019-02-28', NULL, false, '2019-03-01'),
        (5, '2019-02-28', NULL, true, '2019-02-20'), (6, '2019-02-28', NULL, true, '2019-03-01'),
        (7, NULL, NULL, false, '2019-03-01')) AS t (n, due_on, met_on, suspended, asked_on) ORDER BY n$$,
    ARRAY['met', 'met_late', 'due', 'overdue', 'suspended', 'overdue', NULL],
    'on the day it is due, after it, and while it is suspended');

-- A review's
SELECT set_config('safer.scope', 'dhrs.read dhrs.write', true);
SELECT tap.acts('kcc', '2020-06-01');
SET LOCAL ROLE safer_service;
\set this '''01900000-0000-7000-8000-000000000001'''
SELECT is(tap.outcome(format('SELECT safer.create_dhr(%L, ''{"pseudonym": "Larkspur/2019", "partnership": "medway-csp",
    "notified_on": "2019-01-31"}'', ''[]'')', :this)), 'accepted', 'notified');
SELECT is(tap.to_stage('suspended', '2019-02-10', suspended_for => 'criminal_proceedings'), 'accepted', 'suspended');
SELECT is(tap.to_stage('resumed', '2019-02-20'), 'accepted', 'resumed');
SELECT is(tap.to_stage('decision', '2019-03-08', 'review'), 'accepted', 'decided');
SELECT is(tap.clock('2019-01-30'), NULL, 'before it was notified there is no clock');
SELECT is(tap.clock('2019-02-05'), 'notified 5 f 0 2019-02-28 due', 'then the month to decide runs');
SELECT is(tap.clock('2019-02-15'), 'notified 10 t 5 2019-03-05 suspended', 'but for the days it is suspended');
SELECT is(tap.clock('2019-03-01'), 'notified 19 f 10 2019-03-10 due', 'which count no more once it is resumed');
SELECT is(tap.clock('2019-03-08'), 'decision 0 f 10 2019-03-10 met 2019-09-08 due', 'from the decision the six months run');
SELECT is(tap.clock('2019-09-09'), 'decision 185 f 10 2019-03-10 met 2019-09-08 overdue', 'and end');

-- Versions of what is asked
SELECT is(tap.outcome('SELECT safer.create_dhr_clock_rule(''{"id": "late", "from_on": "2020-06-01", "decision_months": 1,
    "completion_months": 12, "completed_by": "sign_off", "source": "S"}'')'), 'clock-rule-in-past', 'a new version is for what is to come');
SELECT is(tap.outcome('SELECT safer.create_dhr_clock_rule(''{"id": "twelve", "from_on": "2020-06-02", "decision_months": 2,
    "completion_months": 12, "completed_by": "sign_off", "source": "S"}'')'), 'accepted', 'from tomorrow on, say');
SELECT is(tap.outcome('SELECT safer.create_dhr_clock_rule(''{"id": "before", "from_on": "2020-06-02", "decision_months": 1,
    "completion_months": 12, "completed_by": "sign_off", "source": "S"}'')'), 'clock-rule-in-past', 'and another after it');
SELECT is(tap.clock('2019-09-09'), 'decision 185 f 10 2019-03-10 met 2019-09-08 overdue', 'what was there goes by its own');
SELECT tap.acts('kcc', '2020-07-01');
SELECT safer.create_dhr('01900000-0000-7000-8000-000000000002', '{"pseudonym": "Yarrow/2020", "partnership": "swale",
    "notified_on": "2020-06-01"}', '[]'), safer.create_dhr('01900000-0000-7000-8000-000000000003',
    '{"pseudonym": "Sorrel/2020", "partnership": "swale", "notified_on": "2020-06-02"}', '[]') \gset made_
SELECT results_eq($$SELECT rule || ' ' || decision_due_on FROM api.dhrs WHERE partnership = 'swale' ORDER BY id$$,
    ARRAY['home-office-2016 2020-07-01', 'twelve 2020-08-02'], 'by the day it was notified, whenever it is recorded');

SELECT * FROM finish();
ROLLBACK;
