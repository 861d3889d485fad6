-- What is found is what the caller may read, row by row, whoever asks; and what he may not read changes nothing.
\ir support.psql
SELECT plan(184);

CREATE FUNCTION tap.comes(partner text, scope text DEFAULT '', today text DEFAULT '2018-03-28')
RETURNS void
LANGUAGE sql
BEGIN ATOMIC
    SELECT tap.acts(partner, today), set_config('safer.scope', scope, true);
END;

-- Whatever can be said of something that decides who sees it, in every combination, with the same word in it. What is
-- restricted has another word in its own title, and the first in the public one.
SET LOCAL session_replication_role = replica;
INSERT INTO safer.meeting (id, body, starts_at, place, notice_on, minutes_on, note)
SELECT gen_random_uuid(), b, '2018-03-01 10:00Z', 'Zebra House', CASE WHEN n > 0 THEN date '2018-02-01' END,
    CASE WHEN n > 1 THEN date '2018-03-10' END, 'Made by a test'
FROM unnest('{kcst-smt,kcsp}'::text[]) AS b, generate_series(0, 2) AS n;
INSERT INTO safer.item (id, meeting, body, place, ref, restricted, exempt_ground, public_title, published_on)
SELECT gen_random_uuid(), m.id, m.body, 1 + n, (1 + n)::text, n % 2 = 1, CASE WHEN n % 2 = 1 THEN '3' END,
    CASE WHEN n % 4 = 1 THEN 'A zebra in public' END, CASE WHEN n > 3 THEN date '2018-02-20' END
FROM safer.meeting AS m, generate_series(0, 7) AS n
WHERE m.note = 'Made by a test';
INSERT INTO safer.item_text (item, title, description)
SELECT i.id, CASE WHEN i.restricted THEN 'Okapi' ELSE 'Zebra' END, 'A zebra ' || i.ref
FROM safer.item AS i
JOIN safer.meeting AS m ON m.id = i.meeting
WHERE m.note = 'Made by a test';
INSERT INTO safer.paper (id, item, meeting, body, place, restricted, exempt_ground, public_title, published_on)
SELECT gen_random_uuid(), i.id, i.meeting, i.body, 1 + n, n % 2 = 1, CASE WHEN n % 2 = 1 THEN '3' END,
    CASE WHEN n % 4 = 1 THEN 'A zebra in public' END, CASE WHEN n > 3 THEN date '2018-02-20' END
FROM safer.item AS i
JOIN safer.meeting AS m ON m.id = i.meeting, generate_series(0, 7) AS n
WHERE m.note = 'Made by a test';
INSERT INTO safer.paper_text (paper, title, summary, text)
SELECT p.id, CASE WHEN p.restricted OR i.restricted THEN 'Okapi' ELSE 'Zebra' END, 'In short', 'A zebra'
FROM safer.paper AS p
JOIN safer.item AS i ON i.id = p.item
JOIN safer.meeting AS m ON m.id = p.meeting
WHERE m.note = 'Made by a test';
INSERT INTO safer.minute (id, meeting, body, number, item, restricted, exempt_ground, published_on)
SELECT gen_random_uuid(), m.id, m.body, 1000 + row_number() OVER (), i.id, n % 2 = 1,
    CASE WHEN n % 2 = 1 THEN '3' END, CASE WHEN n > 1 THEN date '2018-03-10' END
FROM safer.meeting AS m
LEFT JOIN safer.item AS i ON i.meeting = m.id, generate_series(0, 3) AS n
WHERE m.note = 'Made by a test';
INSERT INTO safer.minute (id, meeting, body, number, restricted, published_on)
SELECT gen_random_uuid(), m.id, m.body, 2000 + row_number() OVER (), false, '2018-03-10'
FROM safer.meeting AS m
WHERE m.note = 'Made by a test';
INSERT INTO safer.minute_text (minute, title, text)
SELECT n.id, CASE WHEN n.restricted THEN 'Okapi' ELSE 'Zebra' END, 'A zebra'
FROM safer.minute AS n
JOIN safer.meeting AS m ON m.id = n.meeting
WHERE m.note = 'Made by a test';
INSERT INTO safer.decision (id, meeting, body, text, restricted, stage, condition)
SELECT gen_random_uuid(), m.id, m.body, 'A zebra', r, 'conditional', CASE WHEN r THEN 'Okapi' ELSE 'Zebra' END
FROM safer.meeting AS m, unnest('{true,false}'::boolean[]) AS r
WHERE m.note = 'Made by a test';
INSERT INTO safer.follow_up (id, meeting, body, text, due, restricted)
SELECT gen_random_uuid(), m.id, m.body, CASE WHEN r THEN 'Okapi' ELSE 'Zebra' END || ', a zebra', 'next_meeting', r
FROM safer.meeting AS m, unnest('{true,false}'::boolean[]) AS r
WHERE m.note = 'Made by a test';
INSERT INTO safer.priority_set (id, title, starts_on, state, source)
VALUES ('tap-draft', 'Draft', '2018-04-01', 'draft', 'A test'),
    ('tap-agreed', 'Agreed', '2017-04-01', 'agreed', 'A test');
INSERT INTO safer.priority (id, kind, title, note)
SELECT 'tap-' || kind || '-' || n, kind, 'Okapi', CASE WHEN n > 1 THEN 'A zebra' END
FROM unnest('{priority,theme}'::text[]) AS kind, generate_series(0, 3) AS n;
INSERT INTO safer.priority_set_member (priority_set, priority, place, title)
SELECT s, p.id, 1, CASE s WHEN 'tap-draft' THEN 'Okapi' ELSE 'Zebra' END
FROM safer.priority AS p, unnest('{tap-draft,tap-agreed}'::text[]) AS s
WHERE p.id ~ '^tap-.*-(1|2)$'
    AND (s = 'tap-draft' OR p.id ~ '2$');
INSERT INTO safer.action (id, title, description, priority, owner, public)
SELECT gen_random_uuid(), 'Zebra', 'A zebra', p.id, 'kcc', public
FROM safer.priority AS p, unnest('{true,false}'::boolean[]) AS public
WHERE p.id LIKE 'tap-%';
INSERT INTO safer.project (id, title, summary, evaluation, state, public)
SELECT 'tap-project-' || state || '-' || public, 'Zebra', 'Okapi', 'A zebra', state, public
FROM unnest('{proposed,approved,withdrawn}'::text[]) AS state, unnest('{true,false}'::boolean[]) AS public;
INSERT INTO safer.plan (id, title, state, printed, source)
SELECT 'tap-plan-' || state || printed, 'Plan', state, printed, 'A test'
FROM unnest('{draft,published}'::text[]) AS state, unnest('{true,false}'::boolean[]) AS printed;
INSERT INTO safer.plan_aim (plan, place, kind, text)
SELECT p.id, 1, 'priority', 'Zebra' FROM safer.plan AS p WHERE p.id LIKE 'tap-%';
INSERT INTO safer.csa_version (id, title, starts_on, state, source)
SELECT 'tap-' || replace(state, '_', '-'), 'Version', '2018-04-01', state, 'A test'
FROM unnest('{draft,in_principle,conditional,final}'::text[]) AS state;
INSERT INTO safer.csa_chapter (csa_version, chapter, kind, place, title, text, change_note, revised_in, removed)
SELECT v.id, 'chapter-' || removed, 'chapter', 1, 'Zebra', 'A zebra', 'Okapi', v.id, removed
FROM safer.csa_version AS v, unnest('{true,false}'::boolean[]) AS removed
WHERE v.id LIKE 'tap-%';
INSERT INTO safer.membership (id, body, partner, office, from_on, to_on)
VALUES (gen_random_uuid(), 'kcst-smt', 'thanet', 'Officer', '2016-01-01', '2018-03-27'),
    (gen_random_uuid(), 'kcst-smt', 'maidstone', 'Officer', '2018-03-28', NULL);
SET LOCAL session_replication_role = origin;

-- What the caller reads through the views, and has the words.
CREATE FUNCTION tap.readable(q text)
RETURNS TABLE (kind text, id text, title text, restricted boolean)
LANGUAGE sql
AS $$
    SELECT r.kind, r.id, r.title, r.restricted
    FROM (
        SELECT 'meeting', m.id::text, b.title, false, concat_ws(' ', m.place, m.note)
        FROM api.meetings AS m
        JOIN api.bodies AS b ON b.id = m.body
        UNION ALL
        SELECT 'item', i.id::text, i.title, i.restricted AND NOT i.withheld, concat_ws(' ', i.title, i.description)
        FROM api.items AS i
        UNION ALL
        SELECT 'paper', p.id::text, p.title, p.restricted AND NOT p.withheld,
            concat_ws(' ', p.title, p.summary, p.text)
        FROM api.papers AS p
        UNION ALL
        SELECT 'minute', m.id::text, m.title, m.restricted, concat_ws(' ', m.title, m.text)
        FROM api.minutes AS m
        WHERE NOT m.withheld
        UNION ALL
        SELECT 'decision', d.id::text, d.text, d.restricted, concat_ws(' ', d.text, d.condition)
        FROM api.decisions AS d
        UNION ALL
        SELECT 'follow_up', f.id::text, f.text, f.restricted, f.text FROM api.follow_ups AS f
        UNION ALL
        SELECT 'action', a.id::text, a.title, false, concat_ws(' ', a.title, a.description) FROM api.actions AS a
        UNION ALL
        SELECT 'priority', p.id, p.title, false,
            concat_ws(' ', p.title, p.note,
                (SELECT string_agg(s ->> 'title', ' ') FROM json_array_elements(p.sets) AS s))
        FROM api.priorities AS p
        UNION ALL
        SELECT 'theme', p.id, p.title, false,
            concat_ws(' ', p.title, p.note,
                (SELECT string_agg(s ->> 'title', ' ') FROM json_array_elements(p.sets) AS s))
        FROM api.themes AS p
        UNION ALL
        SELECT 'plan', p.id, p.title, false,
            concat_ws(' ', p.title, p.note,
                (SELECT string_agg(a ->> 'text', ' ') FROM json_array_elements(p.aims) AS a))
        FROM api.plans AS p
        UNION ALL
        SELECT 'project', p.id, p.title, false, concat_ws(' ', p.title, p.summary, p.beneficiaries, p.evaluation)
        FROM api.projects AS p
        UNION ALL
        SELECT 'chapter', c.csa_version || '/' || c.chapter, c.title, false,
            concat_ws(' ', c.title, c.text, c.change_note)
        FROM api.csa_chapters AS c
    ) AS r (kind, id, title, restricted, words)
    WHERE to_tsvector('english', r.words) @@ websearch_to_tsquery('english', q)
$$;
CREATE FUNCTION tap.found(q text, kind text DEFAULT NULL, body text DEFAULT NULL, from_on date DEFAULT NULL,
    to_on date DEFAULT NULL, behind text DEFAULT NULL, page_size bigint DEFAULT NULL)
RETURNS SETOF record
LANGUAGE sql
BEGIN ATOMIC
    SELECT s.kind, s.id, s.title, s._restricted
    FROM safer.search(q, kind, body, from_on, to_on, behind, page_size) AS s;
END;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA tap TO PUBLIC;

CREATE TEMP TABLE caller (n integer GENERATED ALWAYS AS IDENTITY, partner text, scope text);
INSERT INTO caller (partner, scope)
SELECT p, s
FROM unnest('{"",kcc,kent-police,maidstone,thanet,swale,nobody}'::text[]) AS p,
    unnest('{"",restricted.read,meetings.write,"meetings.write restricted.read"}'::text[]) AS s;
GRANT SELECT ON caller TO safer_service;
SET LOCAL ROLE safer_service;

-- tap.comes() is called first, row after row, and the rest of its row is read as that caller.
CREATE FUNCTION pg_temp.compare(partner text, scope text, q text)
RETURNS text
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM tap.comes(partner, scope);
    RETURN tap.bag_eq(
        format('SELECT * FROM tap.found(%L) AS s (kind text, id text, title text, restricted boolean)', q),
        format('SELECT * FROM tap.readable(%L)', q),
        format('%s with ''%s'' finds what it reads: %s', coalesce(nullif(partner, ''), 'nobody''s token'), scope, q));
END
$$;
SELECT pg_temp.compare(c.partner, c.scope, q.q)
FROM caller AS c,
    unnest('{zebra,okapi,"zebra -okapi","review or community or police or fund or agree"}'::text[]) AS q (q)
ORDER BY c.n, q.q;

-- What somebody may not read changes nothing of what he is told: not what, not in which order, not how well it fits.
CREATE FUNCTION pg_temp.told(partner text, scope text, q text)
RETURNS text
LANGUAGE sql
AS $$
    SELECT tap.comes(partner, scope);
    SELECT md5(string_agg(s::text, E'\n')) FROM safer.search(q, NULL, NULL, NULL, NULL, NULL, NULL) AS s;
$$;
CREATE TEMP TABLE told AS SELECT c.n, pg_temp.told(c.partner, c.scope, 'zebra') AS before FROM caller AS c ORDER BY c.n;
RESET ROLE;
SET LOCAL session_replication_role = replica;
UPDATE safer.item_text AS t SET title = 'Zebra, zebra', description = 'Zebra or okapi'
FROM safer.item AS i WHERE i.id = t.item AND i.restricted;
UPDATE safer.paper_text AS t SET title = 'Zebra, zebra', summary = 'Zebra or okapi'
FROM safer.paper AS p JOIN safer.item AS i ON i.id = p.item WHERE p.id = t.paper AND (p.restricted OR i.restricted);
UPDATE safer.minute_text AS t SET title = 'Zebra, zebra', text = 'Zebra or okapi'
FROM safer.minute AS m LEFT JOIN safer.item AS i ON i.id = m.item
WHERE m.id = t.minute AND (m.restricted OR i.restricted);
UPDATE safer.decision AS d SET text = 'Zebra, zebra or okapi' WHERE d.restricted;
UPDATE safer.follow_up AS f SET text = 'Zebra, zebra or okapi' WHERE f.restricted;
SET LOCAL session_replication_role = origin;
SET LOCAL ROLE safer_service;
SELECT is(pg_temp.told(c.partner, c.scope, 'zebra') = t.before,
    NOT (c.partner IN ('kcc', 'kent-police', 'maidstone') AND c.scope LIKE '%restricted.read'),
    format('%s with ''%s'' is told what he may read', coalesce(nullif(c.partner, ''), 'nobody''s token'), c.scope))
FROM caller AS c JOIN told AS t ON t.n = c.n ORDER BY c.n;

-- Pages and filters
SELECT tap.comes('kcc', 'meetings.write restricted.read');
CREATE TEMP TABLE whole AS
SELECT row_number() OVER () AS n, s.* FROM safer.search('zebra', NULL, NULL, NULL, NULL, NULL, NULL) AS s;
SELECT results_eq($$WITH RECURSIVE page AS (
        SELECT 0 AS n, NULL::text AS behind
        UNION ALL
        SELECT p.n + 7, (SELECT w._cursor FROM whole AS w WHERE w.n = p.n + 7) FROM page AS p
        WHERE p.n + 7 <= (SELECT max(w.n) FROM whole AS w))
    SELECT s.kind, s.id FROM page AS p,
        safer.search('zebra', NULL, NULL, NULL, NULL, p.behind, 7) WITH ORDINALITY AS s
    ORDER BY p.n, s.ordinality$$,
    'SELECT w.kind, w.id FROM whole AS w ORDER BY w.n', 'pages have everything once, in order');
SELECT cmp_ok((SELECT count(DISTINCT w.rank) FROM whole AS w), '>', 2::bigint, 'some fit better');
SELECT is_empty('SELECT FROM whole AS w JOIN whole AS x ON x.n = w.n + 1 WHERE x.rank > w.rank',
    'and these come first');
SELECT is_empty($$SELECT FROM whole AS w WHERE w.url IS NULL OR w.snippet IS NULL OR w.title IS NULL
    OR w.snippet ~ '[<>]'$$, 'each has an address and a snippet');
SELECT isnt_empty(format('SELECT FROM whole AS w WHERE w.kind = %L AND w.snippet ~ %L', k, '«[Zz]ebra»'),
    'the word is marked in what is found: ' || k)
FROM unnest('{meeting,item,paper,minute,decision,follow_up,action,priority,theme,plan,chapter}'::text[]) AS k;
SELECT bag_eq(format('SELECT s.id FROM safer.search(%L, %L, NULL, NULL, NULL, NULL, NULL) AS s', 'zebra', k),
    format('SELECT w.id FROM whole AS w WHERE w.kind = %L', k), 'of one kind: ' || k)
FROM unnest('{meeting,item,paper,minute,decision,follow_up,action,priority,theme,plan,chapter}'::text[]) AS k;
SELECT bag_eq($$SELECT s.id FROM safer.search('zebra', NULL, 'kcsp', NULL, NULL, NULL, NULL) AS s$$,
    $$SELECT w.id FROM whole AS w WHERE w.body = 'kcsp'$$, 'of one body');
SELECT bag_eq($$SELECT s.id FROM safer.search('zebra', NULL, NULL, '2018-03-01', '2018-03-01', NULL, NULL) AS s$$,
    $$SELECT w.id FROM whole AS w WHERE w.date = '2018-03-01'$$, 'of one day, from and to');
SELECT bag_eq($$SELECT s.id FROM safer.search('zebra', NULL, NULL, '2018-03-02', NULL, NULL, NULL) AS s$$,
    $$SELECT w.id FROM whole AS w WHERE w.date > '2018-03-01'$$, 'of later days, and nothing without a day');
SELECT bag_eq($$SELECT s.id FROM safer.search('zebra', NULL, NULL, NULL, '2018-02-28', NULL, NULL) AS s$$,
    $$SELECT w.id FROM whole AS w WHERE w.date < '2018-03-01'$$, 'of earlier ones');

-- What is no question
SELECT is(tap.outcome(format('SELECT safer.search(%L, NULL, NULL, NULL, NULL, NULL, NULL)', q)), 'nothing-to-look-for',
    format('%L is refused', q))
FROM unnest('{""," ",the of,"-zebra","zebra or -okapi","!?","\"and the\""}'::text[]) AS q;

-- Long texts: words that are all different fit.
RESET ROLE;
SELECT matches(safer.search_snippet(t.text, websearch_to_tsquery('pg_catalog.english', q)), snippet,
    'a snippet has what was looked for: ' || q)
FROM (
    SELECT 'The road was closed. ' || repeat('Nothing else was said. ', 200) || 'Safety first. ' || repeat('No more. ', 99)
        || 'It''s about safety on the road.') AS t (text),
    (VALUES ('road safety', '^«Safety» first.* … .*about «safety» on the «road»|about «safety» on the «road»'),
        ('safety closed', 'road was «closed».* … .*«Safety» first'), ('closed -zebra', '«closed»'),
        ('"road safety"', '«road» .* … .*«Safety»|«Safety».*'), ('nobody', '^The road was closed')) AS v (q, snippet);
SET LOCAL session_replication_role = replica;
SELECT lives_ok($$UPDATE safer.paper_text AS t
    SET text = (SELECT left(string_agg(md5(n::text), ' '), 500000) FROM generate_series(1, 20000) AS n)
    WHERE t.paper = (SELECT min(p.id::text)::uuid FROM safer.paper AS p)$$,
    'a text of 500,000 characters is kept');
SELECT lives_ok($$UPDATE safer.minute_text AS t
    SET text = (SELECT left(string_agg(chr(66304 + n % 16) || chr(66304 + n / 16 % 16) || chr(66304 + n / 256 % 16),
        '-'), 100000) FROM generate_series(1, 30000) AS n)
    WHERE t.minute = (SELECT min(m.id::text)::uuid FROM safer.minute AS m)$$, 'and one of letters of four bytes');

SELECT * FROM finish();
ROLLBACK;
