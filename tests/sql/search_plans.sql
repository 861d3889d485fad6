-- Over 200,000 minutes, of which few or all have the word, no search reads them one after the other, and each is quick.
\ir support.psql
SELECT plan(13);

SET LOCAL session_replication_role = replica;
INSERT INTO safer.meeting (id, body, starts_at, place, notice_on, minutes_on)
SELECT lpad(to_hex(n), 32, '0')::uuid, 'kcsp', timestamptz '2000-01-01 10:00Z' + n * interval '1 day', 'Maidstone',
    '1999-12-01', '2018-01-01'
FROM generate_series(1, 5000) AS n;
INSERT INTO safer.minute (id, meeting, body, number, restricted, exempt_ground, published_on)
SELECT lpad(to_hex(n), 32, '0')::uuid, lpad(to_hex(1 + n / 40), 32, '0')::uuid, 'kcsp', 10000 + n, n % 100 = 0,
    CASE WHEN n % 100 = 0 THEN '3' END, '2018-01-01'
FROM generate_series(1, 199900) AS n;
INSERT INTO safer.minute_text (minute, title, text)
SELECT lpad(to_hex(n), 32, '0')::uuid, 'Performance against the priorities',
    'The partnership heard how incidents had gone in the quarter and discussed what each partner could do about them. '
        || 'Number ' || md5(n::text) || CASE WHEN n % 4000 IN (0, 1) THEN ', with a zebra.' ELSE '.' END
FROM generate_series(1, 199900) AS n;
INSERT INTO safer.item (id, meeting, body, place, ref, published_on)
SELECT lpad(to_hex(n), 32, '0')::uuid, lpad(to_hex(1 + n / 40), 32, '0')::uuid, 'kcsp', 1 + n % 40, (1 + n % 40)::text,
    '2018-01-01'
FROM generate_series(1, 100000) AS n;
INSERT INTO safer.item_text (item, title)
SELECT lpad(to_hex(n), 32, '0')::uuid, 'Item ' || md5(n::text) FROM generate_series(1, 100000) AS n;
INSERT INTO safer.decision (id, meeting, body, text)
SELECT lpad(to_hex(n), 32, '0')::uuid, lpad(to_hex(1 + n / 40), 32, '0')::uuid, 'kcsp', 'To ' || md5(n::text)
FROM generate_series(1, 100000) AS n;
SET LOCAL session_replication_role = origin;
ANALYZE safer.meeting, safer.minute, safer.minute_text, safer.item, safer.item_text, safer.decision;

-- How many rows of these tables a search has read one after the other.
CREATE FUNCTION tap.read_in_turn(q text, of_kind text DEFAULT NULL)
RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
    before bigint := (SELECT sum(s.seq_tup_read) FROM pg_stat_xact_user_tables AS s
        WHERE s.schemaname = 'safer' AND s.relname IN ('minute_text', 'minute', 'item_text', 'item', 'decision'));
BEGIN
    PERFORM FROM safer.search(q, of_kind, NULL, NULL, NULL, NULL, 51);
    RETURN (SELECT sum(s.seq_tup_read) - before FROM pg_stat_xact_user_tables AS s
        WHERE s.schemaname = 'safer' AND s.relname IN ('minute_text', 'minute', 'item_text', 'item', 'decision'));
END
$$;
-- The milliseconds that a search takes.
CREATE FUNCTION tap.takes(q text)
RETURNS double precision
LANGUAGE plpgsql
AS $$
DECLARE
    begun timestamptz := clock_timestamp();
BEGIN
    PERFORM FROM safer.search(q, NULL, NULL, NULL, NULL, NULL, 51);
    RETURN 1000 * extract(epoch FROM clock_timestamp() - begun);
END
$$;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA tap TO PUBLIC;

-- Under row security a word is looked for in every row; what is looked for by safer_rules is found by its index.
CREATE FUNCTION tap.plan_of_words()
RETURNS text
LANGUAGE plpgsql
AS $$
DECLARE
    line text;
    plan text := '';
BEGIN
    FOR line IN EXECUTE
            'EXPLAIN (COSTS OFF) SELECT FROM safer.minute_text AS t WHERE t.words @@ ''zebra''::tsquery' LOOP
        plan := plan || line || E'\n';
    END LOOP;
    RETURN plan;
END
$$;
GRANT EXECUTE ON FUNCTION tap.plan_of_words() TO PUBLIC;
SET LOCAL ROLE safer_rules;
SELECT alike(tap.plan_of_words(), '%Bitmap Index Scan on minute_text_by_word%', 'rules find words by their index');
SET LOCAL ROLE safer_service;
SELECT alike(tap.plan_of_words(), '%Seq Scan on minute_text%', 'nobody else would');

SELECT tap.acts('swale');
SELECT is(tap.read_in_turn('zebra'), 0::bigint, 'a rare word is found by its index');
SELECT is(tap.read_in_turn('zebra discussed'), 0::bigint, 'with one that all have');
SELECT is(tap.read_in_turn('"a zebra"', 'minute'), 0::bigint, 'next to one that is not looked for');
SELECT is(tap.read_in_turn('nowhere'), 0::bigint, 'a word that nobody has');
SELECT is(tap.read_in_turn('discussed', 'decision'), 0::bigint, 'of one kind, other kinds are not read');
SELECT is((SELECT count(*) FROM safer.search('zebra', NULL, NULL, NULL, NULL, NULL, NULL)), 50::bigint,
    'half of them are restricted');
-- The plan that is kept after five searches does not know the word.
SELECT sum(tap.read_in_turn(q)) AS read FROM unnest('{zebra,zebra,zebra,zebra,zebra,zebra}'::text[]) AS q \gset
SELECT is(:read, 0, 'nor does the plan that is kept read them');
SET LOCAL plan_cache_mode = force_generic_plan;
SELECT is(tap.read_in_turn('zebra'), 0::bigint, 'nor one that is made for any word');
SET LOCAL plan_cache_mode = auto;
SELECT cmp_ok(tap.takes('zebra'), '<', 500::double precision, 'a rare word takes no half second');
SELECT cmp_ok(tap.takes('discussed'), '<', 20000::double precision, 'one that all have does not take long');
SELECT cmp_ok(tap.takes('zebra or nowhere'), '<', 500::double precision, 'one of two words neither');

SELECT * FROM finish();
ROLLBACK;
