-- The statement of a year: what a fund opened with, what came in and went out by whom and for what, and what it closed
-- with; as it is known now or was known at an instant; for those who read the fund whole.
\ir support.psql
SELECT plan(60);

CREATE FUNCTION pg_temp.id(n integer) RETURNS uuid LANGUAGE sql
RETURN ('01900000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid;
\set statement `cat sql/queries/funds/get_fund_statement.sql`
\set balances `cat sql/queries/funds/list_fund_balances.sql`
SELECT tap.make_half_hidden_fund();
SELECT tap.make_also_hidden_fund();
INSERT INTO safer.agreement_minimum (agreement, fund, financial_year, amount_pence, due_on)
VALUES ('half-hidden-agreement', 'half-hidden', '2019/20', 260000, '2019-07-01');
SET LOCAL ROLE safer_service;

-- With nothing in it
SELECT tap.acts('medway');
SELECT results_eq($$SELECT * FROM tap.statement('2018/19')$$, ARRAY['opening 0', 'contributions maidstone 0',
    'contributions swale 0', 'contributions thanet 0', 'closing 0'], 'who contributes has a line, with nothing too');
SELECT results_eq($$SELECT * FROM tap.statement('2017/18')$$, ARRAY['opening 0', 'closing 0'],
    'in a year for which nobody does, there is none');

-- Two years
SELECT tap.acts('maidstone');
SELECT is(tap.outcome(tap.posting('M-1', pg_temp.id(1), 100000, 'half-hidden')), 'accepted', 'Maidstone £1,000');
SELECT is(tap.outcome(tap.posting('M-2', pg_temp.id(2), 1000, 'half-hidden')), 'accepted', 'and £10');
SELECT is(tap.outcome(tap.posting('M-3', pg_temp.id(3), 70, 'half-hidden', '2019/20')), 'accepted',
    '70p for the next year, in this one');
SELECT tap.acts('swale');
SELECT is(tap.outcome(tap.posting('W-1', pg_temp.id(4), 500, 'half-hidden')), 'accepted', 'Swale £5');
SELECT tap.acts('gravesham');
SELECT is(tap.outcome(tap.posting('G-1', pg_temp.id(5), 40000, 'also-hidden', received_on => '2018-08-01')), 'accepted',
    'Gravesham £400 for the other fund');
SELECT tap.happened('2019-05-01 10:00Z');
SELECT tap.acts('medway');
SELECT is(tap.outcome(tap.receipt(pg_temp.id(1))), 'accepted', 'the £1,000 arrive');
SELECT is(tap.outcome(tap.spending('S-1', pg_temp.id(11), 300)), 'accepted', '£3 for works');
SELECT is(tap.outcome(tap.spending('S-2', pg_temp.id(12), 200, purpose => 'project-one')), 'accepted',
    '£2 for a project');
SELECT is(tap.outcome(tap.spending('S-3', pg_temp.id(13), 50, incurred_on => '2019-04-01')), 'accepted',
    '50p for works in the next year');
SELECT is(tap.outcome(tap.transferring('X-1', pg_temp.id(21), 30)), 'accepted', '30p passed on');
SELECT is(tap.outcome(tap.transferring('X-2', pg_temp.id(22), 4000, 'also-hidden', 'half-hidden')), 'accepted',
    'and £40 the other way');
SELECT tap.happened('2019-05-02 10:00Z');
SELECT is(tap.outcome(tap.spending_reversal(pg_temp.id(11), '{"amount_pence": 301}', pg_temp.id(14))), 'accepted',
    'the £3 were £3.01');
SELECT tap.acts('maidstone');
SELECT is(tap.outcome(tap.reversal(pg_temp.id(2))), 'accepted', 'the £10 were none');
SELECT tap.happened('2019-05-03 10:00Z');
SELECT tap.acts('medway');
SELECT results_eq($$SELECT section, item, name, amount_pence, late_pence
    FROM safer.fund_statement('half-hidden', '2018/19', NULL)$$,
    $$VALUES ('opening', NULL, 'Opening balance', 0::bigint, 0::bigint),
        ('contributions', 'maidstone', 'Maidstone Borough Council', 100000, 0),
        ('contributions', 'swale', 'Swale Borough Council', 500, 0),
        ('contributions', 'thanet', 'Thanet District Council', 0, 0),
        ('transfers', 'also-hidden', 'Also hidden', 3970, 0),
        ('spending', 'project-one', 'Project one', -200, 0), ('spending', 'works', 'Works', -301, 0),
        ('closing', NULL, 'Closing balance', 103969, 0)$$,
    'in by contributor, what went to and came from other funds, out by purpose, and what is left');
SELECT results_eq($$SELECT * FROM tap.statement('2019/20')$$, ARRAY['opening 103969', 'contributions maidstone 70',
    'contributions swale 0', 'contributions thanet 0', 'spending works -50', 'closing 103989'],
    'a contribution counts in the year it is for, spending in that in which it was incurred; the next year opens with'
    ' what is left');
SELECT results_eq($$SELECT * FROM tap.statement('2021/22')$$, ARRAY['opening 103989', 'contributions swale 0',
    'closing 103989'], 'so does a year to come');
SELECT results_eq($$SELECT * FROM tap.statement('2018/19', 'also-hidden')$$, ARRAY['opening 0',
    'contributions gravesham 40000', 'transfers half-hidden -3970', 'closing 36030'], 'each fund has its own');
SELECT is((SELECT sum(amount_pence) FILTER (WHERE section <> 'closing')
        - sum(amount_pence) FILTER (WHERE section = 'closing')
    FROM safer.fund_statement('half-hidden', y, NULL)), 0::numeric, 'the lines add up to the last: ' || y)
FROM unnest(ARRAY['2017/18', '2018/19', '2019/20', '2020/21']) AS y;
SELECT results_eq($$SELECT * FROM tap.statement('2018/19', 'nowhere')$$, ARRAY[]::text[], 'no fund has no statement');

-- As it was known
SELECT results_eq($$SELECT * FROM tap.statement('2018/19', as_of => '2019-05-01 09:59:59.999999Z')$$, ARRAY['opening 0',
    'contributions maidstone 0', 'contributions swale 0', 'contributions thanet 0', 'closing 0'], 'before anything');
SELECT results_eq($$SELECT * FROM tap.statement('2018/19', as_of => '2019-05-01 10:00Z')$$, ARRAY['opening 0',
    'contributions maidstone 101000', 'contributions swale 500', 'contributions thanet 0', 'closing 101500'],
    'at the moment of the first');
SELECT results_eq($$SELECT * FROM tap.statement('2018/19', as_of => '2019-05-02 12:00Z')$$, ARRAY['opening 0',
    'contributions maidstone 101000', 'contributions swale 500', 'contributions thanet 0', 'transfers also-hidden 3970',
    'spending project-one -200', 'spending works -300', 'closing 104970'], 'before it was put right');
SELECT results_eq($$SELECT * FROM tap.statement('2018/19', as_of => '2019-05-03 10:00Z')$$,
    $$SELECT * FROM tap.statement('2018/19')$$, 'and after');
SELECT is(safer.unconfirmed_pence('half-hidden', y, at), pence,
    'not confirmed of ' || y || ' at ' || coalesce(at::text, 'all'))
FROM (VALUES ('2018/19', timestamptz '2019-04-30 00:00Z', 0::bigint), ('2018/19', '2019-05-01 12:00Z', 101500),
    ('2018/19', '2019-05-02 12:00Z', 1500), ('2018/19', '2019-05-03 12:00Z', 500), ('2018/19', NULL, 500),
    ('2019/20', NULL, 70), ('2017/18', NULL, 0)) AS x (y, at, pence);
SELECT is(tap.outcome($$SELECT safer.fund_statement('half-hidden', '2018/19',
    clock_timestamp() + interval '1 minute')$$),
    'as-of-in-future', 'not as it will be known');
SELECT is(tap.detail($$SELECT safer.fund_statement('half-hidden', '2018/19', '2100-01-01 00:00Z')$$) - 'sentence',
    '{"errors": [{"parameter": "as_of", "code": "as-of-in-future",
        "detail": "Nothing is known yet of 2100-01-01T00:00:00Z."}]}'::jsonb, 'the parameter is named');
SELECT is(tap.outcome($$SELECT safer.fund_statement('half-hidden', '2018/19', clock_timestamp())$$), 'accepted',
    'but now');

-- What the operation answers
SELECT is(tap.answer(:'statement', '{"fund": "half-hidden", "financial_year": "2018/19"}'),
    '{"fund": "half-hidden", "financial_year": "2018/19", "basis": "accruals", "as_of": null, "closed_at": null,
        "opening_pence": 0, "contributed_pence": 100500, "transferred_pence": 3970, "spent_pence": 501,
        "closing_pence": 103969, "unconfirmed_pence": 500,
        "contributions": [
            {"partner": "maidstone", "name": "Maidstone Borough Council", "amount_pence": 100000, "late_pence": 0},
            {"partner": "swale", "name": "Swale Borough Council", "amount_pence": 500, "late_pence": 0},
            {"partner": "thanet", "name": "Thanet District Council", "amount_pence": 0, "late_pence": 0}],
        "transfers": [{"fund": "also-hidden", "name": "Also hidden", "amount_pence": 3970, "late_pence": 0}],
        "spending": [{"purpose": "project-one", "name": "Project one", "amount_pence": 200, "late_pence": 0},
            {"purpose": "works", "name": "Works", "amount_pence": 301, "late_pence": 0}], "late": []}'::jsonb,
    'the operation answers with totals, spending as positive');
SELECT is(tap.outcome(tap.closing('2018/19')), 'accepted', 'the year is closed');
SELECT tap.happened('2019-05-04 10:00Z');
SELECT is(tap.outcome(tap.spending('S-4', pg_temp.id(15), 7)), 'accepted', 'and 7p come late');
SELECT tap.happened('2019-05-05 10:00Z');
SELECT is(tap.answer(:'statement', '{"fund": "half-hidden", "financial_year": "2019/20"}') -> 'late',
    jsonb_build_array(jsonb_build_object('kind', 'expenditure', 'id', pg_temp.id(15), 'belongs_to', '2018/19',
        'amount_pence', -7)), 'what is late is listed');
SELECT is(tap.answer(:'statement', '{"fund": "half-hidden", "financial_year": "2019/20"}') -> 'spending',
    '[{"purpose": "works", "name": "Works", "amount_pence": 57, "late_pence": 7}]'::jsonb,
    'and how much of a line it is');
SELECT is((tap.answer(:'statement', jsonb_build_object('fund', 'half-hidden', 'financial_year', '2018/19', 'as_of', at))
    ->> 'closed_at')::timestamptz, closed, 'closed at, as of ' || coalesce(at, 'now'))
FROM (VALUES (NULL, timestamptz '2019-05-04 10:00Z'), ('2019-05-04T10:00:00Z', '2019-05-04 10:00Z'),
    ('2019-05-04T09:59:59Z', NULL)) AS x (at, closed);

-- Balances: by what had happened, and by what was known
CREATE FUNCTION pg_temp.balances(on_date date, as_of timestamptz) RETURNS SETOF text LANGUAGE sql
AS $$SELECT concat_ws(' ', b.kind, b.partner, b.purpose, b.other_fund, b.debit_pence, b.credit_pence)
    FROM safer.fund_balances('half-hidden', on_date, as_of) AS b$$;
SELECT bag_eq($$SELECT * FROM pg_temp.balances('2018-05-02', NULL)$$, ARRAY['in-transit 101570 0',
    'contributions maidstone 0 101070', 'contributions swale 0 500'], 'on a day before the receipt');
SELECT bag_eq($$SELECT * FROM pg_temp.balances('2018-05-31', NULL)$$, ARRAY['in-transit 101570 100000',
    'bank 100300 808',
    'contributions maidstone 0 101070', 'contributions swale 0 500', 'spending project-one 200 0',
    'spending works 608 300'],
    'on the day of the spending, whenever that was posted');
SELECT bag_eq($$SELECT * FROM pg_temp.balances('2018-05-31', '2019-05-02 12:00Z')$$, ARRAY['in-transit 101570 100000',
    'bank 100000 500', 'contributions maidstone 0 101070', 'contributions swale 0 500', 'spending project-one 200 0',
    'spending works 300 0'], 'or as it was known earlier');
SELECT bag_eq($$SELECT * FROM pg_temp.balances('2018-03-31', NULL)$$, ARRAY[]::text[],
    'before all of it there are none');
SELECT is_empty(format($$SELECT * FROM (%s) AS b WHERE b.debit_pence - b.credit_pence <> b.balance_pence$$,
    tap.filled(:'balances', '{"fund": "half-hidden"}')), 'a balance is debits less credits');

-- Who reads
SELECT tap.acts('kcc');
SELECT is((SELECT count(*) FROM tap.statement('2018/19')), 8::bigint, 'a constituent partner reads it');
SELECT is(tap.outcome($$SELECT safer.fund_statement('half-hidden', '2018/19', '2100-01-01 00:00Z')$$),
    'as-of-in-future',
    'and is told what is wrong');
SELECT tap.acts('maidstone');
SELECT is_empty($$SELECT * FROM tap.statement('2018/19')$$, 'a contributor does not');
SELECT is(safer.unconfirmed_pence('half-hidden', '2018/19', NULL), NULL, 'nor what is not confirmed');
SELECT is_empty($$SELECT * FROM safer.late_entries('half-hidden', '2019/20', NULL)$$, 'nor what came late');
SELECT is_empty('SELECT * FROM pg_temp.balances(NULL, NULL)', 'nor balances');
SELECT is(tap.answer(:'statement', '{"fund": "half-hidden", "financial_year": "2018/19"}'), NULL,
    'it is answered as if there were no fund');
SELECT is_empty($$SELECT * FROM tap.statement('2018/19', as_of => '2100-01-01 00:00Z')$$, 'also what is wrong');
SELECT tap.acts('');
SELECT is_empty($$SELECT * FROM tap.statement('2018/19', 'kcst-pooled-budget')$$, 'nor does who has no partner');

SELECT * FROM finish();
ROLLBACK;
