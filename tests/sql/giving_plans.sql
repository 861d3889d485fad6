-- Over 100,000 awards, those that a filter leaves are found for open data without reading every row.
\ir support.psql
\ir explain.psql
SELECT plan(11);

SET LOCAL session_replication_role = replica;
INSERT INTO safer.partner (id, name, kind)
SELECT 'partner-' || n, 'Partner ' || n, 'district' FROM generate_series(1, 200) AS n;
INSERT INTO safer.grant_round (id, title, fund, amount_pence, opens_on, closes_on, public)
SELECT 'round-' || n, 'Round', 'pcc-kcsp-grant-2016-17', 100, '2018-01-01', '2018-02-01', true
FROM generate_series(1, 200) AS n;
INSERT INTO safer.project (id, title, lead, state, public)
SELECT 'project-' || lpad(n::text, 6, '0'), 'Project', 'partner-1', 'active', true FROM generate_series(1, 100000) AS n;
INSERT INTO safer.purpose (fund, id, name, kind) VALUES ('pcc-kcsp-grant-2016-17', 'all', 'All', 'project');
INSERT INTO safer.project_priority (project, priority)
SELECT 'project-' || lpad(n::text, 6, '0'), CASE WHEN n % 200 = 0 THEN 'road-safety' ELSE 'domestic-abuse' END
FROM generate_series(1, 100000) AS n;
INSERT INTO safer.award (id, round, fund, purpose, project, recipient, amount_pence, state, completed_on, source)
SELECT lpad(to_hex(n), 32, '0')::uuid, 'round-' || 1 + n % 200, 'pcc-kcsp-grant-2016-17', 'all',
    'project-' || lpad(n::text, 6, '0'), 'partner-' || 1 + n / 200 % 200, 100,
    CASE WHEN n % 100 = 0 THEN 'complete' ELSE 'active' END, CASE WHEN n % 100 = 0 THEN date '2018-03-01' END, 'A paper'
FROM generate_series(1, 100000) AS n;
SET LOCAL session_replication_role = origin;
ANALYZE safer.partner, safer.grant_round, safer.project, safer.project_priority, safer.award;

\set grants `cat sql/queries/awards/list_awards.360giving.sql`
CREATE TEMP TABLE filter (n integer GENERATED ALWAYS AS IDENTITY, parameters jsonb);
INSERT INTO filter (parameters) VALUES ('{"round": "round-7"}'), ('{"project": "project-000007"}'),
    ('{"recipient": "partner-7"}'), ('{"state": "complete"}'), ('{"priority": "road-safety"}');
GRANT SELECT ON filter TO safer_service;
SET LOCAL ROLE safer_service;

SELECT tap.acts('kcc');
SELECT unalike(tap.plan(:'grants', parameters || '{"giving_prefix": "360G-Test"}'), '%Seq Scan on award%',
    'a partner: ' || parameters::text) FROM filter ORDER BY n;
SELECT tap.acts('');
SELECT unalike(tap.plan(:'grants', parameters || '{"giving_prefix": "360G-Test"}'), '%Seq Scan on award%',
    'the public: ' || parameters::text) FROM filter ORDER BY n;
-- As the service reads it, a thousand at a time from a cursor.
SELECT unalike(tap.plan('DECLARE grants CURSOR FOR ' || :'grants', '{"giving_prefix": "360G-Test"}'), '%Sort Key: a.id%',
    'all are read in their order, and not held to be sorted');

SELECT * FROM finish();
ROLLBACK;
