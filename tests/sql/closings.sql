-- Closings: who closes a year and when; that nothing changes what is closed; that what comes late is counted in the
-- first open year and says for which year it is; and that each year opens with what the one before closed with.
\ir support.psql
SELECT plan(106);

CREATE FUNCTION pg_temp.id(n integer) RETURNS uuid LANGUAGE sql
RETURN ('01900000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid;
-- The entries of one thing: kind, the year counted in, the year it is for.
CREATE FUNCTION pg_temp.entries(n integer, fund text DEFAULT 'half-hidden') RETURNS SETOF text LANGUAGE sql
AS $$SELECT concat_ws(' ', e.kind, e.financial_year, e.belongs_to) FROM safer.entry AS e
    WHERE pg_temp.id(n) IN (e.contribution, e.expenditure, e.transfer) AND e.fund = entries.fund$$;
SELECT tap.make_half_hidden_fund();
SELECT tap.make_also_hidden_fund();
SELECT tap.make_post('half-post', 1200000, 24);
INSERT INTO safer.fund (id, name, host, rolls_forward) VALUES ('empty', 'Empty', 'medway', true);
SET LOCAL ROLE safer_service;

-- Two years of a fund
SELECT tap.acts('maidstone');
SELECT is(tap.outcome(tap.posting('M-1', pg_temp.id(1), 100000, 'half-hidden')), 'accepted', 'Maidstone £1,000');
SELECT tap.acts('thanet');
SELECT is(tap.outcome(tap.posting('T-1', pg_temp.id(2), 70000, 'half-hidden')), 'accepted', 'Thanet £700');
SELECT tap.acts('swale');
SELECT is(tap.outcome(tap.posting('W-1', pg_temp.id(3), 500, 'half-hidden', '2019/20', '2019-05-01')), 'accepted',
    'Swale £5 for the next year');
SELECT tap.acts('medway');
SELECT is(tap.outcome(tap.receipt(pg_temp.id(1))), 'accepted', 'the £1,000 arrive');
SELECT is(tap.outcome(tap.spending('S-1', pg_temp.id(11), 20000)), 'accepted', '£200 for works');
SELECT is(tap.outcome(tap.spending('S-2', pg_temp.id(12), 5000, purpose => 'half-post')), 'accepted', '£50 for a post');
SELECT is(tap.outcome(tap.spending('S-3', pg_temp.id(13), 1000, incurred_on => '2019-04-01')), 'accepted',
    '£10 for works in the next year');
SELECT is(tap.outcome(tap.transferring('X-1', pg_temp.id(21), 700)), 'accepted', '£7 passed on');
SELECT tap.happened('2019-05-01 10:00Z');
CREATE TEMP TABLE before AS
SELECT s.*, row_number() OVER () FROM safer.fund_statement('half-hidden', '2018/19', NULL) AS s;
SELECT is(safer.unconfirmed_pence('half-hidden', '2018/19', NULL), 70000::bigint, '£700 are not confirmed');

-- Who closes
SELECT tap.acts('');
SELECT is_empty(tap.closing('2018/19'), 'without a partner there is nothing to close');
SELECT tap.acts('ashford');
SELECT is_empty(tap.closing('2018/19'), 'nor for who may not see the fund');
SELECT tap.acts('maidstone');
SELECT is(tap.outcome(tap.closing('2018/19')), 'not-the-host', 'a contributor does not close');
SELECT tap.acts('kcc');
SELECT is(tap.outcome(tap.closing('2018/19')), 'not-the-host', 'nor does who only reads');

-- When
SELECT tap.acts('medway', '2019-03-31');
SELECT is(tap.outcome(tap.closing('2018/19')), 'year-not-over', 'not on the year''s last day');
SELECT is(tap.detail(tap.closing('2018/19')) #>> '{errors,0,pointer}', '/financial_year', 'which is pointed at');
SELECT tap.acts('medway', '2019-04-01');
SELECT is(tap.outcome(tap.closing('2018/19', 'empty')), 'accepted', 'but on the day after, also with nothing in it');
SELECT is((SELECT row(c.opening_pence, c.closing_pence, c.partner, c.version)::text FROM api.closings AS c
    WHERE c.fund = 'empty'), row(0, 0, 'medway', 1)::text, 'which opened and closed with nothing');
SELECT is_empty($$SELECT p.entry FROM api.postings AS p WHERE p.fund = 'empty'$$, 'and has nothing to carry forward');
SELECT tap.acts('medway', '2021-06-01');
SELECT is(tap.outcome(tap.closing('2019/20')), 'earlier-year-open', 'not while something is in an earlier year');
SELECT ok(tap.detail(tap.closing('2019/20')) ->> 'sentence' LIKE '2018/19 is still open.%', 'which is named');
SELECT is(tap.outcome(tap.closing('2020/21', 'empty')), 'earlier-year-open',
    'nor past the year after the last one closed');
SELECT ok(tap.detail(tap.closing('2020/21', 'empty')) ->> 'sentence' LIKE '2019/20 is still open.%',
    'which is named too');
SELECT is(tap.outcome(tap.closing('2017/18', 'empty')), 'year-closed', 'nor a year before it');
SELECT is(tap.outcome(tap.closing('2019/20', 'also-hidden')), 'earlier-year-open',
    'what came from another fund is something');
SELECT tap.acts('medway');
SELECT is((SELECT r.object || coalesce(r.before::text, '') FROM safer.close_fund_year('half-hidden', '2018/19', 'seen',
    pg_temp.id(31)) AS r), pg_temp.id(31)::text, 'the host closes a year that is over');
SELECT tap.happened('2019-05-02 10:00Z');
SELECT is((SELECT row(c.fund, c.financial_year, c.partner, c.opening_pence, c.closing_pence, c.note, c.version)::text
    FROM api.closings AS c WHERE c.id = pg_temp.id(31)),
    row('half-hidden', '2018/19', 'medway', 0, 144300, 'seen', 1)::text, 'with what it opened and closed with');
SELECT is(tap.outcome(tap.closing('2018/19')), 'year-closed', 'once');

-- What is frozen, and carried forward
SELECT results_eq($$SELECT section, item, name, amount_pence, late_pence
    FROM safer.fund_statement('half-hidden', '2018/19', NULL)$$,
    $$SELECT section, item, name, amount_pence, late_pence FROM before ORDER BY row_number$$,
    'the statement is what it was, line by line');
SELECT results_eq($$SELECT * FROM tap.statement('2018/19')$$, ARRAY['opening 0', 'contributions maidstone 100000',
    'contributions swale 0', 'contributions thanet 70000', 'transfers also-hidden -700', 'spending half-post -5000',
    'spending works -20000', 'closing 144300'], 'which is this');
SELECT bag_eq($$SELECT concat_ws(' ', b.kind, b.partner, b.purpose, b.other_fund, b.balance_pence)
    FROM api.balances AS b WHERE b.fund = 'half-hidden' AND b.balance_pence <> 0$$,
    ARRAY['bank 73300', 'in-transit 70500', 'contributions swale -500', 'spending works 1000',
    'carried-forward -144300'],
    'the year''s accounts are emptied, and what is left is carried forward');
SELECT results_eq(format($$SELECT kind, financial_year, belongs_to, occurred_on FROM safer.entry WHERE closing = %L$$,
    pg_temp.id(31)), $$VALUES ('closing', '2018/19', '2018/19', date '2019-03-31')$$,
    'by one entry, on the year''s last day');
SELECT results_eq($$SELECT * FROM tap.statement('2019/20')$$, ARRAY['opening 144300', 'contributions swale 500',
    'spending works -1000', 'closing 143800'], 'the next year opens with what it closed with');
SELECT results_eq($$SELECT * FROM tap.statement('2018/19', as_of => '2019-05-01 12:00Z')$$,
    $$SELECT * FROM tap.statement('2018/19')$$, 'and was the same before it was closed');

-- What comes late
SELECT tap.acts('thanet');
SELECT is(tap.outcome(tap.posting('T-2', pg_temp.id(4), 30, 'half-hidden')), 'accepted', 'Thanet 30p, late');
SELECT is((SELECT row(c.financial_year, c.booked_in)::text FROM api.contributions AS c WHERE c.id = pg_temp.id(4)),
    row('2018/19', '2019/20')::text, 'a late contribution is for its year, and counted in the first open one');
SELECT is((SELECT s.received_pence FROM safer.fund_schedule('half-hidden', '2018/19') AS s), 70030::bigint,
    'to what was due it counts as ever');
SELECT tap.acts('medway');
SELECT is(tap.outcome(tap.receipt(pg_temp.id(2), '2018-06-01')), 'accepted', 'the £700 arrive, late');
SELECT is(tap.outcome(tap.spending('S-4', pg_temp.id(14), 11, incurred_on => '2018-09-01')), 'accepted', '11p, late');
SELECT is((SELECT row(x.financial_year, x.booked_in)::text FROM api.expenditures AS x WHERE x.id = pg_temp.id(14)),
    row('2018/19', '2019/20')::text, 'late spending likewise');
SELECT is(tap.outcome(tap.spending_reversal(pg_temp.id(12))), 'accepted', 'the £50 were a mistake');
SELECT is(tap.outcome(tap.spending_reversal(pg_temp.id(11), '{"amount_pence": 20003}', pg_temp.id(15))), 'accepted',
    'the £200 were £200.03');
SELECT is(tap.outcome(tap.reversal(pg_temp.id(1), '{"amount_pence": 99000}', pg_temp.id(5))), 'accepted',
    'the £1,000 were £990');
SELECT is(tap.outcome(tap.transferring('X-2', pg_temp.id(22), 9, made_on => '2018-08-01')), 'accepted', '9p passed on');
SELECT is(tap.outcome(tap.transfer_reversal(pg_temp.id(21))), 'accepted', 'the £7 come back');
SELECT tap.happened('2019-05-03 10:00Z');
SELECT bag_eq($$SELECT * FROM pg_temp.entries(4)$$, ARRAY['contribution 2019/20 2018/19'],
    'the entry of a late contribution says so');
SELECT bag_eq($$SELECT * FROM pg_temp.entries(2)$$, ARRAY['contribution 2018/19 2018/19', 'receipt 2019/20 2018/19'],
    'that of a late receipt');
SELECT bag_eq($$SELECT * FROM pg_temp.entries(14)$$, ARRAY['expenditure 2019/20 2018/19'], 'of late spending');
SELECT bag_eq($$SELECT * FROM pg_temp.entries(12)$$, ARRAY['expenditure 2018/19 2018/19', 'reversal 2019/20 2018/19'],
    'of a late reversal of spending');
SELECT bag_eq($$SELECT * FROM pg_temp.entries(1)$$, ARRAY['contribution 2018/19 2018/19', 'receipt 2018/19 2018/19',
    'reversal 2019/20 2018/19', 'receipt-reversal 2019/20 2018/19'], 'and of a contribution');
SELECT bag_eq($$SELECT * FROM pg_temp.entries(5)$$, ARRAY['contribution 2019/20 2018/19'], 'of a late replacement');
SELECT bag_eq($$SELECT * FROM pg_temp.entries(22)$$, ARRAY['transfer 2019/20 2018/19'], 'of a late transfer');
SELECT bag_eq($$SELECT * FROM pg_temp.entries(22, 'also-hidden')$$, ARRAY['transfer 2018/19 2018/19'],
    'which in a fund whose year is open is not late');
SELECT bag_eq($$SELECT * FROM pg_temp.entries(21)$$, ARRAY['transfer 2018/19 2018/19', 'reversal 2019/20 2018/19'],
    'of a late reversal of one');
SELECT bag_eq($$SELECT * FROM pg_temp.entries(21, 'also-hidden')$$,
    ARRAY['transfer 2018/19 2018/19', 'reversal 2018/19 2018/19'], 'as well');

SELECT results_eq($$SELECT section, item, name, amount_pence, late_pence
    FROM safer.fund_statement('half-hidden', '2018/19', NULL)$$,
    $$SELECT section, item, name, amount_pence, late_pence FROM before ORDER BY row_number$$,
    'all of that leaves the closed statement as it was');
SELECT is(safer.unconfirmed_pence('half-hidden', '2018/19', NULL), 70000::bigint,
    'what was not confirmed then as well');
SELECT is(safer.unconfirmed_pence('half-hidden', '2019/20', NULL), 99530::bigint,
    'what is not confirmed now is the next year''s');
SELECT is_empty($$SELECT * FROM safer.late_entries('half-hidden', '2018/19', NULL)$$, 'in it nothing is late');
SELECT results_eq($$SELECT * FROM tap.statement('2019/20')$$, ARRAY['opening 144300',
    'contributions maidstone -1000 -1000',
    'contributions swale 500', 'contributions thanet 30 30', 'transfers also-hidden 691 691',
    'spending half-post 5000 5000', 'spending works -1014 -14', 'closing 148507'],
    'it is in the next one, which says how much of each line is late');
SELECT bag_eq($$SELECT concat_ws(' ', kind, right(object::text, 2), belongs_to, amount_pence)
    FROM safer.late_entries('half-hidden', '2019/20', NULL)$$,
    ARRAY['contribution 04 2018/19 30', 'expenditure 14 2018/19 -11', 'reversal 12 2018/19 5000',
        'reversal 11 2018/19 20000', 'expenditure 15 2018/19 -20003', 'reversal 01 2018/19 -100000',
        'contribution 05 2018/19 99000', 'transfer 22 2018/19 -9', 'reversal 21 2018/19 700'],
    'and lists what that is; a late receipt moves nothing in or out');
SELECT is_empty($$SELECT * FROM safer.late_entries('half-hidden', '2019/20', '2019-05-02 12:00Z')$$,
    'which was not known before');
SELECT is(tap.outcome(tap.spending('S-9', amount_pence => 148508)), 'overspent', 'what is left is over all years');
SELECT is(tap.detail(tap.spending('S-9', amount_pence => 148508)) ->> 'available_pence', '148507', 'to the penny');

-- As it was known
SELECT results_eq($$SELECT * FROM tap.statement('2018/19', as_of => '2019-04-30 00:00Z')$$, ARRAY['opening 0',
    'contributions maidstone 0', 'contributions swale 0', 'contributions thanet 0', 'closing 0'],
    'before anything was posted');
SELECT results_eq($$SELECT * FROM tap.statement('2019/20', as_of => '2019-05-01 12:00Z')$$, ARRAY['opening 144300',
    'contributions swale 500', 'spending works -1000', 'closing 143800'], 'before the closing, from the open ledger');
SELECT results_eq($$SELECT * FROM tap.statement('2019/20', as_of => '2019-05-02 12:00Z')$$, ARRAY['opening 144300',
    'contributions swale 500', 'spending works -1000', 'closing 143800'], 'after it, without what came late later');
SELECT results_eq($$SELECT * FROM tap.statement('2019/20', as_of => '2019-05-03 12:00Z')$$,
    $$SELECT * FROM tap.statement('2019/20')$$, 'then with it');
SELECT is(safer.unconfirmed_pence('half-hidden', y, at), pence, 'not confirmed of ' || y || ' at ' || at)
FROM (VALUES ('2018/19', timestamptz '2019-04-30 00:00Z', 0::bigint), ('2018/19', '2019-05-01 12:00Z', 70000),
    ('2018/19', '2019-05-02 12:00Z', 70000), ('2018/19', '2019-05-03 12:00Z', 70000),
    ('2019/20', '2019-05-02 12:00Z', 500), ('2019/20', '2019-05-03 12:00Z', 99530)) AS x (y, at, pence);
SELECT is((SELECT b.debit_pence - b.credit_pence FROM safer.fund_balances('half-hidden', NULL, '2019-05-01 12:00Z') AS b
    WHERE b.kind = 'contributions' AND b.partner = 'maidstone'), -100000::bigint, 'balances as they were known');
SELECT is((SELECT b.debit_pence - b.credit_pence FROM safer.fund_balances('half-hidden', NULL, '2019-05-02 12:00Z') AS b
    WHERE b.kind = 'contributions' AND b.partner = 'maidstone'), 0::bigint, 'are emptied by the closing');

-- The next closing
RESET ROLE;
CREATE TEMP TABLE second AS
SELECT s.*, row_number() OVER () FROM safer.fund_statement('half-hidden', '2019/20', NULL) AS s;
GRANT SELECT ON second TO safer_service;
SET LOCAL ROLE safer_service;
SELECT tap.acts('medway', '2020-04-01');
SELECT is(tap.outcome(tap.closing('2019/20', id => pg_temp.id(32))), 'accepted', 'the next year is closed');
SELECT results_eq($$SELECT * FROM tap.statement('2019/20', as_of => now())$$,
    $$SELECT concat_ws(' ', section, item, amount_pence, nullif(late_pence, 0)) FROM second ORDER BY row_number$$,
    'and is no different in the moment in which it is');
SELECT tap.happened('2020-04-01 10:00Z');
SELECT results_eq($$SELECT section, item, name, amount_pence, late_pence
    FROM safer.fund_statement('half-hidden', '2019/20', NULL)$$,
    $$SELECT section, item, name, amount_pence, late_pence FROM second ORDER BY row_number$$,
    'its statement is what it was, what came late included');
SELECT is((SELECT row(c.opening_pence, c.closing_pence)::text FROM api.closings AS c WHERE c.id = pg_temp.id(32)),
    row(144300, 148507)::text, 'it opened with what the one before closed with');
SELECT is((SELECT b.balance_pence FROM api.balances AS b WHERE b.fund = 'half-hidden' AND b.kind = 'carried-forward'),
    -148507::numeric, 'what is carried forward is what it closed with');
SELECT is((SELECT sum(b.balance_pence) FROM api.balances AS b WHERE b.fund = 'half-hidden'), 0::numeric, 'it balances');
SELECT is(tap.outcome(tap.spending('S-5', pg_temp.id(16), 13, incurred_on => '2018-09-01')), 'accepted', 'later still');
SELECT bag_eq($$SELECT * FROM pg_temp.entries(16)$$, ARRAY['expenditure 2020/21 2018/19'],
    'is counted in the first open year, and says for which it is');
SELECT is(tap.outcome(tap.spending_reversal(pg_temp.id(14))), 'accepted', 'what came late is reversed later');
SELECT bag_eq($$SELECT * FROM pg_temp.entries(14)$$, ARRAY['expenditure 2019/20 2018/19', 'reversal 2020/21 2018/19'],
    'and counted in the first open year');
SELECT is(tap.outcome(tap.receipt(pg_temp.id(5), '2018-06-01')), 'accepted', 'a late contribution arrives later');
SELECT bag_eq($$SELECT * FROM pg_temp.entries(5)$$,
    ARRAY['contribution 2019/20 2018/19', 'receipt 2020/21 2018/19'], 'so is that');
SELECT tap.happened('2020-04-02 10:00Z');
SELECT results_eq($$SELECT * FROM tap.statement('2020/21')$$, ARRAY['opening 148507', 'contributions swale 0',
    'spending works -2 -2', 'closing 148505'], 'the first open year has it');
SELECT results_eq($$SELECT section, item, name, amount_pence, late_pence
    FROM safer.fund_statement('half-hidden', '2018/19', NULL)$$,
    $$SELECT section, item, name, amount_pence, late_pence FROM before ORDER BY row_number$$,
    'the first stays what it was');
SELECT results_eq($$SELECT section, item, name, amount_pence, late_pence
    FROM safer.fund_statement('half-hidden', '2019/20', NULL)$$,
    $$SELECT section, item, name, amount_pence, late_pence FROM second ORDER BY row_number$$, 'and the second');
SELECT results_eq($$SELECT * FROM tap.statement('2019/20', as_of => '2019-05-03 12:00Z')$$,
    $$SELECT * FROM tap.statement('2019/20')$$, 'also as it was known before it was closed');
SELECT is(safer.unconfirmed_pence('half-hidden', '2019/20', NULL), 99530::bigint, 'and what of it was not confirmed');
RESET ROLE;
INSERT INTO safer.fund_contributor (fund, partner, from_on) VALUES ('half-hidden', 'dover', '2018-05-01');
UPDATE safer.fund_contributor SET from_on = '2020-05-01' WHERE fund = 'half-hidden' AND partner = 'swale';
SET LOCAL ROLE safer_service;
SELECT results_eq($$SELECT section, item, name, amount_pence, late_pence
    FROM safer.fund_statement('half-hidden', '2018/19', NULL)$$,
    $$SELECT section, item, name, amount_pence, late_pence FROM before ORDER BY row_number$$,
    'whoever is said later to contribute for it, or not to');
SELECT bag_eq($$SELECT item FROM safer.fund_statement('half-hidden', '2020/21', NULL) WHERE section = 'contributions'$$,
    ARRAY['dover', 'swale'], 'who in an open year has a line');

-- An overdrawn year
SELECT is(tap.outcome(tap.spending('S-6', amount_pence => 5000, fund => 'also-hidden', purpose => 'deeds',
    incurred_on => '2018-08-01', decision => 'SMT')), 'accepted', 'the other fund spends what it has not');
SELECT is(tap.outcome(tap.closing('2018/19', 'also-hidden')), 'accepted', 'its year is closed overdrawn');
SELECT is((SELECT row(c.opening_pence, c.closing_pence)::text FROM api.closings AS c WHERE c.fund = 'also-hidden'),
    row(0, -4991)::text, 'with less than nothing');
SELECT is((SELECT b.balance_pence FROM api.balances AS b WHERE b.fund = 'also-hidden' AND b.kind = 'carried-forward'),
    4991::numeric, 'which is carried forward');
SELECT results_eq($$SELECT * FROM tap.statement('2019/20', 'also-hidden')$$,
    ARRAY['opening -4991', 'contributions gravesham 0', 'closing -4991'], 'and the next year opens with it');
SELECT is((SELECT sum(b.balance_pence) FROM api.balances AS b WHERE b.fund = 'also-hidden'), 0::numeric, 'it balances');
SELECT is(tap.outcome(tap.closing('2019/20', 'also-hidden')), 'accepted', 'a year with nothing in it passes it on');
SELECT is((SELECT row(c.opening_pence, c.closing_pence)::text FROM api.closings AS c
    WHERE c.fund = 'also-hidden' AND c.financial_year = '2019/20'), row(-4991, -4991)::text, 'as it is');
SELECT is(safer.financial_year_after(y), after, y || ' is followed by ' || after)
FROM (VALUES ('2018/19', '2019/20'), ('2099/00', '2100/01'), ('2098/99', '2099/00')) AS x (y, after);
SELECT is(string_agg(safer.financial_year_of(day), ' ' ORDER BY day), '2018/19 2018/19 2019/20 2099/00',
    'a day lies in the year that begins on 1 April')
FROM unnest(ARRAY[date '2018-04-01', '2019-03-31', '2019-04-01', '2100-03-31']) AS day;

SELECT * FROM finish();
ROLLBACK;
