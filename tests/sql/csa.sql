-- Who reads and writes priorities, versions of the agreement and the action plan, and what rules say to whom.
\ir support.psql
SELECT plan(61);

CREATE FUNCTION tap.step(kind text, from_id text, to_id text, title text DEFAULT NULL, set_id text DEFAULT 'csa-2018-19')
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.add_lineage_step(%L, %L, %L, %L, %L, NULL, ''Minutes'', NULL, NULL)', set_id, kind,
    from_id, to_id, title);
CREATE FUNCTION tap.deciding(decision text, decided_on date DEFAULT '2018-03-21', condition text DEFAULT NULL)
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.decide_csa_version(''csa-2017-04'', %L, %L, ''Minutes'', %L, NULL)', decision,
    decided_on, condition);
CREATE FUNCTION tap.acting(id uuid, owner text DEFAULT NULL, public boolean DEFAULT NULL, priority text DEFAULT 'road-safety')
RETURNS text
LANGUAGE sql
RETURN format('SELECT safer.create_action(%L, ''Title'', NULL, %L, NULL, NULL, %L, NULL, NULL, %L)', id, priority, owner,
    public);
CREATE FUNCTION tap.moving(id uuid, state text)
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.move_action(gen_random_uuid(), %L, %L, NULL, NULL, NULL, NULL)', id, state);
\set first '''00000000-0000-7000-8000-000000000001'''
\set second '''00000000-0000-7000-8000-000000000002'''
SET LOCAL ROLE safer_service;

-- Who reads what
SELECT tap.acts('', '2018-03-28');
SELECT set_eq('SELECT id FROM api.priority_sets', ARRAY['csa-2014-17', 'csa-2016-17'], 'the public reads no draft set');
SELECT is_empty($$SELECT * FROM safer.priority_set_member WHERE priority_set = 'csa-2017'$$, 'nor what is in one');
SELECT is_empty($$SELECT id FROM api.lineage WHERE set = 'csa-2017'$$, 'nor the steps to it');
SELECT is((SELECT count(*) FROM api.themes), 4::bigint, 'nor a theme that is only in one');
SELECT is((SELECT count(*) FROM api.priority_leads), 6::bigint, 'it reads who leads a published priority');
SELECT set_eq('SELECT id FROM api.csa_versions', ARRAY['csa-2014-17'], 'and final versions');
SELECT is_empty('SELECT * FROM api.csa_chapters', 'but no chapter of a draft');
SELECT is((SELECT count(*) FROM api.csa_decisions), 1::bigint, 'and what was decided on those');
SELECT is((SELECT count(*) FROM api.plans), 14::bigint, 'and all plans that are published or printed');
RESET ROLE;
INSERT INTO safer.plan (id, title, state, source) VALUES ('draft', 'Draft', 'draft', 'Minutes');
INSERT INTO safer.plan_aim (plan, place, kind, text) VALUES ('draft', 1, 'priority', 'Aim');
INSERT INTO safer.plan_priority (plan, priority) VALUES ('draft', 'road-safety');
SET LOCAL ROLE safer_service;
SELECT is_empty($$SELECT plan FROM safer.plan_aim WHERE plan = 'draft' UNION ALL SELECT plan FROM safer.plan_priority
    UNION ALL SELECT id FROM api.plans WHERE id = 'draft'$$, 'no other draft, nor its aims and links');
SELECT is_empty($$SELECT * FROM safer.publish_plan('draft', 'Minutes', NULL)$$, 'nor can it publish one');
SELECT tap.acts('swale', '2018-03-28');
SELECT is((SELECT count(*) FROM api.plans AS p, json_array_elements(p.aims) WHERE p.id = 'draft'), 1::bigint,
    'a partner reads it and its aims');
SELECT is(tap.outcome($$SELECT * FROM safer.publish_plan('draft', 'Minutes', NULL)$$), 'not-a-constituent-partner',
    'which a district does not publish');
SELECT tap.acts('kcc', '2018-03-28');
SELECT is(tap.outcome($$SELECT * FROM safer.publish_plan('draft', 'Minutes', NULL)$$), 'accepted',
    'a constituent partner does');
SELECT tap.acts('swale', '2018-03-28');
SELECT is((SELECT count(*) FROM api.priority_sets), 4::bigint, 'a partner reads drafts too');
SELECT is((SELECT count(*) FROM api.csa_chapters), 14::bigint, 'and their chapters');
SELECT is((SELECT state FROM api.themes WHERE id = 'quality-of-life-and-community-resilience'), 'draft',
    'and what is only in drafts');

-- Priorities
SELECT is(tap.outcome($$SELECT safer.create_priority('new', 'priority', 'New', NULL)$$), 'not-a-constituent-partner',
    'a district drafts no priorities');
SELECT is(tap.outcome(tap.step('removed', 'road-safety', NULL)), 'not-a-constituent-partner', 'nor changes a set');
SELECT is(tap.outcome($$SELECT * FROM safer.agree_priority_set('csa-2018-19', '2018-03-21', 'M', NULL)$$),
    'not-a-constituent-partner', 'nor agrees one');
SELECT tap.acts('', '2018-03-28');
SELECT is_empty(tap.step('removed', 'road-safety', NULL), 'without a partner there is no set to change');
SELECT is_empty($$SELECT * FROM safer.agree_priority_set('csa-2018-19', '2018-03-21', 'M', NULL)$$, 'nor to agree');
SELECT tap.acts('kcc', '2018-03-28');
SELECT is(tap.outcome($$SELECT safer.create_priority('new', 'priority', 'New', NULL)$$), 'accepted',
    'a constituent partner does');
SELECT is(tap.outcome(tap.step('merged', 'road-safety', 'new')), 'accepted', 'one goes into another');
SELECT is(tap.outcome(tap.step('added', NULL, 'new')), 'lineage-invalid', 'which is then in the set');
SELECT is(tap.outcome(tap.step('split', 'road-safety', 'violent-crime')), 'lineage-invalid',
    'and the one no longer');
SELECT is((SELECT row(sets::jsonb -> -1 ->> 'set', version)::text FROM api.priorities WHERE id = 'road-safety'),
    row('csa-2017', 2)::text, 'which its sets say');
SELECT is(tap.outcome(tap.step('removed', 'road-safety', NULL, NULL, 'csa-2016-17')), 'state-conflict',
    'an agreed set stays');
SELECT is(tap.outcome($$SELECT * FROM safer.agree_priority_set('csa-2017', '2017-03-15', 'M', 1)$$), 'accepted',
    'a draft is agreed');
SELECT is(tap.outcome($$SELECT * FROM safer.agree_priority_set('csa-2017', '2017-03-15', 'M', NULL)$$),
    'state-conflict', 'once');
SELECT is((SELECT state FROM api.priority_sets WHERE id = 'csa-2016-17'), 'superseded', 'and supersedes the one before');
SELECT is((SELECT row(title, set)::text FROM api.priorities WHERE id = 'safeguarding-vulnerable-people'),
    row('Safeguarding Vulnerable People', 'csa-2017')::text, 'whose titles are now those of the new one');
SELECT is(tap.outcome($$SELECT * FROM safer.agree_priority_set('csa-2018-19', '2018-03-21', 'M', 1)$$),
    'precondition-failed', 'not one that has changed meanwhile');
SELECT is((SELECT count(*) FROM safer.priorities_shown('priority', NULL, '2017-06-01')), 6::bigint,
    'those of a day are those of the set in force');
SELECT is((SELECT office FROM safer.lead_on('road-safety', '2017-03-31')), NULL, 'nobody leads before the first lead');
SELECT tap.acts('', '2018-03-28');
SELECT set_eq('SELECT id FROM api.priority_sets', ARRAY['csa-2014-17', 'csa-2016-17', 'csa-2017'],
    'what is agreed is published');

-- Versions
SELECT is_empty(tap.deciding('final'), 'without a partner there is no draft to decide on');
SELECT tap.acts('swale', '2018-03-28');
SELECT is(tap.outcome(tap.deciding('final')), 'not-a-constituent-partner', 'a district decides nothing');
SELECT is(tap.outcome($$SELECT safer.create_csa_chapter('csa-2017-04', 'c', NULL, NULL, NULL, 'T', NULL, NULL)$$),
    'not-a-constituent-partner', 'nor writes a chapter');
SELECT tap.acts('kent-police', '2018-03-28');
SELECT is(tap.outcome(tap.deciding('conditional')), 'decision-invalid', 'a conditional decision says its condition');
SELECT is(tap.outcome(tap.deciding('conditional', '2017-03-15', 'C')), 'accepted', 'this one does');
SELECT is(tap.outcome(tap.deciding('in_principle')), 'state-conflict', 'it does not go back');
SELECT is(tap.outcome($$SELECT * FROM safer.revise_csa_chapter('csa-2017-04', 'leads', NULL, NULL, NULL, NULL, 'T', 'N',
    NULL)$$), 'state-conflict', 'its chapters stay');
SELECT is(tap.outcome(tap.deciding('final', '2017-03-14')), 'date-implausible', 'nor before the decision it follows');
SELECT is(tap.outcome(tap.deciding('final')), 'accepted', 'it becomes final');
SELECT tap.acts('', '2018-03-28');
SELECT is((SELECT count(*) FROM api.csa_chapters), 14::bigint, 'and is published with its chapters');
SELECT is(tap.outcome($$SELECT * FROM safer.csa_diff('csa-2014-17', 'csa-2017-04')$$), 'accepted', 'and compared');

-- The action plan
SELECT is(tap.outcome(tap.acting(:first, 'swale')), 'not-permitted', 'nobody acts without a partner');
SELECT tap.acts('swale', '2018-03-28');
SELECT is(tap.outcome(tap.acting(:first, 'kfrs')), 'not-your-action', 'a district puts no other''s action on the plan');
SELECT is(tap.outcome(tap.acting(:first)), 'accepted', 'but its own');
SELECT is(tap.outcome(tap.acting(:second, NULL, true, 'no-such')), 'unknown-priority', 'for a priority there is');
SELECT tap.acts('maidstone', '2018-03-28');
SELECT is(tap.outcome(tap.moving(:first, 'in_progress')), 'not-your-action', 'another district does not take it on');
SELECT is((SELECT count(*) FROM api.actions), 1::bigint, 'though it reads it');
SELECT tap.acts('', '2018-03-28');
SELECT is_empty('SELECT id FROM api.actions', 'which the public does not');
SELECT is_empty(tap.moving(:first, 'in_progress'), 'nor finds it to take on');
SELECT tap.acts('kfrs', '2018-03-28');
SELECT is(tap.outcome(tap.moving(:first, 'complete')), 'state-conflict', 'what has not begun is not complete');
SELECT is(tap.outcome(tap.moving(:first, 'in_progress')), 'accepted', 'a constituent partner takes it on');
SELECT is(tap.outcome($$SELECT safer.create_commentary(gen_random_uuid(), 'domestic-abuse', '2017/18-Q4', 'T')$$),
    'accepted', 'and comments on any priority');
SELECT tap.acts('', '2018-03-28');
SELECT is_empty('SELECT id FROM api.commentaries UNION ALL SELECT id FROM api.action_progress',
    'commentary and the progress of what is not public are for partners');

-- What was said stands.
RESET ROLE;
SELECT is(tap.outcome($$INSERT INTO safer.priority_set (id, title, starts_on, state, succeeds, source)
    VALUES ('beside', 'T', '2017-04-01', 'agreed', 'csa-2016-17', 'S')$$), 'priority_set_succeeded_once',
    'of two sets that succeed the same one is agreed');
SELECT is(tap.outcome('DELETE FROM safer.action_progress'), '23001', 'nothing that was reported is taken away');

SELECT * FROM finish();
ROLLBACK;
