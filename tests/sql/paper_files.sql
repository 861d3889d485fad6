-- Files of papers: who reads which part of them, who puts them there, and of which types they are.
\ir support.psql
SELECT plan(39);

CREATE FUNCTION tap.comes(partner text, scope text DEFAULT 'meetings.write', today text DEFAULT '2018-03-28')
RETURNS void
LANGUAGE sql
BEGIN ATOMIC
    SELECT tap.acts(partner, today), set_config('safer.scope', scope, true);
END;
-- Stages a file of one part, as the service does, and puts it in place.
CREATE FUNCTION tap.putting(paper uuid, name text DEFAULT 'a.pdf', said text DEFAULT 'application/pdf',
    content bytea DEFAULT '%PDF-1', if_match integer DEFAULT NULL)
RETURNS text
LANGUAGE sql
RETURN format('SELECT safer.open_paper_file_staging(); INSERT INTO pg_temp.paper_file_staging SELECT 1, %1$L::bytea;'
    ' SELECT * FROM safer.put_paper_file(%2$L, %3$L, %4$L, encode(sha256(%1$L), ''hex''), octet_length(%1$L::bytea), %5$L)',
    content, paper, name, said, if_match);

\set open '''00000000-0000-7000-8000-000000000021'''
\set shut '''00000000-0000-7000-8000-000000000022'''
\set loaded '''01590000-0000-7000-8000-000000000701'''
-- A private body's meeting with drafts: a paper to an open item, one that is restricted itself, one to a restricted item.
INSERT INTO safer.meeting (id, body, starts_at, place)
VALUES ('00000000-0000-7000-8000-000000000001', 'kcst-smt', '2018-04-10 10:00Z', 'Maidstone');
INSERT INTO safer.item (id, meeting, body, place, ref, restricted, exempt_ground)
VALUES (:open, '00000000-0000-7000-8000-000000000001', 'kcst-smt', 1, '1', false, NULL),
    (:shut, '00000000-0000-7000-8000-000000000001', 'kcst-smt', 2, '2', true, '3');
INSERT INTO safer.paper (id, item, meeting, body, place, restricted, exempt_ground)
SELECT v.id::uuid, v.item::uuid, '00000000-0000-7000-8000-000000000001', 'kcst-smt', v.place, v.ground IS NOT NULL, v.ground
FROM (VALUES ('00000000-0000-7000-8000-000000000031', :open, 1, NULL), ('00000000-0000-7000-8000-000000000032', :open, 2, '1'),
    ('00000000-0000-7000-8000-000000000033', :shut, 1, NULL)) AS v (id, item, place, ground);
INSERT INTO safer.paper_text (paper, title)
SELECT p.id, 'Title'
FROM safer.paper AS p
WHERE p.body = 'kcst-smt';
\set one '''00000000-0000-7000-8000-000000000031'''
\set secret '''00000000-0000-7000-8000-000000000032'''
\set under '''00000000-0000-7000-8000-000000000033'''
CREATE FUNCTION tap.seen()
RETURNS text
LANGUAGE sql
RETURN (SELECT coalesce(string_agg(right(f.paper::text, 2) || ':' || f.part, ' ' ORDER BY f.paper, f.part), '')
    FROM safer.paper_file AS f);
SET LOCAL ROLE safer_service;

-- Putting
SELECT tap.comes('kcc', 'meetings.write restricted.read');
SELECT is(tap.outcome(tap.putting(:one)), 'accepted', 'who keeps the meetings puts a file');
SELECT is((SELECT row(file_name, file_type, file_bytes, version)::text FROM api.papers WHERE id = :one),
    row('a.pdf', 'application/pdf', 6, 2)::text, 'the paper says what it is');
SELECT is(tap.outcome(tap.putting(:one, 'b.pdf', content => '%PDF-2')), 'accepted', 'and another');
SELECT is((SELECT string_agg(encode(content, 'escape'), '|') FROM safer.paper_file WHERE paper = :one), '%PDF-2',
    'which takes its place');
SELECT is(tap.outcome(tap.putting(:one, if_match => 2)), 'precondition-failed', 'of what was read before, none');
SELECT is(tap.outcome(tap.putting(:secret)), 'accepted', 'with the scope to a restricted paper');
SELECT is(tap.outcome(tap.putting(:under)), 'accepted', 'and to one of a restricted item');
SELECT is(tap.outcome(tap.putting(:loaded)), 'paper-published', 'not to one that is published');
SELECT is(tap.seen(), '31:1 32:1 33:1', 'these it reads');
SELECT tap.comes('kcc');
SELECT is(tap.outcome(tap.putting(:secret)), 'restricted-scope-needed', 'without the scope to none that is restricted');
SELECT is(tap.outcome(tap.putting(:under)), 'restricted-scope-needed', 'nor whose item is');
SELECT safer.open_paper_file_staging();
SELECT tap.comes('kcc', 'restricted.read');
SELECT is_empty($$SELECT * FROM safer.put_paper_file($$ || quote_literal(:one) || $$, 'a.pdf', NULL, 'x', 1, NULL)$$,
    'who may not write finds no draft to put one to');
SELECT tap.comes('swale');
SELECT is_empty($$SELECT * FROM safer.put_paper_file($$ || quote_literal(:one) || $$, 'a.pdf', NULL, 'x', 1, NULL)$$,
    'nor does who is no member');
RESET ROLE;
DROP TABLE pg_temp.paper_file_staging;
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(tap.putting(:loaded)), 'not-your-body', 'who sees the paper is told why not');
SELECT is(tap.outcome('INSERT INTO safer.paper_file (paper, part, content) VALUES (' || quote_literal(:loaded) || $$, 1, 'x')$$),
    '42501', 'and nothing is put there by itself');
SELECT is(tap.outcome('DELETE FROM safer.paper_file'), '42501', 'or taken away');
SELECT is(tap.outcome($$SELECT safer.open_paper_file_staging(); SELECT * FROM pg_temp.paper_file_staging$$), '42501',
    'and what is staged is not read');

-- Reading
SELECT tap.comes('kfrs');
SELECT is(tap.seen(), '31:1', 'who keeps the meetings reads the draft''s, and none that is restricted');
SELECT tap.comes('kfrs', 'meetings.write restricted.read');
SELECT is(tap.seen(), '31:1 32:1 33:1', 'a member with the scope reads all');
SELECT tap.comes('kfrs', 'restricted.read');
SELECT is(tap.seen(), '', 'but no drafts when it keeps none');
SELECT tap.comes('swale', 'meetings.write restricted.read');
SELECT is(tap.seen(), '', 'who is no member reads none, whatever its scope');
SELECT tap.comes('', '');
SELECT is(tap.seen(), '', 'nor does the public');
RESET ROLE;
UPDATE safer.item SET published_on = '2018-03-01' WHERE body = 'kcst-smt' AND id IN (:open, :shut);
UPDATE safer.paper SET published_on = '2018-03-01' WHERE item IN (:open, :shut);
SET LOCAL ROLE safer_service;
SELECT tap.comes('kfrs', '');
SELECT is(tap.seen(), '31:1', 'once it is published, a member reads what is open');
SELECT tap.comes('kfrs', 'restricted.read');
SELECT is(tap.seen(), '31:1 32:1 33:1', 'and with the scope what is not');
SELECT tap.comes('', '');
SELECT is(tap.seen(), '', 'a private body''s is not the public''s');
RESET ROLE;
UPDATE safer.body SET meets_in = 'public' WHERE id = 'kcst-smt';
SET LOCAL ROLE safer_service;
SELECT is(tap.seen(), '31:1', 'a public body''s is, but for what is restricted');
RESET ROLE;

-- Types
SELECT is(safer.file_type('a.PDF', NULL), 'application/pdf', 'where nothing is said, the name says it');
SELECT is(safer.file_type('a.b.docx', 'application/octet-stream'),
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'and where nothing is meant');
SELECT is(safer.file_type('a.pdf', 'text/plain'), 'text/plain', 'else what is said');
SELECT is(safer.file_type('a.rtf', 'text/rtf'), 'application/rtf', 'by its present name');
SELECT is(safer.file_type('pdf', NULL), NULL, 'a name without an end says nothing');
SELECT is(safer.file_type(NULL, NULL), NULL, 'nor does none');
SELECT throws_ok('UPDATE safer.paper_text SET file_type = ''text/html'' WHERE file_type IS NOT NULL', '23514',
    'new row for relation "paper_text" violates check constraint "paper_text_file_type_known"', 'others are not kept');
SELECT is_empty($$SELECT t FROM unnest(ARRAY['a.pdf', 'a.docx', 'a.xlsx', 'a.pptx', 'a.odt', 'a.ods', 'a.odp', 'a.rtf',
        'a.txt', 'a.csv', 'a.png', 'a.jpg', 'a.jpeg']) AS n (name), safer.file_type(n.name, NULL) AS t
    WHERE NOT EXISTS (SELECT FROM pg_constraint AS c WHERE c.conname = 'paper_text_file_type_known'
        AND strpos(pg_get_constraintdef(c.oid), quote_literal(t)) > 0)$$, 'each that a name stands for is kept');
SELECT ok(safer.file_begins_as('text/csv', 'a,b') AND NOT safer.file_begins_as('text/csv', '\x610062'),
    'text has no NUL in it');
SELECT ok(NOT safer.file_begins_as('application/pdf', '%PDF') AND NOT safer.file_begins_as('image/png', 'PNG'),
    'what begins otherwise is another');
SELECT throws_ok('INSERT INTO safer.paper_file VALUES (' || quote_literal(:one) || $$, 0, 'x')$$, '23514',
    'new row for relation "paper_file" violates check constraint "paper_file_part_sane"', 'parts are counted from one');
SELECT throws_ok('INSERT INTO safer.paper_file VALUES (' || quote_literal(:one) || $$, 2, '')$$, '23514',
    'new row for relation "paper_file" violates check constraint "paper_file_content_length"', 'none is empty');
SELECT throws_ok('INSERT INTO safer.paper_file VALUES (' || quote_literal(:one)
    || $$, 2, decode(repeat('00', 65537), 'hex'))$$, '23514',
    'new row for relation "paper_file" violates check constraint "paper_file_content_length"', 'or too long');

SELECT * FROM finish();
ROLLBACK;
