-- Spending: who spends from a fund and on what, never more than is left but for the agreement's own commitments and
-- what was decided; once for each reference, reversed once, and otherwise as it was posted.
\ir support.psql
SELECT plan(128);

CREATE FUNCTION pg_temp.id(n integer) RETURNS uuid LANGUAGE sql
RETURN ('01900000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid;
CREATE FUNCTION pg_temp.row(n integer) RETURNS api.expenditures LANGUAGE sql
AS $$SELECT x FROM api.expenditures AS x WHERE x.id = pg_temp.id(n)$$;
CREATE FUNCTION pg_temp.pointer(statement text) RETURNS text LANGUAGE sql
RETURN tap.detail(statement) #>> '{errors,0,pointer}';
CREATE FUNCTION pg_temp.available(statement text) RETURNS text LANGUAGE sql
RETURN tap.detail(statement) ->> 'available_pence';
SELECT tap.make_half_hidden_fund();
SELECT tap.make_post('half-post', 1200000, 12);
SELECT tap.make_post('long-post', 1200000, 36);
UPDATE safer.post_term SET to_on = '2018-06-30' WHERE post = 'long-post';
INSERT INTO safer.post_term (post, from_on, title, host, placement, funding, fund, agreement, annual_cost_pence,
    funded_from, funded_months)
VALUES ('long-post', '2018-10-01', 'Post again', 'medway', 'team', 'joint', 'half-hidden', 'half-hidden-agreement', 100,
        '2018-10-01', 36),
    ('long-post', '2019-04-01', 'Post of its own', 'medway', 'team', 'partner', NULL, NULL, NULL, NULL, NULL),
    ('long-post', '2019-04-15', 'Post of another''s', 'medway', 'team', 'joint', 'kcst-pooled-budget', NULL, 100,
        '2019-04-15', 36),
    ('long-post', '2019-05-01', 'Post once more', 'medway', 'team', 'joint', 'half-hidden', 'half-hidden-agreement',
    100,
        '2019-05-01', 36);
SET LOCAL ROLE safer_service;

-- Who
SELECT tap.acts('');
SELECT is(tap.outcome(tap.spending('S-1')), 'not-permitted', 'nobody spends without a partner');
SELECT tap.acts('ashford');
SELECT is(tap.outcome(tap.spending('S-1')), 'unknown-fund', 'a fund that is hidden is unknown');
SELECT is(replace(tap.detail(tap.spending('S-1'))::text, 'half-hidden', 'nowhere'),
    tap.detail(tap.spending('S-1', fund => 'nowhere'))::text, 'a hidden fund answers exactly as one that is not');
SELECT is(pg_temp.pointer(tap.spending('S-1')), '/fund', 'and is pointed at');
SELECT tap.acts('maidstone');
SELECT is(tap.outcome(tap.spending('S-1')), 'not-the-host', 'a contributor does not spend');
SELECT tap.acts('kcc');
SELECT is(tap.outcome(tap.spending('S-1')), 'not-the-host', 'nor does a constituent partner that is not the host');
SELECT tap.acts('maidstone');
SELECT is(tap.outcome(tap.posting('M-1', amount_pence => 100000, fund => 'half-hidden')), 'accepted',
    'Maidstone pays in £1,000, unconfirmed');
SELECT tap.acts('medway');
SELECT is(tap.outcome($$INSERT INTO safer.expenditure (id, fund, partner, purpose, amount_pence, incurred_on,
    external_reference) VALUES (gen_random_uuid(), 'half-hidden', 'maidstone', 'works', 5, '2018-05-31', 'S-1')$$),
    '42501', 'the host does not spend in another''s name');

-- On what, how much and when
SELECT is(tap.outcome(tap.spending('S-1', purpose => 'nothing')), 'unknown-purpose', 'the fund has the purpose');
SELECT is(pg_temp.pointer(tap.spending('S-1', purpose => 'nothing')), '/purpose', 'which is pointed at');
SELECT is(tap.outcome(tap.spending('S-1', purpose => 'joint-initiatives')), 'unknown-purpose',
    'another fund''s purpose is none of its');
SELECT is(tap.outcome(tap.spending('S-1', amount_pence => 0)), 'amount-not-positive', 'not nothing');
SELECT is(tap.outcome(tap.spending('S-1', amount_pence => -1)), 'amount-not-positive', 'not less');
SELECT is(tap.outcome(tap.spending('S-1', amount_pence => 1000000000001, decision => 'SMT')),
    'expenditure_amount_sane', 'not more than ten thousand million pounds');
SELECT is(tap.outcome(tap.spending('S-1', incurred_on => '2019-06-02')), 'date-in-future', 'not tomorrow');
SELECT is(tap.outcome(tap.spending('S-1', incurred_on => '2018-03-31')), 'period-outside-agreement',
    'not before the agreement begins');
SELECT is(pg_temp.pointer(tap.spending('S-1', incurred_on => '2018-03-31')), '/incurred_on', 'which is pointed at');
SELECT is(tap.outcome(tap.spending('S-1', pg_temp.id(1), 10000, incurred_on => '2018-04-01')), 'accepted',
    'on its first day');
SELECT is(tap.outcome(tap.spending('S-2', pg_temp.id(2), 10000, incurred_on => '2019-06-01')), 'accepted',
    'and today');
SELECT is((pg_temp.row(1)).financial_year || (pg_temp.row(1)).booked_in || (pg_temp.row(2)).financial_year,
    '2018/192018/192019/20', 'in the financial year in which it was incurred');
SELECT tap.acts('kfrs', '2020-06-01');
SELECT is(tap.outcome(tap.spending('S-1', pg_temp.id(3), 5, 'kcst-pooled-budget', 'team-skills', '2020-03-31', 'SMT')),
    'accepted', 'on the agreement''s last day');
SELECT is(tap.outcome(tap.spending('S-9', pg_temp.id(9), 5, 'kcst-pooled-budget', 'team-skills', '2020-04-01', 'SMT')),
    'period-outside-agreement', 'and not the day after, whatever was decided');
SELECT tap.acts('kcc', '2020-06-01');
SELECT is((SELECT string_agg(tap.outcome(tap.spending('S-' || day, gen_random_uuid(), 5, 'pcc-kcsp-grant-2016-17',
        'small-steps', day, 'SMT')), ' ' ORDER BY day)
    FROM unnest(ARRAY[date '2016-03-31', '2016-04-01', '2017-03-31', '2017-04-01']) AS day),
    'period-outside-agreement accepted accepted period-outside-agreement',
    'without an agreement, in the time for which the fund names a contributor');
RESET ROLE;
UPDATE safer.agreement SET dissolved_on = '2018-12-31' WHERE id = 'kcst-mou-2018';
SET LOCAL ROLE safer_service;
SELECT tap.acts('kfrs');
SELECT is(tap.outcome(tap.spending('S-9', pg_temp.id(9), 5, 'kcst-pooled-budget', 'team-skills', '2019-01-01', 'SMT')),
    'period-outside-agreement', 'an agreement that is dissolved has ended');
SELECT is(tap.outcome(tap.spending('S-2', pg_temp.id(4), 5, 'kcst-pooled-budget', 'team-skills', '2018-12-31', 'SMT')),
    'accepted', 'and on its last day it has not');

-- What is left: £800 by now
SELECT tap.acts('medway');
SELECT is(tap.outcome(tap.spending('S-3', pg_temp.id(5), 30000)), 'accepted', '£300, though nothing is confirmed');
SELECT is(tap.outcome(tap.spending('S-4', pg_temp.id(6), 50001)), 'overspent', 'not a penny more than is left');
SELECT is(pg_temp.available(tap.spending('S-4', pg_temp.id(6), 50001)), '50000', 'and it is said how much that is');
SELECT is(tap.detail(tap.spending('S-4', pg_temp.id(6), 50001)) ->> 'sentence',
    'The fund has £500.00 left, and this is £500.01. It is no cost of a post the fund pays, so it needs the'
    ' Senior Management Team''s decision: cite it in decision.', 'in pounds for people');
SELECT is(pg_temp.pointer(tap.spending('S-4', pg_temp.id(6), 50001)), '/amount_pence', 'which is pointed at');
SELECT tap.acts('thanet');
SELECT is((SELECT count(*) FROM api.contributions), 0::bigint, 'what is left counts what others do not see');
SELECT tap.acts('medway');
SELECT is(tap.outcome(tap.spending('S-4', pg_temp.id(6), 50000)), 'accepted', 'the last penny is spent');
SELECT is(pg_temp.available(tap.spending('S-5', pg_temp.id(7), 1)), '0', 'then not one more');
SELECT is(tap.outcome(tap.spending('S-5', pg_temp.id(7), 2500, decision => 'SMT, 3 May 2019, item 4')), 'accepted',
    'unless a decision is cited');
SELECT is(pg_temp.available(tap.spending('S-6', pg_temp.id(8), 1)), '-2500', 'an overdraft is a fact to show');
SELECT is(tap.detail(tap.spending('S-6', pg_temp.id(8), 1)) ->> 'sentence' LIKE 'The fund has -£25.00 left%', true,
    'to people too');

-- The agreement's own commitments
SELECT is(tap.outcome(tap.spending('P-1', purpose => 'half-post', incurred_on => '2018-04-01')), 'accepted',
    'the cost of a post is never refused, from the first day it is funded');
SELECT is(tap.outcome(tap.spending('P-2', amount_pence => 99000000, purpose => 'half-post',
    incurred_on => '2019-03-31')),
    'accepted', 'to the last, and whatever it is');
SELECT is(tap.outcome(tap.spending('P-3', purpose => 'half-post', incurred_on => '2019-04-01')), 'overspent',
    'after that it is treated as any other');
SELECT is(tap.outcome(tap.spending('P-3', purpose => 'half-post', incurred_on => '2019-04-01', decision => 'SMT')),
    'accepted', 'also when a decision is cited');
SELECT is(tap.outcome(tap.spending('P-4', purpose => 'long-post', incurred_on => '2018-06-30')), 'accepted',
    'to the day on which a post ends');
SELECT is(tap.outcome(tap.spending('P-5', purpose => 'long-post', incurred_on => '2018-07-01')), 'overspent',
    'and not after');
SELECT is(tap.outcome(tap.spending('P-5', purpose => 'long-post', incurred_on => '2018-10-01')), 'accepted',
    'as soon as it is there again');
SELECT is(tap.outcome(tap.spending('P-6', purpose => 'long-post', incurred_on => '2019-04-01')), 'overspent',
    'not while its employer pays it');
SELECT is(tap.outcome(tap.spending('P-6', purpose => 'long-post', incurred_on => '2019-04-15')), 'overspent',
    'nor while another fund does');
SELECT is(tap.outcome(tap.spending('P-6', purpose => 'long-post', incurred_on => '2019-05-01')), 'accepted',
    'and again when the fund does itself');
SELECT tap.acts('medway', '2020-06-01');
SELECT is(tap.outcome(tap.spending('P-7', purpose => 'long-post', incurred_on => '2020-03-31')), 'accepted',
    'to the end of its agreement');
SELECT is(tap.outcome(tap.spending('P-8', purpose => 'long-post', incurred_on => '2020-04-01')), 'overspent',
    'and no longer, however long it is funded for');
RESET ROLE;
UPDATE safer.agreement SET dissolved_on = '2019-10-31' WHERE id = 'half-hidden-agreement';
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(tap.spending('P-8', purpose => 'long-post', incurred_on => '2019-11-01')), 'overspent',
    'nor beyond the day on which it is dissolved');
SELECT is(tap.outcome(tap.spending('P-8', purpose => 'long-post', incurred_on => '2019-10-31')), 'accepted',
    'but on that day');
SELECT is_empty($$SELECT id FROM api.purposes WHERE fund = 'kcst-pooled-budget' AND id LIKE '%half-post'$$,
    'a post is a purpose of the fund that pays it alone');

-- The reference
SELECT tap.acts('medway');
SELECT is(tap.outcome(tap.spending('S-3', amount_pence => 5, purpose => 'half-post')), 'duplicate-reference',
    'a reference is used once, whatever it is for');
SELECT is(tap.detail(tap.spending('S-3', amount_pence => 5, purpose => 'half-post')) -> 'existing',
    jsonb_build_object('id', pg_temp.id(5), 'href', '/v1/expenditures/' || pg_temp.id(5)), 'the existing one is named');
SELECT is(tap.outcome(tap.spending_reversal(pg_temp.id(5), '{"amount_pence": 29000, "decision": "SMT"}',
    pg_temp.id(15))), 'accepted',
    'it is reversed and replaced');
SELECT is(tap.detail(tap.spending('S-3', purpose => 'half-post')) #>> '{existing,id}', pg_temp.id(15)::text,
    'then what stands for it is named');
SELECT is(tap.outcome(tap.spending_reversal(pg_temp.id(15))), 'accepted', 'that is reversed too');
SELECT is(tap.detail(tap.spending('S-3', purpose => 'half-post')) #>> '{existing,id}', pg_temp.id(15)::text,
    'and the reference stays used for ever');
SELECT is(tap.outcome(tap.posting('S-3', fund => 'half-hidden')), 'not-a-contributor', 'the host pays nothing in');
SELECT is((SELECT count(DISTINCT partner) FROM safer.expenditure WHERE external_reference = 'S-2'), 1::bigint,
    'a reference of another''s is not seen');
SELECT is(tap.outcome(tap.spending(reference, purpose => 'half-post')), 'expenditure_reference_shape',
    'a reference is no ' || what)
FROM (VALUES (' S-9', 'word with a blank in front'), (E'S\t9', 'control character'), ('', 'nothing'),
    (repeat('x', 101), 'essay')) AS x (reference, what);

-- Reversal
SELECT tap.acts('maidstone');
SELECT is_empty(tap.spending_reversal(pg_temp.id(1)), 'for who may not see it, there is nothing to reverse');
SELECT tap.acts('kcc');
SELECT is(tap.outcome(tap.spending_reversal(pg_temp.id(1))), 'not-the-host', 'who only reads does not reverse');
SELECT tap.acts('medway');
SELECT is(tap.outcome(tap.spending_reversal(pg_temp.id(1), if_match => 2)), 'precondition-failed',
    'not on a stale version');
SELECT is((SELECT r.before ->> 'state' FROM safer.reverse_expenditure(pg_temp.id(1), 'keyed wrongly', 'null', NULL,
    1) AS r),
    'posted', 'the host reverses on the right one, and learns what it was before; a replacement that is null is none');
SELECT is((SELECT row(x.state, x.reversal_reason, x.replaced_by, x.version)::text
    FROM api.expenditures AS x WHERE x.id = pg_temp.id(1)),
    row('reversed', 'keyed wrongly', NULL::uuid, 2)::text, 'and it is reversed, at version 2');
SELECT is((SELECT row(e.kind, e.expenditure, e.occurred_on)::text FROM safer.entry AS e
    WHERE e.id = (pg_temp.row(1)).reversed_by), row('reversal', pg_temp.id(1), date '2019-06-01')::text,
    'by an entry of the ledger, on the day');
SELECT is(tap.outcome(tap.spending_reversal(pg_temp.id(1))), 'already-reversed', 'once');
SELECT is(tap.outcome(tap.spending_reversal(pg_temp.id(1), if_match => 1)), 'already-reversed',
    'said before a stale version');
SELECT is(tap.outcome(tap.spending_reversal((pg_temp.row(1)).reversed_by)), 'reversal-of-reversal',
    'what reverses is not reversed');
SELECT set_config('tap.reversal', (pg_temp.row(1)).reversed_by::text, true) AS kept \gset
SELECT tap.acts('maidstone');
SELECT is_empty(tap.spending_reversal(current_setting('tap.reversal')::uuid),
    'but to who may not see it there is nothing of this id');
SELECT tap.acts('medway');
SELECT is_empty(tap.spending_reversal(pg_temp.id(99)), 'nor is there of any other');
SELECT is_empty(format('SELECT e.id FROM safer.entry AS e WHERE e.kind = ''expenditure'' AND e.expenditure = %L'
    ' AND e.id = %L', pg_temp.id(1), current_setting('tap.reversal')), 'the two entries are two');

-- Replacement
SELECT tap.acts('thanet');
SELECT is(tap.outcome(tap.posting('T-1', amount_pence => 200000000, fund => 'half-hidden')), 'accepted',
    'Thanet pays in two millions');
SELECT tap.acts('medway');
SELECT set_config('tap.available', pg_temp.available(tap.spending('R-1', amount_pence => 900000000)),
    true) AS kept \gset
SELECT is(tap.outcome(tap.spending('R-1', pg_temp.id(21), current_setting('tap.available')::bigint)), 'accepted',
    'all of it is spent');
SELECT is(pg_temp.available(tap.spending_reversal(pg_temp.id(21), '{"amount_pence": 300000000}', pg_temp.id(22))),
    current_setting('tap.available'), 'a replacement has what its original gives back, and no more');
SELECT is(pg_temp.pointer(tap.spending_reversal(pg_temp.id(21), '{"amount_pence": 300000000}', pg_temp.id(22))),
    '/replacement/amount_pence', 'and what is wrong is pointed at where it stands');
SELECT is((SELECT string_agg(pg_temp.pointer(tap.spending_reversal(pg_temp.id(21), change, pg_temp.id(22))), ' ')
    FROM unnest(ARRAY['{"purpose": "nothing"}', '{"amount_pence": 0}', '{"incurred_on": "2019-06-02"}',
        '{"incurred_on": "2018-03-31"}']::jsonb[]) AS change),
    '/replacement/purpose /replacement/amount_pence /replacement/incurred_on /replacement/incurred_on',
    'it satisfies what any spending does');
SELECT is((pg_temp.row(21)).state, 'posted', 'then the original is not reversed either');
SELECT is(tap.outcome(tap.spending_reversal(pg_temp.id(21), '{"purpose": "project-one", "incurred_on": "2019-04-02",
    "amount_pence": 70000, "note": "instead"}', pg_temp.id(22))), 'accepted', 'the host reverses and replaces');
SELECT is((SELECT row(x.fund, x.partner, x.purpose, x.financial_year, x.amount_pence, x.incurred_on,
        x.external_reference, x.decision, x.note, x.state, x.replaces, x.version)::text
    FROM api.expenditures AS x WHERE x.id = pg_temp.id(22)),
    row('half-hidden', 'medway', 'project-one', '2019/20', 70000, date '2019-04-02', 'R-1', NULL::text, 'instead',
    'posted',
        pg_temp.id(21), 1)::text, 'under the same reference');
SELECT is((pg_temp.row(21)).replaced_by, pg_temp.id(22), 'and the original says by what it is replaced');
SELECT is((SELECT e.occurred_on FROM safer.entry AS e WHERE e.id = (pg_temp.row(21)).reversed_by), date '2018-05-31',
    'it is taken back as of its own day, so that it never counts beside what replaces it');
SELECT is(tap.outcome(tap.spending_reversal(pg_temp.id(7), '{"amount_pence": 2400}', pg_temp.id(23))), 'accepted',
    'another is replaced');
SELECT is((SELECT row(x.purpose, x.amount_pence, x.incurred_on, x.decision)::text FROM api.expenditures AS x
    WHERE x.id = pg_temp.id(23)), row('works', 2400, date '2018-05-31', 'SMT, 3 May 2019, item 4')::text,
    'what the replacement leaves out is the original''s');
SELECT is(tap.outcome(tap.spending_reversal(pg_temp.id(23), '{"decision": null}', pg_temp.id(24))), 'accepted',
    'and replaced again');
SELECT is((pg_temp.row(24)).decision, NULL, 'a decision that is null is taken away');
SELECT is((SELECT count(*) FROM api.expenditures WHERE external_reference = 'S-5' AND state <> 'reversed'), 1::bigint,
    'one of them stands');
SELECT is(tap.outcome($$INSERT INTO safer.expenditure (id, fund, partner, purpose, amount_pence, incurred_on,
    external_reference, replaces) SELECT gen_random_uuid(), x.fund, x.partner, x.purpose, 5, x.incurred_on,
    x.external_reference, x.id FROM safer.expenditure AS x WHERE x.external_reference = 'S-2'$$), 'not-permitted',
    'there is no replacement of what has not been reversed for it');

-- What was posted stands
SELECT is(tap.outcome(format('UPDATE safer.expenditure SET amount_pence = 1 WHERE id = %L', pg_temp.id(2))), '42501',
    'the service does not change an amount');
SELECT is(tap.outcome(format('UPDATE safer.expenditure SET version = version WHERE id = %L', pg_temp.id(2))), '23001',
    'and makes no change that is no step');
SELECT is(tap.outcome('DELETE FROM safer.expenditure'), '42501', 'nor removes any');
RESET ROLE;
SET CONSTRAINTS ALL IMMEDIATE;
SET LOCAL ROLE safer_owner;
SELECT is(tap.outcome(format('UPDATE safer.expenditure SET %s WHERE id = %L', change, pg_temp.id(2))), '23001',
    'nor does the owner: ' || change)
FROM unnest(ARRAY['amount_pence = 1', 'fund = ''also-hidden''', 'partner = ''kfrs''', 'purpose = ''project-one''',
    'financial_year = ''2018/19''', 'booked_in = ''2018/19''', 'incurred_on = ''2018-06-01''',
    'external_reference = ''X''', 'decision = ''x''', 'note = ''x''',
    'created_at = now() - interval ''1 day''']) AS change;
SELECT is(tap.outcome(format($$UPDATE safer.expenditure SET %s, reversed_at = now(), reversal_reason = 'x'
    WHERE id = %L$$, change, pg_temp.id(2))), '23001', 'not even while it reverses it: ' || change)
FROM unnest(ARRAY['amount_pence = 1', 'note = ''x''']) AS change;
SELECT is(tap.outcome(format('UPDATE safer.expenditure SET version = version WHERE id = %L', pg_temp.id(1))), '23001',
    'what is reversed does not change at all');
SELECT is(tap.outcome('DELETE FROM safer.expenditure'), '23001', 'nor is one removed');
SELECT is(tap.outcome('TRUNCATE safer.expenditure CASCADE'), '23001', 'nor all');

-- A fund that is overdrawn: what puts right no less than it costs needs nothing, what costs more does
RESET ROLE;
INSERT INTO safer.fund (id, name, host, rolls_forward) VALUES ('thin', 'Thin', 'medway', true);
INSERT INTO safer.fund_contributor (fund, partner, from_on) VALUES ('thin', 'swale', '2018-04-01');
INSERT INTO safer.purpose (fund, id, name, kind) VALUES ('thin', 'hall', 'Hall', 'other'), ('thin', 'van', 'Van', 'other');
SET LOCAL ROLE safer_service;
SELECT tap.acts('swale');
SELECT is(tap.outcome(tap.posting('T-1', amount_pence => 1000, fund => 'thin')), 'accepted', '£10 come in');
SELECT tap.acts('medway');
SELECT is(tap.outcome(tap.spending('T-1', pg_temp.id(901), 800, 'thin', 'hall')), 'accepted', '£8 go out');
SELECT is(tap.outcome(tap.spending('T-2', pg_temp.id(902), 5000, 'thin', 'van', decision => 'SMT')), 'accepted',
    'and by decision £50 more');
SELECT is(tap.outcome(tap.spending_reversal(pg_temp.id(901), '{"amount_pence": 801}')), 'overspent',
    'a replacement that costs more is refused');
SELECT is(tap.outcome(tap.spending_reversal(pg_temp.id(901), '{"amount_pence": 700, "purpose": "van"}')), 'overspent',
    'and one for something else');
SELECT is(tap.outcome(tap.spending_reversal(pg_temp.id(901), '{"amount_pence": 700}', pg_temp.id(903))), 'accepted',
    'one that costs less is not');
SELECT is(tap.outcome(tap.spending_reversal(pg_temp.id(903), '{"amount_pence": 700}', pg_temp.id(904))), 'accepted',
    'nor one that costs the same');
SELECT is((SELECT sum(x.amount_pence) FROM api.expenditures AS x WHERE x.fund = 'thin' AND x.state = 'posted'), 5700::numeric,
    'which stands in its place');

-- A decision stands for what it was cited for
SELECT is(tap.outcome(tap.spending_reversal(pg_temp.id(902), '{"amount_pence": 5001}')), 'overspent',
    'a decision is not inherited for more');
SELECT is(tap.outcome(tap.spending_reversal(pg_temp.id(902), '{"amount_pence": 4000, "purpose": "hall"}')), 'overspent',
    'nor for something else');
SELECT is(tap.outcome(tap.spending_reversal(pg_temp.id(902), '{"amount_pence": 5001, "decision": "SMT again"}',
    pg_temp.id(905))), 'accepted', 'but cited anew');
SELECT is(tap.outcome(tap.spending_reversal(pg_temp.id(905), '{"amount_pence": 4999}', pg_temp.id(906))), 'accepted',
    'and for less it stands');
SELECT is((SELECT decision FROM api.expenditures WHERE id = pg_temp.id(906)), 'SMT again', 'and goes with it');
SELECT is(tap.outcome(tap.spending('T-9', pg_temp.id(909), 100000, 'thin', 'van', decision => ' ')),
    'expenditure_decision_shape', 'a blank is no decision');

-- A term that is still to come is no commitment yet
RESET ROLE;
SELECT tap.make_post('later-post', 1200000, 12, funded_from => '2018-04-01');
UPDATE safer.post_term SET from_on = '2019-05-01' WHERE post = 'later-post';
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(tap.spending('L-1', amount_pence => 999999999999, purpose => 'later-post', incurred_on => '2018-12-01')),
    'overspent', 'a post is a commitment from the day its term begins, however long it says it was funded');

-- What a reversal says of itself
SELECT is(tap.outcome(format($$UPDATE safer.expenditure SET reversed_at = '2001-01-01', reversal_reason = 'x',
    replaced_by = %L WHERE id = %L$$, pg_temp.id(906), pg_temp.id(904))), '23001',
    'it was replaced by what replaces it, and by nothing else');
SELECT is(tap.outcome(format($$UPDATE safer.expenditure SET reversed_at = '2001-01-01', reversal_reason = 'x' WHERE id = %L$$,
    pg_temp.id(904))), 'accepted', 'it is made when it is made');
SELECT is((SELECT reversed_at = now() FROM api.expenditures WHERE id = pg_temp.id(904)), true, 'whatever it says');

SELECT * FROM finish();
ROLLBACK;
