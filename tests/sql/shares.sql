-- Each contributor's portion of what is left: in proportion to what it has paid in, and always the whole, to the penny.
\ir support.psql
SELECT plan(72);

CREATE FUNCTION pg_temp.id(n integer) RETURNS uuid LANGUAGE sql
RETURN ('01900000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid;
CREATE FUNCTION pg_temp.shares(on_date date DEFAULT NULL,
    fund text DEFAULT 'half-hidden') RETURNS SETOF text LANGUAGE sql
AS $$SELECT concat_ws(' ', s.partner, s.paid_in_pence, s.amount_pence) FROM safer.fund_shares(fund, on_date) AS s$$;
\set shares `cat sql/queries/funds/get_fund_shares.sql`
SELECT tap.make_half_hidden_fund();
SELECT tap.make_also_hidden_fund();
INSERT INTO safer.fund (id, name, host, rolls_forward) VALUES ('empty', 'Empty', 'medway', true);

-- The rule
SELECT is(safer.split_pence(amount, weights), shares, 'split ' || amount || ' by ' || weights::text || ': ' || what)
FROM (VALUES
    (10000::bigint, '{1,1,1}'::bigint[], '{3334,3333,3333}'::bigint[],
    'the penny left over goes to the first of equals'),
    (20000, '{1,1,1}', '{6667,6667,6666}', 'two of them to the first two'),
    (-10000, '{1,1,1}', '{-3334,-3333,-3333}', 'what lacks is split likewise'),
    (-20000, '{1,1,1}', '{-6667,-6667,-6666}', 'to the penny'),
    (10000, '{0,0,0}', '{3334,3333,3333}', 'who have paid nothing share equally'),
    (0, '{3,2,1}', '{0,0,0}', 'nothing is nothing for each'),
    (0, '{0,0}', '{0,0}', 'for whoever it is'),
    (100, '{7}', '{100}', 'one has it all'),
    (-1, '{7}', '{-1}', 'or lacks it all'),
    (100, '{1,0}', '{100,0}', 'who has paid nothing beside who has gets nothing'),
    (5, '{0,1,1}', '{0,3,2}', 'not a penny that is left over'),
    (1, '{1,2,3}', '{0,0,1}', 'the largest fraction first'),
    (2, '{1,2,3}', '{0,1,1}', 'then the next'),
    (3, '{4,4,6,6}', '{1,0,1,1}', 'the larger fraction, then the larger payment, then the earlier place'),
    (10, '{7,2,2}', '{6,2,2}', 'fractions of 4/11, 9/11 and 9/11'),
    (3, '{3,1,2}', '{2,0,1}', 'equal fractions: who paid more comes first'),
    (10, '{1,3}', '{2,8}', 'equal fractions of a half: who paid more comes first, wherever it stands'),
    (10, '{3,1}', '{8,2}', 'also the other way round'),
    (1000000000000, '{999999999999,1,999999999999}', '{500000000000,0,500000000000}', 'large sums lose nothing'),
    (9000000000000000000, '{1,2}', '{3000000000000000000,6000000000000000000}', 'nor the largest')
) AS x (amount, weights, shares, what);
SELECT setseed(0.5);
CREATE TEMP TABLE random_split AS
SELECT n, (CASE n % 3 WHEN 0 THEN -1 ELSE 1 END * floor(random() * 10 ^ (1 + n % 11)))::bigint AS amount,
    ARRAY(SELECT floor(random() * random() * 10 ^ (n % 9))::bigint FROM generate_series(1, 1 + (n * 7) % 13)) AS weights
FROM generate_series(1, 600) AS n;
SELECT is_empty('SELECT r.* FROM random_split AS r
    WHERE (SELECT sum(s) FROM unnest(safer.split_pence(r.amount, r.weights)) AS s) <> r.amount',
    'six hundred times, whatever the amount and the weights, the portions are the whole');
SELECT is_empty('SELECT r.* FROM random_split AS r
    CROSS JOIN LATERAL unnest(r.weights, safer.split_pence(r.amount, r.weights)) AS x (weight, share)
    WHERE (SELECT sum(w) FROM unnest(r.weights) AS w) > 0
        AND abs(x.share - r.amount::numeric * x.weight / (SELECT sum(w) FROM unnest(r.weights) AS w)) >= 1',
    'each is less than a penny from the exact portion');
SELECT is_empty('SELECT r.* FROM random_split AS r
    CROSS JOIN LATERAL unnest(r.weights, safer.split_pence(r.amount, r.weights)) AS x (weight, share)
    CROSS JOIN LATERAL unnest(r.weights, safer.split_pence(r.amount, r.weights)) AS y (weight, share)
    WHERE x.weight > y.weight AND abs(x.share) < abs(y.share)', 'who has paid more has never less');
SELECT is_empty('SELECT r.* FROM random_split AS r
    WHERE safer.split_pence(-r.amount, r.weights)
        <> ARRAY(SELECT -s.share FROM unnest(safer.split_pence(r.amount, r.weights)) WITH ORDINALITY AS s (share, place)
            ORDER BY s.place)', 'what lacks is split as what is left');

-- Of a fund
SET LOCAL ROLE safer_service;
SELECT tap.acts('medway');
SELECT results_eq('SELECT * FROM pg_temp.shares()', ARRAY['maidstone 0 0', 'swale 0 0', 'thanet 0 0'],
    'with nothing paid there is nothing to share');
SELECT is(tap.outcome(tap.spending('S-1', pg_temp.id(11), 100, incurred_on => '2019-06-01',
    decision => 'SMT')), 'accepted', '£1 is overspent');
SELECT results_eq('SELECT * FROM pg_temp.shares()', ARRAY['maidstone 0 -34', 'swale 0 -33', 'thanet 0 -33'],
    'an overdraft to which nobody has paid is shared equally');
SELECT is(tap.outcome(tap.spending_reversal(pg_temp.id(11))), 'accepted', 'and taken back');
SELECT tap.acts('maidstone');
SELECT is(tap.outcome(tap.posting('M-1', pg_temp.id(1), 10000, 'half-hidden', received_on => '2018-06-01')), 'accepted',
    'Maidstone £100 in June');
SELECT tap.acts('thanet');
SELECT is(tap.outcome(tap.posting('T-1', pg_temp.id(2), 10000, 'half-hidden', received_on => '2018-07-01')), 'accepted',
    'Thanet £100 in July');
SELECT tap.acts('swale');
SELECT is(tap.outcome(tap.posting('W-1', pg_temp.id(3), 10000, 'half-hidden', received_on => '2018-07-01')), 'accepted',
    'Swale as much');
SELECT tap.acts('medway');
SELECT is(tap.outcome(tap.spending('S-2', pg_temp.id(12), 10000, incurred_on => '2018-08-01')), 'accepted',
    '£100 are spent in August');
SELECT is(tap.outcome(tap.transferring('X-1', pg_temp.id(21), 10000, made_on => '2018-09-01')), 'accepted',
    'and £100 passed on in September');
SELECT results_eq('SELECT * FROM pg_temp.shares()', ARRAY['maidstone 10000 3334', 'swale 10000 3333',
    'thanet 10000 3333'],
    '£100 in three: the penny goes to the first');
SELECT tap.acts('maidstone');
SELECT is(tap.outcome(tap.reversal(pg_temp.id(1), '{"amount_pence": 9999}', pg_temp.id(4))), 'accepted',
    'Maidstone''s was a penny less');
SELECT tap.acts('medway');
SELECT results_eq('SELECT * FROM pg_temp.shares()',
    ARRAY['maidstone 9999 3333', 'swale 10000 3333', 'thanet 10000 3333'], 'then there is none to give');
SELECT tap.acts('swale');
SELECT is(tap.outcome(tap.posting('W-2', pg_temp.id(5), 1, 'half-hidden', received_on => '2018-07-01')), 'accepted',
    'Swale pays it instead');
SELECT tap.acts('medway');
SELECT results_eq('SELECT * FROM pg_temp.shares()',
    ARRAY['maidstone 9999 3333', 'swale 10001 3334', 'thanet 10000 3333'], 'and has it');
SELECT is((SELECT sum(amount_pence) FROM safer.fund_shares('half-hidden', NULL)), 10000::numeric,
    'the portions are what is left');

-- On a day
SELECT results_eq($$SELECT * FROM pg_temp.shares('2018-05-31')$$, ARRAY['maidstone 0 0', 'thanet 0 0'],
    'before anything: who contributes by then has nothing');
SELECT results_eq($$SELECT * FROM pg_temp.shares('2018-03-31')$$, ARRAY[]::text[], 'before the agreement nobody does');
SELECT results_eq($$SELECT * FROM pg_temp.shares('2018-06-01')$$, ARRAY['maidstone 9999 9999', 'swale 0 0',
    'thanet 0 0'],
    'on the day Maidstone has paid, as it was put right a year later');
SELECT results_eq($$SELECT * FROM pg_temp.shares('2018-07-31')$$,
    ARRAY['maidstone 9999 9999', 'swale 10001 10001', 'thanet 10000 10000'], 'before the spending nothing is spent');
SELECT results_eq($$SELECT * FROM pg_temp.shares('2018-08-01')$$,
    ARRAY['maidstone 9999 6666', 'swale 10001 6667', 'thanet 10000 6667'], 'on its day it is');
SELECT results_eq($$SELECT * FROM pg_temp.shares('2018-09-01')$$,
    ARRAY['maidstone 9999 3333', 'swale 10001 3334', 'thanet 10000 3333'], 'then it is passed on');
SELECT results_eq($$SELECT * FROM pg_temp.shares('2019-05-31')$$, $$SELECT * FROM pg_temp.shares('2018-09-01')$$,
    'yesterday it was the same');
SELECT results_eq($$SELECT * FROM pg_temp.shares('2019-06-01')$$, 'SELECT * FROM pg_temp.shares()', 'today is today');
SELECT is(tap.outcome($$SELECT safer.fund_shares('half-hidden', '2019-06-02')$$), 'date-ahead',
    'tomorrow is not known');
SELECT is(tap.detail($$SELECT safer.fund_shares('half-hidden', '2019-06-02')$$) #>> '{errors,0,parameter}', 'on',
    'the parameter is named');
SELECT is(tap.outcome(tap.spending('S-3', pg_temp.id(13), 3000, incurred_on => '2018-08-02')), 'accepted',
    '£30 in August');
SELECT is(tap.outcome(tap.spending_reversal(pg_temp.id(13))), 'accepted', 'are taken back today, and nothing instead');
SELECT results_eq('SELECT s.amount_pence FROM safer.fund_shares(''half-hidden'', NULL) AS s',
    ARRAY[3333::bigint, 3334, 3333], 'then they are there again');
SELECT is((SELECT sum(s.amount_pence) FROM safer.fund_shares('half-hidden', '2019-05-31') AS s), 7000::numeric,
    'as they were not until today');
SELECT tap.acts('medway', '2019-06-02');
SELECT results_eq($$SELECT * FROM pg_temp.shares('2019-06-01')$$, 'SELECT * FROM pg_temp.shares()',
    'the day after, what was taken back today had been');
SELECT is(tap.outcome(tap.closing('2018/19')), 'accepted', 'the year is closed');
SELECT results_eq('SELECT * FROM pg_temp.shares()',
    ARRAY['maidstone 9999 3333', 'swale 10001 3334', 'thanet 10000 3333'], 'which changes no portion');
SELECT results_eq($$SELECT * FROM pg_temp.shares('2018-08-01')$$,
    ARRAY['maidstone 9999 6666', 'swale 10001 6667', 'thanet 10000 6667'], 'on no day');
SELECT tap.acts('medway', '2030-01-01');
SELECT results_eq('SELECT * FROM pg_temp.shares()',
    ARRAY['maidstone 9999 3333', 'swale 10001 3334', 'thanet 10000 3333'],
    'who contributed has its portion when the agreement has ended');
SELECT is(tap.outcome(tap.spending('S-4', amount_pence => 20002, decision => 'SMT')), 'accepted', 'more than is left');
SELECT results_eq('SELECT * FROM pg_temp.shares()',
    ARRAY['maidstone 9999 -3334', 'swale 10001 -3334', 'thanet 10000 -3334'], 'what lacks is shared likewise');

-- One contributor, and none
SELECT results_eq($$SELECT * FROM pg_temp.shares(fund => 'also-hidden')$$, ARRAY['gravesham 0 10000'],
    'one contributor has all that is left, whoever it came from');
SELECT is(tap.outcome(tap.transferring('X-2', pg_temp.id(22), 500, 'also-hidden', 'empty', '2018-10-01')),
    'period-outside-agreement', 'nothing goes to a fund that could not spend it');
RESET ROLE;
INSERT INTO safer.fund_contributor (fund, partner, from_on) VALUES ('empty', 'dover', '2018-04-01');
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(tap.transferring('X-2', pg_temp.id(22), 500, 'also-hidden', 'empty', '2018-10-01')), 'accepted',
    '£5 go to one that could');
RESET ROLE;
DELETE FROM safer.fund_contributor WHERE fund = 'empty';
SET LOCAL ROLE safer_service;
SELECT is_empty($$SELECT * FROM pg_temp.shares(fund => 'empty')$$, 'nobody has a portion');
SELECT is(jsonb_path_query_array(jsonb_build_array(tap.answer(:'shares', '{"fund": "empty"}'),
        tap.answer(:'shares', '{"fund": "empty", "on": "2018-09-30"}'), tap.answer(:'shares',
        '{"fund": "also-hidden"}')),
    '$.remaining_pence'), '[500, 0, 9500]'::jsonb, 'but what is left is said');
SELECT is(tap.answer(:'shares', '{"fund": "half-hidden", "on": "2018-09-01"}') - 'rule' - 'shares',
    '{"fund": "half-hidden", "on": "2018-09-01", "paid_in_pence": 30000, "remaining_pence": -13002}'::jsonb,
    'the operation says what is left');
SELECT is(jsonb_path_query_array(tap.answer(:'shares', '{"fund": "half-hidden"}'), '$.shares.amount_pence')
    || (tap.answer(:'shares', '{"fund": "half-hidden"}') -> 'remaining_pence'), '[-3334, -3334, -3334, -10002]'::jsonb,
    'and how it is shared');

-- Who reads
SELECT tap.acts('kcc');
SELECT is((SELECT count(*) FROM pg_temp.shares()), 3::bigint, 'a constituent partner reads all');
SELECT tap.acts('maidstone');
SELECT is_empty('SELECT * FROM pg_temp.shares()', 'a contributor reads none');
SELECT is_empty($$SELECT * FROM pg_temp.shares('2100-01-01')$$, 'and is told of no fault');
SELECT is(tap.outcome($$SELECT safer.fund_shares_of('half-hidden', '2019-06-01')$$), '42501',
    'what rules ask is not for the service');
SELECT tap.acts('');
SELECT is_empty($$SELECT * FROM pg_temp.shares(fund => 'kcst-pooled-budget')$$, 'nor does who has no partner');

SELECT * FROM finish();
ROLLBACK;
