-- Over 100,000 meetings and those who were at them, no declared filter and no read by key looks at every row.
\ir support.psql
\ir explain.psql
SELECT plan(31);

SET LOCAL session_replication_role = replica;
INSERT INTO safer.body (id, title, meets_in)
SELECT 'body-' || n, 'Body', CASE WHEN n % 2 = 0 THEN 'public' ELSE 'private' END FROM generate_series(1, 200) AS n;
INSERT INTO safer.partner (id, name, kind)
SELECT 'partner-' || n, 'Partner ' || n, 'district' FROM generate_series(1, 200) AS n;
INSERT INTO safer.membership (id, body, partner, office, from_on)
SELECT lpad(to_hex(n), 32, '0')::uuid, 'body-' || 1 + n % 200, 'partner-' || 1 + n / 7 % 200, 'Office', '2010-01-01'
FROM generate_series(1, 20000) AS n;
INSERT INTO safer.meeting (id, body, starts_at, place, state, cancelled_because, notice_on, minutes_on)
SELECT lpad(to_hex(n), 32, '0')::uuid, 'body-' || 1 + n % 200, timestamptz '2000-01-01 10:00Z' + n * interval '2 hours',
    'Place', CASE WHEN n % 500 = 0 THEN 'cancelled' ELSE 'held' END, CASE WHEN n % 500 = 0 THEN 'Snow' END, '2000-01-01',
    '2000-01-01'
FROM generate_series(1, 100000) AS n;
INSERT INTO safer.attendance (id, meeting, partner, office, capacity)
SELECT lpad(to_hex(n), 32, '0')::uuid, lpad(to_hex(1 + n / 2), 32, '0')::uuid, 'kcc', 'Office ' || n, 'in_attendance'
FROM generate_series(1, 100000) AS n;
INSERT INTO safer.declaration (id, meeting, partner, office, interest)
SELECT lpad(to_hex(n), 32, '0')::uuid, lpad(to_hex(1 + n / 2), 32, '0')::uuid, 'kcc', 'Office', 'Interest'
FROM generate_series(1, 100000) AS n;
INSERT INTO safer.item (id, meeting, body, place, ref, published_on)
SELECT lpad(to_hex(n), 32, '0')::uuid, lpad(to_hex(n), 32, '0')::uuid, 'body-' || 1 + n % 200, 1, '1', '2000-01-01'
FROM generate_series(1, 100000) AS n;
INSERT INTO safer.item_text (item, title) SELECT i.id, 'Title' FROM safer.item AS i ON CONFLICT DO NOTHING;
INSERT INTO safer.publication (meeting, step, what, published_on)
SELECT lpad(to_hex(n), 32, '0')::uuid, 1, 'notice', '2000-01-01' FROM generate_series(1, 100000) AS n;
SET LOCAL session_replication_role = origin;
ANALYZE safer.meeting, safer.attendance, safer.declaration, safer.item, safer.item_text, safer.publication,
    safer.membership, safer.body, safer.partner;

\set list_meetings `cat sql/queries/meetings/list_meetings.sql`
\set count_meetings `cat sql/queries/meetings/list_meetings.head.sql`
\set get_meeting `cat sql/queries/meetings/get_meeting.sql`
\set list_publications `cat sql/queries/meetings/list_publications.sql`
\set list_attendance `cat sql/queries/meetings/list_attendance.sql`
\set get_attendance `cat sql/queries/meetings/get_attendance.sql`
\set list_declarations `cat sql/queries/meetings/list_declarations.sql`
\set list_memberships `cat sql/queries/memberships/list_memberships.sql`
CREATE TEMP TABLE filter (n integer GENERATED ALWAYS AS IDENTITY, parameters jsonb);
INSERT INTO filter (parameters) VALUES
    ('{"body": "body-8"}'), ('{"state": "cancelled"}'), ('{"from": "2022-10-20"}'), ('{"to": "2000-01-20"}'),
    ('{"partner": "partner-7"}'), ('{"body": "body-8", "state": "cancelled"}');
GRANT SELECT ON filter TO safer_service;
SET LOCAL ROLE safer_service;

-- An officer of a constituent partner sees all, anybody those of bodies that meet in public.
SELECT tap.acts('kcc'), set_config('safer.scope', 'meetings.write', true);
SELECT unalike(tap.plan(:'list_meetings', parameters || '{"page_size": 51}'), '%Seq Scan on meeting%',
    'a page, all seen: ' || parameters::text) FROM filter ORDER BY n;
SELECT unalike(tap.plan(:'list_meetings',
    '{"page_size": 51, "after": "2010-01-01T10:00:00.000000Z/00000000-0000-0000-0000-00000000c350"}'),
    '%Seq Scan on meeting%', 'a later page, all seen');
SELECT unalike(tap.kept_plan(:'list_meetings'), '%Seq Scan on meeting%', 'any page without a filter, all seen');
SELECT unalike(tap.plan(:'count_meetings', parameters), '%Seq Scan on meeting%',
    'a count, all seen: ' || parameters::text) FROM filter ORDER BY n;
SELECT unalike(tap.plan(:'get_meeting', '{"meeting": "00000000-0000-0000-0000-00000000c350"}'),
    '%Seq Scan on ' || t || ' %', 'one by key: ' || t) FROM unnest('{meeting,item,item_text}'::text[]) AS t;
SELECT unalike(tap.plan(:'list_publications', '{"meeting": "00000000-0000-0000-0000-00000000c350"}'),
    '%Seq Scan on publication%', 'what of one was published');
SELECT unalike(tap.plan(:'list_attendance', '{"meeting": "00000000-0000-0000-0000-00000000c350"}'),
    '%Seq Scan on attendance a%', 'who was there');
SELECT unalike(tap.plan(:'get_attendance', '{"attendance": "00000000-0000-0000-0000-00000000c350"}'),
    '%Seq Scan on ' || t || '%', 'one record of it: ' || t) FROM unnest('{attendance a,meeting}'::text[]) AS t;
SELECT unalike(tap.plan(:'list_declarations', '{"meeting": "00000000-0000-0000-0000-00000000c350"}'),
    '%Seq Scan on declaration%', 'what was declared');
SELECT unalike(tap.plan(:'list_memberships', '{"body": "body-8"}'), '%Seq Scan on membership%', 'who belongs to one body');
SELECT tap.acts(''), set_config('safer.scope', '', true);
SELECT unalike(tap.plan(:'list_meetings', parameters || '{"page_size": 51}'), '%Seq Scan on meeting%',
    'a page, half seen: ' || parameters::text) FROM filter ORDER BY n;
SELECT unalike(tap.kept_plan(:'list_meetings'), '%Seq Scan on meeting%', 'any page without a filter, half seen');
SELECT unalike(tap.plan(:'list_attendance', '{"meeting": "00000000-0000-0000-0000-00000000c34f"}'),
    '%Seq Scan on attendance a%', 'who was there, half seen');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
