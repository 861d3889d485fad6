-- Who keeps rounds, who bids in them, and what rules say to whom.
\ir support.psql
SELECT plan(37);

CREATE FUNCTION tap.announcing(id text, members jsonb DEFAULT '{}')
RETURNS text
LANGUAGE sql
RETURN format('SELECT safer.create_grant_round(%L)', jsonb_build_object('id', id, 'title', 'Title', 'fund',
    'pcc-kcsp-grant-2016-17', 'amount_pence', 100, 'opens_on', '2018-03-01', 'closes_on', '2018-03-28') || members);
CREATE FUNCTION tap.asking(criteria jsonb, round text DEFAULT 'round')
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.set_criteria(%L, %L, NULL)', round, criteria);
CREATE FUNCTION tap.bidding(id uuid, project text, members jsonb DEFAULT '{}',
    answers jsonb DEFAULT '[{"criterion": "need", "text": "Many"}]', round text DEFAULT 'round')
RETURNS text
LANGUAGE sql
RETURN format('SELECT safer.create_bid(%L, %L, %L, %L)', id, round, jsonb_build_object('project', project,
    'amount_pence', 100, 'objectives', 'Show young drivers what they risk on the roads') || members, answers);
CREATE FUNCTION tap.closing_bid(id uuid, state text)
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.close_bid(%L, %L, ''Reason'', false, NULL, NULL)', id, state);
\set first '''00000000-0000-7000-8000-000000000001'''
\set second '''00000000-0000-7000-8000-000000000002'''
\set third '''00000000-0000-7000-8000-000000000003'''
INSERT INTO safer.project (id, title, summary, lead, state)
VALUES ('of-swale', 'Licence to Kill', 'A road safety show in the theatre', 'swale', 'approved'),
    ('of-dover', 'Something else', NULL, 'dover', 'proposed'), ('over', 'Over', NULL, 'swale', 'complete');
INSERT INTO safer.project_priority (project, priority)
VALUES ('of-swale', 'road-safety'), ('of-dover', 'road-safety'), ('over', 'road-safety');
SET LOCAL ROLE safer_service;

-- Rounds
SELECT tap.acts('kfrs', '2018-03-28');
SELECT is(tap.outcome(tap.announcing('round')), 'not-the-host', 'who does not host the fund offers none of its money');
SELECT tap.acts('swale', '2018-03-28');
SELECT is(tap.outcome(tap.announcing('round')), 'unknown-fund', 'nor who does not know of it');
SELECT tap.acts('', '2018-03-28');
SELECT is(tap.outcome(tap.announcing('round')), 'not-permitted', 'nor nobody');
SELECT tap.acts('kcc', '2018-03-28');
SELECT is(tap.outcome(tap.announcing('round')), 'accepted', 'the host announces a round');
SELECT is(tap.outcome(tap.announcing('round')), 'id-taken', 'once');
SELECT is(tap.outcome(tap.announcing('r', '{"body": "no-such"}')), 'unknown-body', 'a body decides that there is');
SELECT is(tap.outcome(tap.announcing('r', '{"amount_pence": 0}')), 'amount-not-positive', 'it offers something');
SELECT is(tap.outcome(tap.announcing('r', '{"closes_on": "2018-02-28"}')), 'grant_round_dates_ordered',
    'it opens before it closes');
SELECT is(tap.outcome($$SELECT * FROM safer.change_grant_round('kcsp-2016-17', '{"amount_pence": 3966099}', NULL)$$),
    'amount-below-awarded', 'a penny less than it has awarded is too little');
SELECT is(tap.outcome($$SELECT * FROM safer.change_grant_round('kcsp-2016-17', '{"amount_pence": 3966100}', NULL)$$),
    'accepted', 'as much is not');
SELECT is(tap.outcome($$SELECT * FROM safer.change_grant_round('round', '{"note": "N"}', 7)$$), 'precondition-failed',
    'what has changed is read first');
SELECT is(tap.outcome(tap.asking('[{"id": "need", "text": "Who?"}, {"id": "need", "text": "Who?"}]')),
    'duplicate-member', 'a criterion is asked once');
SELECT is(tap.outcome(tap.asking('[{"id": "need", "text": "Who?"}, {"id": "more", "text": "More?", "required": false}]')),
    'accepted', 'the host says what it asks');
SELECT tap.acts('kfrs', '2018-03-28');
SELECT is(tap.outcome(tap.asking('[]')), 'not-the-host', 'and nobody else');
SELECT is(tap.outcome($$SELECT * FROM safer.change_grant_round('round', '{"note": "N"}', NULL)$$), 'not-the-host',
    'nor changes it');

-- Bids
SELECT tap.acts('swale', '2018-03-28');
SELECT is(tap.outcome(tap.bidding(:first, 'of-dover')), 'not-your-project', 'a partner bids for what it leads');
SELECT is(tap.outcome(tap.bidding(:first, 'no-such')), 'unknown-project', 'if it is there');
SELECT is(tap.outcome(tap.bidding(:first, 'over')), 'project-over', 'and not over');
SELECT is(tap.outcome(tap.bidding(:first, 'of-swale', '{}', NULL)), 'criterion-unanswered', 'it answers what is asked');
SELECT is(tap.outcome(tap.bidding(:first, 'of-swale', '{}',
    '[{"criterion": "need", "text": "T"}, {"criterion": "no-such", "text": "T"}]')), 'unknown-criterion', 'and no more');
SELECT is(tap.outcome(tap.bidding(:first, 'of-swale', '{"amount_pence": 0}')), 'amount-not-positive', 'for some money');
SELECT is(tap.outcome(tap.bidding(:first, 'of-swale', '{}', '[]', 'kcsp-2016-17')), 'round-not-open',
    'a round whose days are not known is over');
SELECT tap.acts('swale', '2018-03-29');
SELECT is(tap.outcome(tap.bidding(:first, 'of-swale')), 'round-not-open', 'on the day after it closes it is late');
SELECT tap.acts('swale', '2018-02-28');
SELECT is(tap.outcome(tap.bidding(:first, 'of-swale')), 'round-not-open', 'on the day before it opens too early');
SELECT tap.acts('swale', '2018-03-28');
SELECT is(tap.outcome(tap.bidding(:first, 'of-swale')), 'accepted', 'on its last day in time');
SELECT is(tap.outcome(tap.bidding(:second, 'of-swale')), 'bid-exists', 'once');
SELECT tap.acts('kcc', '2018-03-28');
SELECT is(tap.outcome(tap.asking('[]')), 'round-has-bids', 'what was answered stays asked');
SELECT is(tap.outcome(tap.bidding(:second, 'of-dover')), 'accepted', 'a constituent partner bids for any project');
SELECT set_eq(format('SELECT kind, id FROM safer.similar_to_bid(%L)', :first),
    format($$VALUES ('project', 'licence-to-kill'), ('bid', %L)$$, :second), 'it sees what looks like a bid');
SELECT tap.acts('swale', '2018-03-28');
SELECT set_eq(format('SELECT kind, id FROM safer.similar_to_bid(%L)', :first),
    $$VALUES ('project', 'licence-to-kill')$$, 'a bidder sees no bid of somebody else');
SELECT is_empty(format('SELECT * FROM safer.similar_to_bid(%L)', :second), 'nor what looks like it');
SELECT is_empty(tap.closing_bid(:second, 'withdrawn'), 'nor withdraws it');
SELECT is(tap.outcome(tap.closing_bid(:first, 'rejected')), 'not-the-host', 'nor rejects its own');
SELECT tap.acts('kcc', '2018-03-28');
SELECT is(tap.outcome(tap.closing_bid(:first, 'withdrawn')), 'not-your-bid', 'a bid is withdrawn by who made it');
SELECT is(tap.outcome(tap.closing_bid(:first, 'rejected')), 'accepted', 'and rejected by the host');
SELECT tap.acts('swale', '2018-03-28');
SELECT is(tap.outcome(tap.closing_bid(:first, 'withdrawn')), 'state-conflict', 'once');
SELECT is(tap.outcome(tap.bidding(:third, 'of-swale')), 'accepted', 'then the project may be bid for again');

SELECT * FROM finish();
ROLLBACK;
