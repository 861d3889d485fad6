-- Over 100,000 bids for 100,000 projects, no filter, no read by key and no look for duplicates reads every row.
\ir support.psql
\ir explain.psql
SELECT plan(25);

SET LOCAL session_replication_role = replica;
INSERT INTO safer.partner (id, name, kind)
SELECT 'partner-' || n, 'Partner ' || n, 'district' FROM generate_series(1, 200) AS n;
INSERT INTO safer.grant_round (id, title, fund, amount_pence, opens_on, closes_on)
SELECT 'round-' || n, 'Round', 'pcc-kcsp-grant-2016-17', 100, '2018-01-01', '2018-02-01' FROM generate_series(1, 200) AS n;
INSERT INTO safer.project (id, title, lead)
SELECT 'project-' || lpad(n::text, 6, '0'), md5(n::text), 'partner-1' FROM generate_series(1, 100000) AS n;
INSERT INTO safer.bid (id, round, project, bidder, amount_pence, objectives, state, submitted_on)
SELECT lpad(to_hex(n), 32, '0')::uuid, 'round-' || 1 + n % 200, 'project-' || lpad(n::text, 6, '0'),
    'partner-' || 1 + n / 200 % 200, 100, md5(n::text) || ' ' || md5((-n)::text), 'submitted', '2018-01-02'
FROM generate_series(1, 100000) AS n;
INSERT INTO safer.purpose (fund, id, name, kind) VALUES ('pcc-kcsp-grant-2016-17', 'all', 'All', 'project');
INSERT INTO safer.project_priority (project, priority)
SELECT 'project-' || lpad(n::text, 6, '0'), CASE WHEN n % 200 = 0 THEN 'road-safety' ELSE 'domestic-abuse' END
FROM generate_series(1, 100000) AS n;
INSERT INTO safer.award (id, round, fund, purpose, project, recipient, amount_pence, state, completed_on, source)
SELECT lpad(to_hex(n), 32, '0')::uuid, 'round-' || 1 + n % 200, 'pcc-kcsp-grant-2016-17', 'all',
    'project-' || lpad(n::text, 6, '0'), 'partner-' || 1 + n / 200 % 200, 100,
    CASE WHEN n % 100 = 0 THEN 'complete' ELSE 'active' END, CASE WHEN n % 100 = 0 THEN date '2018-06-01' END, 'A paper'
FROM generate_series(1, 100000) AS n;
SET LOCAL session_replication_role = origin;
ANALYZE safer.partner, safer.grant_round, safer.project, safer.project_priority, safer.bid, safer.award;

\set list_bids `cat sql/queries/grant_rounds/list_bids.sql`
\set count_bids `cat sql/queries/grant_rounds/list_bids.head.sql`
\set get_bid `cat sql/queries/bids/get_bid.sql`
CREATE TEMP TABLE filter (n integer GENERATED ALWAYS AS IDENTITY, parameters jsonb);
INSERT INTO filter (parameters) VALUES ('{}'), ('{"state": "submitted"}'), ('{"bidder": "partner-7"}'),
    ('{"bidder": "partner-7", "state": "rejected"}');
GRANT SELECT ON filter TO safer_service;
\set list_awards `cat sql/queries/awards/list_awards.sql`
\set count_awards `cat sql/queries/awards/list_awards.head.sql`
\set get_award `cat sql/queries/awards/get_award.sql`
CREATE TEMP TABLE award_filter (n integer GENERATED ALWAYS AS IDENTITY, parameters jsonb);
INSERT INTO award_filter (parameters) VALUES ('{"round": "round-7"}'), ('{"project": "project-000007"}'),
    ('{"recipient": "partner-7"}'), ('{"state": "complete"}'), ('{"priority": "road-safety"}');
GRANT SELECT ON award_filter TO safer_service;
SET LOCAL ROLE safer_service;

SELECT tap.acts('kcc');
SELECT unalike(tap.plan(:'list_bids', parameters || '{"round": "round-7", "page_size": 51}'), '%Seq Scan on bid%',
    'a page: ' || parameters::text) FROM filter ORDER BY n;
SELECT unalike(tap.plan(:'count_bids', parameters || '{"round": "round-7", "count": true}'), '%Seq Scan on bid%',
    'a count: ' || parameters::text) FROM filter ORDER BY n;
SELECT unalike(tap.plan(:'get_bid', '{"bid": "00000000-0000-0000-0000-00000000c350"}'), '%Seq Scan on bid%',
    'one by key');
SELECT unalike(tap.plan(:'list_awards', parameters || '{"page_size": 51}'), '%Seq Scan on award%',
    'a page of awards: ' || parameters::text) FROM award_filter ORDER BY n;
SELECT unalike(tap.plan(:'count_awards', parameters), '%Seq Scan on award%', 'a count of them: ' || parameters::text)
FROM award_filter ORDER BY n;
SELECT unalike(tap.plan(:'list_awards', '{"page_size": 51}'), '%Seq Scan on award%', 'a page without a filter');
SELECT unalike(tap.kept_plan(:'list_awards'), '%Seq Scan on award%', 'any page without a filter');
SELECT unalike(tap.plan(:'get_award', '{"award": "00000000-0000-0000-0000-00000000c350"}'), '%Seq Scan on award%',
    'one award');
RESET ROLE;
SELECT unalike(tap.plan($$SELECT b.id FROM safer.bid AS b WHERE b.objectives OPERATOR(trgm.%) :text::text$$,
    '{"text": "Show young drivers what they risk on the roads"}'), '%Seq Scan on bid%', 'bids that look like it');
SELECT unalike(tap.plan($$SELECT p.id FROM safer.project AS p
    WHERE p.title || ' ' || coalesce(p.summary, '') OPERATOR(trgm.%) :text::text$$,
    '{"text": "Show young drivers what they risk on the roads"}'), '%Seq Scan on project%', 'projects that do');
SELECT tap.acts('partner-7');
SET LOCAL ROLE safer_service;
SELECT unalike(tap.plan(:'list_bids', '{"round": "round-7", "page_size": 51}'), '%Seq Scan on bid%', 'a page of its own');

SELECT * FROM finish();
ROLLBACK;
