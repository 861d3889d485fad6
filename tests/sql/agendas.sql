-- Who sees what of agendas, papers, minutes, decisions and follow-ups, drafts and what is restricted, and what rules
-- say to whom.
\ir support.psql
SELECT plan(104);

CREATE FUNCTION tap.comes(partner text, scope text DEFAULT 'meetings.write', today text DEFAULT '2018-03-28')
RETURNS void
LANGUAGE sql
BEGIN ATOMIC
    SELECT tap.acts(partner, today), set_config('safer.scope', scope, true);
END;
CREATE FUNCTION tap.iteming(id uuid, fields jsonb, meeting uuid DEFAULT '00000000-0000-7000-8000-000000000001')
RETURNS text
LANGUAGE sql
RETURN format('SELECT safer.create_item(%L, %L, %L)', id, meeting, '{"ref": "1", "title": "Title"}'::jsonb || fields);
CREATE FUNCTION tap.deciding(fields jsonb, meeting uuid DEFAULT '00000000-0000-7000-8000-000000000001',
    id uuid DEFAULT gen_random_uuid(), options jsonb DEFAULT NULL, follow_up jsonb DEFAULT NULL)
RETURNS text
LANGUAGE sql
RETURN format('SELECT safer.create_decision(%L, %L, %L, %L, %L)', id, meeting, '{"text": "Text"}'::jsonb || fields,
    options, follow_up);
CREATE FUNCTION tap.minuting(id uuid, meeting uuid DEFAULT '00000000-0000-7000-8000-000000000001', item uuid DEFAULT NULL,
    restricted boolean DEFAULT NULL, ground text DEFAULT NULL, corrects uuid DEFAULT NULL)
RETURNS text
LANGUAGE sql
RETURN format('SELECT safer.create_minute(%L, %L, %L, ''Title'', ''Text'', %L, %L, NULL, %L)', id, meeting, item,
    restricted, ground, corrects);
CREATE FUNCTION tap.closing_of(id uuid, item uuid DEFAULT NULL, reason text DEFAULT 'Reason')
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.close_follow_up(%L, %L, %L, NULL)', id, item, reason);

-- The team's meetings, which are private: one to come with somebody of each partner, one after it; all drafts.
INSERT INTO safer.meeting (id, body, starts_at, place)
VALUES ('00000000-0000-7000-8000-000000000001', 'kcst-smt', '2018-04-10 10:00Z', 'Maidstone'),
    ('00000000-0000-7000-8000-000000000002', 'kcst-smt', '2018-06-10 10:00Z', 'Maidstone'),
    ('00000000-0000-7000-8000-000000000003', 'kcst-smt', '2018-08-10 10:00Z', 'Maidstone'),
    ('00000000-0000-7000-8000-000000000004', 'kcsp', '2018-06-20 10:00Z', 'Maidstone');
INSERT INTO safer.attendance (id, meeting, partner, office, capacity)
VALUES ('00000000-0000-7000-8000-000000000011', '00000000-0000-7000-8000-000000000001', 'kcc', 'Head of Community Safety',
        'member'),
    ('00000000-0000-7000-8000-000000000012', '00000000-0000-7000-8000-000000000001', 'kfrs', 'Assistant Director',
        'member');
\set one '''00000000-0000-7000-8000-000000000001'''
\set two '''00000000-0000-7000-8000-000000000002'''
\set three '''00000000-0000-7000-8000-000000000003'''
\set public '''00000000-0000-7000-8000-000000000004'''
\set open '''00000000-0000-7000-8000-000000000021'''
\set shut '''00000000-0000-7000-8000-000000000022'''
\set later '''00000000-0000-7000-8000-000000000023'''
\set c3 '''01590000-0000-7000-8000-000000000331'''
SET LOCAL ROLE safer_service;

-- What is loaded
SELECT tap.comes('', '');
SELECT is((SELECT count(*) FROM api.items WHERE body = 'kcsp'), 36::bigint, 'the public reads the items of three agendas');
SELECT is((SELECT row(title, restricted, exempt_ground, withheld, kind, note, version)::text FROM api.items WHERE id = :c3),
    row('Domestic Homicide Review briefing', true, 'not_stated', true, NULL::text, NULL::text, 0)::text,
    'of a restricted one that it is there, and its public title');
SELECT results_eq($$SELECT number FROM api.minutes WHERE body = 'kcsp' ORDER BY number$$,
    'SELECT n FROM generate_series(92, 137) AS n WHERE n NOT BETWEEN 104 AND 125', 'minutes keep their numbers and gaps');
SELECT is((SELECT row(title, text, restricted, withheld)::text FROM api.minutes WHERE number = 136),
    row('Domestic Homicide Review briefing', NULL::text, true, true)::text, 'and of a restricted item they are withheld');
SELECT is((SELECT count(*) FROM api.decisions), 20::bigint, 'what was decided on those is not there at all');
SELECT is(safer.withheld('01590000-0000-7000-8000-000000000206')::text, '{"items" : 4, "papers" : 0, "minutes" : 4}',
    'but how much is withheld is said');
SELECT is(safer.withheld('01590000-0000-7000-8000-000000000207')::jsonb ->> 'items', '2', 'of the agenda of 2017 as well');
SELECT is((SELECT count(*) FROM api.follow_ups), 5::bigint, 'and what was to be reported back');
SELECT is((SELECT count(*) FROM api.paper_recommendations), 3::bigint, 'papers ask for something');
SELECT is((SELECT string_agg(o.text, '' ORDER BY o.place) LIKE 'Continue%Terminate%' AND count(*) = 6
    FROM safer.decision_option AS o), true, 'six options were considered in minute 130');
SELECT tap.comes('swale', 'restricted.read');
SELECT is((SELECT withheld FROM api.items WHERE id = :c3), true, 'the scope opens nothing to who is no member');
SELECT tap.comes('kcc', 'meetings.write');
SELECT is((SELECT withheld FROM api.items WHERE id = :c3), true, 'nor membership without the scope');
SELECT tap.comes('kcc', 'restricted.read');
SELECT is((SELECT row(withheld, kind, version)::text FROM api.items WHERE id = :c3), row(false, 'business', 1)::text,
    'both do');
SELECT is((SELECT count(*) FROM api.decisions), 24::bigint, 'and show what was decided');
SELECT is(safer.withheld('01590000-0000-7000-8000-000000000206')::text, '{"items": 0, "papers": 0, "minutes": 0}',
    'so that nothing is withheld');
SELECT is((SELECT count(*) FROM safer.minute_text AS t JOIN safer.minute AS m ON m.id = t.minute
    WHERE m.number BETWEEN 134 AND 137), 4::bigint, 'and the minutes of 2016 are whole');

-- Items
SELECT tap.comes('swale');
SELECT is(tap.outcome(tap.iteming(:open, '{}', '01590000-0000-7000-8000-000000000208')), 'not-your-body',
    'who is no member puts nothing on an agenda it sees');
SELECT is(safer.create_item(:open, :one, '{"ref": "1", "title": "T"}'), NULL, 'and none on one it does not see');
SELECT tap.comes('ashford');
SELECT is(tap.outcome(tap.iteming('00000000-0000-7000-8000-000000000031', '{}', :public)), 'accepted',
    'a member that is no constituent partner does');
SELECT tap.comes('kcc');
SELECT is(tap.outcome(tap.iteming(:open, '{}')), 'accepted', 'a constituent partner does');
SELECT is(tap.outcome(tap.iteming(gen_random_uuid(), '{}')), 'item_ref_once', 'each reference once');
SELECT is(tap.outcome(tap.iteming(gen_random_uuid(), '{"ref": "9", "restricted": true}')), 'restriction-invalid',
    'a restricted one says its ground');
SELECT is(tap.outcome(tap.iteming(gen_random_uuid(), '{"ref": "9", "public_title": "T"}')), 'restriction-invalid',
    'an open one has no public title');
SELECT is(tap.outcome(tap.iteming(gen_random_uuid(), '{"ref": "9", "restricted": true, "exempt_ground": "3"}')),
    'restricted-scope-needed', 'and is put there by who may read it');
SELECT tap.comes('kcc', 'meetings.write restricted.read');
SELECT is(tap.outcome(tap.iteming(:shut, '{"ref": "2", "restricted": true, "exempt_ground": "3", "title": "Secret"}')),
    'accepted', 'who then does');
SELECT is((SELECT place FROM api.items WHERE id = :shut), 2, 'behind the others');
SELECT is(tap.outcome($$SELECT safer.create_paper('00000000-0000-7000-8000-000000000041', $$ || quote_literal(:shut)
    || $$, '{"title": "Secret paper"}', '["Do this", "and that"]')$$), 'accepted', 'a paper goes with it');
SELECT is((SELECT recommendations ->> 1 FROM (SELECT recommendations::jsonb FROM api.papers WHERE item = :shut) AS p),
    '{"text": "and that", "letter": "b"}', 'what it asks for by letter');
SELECT tap.comes('kfrs', 'restricted.read');
SELECT is_empty($$SELECT id FROM api.items WHERE body = 'kcst-smt'$$, 'a member that keeps nothing sees no draft');
SELECT is(safer.withheld(:one)::jsonb ->> 'items', '0', 'nor that it is withheld');
SELECT tap.comes('kfrs');
SELECT is((SELECT row(title, withheld)::text FROM api.items WHERE id = :shut), row(NULL::text, true)::text,
    'who keeps the meetings sees that a restricted draft is there');
SELECT is_empty($$SELECT * FROM api.paper_recommendations WHERE paper = '00000000-0000-7000-8000-000000000041'$$,
    'not what its paper asks for');
SELECT is((SELECT row(title, restricted, withheld, exempt_ground)::text FROM api.papers
    WHERE id = '00000000-0000-7000-8000-000000000041'), row(NULL::text, true, true, '3')::text, 'nor the paper');
SELECT is(tap.outcome($$SELECT * FROM safer.change_item($$ || quote_literal(:shut) || $$, '{"title": "T"}', NULL, NULL)$$),
    'restricted-scope-needed', 'and does not change it');
SELECT is(tap.outcome($$SELECT * FROM safer.release_item($$ || quote_literal(:shut) || $$, NULL)$$),
    'restricted-scope-needed', 'nor opens it');
SELECT is(tap.outcome($$SELECT * FROM safer.restrict_item($$ || quote_literal(:open) || $$, '3', NULL, NULL, NULL)$$),
    'restricted-scope-needed', 'nor shuts one');
SELECT is(tap.outcome($$SELECT safer.create_paper(gen_random_uuid(), $$ || quote_literal(:shut)
    || $$, '{"title": "T"}', NULL)$$), 'restricted-scope-needed', 'nor adds a paper to it');
SELECT is(tap.outcome($$SELECT * FROM safer.change_paper('00000000-0000-7000-8000-000000000041', '{}', NULL, NULL, NULL)$$),
    'restricted-scope-needed', 'nor changes one');
SELECT is(tap.outcome(tap.minuting(gen_random_uuid(), :one, :shut)), 'restricted-scope-needed', 'nor minutes it');
SELECT is(tap.outcome(tap.deciding(jsonb_build_object('kind', 'recommended', 'item', :shut))), 'restricted-scope-needed',
    'nor records what was decided on it');
SELECT is(tap.outcome($$SELECT safer.create_follow_up(gen_random_uuid(), $$ || quote_literal(:one) || ', '
    || quote_literal(:shut) || $$, NULL, '{"text": "T"}')$$), 'restricted-scope-needed', 'nor what is to follow');

-- The quorum
SELECT tap.comes('kcc');
SELECT is(tap.outcome(tap.deciding('{}')), 'no-quorum', 'without a quorum nothing is resolved');
SELECT is(tap.detail(tap.deciding('{}')) -> 'missing', '["kent-police"]', 'and who is missing is said');
SELECT is((SELECT count(*) FROM api.decisions WHERE body = 'kcst-smt'), 0::bigint, 'nothing is kept');
SELECT is(tap.outcome(tap.deciding('{"kind": "recommended"}', :one, '00000000-0000-7000-8000-000000000051')), 'accepted',
    'but what was discussed can be recommended');
SELECT is(tap.outcome(tap.deciding('{}', :public)), 'accepted', 'where no paper states a rule, everything is resolved');
RESET ROLE;
INSERT INTO safer.attendance (id, meeting, partner, office, capacity, until_item)
VALUES ('00000000-0000-7000-8000-000000000013', :one, 'kent-police', 'Chief Inspector', 'member', :open);
SET LOCAL ROLE safer_service;
SELECT tap.comes('kcc', 'meetings.write restricted.read');
SELECT is(tap.outcome(tap.deciding(jsonb_build_object('item', :open))), 'accepted', 'with somebody of each there is one');
SELECT is(tap.outcome(tap.deciding(jsonb_build_object('item', :shut))), 'no-quorum', 'while he stays');
SELECT is(tap.outcome(tap.deciding('{"item": "01590000-0000-7000-8000-000000000341"}')), 'item-of-another-meeting',
    'an item of another meeting is none of this');
SELECT is(tap.outcome(tap.deciding('{"minute": "01590000-0000-7000-8000-000000000401", "kind": "recommended"}')),
    'item-of-another-meeting', 'nor is a minute');
SELECT is(tap.outcome(tap.deciding('{"kind": "recommended", "stage": "conditional"}')), 'decision-invalid',
    'what is conditional says its condition');
SELECT is(tap.outcome(tap.deciding('{"kind": "recommended", "condition": "C"}')), 'decision-invalid', 'and nothing else');
SELECT is(tap.outcome(tap.deciding('{"kind": "recommended", "follows": "01590000-0000-7000-8000-000000000501"}')),
    'unknown-decision', 'what it follows is of the same body');

-- Minutes
SELECT is(tap.outcome(tap.minuting('00000000-0000-7000-8000-000000000061', :one, :open)), 'accepted', 'a minute is written');
SELECT is(tap.outcome(tap.minuting('00000000-0000-7000-8000-000000000062', :one, :shut)), 'accepted', 'and another');
SELECT is(tap.outcome(tap.minuting('00000000-0000-7000-8000-000000000063', :two)), 'accepted', 'and one of the next meeting');
SELECT results_eq($$SELECT number FROM api.minutes WHERE body = 'kcst-smt' ORDER BY id$$, ARRAY[1, 2, 3],
    'their numbers run on over the meetings');
SELECT is(tap.outcome(tap.minuting('00000000-0000-7000-8000-000000000064', :public)), 'accepted', 'another body');
SELECT is((SELECT number FROM api.minutes WHERE id = '00000000-0000-7000-8000-000000000064'), 138, 'has its own');
SELECT is(tap.outcome(tap.minuting(gen_random_uuid(), :one, '01590000-0000-7000-8000-000000000341')),
    'item-of-another-meeting', 'a minute is of an item of its meeting');
SELECT is(tap.outcome(tap.minuting(gen_random_uuid(), :two, NULL, false, NULL, '00000000-0000-7000-8000-000000000061')),
    'correction-invalid', 'what is not approved is not corrected by another');
SELECT is(tap.outcome(tap.minuting(gen_random_uuid(), :one, NULL, true)), 'restriction-invalid',
    'a restricted minute says its ground');
SELECT is(tap.outcome(format($$SELECT * FROM safer.approve_minutes(%L, %L, NULL, NULL)$$, :one, :two)), 'state-conflict',
    'minutes are approved of a meeting that was held');
RESET ROLE;
UPDATE safer.meeting SET state = 'held' WHERE id IN (:one, :two);
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(format($$SELECT * FROM safer.approve_minutes(%L, %L, NULL, NULL)$$, :two, :one)), 'approval-invalid',
    'at a later one');
SELECT is(tap.outcome(format($$SELECT * FROM safer.approve_minutes(%L, %L, NULL, NULL)$$, :one, :public)),
    'approval-invalid', 'of the same body');
SELECT is(tap.outcome($$SELECT * FROM safer.change_minute('00000000-0000-7000-8000-000000000061', '{"text": "New"}', NULL,
    2)$$), 'precondition-failed', 'who has read another version is told');
SELECT is(tap.outcome($$SELECT * FROM safer.change_minute('00000000-0000-7000-8000-000000000061', '{"text": "New"}', NULL,
    1)$$), 'accepted', 'until then they are changed');
SELECT is(tap.outcome(format($$SELECT * FROM safer.approve_minutes(%L, %L, 'A word', NULL)$$, :one, :two)), 'accepted',
    'they are approved');
SELECT is(tap.outcome(format($$SELECT * FROM safer.approve_minutes(%L, %L, NULL, NULL)$$, :one, :three)),
    'minutes-approved', 'once');
SELECT is(tap.outcome($$SELECT * FROM safer.change_minute('00000000-0000-7000-8000-000000000061', '{"text": "Newer"}',
    NULL, NULL)$$), 'minutes-approved', 'and stay');
SELECT is(tap.outcome(tap.minuting(gen_random_uuid(), :one)), 'minutes-approved', 'without one more');
SELECT is(tap.outcome(tap.deciding('{}')), 'minutes-approved', 'or a decision more');
SELECT is(tap.outcome(tap.minuting(gen_random_uuid(), :two, NULL, false, NULL, '00000000-0000-7000-8000-000000000062')),
    'restriction-invalid', 'what corrects a restricted one is restricted');
SELECT is(tap.outcome(tap.minuting(gen_random_uuid(), :two, NULL, true, '3', '00000000-0000-7000-8000-000000000062')),
    'accepted', 'as this one is');
SELECT is(tap.outcome(tap.minuting('00000000-0000-7000-8000-000000000066', :two, NULL, false, NULL,
    '00000000-0000-7000-8000-000000000061')), 'accepted', 'an approved one is corrected by a further one');
SELECT is((SELECT number FROM api.minutes WHERE id = '00000000-0000-7000-8000-000000000066'), 5, 'which has a number');

-- A minute of a restricted item that is itself no part of a published agenda.
RESET ROLE;
UPDATE safer.meeting SET notice_on = '2018-04-01', minutes_on = '2018-04-12' WHERE id = :one;
UPDATE safer.minute SET published_on = '2018-04-12' WHERE meeting = :one;
SET LOCAL ROLE safer_service;
SELECT tap.comes('kfrs', '');
SELECT is((SELECT row(item, title, text, restricted, withheld)::text FROM api.minutes
    WHERE id = '00000000-0000-7000-8000-000000000062'), row(NULL::uuid, NULL::text, NULL::text, true, true)::text,
    'the minute of a restricted draft is withheld too');
SELECT is((SELECT text FROM api.minutes WHERE id = '00000000-0000-7000-8000-000000000061'), 'New', 'another is read');
SELECT is(safer.withheld(:one)::jsonb, '{"items": 0, "papers": 0, "minutes": 1}', 'and counted');
SELECT tap.comes('swale', '');
SELECT is_empty($$SELECT id FROM api.minutes WHERE body = 'kcst-smt'$$, 'who does not belong to a private body sees none');
SELECT is(safer.withheld(:one)::jsonb ->> 'minutes', '0', 'and none counted');

-- Restricting and opening
SELECT tap.comes('kcc', 'meetings.write restricted.read');
SELECT is(tap.outcome($$SELECT * FROM safer.release_item($$ || quote_literal(:open) || $$, NULL)$$), 'state-conflict',
    'what is open is not opened');
SELECT is(tap.outcome($$SELECT * FROM safer.restrict_item($$ || quote_literal(:open) || $$, '3', NULL, 'Public', NULL)$$),
    'restriction-invalid', 'an item is not restricted while an open minute corrects what was minuted of it');
SELECT is(tap.outcome($$SELECT * FROM safer.change_minute('00000000-0000-7000-8000-000000000066',
    '{"restricted": true, "exempt_ground": "3"}', NULL, NULL)$$), 'accepted', 'that is restricted first');
SELECT is(tap.outcome($$SELECT * FROM safer.restrict_item($$ || quote_literal(:open) || $$, '3', NULL, 'Public', NULL)$$),
    'accepted', 'then the item is');
SELECT tap.comes('kfrs');
SELECT is_empty($$SELECT id FROM api.decisions WHERE item = $$ || quote_literal(:open), 'with what was decided on it');
SELECT is((SELECT title FROM api.items WHERE id = :open), 'Public', 'and has a public title');
SELECT is((SELECT text FROM api.minutes WHERE id = '00000000-0000-7000-8000-000000000061'), NULL, 'and with its minutes');
SELECT tap.comes('kcc', 'meetings.write restricted.read');
SELECT is(tap.outcome($$SELECT * FROM safer.release_item($$ || quote_literal(:open) || $$, NULL)$$), 'accepted', 'and opened');
SELECT tap.comes('kfrs');
SELECT is((SELECT count(*) FROM api.decisions WHERE item = :open), 1::bigint, 'with what was decided');

-- Follow-ups
SELECT tap.comes('kcc', 'meetings.write restricted.read');
SELECT is(tap.outcome(tap.deciding('{"kind": "recommended"}', :two, '00000000-0000-7000-8000-000000000052', NULL,
    '{"text": "Report", "partner": "nobody"}')), 'unknown-partner', 'a partner that there is reports');
SELECT is(tap.outcome(tap.deciding('{"kind": "recommended"}', :two, '00000000-0000-7000-8000-000000000052',
    '[{"text": "A", "chosen": true}, {"text": "B"}]', '{"text": "Report"}')), 'accepted', 'options and follow-up together');
SELECT is((SELECT row(f.due_meeting, f.overdue)::text FROM api.follow_ups AS f
    WHERE f.decision = '00000000-0000-7000-8000-000000000052'), row(:three, false)::text, 'it is due at the next meeting');
RESET ROLE;
UPDATE safer.meeting SET state = 'cancelled', cancelled_because = 'Snow' WHERE id = :three;
INSERT INTO safer.meeting (id, body, starts_at, place)
VALUES ('00000000-0000-7000-8000-000000000005', 'kcst-smt', '2018-09-10 10:00Z', 'Maidstone');
SET LOCAL ROLE safer_service;
SELECT is((SELECT f.due_meeting FROM api.follow_ups AS f WHERE f.decision = '00000000-0000-7000-8000-000000000052'),
    '00000000-0000-7000-8000-000000000005'::uuid, 'and moves when that is cancelled');
SELECT is(tap.outcome(tap.iteming(gen_random_uuid(), '{}', :three)), 'state-conflict', 'which takes no item then');
SELECT is(tap.outcome($$SELECT * FROM safer.draft_agenda('00000000-0000-7000-8000-000000000005', NULL)$$), 'accepted',
    'an agenda is drafted');
SELECT is((SELECT string_agg(i.ref, ' ' ORDER BY i.place, i.id) FROM api.items AS i
    WHERE i.meeting = '00000000-0000-7000-8000-000000000005'), '1 2 3 3a 4 5 6', 'from what stands on each and is due');
SELECT is(tap.outcome($$SELECT * FROM safer.draft_agenda('00000000-0000-7000-8000-000000000005', NULL)$$), 'accepted',
    'drafted again');
SELECT is((SELECT count(*) FROM api.items AS i WHERE i.meeting = '00000000-0000-7000-8000-000000000005'), 7::bigint,
    'nothing is there twice');
SELECT is(tap.outcome(tap.closing_of(f.id, :open)), 'item-of-another-meeting', 'an earlier item does not answer it')
FROM api.follow_ups AS f WHERE f.decision = '00000000-0000-7000-8000-000000000052';
SELECT is(tap.outcome(tap.closing_of(i.follow_up, i.id, NULL)), 'accepted', 'the item that does closes it')
FROM api.items AS i WHERE i.follow_up IS NOT NULL AND i.body = 'kcst-smt';
SELECT is(tap.outcome(tap.closing_of(i.follow_up)), 'state-conflict', 'once')
FROM api.items AS i WHERE i.follow_up IS NOT NULL AND i.body = 'kcst-smt';
SELECT tap.comes('swale');
SELECT is(tap.outcome(tap.closing_of('01590000-0000-7000-8000-000000000601')), 'not-your-body',
    'who is no member closes nothing it sees');

-- What was said stands.
RESET ROLE;
SELECT is(tap.outcome('DELETE FROM safer.minute'), '23001', 'nothing that was minuted is taken away');

SELECT * FROM finish();
ROLLBACK;
