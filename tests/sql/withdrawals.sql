-- Who withdraws from an agreement, when it takes effect to the day, and what is dissolved with it.
\ir support.psql
SELECT plan(83);

CREATE FUNCTION tap.withdrawing(partner text, notice_on date DEFAULT NULL, resolution_on date DEFAULT NULL,
    chair_notified_on date DEFAULT NULL, effective_on date DEFAULT NULL, dry_run boolean DEFAULT false,
    agreement text DEFAULT 'kcst-mou-2018', id uuid DEFAULT gen_random_uuid())
RETURNS text
LANGUAGE sql
RETURN format('SELECT safer.create_withdrawal(%L, %L, %L, %L, %L, %L, %L, NULL, %L)', id, agreement, partner, notice_on,
    resolution_on, chair_notified_on, effective_on, dry_run);

-- The last thing that is said of a notice, and nothing kept.
CREATE FUNCTION tap.says_last(notice_on date, effective_on date)
RETURNS text
LANGUAGE plpgsql
AS $$
DECLARE
    found text;
BEGIN
    PERFORM safer.create_withdrawal(gen_random_uuid(), 'kcst-mou-2018', 'kcc', notice_on, NULL, NULL, effective_on, NULL,
        false);
    SELECT w.says ->> -1
    INTO found
    FROM safer.withdrawals('kcst-mou-2018', NULL) AS w;
    RAISE EXCEPTION USING ERRCODE = 'SF009', MESSAGE = found;
EXCEPTION WHEN SQLSTATE 'SF009' THEN
    RETURN SQLERRM;
END
$$;

-- What a notice comes to, and nothing kept: the earliest day, the day it dissolves the agreement, what it says of that.
CREATE FUNCTION tap.comes_to(notice_on date, months integer DEFAULT 6, effective_on date DEFAULT NULL)
RETURNS text
LANGUAGE plpgsql
AS $$
DECLARE
    found text;
BEGIN
    UPDATE safer.agreement AS a SET notice_months = months WHERE a.id = 'kcst-mou-2018';
    PERFORM safer.create_withdrawal(gen_random_uuid(), 'kcst-mou-2018', 'kcc', notice_on, NULL, NULL, effective_on, NULL,
        false);
    SELECT concat_ws(' ', w.earliest_on, w.effective_on, coalesce(w.dissolves_on::text, 'outlives'))
    INTO found
    FROM safer.withdrawals('kcst-mou-2018', NULL) AS w;
    RAISE EXCEPTION USING ERRCODE = 'SF009', MESSAGE = found;
EXCEPTION WHEN SQLSTATE 'SF009' THEN
    RETURN SQLERRM;
END
$$;
-- What notice of 31 January says of how long it runs.
CREATE FUNCTION tap.says(months integer)
RETURNS text
LANGUAGE plpgsql
AS $$
DECLARE
    found text;
BEGIN
    UPDATE safer.agreement AS a SET notice_months = months WHERE a.id = 'kcst-mou-2018';
    PERFORM safer.create_withdrawal(gen_random_uuid(), 'kcst-mou-2018', 'kcc', '2018-01-31', NULL, NULL, NULL, NULL,
        false);
    SELECT w.says ->> 1 INTO found FROM safer.withdrawals('kcst-mou-2018', NULL) AS w;
    RAISE EXCEPTION USING ERRCODE = 'SF009', MESSAGE = found;
EXCEPTION WHEN SQLSTATE 'SF009' THEN
    RETURN SQLERRM;
END
$$;
\set first '''00000000-0000-7000-8000-000000000001'''
\set second '''00000000-0000-7000-8000-000000000002'''
SELECT tap.make_half_hidden_fund();

-- Calendar months, ends of months clamped
SELECT tap.acts('kcc', '2020-03-31');
SELECT is(tap.comes_to(d, n), w, d || ' and ' || n || ' months')
FROM (VALUES
    (date '2018-03-01', 6, '2018-09-01 2018-09-01 2018-09-01'),
    ('2018-08-30', 6, '2019-02-28 2019-02-28 2019-02-28'),
    ('2018-08-31', 6, '2019-02-28 2019-02-28 2019-02-28'),
    ('2018-08-28', 6, '2019-02-28 2019-02-28 2019-02-28'),
    ('2018-09-01', 6, '2019-03-01 2019-03-01 2019-03-01'),
    ('2018-03-31', 6, '2018-09-30 2018-09-30 2018-09-30'),
    ('2018-02-28', 6, '2018-08-28 2018-08-28 2018-08-28'),
    ('2019-08-29', 6, '2020-02-29 2020-02-29 2020-02-29'),
    ('2019-08-31', 6, '2020-02-29 2020-02-29 2020-02-29'),
    ('2018-12-31', 2, '2019-02-28 2019-02-28 2019-02-28'),
    ('2018-01-31', 1, '2018-02-28 2018-02-28 2018-02-28'),
    ('2018-05-05', 0, '2018-05-05 2018-05-05 2018-05-05'),
    ('2018-05-05', 12, '2019-05-05 2019-05-05 2019-05-05'),
    ('2019-09-30', 6, '2020-03-30 2020-03-30 2020-03-30'),
    ('2019-10-01', 6, '2020-04-01 2020-04-01 outlives'),
    ('2020-03-31', 6, '2020-09-30 2020-09-30 outlives')
) AS t (d, n, w);
SELECT is(tap.says(1), '1 calendar month''s notice ends on 28 February 2018, the last day of that month.', 'one month');
SELECT is(tap.says(2), '2 calendar months'' notice end on 31 March 2018.', 'two months');
SELECT is(tap.comes_to('2019-09-30', 6, '2020-03-31'), '2020-03-30 2020-03-31 2020-03-31',
    'on the last day of the term it still dissolves the agreement');
SELECT is(tap.comes_to('2019-09-30', 6, '2020-04-01'), '2020-03-30 2020-04-01 outlives', 'a day later it does not');
SELECT is(tap.says_last('2019-09-30', '2020-04-01'), 'The day chosen, 1 April 2020, outlives the term: the agreement ends'
    ' first, on 31 March 2020, and is not dissolved.', 'and it is said that the day does, not the notice');
SELECT is(tap.says_last('2019-10-01', NULL), 'The notice outlives the term: the agreement ends first, on 31 March 2020, and'
    ' is not dissolved.', 'where the notice does, that is said');

-- Who gives notice
SET LOCAL ROLE safer_service;
SELECT tap.acts('');
SELECT is((SELECT safer.create_withdrawal(:first, 'half-hidden-agreement', 'maidstone', '2018-05-01', NULL, NULL, NULL,
    NULL, true)), NULL, 'who does not see an agreement withdraws nobody from it');
SELECT is(tap.outcome(tap.withdrawing('kcc', '2018-05-01')), 'not-a-party', 'nor does who has no partner');
SELECT tap.acts('swale', '2018-08-31');
SELECT is(tap.outcome(tap.withdrawing('swale', '2018-05-01')), 'not-a-party', 'nor who is no party');
SELECT is(tap.outcome(tap.withdrawing('kcc', '2018-05-01', dry_run => true)), 'not-a-party', 'not even as a trial');
SELECT tap.acts('kcc', '2018-08-31');
SELECT is(tap.outcome(tap.withdrawing('maidstone', '2018-05-01', dry_run => true, agreement => 'half-hidden-agreement')),
    'not-a-party', 'a constituent partner that is no party does not either');
SELECT is(tap.outcome(tap.withdrawing('swale', '2018-05-01')), 'partner-not-a-party', 'nobody withdraws who is no party');
SELECT is(tap.outcome(tap.withdrawing('kfrs', '2018-05-01')), 'not-your-withdrawal', 'a party withdraws for itself');

-- When it was given
SELECT is(tap.outcome(tap.withdrawing('kcc')), 'notice-invalid', 'notice has its days');
SELECT is(tap.outcome(tap.withdrawing('kcc', '2018-05-01', '2018-05-01', '2018-05-01')), 'notice-invalid',
    'said in one way, not in both');
SELECT is(tap.detail(tap.withdrawing('kcc', '2018-05-01', '2018-05-01')) #>> '{errors,0,pointer}', '/resolution_on',
    'what is too much is pointed at');
SELECT is(tap.detail(tap.withdrawing('kcc', resolution_on => '2018-05-01')) #>> '{errors,0,pointer}',
    '/chair_notified_on', 'and what is missing');
SELECT is(jsonb_array_length(tap.detail(tap.withdrawing('kcc')) -> 'errors'), 2, 'both of them');
SELECT is(tap.outcome(tap.withdrawing('kcc', '2018-09-01')), 'date-in-future', 'nobody gives notice tomorrow');
SELECT is(tap.detail(tap.withdrawing('kcc', NULL, '2018-08-31', '2018-09-01')) #>> '{errors,0,pointer}',
    '/chair_notified_on', 'nor writes to the chair tomorrow');
SELECT is(tap.outcome(tap.withdrawing('kcc', '2020-04-01', dry_run => true)), 'agreement-over',
    'not even in a trial after the agreement''s end');
SELECT is(tap.outcome(tap.withdrawing('kcc', NULL, '2017-12-31', '2018-05-01')), 'date-implausible',
    'nor before the agreement started');
SELECT tap.acts('kcc', '2020-05-01');
SELECT is(tap.outcome(tap.withdrawing('kcc', '2020-04-01')), 'agreement-over', 'nor after it ended');
SELECT tap.acts('kcc', '2018-08-31');
SELECT is(tap.outcome(tap.withdrawing('kcc', '2018-08-31', effective_on => '2019-02-27')), 'notice-too-short',
    'it takes effect no earlier than the notice allows');
SELECT is(tap.detail(tap.withdrawing('kcc', '2018-08-31', effective_on => '2019-02-27')) ->> 'earliest_on', '2019-02-28',
    'and it is said when that is');
SELECT is(tap.outcome(tap.withdrawing('kcc', '2018-08-31', effective_on => '2024-03-01')), 'date-implausible',
    'nor years after it');
SELECT is(tap.outcome('SELECT * FROM safer.withdrawal'), '42501', 'nobody reads withdrawals past the rules');

-- Before it, money and posts
RESET ROLE;
INSERT INTO safer.post (id, employer, place) VALUES ('officer', 'kcc', 2), ('lead', 'kfrs', 1), ('own', 'kcc', 3),
    ('left', 'kcc', 4), ('short', 'kcc', 5);
INSERT INTO safer.post_term (post, from_on, to_on, title, host, placement, funding, fund, annual_cost_pence,
    funded_from, funded_months)
VALUES ('officer', '2018-01-01', NULL, 'Officer', 'kcc', 'team', 'joint', 'kcst-pooled-budget', 2400000,
        '2018-04-01', 24),
    ('officer', '2019-01-01', NULL, 'Senior officer', 'kcc', 'team', 'joint', 'kcst-pooled-budget', 2400000,
        '2018-04-01', 24),
    ('lead', '2018-04-01', NULL, 'Lead', 'kfrs', 'team', 'joint', 'kcst-pooled-budget', 4500000, '2018-04-01', 24),
    ('left', '2018-01-01', '2018-12-31', 'Left', 'kcc', 'team', 'joint', 'kcst-pooled-budget', 100, '2018-04-01', 24),
    ('short', '2018-01-01', NULL, 'Short', 'kcc', 'team', 'joint', 'kcst-pooled-budget', 100, '2018-04-01', 10),
    ('own', '2018-01-01', NULL, 'Own', 'kcc', 'team', 'partner', NULL, NULL, NULL, NULL);
DELETE FROM safer.purpose WHERE fund = 'kcst-pooled-budget' AND kind = 'project';
INSERT INTO safer.purpose (fund, id, name, kind) VALUES ('kcst-pooled-budget', 'knife-crime', 'Knife crime', 'project');
SET LOCAL ROLE safer_service;
SELECT tap.acts('kcc', '2018-08-31');
SELECT is(tap.outcome(tap.posting('W-1', amount_pence => 100)), 'accepted', 'KCC pays in a pound');
SELECT tap.acts('kfrs', '2018-08-31');
SELECT is(tap.outcome(tap.posting('W-1', amount_pence => 200)), 'accepted', 'and the fire service two');
SELECT is(tap.outcome(tap.withdrawing('kcc', NULL, '2018-08-30', '2018-08-31', dry_run => true)), 'accepted',
    'in a trial a party asks what another''s withdrawal would mean');
SELECT is(tap.outcome(tap.withdrawing('kfrs', '2018-10-01', dry_run => true)), 'accepted',
    'and what one on a day to come would mean');
RESET ROLE;
DELETE FROM safer.withdrawal;
UPDATE safer.agreement SET dissolved_on = NULL WHERE id = 'kcst-mou-2018';
UPDATE safer.agreement_minimum SET lapsed_on = NULL WHERE agreement = 'kcst-mou-2018';
SELECT a.version AS agreement_version, f.version AS fund_version FROM safer.agreement AS a, safer.fund AS f
WHERE a.id = 'kcst-mou-2018' AND f.id = 'kcst-pooled-budget'
\gset
SET LOCAL ROLE safer_service;

-- What comes of it
SELECT tap.acts('kcc', '2018-08-31');
SELECT is(tap.outcome(tap.withdrawing('kcc', NULL, '2018-08-31', '2018-07-15', id => :first)), 'accepted',
    'a party withdraws');
SELECT is((SELECT row(partner, earliest_on, dissolves_on, outlives_term, shares_on, remaining_pence)::text
        FROM safer.withdrawals('kcst-mou-2018', :first)),
    row('kcc', date '2019-02-28', date '2019-02-28', false, date '2018-08-31', 300)::text,
    'six months after the later of the two days');
SELECT is((SELECT shares::jsonb FROM safer.withdrawals('kcst-mou-2018', :first)),
    '[{"partner": "kcc", "amount_pence": 100}, {"partner": "kent-police", "amount_pence": 0},
        {"partner": "kfrs", "amount_pence": 200}]'::jsonb, 'each partner''s portion is what it paid in');
SELECT results_eq($$SELECT x.* FROM safer.withdrawals('kcst-mou-2018', NULL) AS w,
        json_to_recordset(w.returns -> 'posts') AS x (post text, title text, employer text, funding text)$$,
    $$VALUES ('lead', 'Lead', 'kfrs', 'joint'), ('officer', 'Senior officer', 'kcc', 'joint'),
        ('kcst-coordinator', 'KCST Coordinator', 'kfrs', 'joint'),
        ('kcst-admin-officer', 'Admin Officer', 'kcc', 'joint'), ('kcst-analyst', 'KCST Analyst', 'kcc', 'joint')$$,
    'the posts the fund pays on that day, as they then are');
SELECT is((SELECT returns::jsonb -> 'projects' FROM safer.withdrawals('kcst-mou-2018', :first)),
    '[{"purpose": "knife-crime", "name": "Knife crime"}]'::jsonb, 'and its projects');
SELECT is((SELECT jsonb_array_length(returns::jsonb -> 'functions') FROM safer.withdrawals('kcst-mou-2018', :first)), 11,
    'and the functions of both phases go back');
SELECT is((SELECT says::jsonb ->> 1 FROM safer.withdrawals('kcst-mou-2018', :first)),
    '6 calendar months'' notice end on 28 February 2019, the last day of that month.', 'it says that the month was short');
SELECT is(tap.outcome(tap.withdrawing('kcc', '2018-08-31')), 'already-withdrawn', 'a party withdraws once');
SELECT is((SELECT version FROM api.agreements WHERE id = 'kcst-mou-2018'), :agreement_version + 1,
    'the agreement''s version counts up');
RESET ROLE;
SELECT is((SELECT version FROM safer.fund WHERE id = 'kcst-pooled-budget'), :fund_version + 1, 'and the fund''s');
SET LOCAL ROLE safer_service;

-- Dissolution has effect
SELECT is((SELECT string_agg(concat_ws(' ', d, x.dissolved_on, x.state), ', ' ORDER BY d)
    FROM unnest('{2018-08-30,2018-08-31,2019-02-28,2019-03-01,2020-04-01}'::date[]) AS d, safer.agreements_on(d) AS x
    WHERE x.id = 'kcst-mou-2018'),
    '2018-08-30 in_force, 2018-08-31 2019-02-28 in_force, 2019-02-28 2019-02-28 in_force, 2019-03-01 2019-02-28 dissolved,'
    ' 2020-04-01 2019-02-28 dissolved', 'known from the day of notice, in force to the day it is dissolved');
SELECT tap.acts('kcc', '2019-02-28');
SELECT is((SELECT agreement FROM api.funds WHERE id = 'kcst-pooled-budget'), 'kcst-mou-2018',
    'on that day the fund has its agreement');
SELECT tap.acts('kcc', '2019-03-01');
SELECT is((SELECT agreement FROM api.funds WHERE id = 'kcst-pooled-budget'), NULL, 'and no longer the day after');
SELECT is((SELECT to_on FROM api.fund_contributors WHERE fund = 'kcst-pooled-budget' AND partner = 'kfrs'),
    date '2019-02-28', 'its parties contribute up to it');
SELECT is_empty($$SELECT * FROM safer.fund_schedule('kcst-pooled-budget', '2019/20')$$, 'what falls due later is not due');
SELECT is((SELECT count(*) FROM safer.fund_schedule('kcst-pooled-budget', '2018/19')), 3::bigint,
    'what fell due before is');
SELECT is(tap.outcome(tap.posting('W-2', financial_year => '2019/20', received_on => '2019-02-01')), 'year-not-covered',
    'nothing is paid for a year that is covered no more');
SELECT alike(tap.detail(tap.posting('W-2', financial_year => '2019/20', received_on => '2019-02-01')) ->> 'sentence',
    '%dissolved on 28 February 2019%', 'and it is said why');
SELECT is(tap.outcome(tap.posting('W-2', received_on => '2019-02-01')), 'accepted', 'for one that is, it is');
SELECT is((SELECT shares_on FROM safer.withdrawals('kcst-mou-2018', :first)), date '2019-02-28',
    'once it is past, the fund is shared as it stood on that day');
RESET ROLE;
UPDATE safer.withdrawal SET recorded_on = '2019-03-01' WHERE id = :first;
SET LOCAL ROLE safer_service;
SELECT is((SELECT shares_on FROM safer.withdrawals('kcst-mou-2018', :first)), date '2019-03-01',
    'one that is recorded later shares what there was then');
RESET ROLE;
UPDATE safer.withdrawal SET recorded_on = '2018-08-31' WHERE id = :first;
SET LOCAL ROLE safer_service;

-- Another one, which is earlier or later
SELECT tap.acts('kent-police', '2019-03-01');
SELECT is(tap.outcome(tap.withdrawing('kent-police', '2019-03-01')), 'agreement-over', 'after it nobody withdraws');
SELECT is(tap.outcome(tap.withdrawing('kent-police', '2018-08-01', id => :second)), 'accepted',
    'before it another can have');
SELECT is((SELECT dissolved_on FROM api.agreements WHERE id = 'kcst-mou-2018'), date '2019-02-01',
    'the earliest dissolves the agreement');
SELECT is((SELECT says::jsonb ->> 2 FROM safer.withdrawals('kcst-mou-2018', :first)),
    'Another withdrawal dissolves the agreement before that, on 1 February 2019.', 'which the other says');
SELECT is((SELECT dissolved_on FROM safer.agreements_on('2018-08-15') WHERE id = 'kcst-mou-2018'), date '2019-02-01',
    'what was known on a day is what had been noticed by then');

-- Who reads it
SELECT tap.acts('swale', '2019-03-01');
SELECT is_empty($$SELECT * FROM safer.withdrawals('kcst-mou-2018', NULL)$$,
    'a partner that is no party reads no withdrawal, public as the agreement is');
SELECT is((SELECT dissolved_on FROM api.agreements WHERE id = 'kcst-mou-2018'), date '2019-02-01',
    'but that the agreement is dissolved');
SELECT is((SELECT dissolved_on FROM safer.agreements_on('2018-07-31') WHERE id = 'kcst-mou-2018'), NULL,
    'from when it was known');
SELECT tap.acts('', '2019-03-01');
SELECT is_empty($$SELECT * FROM safer.withdrawals('kcst-mou-2018', NULL)$$, 'nor does who has no partner');

-- The year it no longer covers can be covered anew
SELECT tap.acts('kfrs', '2019-03-01');
SELECT is(tap.outcome($$SELECT safer.create_agreement('anew', 'Anew', 'kcst-pooled-budget', '2019-03-01', '2021-03-31',
    'kcst-mou-2018', '["kfrs", "kcc"]', '[{"financial_year": "2019/20", "amount_pence": 5}]', NULL, NULL, NULL, NULL,
    NULL, NULL)$$), 'accepted', 'another agreement covers the year that is not due any more');
SELECT is((SELECT string_agg(concat_ws(' ', partner, due_pence), ', ') FROM safer.fund_schedule('kcst-pooled-budget',
    '2019/20')), 'kcc 5, kfrs 5', 'and its minimum is due');
SELECT is(tap.outcome($$SELECT safer.create_agreement('again', 'Again', 'kcst-pooled-budget', '2019-03-01', '2021-03-31',
    NULL, '["kfrs", "kcc"]', '[{"financial_year": "2018/19", "amount_pence": 5}]', NULL, NULL, NULL, NULL,
    NULL, NULL)$$), 'year-already-covered', 'what was due stays covered');

-- A private agreement's days are not told to who has no partner
RESET ROLE;
UPDATE safer.agreement SET dissolved_on = '2019-01-31' WHERE id = 'half-hidden-agreement';
SET LOCAL ROLE safer_service;
SELECT tap.acts('');
SELECT is(safer.agreement_last_day('half-hidden-agreement', '2019-06-01'), NULL, 'not its last day');
SELECT is(safer.dissolution_known('half-hidden-agreement', '2019-06-01'), NULL, 'nor that it is dissolved');
SELECT is(safer.agreement_last_day('kcst-mou-2018', '2018-06-01') IS NOT NULL, true, 'a public one''s are');

SELECT * FROM finish();
ROLLBACK;
