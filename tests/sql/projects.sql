-- Who reads and keeps projects, and what rules and constraints say of them and of awards.
\ir support.psql
SELECT plan(54);

CREATE FUNCTION tap.proposing(id text, members jsonb DEFAULT '{}', priorities jsonb DEFAULT '["road-safety"]',
    themes jsonb DEFAULT NULL, actions jsonb DEFAULT NULL)
RETURNS text
LANGUAGE sql
RETURN format('SELECT safer.create_project(%L, %L, %L, %L)', jsonb_build_object('id', id, 'title', 'Title') || members,
    priorities, themes, actions);
CREATE FUNCTION tap.changing(id text, members jsonb DEFAULT '{}', priorities jsonb DEFAULT NULL,
    themes jsonb DEFAULT NULL, actions jsonb DEFAULT NULL, if_match integer DEFAULT NULL)
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.change_project(%L, %L, %L, %L, %L, %L)', id, members, priorities, themes, actions,
    if_match);
CREATE FUNCTION tap.moving(id text, state text, moved_on date DEFAULT NULL)
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.move_project(%L, %L, %L, ''Text'', NULL)', id, state, moved_on);
CREATE FUNCTION tap.setting(what text, id text, items jsonb)
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.set_project_%s(%L, %L, NULL)', what, id, items);
\set action '''00000000-0000-7000-8000-000000000001'''
INSERT INTO safer.action (id, title, priority, owner) VALUES (:action, 'Action', 'road-safety', 'kfrs');
INSERT INTO safer.priority (id, kind, title) VALUES ('in-no-set', 'priority', 'Title'), ('theme-in-none', 'theme', 'Title');
SET LOCAL ROLE safer_service;

-- Who proposes
SELECT tap.acts('swale', '2018-03-28');
SELECT is(tap.outcome(tap.proposing('of-swale', '{"public": true}')), 'accepted', 'a district proposes a project');
SELECT is((SELECT lead FROM api.projects WHERE id = 'of-swale'), 'swale', 'of its own');
SELECT is(tap.outcome(tap.proposing('of-kfrs', '{"lead": "kfrs"}')), 'not-your-project', 'and of nobody else''s');
SELECT is(tap.outcome(tap.proposing('of-others', '{"lead_organisation": "O"}')), 'not-your-project',
    'nor of an organisation that is no partner');
SELECT tap.acts('kcc', '2018-03-28');
SELECT is(tap.outcome(tap.proposing('of-kfrs', '{"lead": "kfrs"}', '["road-safety", "in-no-set"]',
    '["reducing-re-offending", "theme-in-none"]', jsonb_build_array(:action))), 'accepted',
    'a constituent partner proposes for any lead');
SELECT is(tap.outcome(tap.proposing('of-others', '{"lead_organisation": "O"}')), 'accepted', 'partner or not');
SELECT tap.acts('nobody', '2018-03-28');
SELECT is(tap.outcome(tap.proposing('nobodys')), 'not-permitted', 'who is no partner proposes nothing');
SELECT tap.acts('kcc', '2018-03-28');
SELECT is(tap.outcome(tap.proposing('of-kfrs')), 'id-taken', 'an id names one project');
SELECT is(tap.outcome(tap.proposing('q', '{}', '[]')), 'project-without-priority', 'one that serves no priority');
SELECT is(tap.outcome(tap.proposing('q', '{}', NULL)), 'project-without-priority', 'or names none, is none');
SELECT is(tap.outcome(tap.proposing('q', '{}', '["reducing-re-offending"]')), 'unknown-priority',
    'a theme is no priority');
SELECT is(tap.outcome(tap.proposing('q', '{}', '["road-safety"]', '["road-safety"]')), 'unknown-priority',
    'nor a priority a theme');
SELECT is(tap.outcome(tap.proposing('q', '{}', '["road-safety", "road-safety"]')), 'duplicate-member', 'each once');
SELECT is(tap.outcome(tap.proposing('q', '{}', '["road-safety"]', NULL, '["00000000-0000-7000-8000-000000000009"]')),
    'unknown-action', 'an action there is');
SELECT is(tap.outcome(tap.proposing('q', '{"lead": "no-such"}')), 'unknown-partner', 'a lead there is');
SELECT is(tap.outcome(tap.proposing('q', '{"lead": "kcc", "lead_organisation": "O"}')), 'project_lead_one', 'or one');
SELECT is(tap.outcome(tap.proposing('q', '{"starts_on": "2018-02-01", "ends_on": "2018-01-31"}')),
    'project_dates_ordered', 'its days are in order');
SELECT is(tap.outcome(tap.proposing('q', '{"ends_on": "1918-01-31"}')), 'project_dates_sane', 'and sane');

-- What no function does, a constraint refuses
RESET ROLE;
SELECT is(tap.outcome($$INSERT INTO safer.project (id, title) VALUES ('bare', 'Title')$$), 'project-without-priority',
    'no row of a project is without a priority');
SELECT is(tap.outcome($$DELETE FROM safer.project_priority WHERE project = 'of-swale'$$), 'project-without-priority',
    'nor left without one');
SELECT is(tap.outcome($$INSERT INTO safer.award (id, round, fund, purpose, project, amount_pence, source) VALUES
    (gen_random_uuid(), 'kcsp-2016-17', 'pcc-kcsp-grant-2016-17', 'licence-to-kill', 'of-swale', 100, 'A paper')$$),
    'accepted', 'a published award may have no tranche');
SELECT is(tap.outcome($$INSERT INTO safer.tranche (id, award, place, amount_pence, due_on)
    SELECT gen_random_uuid(), a.id, 1, 99, '2018-04-01' FROM safer.award AS a WHERE a.project = 'of-swale'$$),
    'tranches-do-not-sum', 'tranches that are a penny less than the award are none');
SELECT is(tap.outcome($$INSERT INTO safer.tranche (id, award, place, amount_pence, due_on)
    SELECT gen_random_uuid(), a.id, t.n, t.amount, '2018-04-01'
    FROM safer.award AS a, (VALUES (1, 67), (2, 33)) AS t (n, amount) WHERE a.project = 'of-swale'$$),
    'accepted', 'those that sum to it are');
SELECT is(tap.outcome($$UPDATE safer.award SET amount_pence = 101 WHERE project = 'of-swale'$$), 'tranches-do-not-sum',
    'and keep it as it is');
SELECT is(tap.outcome($$DELETE FROM safer.tranche AS t USING safer.award AS a
    WHERE a.id = t.award AND a.project = 'of-swale' AND t.place = 2$$), 'tranches-do-not-sum', 'all of them');
UPDATE safer.award SET state = 'withdrawn', withdrawn_because = 'Test', withdrawn_on = '2018-03-28' WHERE project = 'of-swale';
SET LOCAL ROLE safer_service;

-- Who reads
SELECT tap.acts('', '2018-03-28');
SELECT is((SELECT count(*) FROM api.projects), 8::bigint, 'the public reads what is public and approved');
SELECT is_empty($$SELECT project FROM safer.project_priority WHERE project LIKE 'of-%'
    UNION ALL SELECT project FROM safer.project_theme WHERE project LIKE 'of-%'
    UNION ALL SELECT project FROM safer.project_action$$, 'and nothing that belongs to another');
SELECT tap.acts('maidstone', '2018-03-28');
SELECT is((SELECT count(*) FROM api.projects), 11::bigint, 'a partner reads all');

-- How they go
SELECT is(tap.outcome(tap.moving('of-kfrs', 'withdrawn')), 'not-your-project', 'who does not lead it does not move it');
SELECT is(tap.outcome(tap.changing('of-kfrs')), 'not-your-project', 'nor change it');
SELECT is(tap.outcome(tap.setting('partners', 'of-kfrs', '[]')), 'not-your-project', 'nor say who takes part');
SELECT is(tap.outcome(tap.setting('targets', 'of-kfrs', '[]')), 'not-your-project', 'nor what it is to reach');
SELECT is(tap.outcome(tap.setting('outcomes', 'of-kfrs', '[]')), 'not-your-project', 'nor what came of it');
SELECT tap.acts('swale', '2018-03-28');
SELECT is(tap.outcome(tap.moving('of-swale', 'approved')), 'not-a-constituent-partner', 'its lead does not approve it');
SELECT is(tap.detail(tap.moving('of-swale', 'active')) -> 'allowed', '["approved", "withdrawn"]',
    'nor may it begin before: what may follow is said');
SELECT tap.acts('kcc', '2018-03-28');
SELECT is(tap.outcome(tap.moving('of-swale', 'approved', '2018-03-29')), 'date-in-future', 'not on a day to come');
SELECT is(tap.outcome(tap.moving('of-swale', 'approved', '2018-03-20')), 'accepted', 'a constituent partner approves');
SELECT tap.acts('swale', '2018-03-28');
SELECT is(tap.outcome(tap.moving('of-swale', 'active', '2018-03-19')), 'date-implausible', 'the next step is later');
SELECT is(tap.outcome(tap.moving('of-swale', 'complete')), 'state-conflict', 'none is left out');
SELECT is(tap.outcome(tap.moving('of-swale', 'active')), 'accepted', 'its lead begins');
SELECT is(tap.outcome(tap.moving('of-swale', 'complete')), 'accepted', 'and ends');
SELECT is(tap.detail(tap.moving('of-swale', 'withdrawn')) -> 'allowed', '[]', 'and that is that');
SELECT results_eq($$SELECT step, state, recorded_by FROM api.project_steps WHERE project = 'of-swale' ORDER BY step$$,
    $$VALUES (1, 'approved', 'kcc'), (2, 'active', 'swale'), (3, 'complete', 'swale')$$, 'each step is kept');

-- What they say
SELECT is(tap.outcome(tap.changing('of-swale', '{"lead": "kfrs"}')), 'not-your-project', 'a lead gives it to nobody');
SELECT is(tap.outcome(tap.changing('of-swale', '{"evaluation": "Well"}', NULL, NULL, NULL, 1)), 'precondition-failed',
    'nor changes what it has not read');
SELECT is(tap.outcome(tap.changing('of-swale', '{"evaluation": "Well"}')), 'accepted', 'but says how it went');
SELECT is((SELECT evaluated_on FROM api.projects WHERE id = 'of-swale'), date '2018-03-28', 'on the day it does');
SELECT is(tap.outcome(tap.changing('of-swale', '{}', '[]')), 'project-without-priority', 'a priority it keeps');
SELECT tap.acts('kcc', '2018-03-28');
SELECT is(tap.outcome(tap.moving('of-kfrs', 'approved') || '; ' || tap.changing('of-kfrs', '{"public": true}')),
    'accepted', 'a project becomes public');
SELECT tap.acts('', '2018-03-28');
SELECT is((SELECT concat_ws('; ', priority_list, theme_list, nullif(actions::text, '[]')) FROM api.projects
    WHERE id = 'of-kfrs'), 'road-safety; reducing-re-offending', 'without what of it is not');
SELECT is_empty($$SELECT * FROM safer.move_project('of-kfrs', 'withdrawn', NULL, NULL, NULL)$$,
    'and the public changes nothing');

-- The rows of rounds and bids
RESET ROLE;
INSERT INTO safer.grant_round (id, title, fund, amount_pence, opens_on, closes_on)
VALUES ('closed-round', 'Title', 'pcc-kcsp-grant-2016-17', 100, '2018-01-01', '2018-02-01');
INSERT INTO safer.bid (id, round, project, bidder, amount_pence, objectives, submitted_on)
VALUES (gen_random_uuid(), 'closed-round', 'of-swale', 'swale', 100, 'Objectives', '2018-01-02');
SET LOCAL ROLE safer_service;
SELECT is((SELECT count(*) FROM safer.grant_round) || ' ' || (SELECT count(*) FROM safer.award) || ' '
    || (SELECT count(*) FROM safer.bid), '1 9 0', 'the public sees public rounds and their awards, and no bid');
SELECT tap.acts('swale', '2018-03-28');
SELECT is((SELECT count(*) FROM safer.bid), 1::bigint, 'a bidder sees its bid');
SELECT tap.acts('maidstone', '2018-03-28');
SELECT is((SELECT count(*) FROM safer.bid), 0::bigint, 'and another none');

SELECT * FROM finish();
ROLLBACK;
