-- Transfers: from one fund to another of the same host, never more than is left unless it was decided; once for each
-- reference, reversed once, and otherwise as posted.
\ir support.psql
SELECT plan(65);

CREATE FUNCTION pg_temp.id(n integer) RETURNS uuid LANGUAGE sql
RETURN ('01900000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid;
CREATE FUNCTION pg_temp.pointer(statement text) RETURNS text LANGUAGE sql
RETURN tap.detail(statement) #>> '{errors,0,pointer}';
CREATE FUNCTION pg_temp.available(statement text) RETURNS text LANGUAGE sql
RETURN tap.detail(statement) ->> 'available_pence';
CREATE FUNCTION pg_temp.balances(fund text) RETURNS SETOF text LANGUAGE sql
AS $$SELECT concat_ws(' ', b.kind, b.partner, b.purpose, b.other_fund, b.balance_pence) FROM api.balances AS b
    WHERE b.fund = balances.fund AND b.balance_pence <> 0$$;
SELECT tap.make_half_hidden_fund();
SELECT tap.make_also_hidden_fund();
SELECT tap.make_post('half-post', 1200000, 12);
SET LOCAL ROLE safer_service;

-- Who
SELECT tap.acts('');
SELECT is(tap.outcome(tap.transferring('T-1')), 'not-permitted', 'nobody transfers without a partner');
SELECT tap.acts('ashford');
SELECT is(tap.outcome(tap.transferring('T-1')), 'unknown-fund', 'a fund that is hidden is unknown');
SELECT is(replace(tap.detail(tap.transferring('T-1'))::text, 'half-hidden', 'nowhere'),
    tap.detail(tap.transferring('T-1', from_fund => 'nowhere'))::text, 'it answers exactly as one that is not');
SELECT tap.acts('maidstone');
SELECT is(tap.outcome(tap.transferring('T-1')), 'not-the-host', 'a contributor does not transfer');
SELECT tap.acts('kcc');
SELECT is(tap.outcome(tap.transferring('T-1')), 'not-the-host', 'nor does who only reads');
SELECT is(tap.outcome(tap.transferring('T-1', from_fund => 'dhr-fund')), 'not-the-host', 'nor who hosts the one fund');
SELECT tap.acts('medway');
SELECT is(tap.outcome(tap.transferring('T-1', to_fund => 'nowhere')), 'unknown-fund', 'both funds exist');
SELECT is(pg_temp.pointer(tap.transferring('T-1', from_fund => 'nowhere'))
    || pg_temp.pointer(tap.transferring('T-1', to_fund => 'nowhere')), '/from_fund/to_fund', 'and each is pointed at');
SELECT is(tap.outcome(tap.transferring('T-1', to_fund => 'kcst-pooled-budget')), 'not-the-host',
    'and have one host, whichever gives');
SELECT is(tap.outcome(tap.transferring('T-1', from_fund => 'kcst-pooled-budget', to_fund => 'half-hidden')),
    'not-the-host', 'and whichever gets');
SELECT is(replace(tap.detail(tap.transferring('T-1', to_fund => 'pcc-kcsp-grant-2016-17'))::text,
    'pcc-kcsp-grant-2016-17', 'nowhere'), tap.detail(tap.transferring('T-1', to_fund => 'nowhere'))::text,
    'one that is hidden answers as one that is not');
SELECT is(tap.outcome($$INSERT INTO safer.transfer (id, from_fund, to_fund, partner, amount_pence, made_on,
    external_reference, decision) VALUES (gen_random_uuid(), 'half-hidden', 'also-hidden', 'kcc', 1, '2018-07-01',
    'T-1',
    'x')$$), '42501', 'nobody transfers in another''s name');

-- What
SELECT tap.acts('thanet');
SELECT is(tap.outcome(tap.posting('H-1', amount_pence => 10000, fund => 'half-hidden')), 'accepted',
    'Thanet pays £100');
SELECT tap.acts('medway');
SELECT is(tap.outcome(tap.transferring('T-1', to_fund => 'half-hidden')), 'same-fund', 'the two funds are two');
SELECT is(tap.outcome(tap.transferring('T-1', amount_pence => 0)), 'amount-not-positive', 'not nothing');
SELECT is(tap.outcome(tap.transferring('T-1', amount_pence => -5)), 'amount-not-positive', 'not less');
SELECT is(tap.outcome(tap.transferring('T-1', amount_pence => 1000000000001, decision => 'SMT')),
    'transfer_amount_sane',
    'not more than ten thousand million pounds');
SELECT is(tap.outcome(tap.transferring('T-1', made_on => '2019-06-02')), 'date-in-future', 'not tomorrow');
SELECT is(tap.outcome(tap.transferring('T-1', made_on => '2018-03-31')), 'period-outside-agreement',
    'not before the agreement of the fund that gives');
SELECT is(pg_temp.pointer(tap.transferring('T-1', amount_pence => 0))
    || pg_temp.pointer(tap.transferring('T-1', made_on => '2019-06-02'))
    || pg_temp.pointer(tap.transferring('T-1', made_on => '2018-03-31'))
    || pg_temp.pointer(tap.transferring('T-1', to_fund => 'half-hidden')),
    '/amount_pence/made_on/made_on/to_fund', 'and what is wrong is pointed at');
SELECT is(tap.outcome(tap.transferring('T-1', amount_pence => 10001)), 'overspent', 'not a penny more than is left');
SELECT is(pg_temp.available(tap.transferring('T-1', amount_pence => 10001)), '10000',
    'and it is said how much that is');
SELECT is(tap.detail(tap.transferring('T-1', amount_pence => 10001)) ->> 'sentence',
    'The fund has £100.00 left, and this'
    ' is £100.01. It needs the decision of those whose money it is: cite it in decision.', 'to people as well');
SELECT is(tap.outcome(tap.transferring('T-1', pg_temp.id(1), 10000)), 'accepted', 'all that is left');
SELECT is((SELECT row(t.financial_year, t.state, t.version)::text FROM api.transfers AS t WHERE t.id = pg_temp.id(1)),
    row('2018/19', 'posted', 1)::text, 'in the financial year in which it was made');
SELECT is(pg_temp.available(tap.transferring('T-2', amount_pence => 1)), '0', 'then nothing is left');
SELECT is(tap.outcome(tap.spending('S-1', amount_pence => 10000, fund => 'also-hidden', purpose => 'deeds',
    incurred_on => '2018-07-02')), 'accepted', 'and the other fund has it to spend');
SELECT is(tap.outcome(tap.transferring('T-2', pg_temp.id(2), 300, decision => 'SMT, 2 July 2018')), 'accepted',
    'more than is left, when it was decided');
SELECT is(tap.outcome(tap.transferring('T-3', pg_temp.id(3), 300, 'also-hidden', 'half-hidden')), 'accepted',
    'and back');
SELECT bag_eq($$SELECT * FROM pg_temp.balances('half-hidden')$$, ARRAY['in-transit 10000',
    'contributions thanet -10000',
    'bank -10000', 'transfers also-hidden 10000'], 'the one fund has given, out of its bank');
SELECT bag_eq($$SELECT * FROM pg_temp.balances('also-hidden')$$, ARRAY['spending deeds 10000',
    'transfers half-hidden -10000'], 'the other has got, and spent');
SELECT is((SELECT string_agg(fund || ' ' || sum, ', ') FROM (SELECT b.fund, sum(b.balance_pence)
    FROM api.balances AS b GROUP BY b.fund ORDER BY b.fund) AS x), 'also-hidden 0, half-hidden 0',
    'each fund balances');
SELECT results_eq(format($$SELECT e.fund, e.kind, e.financial_year, e.belongs_to, e.occurred_on FROM safer.entry AS e
    WHERE e.transfer = %L ORDER BY e.fund$$, pg_temp.id(1)),
    $$VALUES ('also-hidden', 'transfer', '2018/19', '2018/19', date '2018-07-01'),
        ('half-hidden', 'transfer', '2018/19', '2018/19', '2018-07-01')$$, 'by an entry in each');

-- The reference
SELECT is(tap.outcome(tap.transferring('T-2', amount_pence => 1, decision => 'SMT')), 'duplicate-reference',
    'a reference is used once');
SELECT is(tap.detail(tap.transferring('T-2', amount_pence => 1, decision => 'SMT')) -> 'existing',
    jsonb_build_object('id', pg_temp.id(2), 'href', '/v1/transfers/' || pg_temp.id(2)), 'the existing one is named');
SELECT is(tap.outcome(tap.transferring(' T-9', decision => 'SMT')), 'transfer_reference_shape', 'no blank in front');

-- Reversal
SELECT tap.acts('maidstone');
SELECT is_empty(tap.transfer_reversal(pg_temp.id(2)), 'for who may not see it, there is nothing to reverse');
SELECT tap.acts('kcc');
SELECT is(tap.outcome(tap.transfer_reversal(pg_temp.id(2))), 'not-the-host', 'who only reads does not reverse');
SELECT tap.acts('medway');
SELECT is(tap.outcome(tap.transfer_reversal(pg_temp.id(2), 2)), 'precondition-failed', 'not on a stale version');
SELECT is((SELECT r.before ->> 'state' FROM safer.reverse_transfer(pg_temp.id(2), 'keyed wrongly', 1) AS r), 'posted',
    'the host reverses, on the right one, and what it was before is told');
SELECT is((SELECT row(t.state, t.reversal_reason, t.version)::text FROM api.transfers AS t WHERE t.id = pg_temp.id(2)),
    row('reversed', 'keyed wrongly', 2)::text, 'and it is reversed, at version 2');
SELECT is(tap.outcome(tap.transfer_reversal(pg_temp.id(2))), 'already-reversed', 'once');
SELECT is(tap.outcome(tap.transfer_reversal(pg_temp.id(2), 1)), 'already-reversed', 'said before a stale version');
SELECT bag_eq($$SELECT * FROM pg_temp.balances('half-hidden')$$, ARRAY['in-transit 10000',
    'contributions thanet -10000',
    'bank -9700', 'transfers also-hidden 9700'], 'the one has it back');
SELECT bag_eq($$SELECT * FROM pg_temp.balances('also-hidden')$$, ARRAY['spending deeds 10000', 'bank -300',
    'transfers half-hidden -9700'], 'and the other has it no more, though it is spent');
SELECT results_eq(format($$SELECT e.fund, e.kind, e.occurred_on FROM safer.entry AS e WHERE e.transfer = %L
    ORDER BY e.fund, e.occurred_on$$, pg_temp.id(2)),
    $$VALUES ('also-hidden', 'transfer', date '2018-07-01'), ('also-hidden', 'reversal', '2019-06-01'),
        ('half-hidden', 'transfer', '2018-07-01'), ('half-hidden', 'reversal', '2019-06-01')$$,
    'by a reversing entry in each, on the day');
SELECT is(tap.outcome(tap.transfer_reversal(e.id)), 'reversal-of-reversal',
    'what reverses is not reversed: ' || e.fund)
FROM safer.entry AS e WHERE e.transfer = pg_temp.id(2) AND e.kind = 'reversal' ORDER BY e.fund;
SELECT is((SELECT string_agg(tap.outcome(tap.transfer_reversal(e.id)), ' ')
    FROM safer.entry AS e WHERE e.transfer = pg_temp.id(2) AND e.kind = 'transfer'), 'accepted accepted',
    'and other entries are nothing that could be');
SELECT is(tap.outcome(tap.transferring('T-2', amount_pence => 1, decision => 'SMT')), 'duplicate-reference',
    'a reference stays used for ever');

-- What was posted stands
SELECT is(tap.outcome('UPDATE safer.transfer SET amount_pence = 1'), '42501', 'the service does not change an amount');
SELECT is(tap.outcome('UPDATE safer.transfer SET version = version WHERE state = ''posted'''), '23001',
    'and makes no change that is no step');
SELECT is(tap.outcome('DELETE FROM safer.transfer'), '42501', 'nor removes any');
RESET ROLE;
SET CONSTRAINTS ALL IMMEDIATE;
SET LOCAL ROLE safer_owner;
SELECT is(tap.outcome(format('UPDATE safer.transfer SET %s WHERE id = %L', change, pg_temp.id(3))), '23001',
    'nor does the owner: ' || change)
FROM unnest(ARRAY['amount_pence = 1', 'note = ''x''', 'amount_pence = 1, reversed_at = now(), reversal_reason = ''x''',
    'from_fund = ''dhr-fund'', reversed_at = now(), reversal_reason = ''x''',
    'to_fund = ''dhr-fund'', reversed_at = now(), reversal_reason = ''x''',
    'partner = ''kcc'', reversed_at = now(), reversal_reason = ''x''',
    'financial_year = ''2019/20'', reversed_at = now(), reversal_reason = ''x''',
    'made_on = ''2018-07-02'', reversed_at = now(), reversal_reason = ''x''',
    'external_reference = ''X'', reversed_at = now(), reversal_reason = ''x''',
    'decision = ''x'', reversed_at = now(), reversal_reason = ''x''']) AS change;
SELECT is(tap.outcome('DELETE FROM safer.transfer'), '23001', 'nor is one removed');
SELECT is(tap.outcome('TRUNCATE safer.transfer CASCADE'), '23001', 'nor all');

SELECT * FROM finish();
ROLLBACK;
