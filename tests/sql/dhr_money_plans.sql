-- Over 100,000 published reviews and counts, no declared filter of what the public reads looks at every row.
\ir support.psql
\ir explain.psql
SELECT plan(32);

SET LOCAL session_replication_role = replica;
INSERT INTO safer.partner (id, name, kind)
SELECT 'partner-' || n, 'Partner ' || n, 'district' FROM generate_series(1, 200) AS n;
INSERT INTO safer.dhr_publication (dhr, id, pseudonym, review_type, published_on, title, partnership)
SELECT lpad(to_hex(n), 32, '0')::uuid, ('aaaaaaaa' || lpad(to_hex(n), 24, '0'))::uuid, 'Larkspur/2019', 'dhr',
    date '2012-01-01' + n / 20, 'Summary', 'partner-' || 1 + n % 200
FROM generate_series(1, 100000) AS n;
INSERT INTO safer.dhr_lesson (dhr, place, text)
SELECT lpad(to_hex(n), 32, '0')::uuid, 1, 'Lesson' FROM generate_series(1, 100000) AS n;
INSERT INTO safer.dhr_recommendation (id, dhr, number, reach)
SELECT ('bbbbbbbb' || lpad(to_hex(n), 24, '0'))::uuid, lpad(to_hex(n), 32, '0')::uuid, 1, 'local' FROM generate_series(1, 100000) AS n;
INSERT INTO safer.dhr_recommendation_public (recommendation, dhr, text)
SELECT ('bbbbbbbb' || lpad(to_hex(n), 24, '0'))::uuid, lpad(to_hex(n), 32, '0')::uuid, 'Ask' FROM generate_series(1, 100000) AS n;
INSERT INTO safer.dhr_addressee (recommendation, dhr, place, partner)
SELECT ('bbbbbbbb' || lpad(to_hex(n), 24, '0'))::uuid, lpad(to_hex(n), 32, '0')::uuid, 1, 'kcc' FROM generate_series(1, 100000) AS n;
INSERT INTO safer.dhr_statistics (id, counted_on, reviews, source)
SELECT lpad(to_hex(n), 32, '0')::uuid, date '2012-01-01' + n, 10, 'Source' FROM generate_series(1, 10000) AS n;
INSERT INTO safer.dhr_statistic (statistics, counted_on, dimension, value, place, number)
SELECT lpad(to_hex(n), 32, '0')::uuid, date '2012-01-01' + n, CASE WHEN p > 9 THEN 'victim_sex' ELSE 'stage' END,
    'value-' || p, p, 10
FROM generate_series(1, 10000) AS n, generate_series(1, 10) AS p;
INSERT INTO safer.dhr_cost (dhr, expenditure, amount_pence)
SELECT lpad(to_hex(n), 32, '0')::uuid, ('cccccccc' || lpad(to_hex(n), 24, '0'))::uuid, 1 FROM generate_series(1, 100000) AS n;
SET LOCAL session_replication_role = origin;
ANALYZE safer.partner, safer.dhr_publication, safer.dhr_lesson, safer.dhr_recommendation,
    safer.dhr_recommendation_public, safer.dhr_addressee, safer.dhr_statistics, safer.dhr_statistic, safer.dhr_cost;

\set list `cat sql/queries/published_dhrs/list_published_dhrs.sql`
\set count `cat sql/queries/published_dhrs/list_published_dhrs.head.sql`
\set one `cat sql/queries/published_dhrs/get_published_dhr.sql`
\set lessons `cat sql/queries/published_dhrs/list_published_lessons.sql`
\set recommendations `cat sql/queries/published_dhrs/list_published_recommendations.sql`
\set statistics `cat sql/queries/dhr_statistics/list_dhr_statistics.sql`
\set count_statistics `cat sql/queries/dhr_statistics/list_dhr_statistics.head.sql`
\set issue `cat sql/queries/dhr_statistics/get_dhr_statistics.sql`
\set costs `cat sql/queries/dhrs/list_dhr_costs.sql`
CREATE TEMP TABLE filter (n integer GENERATED ALWAYS AS IDENTITY, parameters jsonb);
INSERT INTO filter (parameters) VALUES ('{}'), ('{"year": 2015}'), ('{"partnership": "partner-7"}'),
    ('{"partnership": "partner-7", "year": 2015}'), ('{"after": "2015-01-01.aaaaaaaa-0000-0000-0000-000000000001"}');
CREATE TEMP TABLE count_filter (n integer GENERATED ALWAYS AS IDENTITY, parameters jsonb);
INSERT INTO count_filter (parameters) VALUES ('{}'), ('{"dimension": "victim_sex"}'), ('{"counted_from": "2039-01-01"}'),
    ('{"counted_to": "2012-03-01"}'), ('{"dimension": "victim_sex", "counted_from": "2018-01-01",
        "counted_to": "2018-02-01"}'), ('{"after": "2015-01-01.00000000-0000-0000-0000-000000000448.stage.3"}');
GRANT SELECT ON filter, count_filter TO safer_service;
SET LOCAL ROLE safer_service;

SELECT tap.acts('');
SELECT unalike(tap.plan(:'list', parameters || '{"page_size": 51}'), '%Seq Scan on dhr_publication%',
    'a page: ' || parameters::text) FROM filter ORDER BY n;
SELECT unalike(tap.plan(:'list', parameters || '{"page_size": 51}'), '%Seq Scan on dhr_lesson%',
    'a page counts its lessons: ' || parameters::text) FROM filter ORDER BY n;
SELECT unalike(tap.kept_plan(:'list'), '%Seq Scan on dhr_publication%', 'any page without a filter');
SELECT unalike(tap.kept_plan(:'list'), '%Sort Key%', 'is read in order');
SELECT unalike(tap.plan(:'count', parameters), '%Seq Scan on dhr_publication%', 'a count: ' || parameters::text)
FROM filter WHERE n BETWEEN 2 AND 4 ORDER BY n;
SELECT unalike(tap.plan(:'one', '{"published_dhr": "aaaaaaaa-0000-0000-0000-00000000c350"}'), '%Seq Scan on dhr%',
    'one by key');
SELECT unalike(tap.plan(:'lessons', '{"published_dhr": "aaaaaaaa-0000-0000-0000-00000000c350"}'), '%Seq Scan on dhr%',
    'its lessons');
SELECT unalike(tap.plan(:'recommendations', '{"published_dhr": "aaaaaaaa-0000-0000-0000-00000000c350"}'),
    '%Seq Scan on dhr%', 'its recommendations');
SELECT unalike(tap.plan(:'statistics', parameters || '{"page_size": 51}'), '%Seq Scan on dhr_statistic%',
    'a page of counts: ' || parameters::text) FROM count_filter ORDER BY n;
SELECT unalike(tap.kept_plan(:'statistics'), '%Seq Scan on dhr_statistic %', 'any page of counts without a filter');
SELECT unalike(tap.plan(:'count_statistics', parameters), '%Seq Scan on dhr_statistic%',
    'how many counts: ' || parameters::text) FROM count_filter WHERE n BETWEEN 2 AND 5 ORDER BY n;
SELECT unalike(tap.plan(:'issue', '{"statistics": "00000000-0000-0000-0000-000000000448"}'), '%Seq Scan on dhr%',
    'an issue');
SELECT tap.acts('kcc');
SELECT set_config('safer.scope', 'dhrs.write', true) IS NULL AS nothing \gset
SELECT unalike(tap.plan(:'costs', '{"dhr": "00000000-0000-0000-0000-00000000c350"}'), '%Seq Scan on dhr_cost%',
    'what a review cost');
SELECT unalike(tap.plan(:'list', '{"page_size": 51}'), '%Seq Scan on dhr_publication%', 'a page for who knows all');
RESET ROLE;
SELECT * FROM finish();
ROLLBACK;
