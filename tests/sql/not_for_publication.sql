-- What is not for publication, and what is not published yet: what follows a restriction, what forbids one, and that
-- neither the record of who wrote what nor the watch over meetings tells of it.
\ir support.psql
SELECT plan(96);

CREATE FUNCTION tap.comes(partner text, scope text DEFAULT '', today text DEFAULT '2018-06-20')
RETURNS void
LANGUAGE sql
BEGIN ATOMIC
    SELECT tap.acts(partner, today), set_config('safer.scope', scope, true);
END;
CREATE FUNCTION tap.id(n integer)
RETURNS uuid
LANGUAGE sql IMMUTABLE
RETURN ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid;
CREATE FUNCTION tap.restricting(item integer)
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.restrict_item(%L, ''3'', NULL, NULL, NULL)', tap.id(item));
CREATE FUNCTION tap.releasing(item integer)
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.release_item(%L, NULL)', tap.id(item));
CREATE FUNCTION tap.reminuting(minute integer, changes jsonb)
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.change_minute(%L, %L, NULL, NULL)', tap.id(minute), changes);
-- The last two digits of the decisions, follow-ups and declarations of a meeting that the caller sees.
CREATE FUNCTION tap.seen(meeting uuid)
RETURNS text
LANGUAGE sql
BEGIN ATOMIC
    SELECT string_agg(right(s.id::text, 2), ' ' ORDER BY s.id)
    FROM (
        SELECT d.id FROM api.decisions AS d WHERE d.meeting = seen.meeting
        UNION ALL
        SELECT f.id FROM api.follow_ups AS f WHERE f.meeting = seen.meeting
        UNION ALL
        SELECT d.id FROM api.declarations AS d WHERE d.meeting = seen.meeting) AS s;
END;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA tap TO PUBLIC;

-- Three meetings of the team's, which are private, the first of which was held.
INSERT INTO safer.meeting (id, body, starts_at, place, state, notice_on)
VALUES (tap.id(1), 'kcst-smt', '2018-05-10 10:00Z', 'Maidstone', 'held', '2018-05-01'),
    (tap.id(2), 'kcst-smt', '2018-06-10 10:00Z', 'Maidstone', 'held', '2018-06-01'),
    (tap.id(3), 'kcst-smt', '2018-07-10 10:00Z', 'Maidstone', 'scheduled', '2018-06-01');
INSERT INTO safer.item (id, meeting, body, place, ref, restricted, exempt_ground, marking, published_on)
VALUES (tap.id(11), tap.id(1), 'kcst-smt', 1, '1', false, NULL, 'OFFICIAL', '2018-05-01'),
    (tap.id(12), tap.id(1), 'kcst-smt', 2, '2', false, NULL, 'OFFICIAL', '2018-05-01'),
    (tap.id(13), tap.id(1), 'kcst-smt', 3, '3', true, '3', 'OFFICIAL-SENSITIVE', '2018-05-01'),
    (tap.id(14), tap.id(2), 'kcst-smt', 1, '1', false, NULL, 'OFFICIAL', '2018-06-01');
INSERT INTO safer.item_text (item, title) SELECT i.id, 'Title ' || i.ref FROM safer.item AS i WHERE i.body = 'kcst-smt';
INSERT INTO safer.paper (id, item, meeting, body, place, restricted, exempt_ground)
VALUES (tap.id(15), tap.id(13), tap.id(1), 'kcst-smt', 1, false, NULL),
    (tap.id(16), tap.id(12), tap.id(1), 'kcst-smt', 1, true, '3'),
    (tap.id(17), tap.id(12), tap.id(1), 'kcst-smt', 2, false, NULL);
INSERT INTO safer.minute (id, meeting, body, number, item, restricted, exempt_ground)
VALUES (tap.id(21), tap.id(1), 'kcst-smt', 1, tap.id(12), false, NULL),
    (tap.id(22), tap.id(1), 'kcst-smt', 2, tap.id(11), true, '3'),
    (tap.id(23), tap.id(1), 'kcst-smt', 3, tap.id(13), false, NULL);
INSERT INTO safer.minute_text (minute, title) SELECT m.id, 'Title' FROM safer.minute AS m WHERE m.body = 'kcst-smt';
-- Of the second item: by itself (32), by its minute alone (35), or by that beside another item (31). Of neither (33).
INSERT INTO safer.decision (id, meeting, body, item, minute, kind, text, restricted)
VALUES (tap.id(31), tap.id(1), 'kcst-smt', tap.id(11), tap.id(21), 'recommended', 'T', false),
    (tap.id(32), tap.id(1), 'kcst-smt', tap.id(12), NULL, 'recommended', 'T', false),
    (tap.id(33), tap.id(1), 'kcst-smt', NULL, NULL, 'recommended', 'T', false),
    (tap.id(34), tap.id(1), 'kcst-smt', tap.id(11), tap.id(22), 'recommended', 'T', true),
    (tap.id(35), tap.id(1), 'kcst-smt', NULL, tap.id(21), 'recommended', 'T', false);
INSERT INTO safer.follow_up (id, meeting, body, item, decision, text, due, restricted)
VALUES (tap.id(41), tap.id(1), 'kcst-smt', NULL, tap.id(31), 'T', 'next_meeting', false),
    (tap.id(42), tap.id(1), 'kcst-smt', tap.id(12), NULL, 'T', 'next_meeting', false),
    (tap.id(43), tap.id(1), 'kcst-smt', tap.id(11), tap.id(35), 'T', 'next_meeting', false),
    (tap.id(44), tap.id(1), 'kcst-smt', NULL, NULL, 'T', 'next_meeting', false),
    (tap.id(45), tap.id(1), 'kcst-smt', NULL, tap.id(34), 'T', 'next_meeting', true);
INSERT INTO safer.declaration (id, meeting, item, partner, office, interest, restricted)
VALUES (tap.id(51), tap.id(1), tap.id(11), 'kcc', 'Clerk', 'T', false),
    (tap.id(52), tap.id(1), tap.id(12), 'kcc', 'Clerk', 'T', false),
    (tap.id(53), tap.id(1), tap.id(13), 'kcc', 'Clerk', 'T', true);
SET LOCAL ROLE safer_service;

-- What follows when an item is restricted
SELECT tap.comes('kfrs', 'meetings.write');
SELECT is(tap.seen(tap.id(1)), '31 32 33 35 41 42 43 44 51 52', 'who keeps the meetings sees what is open');
SELECT tap.comes('kcc', 'meetings.write restricted.read');
SELECT is(tap.seen(tap.id(1)), '31 32 33 34 35 41 42 43 44 45 51 52 53', 'and who reads what is restricted all');
SELECT is(tap.outcome(tap.restricting(12)), 'accepted', 'an item is restricted');
SELECT tap.comes('kfrs', 'meetings.write');
SELECT is(tap.seen(tap.id(1)), '33 44 51',
    'with what was decided on it, or on another and recorded by its minute, what is to follow, and what was declared');
SELECT tap.comes('kcc', 'meetings.write restricted.read');
SELECT is(tap.outcome(tap.releasing(12)), 'accepted', 'it is opened');
SELECT tap.comes('kfrs', 'meetings.write');
SELECT is(tap.seen(tap.id(1)), '31 32 33 35 41 42 43 44 51 52',
    'with all of that, and without what hangs by a minute that is restricted itself');
SELECT tap.comes('kcc', 'meetings.write restricted.read');
SELECT is(tap.outcome(tap.reminuting(21, '{"restricted": true, "exempt_ground": "3"}')), 'accepted', 'its minute is');
SELECT tap.comes('kfrs', 'meetings.write');
SELECT is(tap.seen(tap.id(1)), '32 33 42 44 51 52', 'with what it records and what is to follow of that');
SELECT tap.comes('kcc', 'meetings.write restricted.read');
SELECT is(tap.outcome(tap.reminuting(21, '{"restricted": false}')), 'accepted', 'and opened');
SELECT is(tap.outcome(tap.reminuting(21, jsonb_build_object('item', tap.id(13)))), 'accepted',
    'or turns out to be of a restricted item');
SELECT tap.comes('kfrs', 'meetings.write');
SELECT is(tap.seen(tap.id(1)), '32 33 42 44 51 52', 'which is the same');
SELECT tap.comes('kcc', 'meetings.write restricted.read');
SELECT is(tap.outcome(tap.reminuting(21, jsonb_build_object('item', tap.id(12)))), 'accepted', 'and back');
SELECT is((SELECT count(*) FROM api.decisions WHERE meeting = tap.id(1) AND restricted), 1::bigint, 'all is open again');

-- What is opened: by whom, and what was it
SELECT tap.comes('kfrs', 'meetings.write');
SELECT is(tap.outcome(tap.releasing(13)), 'restricted-scope-needed', 'who may not read it does not open it');
SELECT tap.comes('swale', 'meetings.write restricted.read');
SELECT is_empty(tap.releasing(13), 'nor who does not belong to the body');
SELECT tap.comes('kcc', 'meetings.write restricted.read');
SELECT is((SELECT row(r.object, r.before ->> 'restricted', r.before ->> 'exempt_ground', r.before ->> 'title')::text
    FROM safer.release_item(tap.id(13), NULL) AS r), row(tap.id(13), 'true', '3', 'Title 3')::text,
    'who opens it hands on what it was');
SELECT tap.comes('kfrs');
SELECT is((SELECT row(restricted, exempt_ground, withheld, title, marking)::text FROM api.items WHERE id = tap.id(13)),
    row(false, NULL::text, false, 'Title 3', 'OFFICIAL-SENSITIVE')::text, 'then all read it, under the marking it had');
SELECT tap.comes('kcc', 'meetings.write restricted.read');
SELECT is(tap.outcome(tap.restricting(13)), 'accepted', 'and it is restricted again');

-- What a later agenda takes up of it
RESET ROLE;
UPDATE safer.item AS i SET follow_up = tap.id(42) WHERE i.id = tap.id(14);
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(tap.restricting(12)), 'restriction-invalid', 'nothing is restricted that an open item takes up');
RESET ROLE;
UPDATE safer.decision AS d SET item = tap.id(12) WHERE d.id = tap.id(33);
UPDATE safer.follow_up AS f SET decision = tap.id(33) WHERE f.id = tap.id(44);
UPDATE safer.item AS i SET follow_up = tap.id(44) WHERE i.id = tap.id(14);
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(tap.restricting(12)), 'restriction-invalid', 'nor what was decided on it');
RESET ROLE;
UPDATE safer.item AS i SET follow_up = tap.id(41) WHERE i.id = tap.id(14);
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(tap.restricting(12)), 'restriction-invalid', 'nor what its minute records');
SELECT is(tap.outcome(tap.reminuting(21, '{"restricted": true, "exempt_ground": "3"}')), 'restriction-invalid',
    'and so is the minute not');
SELECT is(tap.outcome(tap.reminuting(21, jsonb_build_object('item', tap.id(13)))), 'restriction-invalid',
    'neither by its item');
SELECT is(tap.outcome(tap.restricting(11)), 'restriction-invalid', 'nor the item beside it');
SELECT is(tap.outcome(tap.restricting(14)), 'accepted', 'that item is restricted first');
SELECT is(tap.outcome(tap.restricting(12)), 'accepted', 'then the other');
SELECT is(tap.outcome(tap.releasing(14)), 'restriction-invalid', 'and is opened');
SELECT is(tap.outcome(tap.releasing(12)), 'accepted', 'after the other');
SELECT is(tap.outcome(tap.releasing(14)), 'accepted', 'which is');
RESET ROLE;
UPDATE safer.item AS i SET follow_up = NULL WHERE i.id = tap.id(14);

-- What a later minute corrects
UPDATE safer.meeting AS m SET minutes_approved_at = tap.id(2), minutes_approved_subject_to = 'A word' WHERE m.id = tap.id(1);
INSERT INTO safer.minute (id, meeting, body, number, item, corrects)
VALUES (tap.id(24), tap.id(2), 'kcst-smt', 4, NULL, tap.id(21));
INSERT INTO safer.minute_text (minute, title) VALUES (tap.id(24), 'Title');
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(tap.restricting(12)), 'restriction-invalid', 'nothing is restricted that an open minute corrects');
SELECT is(tap.outcome(tap.reminuting(24, '{"restricted": true, "exempt_ground": "3"}')), 'accepted', 'that is first');
SELECT is(tap.outcome(tap.restricting(12)), 'accepted', 'then the item, approved as its minutes are');
SELECT is(tap.outcome(tap.reminuting(24, '{"restricted": false}')), 'restriction-invalid', 'while it is, that stays so');
SELECT is(tap.outcome(tap.restricting(14)), 'accepted', 'or is');
SELECT is(tap.outcome(tap.reminuting(24, jsonb_build_object('restricted', false, 'item', tap.id(14)))), 'accepted',
    'of an item that is restricted');
SELECT is(tap.outcome(tap.releasing(14)), 'restriction-invalid', 'which is not opened then');
RESET ROLE;
UPDATE safer.minute AS m SET restricted = true, exempt_ground = '3' WHERE m.id = tap.id(24);
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(tap.releasing(14)), 'accepted', 'unless its minute is restricted itself');
SELECT is(tap.outcome(tap.releasing(12)), 'accepted', 'what it corrects is opened');
RESET ROLE;
UPDATE safer.minute AS m SET restricted = false, exempt_ground = NULL WHERE m.id = tap.id(24);
UPDATE safer.meeting AS m SET minutes_approved_at = tap.id(3) WHERE m.id = tap.id(2);
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(tap.restricting(12)), 'restriction-invalid', 'an approved minute of an item is restricted with that');
RESET ROLE;
UPDATE safer.minute AS m SET item = NULL WHERE m.id = tap.id(24);
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(tap.restricting(12)), 'accepted', 'and one without an item cannot be, so nothing waits for it');
SELECT is(tap.outcome(tap.releasing(12)), 'accepted', 'and is opened');

-- Approval, as it is published
SELECT tap.comes('kfrs', 'meetings.write');
SELECT is((SELECT row(minutes_state, minutes_approved_in, minutes_approved_subject_to)::text FROM api.meetings
    WHERE id = tap.id(1)), row('approved', tap.id(2), 'A word')::text, 'who keeps the meetings sees that minutes are approved');
SELECT tap.comes('kfrs');
SELECT is((SELECT row(minutes_state, minutes_approved_in, minutes_approved_subject_to)::text FROM api.meetings
    WHERE id = tap.id(1)), row('none', NULL::uuid, NULL::text)::text, 'others when they are published');
RESET ROLE;
UPDATE safer.meeting AS m SET minutes_on = '2018-06-12' WHERE m.id = tap.id(1);
SET LOCAL ROLE safer_service;
SELECT is((SELECT row(minutes_state, minutes_approved_in, minutes_approved_subject_to)::text FROM api.meetings
    WHERE id = tap.id(1)), row('approved', tap.id(2), 'A word')::text, 'as they are now');
RESET ROLE;
UPDATE safer.meeting AS m SET minutes_on = CASE m.id WHEN tap.id(2) THEN date '2018-06-12' END
WHERE m.id IN (tap.id(1), tap.id(2));
SET LOCAL ROLE safer_service;
SELECT is((SELECT row(minutes_state, minutes_approved_in, minutes_approved_subject_to)::text FROM api.meetings
    WHERE id = tap.id(1)), row('approved', tap.id(2), 'A word')::text, 'or those of the meeting that approved them');
SELECT isnt(safer.quorum_shown(tap.id(1))::text, NULL, 'a member knows of the quorum');
SELECT tap.comes('swale', 'meetings.write');
SELECT is(safer.quorum_shown(tap.id(1))::text, NULL, 'who does not see the meeting knows nothing of it');

-- The watch over meetings: the first meeting had a report
RESET ROLE;
UPDATE safer.meeting AS m SET notice_on = NULL, minutes_on = NULL WHERE m.id = tap.id(2);
UPDATE safer.item AS i SET kind = 'performance_report', published_on = NULL WHERE i.id = tap.id(11);
SET LOCAL ROLE safer_service;
SELECT tap.comes('kfrs', 'meetings.write');
SELECT is((SELECT row(w.meetings ->> 'last_on', w.reports ->> 'last_on')::text FROM safer.body_watch('kcst-smt', NULL) AS w),
    '(2018-06-10,2018-05-10)', 'drafts count for who keeps the meetings');
SELECT tap.comes('kfrs', 'restricted.read');
SELECT is((SELECT row(w.meetings ->> 'last_on', w.reports ->> 'last_on')::text FROM safer.body_watch('kcst-smt', NULL) AS w),
    '(2018-05-10,)', 'and for nobody else');
RESET ROLE;
UPDATE safer.item AS i SET published_on = '2018-05-01', restricted = true, exempt_ground = '3' WHERE i.id = tap.id(11);
SET LOCAL ROLE safer_service;
SELECT is((SELECT w.reports ->> 'last_on' FROM safer.body_watch('kcst-smt', NULL) AS w), '2018-05-10',
    'what is restricted counts for who may read it');
SELECT tap.comes('kfrs', 'meetings.write');
SELECT is((SELECT w.reports ->> 'last_on' FROM safer.body_watch('kcst-smt', NULL) AS w), NULL, 'and for nobody else');
RESET ROLE;
UPDATE safer.item AS i SET restricted = false, exempt_ground = NULL WHERE i.id = tap.id(11);

-- The record of who wrote what: events of what is restricted, of drafts that are gone (99), and of what is open
SET LOCAL ROLE safer_service;
SELECT tap.comes('kcc', 'audit.read');
SELECT is(tap.outcome(format('SELECT safer.record_audit_event(%L, %L, %L, %L, %L)', tap.id(e.id), e.operation,
        tap.id(e.object), CASE WHEN e.operation LIKE 'change%' THEN '{"title": "Was", "body": "kcst-smt"}' END,
        '{"title": "Is", "body": "kcst-smt"}')), 'accepted', format('written down: %s of %s', e.operation, e.object))
FROM (VALUES (201, 'change_item', 13), (202, 'create_paper', 15), (203, 'create_paper', 16), (204, 'change_minute', 22),
    (205, 'change_minute', 23), (206, 'create_decision', 34), (207, 'create_follow_up', 45), (208, 'create_declaration', 53),
    (209, 'create_item', 99), (210, 'change_item', 99), (211, 'restrict_item', 99), (212, 'release_item', 99),
    (213, 'create_paper', 99), (214, 'change_paper', 99), (215, 'put_paper_file', 99), (216, 'create_item', 12),
    (217, 'create_paper', 17), (218, 'change_minute', 21)) AS e (id, operation, object);
SELECT results_eq('SELECT right(id::text, 3), concat_ws('' '', before ->> ''title'', after ->> ''title''), _restricted
    FROM api.audit_events WHERE before IS NOT NULL OR after IS NOT NULL ORDER BY id',
    $$VALUES ('216', 'Is', false), ('217', 'Is', false), ('218', 'Was Is', false)$$,
    'who audits and may not read what is restricted reads what became of the rest');
SELECT is((SELECT count(*) FROM api.audit_events WHERE id BETWEEN tap.id(201) AND tap.id(218)), 18::bigint,
    'and that all was written');
SELECT tap.comes('kcc', 'audit.read restricted.read');
SELECT results_eq('SELECT right(id::text, 3)::integer, after ->> ''title'', before IS NOT NULL, _restricted
    FROM api.audit_events ORDER BY id', $$SELECT n, 'Is', n IN (201, 204, 205, 210, 214, 218), n < 216
    FROM generate_series(201, 218) AS n$$, 'who may reads all, and that it is restricted');
RESET ROLE;
UPDATE safer.membership AS m SET to_on = '2018-06-19' WHERE m.body = 'kcst-smt' AND m.partner = 'kcc' AND m.to_on IS NULL;
SET LOCAL ROLE safer_service;
SELECT is((SELECT count(*) FROM api.audit_events WHERE after IS NOT NULL), 3::bigint,
    'until its organisation does not belong to the body any more');
SELECT is(tap.outcome(format('SELECT safer.record_reading(%L, ''search'', NULL, ''{"query": "kind=item"}'')', tap.id(219))),
    'accepted', 'somebody was shown what is restricted');
SELECT is((SELECT after ->> 'query' FROM api.audit_events WHERE id = tap.id(219)), 'kind=item',
    'what he asked for is told to who reads what is');
SELECT tap.comes('kcc', 'audit.read');
SELECT is((SELECT row(operation, marking, after)::text FROM api.audit_events WHERE id = tap.id(219)), '(search,restricted,)',
    'and to nobody else');

-- A decision is published with its minute: of a meeting with one that is, and one that is a draft
RESET ROLE;
INSERT INTO safer.meeting (id, body, starts_at, place, state, notice_on, agenda_on, minutes_on)
VALUES (tap.id(5), 'kcsp', '2018-05-15 10:00Z', 'Maidstone', 'held', '2018-05-01', '2018-05-01', '2018-06-01');
INSERT INTO safer.minute (id, meeting, body, number, published_on)
VALUES (tap.id(61), tap.id(5), 'kcsp', 201, '2018-06-01'), (tap.id(62), tap.id(5), 'kcsp', 202, NULL);
INSERT INTO safer.minute_text (minute, title) VALUES (tap.id(61), 'Title'), (tap.id(62), 'Title');
INSERT INTO safer.decision (id, meeting, body, minute, text)
VALUES (tap.id(71), tap.id(5), 'kcsp', tap.id(61), 'Zebra crossing'), (tap.id(72), tap.id(5), 'kcsp', tap.id(62), 'Zebra'),
    (tap.id(73), tap.id(5), 'kcsp', NULL, 'Zebras');
INSERT INTO safer.follow_up (id, meeting, body, decision, text, due)
VALUES (tap.id(81), tap.id(5), 'kcsp', tap.id(71), 'Zebra', 'next_meeting'),
    (tap.id(82), tap.id(5), 'kcsp', tap.id(72), 'Zebra', 'next_meeting'),
    (tap.id(83), tap.id(5), 'kcsp', NULL, 'Zebra', 'next_meeting');
CREATE FUNCTION tap.found()
RETURNS text
LANGUAGE sql
BEGIN ATOMIC
    SELECT string_agg(right(s.id, 2), ' ' ORDER BY s.id)
    FROM safer.search('zebra', NULL, NULL, NULL, NULL, NULL, 20) AS s;
END;
CREATE FUNCTION tap.closing_of(follow_up integer)
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.close_follow_up(%L, NULL, ''Reason'', NULL)', tap.id(follow_up));
SET LOCAL ROLE safer_service;
SELECT tap.comes('swale', 'meetings.write');
SELECT is(tap.seen(tap.id(5)), '71 73 81 83', 'a decision whose minute is a draft is one as well, and what it asks for');
SELECT is(tap.found(), '71 73 81 83', 'and is not found');
SELECT is(tap.outcome(tap.closing_of(81)), 'not-your-body', 'who does not keep the body closes nothing it sees');
SELECT is_empty(tap.closing_of(82), 'and does not learn that there is something else');
SELECT tap.comes('ashford');
SELECT is(tap.seen(tap.id(5)), '71 73 81 82 83', 'who belongs to the body knows what it is to report');
SELECT is(tap.found(), '71 73 81 82 83', 'and finds it');
SELECT tap.comes('ashford', 'meetings.write');
SELECT is(tap.seen(tap.id(5)), '71 72 73 81 82 83', 'who keeps its meetings sees all');
SELECT is(tap.found(), '71 72 73 81 82 83', 'and finds it');

-- What is not seen is not named either: a draft of an item, a decision, and what is to be reported back
RESET ROLE;
INSERT INTO safer.item (id, meeting, body, place, ref, follow_up, published_on)
VALUES (tap.id(91), tap.id(5), 'kcsp', 1, '1', NULL, NULL), (tap.id(92), tap.id(5), 'kcsp', 2, '2', tap.id(82), '2018-05-01');
INSERT INTO safer.item_text (item, title) VALUES (tap.id(91), 'Title'), (tap.id(92), 'Title');
INSERT INTO safer.declaration (id, meeting, item, partner, office, interest)
VALUES (tap.id(93), tap.id(5), tap.id(91), 'kcc', 'Clerk', 'T');
UPDATE safer.decision AS d SET item = tap.id(91) WHERE d.id = tap.id(73);
UPDATE safer.follow_up AS f SET item = tap.id(91) WHERE f.id = tap.id(83);
UPDATE safer.minute AS m SET corrects = tap.id(62) WHERE m.id = tap.id(61);
CREATE FUNCTION tap.named()
RETURNS text
LANGUAGE sql
BEGIN ATOMIC
    SELECT string_agg(coalesce(right(n.id::text, 2), '-'), ' ' ORDER BY n.place)
    FROM (
        SELECT 1 AS place, d.item AS id FROM api.decisions AS d WHERE d.id = tap.id(73)
        UNION ALL
        SELECT 2, f.item FROM api.follow_ups AS f WHERE f.id = tap.id(83)
        UNION ALL
        SELECT 3, d.item FROM api.declarations AS d WHERE d.id = tap.id(93)
        UNION ALL
        SELECT 4, m.corrects FROM api.minutes AS m WHERE m.id = tap.id(61)
        UNION ALL
        SELECT 5, i.follow_up FROM api.items AS i WHERE i.id = tap.id(92)
        UNION ALL
        SELECT 6, f.decision FROM api.follow_ups AS f WHERE f.id = tap.id(82)) AS n;
END;
SET LOCAL ROLE safer_service;
SELECT is(tap.named(), '91 91 91 62 82 72', 'who keeps the meetings reads what belongs to what');
SELECT tap.comes('ashford');
SELECT is(tap.named(), '- - - - 82 -', 'who belongs to the body what he sees');
SELECT tap.comes('');
SELECT is(tap.named(), '- - - - -', 'everybody else none of it');
SELECT tap.comes('ashford', 'meetings.write');
SELECT is(tap.outcome(format('SELECT * FROM safer.publish_meeting(%L, ''minutes'', NULL, NULL)', tap.id(5))), 'accepted',
    'the minute is published');
SELECT tap.comes('');
SELECT is(tap.seen(tap.id(5)), '71 72 73 81 82 83 93', 'with what it records');
SELECT is(tap.found(), '71 72 73 81 82 83', 'which is found');

-- An agenda is drafted by somebody who does not read of a restricted item what it is
RESET ROLE;
INSERT INTO safer.item (id, meeting, body, place, ref, kind, restricted, exempt_ground)
VALUES (tap.id(95), tap.id(3), 'kcst-smt', 5, 'D1', 'follow_ups', true, '3'),
    (tap.id(96), tap.id(3), 'kcst-smt', 901, 'D2', 'minutes', true, '3'),
    (tap.id(97), tap.id(3), 'kcst-smt', 902, 'D3', 'business', true, '3');
INSERT INTO safer.item_text (item, title)
VALUES (tap.id(95), 'T'), (tap.id(96), 'T'), (tap.id(97), 'Pooled budget');
INSERT INTO safer.follow_up (id, meeting, body, text, due) VALUES (tap.id(46), tap.id(2), 'kcst-smt', 'T', 'next_meeting');
SET LOCAL ROLE safer_service;
SELECT tap.comes('kfrs', 'meetings.write');
SELECT is(tap.outcome(format('SELECT * FROM safer.draft_agenda(%L, NULL)', tap.id(3))), 'accepted', 'an agenda is drafted');
SELECT is((SELECT string_agg(i.ref, ' ' ORDER BY i.place, i.id) FROM api.items AS i
    WHERE i.meeting = tap.id(3) AND NOT i.restricted), '1 2 3 3a 4 5 6', 'as if that were not there');

-- A page tells that something on it is restricted: a paper of an open item, a decision that no minute records
RESET ROLE;
INSERT INTO safer.paper (id, item, meeting, body, place, restricted, exempt_ground)
VALUES (tap.id(18), tap.id(14), tap.id(2), 'kcst-smt', 1, true, '3');
INSERT INTO safer.paper_text (paper, title) VALUES (tap.id(18), 'T');
INSERT INTO safer.decision (id, meeting, body, text, restricted) VALUES (tap.id(36), tap.id(2), 'kcst-smt', 'T', true);
\set agenda `cat sql/queries/meetings/get_meeting_agenda.head.sql`
\set notes `cat sql/queries/meetings/get_meeting_notes.head.sql`
SET LOCAL ROLE safer_service;
SELECT is(tap.answer(:'agenda', jsonb_build_object('meeting', tap.id(2))) ->> '_restricted', 'false',
    'the agenda that he reads has nothing restricted');
SELECT is(tap.answer(:'notes', jsonb_build_object('meeting', tap.id(2))) ->> '_restricted', 'false', 'nor have the notes');
SELECT tap.comes('kfrs', 'meetings.write restricted.read');
SELECT is(tap.answer(:'agenda', jsonb_build_object('meeting', tap.id(2))) ->> '_restricted', 'true',
    'that which another reads has a paper');
SELECT is(tap.answer(:'notes', jsonb_build_object('meeting', tap.id(2))) ->> '_restricted', 'true', 'and a decision');

SELECT * FROM finish();
ROLLBACK;
