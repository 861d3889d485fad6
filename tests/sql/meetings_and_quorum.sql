-- Bodies, memberships, meetings, who comes and who came: who sees them, who writes them, and what rules say to whom.
\ir support.psql
SELECT plan(159);

-- Somebody of a partner with scopes.
CREATE FUNCTION tap.comes(partner text, scope text DEFAULT '', today text DEFAULT '2018-06-20')
RETURNS void
LANGUAGE sql
BEGIN ATOMIC
    SELECT tap.acts(partner, today), set_config('safer.scope', scope, true);
END;
CREATE FUNCTION tap.attending(meeting uuid, partner text, office text, capacity text DEFAULT 'member',
    deputy_for text DEFAULT NULL, more jsonb DEFAULT '{}', id uuid DEFAULT gen_random_uuid())
RETURNS text
LANGUAGE sql
RETURN format('SELECT safer.create_attendance(%L, %L, %L, NULL)', id, meeting, jsonb_build_object('partner', partner,
    'office', office, 'capacity', capacity, 'deputy_for', deputy_for) || more);
CREATE FUNCTION tap.meeting(id uuid, body text, starts_at timestamptz, more jsonb DEFAULT '{}')
RETURNS text
LANGUAGE sql
RETURN format('SELECT safer.create_meeting(%L, %L)', id, jsonb_build_object('body', body, 'starts_at', starts_at,
    'place', 'Maidstone') || more);
CREATE FUNCTION tap.publishing(meeting uuid, what text, published_on date DEFAULT NULL)
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.publish_meeting(%L, %L, %L, NULL)', meeting, what, published_on);
CREATE FUNCTION tap.joining(body text, partner text, office text, role text DEFAULT 'member', deputy_for uuid DEFAULT NULL,
    from_on date DEFAULT '2018-01-01', to_on date DEFAULT NULL, id uuid DEFAULT gen_random_uuid())
RETURNS text
LANGUAGE sql
RETURN format('SELECT safer.create_membership(%L, %L, %L)', id, body, jsonb_build_object('partner', partner, 'office',
    office, 'role', role, 'deputy_for', deputy_for, 'from_on', from_on, 'to_on', to_on));
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA tap TO PUBLIC;
\set smt '''00000000-0000-7000-8000-000000000001'''
\set open '''00000000-0000-7000-8000-000000000002'''
\set next '''00000000-0000-7000-8000-000000000003'''
\set quorum 'SELECT quorum::jsonb FROM api.meetings_whole WHERE id = '
SET LOCAL ROLE safer_service;

-- Who reads which meeting
SELECT tap.comes('kcc', 'meetings.write');
SELECT is(tap.outcome(tap.meeting(:smt, 'kcst-smt', '2018-06-20 10:00+01')), 'accepted', 'an officer schedules a meeting');
SELECT is(tap.outcome(tap.meeting(:open, 'kcsp', '2018-07-18 10:00+01')), 'accepted', 'also of another body');
SELECT is((SELECT starts_at_local FROM api.meetings WHERE id = :smt), '2018-06-20T10:00', 'at the time of London');
SELECT tap.comes('kcc');
SELECT is_empty(format('SELECT FROM api.meetings WHERE id IN (%L, %L)', :smt, :open), 'a draft is for its officers alone');
SELECT tap.comes('kcc', 'meetings.write');
SELECT is(tap.outcome(tap.publishing(:smt, 'notice')), 'accepted', 'notice is given');
SELECT is(tap.outcome(tap.publishing(:open, 'notice')), 'accepted', 'of both');
SELECT is(tap.outcome(tap.publishing(:open, 'notice')), 'nothing-to-publish', 'once');
SELECT tap.comes('');
SELECT set_eq(format('SELECT id FROM api.meetings WHERE id IN (%L, %L)', :smt, :open), ARRAY[:open::uuid],
    'then everybody reads one of a body that meets in public, and nobody one of another');
SELECT is_empty(format('SELECT FROM api.publications WHERE meeting = %L', :smt), 'nor that it was published');
SELECT is_empty($$SELECT FROM api.memberships WHERE body = 'kcst-smt'$$, 'nor who belongs to such a body');
SELECT is_empty($$SELECT FROM safer.body_watch('kcst-smt', NULL)$$, 'nor how often it meets');
SELECT isnt_empty($$SELECT FROM safer.body_watch('kcsp', NULL)$$, 'as of another');
SELECT isnt_empty($$SELECT FROM api.memberships WHERE body = 'kcsp'$$, 'to which everybody knows who belongs');
SELECT tap.comes('swale', 'meetings.write');
SELECT is_empty(format('SELECT FROM api.meetings WHERE id = %L', :smt), 'the scope alone shows a stranger nothing');
SELECT is_empty(tap.publishing(:smt, 'minutes'), 'and there is nothing for him to write on');
SELECT is(tap.outcome(tap.publishing(:open, 'agenda')), 'not-your-body', 'nor on one he reads');
SELECT is(tap.outcome(tap.meeting(gen_random_uuid(), 'kcsp', '2018-07-18 10:00+01')), 'not-your-body', 'nor a new one');
SELECT tap.comes('kfrs');
SELECT is((SELECT count(*) FROM api.meetings WHERE id = :smt), 1::bigint, 'who belongs to the body reads it');
SELECT tap.comes('ashford', 'meetings.write');
SELECT is(tap.outcome(tap.meeting(:next, 'kcsp', '2018-11-14 10:00+00')), 'accepted',
    'a partner that is not constituent keeps the meetings of a body it belongs to');

-- What becomes of a meeting
SELECT tap.comes('kcc', 'meetings.write');
SELECT is(tap.outcome(tap.meeting(gen_random_uuid(), 'no-body', '2018-07-18 10:00+01')), 'unknown-body',
    'nobody meets without a body');
SELECT is(tap.outcome(tap.meeting(gen_random_uuid(), 'kcsp', '2018-07-18 10:00+01',
    '{"ends_at": "2018-07-18T10:00:00+01:00"}')), 'meeting_times_ordered', 'a meeting ends after it starts');
SELECT is(tap.outcome(format('SELECT * FROM safer.change_meeting(%L, ''{"starts_at": "2018-11-21T10:00Z"}'', 2)', :next)),
    'precondition-failed', 'a meeting that has changed since is not changed');
SELECT is(tap.outcome(format('SELECT * FROM safer.change_meeting(%L, ''{"starts_at": "2018-11-21T10:00Z"}'', 1)', :next)),
    'accepted', 'it is moved');
SELECT is((SELECT row(sequence, version, place)::text FROM api.meetings WHERE id = :next), '(1,2,Maidstone)',
    'which calendars are told');
SELECT is(tap.outcome(format('SELECT * FROM safer.change_meeting(%L, ''{"note": "N"}'', NULL)', :next)), 'accepted',
    'a note is added');
SELECT is((SELECT row(sequence, version)::text FROM api.meetings WHERE id = :next), '(1,3)', 'which they are not');
SELECT is(tap.outcome(format('SELECT * FROM safer.hold_meeting(%L, NULL, NULL, NULL)', :next)), 'state-conflict',
    'what is still to come was not held');
SELECT is(tap.outcome(format('SELECT * FROM safer.cancel_meeting(%L, ''Snow'', NULL)', :next)), 'accepted', 'it is cancelled');
SELECT is((SELECT row(state, sequence)::text FROM api.meetings WHERE id = :next), '(cancelled,2)', 'which calendars are told');
SELECT is(tap.detail(format('SELECT * FROM safer.hold_meeting(%L, NULL, NULL, NULL)', :next)) -> 'allowed', '[]',
    'a cancelled meeting is not held');
SELECT is(tap.outcome(format('SELECT * FROM safer.change_meeting(%L, ''{"place": "P"}'', NULL)', :next)), 'state-conflict',
    'nor moved');
SELECT is(tap.outcome(tap.publishing(:next, 'agenda')), 'state-conflict', 'nor does it get an agenda');
SELECT is(tap.outcome(tap.publishing(:next, 'minutes')), 'state-conflict', 'or minutes');
SELECT is(tap.outcome(tap.attending(:next, 'kcc', 'Head of Community Safety')), 'state-conflict', 'and nobody was there');
SELECT is(tap.outcome(tap.publishing(:open, 'agenda')), 'nothing-to-publish', 'an agenda has items');
SELECT is(tap.outcome(tap.publishing(:smt, 'agenda', '2018-06-21')), 'date-in-future', 'nothing is published tomorrow');

-- Replies, and the quorum they let expect
SELECT is(tap.outcome(format('SELECT safer.reply_to_meeting(%L, ''Cleaner'', ''attends'', NULL)', :smt)), 'not-a-member',
    'who does not belong to the body does not reply');
SELECT is(tap.outcome(format('SELECT safer.reply_to_meeting(%L, ''Group Head of Public Protection'', ''attends'', NULL)',
    :smt)), 'not-a-member', 'nor who no longer does');
SELECT is(tap.outcome(format('SELECT safer.reply_to_meeting(%L, ''Head of Community Safety'', ''sends_deputy'', NULL)',
    :smt)), 'deputy-of-nobody', 'a deputy has an office');
SELECT is(tap.outcome(format('SELECT safer.reply_to_meeting(%L, ''Head of Community Safety'', ''attends'', NULL)', :smt)),
    'accepted', 'a member replies');
SELECT tap.comes('kent-police', 'meetings.write');
SELECT is(tap.outcome(format('SELECT safer.reply_to_meeting(%L, ''Chief Inspector'', ''sends_deputy'', ''Inspector'')', :smt)),
    'accepted', 'another sends a deputy');
SELECT tap.comes('kfrs', 'meetings.write');
SELECT is(tap.outcome(format('SELECT safer.reply_to_meeting(%L, ''Assistant Director'', ''apologies'', NULL)', :smt)),
    'accepted', 'a third does not come');
SELECT is((:quorum :smt) -> 'expected', '{"quorate": false, "present": ["kcc", "kent-police"], "missing": ["kfrs"]}',
    'then no quorum is to be expected');
SELECT is(tap.outcome(format('SELECT safer.reply_to_meeting(%L, ''Assistant Director'', ''attends'', NULL)', :smt)), 'accepted',
    'unless it comes after all');
SELECT is((:quorum :smt) #> '{expected,quorate}', 'true', 'the last word counts');
SELECT tap.comes('swale');
SELECT is((:quorum :open) -> 'expected', 'null', 'what is to be expected is for members');
SELECT is_empty('SELECT FROM api.meeting_replies', 'and so are the replies');

-- Who was there: the SMT's quorum is one of each partner, never heads
RESET ROLE;
INSERT INTO safer.item (id, meeting, body, place, ref, published_on)
SELECT lpad(n::text, 32, '0')::uuid, :smt, 'kcst-smt', n, n::text, '2018-06-01' FROM generate_series(1, 3) AS n;
INSERT INTO safer.item (id, meeting, body, place, ref, restricted, exempt_ground)
VALUES ('00000000-0000-0000-0000-000000000009', :open, 'kcsp', 1, 'D1', true, '3');
SET LOCAL ROLE safer_service;
SELECT tap.comes('kcc', 'meetings.write');
SELECT is(tap.outcome(tap.attending(:smt, 'kcc', 'Cleaner')), 'not-a-member', 'a member belongs to the body');
SELECT is(tap.outcome(tap.attending(:smt, 'kfrs', 'Head of Community Safety')), 'not-a-member', 'with its own organisation');
SELECT is(tap.outcome(tap.attending(:smt, 'kent-police', 'Superintendent')), 'not-a-member', 'on the day');
SELECT is(tap.outcome(tap.attending(:smt, 'kfrs', 'Group Manager', 'deputy', 'Head of Community Safety')),
    'deputy-of-nobody', 'a deputy stands for an office of its own organisation');
SELECT is(tap.outcome(tap.attending(:smt, 'kfrs', 'Group Manager', 'deputy')), 'deputy-of-nobody', 'and for one at all');
SELECT is(tap.outcome(tap.attending(:smt, 'kfrs', 'Assistant Director', 'member', 'Assistant Director')),
    'deputy-of-nobody', 'which a member does not');
SELECT is(tap.outcome(tap.attending(:smt, NULL, 'Clerk', 'in_attendance')), 'attendance_somebodys',
    'an office is somebody''s');
SELECT is(tap.outcome(tap.attending(:smt, NULL, 'Clerk', 'member', NULL, '{"organisation": "A parish"}')), 'not-a-member',
    'a member is a partner''s');
SELECT is(tap.outcome(tap.attending(:smt, NULL, 'Clerk', 'in_attendance', NULL, '{"organisation": "A parish"}')),
    'accepted', 'somebody else may be in attendance');
SELECT is((:quorum :smt) ->> 'quorate', 'false', 'nobody is there yet');
SELECT is(tap.outcome(tap.attending(:smt, 'kcc', 'Head of Community Safety')), 'accepted', 'a member comes');
SELECT is(tap.outcome(tap.attending(:smt, 'kcc', 'Head of Community Safety')), 'attendance_office_once', 'once');
SELECT is(tap.outcome(tap.attending(:smt, 'kfrs', 'Group Manager', 'deputy', 'Assistant Director', '{}',
    '00000000-0000-7000-8000-0000000000aa')), 'accepted', 'and a deputy');
SELECT is(tap.outcome(tap.attending(:smt, 'kent-police', 'Inspector', 'in_attendance')), 'accepted', 'a third is in attendance');
SELECT is((:quorum :smt) - '{expected,inquorate_items,needed}'::text[], '{"rule": "each_constituent_partner",
    "quorate": false, "counted": 2, "present": ["kcc", "kfrs"], "missing": ["kent-police"]}', 'which does not count');
SELECT is(tap.outcome(tap.attending(:smt, 'kent-police', 'Chief Inspector', 'member', NULL,
    '{"from_item": "00000000-0000-0000-0000-000000000002"}')), 'accepted', 'a member of the third comes late');
SELECT is((:quorum :smt) ->> 'quorate', 'true', 'now there is a quorum');
SELECT is(tap.outcome(tap.attending(:smt, 'kent-police', 'Constable', 'in_attendance', NULL,
    '{"from_item": "00000000-0000-0000-0000-000000000009"}')), 'item-of-another-meeting',
    'somebody comes at an item of the meeting');
SELECT is(tap.outcome(tap.attending(:smt, 'kent-police', 'Constable', 'in_attendance', NULL,
    '{"from_item": "00000000-0000-0000-0000-000000000002", "until_item": "00000000-0000-0000-0000-000000000001"}')),
    'departure-before-arrival', 'and does not leave before');
SELECT is(tap.outcome($$SELECT * FROM safer.record_departure('00000000-0000-7000-8000-0000000000aa',
    '00000000-0000-0000-0000-000000000009', NULL)$$), 'item-of-another-meeting', 'nor leaves another meeting');
SELECT is(tap.outcome($$SELECT * FROM safer.record_departure('00000000-0000-7000-8000-0000000000aa',
    '00000000-0000-0000-0000-000000000002', 2)$$), 'precondition-failed', 'nor by an old record');
SELECT is(tap.outcome($$SELECT * FROM safer.record_departure('00000000-0000-7000-8000-0000000000aa',
    '00000000-0000-0000-0000-000000000002', NULL)$$), 'accepted', 'the deputy leaves with the second item');
SELECT is((:quorum :smt) -> 'missing', '["kfrs"]', 'and is missing from then on');
SELECT is(tap.outcome(format('SELECT * FROM safer.hold_meeting(%L, 3, 2, NULL)', :smt)), 'accepted', 'the meeting was held');
SELECT is((SELECT jsonb_object_agg(i ->> 'ref', i -> 'missing') FROM jsonb_array_elements((:quorum :smt) -> 'inquorate_items')
    AS i), '{"1": ["kent-police"], "3": ["kfrs"]}', 'each item has its own quorum');
SELECT is(tap.outcome(format('SELECT * FROM safer.cancel_meeting(%L, ''Snow'', NULL)', :smt)), 'state-conflict',
    'a held meeting is not cancelled');
SELECT is(tap.outcome(format('SELECT safer.reply_to_meeting(%L, ''Head of Community Safety'', ''attends'', NULL)', :smt)),
    'state-conflict', 'nor replied to');
SELECT tap.comes('kfrs');
SELECT is_empty(format('SELECT FROM api.attendance WHERE meeting = %L', :smt), 'who was there is told with the minutes');
SELECT is((:quorum :smt) - '{expected,needed}'::text[], '{"rule": "each_constituent_partner", "quorate": null,
    "counted": null, "present": [], "missing": [], "inquorate_items": []}', 'and so is the quorum');
SELECT is((SELECT present_count FROM api.meetings WHERE id = :smt), NULL, 'and how many they were');
SELECT is_empty($$SELECT * FROM safer.erase_person('00000000-0000-7000-8000-0000000000aa')$$, 'nothing of it can be written on');
RESET ROLE;
INSERT INTO safer.minute (id, meeting, body, number) VALUES ('00000000-0000-0000-0000-000000000001', :smt, 'kcst-smt', 1);
INSERT INTO safer.minute_text (minute, title) VALUES ('00000000-0000-0000-0000-000000000001', 'Title');
SET LOCAL ROLE safer_service;
SELECT is((SELECT minutes_state FROM api.meetings WHERE id = :smt), 'none', 'a draft of minutes is not told');
SELECT tap.comes('kcc', 'meetings.write');
SELECT is((SELECT minutes_state FROM api.meetings WHERE id = :smt), 'draft', 'except to its officers');
SELECT is(tap.outcome(tap.publishing(:smt, 'minutes')), 'accepted', 'they are published');
SELECT is((SELECT array_agg(what ORDER BY step) FROM api.publications WHERE meeting = :smt), '{notice,minutes}'::text[],
    'which is kept');
SELECT tap.comes('kfrs');
SELECT is((SELECT row(minutes_state, present_count)::text FROM api.meetings WHERE id = :smt), '(published,3)',
    'then members read them');
SELECT is((SELECT count(*) FROM api.attendance WHERE meeting = :smt), 5::bigint, 'and who was there');
SELECT is((:quorum :smt) ->> 'quorate', 'false', 'and whether there was a quorum');
SELECT tap.comes('swale');
SELECT is_empty(format('SELECT FROM api.attendance WHERE meeting = %L', :smt), 'strangers still do not');

-- Heads, where the rule counts them
RESET ROLE;
UPDATE safer.body AS b SET quorum_rule = 'members', quorum_members = 2 WHERE b.id = 'kcst-smt';
SELECT is((SELECT row(q.quorate, q.counted, q.needed)::text FROM safer.meeting_quorum(:smt, NULL) AS q), '(t,2,2)',
    'members and deputies are counted, nobody else');
UPDATE safer.body AS b SET quorum_members = 3 WHERE b.id = 'kcst-smt';
SELECT is((SELECT q.quorate FROM safer.meeting_quorum(:smt, NULL) AS q), false, 'one too few');
UPDATE safer.body AS b SET quorum_rule = 'not_stated', quorum_members = NULL WHERE b.id = 'kcst-smt';
SELECT is((SELECT q.quorate FROM safer.meeting_quorum(:smt, NULL) AS q), NULL, 'without a rule nobody can say');
SET LOCAL ROLE safer_service;

-- Persons, and what is declared
SELECT tap.comes('kcc', 'meetings.write');
SELECT is(tap.outcome(format('SELECT safer.create_attendance(''00000000-0000-7000-8000-0000000000ab'', %L,'
    ' ''{"partner": "kcc", "office": "Clerk", "capacity": "in_attendance"}'', ''A Person'')', :smt)), 'accepted',
    'which person it was is kept where that is worth knowing');
SELECT tap.comes('kfrs');
SELECT is((SELECT has_person FROM api.attendance WHERE id = '00000000-0000-7000-8000-0000000000ab'), true, 'a member reads it');
SELECT tap.comes('kcc', 'meetings.write');
SELECT is((SELECT e.before -> 'has_person' #>> '{}'
    FROM safer.erase_person('00000000-0000-7000-8000-0000000000ab') AS e), 'true', 'it is erased');
RESET ROLE;
SELECT is_empty('SELECT FROM safer.attendance_person', 'for good');
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(format('SELECT safer.create_declaration(gen_random_uuid(), %L, ''00000000-0000-0000-0000-000000000009'','
    ' ''kcc'', ''Clerk'', ''Interest'', false)', :open)), 'restricted-scope-needed',
    'an interest in what is not for publication is declared by who reads that');
SELECT is(tap.outcome(format('SELECT safer.create_declaration(gen_random_uuid(), %L, ''00000000-0000-0000-0000-000000000009'','
    ' ''kcc'', ''Clerk'', ''Interest'', false)', :smt)), 'item-of-another-meeting', 'at its meeting');
SELECT tap.comes('kcc', 'meetings.write restricted.read');
SELECT is(tap.outcome(format('SELECT safer.create_declaration(gen_random_uuid(), %L, ''00000000-0000-0000-0000-000000000009'','
    ' ''kcc'', ''Clerk'', ''Interest'', false)', :open)), 'accepted', 'who then does');
SELECT is((SELECT count(*) FROM api.declarations), 1::bigint, 'and reads it');
SELECT tap.comes('kcc', 'meetings.write');
SELECT is_empty('SELECT FROM api.declarations', 'nobody else learns of it');
SELECT is((SELECT withheld::jsonb FROM api.meetings_whole WHERE id = :open), '{"items": 1, "papers": 0, "minutes": 0}',
    'but that the item is there');
RESET ROLE;
UPDATE safer.meeting AS m SET minutes_approved_at = :open WHERE m.id = :smt;
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(tap.attending(:smt, 'kcc', 'Usher', 'in_attendance')), 'state-conflict',
    'who was there stays once the minutes are approved');
SELECT is(tap.outcome(format('SELECT safer.create_declaration(gen_random_uuid(), %L, NULL, ''kcc'', ''Clerk'', ''I'', false)',
    :smt)), 'state-conflict', 'and so does what was declared');
SELECT is(tap.outcome($$SELECT * FROM safer.record_departure('00000000-0000-7000-8000-0000000000aa',
    '00000000-0000-0000-0000-000000000001', NULL)$$), 'state-conflict', 'and who left');
SELECT is(tap.outcome($$SELECT * FROM safer.erase_person('00000000-0000-7000-8000-0000000000aa')$$), 'accepted',
    'a name is erased all the same');
RESET ROLE;
UPDATE safer.meeting AS m SET minutes_approved_subject_to = 'The addition of the usher.' WHERE m.id = :smt;
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(tap.attending(:smt, 'kcc', 'Usher', 'in_attendance')), 'state-conflict',
    'also when they are approved subject to a change: that is a minute of the later meeting');

-- Two meetings at once
SELECT is(tap.outcome(tap.meeting('00000000-0000-7000-8000-000000000004', 'kcst-smt', '2018-06-20 11:59+01')), 'accepted',
    'another meeting begins before the first can be over');
SELECT is(tap.outcome(tap.attending('00000000-0000-7000-8000-000000000004', 'kcc', 'Head of Community Safety', 'member',
    NULL, '{}', '00000000-0000-7000-8000-0000000000ac')), 'accepted', 'somebody is at both');
SELECT is((SELECT also_at::jsonb FROM api.attendance WHERE id = '00000000-0000-7000-8000-0000000000ac'),
    jsonb_build_array(jsonb_build_object('meeting', :smt, 'body', 'kcst-smt')), 'which is said');
SELECT is(tap.outcome($$SELECT * FROM safer.change_meeting('00000000-0000-7000-8000-000000000004',
    '{"starts_at": "2018-06-20T12:00+01"}', NULL)$$), 'accepted', 'one minute later');
SELECT is((SELECT also_at::jsonb FROM api.attendance WHERE id = '00000000-0000-7000-8000-0000000000ac'), '[]', 'it is not');

-- Bodies and who belongs to them
SELECT is(tap.outcome(tap.joining('kcst-smt', 'kfrs', 'Assistant Director')), 'membership-overlaps',
    'an office belongs to a body once at a time');
SELECT is(tap.outcome(tap.joining('kcst-smt', 'kent-police', 'Superintendent', 'member', NULL, '2018-04-01')), 'accepted',
    'and again later');
SELECT is(tap.outcome(tap.joining('kcst-smt', 'kcc', 'Manager', 'deputy', '01590000-0000-7000-8000-000000000101')),
    'deputy-of-nobody', 'a deputy is of the same organisation');
SELECT is(tap.outcome(tap.joining('kcst-smt', 'kfrs', 'Manager', 'deputy', '01590000-0000-7000-8000-000000000112')),
    'deputy-of-nobody', 'in the same body');
SELECT is(tap.outcome(tap.joining('kcst-smt', 'kfrs', 'Manager', 'deputy', '01590000-0000-7000-8000-000000000101',
    '2017-12-31')), 'deputy-of-nobody', 'while the member is one');
SELECT is(tap.outcome(tap.joining('kcst-smt', 'kfrs', 'Manager', 'member', '01590000-0000-7000-8000-000000000101')),
    'deputy-of-nobody', 'and is called a deputy');
SELECT is(tap.outcome(tap.joining('kcst-smt', 'kfrs', 'Manager', 'member', NULL, '2018-01-01', '2017-12-31')),
    'term-invalid', 'nothing ends before it begins');
SELECT is(tap.outcome(tap.joining('kcst-smt', 'kfrs', 'Manager', 'deputy', '01590000-0000-7000-8000-000000000101',
    '2018-01-01', NULL, '00000000-0000-7000-8000-0000000000ba')), 'accepted', 'a deputy is nominated');
SELECT is(tap.outcome($$SELECT * FROM safer.end_membership('01590000-0000-7000-8000-000000000101', '2017-12-31', NULL)$$),
    'term-invalid', 'a membership does not end before it begins');
SELECT is(tap.outcome($$SELECT * FROM safer.end_membership('01590000-0000-7000-8000-000000000101', '2018-12-31', NULL)$$),
    'accepted', 'it ends');
SELECT is((SELECT to_on FROM api.memberships WHERE id = '00000000-0000-7000-8000-0000000000ba'), '2018-12-31'::date,
    'and with it its deputy''s');
SELECT is(tap.outcome($$SELECT * FROM safer.end_membership('01590000-0000-7000-8000-000000000101', '2018-11-30', NULL)$$),
    'state-conflict', 'once');
SELECT is(tap.outcome($$SELECT safer.create_body('{"id": "kcsp", "title": "T", "meets_in": "public"}')$$), 'id-taken',
    'a body has an id of its own');
SELECT is(tap.outcome($$SELECT * FROM safer.change_body('kcsp', '{"quorum_rule": "members"}', NULL)$$),
    'body_quorum_whole', 'members are counted up to a number');
SELECT is(tap.outcome($$SELECT * FROM safer.change_body('kcsp', '{"quorum_rule": "members", "quorum_members": 5}', NULL)$$),
    'accepted', 'which is said');
SELECT is(tap.outcome($$SELECT * FROM safer.change_body('kcsp', '{"quorum_rule": "not_stated"}', NULL)$$), 'accepted',
    'and goes with the rule');
SELECT is(tap.outcome($$SELECT * FROM safer.set_standing_items('kcsp', '[{"ref": "1", "title": "A"}, {"ref": "1", "title":
    "B"}]', NULL)$$), 'duplicate-member', 'no two standing items have one number');
SELECT is(tap.outcome($$SELECT * FROM safer.set_standing_items('kcsp', '[{"title": "A"}, {"title": "B"}]', NULL)$$),
    'accepted', 'they need none');
SELECT is((SELECT array_agg(title ORDER BY place) FROM api.standing_items WHERE body = 'kcsp'), '{A,B}'::text[],
    'and replace those there were');
SELECT tap.comes('ashford', 'meetings.write');
SELECT is(tap.outcome($$SELECT safer.create_body('{"id": "b", "title": "T", "meets_in": "public"}')$$),
    'not-a-constituent-partner', 'a district records no bodies');
SELECT is(tap.outcome($$SELECT * FROM safer.change_body('kcsp', '{"title": "T"}', NULL)$$), 'not-a-constituent-partner',
    'nor changes them');
SELECT is(tap.outcome($$SELECT * FROM safer.set_standing_items('kcst-smt', '[]', NULL)$$), 'not-your-body',
    'nor says what stands on the agenda of another body');
SELECT is(tap.outcome(tap.joining('kcst-smt', 'ashford', 'Officer')), 'not-your-body', 'nor joins it');
SELECT is_empty($$SELECT FROM safer.end_membership('00000000-0000-7000-8000-0000000000ba', '2018-12-31', NULL)$$,
    'nor ends what it does not see');
SELECT is(tap.outcome($$SELECT * FROM safer.set_standing_items('kcsp', '[]', NULL)$$), 'accepted', 'but its own');

-- Notice
SELECT is(safer.notice_of(5, '2017-03-07', '2017-03-15')::jsonb,
    '{"required_days": 5, "clear_days": 5, "sufficient": true, "publish_by": "2017-03-07"}',
    '7 to 15 March 2017 is exactly five clear days');
SELECT is(safer.notice_of(5, '2017-03-08', '2017-03-15')::jsonb ->> 'sufficient', 'false', 'a day later is too late');
SELECT is(safer.notice_of(5, '2017-04-12', '2017-04-20')::jsonb,
    '{"required_days": 5, "clear_days": 3, "sufficient": false, "publish_by": "2017-04-10"}',
    'Good Friday and Easter Monday are no working days');
SELECT is(safer.notice_of(5, NULL, '2017-03-15')::jsonb,
    '{"required_days": 5, "clear_days": null, "sufficient": null, "publish_by": "2017-03-07"}',
    'before it is published there is a day to do so by');
SELECT is(safer.notice_of(0, NULL, '2017-03-15')::jsonb,
    '{"required_days": 0, "clear_days": null, "sufficient": true, "publish_by": null}', 'some bodies give none');
RESET ROLE;
SELECT is((SELECT count(*) FROM safer.bank_holiday WHERE on_day BETWEEN '2014-01-01' AND '2028-12-31'), 123::bigint,
    'fifteen years have eight bank holidays each, and three more');
SELECT is_empty('SELECT FROM safer.bank_holiday WHERE extract(isodow FROM on_day) > 5', 'none on a weekend');
SELECT is((SELECT array_agg(on_day ORDER BY on_day) FROM safer.bank_holiday WHERE on_day BETWEEN '2020-04-01' AND '2020-06-01'),
    '{2020-04-10,2020-04-13,2020-05-08,2020-05-25}'::date[], 'in 2020 the first was on VE day');
SELECT is((SELECT array_agg(on_day ORDER BY on_day) FROM safer.bank_holiday WHERE on_day BETWEEN '2021-12-01' AND '2022-01-31'),
    '{2021-12-27,2021-12-28,2022-01-03}'::date[], 'what falls on a weekend has another day instead');

-- The watch over gaps
SELECT is(safer.watch_of(2, '2018-01-01', '{}', '2018-03-01')::jsonb, '{"interval_months": 2, "last_on": null, "due_by": "2018-03-01",
    "overdue": false, "gaps": []}', 'counting begins with the body');
SELECT is(safer.watch_of(2, '2018-01-01', '{}', '2018-03-02')::jsonb -> 'overdue', 'true', 'and a day later it is overdue');
SELECT is(safer.watch_of(2, NULL, '{2018-01-31,2018-03-31,2018-06-01}', '2018-06-20')::jsonb, '{"interval_months": 2,
    "last_on": "2018-06-01", "due_by": "2018-08-01", "overdue": false,
    "gaps": [{"from_on": "2018-03-31", "to_on": "2018-06-01", "days": 62}]}', 'a day more than two months is a gap');
SELECT is(safer.watch_of(NULL, NULL, '{2018-01-31}', '2018-06-20')::jsonb -> 'overdue', 'null', 'without an interval nothing is due');
UPDATE safer.item AS i SET kind = 'performance_report' WHERE i.meeting = :smt AND i.ref = '1';
SET LOCAL ROLE safer_service;
SELECT tap.comes('kfrs');
SELECT is((SELECT w.meetings::jsonb - 'gaps' FROM safer.body_watch('kcst-smt', '2018-09-01') AS w), '{"interval_months": 2,
    "last_on": "2018-06-20", "due_by": "2018-08-20", "overdue": true}',
    'what was held counts');
SELECT is((SELECT w.reports ->> 'last_on' FROM safer.body_watch('kcst-smt', '2018-09-01') AS w), '2018-06-20',
    'and that there was a performance report');
SELECT is((SELECT w.reports ->> 'last_on' FROM safer.body_watch('kcst-smt', '2018-06-19') AS w), NULL, 'but not before');
SELECT is((SELECT w.next_on FROM safer.body_watch('kcsp', '2018-06-20') AS w), '2018-07-18',
    'the next one is not cancelled');

-- What is published
SELECT tap.comes('');
SELECT is((SELECT array_agg(id ORDER BY id) FROM api.meetings WHERE minutes_on IS NOT NULL),
    '{01590000-0000-7000-8000-000000000203,01590000-0000-7000-8000-000000000206}'::uuid[], 'two meetings have minutes here');
SELECT is((SELECT row(starts_at_local, minutes_state, present_count, in_attendance_count)::text FROM api.meetings
    WHERE id = '01590000-0000-7000-8000-000000000206'), '(2016-10-13T10:00,published,16,3)', 'with how many were there');
SELECT is((SELECT starts_at FROM api.meetings WHERE id = '01590000-0000-7000-8000-000000000208'), '2017-07-19 09:00Z',
    'in summer London is an hour ahead');
SELECT is((SELECT minutes_approved_in FROM api.meetings WHERE id = '01590000-0000-7000-8000-000000000202'),
    '01590000-0000-7000-8000-000000000203', 'minutes are linked to the meeting that approved them');
SELECT is((SELECT notice::jsonb -> 'sufficient' FROM api.meetings_whole WHERE id = '01590000-0000-7000-8000-000000000207'),
    'true', 'the agenda of March 2017 was published in time');
SELECT is((SELECT q.quorum::jsonb - 'present' FROM api.meetings_whole AS q WHERE id = '01590000-0000-7000-8000-000000000206'),
    '{"rule": "not_stated", "needed": null, "quorate": null, "counted": 8, "missing": [], "inquorate_items": [],
    "expected": null}', 'whether there was a quorum no paper lets say');
SELECT is((SELECT count(*) FROM api.attendance), 15::bigint, 'offices are named where the notes do');
RESET ROLE;
SELECT is_empty('SELECT FROM safer.attendance_person', 'and no persons');
SELECT * FROM finish();
ROLLBACK;
