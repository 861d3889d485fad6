-- Double entry: what each step posts, that it balances whoever asks, and that nothing is ever changed.
\ir support.psql
SELECT plan(87);

SELECT tap.make_half_hidden_fund();
SELECT tap.make_also_hidden_fund();
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
SELECT is((SELECT e.occurred_on FROM safer.entry AS e WHERE e.contribution = pg_temp.id(3) AND e.kind = 'reversal'),
    date '2018-05-01', 'but what is replaced is taken back as of its own day, so that it never counts beside that');
SELECT is((SELECT count(*) FROM safer.account WHERE fund = 'half-hidden'), 4::bigint, 'each account is opened once');

SELECT is(tap.outcome($$INSERT INTO safer.account (fund, kind) VALUES ('half-hidden', 'bank')$$), '42501',
    'the service opens no account itself');
SELECT is(tap.outcome(format($$INSERT INTO safer.entry (id, fund, kind, contribution, financial_year, belongs_to,
    occurred_on) VALUES (gen_random_uuid(), 'half-hidden', 'receipt', %L, '2018/19', '2018/19', '2018-05-01')$$,
    pg_temp.id(1))), '42501', 'writes no entry');
SELECT is(tap.outcome('INSERT INTO safer.posting SELECT entry, 9::smallint, debit_account, credit_account, 1, fund
    FROM safer.posting'), '42501', 'and no posting');
SELECT is(tap.outcome('SELECT safer.open_account(''half-hidden'', ''bank'')'), '42501', 'nor has rules do it');

-- Spending, transfers and closings between them: every fund balances, and its accounts are what was posted.
RESET ROLE;
SELECT tap.make_post('half-post', 1200000, 24);
SELECT tap.acts('maidstone');
DO $$
DECLARE
    made uuid[] := '{}';
    one uuid;
    earlier uuid;
    chance double precision;
BEGIN
    PERFORM setseed(0.25);
    SET LOCAL ROLE safer_service;
    FOR n IN 1..400 LOOP
        chance := random();
        one := pg_temp.id(1000 + n);
        earlier := made[1 + floor(random() * cardinality(made))];
        PERFORM tap.acts(CASE WHEN chance < 0.1 THEN 'maidstone' WHEN chance < 0.2 THEN 'thanet'
            WHEN chance < 0.3 THEN 'swale' WHEN chance < 0.35 THEN 'gravesham'
            WHEN chance BETWEEN 0.75 AND 0.8 THEN (ARRAY['maidstone', 'thanet', 'swale'])[1 + n % 3] ELSE 'medway' END);
        PERFORM tap.outcome(CASE
            WHEN chance < 0.3 THEN tap.posting('L-' || n, one, 1 + n * 7 % 500, 'half-hidden')
            WHEN chance < 0.35 THEN tap.posting('L-' || n, one, 1 + n, 'also-hidden', '2018/19', '2018-08-01')
            WHEN chance < 0.5 THEN tap.spending('L-' || n, one, 1 + n * 11 % 300,
                purpose => CASE n % 3 WHEN 0 THEN 'half-post' ELSE 'works' END)
            WHEN chance < 0.6 THEN tap.transferring('L-' || n, one, 1 + n * 13 % 200)
            WHEN chance < 0.65 THEN tap.transferring('L-' || n, one, 1 + n % 90, 'also-hidden', 'half-hidden')
            WHEN chance < 0.75 THEN tap.receipt(earlier, '2018-09-01')
            WHEN chance < 0.85 THEN tap.reversal(earlier, '{"amount_pence": 55}', one)
            WHEN chance < 0.92 THEN tap.spending_reversal(earlier,
                CASE n % 2 WHEN 0 THEN '{"amount_pence": 3}'::jsonb END, one)
            ELSE tap.transfer_reversal(earlier) END);
        made := made || one;
        IF n = 200 THEN
            PERFORM tap.acts('medway');
            PERFORM tap.outcome(tap.closing('2018/19'));
        END IF;
    END LOOP;
    RESET ROLE;
END
$$;
SELECT ok((SELECT count(*) FROM safer.entry) > 150 AND (SELECT count(*) FROM safer.closing) = 1
    AND (SELECT count(*) FROM safer.expenditure WHERE state = 'reversed') > 3
    AND (SELECT count(*) FROM safer.transfer WHERE state = 'reversed') > 2
    AND (SELECT count(*) FROM safer.entry WHERE kind = 'reversal') > 15
    AND (SELECT count(*) FROM safer.contribution WHERE state = 'reversed') > 3,
    'all kinds of things happened to two funds');
SELECT results_eq('SELECT b.fund, sum(b.balance_pence) FROM api.balances AS b GROUP BY b.fund ORDER BY b.fund',
    $$VALUES ('also-hidden', 0::numeric), ('half-hidden', 0)$$, 'the accounts of each sum to nothing');
CREATE FUNCTION pg_temp.moved(fund text, kinds text[], item text DEFAULT NULL) RETURNS bigint LANGUAGE sql
AS $$SELECT coalesce(sum(CASE WHEN d.kind = ANY (kinds) AND (item IS NULL
            OR coalesce(d.partner, d.purpose, d.other_fund) = item) THEN p.amount_pence ELSE 0 END
        - CASE WHEN c.kind = ANY (kinds) AND (item IS NULL OR coalesce(c.partner, c.purpose, c.other_fund) = item)
            THEN p.amount_pence ELSE 0 END), 0)::bigint
    FROM safer.posting AS p
    JOIN safer.entry AS e ON e.id = p.entry AND e.kind <> 'closing'
    JOIN safer.account AS d ON d.id = p.debit_account
    JOIN safer.account AS c ON c.id = p.credit_account
    WHERE p.fund = moved.fund$$;
SELECT is(pg_temp.moved(f.fund, '{bank}'),
    ((SELECT coalesce(sum(c.amount_pence), 0) FROM safer.contribution AS c
        WHERE c.fund = f.fund AND c.state = 'confirmed')
    - (SELECT coalesce(sum(x.amount_pence), 0) FROM safer.expenditure AS x WHERE x.fund = f.fund AND x.state = 'posted')
    + (SELECT coalesce(sum(CASE f.fund WHEN t.to_fund THEN t.amount_pence ELSE -t.amount_pence END), 0)
        FROM safer.transfer AS t WHERE f.fund IN (t.from_fund, t.to_fund) AND t.state = 'posted'))::bigint,
    'the bank has what was confirmed and passed on, less what was spent: ' || f.fund)
FROM (VALUES ('half-hidden'), ('also-hidden')) AS f (fund);
SELECT is_empty($$SELECT c.fund, c.partner FROM safer.contribution AS c GROUP BY c.fund, c.partner
    HAVING coalesce(sum(c.amount_pence) FILTER (WHERE c.state <> 'reversed'), 0)
        <> -pg_temp.moved(c.fund, '{contributions}', c.partner)$$, 'each contributor has what it has paid in');
SELECT is_empty($$SELECT x.fund, x.purpose FROM safer.expenditure AS x GROUP BY x.fund, x.purpose
    HAVING coalesce(sum(x.amount_pence) FILTER (WHERE x.state = 'posted'), 0)
        <> pg_temp.moved(x.fund, '{spending}', x.purpose)$$, 'each purpose what was spent on it');
SELECT is(pg_temp.moved(f.fund, '{in-transit}'), (SELECT coalesce(sum(c.amount_pence), 0)::bigint
    FROM safer.contribution AS c WHERE c.fund = f.fund AND c.state = 'unconfirmed'),
    'and what is not confirmed is in transit: ' || f.fund)
FROM (VALUES ('half-hidden'), ('also-hidden')) AS f (fund);
SELECT is(pg_temp.moved('half-hidden', '{transfers}'), -pg_temp.moved('also-hidden', '{transfers}'),
    'what the one has given the other has got');
SELECT is((SELECT b.balance_pence FROM api.balances AS b WHERE b.fund = 'half-hidden' AND b.kind = 'carried-forward'),
    -(SELECT c.closing_pence FROM safer.closing AS c)::numeric,
    'what was carried forward is what the year closed with');

SET LOCAL ROLE safer_service;
SELECT tap.acts('medway');
SELECT is(tap.outcome(statement), '42501', 'the service does not: ' || statement)
FROM unnest(ARRAY['INSERT INTO safer.closing SELECT * FROM safer.closing',
    'INSERT INTO safer.closing_line (closing, account, amount_pence, late_pence) VALUES (gen_random_uuid(), 1, 1, 0)',
    'INSERT INTO safer.purpose (fund, id, name, kind) VALUES (''half-hidden'', ''x'', ''x'', ''other'')']) AS statement;
SELECT is(tap.outcome(format(statement, t)), '42501', 'nor: ' || format(statement, t))
FROM unnest(ARRAY['UPDATE safer.%I SET fund = fund', 'DELETE FROM safer.%I', 'TRUNCATE safer.%I']) AS statement,
    unnest(ARRAY['entry', 'posting', 'account', 'closing']) AS t;
SELECT is(tap.outcome(statement), '42501', 'nor: ' || statement)
FROM unnest(ARRAY['UPDATE safer.closing_line SET amount_pence = 1', 'DELETE FROM safer.closing_line',
    'TRUNCATE safer.closing_line', 'TRUNCATE safer.expenditure', 'TRUNCATE safer.transfer',
    'SELECT amount_pence FROM safer.closing_line']) AS statement;
RESET ROLE;
SET CONSTRAINTS ALL IMMEDIATE;

SET LOCAL ROLE safer_owner;
SELECT is(tap.outcome(statement), '23001', 'not even the owner: ' || statement)
FROM unnest(ARRAY['UPDATE safer.posting SET amount_pence = 1', 'DELETE FROM safer.posting', 'TRUNCATE safer.posting',
    'UPDATE safer.entry SET occurred_on = ''2018-01-01''', 'DELETE FROM safer.entry', 'TRUNCATE safer.entry CASCADE',
    'UPDATE safer.account SET kind = ''bank''', 'DELETE FROM safer.account', 'TRUNCATE safer.account CASCADE',
    'UPDATE safer.closing SET closing_pence = 1', 'DELETE FROM safer.closing', 'TRUNCATE safer.closing CASCADE',
    'UPDATE safer.closing_line SET amount_pence = 1', 'DELETE FROM safer.closing_line', 'TRUNCATE safer.closing_line'])
    AS statement;

-- What the tables refuse, whoever writes: as rules would
CREATE FUNCTION pg_temp.account(fund text, kind text, item text DEFAULT NULL) RETURNS bigint LANGUAGE sql
AS $$SELECT a.id FROM safer.account AS a WHERE a.fund = account.fund AND a.kind = account.kind
    AND coalesce(a.partner, a.purpose, a.other_fund) IS NOT DISTINCT FROM item$$;
CREATE TEMP SEQUENCE line START 100;
GRANT USAGE ON SEQUENCE line TO PUBLIC;
CREATE FUNCTION pg_temp.line(fund text, debit bigint, credit bigint, amount_pence bigint DEFAULT 5,
    entry_of text DEFAULT 'half-hidden') RETURNS text LANGUAGE sql
RETURN format('INSERT INTO safer.posting (entry, line, fund, debit_account, credit_account, amount_pence)
    SELECT e.id, %s, %L, %L, %L, %L FROM safer.entry AS e WHERE e.fund = %L LIMIT 1', nextval('pg_temp.line'),
    fund, debit, credit, amount_pence, entry_of);
SELECT is(tap.outcome(pg_temp.line('half-hidden', pg_temp.account('half-hidden', 'bank'),
    pg_temp.account('half-hidden', 'in-transit'))), 'accepted', 'a posting within a fund could be written');
SELECT is(tap.outcome(pg_temp.line('half-hidden', pg_temp.account('half-hidden', 'bank'),
    pg_temp.account('half-hidden', 'in-transit'), 0)), 'posting_amount_positive', 'of an amount that is positive');
SELECT is(tap.outcome(pg_temp.line('half-hidden', pg_temp.account('half-hidden', 'bank'),
    pg_temp.account('half-hidden', 'bank'))), 'posting_accounts_differ', 'between two accounts');
SELECT is(tap.outcome(pg_temp.line('half-hidden', pg_temp.account('also-hidden', 'bank'),
    pg_temp.account('half-hidden', 'bank'))), 'posting_debit_fkey', 'and to no account of another fund');
SELECT is(tap.outcome(pg_temp.line('half-hidden', pg_temp.account('half-hidden', 'bank'),
    pg_temp.account('also-hidden', 'bank'))), 'posting_credit_fkey', 'nor from one');
SELECT is(tap.outcome(pg_temp.line('also-hidden', pg_temp.account('also-hidden', 'bank'),
    pg_temp.account('also-hidden', 'in-transit'))), 'posting_entry_fkey', 'nor by an entry of another fund');
SELECT is(tap.outcome($$INSERT INTO safer.account (fund, kind) VALUES ('half-hidden', 'bank')$$), 'account_once',
    'a fund has one account of a kind');
SELECT is(tap.outcome($$INSERT INTO safer.account (fund, kind, purpose) VALUES ('half-hidden', 'spending', 'works')$$),
    'account_once', 'and one for a purpose');
SELECT is(tap.outcome($$INSERT INTO safer.account (fund, kind) VALUES ('half-hidden', 'contributions')$$),
    'account_partner_when_contributions', 'contributions are somebody''s');
SELECT is(tap.outcome($$INSERT INTO safer.account (fund, kind) VALUES ('half-hidden', 'spending')$$),
    'account_purpose_when_spending', 'spending is for a purpose');
SELECT is(tap.outcome($$INSERT INTO safer.account (fund, kind, purpose) VALUES ('half-hidden', 'spending', 'deeds')$$),
    'account_purpose_fkey', 'of the same fund');
SELECT is(tap.outcome($$INSERT INTO safer.account (fund, kind) VALUES ('half-hidden', 'transfers')$$),
    'account_other_fund_when_transfers', 'transfers are with another fund');
CREATE FUNCTION pg_temp.entry(kind text, contribution uuid DEFAULT NULL, expenditure uuid DEFAULT NULL,
    transfer uuid DEFAULT NULL, closing uuid DEFAULT NULL) RETURNS text LANGUAGE sql
RETURN format('INSERT INTO safer.entry (id, fund, kind, contribution, expenditure, transfer, closing, financial_year,
    belongs_to, occurred_on) VALUES (gen_random_uuid(), ''half-hidden'', %L, %L, %L, %L, %L, ''2018/19'', ''2018/19'',
    ''2018-05-01'')', kind, contribution, expenditure, transfer, closing);
SELECT is(tap.outcome(pg_temp.entry('receipt')), 'entry_of_one', 'an entry tells of something');
SELECT is(tap.outcome(pg_temp.entry('receipt', pg_temp.id(1), (SELECT id FROM safer.expenditure LIMIT 1))),
    'entry_of_one', 'and of one thing');
SELECT is(tap.outcome(pg_temp.entry('reversal', pg_temp.id(2))), 'entry_once',
    'a contribution is reversed once, on the ledger too');
SELECT is(tap.outcome(pg_temp.entry('reversal', NULL,
    (SELECT id FROM safer.expenditure WHERE state = 'reversed' LIMIT 1))),
    'entry_expenditure_once', 'spending as well');
SELECT is(tap.outcome(pg_temp.entry('reversal', NULL, NULL,
    (SELECT id FROM safer.transfer WHERE state = 'reversed' LIMIT 1))),
    'entry_transfer_once', 'and a transfer, in each fund');
SELECT is(tap.outcome(pg_temp.entry('closing', NULL, NULL, NULL, (SELECT id FROM safer.closing))),
    'entry_closing_once', 'and a year is closed once');
SELECT is(tap.outcome(pg_temp.entry('gift', pg_temp.id(1))), 'entry_kind_known', 'by the kinds there are');

SELECT * FROM finish();
ROLLBACK;
