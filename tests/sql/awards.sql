-- What is awarded, paid, withheld and returned: to the penny, by whom, and what rules say to whom.
\ir support.psql
SELECT plan(167);

CREATE FUNCTION tap.awarding(id uuid, bid uuid, amount_pence bigint, members jsonb DEFAULT '{}')
RETURNS text
LANGUAGE sql
RETURN format('SELECT safer.create_award(%L, %L, %L, %L, %L, %L, %L, NULL, %L)', id, bid, amount_pence,
    coalesce(members ->> 'decision', '00000000-0000-7000-8000-0000000000d1'),
    coalesce(members -> 'tranches', format('[{"amount_pence": %s, "due_on": "2019-01-01"}]', amount_pence)::jsonb),
    members -> 'conditions', members -> 'returns', members ->> 'if_match');
CREATE FUNCTION tap.paying(tranche uuid, reference text, paid_on date DEFAULT '2019-06-01', expenditure uuid DEFAULT gen_random_uuid())
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.pay_tranche(%L, %L, %L, %L, NULL)', tranche, expenditure, paid_on, reference);
CREATE FUNCTION tap.refunding(id uuid, award uuid, amount_pence bigint, reference text, received_on date DEFAULT '2019-06-01')
RETURNS text
LANGUAGE sql
RETURN format('SELECT safer.create_refund(%L, %L, %L, %L, %L, ''Not spent'')', id, award, amount_pence, received_on,
    reference);
-- The tranche of an award at a place.
CREATE FUNCTION tap.tranche(award uuid, place integer)
RETURNS uuid
LANGUAGE sql
SECURITY DEFINER
RETURN (SELECT t.id FROM safer.tranche AS t WHERE t.award = tranche.award AND t.place = tranche.place);
CREATE FUNCTION tap.return_of(award uuid, due_on date)
RETURNS uuid
LANGUAGE sql
SECURITY DEFINER
RETURN (SELECT r.id FROM safer.monitoring_return AS r WHERE r.award = return_of.award AND r.due_on = return_of.due_on);
CREATE FUNCTION tap.condition_of(award uuid, place integer)
RETURNS uuid
LANGUAGE sql
SECURITY DEFINER
RETURN (SELECT c.id FROM safer.award_condition AS c WHERE c.award = condition_of.award AND c.place = condition_of.place);
-- The balance of the fund's ledger, and what it says was spent on a purpose.
CREATE FUNCTION tap.spent(purpose text)
RETURNS bigint
LANGUAGE sql
SECURITY DEFINER
RETURN (
    SELECT coalesce(sum(CASE p.debit_account WHEN c.id THEN p.amount_pence ELSE -p.amount_pence END), 0)::bigint
    FROM safer.account AS c
    JOIN safer.posting AS p ON c.id IN (p.debit_account, p.credit_account)
    WHERE c.fund = 'fund' AND c.purpose = spent.purpose);
\set d1 '''00000000-0000-7000-8000-0000000000d1'''
\set bid1 '''00000000-0000-7000-8000-0000000000b1'''
\set bid2 '''00000000-0000-7000-8000-0000000000b2'''
\set bid3 '''00000000-0000-7000-8000-0000000000b3'''
\set bid5 '''00000000-0000-7000-8000-0000000000b5'''
\set bid4 '''00000000-0000-7000-8000-0000000000b4'''
\set first '''00000000-0000-7000-8000-0000000000a1'''
\set second '''00000000-0000-7000-8000-0000000000a2'''
\set third '''00000000-0000-7000-8000-0000000000a3'''
\set fourth '''00000000-0000-7000-8000-0000000000a4'''
\set refund '''00000000-0000-7000-8000-0000000000f1'''
\set payment '''00000000-0000-7000-8000-0000000000e1'''

-- A fund of kcc with £50,000.00, of which a round offers £39,661.00, and four bids.
INSERT INTO safer.fund (id, name, host, rolls_forward) VALUES ('fund', 'Fund', 'kcc', true);
INSERT INTO safer.fund_contributor (fund, partner, from_on) VALUES ('fund', 'kent-pcc', '2018-04-01');
SELECT tap.acts('kent-pcc');
INSERT INTO safer.contribution (id, fund, partner, financial_year, amount_pence, received_on, external_reference)
VALUES (gen_random_uuid(), 'fund', 'kent-pcc', '2018/19', 5000000, '2018-05-01', 'GRANT');
INSERT INTO safer.meeting (id, body, starts_at, place, state)
VALUES ('00000000-0000-7000-8000-0000000000c1', 'kcsp-working-group', '2018-06-12 10:00+01', 'Maidstone', 'held');
INSERT INTO safer.meeting (id, body, starts_at, place, state)
VALUES ('00000000-0000-7000-8000-0000000000c2', 'kcsp-working-group', '2019-06-02 10:00+01', 'Maidstone', 'scheduled');
INSERT INTO safer.decision (id, meeting, body, kind, stage, condition, text, restricted)
SELECT format('00000000-0000-7000-8000-0000000000d%s', d.n)::uuid,
    format('00000000-0000-7000-8000-0000000000c%s', d.meeting)::uuid, 'kcsp-working-group', d.kind, d.stage, d.condition,
    'To award it', d.n = 7
FROM (VALUES (1, 1, 'resolved', 'final', NULL), (2, 1, 'recommended', 'final', NULL),
    (3, 1, 'resolved', 'in_principle', NULL), (4, 1, 'resolved', 'conditional', 'If the police agree'),
    (5, 2, 'resolved', 'final', NULL), (7, 1, 'resolved', 'conditional', 'If the secret is kept')) AS d (n, meeting, kind, stage, condition);
INSERT INTO safer.project (id, title, lead, state, public)
SELECT p.id, p.id, 'swale', p.state, true
FROM (VALUES ('one', 'proposed'), ('two', 'approved'), ('three', 'approved'), ('over', 'complete')) AS p (id, state);
INSERT INTO safer.project_priority (project, priority)
SELECT p.id, 'road-safety' FROM (VALUES ('one'), ('two'), ('three'), ('over')) AS p (id);
INSERT INTO safer.grant_round (id, title, fund, body, amount_pence, opens_on, closes_on)
VALUES ('round', 'Round', 'fund', 'kcsp-working-group', 3966100, '2018-04-01', '2018-05-31'),
    ('other', 'Other', 'fund', NULL, 5000000, '2018-04-01', '2018-05-31'),
    ('more', 'More', 'pcc-kcsp-grant-2016-17', NULL, 5000000, '2018-04-01', '2018-05-31');
INSERT INTO safer.purpose (fund, id, name, kind)
VALUES ('fund', 'two', 'Two', 'office'), ('fund', 'two-grant', 'Two', 'office');
INSERT INTO safer.bid (id, round, project, bidder, amount_pence, objectives, submitted_on)
VALUES (:bid1, 'round', 'one', 'swale', 3966100, 'Objectives', '2018-04-09'),
    (:bid2, 'other', 'two', 'kcc', 3000000, 'Objectives', '2018-04-09'),
    (:bid3, 'round', 'three', 'swale', 100, 'Objectives', '2018-04-09'),
    (:bid4, 'round', 'over', 'swale', 100, 'Objectives', '2018-04-09'),
    (:bid5, 'more', 'licence-to-kill', 'kcc', 100, 'Show it once more', '2018-04-09');
SET LOCAL ROLE safer_service;
SELECT set_config('safer.scope', 'funds.read', true) IS NULL AS nothing \gset

-- Who awards, and what
SELECT tap.acts('kfrs');
SELECT is(tap.outcome(tap.awarding(:first, :bid1, 100)), 'not-the-host', 'only the host of the fund awards its money');
SELECT tap.acts('swale');
SELECT is(tap.outcome(tap.awarding(:first, :bid1, 100)), 'not-the-host', 'and not the bidder');
SELECT tap.acts('dover');
SELECT is((SELECT safer.create_award(:first, :bid1, 100, :d1, '[]', NULL, NULL, NULL, NULL)), NULL,
    'who may not read the bid finds none');
SELECT tap.acts('kcc');
SELECT is(tap.outcome(tap.awarding(:first, :bid1, 0)), 'amount-not-positive', 'an award is something');
SELECT is(tap.outcome(tap.awarding(:first, :bid3, 101)), 'award-over-bid', 'no more than was asked for');
SELECT is(tap.outcome(tap.awarding(:first, :bid4, 100)), 'project-over', 'for a project that is not over');
SELECT is(tap.outcome(tap.awarding(:first, :bid1, 100, '{"if_match": 2}')), 'precondition-failed',
    'what has changed is read first');
SELECT is(tap.outcome(format('SELECT safer.create_award(%L, %L, 100, NULL, ''[]'', NULL, NULL, NULL, NULL)', :first, :bid1)),
    'unknown-decision', 'a decision is cited');
SELECT is(tap.outcome(tap.awarding(:first, :bid1, 100, '{"decision": "00000000-0000-7000-8000-0000000000d2"}')),
    'decision-unfit', 'which is no recommendation');
SELECT is(tap.outcome(tap.awarding(:first, :bid1, 100, '{"decision": "00000000-0000-7000-8000-0000000000d5"}')),
    'decision-unfit', 'nor of a meeting that is still to come');
SELECT is(tap.outcome(tap.awarding(:first, :bid1, 100, '{"decision": "00000000-0000-7000-8000-0000000000d3"}')),
    'decision-unfit', 'and not in principle only');
SELECT is(tap.outcome(format('SELECT safer.create_award(%L, %L, 100, (SELECT d.id FROM safer.decision AS d WHERE d.body ='
    ' ''kcsp'' LIMIT 1), ''[]'', NULL, NULL, NULL, NULL)', :first, :bid1)), 'decision-unfit',
    'nor of another body than the one that decides');

-- How it is divided
SELECT is(tap.outcome(tap.awarding(:first, :bid1, 3966100, '{"tranches": [{"amount_pence": 3966099, "due_on": "2019-01-01"}]}')),
    'tranches-do-not-sum', 'a penny less is not the award');
SELECT is(tap.detail(tap.awarding(:first, :bid1, 3966100, '{"tranches": [{"amount_pence": 3966099, "due_on": "2019-01-01"}]}'))
    ->> 'sentence', 'The tranches are £39,660.99 together, and £39,661.00 are to be paid.', 'and that is said');
SELECT is(tap.outcome(tap.awarding(:first, :bid1, 3966100, '{"tranches": [{"amount_pence": 3966100, "due_on": "2019-01-01"},
    {"parts": 1, "due_on": "2019-01-01"}]}')), 'tranche-invalid', 'by amounts or by parts');
SELECT is(tap.outcome(tap.awarding(:first, :bid1, 3966100, '{"tranches": [{"due_on": "2019-01-01"}]}')),
    'tranche-invalid', 'one of the two');
SELECT is(tap.outcome(tap.awarding(:first, :bid3, 1, '{"tranches": [{"parts": 1, "due_on": "2019-01-01"},
    {"parts": 1, "due_on": "2019-01-01"}]}')), 'tranche-invalid', 'a tranche comes to a penny at least');
SELECT is(tap.outcome(tap.awarding(:first, :bid1, 3966100, '{"returns": [{"due_on": "2019-01-31"}, {"due_on": "2019-01-31"}]}')),
    'duplicate-member', 'a return has a day of its own');
SELECT is(tap.outcome(tap.awarding(:first, :bid1, 3966100, '{"tranches": [{"parts": 2, "due_on": "2019-01-01"},
    {"parts": 1, "due_on": "2019-04-01"}], "conditions": [{"text": "Staff", "due_on": "2019-03-31"}],
    "returns": [{"due_on": "2019-03-15"}, {"due_on": "2019-12-31"}],
    "decision": "00000000-0000-7000-8000-0000000000d4"}')), 'accepted', 'all of it is awarded, by a conditional decision');
SELECT results_eq(format('SELECT amount_pence FROM api.award_tranches WHERE award = %L ORDER BY place', :first),
    ARRAY[2644067::bigint, 1322033], 'two thirds and one third of £39,661.00');
SELECT is((SELECT row(recipient, awarded_on, purpose, state)::text FROM api.awards WHERE id = :first),
    '(swale,2018-06-12,one,active)', 'the bidder gets it as of the day of the meeting');
SELECT is((SELECT row(p.state, s.state, s.moved_on)::text FROM safer.project AS p JOIN safer.project_step AS s ON s.project = p.id
    WHERE p.id = 'one'), '(approved,approved,2018-06-12)', 'a project that was proposed is approved by it');
SELECT is((SELECT text FROM api.award_conditions WHERE award = :first AND place = 1), 'If the police agree',
    'the condition of the decision is the first of the award');
SELECT is((SELECT row(state, decided_on)::text FROM api.bids WHERE id = :bid1), '(awarded,2019-06-01)', 'the bid is decided');
SELECT is(tap.outcome(tap.awarding(:second, :bid1, 100)), 'state-conflict', 'once');
SELECT is((SELECT kind FROM api.purposes WHERE fund = 'fund' AND id = 'one'), 'project', 'the fund has it as a purpose');

-- What is left
SELECT is(tap.outcome(tap.awarding(:second, :bid3, 1)), 'award-over-round', 'the round has nothing left');
SELECT is(tap.detail(tap.awarding(:second, :bid3, 1)) ->> 'left_pence', '0', 'which is said');
SELECT is(tap.outcome(tap.awarding(:second, :bid2, 1033901)), 'award-over-fund', 'a penny more than the fund has not promised');
SELECT is(tap.detail(tap.awarding(:second, :bid2, 1033901)) ->> 'left_pence', '1033900', 'what it has is said');
SELECT is(tap.outcome(tap.awarding(:second, :bid2, 1033900)), 'purpose-exists', 'its purpose is a project');
RESET ROLE;
DELETE FROM safer.purpose AS u WHERE u.fund = 'fund' AND u.id = 'two-grant';
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(tap.awarding(:second, :bid2, 1033900, '{"decision": "00000000-0000-7000-8000-0000000000d7"}')),
    'decision-unfit', 'what a restricted decision asks for is put into words that its recipient may read');
SELECT is(tap.outcome(tap.awarding(:second, :bid2, 1033900, '{"conditions": [{"text": "Staff"}],
    "decision": "00000000-0000-7000-8000-0000000000d7", "returns": [{"due_on": "2019-12-31"}]}')), 'accepted',
    'all of it is not too much');
SELECT results_eq(format('SELECT text FROM api.award_conditions WHERE award = %L', :second), ARRAY['Staff'],
    'and its own words are not copied');
SELECT is((SELECT recipient FROM api.awards WHERE id = :second), 'swale', 'the lead of the project gets it, whoever bid');
SELECT is((SELECT purpose FROM api.awards WHERE id = :second), 'two-grant', 'under another name where its own is taken');
SELECT is(tap.outcome($$INSERT INTO safer.expenditure (id, fund, partner, purpose, amount_pence, incurred_on,
    external_reference) VALUES (gen_random_uuid(), 'fund', 'kcc', 'two', 1, '2019-05-01', 'OTHER')$$), 'overspent',
    'what is awarded is not spent otherwise');
SELECT is(tap.outcome($$INSERT INTO safer.expenditure (id, fund, partner, purpose, amount_pence, incurred_on,
    external_reference, decision) VALUES (gen_random_uuid(), 'fund', 'kcc', 'one', 1, '2019-05-01', 'OTHER', 'Minutes')$$),
    'paid-by-tranche', 'nor paid beside its tranches, whatever is decided');
SELECT is(tap.outcome($$SELECT * FROM safer.move_project('one', 'withdrawn', NULL, NULL, NULL)$$), 'project-has-award',
    'a project with an award is not withdrawn');
SELECT tap.acts('dover');
SELECT is(tap.outcome(format('SELECT * FROM safer.withdraw_award(%L, ''Reason'', NULL, NULL)', :second)), 'not-the-host',
    'who may read an award is told that it is not his to withdraw');
SELECT tap.acts('');
SELECT is_empty(format('SELECT * FROM safer.withdraw_award(%L, ''Reason'', NULL, NULL)', :second), 'and nobody finds one');
SELECT tap.acts('kcc');
SELECT is(tap.outcome($$SELECT * FROM safer.change_grant_round('round', '{"amount_pence": 3966099}', NULL)$$),
    'amount-below-awarded', 'a round offers no less than it has awarded');

-- What withholds
SELECT is((SELECT count(*) FROM api.award_tranches WHERE award = :first AND state = 'withheld'), 2::bigint,
    'what is not paid is withheld');
SELECT is((SELECT string_agg(w.value ->> 'kind', ' ' ORDER BY w.n) FROM jsonb_array_elements(safer.withheld_because(:first))
    WITH ORDINALITY AS w (value, n)), 'condition return condition',
    'by a condition without a day, a return that is overdue and a condition that was to be met');
SELECT is(tap.outcome(tap.paying(tap.tranche(:first, 1), 'PAY-1')), 'tranche-withheld', 'so it is not paid');
SELECT is(jsonb_array_length(tap.detail(tap.paying(tap.tranche(:first, 1), 'PAY-1')) -> 'withheld'), 3, 'and all is said');
SELECT tap.acts('kfrs');
SELECT is(tap.outcome(format('SELECT * FROM safer.decide_award_condition(%L, ''met'', NULL, NULL)', tap.condition_of(:first, 1))),
    'not-the-host', 'the host says whether a condition is met');
SELECT tap.acts('kcc');
SELECT is(tap.outcome(format('SELECT * FROM safer.decide_award_condition(%L, ''met'', ''2019-06-02'', NULL)',
    tap.condition_of(:first, 1))), 'date-in-future', 'once it is');
SELECT is(tap.outcome(format('SELECT * FROM safer.decide_award_condition(%L, ''failed'', NULL, ''No'')', tap.condition_of(:first, 1))),
    'accepted', 'it has failed');
SELECT is((SELECT row(state, failed_on)::text FROM api.award_conditions WHERE award = :first AND place = 1),
    '(failed,2019-06-01)', 'today');
SELECT is(jsonb_array_length(safer.withheld_because(:first)), 3, 'which withholds too');
SELECT is(tap.outcome(format('SELECT * FROM safer.decide_award_condition(%L, ''met'', NULL, NULL)', tap.condition_of(:first, 1))),
    'accepted', 'it is met after all');
SELECT is(tap.outcome(format('SELECT * FROM safer.decide_award_condition(%L, ''met'', NULL, NULL)', tap.condition_of(:first, 2))),
    'accepted', 'and so is the other');
SELECT is(jsonb_array_length(safer.withheld_because(:first)), 1, 'the return is left');
SELECT is(tap.outcome(format('SELECT * FROM safer.decide_monitoring_return(%L, ''accepted'', NULL, NULL)',
    tap.return_of(:first, '2019-03-15'))), 'state-conflict', 'what has not come in is not accepted');
SELECT tap.acts('kent-pcc');
SELECT is(tap.outcome(format('SELECT * FROM safer.receive_monitoring_return(%L, 0, ''Done'', NULL, NULL)',
    tap.return_of(:first, '2019-03-15'))), 'not-your-award', 'a return for somebody else''s project is not made');
SELECT tap.acts('dover');
SELECT is_empty(format('SELECT * FROM safer.receive_monitoring_return(%L, 0, ''Done'', NULL, NULL)',
    tap.return_of(:first, '2019-03-15')), 'nor found by who does not follow the award');
SELECT is_empty(format('SELECT FROM api.award_tranches WHERE award = %L UNION ALL SELECT FROM api.award_conditions WHERE award = %L'
    ' UNION ALL SELECT FROM api.monitoring_returns WHERE award = %L UNION ALL SELECT FROM api.grant_refunds WHERE award = %L',
    :first, :first, :first, :first), 'who sees nothing of how it is paid');
SELECT tap.acts('swale');
SELECT is((SELECT count(*) FROM api.award_tranches WHERE award = :first), 2::bigint, 'the recipient does');
SELECT is(tap.outcome(format('SELECT * FROM safer.receive_monitoring_return(%L, 0, ''Done'', ''2019-06-02'', NULL)',
    tap.return_of(:first, '2019-03-15'))), 'date-in-future', 'a return has come in');
SELECT is(tap.outcome(format('SELECT * FROM safer.receive_monitoring_return(%L, 0, ''Done'', NULL, 7)',
    tap.return_of(:first, '2019-03-15'))), 'precondition-failed', 'what has changed is read first');
SELECT is(tap.outcome(format('SELECT * FROM safer.receive_monitoring_return(%L, 2000000, ''Done'', NULL, NULL)',
    tap.return_of(:first, '2019-03-15'))), 'accepted', 'the recipient makes it');
SELECT is(safer.withheld_because(:first), '[]', 'late, and it withholds no longer');
SELECT is(tap.outcome(format('SELECT * FROM safer.decide_monitoring_return(%L, ''failed'', ''No'', NULL)',
    tap.return_of(:first, '2019-03-15'))), 'not-the-host', 'the recipient does not accept its own');
SELECT tap.acts('kcc');
SELECT is(tap.outcome(format('SELECT * FROM safer.decide_monitoring_return(%L, ''failed'', NULL, NULL)',
    tap.return_of(:first, '2019-03-15'))), 'reason-missing', 'who fails one says why');
SELECT is(tap.outcome(format('SELECT * FROM safer.decide_monitoring_return(%L, ''failed'', ''No'', NULL)',
    tap.return_of(:first, '2019-03-15'))), 'accepted', 'the host fails it');
SELECT is(jsonb_array_length(safer.withheld_because(:first)), 1, 'which withholds');
SELECT is(tap.outcome(format('SELECT * FROM safer.receive_monitoring_return(%L, 2000000, ''Better'', NULL, NULL)',
    tap.return_of(:first, '2019-03-15'))), 'accepted', 'it comes in anew, on paper');
SELECT is(jsonb_array_length(safer.withheld_because(:first)), 1, 'what has failed once withholds until it is accepted');
SELECT is(tap.outcome(format('SELECT * FROM safer.decide_monitoring_return(%L, ''accepted'', NULL, NULL)',
    tap.return_of(:first, '2019-03-15'))), 'accepted', 'as it is');
SELECT is(safer.withheld_because(:first), '[]', 'then nothing does');
SELECT is(tap.outcome(format('SELECT * FROM safer.receive_monitoring_return(%L, 1, ''Other'', NULL, NULL)',
    tap.return_of(:first, '2019-03-15'))), 'state-conflict', 'what is accepted stays');
SELECT is(tap.outcome(format('SELECT safer.create_monitoring_return(gen_random_uuid(), %L, ''2019-03-15'')', :first)),
    'duplicate-member', 'one more return has another day');
SELECT is(tap.outcome(format('SELECT safer.create_monitoring_return(gen_random_uuid(), %L, ''2020-03-31'')', :first)),
    'accepted', 'on which it is asked for');

-- What is paid
SELECT is(tap.outcome(tap.paying(tap.tranche(:first, 1), 'PAY-1', '2018-12-31')), 'tranche-not-due', 'on its day at the earliest');
SELECT is(tap.outcome(tap.paying(tap.tranche(:first, 1), 'PAY-1', '2019-06-02')), 'date-in-future', 'and today at the latest');
SELECT is(tap.detail(tap.paying(tap.tranche(:first, 1), 'PAY-1', '2019-06-02')) #>> '{errors,0,pointer}', '/paid_on',
    'the day is what is wrong');
SELECT tap.acts('swale');
SELECT is(tap.outcome(tap.paying(tap.tranche(:first, 1), 'PAY-1')), 'not-the-host', 'by the host');
SELECT tap.acts('kcc');
SELECT is(tap.outcome(tap.paying(tap.tranche(:first, 1), 'PAY-1', expenditure => :payment)), 'accepted', 'the first is paid');
SELECT is(tap.outcome(tap.paying(tap.tranche(:first, 1), 'PAY-2')), 'tranche-paid', 'once');
SELECT is(tap.outcome(tap.paying(tap.tranche(:first, 2), 'PAY-1')), 'duplicate-reference', 'a reference is used once');
SELECT is((SELECT row(paid_pence, returned_pence)::text FROM api.awards WHERE id = :first), '(2644067,0)', 'the award says so');
SELECT is(tap.spent('one'), 2644067::bigint, 'and the ledger');
SELECT is((SELECT row(fund, purpose, amount_pence, decision)::text FROM api.expenditures WHERE id = :payment),
    format('(fund,one,2644067,"Award %s")', :first), 'as spending that cites the award');
SELECT is(tap.outcome(format('SELECT * FROM safer.set_tranches(%L, ''[{"amount_pence": 1322034, "due_on": "2019-05-01"}]'', NULL)',
    :first)), 'tranches-do-not-sum', 'what is divided anew is what is not paid');
SELECT is(tap.outcome(format('SELECT * FROM safer.set_tranches(%L, ''[{"parts": 1, "due_on": "2019-05-01"},'
    ' {"parts": 1, "due_on": "2019-09-01"}]'', NULL)', :first)), 'accepted', 'it is');
SELECT results_eq(format('SELECT place, amount_pence, state FROM api.award_tranches WHERE award = %L ORDER BY place', :first),
    $$VALUES (1, 2644067::bigint, 'paid'), (2, 661017, 'due'), (3, 661016, 'due')$$, 'and what is paid stays');

-- A payment is put right
SELECT is(tap.outcome(format('SELECT * FROM safer.reverse_expenditure(%L, ''Wrong'', ''{"amount_pence": 1}'', gen_random_uuid(),'
    ' NULL)', :payment)), 'payment-of-tranche', 'what replaces it is as much');
SELECT is(tap.outcome(format('SELECT * FROM safer.reverse_expenditure(%L, ''Wrong'', ''{"incurred_on": "2018-12-31"}'','
    ' gen_random_uuid(), NULL)', :payment)), 'tranche-not-due', 'and not before its day');
SELECT is(tap.outcome(format('SELECT * FROM safer.reverse_expenditure(%L, ''Wrong'', ''{"incurred_on": "2019-05-31"}'','
    ' ''00000000-0000-7000-8000-0000000000e2'', NULL)', :payment)), 'accepted', 'its day is put right');
SELECT is((SELECT paid_on FROM api.award_tranches WHERE award = :first AND place = 1), date '2019-05-31', 'of the tranche too');
SELECT is(tap.spent('one'), 2644067::bigint, 'which is paid once');

-- What comes back
SELECT is(tap.outcome(tap.refunding(:refund, :first, 2644068, 'BACK-1')), 'refund-over-paid', 'no more than was paid');
SELECT is(tap.outcome(tap.refunding(:refund, :first, 0, 'BACK-1')), 'amount-not-positive', 'but something');
SELECT is(tap.outcome(tap.refunding(:refund, :first, 15600, 'BACK-1', '2019-06-02')), 'date-in-future', 'and it has come');
SELECT is(tap.outcome(tap.refunding(:refund, :first, 15600, 'BACK-1', '2019-05-30')), 'date-implausible',
    'nothing comes back before it was paid');
SELECT is(tap.outcome(tap.refunding(:refund, :first, 15600, 'BACK-1')), 'accepted', '£156.00 come back');
SELECT is(tap.outcome(tap.refunding(gen_random_uuid(), :first, 15600, 'BACK-1')), 'duplicate-reference', 'once');
SELECT is(tap.spent('one'), 2628467::bigint, 'that much less was spent');
SELECT is(tap.outcome(format('SELECT * FROM safer.reverse_expenditure(''00000000-0000-7000-8000-0000000000e2'', ''Wrong'', NULL,'
    ' NULL, NULL)')), 'refund-over-paid', 'a payment that came back in part stands');
SELECT is((SELECT row(awarded_pence, paid_pence, due_pence, withheld_pence, returned_pence, left_pence, spent, difference)::text
    FROM (SELECT s.*, f.left_pence, f.spent_pence AS spent,
            f.spent_pence - s.paid_pence + s.returned_pence - f.otherwise_pence AS difference
        FROM api.award_sums AS s, safer.round_at_fund('round') AS f WHERE s.award = :first) AS a),
    '(3966100,2644067,1322033,0,15600,15600,2628467,0)', 'what came back can be awarded again, and the round agrees with the fund');
SELECT is(tap.outcome(format('SELECT * FROM safer.reverse_refund(%L, ''Wrong'', 7)', :refund)), 'precondition-failed',
    'what has changed is read first');
SELECT is(tap.outcome(tap.awarding(:third, :bid3, 100, '{"tranches": [{"parts": 1, "due_on": "2018-01-01"}],
    "returns": [{"due_on": "2019-06-01"}]}')), 'accepted', 'it is, in part');
SELECT is(tap.outcome(format('SELECT * FROM safer.reverse_refund(%L, ''Wrong'', NULL)', :refund)), 'award-over-round',
    'so the refund stands');
SELECT is(tap.outcome($$SELECT * FROM safer.change_grant_round('round', '{"amount_pence": 3966200}', NULL)$$), 'accepted',
    'until the round offers more');
SELECT is(tap.outcome(format('SELECT * FROM safer.reverse_refund(%L, ''Wrong'', NULL)', :refund)), 'award-over-fund',
    'and the fund has more');
SELECT tap.acts('kent-pcc');
INSERT INTO safer.contribution (id, fund, partner, financial_year, amount_pence, received_on, external_reference)
VALUES (gen_random_uuid(), 'fund', 'kent-pcc', '2018/19', 100, '2018-05-01', 'MORE');
SELECT tap.acts('kcc');
SELECT is(tap.outcome(format('SELECT * FROM safer.reverse_refund(%L, ''Wrong'', NULL)', :refund)), 'accepted', 'a refund is reversed');
SELECT is(tap.outcome(format('SELECT * FROM safer.reverse_refund(%L, ''Wrong'', NULL)', :refund)), 'already-reversed', 'once');
SELECT is(tap.spent('one'), 2644067::bigint, 'on the ledger too');
SELECT is(tap.outcome(format('SELECT * FROM safer.reverse_expenditure(''00000000-0000-7000-8000-0000000000e2'', ''Wrong'', NULL,'
    ' NULL, NULL)')), 'accepted', 'now the payment is reversed as well');
SELECT is((SELECT row(paid_pence, tap.spent('one'))::text FROM api.awards WHERE id = :first), '(0,0)', 'and the tranche is not paid');
SELECT is(tap.outcome(tap.paying(tap.tranche(:first, 1), 'PAY-3')), 'accepted', 'so it is paid anew');

-- How it ends
SELECT is((SELECT string_agg(o.value ->> 'kind', ' ' ORDER BY o.n) FROM jsonb_array_elements(tap.detail(format(
    'SELECT * FROM safer.complete_award(%L, ''2019-06-01'', NULL)', :first)) -> 'open') WITH ORDINALITY AS o (value, n)),
    'return return underspend', 'two returns and what was not spent are open');
SELECT is(tap.outcome(format('SELECT * FROM safer.complete_award(%L, ''2019-06-02'', NULL)', :first)), 'date-in-future',
    'what is settled is so today at the latest');
SELECT is(tap.outcome(format('SELECT * FROM safer.withdraw_award(%L, ''Reason'', ''2019-06-02'', NULL)', :second)), 'date-in-future',
    'what is withdrawn is so today at the latest');
SELECT is(tap.outcome(format('SELECT * FROM safer.withdraw_award(%L, ''Reason'', ''2018-06-11'', NULL)', :second)), 'date-implausible',
    'nor before it was made');
SELECT is(tap.outcome(format('SELECT * FROM safer.complete_award(%L, ''2018-06-11'', NULL)', :first)), 'date-implausible',
    'or settled before that');
SELECT is(tap.outcome(format('SELECT * FROM safer.withdraw_award(%L, ''Reason'', NULL, 7)', :second)), 'precondition-failed',
    'what has changed is read first');
SELECT is(tap.outcome(format('SELECT * FROM safer.withdraw_award(%L, ''Reason'', NULL, NULL)', :second)), 'accepted',
    'the other award is withdrawn');
SELECT is((SELECT row(f.left_pence, f.available_pence, f.promised_pence)::text FROM safer.round_at_fund('other') AS f),
    '(5000000,2356033,1322133)', 'and can be awarded again');
SELECT is(tap.outcome(tap.paying(tap.tranche(:second, 1), 'PAY-4')), 'state-conflict', 'but is not paid');
SELECT is(tap.outcome(format('SELECT * FROM safer.set_tranches(%L, ''[{"parts": 1, "due_on": "2019-01-01"}]'', NULL)', :second)),
    'state-conflict', 'nor divided');
SELECT is(tap.outcome(format('SELECT * FROM safer.decide_award_condition(%L, ''met'', NULL, NULL)', tap.condition_of(:second, 1))),
    'state-conflict', 'nor are its conditions met');
SELECT is(tap.outcome(format('SELECT safer.create_monitoring_return(gen_random_uuid(), %L, ''2020-03-31'')', :second)),
    'state-conflict', 'nor are returns asked for');
SELECT is(tap.outcome(format('SELECT * FROM safer.receive_monitoring_return(%L, 0, ''Done'', NULL, NULL)',
    tap.return_of(:second, '2019-12-31'))), 'state-conflict', 'nor made');
SELECT is(tap.outcome(format('SELECT * FROM safer.withdraw_award(%L, ''Reason'', NULL, NULL)', :second)), 'state-conflict',
    'nor is it withdrawn again');
SELECT is(tap.outcome(format('SELECT * FROM safer.complete_award(%L, ''2019-06-01'', NULL)', :second)), 'state-conflict',
    'or settled');
-- The third award is paid, settled with an underspend, and what was said of its money stays.
SELECT is(tap.outcome(tap.paying(tap.tranche(:third, 1), 'PAY-5', '2018-06-11')), 'date-implausible',
    'nothing is paid before the award, whichever day it is due');
SELECT is(tap.outcome(tap.paying(tap.tranche(:third, 1), 'PAY-5', expenditure => '00000000-0000-7000-8000-0000000000e5')), 'accepted',
    'the third award is paid');
SELECT is(tap.outcome(tap.refunding('00000000-0000-7000-8000-0000000000f2', :third, 40, 'BACK-2')), 'accepted', 'some of it comes back');
SELECT is(tap.outcome(format('SELECT * FROM safer.receive_monitoring_return(%L, 60, ''Done'', NULL, NULL)',
    tap.return_of(:third, '2019-06-01'))), 'accepted', 'the rest was spent');
SELECT is(tap.outcome(format('SELECT * FROM safer.decide_monitoring_return(%L, ''accepted'', NULL, NULL)',
    tap.return_of(:third, '2019-06-01'))), 'accepted', 'as it says');
SELECT is(tap.outcome(format('SELECT * FROM safer.complete_award(%L, ''2019-06-01'', NULL)', :third)), 'accepted', 'and it is settled');
SELECT is(tap.outcome(tap.refunding('00000000-0000-7000-8000-0000000000f3', :third, 10, 'BACK-3')), 'accepted', 'more comes back');
SELECT is(tap.outcome($$SELECT * FROM safer.reverse_refund('00000000-0000-7000-8000-0000000000f3', 'Wrong', NULL)$$), 'accepted',
    'which it did not');
SELECT is(tap.outcome($$SELECT * FROM safer.reverse_refund('00000000-0000-7000-8000-0000000000f2', 'Wrong', NULL)$$), 'state-conflict',
    'but what was not spent stays back');
SELECT is(tap.outcome($$SELECT * FROM safer.reverse_expenditure('00000000-0000-7000-8000-0000000000e5', 'Wrong', NULL, NULL, NULL)$$),
    'state-conflict', 'and what was paid');
SELECT is(tap.outcome($$SELECT * FROM safer.reverse_expenditure('00000000-0000-7000-8000-0000000000e5', 'Wrong',
    '{"note": "Right"}', gen_random_uuid(), NULL)$$), 'accepted', 'but its payment is put right');
SELECT is((SELECT row(awards, awarded_pence, share_pence, paid_pence, returned_pence)::text FROM (
        SELECT count(*) AS awards, sum(safer.award_kept(a)) AS awarded_pence, sum(safer.award_kept(a)) AS share_pence,
            sum(a.paid_pence) AS paid_pence, sum(a.returned_pence) AS returned_pence
        FROM safer.award AS a WHERE a.round = 'round') AS x), '(2,3966200,3966200,2644167,40)', 'what each comes to is added up');
-- What was published as awarded, without saying how it is paid, is not awarded again.
SELECT set_config('safer.scope', 'projects.write', true) IS NULL AS nothing \gset
SELECT is(safer.round_at_fund('kcsp-2016-17')::text, '(0,,,,)', 'what is the fund''s is for who has a scope for it');
SELECT set_config('safer.scope', 'funds.read', true) IS NULL AS nothing \gset
SELECT is(safer.round_at_fund('kcsp-2016-17')::text, '(0,0,0,0,0)', 'of the published round nothing is left');
SELECT tap.acts('medway');
SELECT is((SELECT count(*) FROM safer.round_at_fund('round')), 0::bigint, 'a round''s account is not for everybody');
SELECT tap.acts('kent-pcc');
SELECT is(safer.round_at_fund('round')::text, '(40,,,,)', 'and what the fund has not for who does not read it whole');
SELECT tap.acts('kcc');
SELECT is(tap.outcome(format('SELECT * FROM safer.close_bid(%L, ''rejected'', ''No'', true, NULL, NULL)', :bid4)), 'unknown-decision',
    'a bid is rejected by a decision that there is');
SELECT is(tap.outcome(format('SELECT * FROM safer.close_bid(%L, ''rejected'', ''No'', true,'
    ' ''00000000-0000-7000-8000-0000000000d2'', NULL)', :bid4)), 'decision-unfit', 'and that was resolved');
SELECT is(tap.outcome(format('SELECT * FROM safer.close_bid(%L, ''rejected'', ''No'', true, %L, NULL)', :bid4, :d1)), 'accepted',
    'as it is');
SELECT is(tap.outcome($$SELECT * FROM safer.change_grant_round('round', '{"amount_pence": 0}', NULL)$$), 'amount-not-positive',
    'a round offers something');
SELECT is(tap.outcome($$SELECT * FROM safer.change_grant_round('round', '{"funder": "nobody"}', NULL)$$), 'unknown-partner',
    'of a funder that there is');
-- What was published as awarded is not awarded again, settled or not.
SELECT tap.acts('kent-pcc');
INSERT INTO safer.contribution (id, fund, partner, financial_year, amount_pence, received_on, external_reference)
VALUES (gen_random_uuid(), 'pcc-kcsp-grant-2016-17', 'kent-pcc', '2016/17', 3966100, '2017-01-15', 'YEAR');
SELECT tap.acts('kcc');
SELECT is(tap.detail(tap.awarding(:fourth, :bid5, 1)) ->> 'left_pence', '0', 'all of the fund is awarded');
SELECT is(tap.outcome($$SELECT * FROM safer.complete_award('01590000-0000-7000-8000-000000000803', '2019-06-01', NULL)$$), 'accepted',
    'a published award is settled');
SELECT is(tap.detail(tap.awarding(:fourth, :bid5, 1)) ->> 'left_pence', '0', 'which frees nothing');
SELECT is(tap.outcome($$INSERT INTO safer.expenditure (id, fund, partner, purpose, amount_pence, incurred_on,
    external_reference) VALUES (gen_random_uuid(), 'pcc-kcsp-grant-2016-17', 'kcc', 'stop-the-scammers', 100000, '2017-02-01', 'PAID')$$),
    'accepted', 'another is paid without tranches');
SELECT is(tap.detail(tap.awarding(:fourth, :bid5, 1)) ->> 'left_pence', '0', 'which is what was awarded');
SELECT is(tap.outcome($$SELECT * FROM safer.set_tranches('01590000-0000-7000-8000-000000000802',
    '[{"amount_pence": 100000, "due_on": "2017-01-01"}]', NULL)$$), 'state-conflict', 'and is not divided, to be paid again');
SELECT is((SELECT kind || ' ' || id FROM safer.similar_to_bid(:bid5) LIMIT 1), 'award 01590000-0000-7000-8000-000000000801',
    'what the project was awarded before is shown first');
SELECT is(tap.outcome($$SELECT * FROM safer.move_project('small-steps', 'complete', NULL, NULL, NULL)$$), 'accepted',
    'a project is over whose award was published without saying how it is paid');
-- A published award is divided, and paid as far as the fund goes.
SELECT is(tap.outcome($$SELECT * FROM safer.set_tranches('01590000-0000-7000-8000-000000000801',
    '[{"amount_pence": 600000, "due_on": "2016-01-01"}]', NULL)$$), 'accepted', 'a published award is divided');
SELECT is((SELECT safer.award_kept(a) FROM safer.award AS a WHERE a.id = '01590000-0000-7000-8000-000000000801'), 600000::bigint,
    'of which all is kept while it lasts');
SELECT is(tap.outcome($$SELECT * FROM safer.move_project('licence-to-kill', 'complete', NULL, NULL, NULL)$$), 'project-has-award',
    'then its project lasts');
SELECT is(tap.outcome(tap.paying(tap.tranche('01590000-0000-7000-8000-000000000801', 1), 'PAY-6', '2016-03-31')), 'date-implausible',
    'nothing is paid before the fund had money');
SELECT is(tap.outcome($$INSERT INTO safer.expenditure (id, fund, partner, purpose, amount_pence, incurred_on,
    external_reference, decision) VALUES (gen_random_uuid(), 'pcc-kcsp-grant-2016-17', 'kcc', 'small-steps', 3866100, '2017-02-01',
    'ALL', 'Minutes')$$), 'accepted', 'all else is spent');
SELECT is(tap.detail(tap.paying(tap.tranche('01590000-0000-7000-8000-000000000801', 1), 'PAY-6', '2017-01-02')) ->> 'sentence',
    'The fund has £0.00 left, and this is £6,000.00. The award cites no decision, so it goes no further.',
    'and not paid from nothing');
SELECT tap.acts('swale', '2018-05-01');
SELECT is(tap.outcome($$SELECT safer.create_bid(gen_random_uuid(), 'round', '{"project": "one", "amount_pence": 100,
    "objectives": "More"}', NULL)$$), 'bid-exists', 'who was awarded money bids no more in the round');
SELECT tap.acts('', '2018-05-01');
SELECT is(tap.outcome($$SELECT safer.create_bid(gen_random_uuid(), 'round', '{"project": "one", "amount_pence": 100,
    "objectives": "More"}', NULL)$$), 'not-permitted', 'nor does nobody');
RESET ROLE;
UPDATE safer.award SET state = 'complete', completed_on = '2019-06-01' WHERE id = '01590000-0000-7000-8000-000000000801';
SELECT is((SELECT row(safer.award_kept(a), s.released_pence)::text FROM safer.award AS a JOIN api.award_sums AS s ON s.award = a.id
    WHERE a.id = '01590000-0000-7000-8000-000000000801'), '(0,600000)', 'and nothing once it is settled without being paid');
SELECT bag_eq('SELECT state, decision FROM safer.bid WHERE round = ''round'' AND state <> ''submitted''',
    format('VALUES (''awarded'', ''00000000-0000-7000-8000-0000000000d4''::uuid), (''awarded'', %L), (''rejected'', %L)', :d1, :d1),
    'bids say which decision it was');
SELECT is(tap.outcome(format('DELETE FROM safer.tranche WHERE award = %L AND place = 3', :first)), 'tranches-do-not-sum',
    'nobody takes a tranche away');

SELECT * FROM finish();
ROLLBACK;
