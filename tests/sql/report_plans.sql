-- Over 100,000 reports, each correcting the one before, no declared filter and no read by key looks at every row.
\ir support.psql
\ir explain.psql
SELECT plan(11);

SET LOCAL session_replication_role = replica;
INSERT INTO safer.report (id, quarter, number, corrects, partner, issued_at, summary)
SELECT lpad(to_hex(n), 32, '0')::uuid,
    (1900 + n % 100) || '/' || lpad(((1901 + n % 100) % 100)::text, 2, '0') || '-Q' || 1 + n / 100 % 4, n, nullif(n - 1, 0),
    'kcc', timestamptz '2018-01-01Z', '{}'
FROM generate_series(1, 100000) AS n;
INSERT INTO safer.report_detail (report, body) SELECT r.id, '{}' FROM safer.report AS r;
SET LOCAL session_replication_role = origin;
ANALYZE safer.report, safer.report_detail;

\set list_reports `cat sql/queries/reports/list_reports.sql`
\set count_reports `cat sql/queries/reports/list_reports.head.sql`
\set get_report `cat sql/queries/reports/get_report.sql`
\set get_quarterly_report `cat sql/queries/reports/get_quarterly_report.head.sql`
\set get_summary_report `cat sql/queries/reports/get_summary_report.head.sql`
-- How many reports a statement has read one after the other, also within functions.
CREATE FUNCTION tap.read_in_turn(statement text)
RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
    before bigint := (SELECT sum(s.seq_tup_read) FROM pg_stat_xact_user_tables AS s
        WHERE s.relid IN ('safer.report'::regclass, 'safer.report_detail'::regclass));
BEGIN
    EXECUTE statement;
    RETURN (SELECT sum(s.seq_tup_read) - before FROM pg_stat_xact_user_tables AS s
        WHERE s.relid IN ('safer.report'::regclass, 'safer.report_detail'::regclass));
END
$$;
GRANT EXECUTE ON FUNCTION tap.read_in_turn(text) TO PUBLIC;
SET LOCAL ROLE safer_service;

SELECT tap.acts('maidstone');
SELECT unalike(tap.plan(:'list_reports', '{"page_size": 51}'), '%Seq Scan on report%', 'a page');
SELECT unalike(tap.plan(:'list_reports', '{"page_size": 51, "quarter": "1950/51-Q3"}'), '%Seq Scan on report%',
    'a page of a quarter');
SELECT unalike(tap.plan(:'list_reports', '{"page_size": 51, "after": "00000000-0000-0000-0000-00000000c350"}'),
    '%Seq Scan on report%', 'a later page');
SELECT unalike(tap.kept_plan(:'list_reports'), '%Seq Scan on report%', 'any page without a filter');
SELECT unalike(tap.plan(:'count_reports', '{"quarter": "1950/51-Q3"}'), '%Seq Scan on report%', 'a count of a quarter');
SELECT unalike(tap.plan(:'get_report', '{"report": "00000000-0000-0000-0000-00000000c350"}'), '%Seq Scan on report%', 'one by key');
SELECT unalike(tap.plan(:'get_summary_report', '{"quarter": "1950/51-Q3"}'), '%Seq Scan on report%', 'the latest of a quarter');
SELECT tap.acts('kcc');
SELECT unalike(tap.plan(:'get_quarterly_report', '{"quarter": "1950/51-Q3", "number": 250}'), '%Seq Scan on report%',
    'its detail, by number');
SELECT is(tap.read_in_turn($$SELECT number FROM safer.report_quarter('1950/51-Q3', NULL)$$), 0::bigint,
    'finding the latest reads no others');
SELECT is(tap.read_in_turn($$SELECT number FROM safer.report_quarter('1950/51-Q3', 250)$$), 0::bigint, 'nor one by number');
SELECT is(tap.read_in_turn($$SELECT safer.keep_report(gen_random_uuid(), '2016/17-Q1', NULL, NULL, '{"quarterly": {}, "summary": {}}')$$),
    0::bigint, 'nor does issuing one');

SELECT * FROM finish();
ROLLBACK;
