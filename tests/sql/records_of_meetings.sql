-- Who is brought into a body, who was there at each item, and what becomes of a meeting once there is a record of it.
\ir support.psql
SELECT plan(54);

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
CREATE FUNCTION tap.joining(body text, partner text, office text DEFAULT 'Officer', from_on date DEFAULT '2018-01-01',
    id uuid DEFAULT gen_random_uuid())
RETURNS text
LANGUAGE sql
RETURN format('SELECT safer.create_membership(%L, %L, %L)', id, body, jsonb_build_object('partner', partner, 'office',
    office, 'from_on', from_on));
CREATE FUNCTION tap.ending(membership integer)
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.end_membership(%L, ''2019-12-31'', NULL)', tap.id(membership));
CREATE FUNCTION tap.meeting(id integer, body text, external_id text)
RETURNS text
LANGUAGE sql
RETURN format('SELECT safer.create_meeting(%L, %L)', tap.id(id), jsonb_build_object('body', body, 'starts_at',
    '2018-07-18T10:00+01', 'place', 'Maidstone', 'external_system', 'moderngov', 'external_id', external_id));
CREATE FUNCTION tap.leaving(attendance integer, item integer)
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.record_departure(%L, %L, NULL)', tap.id(attendance), tap.id(item));
CREATE FUNCTION tap.cancelling(meeting integer)
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.cancel_meeting(%L, ''Snow'', NULL)', tap.id(meeting));
CREATE FUNCTION tap.renaming(item integer, changes jsonb, clears jsonb DEFAULT NULL)
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.change_item(%L, %L, %L, NULL)', tap.id(item), changes, clears);
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA tap TO PUBLIC;
INSERT INTO safer.body (id, title, meets_in, quorum_rule, quorum_members)
VALUES ('closed', 'Closed body', 'private', 'members', 2);

-- Who is brought in, and by whom
SET LOCAL ROLE safer_service;
SELECT tap.comes('kcc', 'meetings.write');
SELECT is(tap.outcome(tap.joining('closed', 'kcc', 'Head')), 'accepted', 'an officer brings its own into a body without members');
SELECT tap.comes('kfrs', 'meetings.write');
SELECT is(tap.outcome(tap.joining('closed', 'kfrs')), 'not-your-body', 'and not into one that has members');
SELECT is(tap.outcome(tap.joining('closed', 'kfrs', 'Officer', '2019-01-01')), 'not-your-body', 'nor from a later day on');
SELECT is(tap.outcome(tap.joining('closed', 'kent-police')), 'accepted', 'but another, as its team serves the body');
SELECT tap.comes('kcc', 'meetings.write');
SELECT is(tap.outcome(tap.joining('closed', 'kfrs', 'Officer', '2018-01-01', tap.id(11))), 'accepted', 'another brings it in');
SELECT tap.comes('kfrs', 'meetings.write');
SELECT is(tap.outcome(tap.joining('closed', 'kfrs', 'Second officer')), 'accepted', 'then it brings further offices');
RESET ROLE;
UPDATE safer.membership AS m SET to_on = '2018-06-19' WHERE m.body = 'closed' AND m.partner = 'kfrs';
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(tap.joining('closed', 'kfrs', 'Third officer')), 'not-your-body', 'until it belongs no more');
SELECT tap.comes('kcc', 'meetings.write');
SELECT is(tap.outcome(tap.joining('closed', 'ashford', 'Officer', '2019-01-01', tap.id(12))), 'accepted',
    'one is brought in for next year');

-- Who sees that
SELECT tap.comes('kfrs');
SELECT results_eq($$SELECT DISTINCT partner FROM api.memberships WHERE body = 'closed'$$, ARRAY['kfrs'],
    'who belonged to a private body sees that it did, and no more');
SELECT tap.comes('ashford');
SELECT results_eq($$SELECT partner FROM api.memberships WHERE body = 'closed'$$, ARRAY['ashford'], 'and who will, that it will');
SELECT tap.comes('ashford', 'meetings.write');
SELECT is(tap.outcome(tap.ending(12)), 'not-your-body', 'it does not end what it sees');
SELECT is_empty(tap.ending(11), 'and does not learn of more');
SELECT tap.comes('swale', 'meetings.write');
SELECT is_empty($$SELECT FROM api.memberships WHERE body = 'closed'$$, 'strangers see nothing');
SELECT is_empty(tap.ending(12), 'and end nothing');

-- What a meeting is called elsewhere
SELECT tap.comes('kcc', 'meetings.write');
SELECT is(tap.outcome(tap.meeting(1, 'closed', '7')), 'accepted', 'a meeting has a number elsewhere');
SELECT is(tap.outcome(tap.meeting(2, 'closed', '7')), 'meeting_external_once', 'once in its body');
SELECT is(tap.outcome(tap.meeting(3, 'kcst-smt', '7')), 'accepted', 'which another may have too');

-- Who counts at an item: of four items, three stand at one place, in the order of their names
RESET ROLE;
INSERT INTO safer.item (id, meeting, body, place, ref)
SELECT tap.id(n), tap.id(1), 'closed', CASE WHEN n = 24 THEN 6 ELSE 5 END, n::text FROM generate_series(21, 24) AS n;
INSERT INTO safer.item_text (item, title) SELECT tap.id(n), 'Title' FROM generate_series(21, 24) AS n;
CREATE FUNCTION tap.counted()
RETURNS integer[]
LANGUAGE sql
RETURN ARRAY(
    SELECT q.counted
    FROM (VALUES (21), (22), (23), (24), (NULL)) AS i (n),
    LATERAL safer.meeting_quorum(tap.id(1), tap.id(i.n)) AS q
    ORDER BY i.n);
INSERT INTO safer.attendance (id, meeting, partner, office, capacity, deputy_for)
VALUES (tap.id(31), tap.id(1), 'kcc', 'Deputy', 'deputy', 'Head'),
    (tap.id(32), tap.id(1), 'kcc', 'Second deputy', 'deputy', 'Head');
SELECT is(tap.counted(), '{1,1,1,1,1}', 'two deputies of one member count once');
INSERT INTO safer.attendance (id, meeting, partner, office, capacity)
VALUES (tap.id(33), tap.id(1), 'kcc', 'Head', 'member');
SELECT is(tap.counted(), '{1,1,1,1,1}', 'and so does the member with them');
INSERT INTO safer.attendance (id, meeting, partner, office, capacity, deputy_for)
VALUES (tap.id(34), tap.id(1), 'kfrs', 'Deputy', 'deputy', 'Officer');
SELECT is(tap.counted(), '{2,2,2,2,2}', 'an office that is called the same elsewhere is another');
DELETE FROM safer.attendance AS a WHERE a.id IN (tap.id(31), tap.id(32));
INSERT INTO safer.attendance (id, meeting, partner, office, capacity, deputy_for)
VALUES (tap.id(35), tap.id(1), 'kfrs', 'Head', 'deputy', 'Head');
SELECT is(tap.counted(), '{3,3,3,3,3}', 'also one that somebody stands for');
DELETE FROM safer.attendance AS a WHERE a.id IN (tap.id(34), tap.id(35));
UPDATE safer.attendance AS a SET until_item = tap.id(22) WHERE a.id = tap.id(33);
SELECT is(tap.counted(), '{1,1,0,0,0}', 'who leaves with an item is gone at the next one at the same place');
UPDATE safer.attendance AS a SET until_item = NULL, from_item = tap.id(22) WHERE a.id = tap.id(33);
SELECT is(tap.counted(), '{0,1,1,1,1}', 'and who comes with one is not there before');
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(tap.leaving(33, 21)), 'departure-before-arrival', 'nor does he leave before');
SELECT is(tap.outcome(tap.leaving(33, 22)), 'accepted', 'he stays for one item at least');
RESET ROLE;
SELECT is(tap.counted(), '{0,1,0,0,0}', 'or for no more');

-- Who leaves before something that was resolved. Who is there: KCC, the fire service from the second item on, the police
UPDATE safer.membership AS m SET to_on = NULL WHERE m.body = 'closed';
DELETE FROM safer.attendance AS a WHERE a.meeting = tap.id(1);
UPDATE safer.body AS b SET quorum_rule = 'each_constituent_partner', quorum_members = NULL WHERE b.id = 'closed';
INSERT INTO safer.attendance (id, meeting, partner, office, capacity, from_item)
VALUES (tap.id(41), tap.id(1), 'kcc', 'Head', 'member', NULL), (tap.id(42), tap.id(1), 'kfrs', 'Officer', 'member', tap.id(22)),
    (tap.id(43), tap.id(1), 'kent-police', 'Officer', 'member', NULL);
INSERT INTO safer.decision (id, meeting, body, item, kind, text)
VALUES (tap.id(51), tap.id(1), 'closed', tap.id(23), 'resolved', 'T'),
    (tap.id(52), tap.id(1), 'closed', tap.id(24), 'recommended', 'T'), (tap.id(53), tap.id(1), 'closed', NULL, 'resolved', 'T'),
    (tap.id(54), tap.id(1), 'closed', tap.id(21), 'resolved', 'T');
SET LOCAL ROLE safer_service;
SELECT tap.comes('kcc', 'meetings.write');
SELECT is(tap.outcome(tap.leaving(43, 22)), 'no-quorum', 'nobody left before an item that his being there resolved');
SELECT is(tap.detail(tap.leaving(43, 22)) - 'pointer' ->> 'missing', '["kent-police"]', 'and whose he was is said');
SELECT is((SELECT row(until_item, version)::text FROM api.attendance WHERE id = tap.id(43)), '(,1)', 'nothing is kept');
SELECT is(tap.outcome(tap.leaving(43, 23)), 'accepted',
    'after it he may, whatever was recommended then, or resolved at no item or without a quorum');
SELECT is(tap.outcome(tap.leaving(43, 21)), 'no-quorum', 'no other record of it says that he left before');
SELECT is(tap.outcome(tap.leaving(43, 24)), 'accepted', 'or that he stayed longer');
RESET ROLE;
UPDATE safer.body AS b SET quorum_rule = 'not_stated' WHERE b.id = 'closed';
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(tap.leaving(43, 21)), 'accepted', 'where no paper states a rule, he left when he did');

-- What has a record was held
RESET ROLE;
INSERT INTO safer.meeting (id, body, starts_at, place, state)
SELECT tap.id(n), 'closed', timestamptz '2018-06-01 10:00Z' + make_interval(days => n), 'Maidstone',
    CASE WHEN n = 61 THEN 'held' ELSE 'scheduled' END
FROM generate_series(61, 66) AS n;
INSERT INTO safer.item (id, meeting, body, place, ref)
SELECT tap.id(n + 10), tap.id(61), 'closed', n, n::text FROM generate_series(61, 62) AS n;
INSERT INTO safer.item_text (item, title) SELECT tap.id(n + 10), 'Title' FROM generate_series(61, 62) AS n;
INSERT INTO safer.minute (id, meeting, body, number, item)
VALUES (tap.id(81), tap.id(61), 'closed', 1, tap.id(71)), (tap.id(82), tap.id(62), 'closed', 2, NULL);
INSERT INTO safer.minute_text (minute, title) VALUES (tap.id(81), 'Title'), (tap.id(82), 'Title');
INSERT INTO safer.decision (id, meeting, body, kind, text) VALUES (tap.id(83), tap.id(63), 'closed', 'recommended', 'T');
INSERT INTO safer.follow_up (id, meeting, body, text, due) VALUES (tap.id(84), tap.id(64), 'closed', 'T', 'next_meeting');
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(tap.renaming(71, '{"ref": "9", "place": 9, "title": "New"}')), 'accepted',
    'an item has another name before its minutes are approved');
SELECT is(tap.outcome(format('SELECT * FROM safer.approve_minutes(%L, %L, ''A word'', NULL)', tap.id(61), tap.id(65))),
    'accepted', 'minutes are approved, subject to a word');
SELECT is(tap.outcome(tap.cancelling(62)), 'state-conflict', 'what was minuted is not cancelled');
SELECT is(tap.detail(tap.cancelling(62)) -> 'allowed', '["held"]', 'but was held');
SELECT is(tap.outcome(tap.cancelling(63)), 'state-conflict', 'nor where something was decided');
SELECT is(tap.outcome(tap.cancelling(64)), 'state-conflict', 'nor where a report was asked for');
SELECT is(tap.outcome(tap.cancelling(65)), 'state-conflict', 'nor where minutes were approved');
SELECT is(tap.outcome(format('SELECT * FROM safer.change_meeting(%L, %L, NULL)', tap.id(65),
    jsonb_build_object('starts_at', '2018-01-01T10:00Z'))), 'approval-invalid', 'nor is one moved before those it approved');
SELECT is(tap.outcome(tap.cancelling(66)), 'accepted', 'another is');

-- What is approved stays, also subject to something
SELECT is(tap.outcome(format('SELECT safer.create_minute(%L, %L, NULL, ''T'', ''T'', NULL, NULL, NULL, NULL)', tap.id(85),
    tap.id(61))), 'minutes-approved', 'no minute is added');
SELECT is(tap.outcome(format('SELECT * FROM safer.change_minute(%L, ''{"text": "New"}'', NULL, NULL)', tap.id(81))),
    'minutes-approved', 'none is changed');
SELECT is(tap.outcome(format('SELECT safer.create_decision(%L, %L, ''{"text": "T"}'', NULL, NULL)', tap.id(86), tap.id(61))),
    'minutes-approved', 'nothing is decided');
SELECT is(tap.outcome(format('SELECT safer.create_attendance(%L, %L, ''{"partner": "kcc", "office": "Usher",
    "capacity": "in_attendance"}'', NULL)', tap.id(87), tap.id(61))), 'state-conflict', 'nobody else was there');
SELECT is(tap.outcome(format('SELECT safer.create_declaration(%L, %L, NULL, ''kcc'', ''Clerk'', ''I'', false)', tap.id(88),
    tap.id(61))), 'state-conflict', 'and nothing was declared');
SELECT is(tap.outcome(tap.renaming(71, c.changes, c.clears)), 'minutes-approved', 'an item keeps ' || c.what)
FROM (VALUES ('its reference', '{"ref": "8"}'::jsonb, NULL::jsonb), ('its place', '{"place": 8}', NULL),
    ('its title', '{"title": "T"}', NULL), ('its public title', '{"public_title": "T"}', NULL),
    ('that, empty', '{}', '["public_title"]')) AS c (what, changes, clears);
SELECT is(tap.outcome(tap.renaming(71, '{"note": "N", "description": "D", "page_from": 1, "page_to": 2}', '["url"]')),
    'accepted', 'not what is said of it');
SELECT is(tap.outcome(tap.renaming(72, '{"ref": "8", "place": 8, "title": "T"}')), 'accepted',
    'nor does one that no minute names');

SELECT * FROM finish();
ROLLBACK;
