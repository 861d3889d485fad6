-- The clock of reviews does what docs/dhrs.md says: each line of its table of worked examples, read from the page.
\ir support.psql
\set page `cat docs/dhrs.md`

-- A line of the table: | notified | decided | suspended, resumed; … | seen on | decision by | complete by | because |
CREATE TABLE tap.example AS
SELECT row_number() OVER () AS n, gen_random_uuid() AS dhr, c[2]::date AS notified, nullif(split_part(c[3], ':', 1), '–')::date AS decided,
    CASE WHEN c[3] LIKE '%: no review' THEN 'no_review' ELSE 'review' END AS decision, nullif(c[4], '–') AS suspensions,
    c[5]::date AS seen_on, c[6]::date AS decision_by, nullif(c[7], '–')::date AS complete_by, c[8] AS because
FROM regexp_split_to_table(:'page', '\n') AS line,
    regexp_split_to_array(line, '\s*\|\s*') AS c
WHERE line ~ '^\| [0-9]{4}-[0-9]{2}-[0-9]{2} \|';

SELECT plan(1 + 2 * count(*)::integer) FROM tap.example;
SELECT cmp_ok(count(*), '>=', 20::bigint, 'the page works twenty examples at the least') FROM tap.example;

INSERT INTO safer.dhr (id, reference, pseudonym, partnership, rule, notified_on, stage_on)
SELECT e.dhr, 'Example ' || e.n, 'Example/' || 1000 + e.n, 'swale', 'home-office-2016', e.notified, e.notified
FROM tap.example AS e;

-- What happened, in order; of one day, what was suspended is resumed before anything else is said.
INSERT INTO safer.dhr_stage (dhr, step, stage, reached_on, decision, suspended_for, recorded_by)
SELECT x.dhr, row_number() OVER (PARTITION BY x.dhr ORDER BY x.reached_on, x.place), x.stage, x.reached_on, x.decision,
    x.suspended_for, 'kcc'
FROM (
    SELECT e.dhr, 0 AS place, 'notified' AS stage, e.notified AS reached_on, NULL AS decision, NULL AS suspended_for
    FROM tap.example AS e
    UNION ALL
    SELECT e.dhr, 99, 'decision', e.decided, e.decision, NULL
    FROM tap.example AS e
    UNION ALL
    SELECT e.dhr, s.n * 2 + t.n, t.stage, nullif(btrim(split_part(s.days, ',', t.n)), '')::date, NULL, t.suspended_for
    FROM tap.example AS e,
        regexp_split_to_table(e.suspensions, ';') WITH ORDINALITY AS s (days, n),
        (VALUES (1, 'suspended', 'criminal_proceedings'), (2, 'resumed', NULL)) AS t (n, stage, suspended_for)) AS x
WHERE x.reached_on IS NOT NULL;

SELECT is(c.decision_due_on, e.decision_by, format('line %s: decision by %s, %s', e.n, e.decision_by, e.because))
FROM tap.example AS e
CROSS JOIN LATERAL safer.dhr_clock(e.dhr, e.seen_on) AS c
ORDER BY e.n;
SELECT is(c.completion_due_on, e.complete_by, format('line %s: complete by %s, %s', e.n, e.complete_by, e.because))
FROM tap.example AS e
CROSS JOIN LATERAL safer.dhr_clock(e.dhr, e.seen_on) AS c
ORDER BY e.n;

SELECT * FROM finish();
ROLLBACK;
