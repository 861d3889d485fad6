-- Double entry: what each step posts, that it balances whoever asks, and that nothing is ever changed.
\ir support.psql
SELECT plan(35);

SELECT tap.make_half_hidden_fund();
CREATE FUNCTION pg_temp.id(n integer) RETURNS uuid LANGUAGE sql
RETURN ('01900000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid;
CREATE FUNCTION pg_temp.balances() RETURNS SETOF text LANGUAGE sql
AS $$SELECT concat_ws(' ', kind, partner, balance_pence) FROM api.balances WHERE fund = 'half-hidden'
    AND balance_pence <> 0$$;
SET LOCAL ROLE safer_service;

SELECT tap.acts('maidstone');
SELECT is(tap.outcome(tap.posting('M-1', pg_temp.id(1), 100, 'half-hidden')), 'accepted', 'Maidstone posts £1');
SELECT tap.acts('thanet');
SELECT is(tap.outcome(tap.posting('T-1', pg_temp.id(2), 1000, 'half-hidden')), 'accepted', 'Thanet £10');
SELECT is(tap.outcome(tap.posting('T-2', pg_temp.id(3), 30, 'half-hidden')), 'accepted', 'and 30p');

SELECT is_empty('SELECT * FROM api.balances', 'a contributor reads no accounts');
SELECT is_empty('SELECT * FROM safer.entry', 'no entries');
SELECT is_empty('SELECT * FROM safer.posting', 'no postings');
SELECT tap.acts('');
SELECT is_empty('SELECT * FROM safer.posting', 'nor does who has no token');
SELECT tap.acts('medway');
SELECT bag_eq('SELECT * FROM pg_temp.balances()', ARRAY['in-transit 1130', 'contributions maidstone -100',
    'contributions thanet -1030'], 'posted: in transit, owed to each');
SELECT is(tap.outcome(tap.receipt(pg_temp.id(2))), 'accepted', 'the £10 arrive');
SELECT bag_eq('SELECT * FROM pg_temp.balances()', ARRAY['bank 1000', 'in-transit 130', 'contributions maidstone -100',
    'contributions thanet -1030'], 'confirmed: from in transit to the bank');
SELECT tap.acts('thanet');
SELECT is(tap.outcome(tap.reversal(pg_temp.id(3), '{"amount_pence": 50}', pg_temp.id(4))), 'accepted',
    'the 30p were 50p');
SELECT tap.acts('medway');
SELECT is(tap.outcome(tap.reversal(pg_temp.id(2))), 'accepted', 'the £10 were a mistake');
SELECT bag_eq('SELECT * FROM pg_temp.balances()', ARRAY['in-transit 150', 'contributions maidstone -100',
    'contributions thanet -50'], 'reversed: every step is undone');
SELECT results_eq(format($$SELECT e.kind, a.kind, b.kind, p.amount_pence FROM safer.entry AS e
    JOIN safer.posting AS p ON p.entry = e.id
    JOIN safer.account AS a ON a.id = p.debit_account JOIN safer.account AS b ON b.id = p.credit_account
    WHERE e.contribution = %L ORDER BY e.id, p.line$$, pg_temp.id(2)),
    $$VALUES ('contribution', 'in-transit', 'contributions', 1000::bigint), ('receipt', 'bank', 'in-transit', 1000),
        ('reversal', 'in-transit', 'bank', 1000), ('reversal', 'contributions', 'in-transit', 1000)$$,
    'one entry a step, the last one the mirror of those before');
SELECT is((SELECT sum(balance_pence) FROM api.balances), 0::numeric, 'it balances');
SELECT results_eq(format($$SELECT e.kind, e.occurred_on FROM safer.entry AS e WHERE e.contribution = %L ORDER BY e.id$$,
    pg_temp.id(2)), $$VALUES ('contribution', date '2018-05-01'), ('receipt', '2018-05-03'),
        ('reversal', '2019-06-01')$$, 'on the days it happened');
SELECT is((SELECT count(*) FROM safer.account WHERE fund = 'half-hidden'), 4::bigint, 'each account is opened once');

SELECT is(tap.outcome($$INSERT INTO safer.account (fund, kind) VALUES ('half-hidden', 'bank')$$), '42501',
    'the service opens no account itself');
SELECT is(tap.outcome(format($$INSERT INTO safer.entry (id, fund, kind, contribution, financial_year, occurred_on)
    VALUES (gen_random_uuid(), 'half-hidden', 'receipt', %L, '2018/19', '2018-05-01')$$, pg_temp.id(1))), '42501',
    'writes no entry');
SELECT is(tap.outcome('INSERT INTO safer.posting SELECT entry, 9::smallint, debit_account, credit_account, 1
    FROM safer.posting'), '42501', 'and no posting');
SELECT is(tap.outcome('SELECT safer.open_account(''half-hidden'', ''bank'')'), '42501', 'nor has rules do it');
RESET ROLE;

SET LOCAL ROLE safer_owner;
SELECT is(tap.outcome(statement), '23001', 'not even the owner: ' || statement)
FROM unnest(ARRAY['UPDATE safer.posting SET amount_pence = 1', 'DELETE FROM safer.posting', 'TRUNCATE safer.posting',
    'UPDATE safer.entry SET occurred_on = ''2018-01-01''', 'DELETE FROM safer.entry', 'TRUNCATE safer.entry CASCADE',
    'UPDATE safer.account SET kind = ''bank''', 'DELETE FROM safer.account', 'TRUNCATE safer.account CASCADE'])
    AS statement;
SELECT is(tap.outcome('INSERT INTO safer.posting SELECT entry, 9::smallint, debit_account, credit_account, 0
    FROM safer.posting LIMIT 1'), 'posting_amount_positive', 'an amount is positive');
SELECT is(tap.outcome('INSERT INTO safer.posting SELECT entry, 9::smallint, debit_account, debit_account, 5
    FROM safer.posting LIMIT 1'), 'posting_accounts_differ', 'between two accounts');
SELECT is(tap.outcome($$INSERT INTO safer.account (fund, kind) VALUES ('half-hidden', 'bank')$$), 'account_once',
    'a fund has one account of a kind');
SELECT is(tap.outcome($$INSERT INTO safer.account (fund, kind) VALUES ('half-hidden', 'contributions')$$),
    'account_partner_when_contributions', 'contributions are somebody''s');
SELECT is(tap.outcome(format($$INSERT INTO safer.entry (id, fund, kind, contribution, financial_year, occurred_on)
    VALUES (gen_random_uuid(), 'half-hidden', 'reversal', %L, '2018/19', '2018-05-01')$$, pg_temp.id(2))),
    'entry_once', 'a contribution is reversed once, on the ledger too');

SELECT * FROM finish();
ROLLBACK;
