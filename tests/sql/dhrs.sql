-- Reviews: who sees which table, role by role, each layer alone; and each rule of what may be recorded.
\ir support.psql
SELECT plan(330);

-- Who asks: the partner or none, the scopes, and the subject.
CREATE FUNCTION tap.comes(partner text, scope text, subject text DEFAULT 'somebody', today text DEFAULT '2020-03-01')
RETURNS void
LANGUAGE sql
BEGIN ATOMIC
    SELECT tap.acts(partner, today), set_config('safer.scope', scope, true), set_config('safer.subject', subject, true);
END;
CREATE FUNCTION tap.id(n integer)
RETURNS uuid
LANGUAGE sql IMMUTABLE
RETURN ('01900000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid;
-- How many rows of each table of reviews are seen.
CREATE FUNCTION tap.seen()
RETURNS text
LANGUAGE sql
RETURN concat_ws(' ', (SELECT count(*) FROM safer.dhr), (SELECT count(*) FROM safer.dhr_alias),
    (SELECT count(*) FROM safer.dhr_stage), (SELECT count(*) FROM safer.dhr_text), (SELECT count(*) FROM safer.dhr_chair),
    (SELECT count(*) FROM safer.dhr_panel), (SELECT count(*) FROM safer.dhr_person), '|',
    (SELECT count(*) FROM safer.dhr_chair_account), '|',
    (SELECT count(*) FROM safer.dhr_recommendation), (SELECT count(*) FROM safer.dhr_recommendation_text),
    (SELECT count(*) FROM safer.dhr_recommendation_public), (SELECT count(*) FROM safer.dhr_addressee), '|',
    (SELECT count(*) FROM safer.dhr_action), (SELECT count(*) FROM safer.dhr_action_text),
    (SELECT count(*) FROM safer.dhr_action_report), (SELECT count(*) FROM safer.dhr_action_source), '|',
    (SELECT count(*) FROM safer.dhr_cost), (SELECT count(*) FROM safer.dhr_contribution), '|',
    (SELECT count(*) FROM safer.dhr_publication), (SELECT count(*) FROM safer.dhr_lesson), '|',
    (SELECT count(*) FROM api.dhrs), (SELECT count(*) FROM api.dhr_recommendations), (SELECT count(*) FROM api.dhr_actions),
    (SELECT count(*) FROM safer.dhr_deadlines('2020-03-01')));
CREATE FUNCTION tap.making(n integer, fields jsonb, aliases jsonb DEFAULT '[]')
RETURNS text
LANGUAGE sql
RETURN format('SELECT safer.create_dhr(%L, %L, %L)', tap.id(n),
    '{"partnership": "medway-csp", "notified_on": "2019-01-31"}' || fields, aliases);
CREATE FUNCTION tap.moving(n integer, stage text, reached_on date DEFAULT NULL, decision text DEFAULT NULL,
    answer text DEFAULT NULL, suspended_for text DEFAULT NULL, if_match integer DEFAULT NULL)
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.move_dhr(%L, %L, %L, %L, %L, %L, %L)', tap.id(n), stage, reached_on, decision, answer,
    suspended_for, if_match);
CREATE FUNCTION tap.recommending(n integer, dhr integer, addressees jsonb, number integer DEFAULT NULL)
RETURNS text
LANGUAGE sql
RETURN format('SELECT safer.create_dhr_recommendation(%L, %L, %L, ''local'', ''T'', %L, ''[]'', '''')', tap.id(n), tap.id(dhr),
    number, addressees);
CREATE FUNCTION tap.reporting(action uuid, state text, text text DEFAULT 'T', reported_on date DEFAULT NULL,
    if_match integer DEFAULT NULL)
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.move_dhr_action(%L, %L, %L, NULL, %L, ''[]'', '''', %L)', action, state, text, reported_on,
    if_match);
CREATE FUNCTION tap.setting_panel(n integer, members jsonb)
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.set_dhr_panel(%L, %L, ''[]'', '''', NULL)', tap.id(n), members);
CREATE FUNCTION tap.appointing(n integer, from_on date, subject text DEFAULT NULL)
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.appoint_dhr_chair(%L, ''Chair'', %L, %L, ''[]'', '''', NULL)', tap.id(n), from_on,
    CASE WHEN subject IS NOT NULL THEN jsonb_build_object('issuer', 'https://issuer.example', 'subject', subject) END);
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA tap TO PUBLIC;

-- Three reviews: one with everything, one with another chair and panel, one that is published.
SET LOCAL ROLE safer_service;
SELECT tap.comes('kcc', 'dhrs.read dhrs.write');
SELECT is(tap.outcome(tap.making(1, '{"pseudonym": "Larkspur/2019", "summary": "S"}', '["B/2019", "Old Name"]')), 'accepted',
    'recorded');
SELECT is(tap.outcome(tap.making(2, '{"pseudonym": "Yarrow/2019", "note": "N"}')), 'accepted', 'another');
SELECT is(tap.outcome(tap.making(3, '{"pseudonym": "Sorrel/2018", "reference": "OLD-3"}')), 'accepted', 'and a third');
SELECT is(tap.outcome(tap.appointing(1, '2019-02-01', 'chair-1')), 'accepted', 'with a chair');
SELECT is(tap.outcome(tap.appointing(2, '2019-02-01', 'chair-2')), 'accepted', 'each its own');
SELECT is(tap.outcome(tap.setting_panel(1, '[{"partner": "kent-police", "from_on": "2019-02-01"},
    {"partner": "kfrs", "from_on": "2019-02-01", "to_on": "2019-12-31"},
    {"partner": "kmpt", "from_on": "2020-03-02"}, {"organisation": "A surgery", "from_on": "2019-02-01"}]')), 'accepted',
    'and a panel');
SELECT is(tap.outcome(tap.setting_panel(2, '[{"partner": "canterbury", "from_on": "2019-02-01"}]')), 'accepted', 'too');
SELECT is(tap.outcome(tap.recommending(11, 1, '[{"partner": "swale", "actions": [{"text": "A", "due_on": "2019-12-31"},
    {"text": "B", "due_on": "2020-12-31"}]}, {"organisation": "A surgery", "actions": [{"text": "C", "due_on": "2019-12-31"}]}]')),
    'accepted', 'it recommends');
SELECT is(tap.outcome(tap.recommending(12, 2, '[{"partner": "thanet", "actions": [{"text": "D", "due_on": "2019-12-31"}]}]')),
    'accepted', 'the other too');
RESET ROLE;
INSERT INTO safer.dhr_person (dhr, place, role, sex, age_band) VALUES (tap.id(1), 1, 'victim', 'female', '25_44');
INSERT INTO safer.dhr_publication (dhr, id, pseudonym, review_type, published_on, title, shown_until)
VALUES (tap.id(1), tap.id(51), 'Larkspur/2019', 'dhr', NULL, 'T', NULL),
    (tap.id(3), tap.id(53), 'Sorrel/2018', 'dhr', '2020-02-01', 'T', '2020-06-30');
INSERT INTO safer.dhr_lesson (dhr, place, text) VALUES (tap.id(1), 1, 'L'), (tap.id(3), 1, 'L');
INSERT INTO safer.dhr_recommendation_public (recommendation, dhr, text) VALUES (tap.id(11), tap.id(1), 'P');
INSERT INTO safer.dhr_recommendation (id, dhr, number, reach) VALUES (tap.id(13), tap.id(3), 1, 'local'),
    (tap.id(14), tap.id(3), 2, 'local');
INSERT INTO safer.dhr_recommendation_public (recommendation, dhr, text) VALUES (tap.id(13), tap.id(3), 'P');
INSERT INTO safer.dhr_addressee (recommendation, dhr, place, partner) VALUES (tap.id(13), tap.id(3), 1, 'swale'),
    (tap.id(14), tap.id(3), 1, 'swale');
SELECT s.action AS swales FROM safer.dhr_action_source AS s JOIN safer.dhr_action_text AS t ON t.action = s.action
    WHERE t.text = 'A' \gset
SELECT s.action AS surgerys FROM safer.dhr_action_source AS s JOIN safer.dhr_action_text AS t ON t.action = s.action
    WHERE t.text = 'C' \gset
INSERT INTO safer.dhr_action_report (action, step, state, text, reported_on, reported_by)
SELECT t.action, 1, 'in_progress', 'R', '2019-10-01', 'kcc' FROM safer.dhr_action_text AS t WHERE t.text IN ('A', 'C');
SELECT set_config('safer.partner', 'kent-pcc', true);
SELECT is(tap.outcome(tap.posting('D-1', tap.id(21), fund => 'dhr-fund', financial_year => '2019/20', received_on => '2019-05-01')),
    'accepted', 'money was given');
SELECT set_config('safer.partner', 'kcc', true);
INSERT INTO safer.expenditure (id, fund, partner, purpose, amount_pence, incurred_on, external_reference)
VALUES (tap.id(22), 'dhr-fund', 'kcc', 'reviews', 5000, '2019-06-01', 'X-1');
INSERT INTO safer.dhr_contribution (dhr, contribution, amount_pence) VALUES (tap.id(1), tap.id(21), 100);
INSERT INTO safer.dhr_cost (dhr, expenditure, amount_pence) VALUES (tap.id(1), tap.id(22), 100);

-- Who sees what: reviews | the chair's account | recommendations | actions | money | publications | the views
SET LOCAL ROLE safer_service;
\set nothing '0 0 0 0 0 0 0 | 0 | 1 0 1 1 | 0 0 0 0 | 0 0 | 1 1 | 0 0 0 0'
\set members '1 2 1 1 1 4 1 | 0 | 2 1 2 3 | 3 3 2 3 | 0 0 | 2 2 | 1 1 3 4'
\set owners '0 0 0 0 0 0 0 | 0 | 1 0 1 1 | 2 2 1 0 | 0 0 | 1 1 | 0 0 2 2'
SELECT tap.comes('kcc', 'dhrs.read dhrs.write');
SELECT is(tap.seen(), '3 2 3 2 2 5 1 | 2 | 4 2 2 5 | 4 4 2 4 | 1 1 | 2 2 | 3 4 4 7', 'who coordinates reviews sees all');
SELECT tap.comes('kent-police', 'dhrs.write');
SELECT is(tap.seen(), '3 2 3 2 2 5 1 | 2 | 4 2 2 5 | 4 4 2 4 | 1 1 | 2 2 | 3 4 4 7', 'for each constituent partner');
SELECT tap.comes('dover', 'dhrs.read dhrs.write dhrs.report audit.read restricted.read funds.read');
SELECT is(tap.seen(), :'nothing', 'for no other, whatever its token says');
SELECT tap.comes('kent-police', 'dhrs.read');
SELECT is(tap.seen(), :'members', 'a partner on a panel sees that review');
SELECT tap.comes('kent-police', 'dhrs.report audit.read restricted.read');
SELECT is(tap.seen(), :'nothing', 'with the scope for it');
SELECT tap.comes('kfrs', 'dhrs.read');
SELECT is(tap.seen(), :'nothing', 'until its last day');
SELECT tap.comes('kfrs', 'dhrs.read', today => '2019-12-31');
SELECT is((SELECT count(*) FROM safer.dhr), 1::bigint, 'which counts');
SELECT tap.comes('kmpt', 'dhrs.read');
SELECT is(tap.seen(), :'nothing', 'from its first day');
SELECT tap.comes('kmpt', 'dhrs.read', today => '2020-03-02');
SELECT is((SELECT count(*) FROM safer.dhr), 1::bigint, 'which counts');
SELECT tap.comes('medway-csp', 'dhrs.read');
SELECT is(tap.seen(), :'nothing', 'the partnership it is for sees nothing for that');
SELECT tap.comes('', 'dhrs.read', 'chair-1');
SELECT is(tap.seen(), :'members', 'its chair sees it');
SELECT tap.comes('', 'dhrs.report dhrs.write', 'chair-1');
SELECT is(tap.seen(), :'nothing', 'with the scope for it');
SELECT tap.comes('dover', 'dhrs.read', 'chair-1');
SELECT is(tap.seen(), :'nothing', 'for no partner');
SELECT tap.comes('', 'dhrs.read', 'chair-3');
SELECT is(tap.seen(), :'nothing', 'who is no chair does not');
SELECT tap.comes('', 'dhrs.read', 'chair-1'), set_config('safer.issuer', 'https://other.example', true);
SELECT is(tap.seen(), :'nothing', 'nor one of the same name elsewhere');
SELECT tap.comes('', 'dhrs.read', 'chair-2');
SELECT is((SELECT array_agg(d.pseudonym) FROM api.dhrs AS d), '{Yarrow/2019}'::text[], 'another chair sees the other');
SELECT tap.comes('swale', 'dhrs.report');
SELECT is(tap.seen(), :'owners', 'who owns actions sees them');
SELECT tap.comes('swale', 'dhrs.read');
SELECT is(tap.seen(), :'owners', 'with either scope');
SELECT tap.comes('swale', 'funds.read audit.read');
SELECT is(tap.seen(), :'nothing', 'and not without');
SELECT tap.comes('swale', 'dhrs.report');
SELECT is((SELECT array_agg(concat_ws(' ', a.text, a.dhr, a.recommendation, json_array_length(a.reports)) ORDER BY a.text)
    FROM api.dhr_actions AS a), '{"A 1","B 0"}'::text[], 'and not which review they come from');
SELECT is((SELECT array_agg(concat_ws(' ', d.kind, d.dhr, d.action = :'swales'::uuid) ORDER BY d.due_on)
    FROM safer.dhr_deadlines('2020-03-01') AS d), '{"action t","action f"}'::text[], 'nor in what is due');
SELECT tap.comes('kcc', 'audit.read');
SELECT is(tap.seen(), :'nothing', 'an auditor sees nothing of them');
SELECT tap.comes('', '');
SELECT is(tap.seen(), :'nothing', 'nobody else does');
SELECT tap.comes('', '', today => '2020-01-31');
SELECT is((SELECT count(*) FROM safer.dhr_publication), 0::bigint, 'what is published is, from its day');
SELECT tap.comes('', '', today => '2020-06-30');
SELECT is((SELECT count(*) FROM safer.dhr_publication), 1::bigint, 'to the last on which it is shown');
SELECT tap.comes('', '', today => '2020-07-01');
SELECT is((SELECT count(*) FROM safer.dhr_publication) + (SELECT count(*) FROM safer.dhr_lesson)
    + (SELECT count(*) FROM safer.dhr_recommendation_public) + (SELECT count(*) FROM safer.dhr_addressee), 0::bigint, 'and no more then');
SELECT tap.comes('kcc', 'dhrs.read dhrs.write');
SELECT is(tap.outcome('SELECT * FROM safer.dhr_name'), '42501', 'protected names are read by nobody');
SELECT is((SELECT concat_ws(' ', c.office, c.issuer, c.subject) FROM api.dhr_chairs AS c WHERE c.dhr = tap.id(1)),
    'Chair https://issuer.example chair-1', 'the coordinator is told whose account the chair''s is');
SELECT tap.comes('kent-police', 'dhrs.read');
SELECT is((SELECT concat_ws(' ', c.office, c.issuer, c.subject) || coalesce(d.protected_names, -1)
    FROM api.dhrs AS d JOIN api.dhr_chairs AS c ON c.dhr = d.id), 'Chair-1', 'a panel is not, nor how many names are protected');

-- Who read it
SELECT tap.comes('kcc', 'dhrs.read dhrs.write');
SELECT safer.record_audit_event(tap.id(31), 'change_dhr', tap.id(1)::text, '{"summary": "S"}', '{"summary": "T"}');
SELECT safer.record_reading(tap.id(32), 'get_dhr_action', :'swales', '{"x": 1}');
SELECT safer.record_reading(tap.id(33), 'get_dhr', tap.id(2)::text, '{"x": 1}');
SELECT safer.record_audit_event(tap.id(34), 'create_contribution', tap.id(1)::text, NULL, '{"a": 1}');
SELECT bag_eq($$SELECT id FROM safer.dhr_accesses(tap.id(1))$$, ARRAY[tap.id(31), tap.id(32)],
    'what was done with a review, and with its actions');
SELECT results_eq($$SELECT before::text, after::text, marking FROM api.audit_events WHERE id = tap.id(31)$$,
    $$VALUES ('{"summary": "S"}', '{"summary": "T"}', 'dhr')$$, 'the coordinator reads what it was');
SELECT is((SELECT e._restricted FROM api.audit_events AS e WHERE e.id = tap.id(31)), true, 'which is recorded too');
SELECT tap.comes('kcc', 'audit.read restricted.read dhrs.read');
SELECT results_eq($$SELECT coalesce(before, after)::text, object FROM api.audit_events WHERE id IN (tap.id(31), tap.id(32)) ORDER BY id$$,
    format($$VALUES (NULL::text, %L), (NULL, %L)$$, tap.id(1), :'swales'), 'an auditor that it was done, and not what');
SELECT is((SELECT e.after::text FROM api.audit_events AS e WHERE e.id = tap.id(34)), '{"a": 1}', 'of other things, what');
SELECT is((SELECT count(*) FROM safer.dhr_accesses(tap.id(1))), 2::bigint, 'and who read a review');
SELECT is((SELECT count(*) FROM safer.dhr_accesses(:'swales')), 0::bigint, 'by its id alone');
SELECT ok(safer.is_dhr(tap.id(1)) AND NOT safer.is_dhr(tap.id(9)), 'which it is told there is');
SELECT tap.comes('', 'dhrs.read', 'chair-1');
SELECT safer.record_reading(tap.id(37), 'get_dhr', tap.id(1)::text, '{"x": 1}');
SELECT tap.comes('kcc', 'audit.read');
SELECT is((SELECT concat_ws(' ', a.operation, a.issuer, a.client, a.subject) FROM safer.dhr_accesses(tap.id(1)) AS a WHERE a.id = tap.id(37)),
    'get_dhr', 'but not whose account the chair''s is');
SELECT is((SELECT a.subject FROM safer.dhr_accesses(tap.id(1)) AS a WHERE a.id = tap.id(32)), 'somebody', 'as it is of others');
SELECT tap.comes('kcc', 'dhrs.write');
SELECT is((SELECT a.subject FROM safer.dhr_accesses(tap.id(1)) AS a WHERE a.id = tap.id(37)), 'chair-1', 'the coordinator is');
SELECT safer.record_reading(tap.id(211), 'get_dhr', upper(d.id::text), '{"x": 1}') FROM safer.dhr AS d WHERE d.id = tap.id(1);
SELECT is((SELECT a.object FROM safer.dhr_accesses(tap.id(1)) AS a WHERE a.id = tap.id(211)), tap.id(1)::text, 'however the id was written');
SELECT tap.comes('kent-police', 'dhrs.read dhrs.report');
SELECT safer.record_reading(tap.id(35), 'get_dhr', tap.id(1)::text, '{"x": 1}');
SELECT is((SELECT count(*) FROM api.audit_events AS e WHERE e.id = tap.id(35)), 0::bigint, 'a partner''s own callers are no exception');
SELECT tap.comes('canterbury', 'dhrs.read audit.read');
SELECT safer.record_reading(tap.id(36), 'get_dhr', tap.id(2)::text, '{"x": 1}');
SELECT is((SELECT count(*) FROM api.audit_events AS e WHERE e.id = tap.id(36)), 0::bigint, 'nor for its auditor, where it is no constituent partner');
SELECT tap.comes('dover', 'audit.read dhrs.write dhrs.read');
SELECT is((SELECT count(*) FROM safer.dhr_accesses(tap.id(1))), 0::bigint, 'no other partner''s does');
SELECT ok(NOT safer.is_dhr(tap.id(1)), 'or is told');
SELECT tap.comes('kent-police', 'dhrs.read');
SELECT is((SELECT count(*) FROM safer.dhr_accesses(tap.id(1))), 0::bigint, 'nor a panel');

-- Who writes: nobody but the coordinator, and an owner reports; what is not known is not told
SELECT is(tap.outcome(tap.making(4, '{"pseudonym": "Clover/2020"}')), 'not-the-coordinator', 'a panel records none');
SELECT is(tap.outcome(tap.moving(1, 'decision', decision => 'review')), 'not-the-coordinator', 'and moves none');
SELECT is((SELECT count(*) FROM safer.move_dhr(tap.id(2), 'decision', NULL, 'review', NULL, NULL, NULL)), 0::bigint,
    'of others it is told nothing');
SELECT is(tap.outcome(tap.reporting(:'swales', 'done')), 'not-the-addressee', 'it reports on no action of others');
SELECT tap.comes('dover', 'dhrs.read dhrs.write dhrs.report');
SELECT is(tap.outcome(tap.making(4, '{"pseudonym": "Larkspur/2019"}')), 'not-the-coordinator',
    'who is not the coordinator does not find out what is in use');
SELECT is((SELECT count(*) FROM safer.move_dhr(tap.id(1), 'published', NULL, NULL, NULL, NULL, 1))
    + (SELECT count(*) FROM safer.change_dhr(tap.id(1), '{}', NULL, NULL, '[]', '', 9))
    + (SELECT count(*) FROM safer.set_dhr_panel(tap.id(1), '[]', '[]', '', NULL))
    + (SELECT count(*) FROM safer.set_dhr_persons(tap.id(1), '[]', NULL))
    + (SELECT count(*) FROM safer.keep_dhr_names(tap.id(1), '[]', '', NULL))
    + (SELECT count(*) FROM safer.appoint_dhr_chair(tap.id(1), 'C', '2019-01-01', NULL, '[]', '', NULL))
    + (SELECT count(*) FROM safer.end_dhr_chair(tap.id(1), '2020-01-01', NULL))
    + (SELECT count(*) FROM safer.change_dhr_recommendation(tap.id(11), 'local', 'T', '[]', '', 9))
    + (SELECT count(*) FROM safer.change_dhr_action(:'swales', 'T', NULL, '[]', '', 9))
    + (SELECT count(*) FROM safer.move_dhr_action(:'swales', 'done', 'T', NULL, NULL, '[]', '', 9))
    + (SELECT count(*) FROM safer.erase_dhr(tap.id(1), '{names}', NULL)), 0::bigint, 'and no write tells it anything');
SELECT ok(safer.create_dhr_recommendation(tap.id(19), tap.id(1), 1, 'local', 'T', '[]', '[]', '') IS NULL
    AND safer.create_dhr_action(tap.id(19), tap.id(11), 'swale', NULL, 'T', '2020-01-01', '[]', '') IS NULL, 'nor a create');
SELECT tap.comes('', 'dhrs.read dhrs.write', 'chair-1');
SELECT is(tap.outcome(tap.moving(1, 'decision', decision => 'review')), 'not-the-coordinator', 'a chair moves none');

-- What it is called
SELECT tap.comes('kcc', 'dhrs.read dhrs.write');
SELECT is(tap.outcome(tap.making(5, '{"pseudonym": "clover"}')), 'dhr_pseudonym_shape', 'a pseudonym has its shape');
SELECT is(tap.outcome(tap.making(5, '{"pseudonym": "LARKSPUR/2019"}')), 'pseudonym-in-use', 'and is used once, however it is written');
SELECT is(tap.outcome(tap.making(5, '{"pseudonym": "Clover/2020"}', '["larkspur/2019"]')), 'pseudonym-in-use', 'also as an older form');
SELECT is(tap.outcome(tap.making(5, '{"pseudonym": "Clover/2020"}', '["old name"]')), 'pseudonym-in-use', 'of an older form');
SELECT is(tap.outcome(tap.making(5, '{"pseudonym": "B/2019"}')), 'pseudonym-in-use', 'and the other way round');
SELECT is(tap.outcome(tap.making(5, '{"pseudonym": "Clover/2020"}', '["C", "c"]')), 'duplicate-member', 'once in a list');
SELECT is(tap.outcome(tap.making(5, '{"pseudonym": "Clover/2020"}', '["clover/2020"]')), 'duplicate-member', 'and not as itself');
SELECT is(tap.outcome(tap.making(5, '{"pseudonym": "Clover/2020", "reference": "OLD-3"}')), 'pseudonym-in-use', 'a reference is used once');
SELECT ok((SELECT count(DISTINCT d.reference) = 2 AND bool_and(d.reference ~ '^DHR/2019/[2-9A-Z]{4}$')
    FROM api.dhrs AS d WHERE d.reference <> 'OLD-3'), 'what has none gets one that tells no number');
SELECT is(tap.outcome(tap.making(5, '{"pseudonym": "Clover/2020", "partnership": "kcc"}')), 'unknown-partnership', 'it is for a local partnership');
SELECT is(tap.outcome(tap.making(5, '{"pseudonym": "Clover/2020", "notified_on": "2020-03-02"}')), 'date-in-future', 'notified by now');
SELECT is(tap.outcome(tap.making(5, '{"pseudonym": "Clover/2020", "notified_on": "2011-04-12"}')), 'date-implausible', 'under the duty');
SELECT is(tap.outcome(format('SELECT * FROM safer.change_dhr(%L, ''{"pseudonym": "Yarrow/2019"}'', NULL, NULL, ''[]'', '''', NULL)', tap.id(1))),
    'pseudonym-in-use', 'a change takes none that is in use either');
SELECT is(tap.outcome(format('SELECT * FROM safer.change_dhr(%L, ''{"partnership": "kcc"}'', NULL, NULL, ''[]'', '''', NULL)', tap.id(1))),
    'unknown-partnership', 'and no other partnership than there is');
SELECT is(tap.outcome(format('SELECT * FROM safer.change_dhr(%L, ''{"note": "N"}'', NULL, NULL, ''[]'', '''', 99)', tap.id(1))),
    'precondition-failed', 'of a version that is read');
SELECT is(tap.outcome(format('SELECT * FROM safer.change_dhr(%L, ''{"note": "N", "pseudonym": "Foxglove/2019"}'', NULL, NULL, ''[]'', '''', NULL)', tap.id(1))),
    'accepted', 'else it is changed');
SELECT is((SELECT concat_ws(' ', d.pseudonym, d.summary, d.note, d.aliases) FROM api.dhrs AS d WHERE d.id = tap.id(1)),
    'Foxglove/2019 S N ["B/2019", "Old Name"]', 'and the rest stays');
SELECT is((SELECT p.pseudonym FROM safer.dhr_publication AS p WHERE p.dhr = tap.id(1)), 'Foxglove/2019', 'the public reads the new one');

-- Stages
SELECT is(tap.outcome(tap.moving(2, 'commissioned')), 'stage-out-of-order', 'stages follow each other');
SELECT is(tap.detail(tap.moving(2, 'commissioned')) -> 'allowed', '["decision", "suspended"]', 'which may is told');
SELECT is(tap.outcome(tap.moving(2, 'published')), 'publication-before-answer', 'nothing is published unanswered');
SELECT is(tap.outcome(tap.moving(2, 'resumed')), 'not-suspended', 'or resumed that goes on');
SELECT is(tap.outcome(tap.moving(2, 'decision')), 'stage-detail-invalid', 'a decision says what');
SELECT is(tap.outcome(tap.moving(2, 'decision', decision => 'review', answer => 'adequate')), 'stage-detail-invalid', 'and nothing else');
SELECT is(tap.outcome(tap.moving(2, 'suspended')), 'stage-detail-invalid', 'a suspension what for');
SELECT is(tap.outcome(tap.moving(2, 'decision', '2019-01-30', 'review')), 'date-implausible', 'after what it follows');
SELECT is(tap.outcome(tap.moving(2, 'decision', '2020-03-02', 'review')), 'date-in-future', 'by now');
SELECT is(tap.outcome(tap.moving(2, 'decision', '2019-02-01', 'review', if_match => 99)), 'precondition-failed', 'of a version that is read');
SELECT is(tap.outcome(tap.moving(2, 'suspended', '2019-02-01', suspended_for => 'inquest')), 'accepted', 'suspended');
SELECT is(tap.outcome(tap.moving(2, 'decision', '2019-02-02', 'review')), 'review-suspended', 'nothing comes before it is resumed');
SELECT is(tap.outcome(tap.moving(2, 'suspended', '2019-02-02', suspended_for => 'other')), 'review-suspended', 'not even another suspension');
SELECT is(tap.outcome(tap.moving(2, 'resumed', '2019-02-02')), 'accepted', 'resumed');
SELECT is(tap.outcome(tap.moving(2, s.stage, '2019-02-03', decision => s.decision)), 'accepted', 'then ' || s.stage)
FROM (VALUES ('decision', 'review'), ('commissioned', NULL), ('chair_appointed', NULL), ('panel', NULL), ('terms_of_reference', NULL),
    ('management_reviews', NULL), ('overview_report', NULL), ('sign_off', NULL), ('quality_assurance', NULL)) AS s (stage, decision);
SELECT is(tap.outcome(tap.moving(2, 'published', '2019-02-03')), 'publication-before-answer', 'the answer comes first');
SELECT is(tap.outcome(tap.moving(2, 'home_office_answer', '2019-02-03', answer => 'amendments')), 'accepted', 'amend it');
SELECT is(tap.outcome(tap.moving(2, 'published', '2019-02-03')), 'publication-before-answer', 'which is no leave to publish');
SELECT is(tap.outcome(tap.moving(2, 'quality_assurance', '2019-02-03')), 'accepted', 'sent again');
SELECT is(tap.outcome(tap.moving(2, 'home_office_answer', '2019-02-04', answer => 'adequate')), 'accepted', 'adequate');
SELECT is(tap.outcome(tap.moving(2, 'published', '2019-02-05')), 'stage-not-ready', 'what the public reads is written first');
RESET ROLE;
INSERT INTO safer.dhr_publication (dhr, id, pseudonym, review_type, title) VALUES (tap.id(2), tap.id(52), 'Yarrow/2019', 'dhr', 'T');
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(tap.moving(2, 'published', '2019-02-05')), 'accepted', 'then it is published');
SELECT is((SELECT p.published_on FROM safer.dhr_publication AS p WHERE p.dhr = tap.id(2)), date '2019-02-05', 'for everybody');
SELECT is(tap.outcome(tap.moving(2, 'published', '2019-02-06')), 'stage-out-of-order', 'once');
SELECT is(tap.outcome(tap.moving(2, 'suspended', '2019-02-06', suspended_for => 'other')), 'stage-out-of-order',
    'and suspended no more');
SELECT is(tap.detail(tap.moving(2, 'actions_complete')) ->> 'sentence', 'One of its actions is not closed.', 'its actions come to their end');
SELECT is((SELECT concat_ws(' ', d.stage, d.decided_on, d.completed_on, d.completion_state, d.published_on) FROM api.dhrs AS d
    WHERE d.id = tap.id(2)), 'published 2019-02-03 2019-02-03 met 2019-02-05', 'so it stands');
SELECT is(tap.detail(tap.moving(1, 'decision', '2019-02-02', 'no_review')) ->> 'sentence', '3 of its actions are not closed.',
    'what has actions to be done is reviewed');
SELECT is(tap.outcome(tap.moving(3, 'decision', '2019-02-02', 'no_review')), 'accepted', 'no review');
SELECT is(tap.detail(tap.moving(3, 'commissioned')) -> 'allowed', '[]', 'nothing follows');
SELECT is(tap.outcome(tap.moving(3, 'published')), 'stage-out-of-order', 'not even publication');
SELECT is(tap.outcome(tap.recommending(15, 3, '[{"partner": "swale", "actions": [{"text": "A", "due_on": "2019-12-31"}]}]')),
    'review-over', 'and it recommends nothing');
SELECT is(tap.outcome(tap.making(6, '{"pseudonym": "Clover/2020"}')), 'accepted', 'another');
SELECT is(tap.outcome(tap.moving(6, s.stage, '2019-02-03', decision => s.decision)), 'accepted', 'comes to ' || s.stage)
FROM (VALUES ('decision', 'review'), ('commissioned', NULL)) AS s (stage, decision);
SELECT is(tap.detail(tap.moving(6, 'chair_appointed', '2019-02-03')) ->> 'sentence', 'It had no chair on 2019-02-03.', 'no chair is none');
SELECT is(tap.outcome(tap.appointing(6, '2019-01-30')), 'date-implausible', 'who chairs it does so from when it was notified');
SELECT is(tap.outcome(tap.appointing(6, '2019-02-03')), 'accepted', 'it has one');
SELECT is(tap.outcome(tap.appointing(6, '2019-02-02')), 'date-implausible', 'another is appointed later');
SELECT is(tap.outcome(tap.appointing(6, '2019-02-03', 'mistyped')), 'accepted', 'or the same put right');
SELECT is(tap.outcome(tap.appointing(6, '2019-02-03', 'chair-6')), 'accepted', 'once more');
SELECT is((SELECT string_agg(concat_ws(' ', c.place, c.from_on, c.to_on, a.subject), ', ') FROM safer.dhr_chair AS c
    JOIN safer.dhr_chair_account AS a ON a.dhr = c.dhr AND a.place = c.place WHERE c.dhr = tap.id(6)), '1 2019-02-03 chair-6', 'it is one');
SELECT is(tap.outcome(tap.moving(6, 'chair_appointed', '2019-02-03')), 'accepted', 'appointed');
SELECT is(tap.detail(tap.moving(6, 'panel', '2019-02-03')) ->> 'sentence', 'No agency was on its panel on 2019-02-03.', 'nor is an empty panel one');
SELECT is(tap.outcome(tap.appointing(1, '2020-01-01', 'chair-9')), 'accepted', 'a chair follows a chair');
SELECT is((SELECT string_agg(concat_ws(' ', c.from_on, c.to_on), ', ' ORDER BY c.place) FROM safer.dhr_chair AS c WHERE c.dhr = tap.id(1)),
    '2019-02-01 2019-12-31, 2020-01-01', 'from the day after');
SELECT is(tap.outcome(format('SELECT * FROM safer.end_dhr_chair(%L, %L, NULL)', tap.id(1), e.to_on)), e.expected, 'ended: ' || e.expected)
FROM (VALUES (1, date '2019-12-31', 'term-invalid'), (2, '2120-03-01', 'accepted'), (3, '2020-03-01', 'accepted')) AS e (n, to_on, expected)
ORDER BY e.n;
SELECT tap.comes('kcc', 'dhrs.read dhrs.write', today => '2020-03-02');
SELECT is(tap.outcome(format('SELECT * FROM safer.end_dhr_chair(%L, ''2020-03-02'', NULL)', tap.id(1))), 'state-conflict', 'put right until it is over');
SELECT is(tap.outcome(format('SELECT * FROM safer.end_dhr_chair(%L, ''2020-03-02'', NULL)', tap.id(9))), 'accepted', 'of no review nothing is said');
SELECT tap.comes('kcc', 'dhrs.read dhrs.write');
SELECT is(tap.outcome(tap.appointing(1, '2020-03-01', 'chair-8')), 'date-implausible', 'another is appointed after that');
SELECT tap.comes('', 'dhrs.read', 'chair-9', '2020-03-02');
SELECT is((SELECT count(*) FROM api.dhrs), 0::bigint, 'and it sees nothing the day after');
SELECT tap.comes('', 'dhrs.read', 'chair-1');
SELECT is((SELECT count(*) FROM api.dhrs), 0::bigint, 'who was chair sees nothing any more');
SELECT tap.comes('', 'dhrs.read', 'chair-9');
SELECT is((SELECT count(*) FROM api.dhrs), 1::bigint, 'who is does');
SELECT tap.comes('kcc', 'dhrs.read dhrs.write');

-- Panel and people
SELECT is(tap.outcome(tap.setting_panel(6, '[{"partner": "no-such", "from_on": "2019-02-01"}]')), 'unknown-partner', 'a partner is one');
SELECT is(tap.outcome(tap.setting_panel(6, '[{"from_on": "2019-02-01"}]')), 'organisation-invalid', 'an agency is named');
SELECT is(tap.outcome(tap.setting_panel(6, '[{"partner": "kmpt", "organisation": "X", "from_on": "2019-02-01"}]')), 'organisation-invalid',
    'in one way');
SELECT is(tap.outcome(tap.setting_panel(6, '[{"partner": "kmpt", "from_on": "2019-02-01", "to_on": "2019-01-31"}]')), 'term-invalid',
    'it ends after it begins');
SELECT is(tap.outcome(tap.setting_panel(6, '[{"partner": "kmpt", "from_on": "2019-01-30"}]')), 'date-implausible',
    'and begins after the review was notified');
SELECT is(tap.outcome(tap.setting_panel(6, '[{"partner": "kmpt", "from_on": "2019-02-01", "to_on": "2019-03-31"},
    {"partner": "kmpt", "from_on": "2020-02-01"}]')), 'accepted', 'and may come back');
SELECT is(tap.outcome(format('SELECT * FROM safer.set_dhr_persons(%L, %L, NULL)', tap.id(6), p.persons)), p.expected, p.persons)
FROM (VALUES ('[{"role": "victim", "sex": "female", "age_band": "18_24", "relationship": "child"}]', 'person-invalid'),
    ('[{"role": "perpetrator", "sex": "male", "age_band": "18_24"}]', 'person-invalid'),
    ('[{"role": "victim", "sex": "female", "age_band": "18_24"}, {"role": "victim", "sex": "male", "age_band": "under_18"}]', 'accepted'))
    AS p (persons, expected);

-- Recommendations and actions
SELECT is(tap.outcome(tap.recommending(16, 6, r.addressees::jsonb, r.number)), r.expected, r.addressees)
FROM (VALUES (1, '[{"partner": "swale", "actions": []}]', NULL::integer, 'addressee-without-action'),
    (2, '[{"partner": "swale", "actions": [{"text": "A", "due_on": "2019-12-31"}]}, {"organisation": "X", "actions": []}]', NULL,
        'addressee-without-action'),
    (3, '[{"partner": "no-such", "actions": [{"text": "A", "due_on": "2019-12-31"}]}]', NULL, 'unknown-partner'),
    (4, '[{"actions": [{"text": "A", "due_on": "2019-12-31"}]}]', NULL, 'organisation-invalid'),
    (5, '[{"partner": "swale", "actions": [{"text": "A", "due_on": "2019-12-31"}]}, {"partner": "swale", "actions": [{"text": "B",
        "due_on": "2019-12-31"}]}]', NULL, 'duplicate-member'),
    (6, '[{"partner": "swale", "actions": [{"text": "A", "due_on": "2019-01-30"}]}]', NULL, 'date-implausible'),
    (7, '[{"partner": "swale", "actions": [{"text": "A", "due_on": "2020-12-31"}]}]', 7, 'accepted')) AS r (n, addressees, number, expected)
ORDER BY r.n;
SELECT is(tap.outcome(tap.recommending(17, 6, '[{"partner": "swale", "actions": [{"text": "A", "due_on": "2019-12-31"}]}]', 7)),
    'recommendation-number-taken', 'a number is used once');
SELECT is(tap.outcome(tap.recommending(17, 6, '[{"partner": "swale", "actions": [{"text": "A", "due_on": "2019-12-31"}]}]')),
    'accepted', 'what has none');
SELECT is((SELECT r.number FROM api.dhr_recommendations AS r WHERE r.id = tap.id(17)), 8, 'gets the next');
SELECT is(tap.outcome(format('SELECT safer.create_dhr_action(%L, %L, %L, %L, ''X'', %L, ''[]'', '''')', tap.id(41), tap.id(16), a.partner,
    a.organisation, a.due_on)), a.expected, 'one more action: ' || a.expected)
FROM (VALUES ('thanet', NULL, date '2020-12-31', 'unknown-addressee'), (NULL, NULL, '2020-12-31', 'unknown-addressee'),
    ('swale', 'X', '2020-12-31', 'unknown-addressee'), ('swale', NULL, '2019-01-30', 'date-implausible'), ('swale', NULL, '2020-12-31', 'accepted'))
    AS a (partner, organisation, due_on, expected);
SELECT is((SELECT concat_ws(' ', r.actions, r.actions_open, r.state, r.version) FROM api.dhr_recommendations AS r WHERE r.id = tap.id(16)),
    '2 2 open 2', 'counts with its recommendation');
SELECT is(tap.outcome(format('SELECT * FROM safer.change_dhr_recommendation(%L, ''national'', NULL, ''[]'', '''', 1)', tap.id(16))),
    'precondition-failed', 'which is changed as it was read');
SELECT is(tap.outcome(format('SELECT * FROM safer.change_dhr_action(%L, NULL, ''2019-01-30'', ''[]'', '''', NULL)', tap.id(41))),
    'date-implausible', 'an action is due later than its review was notified');
SELECT is(tap.outcome(tap.reporting(tap.id(41), s.state, s.text, s.reported_on)), s.expected, s.what)
FROM (VALUES (1, 'closed', NULL, NULL::date, 'reason-missing', 'what is not done is closed for a reason'), (2, 'open', 'T', NULL, 'state-conflict', 'or open again'),
    (3, 'done', NULL, NULL, 'reason-missing', 'who is done says how'), (4, 'done', 'T', '2020-03-02', 'date-in-future', 'by now'),
    (5, 'in_progress', 'T', '2020-02-01', 'accepted', 'it goes on'), (6, 'done', 'T', '2020-01-31', 'date-implausible', 'in order'),
    (7, 'done', 'T', '2020-02-02', 'accepted', 'it is done'), (8, 'closed', NULL, '2020-02-03', 'accepted', 'and closed'),
    (9, 'done', 'T', NULL, 'state-conflict', 'for good'), (10, 'open', NULL, NULL, 'reason-missing', 'or open again, and why'),
    (11, 'open', 'T', NULL, 'accepted', 'and why')) AS s (n, state, text, reported_on, expected, what)
ORDER BY s.n;
SELECT tap.comes('swale', 'dhrs.report');
SELECT is(tap.outcome(tap.reporting(tap.id(41), s.state)), s.expected, 'its owner: ' || s.state || ' ' || s.expected)
FROM (VALUES (1, 'closed', 'not-the-coordinator'), (2, 'open', 'not-the-coordinator'), (3, 'in_progress', 'accepted'), (4, 'done', 'accepted'),
    (5, 'in_progress', 'accepted'), (6, 'done', 'accepted')) AS s (n, state, expected)
ORDER BY s.n;
SELECT is(tap.outcome(format('SELECT * FROM safer.change_dhr_action(%L, ''T'', NULL, ''[]'', '''', NULL)', tap.id(41))),
    'not-the-coordinator', 'but does not change it');
SELECT is(tap.outcome(tap.reporting(tap.id(41), 'done', if_match => 1)), 'precondition-failed', 'as it was read');
RESET ROLE;
UPDATE safer.dhr_action SET created_at = '2020-01-31 23:30 Europe/London' WHERE id = tap.id(41);
SET LOCAL ROLE safer_service;
SELECT isnt_empty($$SELECT FROM safer.dhr_deadlines('2020-01-30') AS d WHERE d.action = tap.id(41)$$, 'its owner is not told since when it is asked');
SELECT is((SELECT a.created_at FROM api.dhr_actions AS a WHERE a.id = tap.id(41)), NULL, 'in no way');
SELECT tap.comes('kcc', 'dhrs.read dhrs.write');
SELECT is_empty($$SELECT FROM safer.dhr_deadlines('2020-01-30') AS d WHERE d.action = tap.id(41)$$, 'what was not asked for yet was not due');
SELECT tap.comes('swale', 'dhrs.report');
SELECT is((SELECT array_agg(d.due_on || ' ' || d.kind) FROM safer.dhr_deadlines('2020-02-01') AS d WHERE d.action = tap.id(41)),
    '{"2020-12-31 action"}'::text[], 'what was still due on a day');
SELECT is_empty($$SELECT FROM safer.dhr_deadlines('2020-03-01') AS d WHERE d.action = tap.id(41)$$, 'and is no more');
SELECT tap.comes('kcc', 'dhrs.read dhrs.write');
SELECT is(tap.outcome(tap.reporting(tap.id(41), 'closed', NULL)), 'accepted', 'closed');
SELECT is(tap.outcome(format('SELECT * FROM safer.change_dhr_action(%L, ''T'', NULL, ''[]'', '''', NULL)', tap.id(41))),
    'state-conflict', 'it is not changed');
SELECT is(tap.outcome(tap.reporting(s.action, 'done')) || tap.outcome(tap.reporting(s.action, 'closed')), 'acceptedaccepted', 'the other''s')
FROM api.dhr_actions AS a
JOIN safer.dhr_action_source AS s ON s.action = a.id
WHERE s.dhr = tap.id(2);
SELECT is(tap.outcome(tap.moving(2, 'actions_complete')), 'accepted', 'are closed, and it is complete');
SELECT is(tap.outcome(tap.reporting(a.id, 'open')), 'review-over', 'no action is opened then') FROM api.dhr_actions AS a WHERE a.dhr = tap.id(2);
SELECT is(tap.outcome(tap.recommending(18, 2, '[{"partner": "swale", "actions": [{"text": "A", "due_on": "2019-12-31"}]}]')),
    'review-over', 'or added');
SELECT is(tap.outcome(format('SELECT safer.create_dhr_action(%L, %L, ''thanet'', NULL, ''X'', ''2020-12-31'', ''[]'', '''')', tap.id(42), tap.id(12))),
    'review-over', 'to a recommendation');

-- Protected names
\set a '''aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'''
\set b '''bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'''
\set key '''0123456789abcdef'''
SELECT is(tap.outcome(format('SELECT * FROM safer.keep_dhr_names(%L, %L, %L, NULL)', tap.id(1), jsonb_build_array(
    jsonb_build_object('pointer', '/names/0', 'mark', :a), jsonb_build_object('pointer', '/names/1', 'mark', :a)), :key)), 'accepted', 'names are kept, each once');
SELECT is((SELECT d.protected_names FROM api.dhrs AS d WHERE d.id = tap.id(1)), 1::bigint, 'as many as there are');
SELECT is(tap.outcome(format('SELECT * FROM safer.change_dhr(%L, ''{"note": "N"}'', NULL, NULL, %L, %L, NULL)', tap.id(1), jsonb_build_array(
    jsonb_build_object('pointer', '/note', 'marks', :b || :a)), :key)), 'protected-name', 'a text that holds one is refused');
SELECT is(tap.detail(format('SELECT * FROM safer.change_dhr(%L, ''{"note": "N"}'', NULL, NULL, %L, %L, NULL)', tap.id(1), jsonb_build_array(
    jsonb_build_object('pointer', '/summary', 'marks', :b), jsonb_build_object('pointer', '/note', 'marks', :b || :a)), :key)) -> 'errors',
    '[{"pointer": "/note", "code": "protected-name", "detail": "The text holds a name that is protected in this review. Write it without."}]',
    'and where it stands is told');
SELECT is(tap.outcome(format('SELECT * FROM safer.change_dhr(%L, ''{"note": "N"}'', NULL, NULL, %L, %L, NULL)', tap.id(1), jsonb_build_array(
    jsonb_build_object('pointer', '/note', 'marks', :b)), :key)), 'accepted', 'another is not');
SELECT is(tap.outcome(format('SELECT * FROM safer.change_dhr(%L, ''{"note": "N"}'', NULL, NULL, %L, %L, NULL)', tap.id(6), jsonb_build_array(
    jsonb_build_object('pointer', '/note', 'marks', :a)), :key)), 'accepted', 'nor in another review');
SELECT is(tap.outcome(w.write), 'names-key-changed', 'under another key nothing is taken: ' || w.n)
FROM (VALUES (1, format('SELECT * FROM safer.change_dhr(%L, ''{"note": "N"}'', NULL, NULL, ''[]'', ''x'', NULL)', tap.id(1))),
    (2, format('SELECT * FROM safer.set_dhr_panel(%L, ''[]'', ''[]'', ''x'', NULL)', tap.id(1))),
    (3, format('SELECT * FROM safer.appoint_dhr_chair(%L, ''C'', ''2020-02-01'', NULL, ''[]'', ''x'', NULL)', tap.id(1))),
    (4, format('SELECT safer.create_dhr_recommendation(%L, %L, NULL, ''local'', ''T'', ''[]'', ''[]'', ''x'')', tap.id(43), tap.id(1))),
    (5, format('SELECT * FROM safer.change_dhr_recommendation(%L, NULL, ''T'', ''[]'', ''x'', NULL)', tap.id(11))),
    (6, format('SELECT safer.create_dhr_action(%L, %L, ''swale'', NULL, ''T'', ''2020-12-31'', ''[]'', ''x'')', tap.id(43), tap.id(11))),
    (7, format('SELECT * FROM safer.change_dhr_action(%L, ''T'', NULL, ''[]'', ''x'', NULL)', :'swales')),
    (8, format('SELECT * FROM safer.move_dhr_action(%L, ''done'', ''T'', NULL, NULL, ''[]'', ''x'', NULL)', :'swales'))) AS w (n, write)
ORDER BY w.n;

-- What an agency may try
SELECT tap.comes('swale', 'dhrs.report');
SELECT safer.record_reading(tap.id(60 + n), 'move_dhr_action', :'swales', '{"refused": "protected-name"}') FROM generate_series(1, 4) AS n;
RESET ROLE;
UPDATE safer.dhr AS d SET written_by = d.written_by WHERE d.id = tap.id(1);
SELECT d.xmax AS held FROM safer.dhr AS d WHERE d.id = tap.id(1) \gset
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(format('SELECT * FROM safer.move_dhr_action(%L, ''in_progress'', ''T'', NULL, NULL, ''[]'', %L, NULL)', :'swales', :key)),
    'accepted', 'four reports that were refused for a name stop nothing');
RESET ROLE;
SELECT is((SELECT d.xmax::text FROM safer.dhr AS d WHERE d.id = tap.id(1)), :'held', 'whoever may not know of a review does not hold it');
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(format('SELECT * FROM safer.move_dhr_action(%L, ''in_progress'', ''T'', NULL, ''2999-01-01'', %L, %L, NULL)', :'swales',
    jsonb_build_array(jsonb_build_object('pointer', '/text', 'marks', :a)), :key)), 'date-in-future', 'a name is looked for last');
SELECT is(tap.outcome(format('SELECT * FROM safer.move_dhr_action(%L, ''in_progress'', ''T'', NULL, NULL, %L, %L, NULL)', :'swales',
    jsonb_build_array(jsonb_build_object('pointer', '/text', 'marks', :a)), :key)), 'protected-name', 'when nothing else is wrong');
SELECT safer.record_reading(tap.id(65), 'move_dhr_action', :'swales', '{"refused": "protected-name"}');
SELECT is(tap.outcome(format('SELECT * FROM safer.move_dhr_action(%L, ''in_progress'', ''T'', NULL, NULL, ''[]'', %L, NULL)', :'swales', :key)),
    'too-many-tries', 'the fifth stops the agency');
SELECT tap.comes('kcc', 'dhrs.read dhrs.write');
SELECT is(tap.outcome(format('SELECT * FROM safer.move_dhr_action(%L, ''in_progress'', ''T'', NULL, NULL, ''[]'', %L, NULL)', :'swales', :key)),
    'accepted', 'and not the coordinator');
SELECT safer.record_reading(tap.id(66), 'create_dhr', tap.id(1)::text, '{"replayed": true}');
SELECT safer.record_reading(tap.id(67), 'move_dhr', tap.id(1)::text, '{"query": "dry_run=true"}');
SELECT safer.record_audit_event(tap.id(68), 'attribute_dhr_cost', tap.id(1)::text, '{"a": 1}', '{"a": 2}');
SELECT safer.record_audit_event(tap.id(69), 'erase_dhr', tap.id(1)::text, '{"erased": ["names"]}', '{"note": "what is left"}');
\set stay '67 somebody {"query": "dry_run=true"}, 68 somebody {"a": 1} {"a": 2}, 69 somebody {"erased": ["names"]}'
SELECT safer.record_reading(tap.id(70 + n), 'move_dhr_action', b.action::text, '{"refused": "protected-name"}')
FROM generate_series(1, 5) AS n, (SELECT t.action FROM safer.dhr_action_text AS t WHERE t.text = 'B') AS b;
RESET ROLE;
SELECT t.action AS swales_other FROM safer.dhr_action_text AS t WHERE t.text = 'B' \gset
SELECT format('SELECT safer.check_dhr_tries(%L)', :'swales') AS trying, format('SELECT safer.check_dhr_tries(%L)', :'swales_other') AS trying_other
\gset
SELECT is(tap.outcome(:'trying_other'), 'accepted', 'who may have as many refused as it will');
SELECT tap.comes('swale', 'dhrs.report');
SELECT is(tap.outcome(:'trying_other'), 'accepted', 'neither what others tried counts, nor what was tried on another action');
SELECT safer.record_reading(tap.id(80 + n), CASE WHEN n > 5 THEN 'move_dhr_action' ELSE 'change_dhr_action' END, :'swales_other',
    CASE WHEN n > 5 THEN '{"x": 1}' ELSE '{"refused": "protected-name"}' END::json) FROM generate_series(1, 10) AS n;
SELECT is(tap.outcome(:'trying_other'), 'accepted', 'nor what was no report, or not refused');
SELECT safer.record_reading(tap.id(200 + n), 'move_dhr_action', :'swales_other', '{"query": "dry_run=true"}') FROM generate_series(1, 5) AS n;
SELECT is(tap.outcome(:'trying_other'), 'too-many-tries', 'a dry run does');
SET LOCAL session_replication_role = replica;
UPDATE safer.audit_event SET recorded_at = now() - interval '1 day' + interval '1 second' WHERE id BETWEEN tap.id(61) AND tap.id(65);
SELECT is(tap.outcome(:'trying'), 'too-many-tries', 'it is stopped for a day');
UPDATE safer.audit_event SET recorded_at = now() - interval '1 day' WHERE id = tap.id(61);
SELECT is(tap.outcome(:'trying'), 'accepted', 'and no longer');
UPDATE safer.audit_event SET recorded_at = now() WHERE id BETWEEN tap.id(61) AND tap.id(65);
SET LOCAL session_replication_role = origin;
SELECT tap.comes('kcc', 'dhrs.read dhrs.write');
SET LOCAL ROLE safer_service;

-- Erasure
SELECT is(tap.outcome(format('SELECT * FROM safer.erase_dhr(%L, ''{names,texts,persons,chair_account,aliases}'', 1)', tap.id(1))),
    'precondition-failed', 'what is erased is as it was read');
SELECT is(tap.outcome(format('SELECT * FROM safer.erase_dhr(%L, ''{aliases}'', NULL)', tap.id(1))), 'accepted', 'a part is erased');
SELECT is((SELECT concat_ws(' ', json_array_length(d.aliases), d.summary, d.protected_names) FROM api.dhrs AS d WHERE d.id = tap.id(1)),
    '0 S 1', 'and no other');
SELECT is(tap.outcome(format('SELECT * FROM safer.erase_dhr(%L, ''{names,texts,persons,chair_account}'', NULL)', tap.id(1))), 'accepted', 'or all');
SELECT is((SELECT concat_ws(' ', d.protected_names, d.summary, d.note, json_array_length(d.stages), c.subject) FROM api.dhrs AS d
    JOIN api.dhr_chairs AS c ON c.dhr = d.id AND c.place = 2
    WHERE d.id = tap.id(1)), '0 1', 'what there is left');
SELECT is((SELECT string_agg(concat_ws(' ', a.text, a.reports #>> '{0,text}', a.state), ', ' ORDER BY a.state) FROM api.dhr_actions AS a
    WHERE a.dhr = tap.id(1)), 'in_progress, open, open', 'of its actions');
SELECT is((SELECT count(*) FROM api.dhr_recommendations AS r WHERE r.dhr = tap.id(1) AND r.text IS NULL), 1::bigint, 'and recommendations');
SELECT is_empty($$SELECT FROM safer.dhr_person WHERE dhr = tap.id(1)$$, 'of its people');
SELECT is((SELECT string_agg(concat_ws(' ', e.operation, e.before, e.after), ', ' ORDER BY e.id) FROM api.audit_events AS e
    WHERE e.id BETWEEN tap.id(31) AND tap.id(33)), 'change_dhr, get_dhr_action {"x": 1}, get_dhr {"x": 1}', 'of what was done with it, but not who read it');
SELECT tap.comes('swale', 'dhrs.report');
SELECT is(tap.outcome(format('SELECT * FROM safer.move_dhr_action(%L, ''in_progress'', ''T'', NULL, NULL, ''[]'', %L, NULL)', :'swales', :key)),
    'too-many-tries', 'what an agency has tried is not forgotten with the texts');
SELECT tap.comes('kcc', 'dhrs.read dhrs.write');
RESET ROLE;
SELECT is((SELECT e.after::text FROM safer.audit_event AS e WHERE e.id = tap.id(66)), '{"replayed": true}', 'nor who was shown a reply again');
SELECT is((SELECT string_agg(concat_ws(' ', right(e.id::text, 2), e.subject, e.before, e.after), ', ' ORDER BY e.id) FROM safer.audit_event AS e
    WHERE e.id BETWEEN tap.id(67) AND tap.id(69)), :'stay', 'or what would be done; what it cost, or who erased what');
SELECT is(safer.verify_audit_chain(), NULL, 'the chain stays whole');
INSERT INTO safer.dhr_alias (dhr, place, alias) VALUES (tap.id(2), 9, 'Rogér Hills, B/2012');
SET LOCAL ROLE safer_service;
SELECT safer.record_audit_event(tap.id(191), 'change_dhr', tap.id(2)::text, '{"aliases": ["Old One"]}', '{"aliases": []}');
SELECT safer.record_reading(tap.id(192), 'list_dhrs', NULL, '{"query": "called=&limit=5"}');
SELECT is(tap.outcome(format('SELECT * FROM safer.erase_dhr(%L, ''{names,persons,chair_account}'', NULL)', tap.id(2))), 'accepted',
    'of what no event says');
RESET ROLE;
SELECT is((SELECT e.subject FROM safer.audit_event AS e WHERE e.id = tap.id(191)), 'somebody', 'none is erased');
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(format('SELECT * FROM safer.erase_dhr(%L, ''{aliases}'', NULL)', tap.id(2))), 'accepted', 'of what they say');
RESET ROLE;
SELECT is((SELECT string_agg(right(e.id::text, 2), ' ' ORDER BY e.id) FROM safer.audit_event AS e
    WHERE e.id BETWEEN tap.id(191) AND tap.id(192) AND e.detail_salt IS NOT NULL), '92', 'all is, but not that the list was read');
SELECT is((SELECT e.subject FROM safer.audit_event AS e WHERE e.id = tap.id(33)), 'somebody', 'but not who read it');
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(format('SELECT * FROM safer.erase_dhr(%L, ''{texts}'', NULL)', tap.id(1))), 'accepted', 'texts are erased');
SELECT is((SELECT count(*) FROM safer.dhr_lesson AS l WHERE l.dhr = tap.id(1)), 1::bigint, 'without the draft');
SELECT is(tap.outcome(format('SELECT * FROM safer.erase_dhr(%L, ''{draft}'', NULL)', d)), 'accepted', 'a draft is erased, or there is none')
FROM unnest(ARRAY[tap.id(1), tap.id(2)]) AS d;
RESET ROLE;
SELECT is((SELECT count(*) FROM safer.dhr_publication AS p WHERE p.dhr = tap.id(1)) + (SELECT count(*) FROM safer.dhr_lesson AS l
    WHERE l.dhr = tap.id(1)) + (SELECT count(*) FROM safer.dhr_recommendation_public AS r WHERE r.dhr = tap.id(1)), 0::bigint, 'all of it');
SELECT is((SELECT count(*) FROM safer.dhr_publication AS p WHERE p.dhr = tap.id(2)), 1::bigint, 'and nothing that is published');
-- By an operator
INSERT INTO safer.dhr_chair_account (dhr, place, issuer, subject) VALUES (tap.id(1), 1, 'i', 'z');
SELECT d.version AS was FROM safer.dhr AS d WHERE d.id = tap.id(1) \gset
SELECT results_eq($$SELECT f.event, f.held ->> 'dhr' FROM safer.find_subject('i', 'z', NULL) AS f$$,
    format('VALUES (NULL::uuid, %L)', tap.id(1)), 'whose account is a chair''s is found');
SELECT results_eq($$SELECT * FROM safer.erase_subject('i', 'z') AS e WHERE e.erased > 0$$,
    $$VALUES ('dhr_chair_account', 1::bigint)$$, 'and erased');
SELECT is((SELECT d.version FROM safer.dhr AS d WHERE d.id = tap.id(1)), :was + 1, 'so the review has changed');
SELECT is_empty($$SELECT FROM safer.find_subject('i', 'z', NULL)$$, 'and no more is found');
INSERT INTO safer.dhr_lesson (dhr, place, text) VALUES (tap.id(2), 1, 'Dark'), (tap.id(2), 2, 'Darker');
INSERT INTO safer.dhr_recommendation_public (recommendation, dhr, text) VALUES (tap.id(12), tap.id(2), 'Darkest');
UPDATE safer.dhr_publication SET summary = 'Dim' WHERE dhr = tap.id(2);
INSERT INTO safer.dhr_alias (dhr, place, alias) VALUES (tap.id(2), 8, 'Yarrow, Y/19');
SELECT p.public_version AS was FROM safer.dhr_publication AS p WHERE p.dhr = tap.id(2) \gset
SELECT safer.record_audit_event(tap.id(173), 'put_dhr_publication', tap.id(2)::text, NULL, '{"lessons": ["Dark"]}');
SELECT is((SELECT string_agg(concat_ws(' ', t.place, t.says), ', ' ORDER BY t.place, t.says) FROM safer.texts_of(o.object::text) AS t),
    o.says, o.what)
FROM (VALUES (1, tap.id(12), 'dhr_recommendation_public.text Darkest, dhr_recommendation_text.text T', 'a recommendation says so to the public'),
    (2, tap.id(52), 'dhr_lesson.text Dark, dhr_lesson.text Darker, dhr_publication.summary Dim, dhr_publication.title T,'
        ' dhr_recommendation_public.text Darkest', 'what the public reads is found by the id it has')) AS o (n, object, says, what)
ORDER BY o.n;
SELECT is((SELECT e.erased FROM safer.erase_object(tap.id(12)::text) AS e WHERE e.place = 'dhr_recommendation_public'), 1::bigint,
    'one recommendation is erased for the public');
SELECT results_eq(format('SELECT e.place, e.erased FROM safer.erase_object(%L) AS e WHERE e.place ~ %L', tap.id(2), '^dhr_'),
    $$VALUES ('dhr_alias', 1::bigint), ('dhr_text', 1), ('dhr_publication', 1), ('dhr_lesson', 2)$$, 'what is published of a review, too');
SELECT is_empty(format('SELECT FROM safer.texts_of(%L)', tap.id(2)), 'all of it');
SELECT is((SELECT concat_ws(' ', p.title, p.summary, p.public_version > :was, (SELECT l.text FROM safer.dhr_lesson AS l
    WHERE l.dhr = p.dhr AND l.place = 2)) FROM safer.dhr_publication AS p WHERE p.dhr = tap.id(2)), '[erased] [erased] t [erased]',
    'and that changes its version');
SELECT is((SELECT e.after FROM safer.audit_event AS e WHERE e.id = tap.id(173))::text, NULL, 'nor does the event say it');
SELECT is((SELECT e.subject FROM safer.audit_event AS e WHERE e.id = tap.id(33)), 'somebody', 'of a review that is erased stays who read it');
SELECT safer.record_audit_event(tap.id(174), 'change_dhr_recommendation', tap.id(11)::text, NULL,
    json_build_object('addressees', json_build_array(json_build_object('id', :'swales', 'text', 'As it was put at first'))));
SELECT count(*) FROM safer.erase_object(:'swales');
SELECT is((SELECT e.after FROM safer.audit_event AS e WHERE e.id = tap.id(174))::text, NULL, 'of another that mentions it what is not said now');
SELECT count(*) FROM safer.erase_object(tap.id(1)::text);
SELECT is((SELECT string_agg(right(e.id::text, 2) || e.after::text, ' ' ORDER BY e.id) FROM safer.audit_event AS e
    WHERE e.id BETWEEN tap.id(65) AND tap.id(66)), '65{"refused": "protected-name"} 66{"replayed": true}', 'and who was refused');
SELECT is((SELECT string_agg(concat_ws(' ', right(e.id::text, 2), e.subject, e.before, e.after), ', ' ORDER BY e.id) FROM safer.audit_event AS e
    WHERE e.id BETWEEN tap.id(67) AND tap.id(69)), :'stay', 'and all that says none of its words');
SET LOCAL ROLE safer_service;
SELECT tap.comes('swale', 'dhrs.report');
SELECT is(tap.outcome(format('SELECT * FROM safer.move_dhr_action(%L, ''in_progress'', ''T'', NULL, NULL, ''[]'', %L, NULL)', :'swales', :key)),
    'too-many-tries', 'a sixth try too');
SELECT tap.comes('kcc', 'dhrs.read dhrs.write');
RESET ROLE;

-- Retention: review 3 was over on 2 February 2019; of review 1, which goes on, the first chair's last day was the end of it
INSERT INTO safer.dhr_text (dhr, summary) VALUES (tap.id(1), 'S'), (tap.id(3), 'S');
INSERT INTO safer.dhr_name (dhr, mark, key_id) VALUES (tap.id(1), :a, :key), (tap.id(3), :a, :key), (tap.id(3), :b, :key);
INSERT INTO safer.dhr_person (dhr, place, role, sex, age_band) VALUES (tap.id(1), 2, 'victim', 'male', '25_44'),
    (tap.id(3), 1, 'victim', 'male', '25_44');
INSERT INTO safer.dhr_chair_account (dhr, place, issuer, subject) VALUES (tap.id(1), 1, 'i', 's'), (tap.id(1), 2, 'i', 't');
SELECT is(safer.retain(r.action, r.before_day, 10), r.expected, format('%s before %s: %s', r.action, r.before_day, r.expected))
FROM (VALUES (1, 'delete_old_dhr_names', date '2019-02-02', 0::bigint), (2, 'delete_old_dhr_names', '2019-02-03', 2),
    (3, 'delete_old_dhr_people', '2019-02-02', 0), (4, 'delete_old_dhr_people', '2019-02-03', 1),
    (5, 'erase_old_dhr_texts', '2019-02-02', 0), (6, 'erase_old_dhr_texts', '2019-02-03', 1), (7, 'erase_old_dhr_texts', '2019-02-03', 0),
    (8, 'delete_old_dhr_accounts', '2019-12-31', 0), (9, 'delete_old_dhr_accounts', '2020-01-01', 1)) AS r (n, action, before_day, expected)
ORDER BY r.n;
SELECT is((SELECT count(*) FROM safer.dhr_name) + (SELECT count(*) FROM safer.dhr_person WHERE dhr = tap.id(1))
    + (SELECT count(*) FROM safer.dhr_text WHERE dhr = tap.id(1)) + (SELECT count(*) FROM safer.dhr_chair_account WHERE dhr = tap.id(1)),
    4::bigint, 'what goes on is kept');
SELECT cmp_ok((SELECT d.version FROM safer.dhr AS d WHERE d.id = tap.id(3)), '>=', 5, 'what has changed has another version');
UPDATE safer.dhr_publication SET published_on = NULL WHERE dhr = tap.id(3);
SELECT is(safer.retain('erase_old_dhr_texts', '2019-02-03', 10), 1::bigint, 'a draft is a text');
SELECT is((SELECT count(*) FROM safer.dhr_publication AS p WHERE p.dhr = tap.id(3)), 0::bigint, 'that goes with them');
INSERT INTO safer.dhr_alias (dhr, place, alias) VALUES (tap.id(1), 9, 'Lark'), (tap.id(3), 9, 'Wood Sorrel');
SELECT is(safer.retain('erase_old_dhr_texts', '2019-02-03', 10), 1::bigint, 'what one was called before is, too');
SELECT is((SELECT string_agg(a.alias, ', ') FROM safer.dhr_alias AS a WHERE a.dhr IN (tap.id(1), tap.id(3))), 'Lark', 'and goes');

SELECT is(safer.retain('erase_old_dhr_texts', '2019-02-03', 10), 0::bigint, 'and then there is nothing left');
SELECT safer.record_audit_event(tap.id(175), 'change_dhr', tap.id(3)::text, NULL, '{"pseudonym": "Before"}');
SELECT is(safer.retain('erase_old_dhr_texts', '2019-02-03', 10), 1::bigint, 'but what an event says');
SELECT is((SELECT e.after FROM safer.audit_event AS e WHERE e.id = tap.id(175))::text, NULL, 'which goes');

-- Twelve months after it was over: review 3 was on 2 February 2019
INSERT INTO safer.dhr_panel (dhr, place, partner, from_on) VALUES (tap.id(3), 1, 'swale', '2019-02-01');
INSERT INTO safer.dhr_chair (dhr, place, office, from_on) VALUES (tap.id(3), 1, 'Chair', '2019-02-01');
INSERT INTO safer.dhr_chair_account (dhr, place, issuer, subject) VALUES (tap.id(3), 1, 'https://issuer.example', 'chair-3');
INSERT INTO safer.dhr_action (id, partner, due_on, state) VALUES (tap.id(46), 'swale', '2019-12-31', 'open');
INSERT INTO safer.dhr_action_source (action, dhr, recommendation, addressee) VALUES (tap.id(46), tap.id(3), tap.id(13), 1);
CREATE FUNCTION tap.of_the_third()
RETURNS text
LANGUAGE sql
RETURN concat_ws(' ', (SELECT count(*) FROM safer.dhr WHERE id = tap.id(3)), (SELECT count(*) FROM safer.dhr_stage WHERE dhr = tap.id(3)),
    (SELECT count(*) FROM safer.dhr_recommendation_text WHERE recommendation = tap.id(13)),
    (SELECT count(*) FROM safer.dhr_action_source WHERE action = tap.id(46)), (SELECT count(*) FROM safer.dhr_action WHERE id = tap.id(46)));
INSERT INTO safer.dhr_recommendation_text (recommendation, text) VALUES (tap.id(13), 'T');
SET LOCAL ROLE safer_service;
SELECT tap.comes('swale', 'dhrs.read', today => '2020-02-02');
SELECT is(tap.of_the_third(), '1 2 1 1 1', 'for twelve months a review that is over is known to its panel');
SELECT tap.comes('swale', 'dhrs.read', today => '2020-02-03');
SELECT is(tap.of_the_third(), '0 0 0 0 1', 'and no longer: what its action is, an owner still reads');
SELECT tap.comes('', 'dhrs.read', 'chair-3', '2020-02-02');
SELECT is(tap.of_the_third(), '1 2 1 1 1', 'for as long to its chair');
SELECT tap.comes('', 'dhrs.read', 'chair-3', '2020-02-03');
SELECT is(tap.of_the_third(), '0 0 0 0 0', 'whose account is deleted then as well');
SELECT tap.comes('', 'dhrs.read', 'chair-3', '2019-01-31');
SELECT is(tap.of_the_third(), '0 0 0 0 0', 'nor is it known to a chair before the first day');
SELECT tap.comes('kcc', 'dhrs.write', today => '2030-02-03');
SELECT is(tap.of_the_third(), '1 2 1 1 1', 'and to who coordinates reviews for good');
SELECT tap.comes('kent-police', 'dhrs.read', today => '2030-02-03');
SELECT is((SELECT count(*) FROM safer.dhr), 1::bigint, 'one that is not over stays known to its panel');
RESET ROLE;
UPDATE safer.dhr SET stage = 'actions_complete', stage_on = '2020-03-31', decision = 'review', decided_on = '2019-03-01'
WHERE id = tap.id(1);
SET LOCAL ROLE safer_service;
SELECT tap.comes('kent-police', 'dhrs.read', today => '2021-03-31');
SELECT is((SELECT count(*) FROM safer.dhr), 1::bigint, 'with all actions complete it is over, too: for twelve months more');
SELECT tap.comes('kent-police', 'dhrs.read', today => '2021-04-01');
SELECT is((SELECT count(*) FROM safer.dhr), 0::bigint, 'and then not');

-- Chair, panel and stages at the edge of what is allowed
SELECT tap.comes('kcc', 'dhrs.read dhrs.write');
SELECT is(tap.outcome(tap.making(7, '{"pseudonym": "Aster/2019"}')), 'accepted', 'one more');
SELECT is(tap.outcome(tap.appointing(7, a.from_on)), 'accepted', 'a chair from ' || a.from_on)
FROM (VALUES (1, date '2019-01-31'), (2, '2019-03-01')) AS a (n, from_on) ORDER BY a.n;
SELECT d.version AS was FROM safer.dhr AS d WHERE d.id = tap.id(7) \gset
SELECT is(tap.outcome(tap.appointing(7, '2019-05-01')), 'accepted', 'and a third');
SELECT cmp_ok((SELECT d.version FROM safer.dhr AS d WHERE d.id = tap.id(7)), '>', :was, 'which changes the review');
SELECT is((SELECT string_agg(concat_ws(' ', c.from_on, c.to_on), ', ' ORDER BY c.place) FROM safer.dhr_chair AS c WHERE c.dhr = tap.id(7)),
    '2019-01-31 2019-02-28, 2019-03-01 2019-04-30, 2019-05-01', 'and leaves the first as it was');
SELECT d.version AS was FROM safer.dhr AS d WHERE d.id = tap.id(7) \gset
SELECT is(tap.outcome(format('SELECT * FROM safer.end_dhr_chair(%L, ''2019-05-01'', 99)', tap.id(7))), 'precondition-failed', 'it ends as it was read');
SELECT is(tap.outcome(format('SELECT * FROM safer.end_dhr_chair(%L, ''2019-05-01'', NULL)', tap.id(7))), 'accepted', 'on its first day');
SELECT cmp_ok((SELECT d.version FROM safer.dhr AS d WHERE d.id = tap.id(7)), '>', :was, 'which changes the review');
SELECT is(tap.outcome(tap.appointing(6, '2062-12-01', 'chair-slip')), 'accepted', 'a slip');
SELECT is(tap.outcome(format('SELECT * FROM safer.end_dhr_chair(%L, %L, NULL)', tap.id(6), '2062-12-01')), 'term-invalid', 'who chairs it now ends before the next');
SELECT is(tap.outcome(format('SELECT * FROM safer.end_dhr_chair(%L, %L, NULL)', tap.id(6), '2020-03-15')), 'accepted', 'or whenever');
SELECT is((SELECT string_agg(concat_ws(' ', c.from_on, c.to_on), ', ' ORDER BY c.place) FROM safer.dhr_chair AS c WHERE c.dhr = tap.id(6)),
    '2019-02-03 2020-03-15, 2062-12-01', 'and the next stays');
SELECT is(tap.outcome(tap.appointing(6, '2020-03-15')), 'date-implausible', 'none before that');
SELECT is(tap.outcome(tap.appointing(6, '2020-03-20')), 'accepted', 'a slip is taken back');
SELECT is((SELECT string_agg(concat_ws(' ', c.from_on, c.to_on), ', ' ORDER BY c.place) FROM safer.dhr_chair AS c WHERE c.dhr = tap.id(6)) || (SELECT count(*) FROM safer.dhr_chair_account AS a WHERE a.dhr = tap.id(6) AND a.subject = 'chair-slip'),
    '2019-02-03 2020-03-15, 2020-03-200', 'with its account');
SELECT is(tap.outcome(tap.appointing(6, a.from_on)), 'accepted', 'from ' || a.from_on)
FROM (VALUES (1, date '2062-01-01'), (2, '2020-03-25')) AS a (n, from_on) ORDER BY a.n;
SELECT is((SELECT string_agg(concat_ws(' ', c.from_on, c.to_on), ', ' ORDER BY c.place) FROM safer.dhr_chair AS c WHERE c.dhr = tap.id(6)),
    '2019-02-03 2020-03-15, 2020-03-20 2020-03-24, 2020-03-25', 'who was to be followed is, by the other');
SELECT is(tap.outcome(tap.setting_panel(7, '[{"partner": "kmpt", "from_on": "2019-01-31", "to_on": "2019-01-31"}]')), 'accepted', 'a panel of a day');
SELECT d.version AS was FROM safer.dhr AS d WHERE d.id = tap.id(7) \gset
SELECT is(tap.outcome(tap.setting_panel(7, '[{"partner": "kfrs", "from_on": "2019-02-01"}]')), 'accepted', 'and another');
SELECT cmp_ok((SELECT d.version FROM safer.dhr AS d WHERE d.id = tap.id(7)), '>', :was, 'which changes the review');
SELECT is((SELECT string_agg(p.partner, ' ') FROM safer.dhr_panel AS p WHERE p.dhr = tap.id(7)), 'kfrs', 'in its place');
SELECT is(tap.detail(tap.setting_panel(7, ('[{"partner": "kmpt", "from_on": "2019-02-01"}, {"partner": "kfrs", ' || m.says || '}]')::jsonb))
    #>> '{errors,0,pointer}', '/members/1/' || m.member, 'which member is wrong: ' || m.member)
FROM (VALUES ('"from_on": "2019-02-01", "to_on": "2019-01-31"', 'to_on'), ('"from_on": "2019-01-30"', 'from_on')) AS m (says, member);
RESET ROLE;
-- Review 1 had chairs from February 2019 to 1 March 2020; an agency was on the panel of review 6 in February and March 2019.
CREATE FUNCTION tap.ready(n integer, stage text, reached_on date)
RETURNS text
LANGUAGE sql
RETURN (SELECT tap.outcome(format('SELECT safer.check_dhr_ready(d, %L, NULL, %L) FROM safer.dhr AS d WHERE d.id = %L', stage,
    reached_on, tap.id(n))));
SELECT is(tap.ready(r.review, r.stage, r.reached_on), r.expected, format('%s on %s: %s', r.stage, r.reached_on, r.expected))
FROM (VALUES (1, 'chair_appointed', date '2019-01-31', 'stage-not-ready'), (1, 'chair_appointed', '2019-02-01', 'accepted'),
    (1, 'chair_appointed', '2020-03-01', 'accepted'), (1, 'chair_appointed', '2020-03-02', 'stage-not-ready'),
    (6, 'panel', '2019-01-31', 'stage-not-ready'), (6, 'panel', '2019-02-01', 'accepted'), (6, 'panel', '2019-03-31', 'accepted'),
    (6, 'panel', '2019-04-01', 'stage-not-ready')) AS r (review, stage, reached_on, expected)
ORDER BY r.review, r.reached_on;
UPDATE safer.dhr_action AS a
SET state = 'done', done_on = '2020-02-01', closed_on = NULL
FROM safer.dhr_action_source AS s
WHERE s.action = a.id
    AND s.dhr = tap.id(6);
SELECT is(tap.ready(6, 'actions_complete', '2020-03-01'), 'stage-not-ready', 'what is done is not closed');

SELECT * FROM finish();
ROLLBACK;
