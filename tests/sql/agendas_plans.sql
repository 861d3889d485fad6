-- Over 100,000 decisions and follow-ups, and as many items, papers and minutes, no declared filter and no read by key
-- looks at every row.
\ir support.psql
\ir explain.psql
SELECT plan(66);

SET LOCAL session_replication_role = replica;
INSERT INTO safer.body (id, title, meets_in)
SELECT 'body-' || n, 'Body', CASE WHEN n % 2 = 0 THEN 'public' ELSE 'private' END FROM generate_series(1, 200) AS n;
INSERT INTO safer.partner (id, name, kind)
SELECT 'partner-' || n, 'Partner ' || n, 'district' FROM generate_series(1, 200) AS n;
INSERT INTO safer.meeting (id, body, starts_at, place, state, notice_on, minutes_on)
SELECT lpad(to_hex(n), 32, '0')::uuid, 'body-' || 1 + n % 200, timestamptz '2000-01-01 10:00Z' + n * interval '2 hours',
    'Place', 'held', '2000-01-01', '2000-01-01'
FROM generate_series(1, 50000) AS n;
INSERT INTO safer.item (id, meeting, body, place, ref, published_on)
SELECT lpad(to_hex(n), 32, '0')::uuid, lpad(to_hex(1 + n / 2), 32, '0')::uuid, 'body-' || 1 + (1 + n / 2) % 200, n % 2 + 1,
    'A' || n % 2, '2000-01-01'
FROM generate_series(1, 99990) AS n;
INSERT INTO safer.item_text (item, title)
SELECT lpad(to_hex(n), 32, '0')::uuid, 'Title' FROM generate_series(1, 99990) AS n;
INSERT INTO safer.paper (id, item, meeting, body, place, published_on)
SELECT i.id, i.id, i.meeting, i.body, 1, '2000-01-01' FROM safer.item AS i ON CONFLICT DO NOTHING;
INSERT INTO safer.paper_text (paper, title) SELECT p.id, 'Title' FROM safer.paper AS p ON CONFLICT DO NOTHING;
INSERT INTO safer.paper_recommendation (paper, letter, text)
SELECT p.id, 'a', 'Text' FROM safer.paper AS p ON CONFLICT DO NOTHING;
INSERT INTO safer.minute (id, meeting, body, number, item, published_on)
SELECT i.id, i.meeting, i.body, 1000 + row_number() OVER (PARTITION BY i.body), i.id, '2000-01-01' FROM safer.item AS i
ON CONFLICT DO NOTHING;
INSERT INTO safer.minute_text (minute, title) SELECT m.id, 'Title' FROM safer.minute AS m ON CONFLICT DO NOTHING;
INSERT INTO safer.decision (id, meeting, body, item, minute, stage, condition, text)
SELECT i.id, i.meeting, i.body, i.id, i.id, CASE WHEN i.place = 1 AND i.body = 'body-9' THEN 'conditional' ELSE 'final' END,
    CASE WHEN i.place = 1 AND i.body = 'body-9' THEN 'Condition' END, 'Text'
FROM safer.item AS i
ON CONFLICT DO NOTHING;
INSERT INTO safer.follow_up (id, meeting, body, item, decision, text, due, partner, state, closed_because, closed_at)
SELECT i.id, i.meeting, i.body, i.id, i.id, 'Text', 'next_meeting', 'partner-' || 1 + row_number() OVER () % 200,
    CASE WHEN i.place = 1 AND i.body = 'body-9' THEN 'open' ELSE 'closed' END,
    CASE WHEN i.place = 1 AND i.body = 'body-9' THEN NULL ELSE 'Done' END,
    CASE WHEN i.place = 1 AND i.body = 'body-9' THEN NULL ELSE now() END
FROM safer.item AS i
ON CONFLICT DO NOTHING;
SET LOCAL session_replication_role = origin;
ANALYZE safer.meeting, safer.item, safer.item_text, safer.paper, safer.paper_text, safer.paper_recommendation,
    safer.minute, safer.minute_text, safer.decision, safer.decision_option, safer.follow_up, safer.body, safer.partner;

\set list_decisions `cat sql/queries/decisions/list_decisions.sql`
\set count_decisions `cat sql/queries/decisions/list_decisions.head.sql`
\set list_follow_ups `cat sql/queries/follow_ups/list_follow_ups.sql`
\set count_follow_ups `cat sql/queries/follow_ups/list_follow_ups.head.sql`
\set list_items `cat sql/queries/meetings/list_items.sql`
\set get_item `cat sql/queries/items/get_item.sql`
\set list_papers `cat sql/queries/items/list_papers.sql`
\set get_paper `cat sql/queries/papers/get_paper.sql`
\set list_paper_recommendations `cat sql/queries/papers/list_paper_recommendations.sql`
\set list_minutes `cat sql/queries/meetings/list_minutes.sql`
\set get_minute `cat sql/queries/minutes/get_minute.sql`
\set list_meeting_decisions `cat sql/queries/meetings/list_meeting_decisions.sql`
\set get_decision `cat sql/queries/decisions/get_decision.sql`
\set get_follow_up `cat sql/queries/follow_ups/get_follow_up.sql`
CREATE TEMP TABLE filter (n integer GENERATED ALWAYS AS IDENTITY, big text, parameters jsonb);
INSERT INTO filter (big, parameters) VALUES
    ('decision', '{"body": "body-8"}'), ('decision', '{"from": "2011-05-20"}'), ('decision', '{"to": "2000-01-20"}'),
    ('decision', '{"stage": "conditional"}'), ('decision', '{"body": "body-9", "stage": "conditional"}'),
    ('follow_up', '{"body": "body-8"}'), ('follow_up', '{"state": "open"}'), ('follow_up', '{"partner": "partner-7"}'),
    ('follow_up', '{"overdue": "true"}'), ('follow_up', '{"body": "body-9", "state": "open"}');
CREATE TEMP TABLE statement (n integer GENERATED ALWAYS AS IDENTITY, big text, name text, statement text);
INSERT INTO statement (big, name, statement) VALUES
    ('item', 'the items of a meeting', :'list_items'), ('item', 'one item', :'get_item'),
    ('paper', 'the papers to an item', :'list_papers'), ('paper', 'one paper', :'get_paper'),
    ('paper_recommendation', 'what a paper asks for', :'list_paper_recommendations'),
    ('minute', 'the minutes of a meeting', :'list_minutes'), ('minute', 'one minute', :'get_minute'),
    ('decision', 'what a meeting decided', :'list_meeting_decisions'), ('decision', 'one decision', :'get_decision'),
    ('follow_up', 'one follow-up', :'get_follow_up');
GRANT SELECT ON filter, statement TO safer_service;
SET LOCAL ROLE safer_service;
\set key '''00000000-0000-0000-0000-00000000c350'''

-- An officer of a constituent partner sees all, anybody those of bodies that meet in public.
SELECT tap.acts('kcc'), set_config('safer.scope', 'meetings.write restricted.read', true);
SELECT unalike(tap.plan(CASE big WHEN 'decision' THEN :'list_decisions' ELSE :'list_follow_ups' END,
    parameters || '{"page_size": 51}'), '%Seq Scan on ' || big || ' %', format('a page of %ss, all seen: %s', big, parameters))
FROM filter ORDER BY n;
SELECT unalike(tap.plan(CASE big WHEN 'decision' THEN :'count_decisions' ELSE :'count_follow_ups' END, parameters),
    '%Seq Scan on ' || big || ' %', format('a count of %ss, all seen: %s', big, parameters)) FROM filter ORDER BY n;
SELECT unalike(tap.kept_plan(:'list_decisions'), '%Seq Scan on decision %', 'any page of decisions, all seen');
SELECT unalike(tap.kept_plan(:'list_follow_ups'), '%Seq Scan on follow_up %', 'any page of follow-ups, all seen');
SELECT unalike(tap.plan(:'list_decisions', '{"page_size": 51, "after": "00000000-0000-0000-0000-00000000c350"}'),
    '%Seq Scan on decision %', 'a later page of decisions');
SELECT unalike(tap.plan(:'list_follow_ups', '{"page_size": 51, "after": "00000000-0000-0000-0000-00000000c350"}'),
    '%Seq Scan on follow_up %', 'a later page of follow-ups');
SELECT unalike(tap.plan(statement, jsonb_build_object('meeting', :key, 'item', :key, 'paper', :key, 'minute', :key,
    'decision', :key, 'follow_up', :key)), '%Seq Scan on ' || big || ' %', name || ', all seen') FROM statement ORDER BY n;

SELECT tap.acts(''), set_config('safer.scope', '', true);
SELECT unalike(tap.plan(CASE big WHEN 'decision' THEN :'list_decisions' ELSE :'list_follow_ups' END,
    parameters || '{"page_size": 51}'), '%Seq Scan on ' || big || ' %', format('a page of %ss, half seen: %s', big, parameters))
FROM filter ORDER BY n;
SELECT unalike(tap.plan(CASE big WHEN 'decision' THEN :'count_decisions' ELSE :'count_follow_ups' END, parameters),
    '%Seq Scan on ' || big || ' %', format('a count of %ss, half seen: %s', big, parameters)) FROM filter ORDER BY n;
SELECT unalike(tap.kept_plan(:'list_decisions'), '%Seq Scan on decision %', 'any page of decisions, half seen');
SELECT unalike(tap.kept_plan(:'list_follow_ups'), '%Seq Scan on follow_up %', 'any page of follow-ups, half seen');
SELECT unalike(tap.plan(statement, jsonb_build_object('meeting', :key, 'item', :key, 'paper', :key, 'minute', :key,
    'decision', :key, 'follow_up', :key)), '%Seq Scan on ' || big || ' %', name || ', half seen') FROM statement ORDER BY n;
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
