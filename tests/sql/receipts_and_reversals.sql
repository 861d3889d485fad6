-- Who confirms and who reverses, when, and what is told apart; what was posted stands.
\ir support.psql
SELECT plan(65);

SELECT tap.make_half_hidden_fund();
SET LOCAL ROLE safer_service;
CREATE FUNCTION pg_temp.id(n integer) RETURNS uuid LANGUAGE sql
RETURN ('01900000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid;
CREATE FUNCTION pg_temp.row(n integer) RETURNS api.contributions LANGUAGE sql
AS $$SELECT c FROM api.contributions AS c WHERE c.id = pg_temp.id(n)$$;

SELECT tap.acts('kcc');
SELECT is(tap.outcome(tap.posting('R-' || n, pg_temp.id(n))), 'accepted', 'posted: ' || n)
FROM generate_series(1, 5) AS n;

-- Receipt
SELECT is(tap.outcome(tap.receipt(pg_temp.id(1))), 'not-the-host', 'the payer does not confirm');
SELECT tap.acts('kent-police');
SELECT is(tap.outcome(tap.receipt(pg_temp.id(1))), 'not-the-host', 'nor does who only reads');
SELECT tap.acts('maidstone');
SELECT is_empty(format('WITH x AS (%s RETURNING 1) SELECT * FROM x', tap.receipt(pg_temp.id(1))),
    'for who may not see it, there is nothing to confirm');
SELECT tap.acts('kfrs');
SELECT is(tap.outcome(tap.receipt(pg_temp.id(1), if_match => 2)), 'precondition-failed', 'not on a stale version');
SELECT is(tap.outcome(tap.receipt(pg_temp.id(1), '2019-06-02')), 'date-in-future', 'not tomorrow');
SELECT is(tap.outcome(tap.receipt(pg_temp.id(1), '2017-04-29')), 'date-implausible', 'not a year too early');
SELECT is((pg_temp.row(1)).version, 1, 'nothing has changed so far');
SELECT is(tap.outcome(tap.receipt(pg_temp.id(1), if_match => 1)), 'accepted', 'the host confirms, on the right version');
SELECT is((SELECT row(c.state, c.confirmed_on, c.bank_reference, c.version)::text
    FROM api.contributions AS c WHERE c.id = pg_temp.id(1)),
    row('confirmed', date '2018-05-03', 'BACS 1', 2)::text, 'and it is confirmed, at version 2');
SELECT is(tap.outcome(tap.receipt(pg_temp.id(1))), 'already-confirmed', 'once');
SELECT is(tap.outcome(tap.receipt(pg_temp.id(1), if_match => 1)), 'already-confirmed', 'said before a stale version');

-- Reversal of what is not confirmed
SELECT is(tap.outcome(tap.reversal(pg_temp.id(2))), 'not-your-contribution',
    'the host does not reverse what it has not confirmed');
SELECT tap.acts('kent-police');
SELECT is(tap.outcome(tap.reversal(pg_temp.id(2))), 'not-your-contribution', 'another partner neither');
SELECT is(tap.outcome(tap.reversal(pg_temp.id(1))), 'not-the-host', 'nor what is confirmed');
SELECT tap.acts('maidstone');
SELECT is_empty(tap.reversal(pg_temp.id(2)), 'for who may not see it, there is nothing to reverse');
SELECT tap.acts('kcc');
SELECT is(tap.outcome(tap.reversal(pg_temp.id(1))), 'not-the-host', 'its owner no longer reverses what is confirmed');
SELECT is(tap.outcome(tap.reversal(pg_temp.id(2), if_match => 2)), 'precondition-failed', 'not on a stale version');
SELECT is(tap.outcome(tap.reversal(pg_temp.id(2), if_match => 1)), 'accepted', 'its owner reverses what is not');
SELECT is((SELECT row(c.state, c.reversal_reason, c.replaced_by, c.version)::text
    FROM api.contributions AS c WHERE c.id = pg_temp.id(2)),
    row('reversed', 'keyed wrongly', NULL::uuid, 2)::text, 'and it is reversed, at version 2');
SELECT is((SELECT e.kind FROM safer.entry AS e WHERE e.id = (pg_temp.row(2)).reversed_by), 'reversal',
    'by an entry of the ledger');
SELECT is(tap.outcome(tap.reversal(pg_temp.id(2))), 'already-reversed', 'once');
SELECT (pg_temp.row(2)).reversed_by AS reversal \gset
SELECT is(tap.outcome(tap.reversal(:'reversal')), 'reversal-of-reversal', 'what reverses is not reversed');
SELECT tap.acts('maidstone');
SELECT is_empty(tap.reversal(:'reversal'), 'but for who may not see it there is nothing of this id');
SELECT tap.acts('kfrs');
SELECT is(tap.outcome(tap.receipt(pg_temp.id(2))), 'already-reversed', 'and it is not confirmed any more');
SELECT is(tap.outcome(tap.reversal(pg_temp.id(2))), 'already-reversed', 'nor reversed by the host');

-- Replacement
SELECT is(tap.outcome(tap.reversal(pg_temp.id(1), '{"amount_pence": 250000, "financial_year": "2019/20",
    "note": "instead"}', pg_temp.id(11))), 'accepted', 'the host reverses and replaces what it has confirmed');
SELECT is((SELECT row(c.partner, c.financial_year, c.amount_pence, c.received_on, c.external_reference, c.note, c.state,
        c.replaces, c.version)::text FROM api.contributions AS c WHERE c.id = pg_temp.id(11)),
    row('kcc', '2019/20', 250000, date '2018-05-01', 'R-1', 'instead', 'unconfirmed', pg_temp.id(1), 1)::text,
    'what the replacement leaves out is the original''s, and it is still its owner''s');
SELECT is((pg_temp.row(1)).replaced_by, pg_temp.id(11), 'the original says by what it is replaced');
SELECT is(tap.outcome(tap.receipt(pg_temp.id(11))), 'accepted', 'a replacement is confirmed as any other');
SELECT is(tap.outcome(tap.reversal(pg_temp.id(11), '{"amount_pence": 1}', pg_temp.id(12))), 'accepted',
    'and replaced again');
SELECT is((SELECT count(*) FROM api.contributions WHERE external_reference = 'R-1' AND state <> 'reversed'), 1::bigint,
    'one of them stands');
SELECT tap.acts('kcc');
SELECT is(tap.outcome(tap.reversal(pg_temp.id(3), '{"amount_pence": 1, "financial_year": "2031/32"}', pg_temp.id(13))),
    'year-not-covered', 'a replacement satisfies what any contribution does');
SELECT is(tap.detail(tap.reversal(pg_temp.id(3), '{"amount_pence": 1, "received_on": "2019-06-02"}', pg_temp.id(13)))
    #>> '{errors,0,pointer}', '/replacement/received_on', 'and what is wrong is pointed at where it stands');
SELECT is((pg_temp.row(3)).state, 'unconfirmed', 'then the original is not reversed either');
SELECT is(tap.outcome(tap.reversal(pg_temp.id(3), 'null')), 'accepted', 'a replacement that is null is none');
SELECT is((pg_temp.row(3)).replaced_by, NULL, 'really none');

-- A contributor that sees its own alone
SELECT tap.acts('maidstone');
SELECT is(tap.outcome(tap.posting('R-1', pg_temp.id(21), fund => 'half-hidden')), 'accepted', 'Maidstone posts');
SELECT is(tap.outcome(tap.reversal(pg_temp.id(21))), 'accepted', 'and takes it back');
SELECT reversed_by AS reversal FROM api.contributions WHERE id = pg_temp.id(21) \gset
SELECT is(tap.outcome(tap.reversal(:'reversal')), 'reversal-of-reversal', 'which it cannot take back');
SELECT tap.acts('thanet');
SELECT is_empty(tap.reversal(:'reversal'), 'and of which another does not know');
SELECT tap.acts('kcc');

-- What the change was from
SELECT is((SELECT r.before ->> 'state' FROM safer.reverse_contribution(pg_temp.id(4), 'because', NULL, NULL, NULL) AS r),
    'unconfirmed', 'a reversal says what it was before');

-- What was posted stands
SELECT is(tap.outcome(format('UPDATE safer.contribution SET amount_pence = 1 WHERE id = %L', pg_temp.id(5))), '42501',
    'the service does not change an amount');
SELECT is(tap.outcome(format('UPDATE safer.contribution SET version = version WHERE id = %L', pg_temp.id(5))), '23001',
    'and makes no change that is no step');
SELECT is(tap.outcome(format('DELETE FROM safer.contribution WHERE id = %L', pg_temp.id(5))), '42501', 'nor removes it');
SELECT tap.acts('kfrs');
SELECT is(tap.outcome(format($$UPDATE safer.contribution SET confirmed_on = '2018-06-01', bank_reference = 'B',
    reversed_at = now(), reversal_reason = 'both' WHERE id = %L$$, pg_temp.id(5))), 'not-your-contribution',
    'not two steps at once');
RESET ROLE;
SET CONSTRAINTS ALL IMMEDIATE;
SET LOCAL ROLE safer_owner;
SELECT is(tap.outcome(format('UPDATE safer.contribution SET %s WHERE id = %L', change, pg_temp.id(5))), '23001',
    'nor does the owner: ' || change)
FROM unnest(ARRAY['amount_pence = 1', 'partner = ''kfrs''', 'external_reference = ''X''',
    'created_at = now() - interval ''1 day''', 'note = ''x''', 'booked_in = ''2019/20''']) AS change;
SELECT is(tap.outcome(format($$UPDATE safer.contribution SET confirmed_on = '2018-06-01', bank_reference = 'B',
    booked_in = '2019/20' WHERE id = %L$$, pg_temp.id(5))), '23001', 'not even with a step that is in order');
SELECT is(tap.outcome('DELETE FROM safer.contribution'), '23001', 'nor is one removed');
SELECT is(tap.outcome('TRUNCATE safer.contribution CASCADE'), '23001', 'nor all');

-- A confirmed contribution that is replaced is undone on the days of what it undoes
RESET ROLE;
SET LOCAL ROLE safer_service;
SELECT tap.acts('maidstone', '2018-09-01');
SELECT is(tap.outcome(tap.posting('D-1', pg_temp.id(31), 1000, 'half-hidden', received_on => '2018-05-01')), 'accepted',
    '£10 in May');
SELECT tap.acts('medway', '2018-09-01');
SELECT is(tap.outcome(tap.receipt(pg_temp.id(31), '2018-06-15')), 'accepted', 'seen in June');
SELECT is(tap.outcome(tap.reversal(pg_temp.id(31), '{"amount_pence": 900}', pg_temp.id(32))), 'accepted', 'they were £9');
SELECT is((SELECT string_agg(concat_ws(' ', d, b.kind, b.debit_pence - b.credit_pence), ', ' ORDER BY d, b.kind)
    FROM unnest('{2018-05-20,2018-06-20,2018-09-01}'::date[]) AS d, safer.fund_balances('half-hidden', d, NULL) AS b
    WHERE b.kind IN ('bank', 'in-transit')),
    '2018-05-20 in-transit 100900, 2018-06-20 bank 0, 2018-06-20 in-transit 100900, 2018-09-01 bank 0,'
    ' 2018-09-01 in-transit 100900',
    'beside the £1,000 there were, on no day is there more, and the bank never less than nothing');
SELECT is(tap.outcome(tap.reversal(e.id)), 'reversal-of-reversal', 'a receipt''s reversal is not reversed')
FROM safer.entry AS e WHERE e.contribution = pg_temp.id(31) AND e.kind = 'receipt-reversal';
SELECT tap.acts('maidstone', '2018-09-01');
SELECT is(tap.outcome(format($$UPDATE safer.contribution SET reversed_at = '2001-01-01', reversal_reason = 'x',
    replaced_by = %L WHERE id = %L$$, pg_temp.id(31), pg_temp.id(32))), '23001',
    'a contribution is replaced by what replaces it, and by nothing else');

SELECT * FROM finish();
ROLLBACK;
