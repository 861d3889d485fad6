-- Over 100,000 awards with a tranche, a condition and a return each, no filter, no read by key and no rule reads every row.
\ir support.psql
\ir explain.psql
SELECT plan(25);

SET LOCAL session_replication_role = replica;
INSERT INTO safer.partner (id, name, kind)
SELECT 'partner-' || n, 'Partner ' || n, 'district' FROM generate_series(1, 200) AS n;
INSERT INTO safer.fund (id, name, host, rolls_forward)
SELECT 'fund-' || n, 'Fund', 'kcc', true FROM generate_series(1, 200) AS n;
INSERT INTO safer.grant_round (id, title, fund, amount_pence, opens_on, closes_on)
SELECT 'round-' || n, 'Round', 'fund-' || n, 100, '2018-01-01', '2018-02-01' FROM generate_series(1, 200) AS n;
INSERT INTO safer.project (id, title, lead, state)
SELECT 'project-' || lpad(n::text, 6, '0'), 'Title', 'partner-' || 1 + n % 200, 'active' FROM generate_series(1, 100000) AS n;
INSERT INTO safer.award (id, round, fund, purpose, project, recipient, amount_pence, state, source)
SELECT lpad(to_hex(n), 32, '0')::uuid, 'round-' || 1 + n % 200, 'fund-' || 1 + n % 200, 'all',
    'project-' || lpad(n::text, 6, '0'), 'partner-' || 1 + n / 200 % 200, 100, 'active', 'A paper'
FROM generate_series(1, 100000) AS n;
INSERT INTO safer.tranche (id, award, place, amount_pence, due_on, expenditure)
SELECT lpad(to_hex(n), 32, '0')::uuid, lpad(to_hex(n), 32, '0')::uuid, 1, 100, '2018-06-01',
    CASE WHEN n % 20 > 0 THEN lpad(to_hex(n), 32, '0')::uuid END
FROM generate_series(1, 100000) AS n;
INSERT INTO safer.award_condition (id, award, place, text)
SELECT a.id, a.id, 1, 'Text' FROM safer.award AS a;
INSERT INTO safer.monitoring_return (id, award, due_on, state, received_on, spent_pence, text, decided_on)
SELECT lpad(to_hex(n), 32, '0')::uuid, lpad(to_hex(n), 32, '0')::uuid, date '2018-01-01' + n / 100, s.state, s.on, s.pence, s.text, s.on
FROM generate_series(1, 100000) AS n
CROSS JOIN LATERAL (SELECT CASE WHEN n % 200 = 0 THEN 'due' ELSE 'accepted' END AS state,
    CASE WHEN n % 200 <> 0 THEN date '2018-06-01' END AS on, CASE WHEN n % 200 <> 0 THEN 1 END AS pence,
    CASE WHEN n % 200 <> 0 THEN 'Text' END AS text) AS s;
INSERT INTO safer.grant_refund (id, award, fund, purpose, partner, financial_year, amount_pence, received_on,
    external_reference, reason)
SELECT a.id, a.id, a.fund, 'all', 'kcc', '2018/19', 1, '2018-06-01', a.id, 'Reason' FROM safer.award AS a;
SET LOCAL session_replication_role = origin;
ANALYZE safer.partner, safer.fund, safer.grant_round, safer.project, safer.award, safer.tranche, safer.award_condition,
    safer.monitoring_return, safer.grant_refund;

\set list_returns `cat sql/queries/monitoring_returns/list_monitoring_returns.sql`
\set count_returns `cat sql/queries/monitoring_returns/list_monitoring_returns.head.sql`
\set get_return `cat sql/queries/monitoring_returns/get_monitoring_return.sql`
\set list_tranches `cat sql/queries/awards/list_tranches.sql`
\set get_tranche `cat sql/queries/tranches/get_tranche.sql`
\set list_conditions `cat sql/queries/awards/list_award_conditions.sql`
\set list_refunds `cat sql/queries/awards/list_refunds.sql`
\set story `cat sql/queries/projects/get_project_story.sql`
\set account `cat sql/queries/grant_rounds/get_grant_account.rows.sql`
CREATE TEMP TABLE filter (n integer GENERATED ALWAYS AS IDENTITY, parameters jsonb);
INSERT INTO filter (parameters) VALUES ('{"award": "00000000-0000-0000-0000-00000000c350"}'), ('{"round": "round-7"}'),
    ('{"project": "project-000007"}'), ('{"recipient": "partner-7"}'), ('{"state": "due"}'),
    ('{"due_from": "2020-01-01", "due_to": "2020-01-05"}');
GRANT SELECT ON filter TO safer_service;
\set every '''%Seq Scan on %(award|tranche|award_condition|monitoring_return|grant_refund)%'''
SET LOCAL ROLE safer_service;

SELECT tap.acts('kcc');
SELECT unalike(tap.plan(:'list_returns', parameters || '{"page_size": 51}'), '%Seq Scan on monitoring_return%',
    'a page: ' || parameters::text) FROM filter ORDER BY n;
SELECT unalike(tap.plan(:'count_returns', parameters), '%Seq Scan on monitoring_return%', 'a count: ' || parameters::text)
FROM filter ORDER BY n;
SELECT unalike(tap.plan(:'list_returns', '{"page_size": 51}'), '%Seq Scan on monitoring_return%', 'a page without a filter');
SELECT unalike(tap.kept_plan(:'list_returns'), '%Seq Scan on monitoring_return%', 'any page without a filter');
SELECT unalike(tap.plan(:'get_return', '{"return": "00000000-0000-0000-0000-00000000c350"}'),
    '%Seq Scan on monitoring_return%', 'one by key');
SELECT unalike(tap.plan(:'list_tranches', '{"award": "00000000-0000-0000-0000-00000000c350"}'), '%Seq Scan on tranche%',
    'tranches of an award');
SELECT unalike(tap.plan(:'get_tranche', '{"tranche": "00000000-0000-0000-0000-00000000c350"}'), '%Seq Scan on tranche%',
    'one tranche');
SELECT unalike(tap.plan(:'list_conditions', '{"award": "00000000-0000-0000-0000-00000000c350"}'),
    '%Seq Scan on award_condition%', 'conditions of an award');
SELECT unalike(tap.plan(:'list_refunds', '{"award": "00000000-0000-0000-0000-00000000c350"}'),
    '%Seq Scan on grant_refund%', 'refunds of an award');
SELECT doesnt_match(tap.plan(:'account', '{"round": "round-7"}'), 'Seq Scan on (award|tranche)', 'a round''s account');
SELECT doesnt_match(tap.plan(:'story', '{"project": "project-000007"}'),
    'Seq Scan on (award|tranche|award_condition|monitoring_return|grant_refund|bid|project)\M', 'a project''s story');
SELECT tap.acts('partner-7');
SELECT unalike(tap.plan(:'list_returns', '{"page_size": 51}'), '%Seq Scan on award%', 'a recipient''s page finds its awards');
SELECT unalike(tap.plan(:'list_tranches', '{"award": "00000000-0000-0000-0000-00000000c350"}'), '%Seq Scan on tranche%',
    'a recipient''s tranches');
RESET ROLE;
SELECT unalike(tap.plan($$SELECT sum(t.amount_pence) FROM safer.award AS a JOIN safer.tranche AS t ON t.award = a.id
    WHERE a.fund = 'fund-7' AND a.state = 'active' AND t.expenditure IS NULL$$, '{}'), '%Seq Scan on %',
    'what a fund has promised');
SELECT unalike(tap.plan($$SELECT FROM safer.tranche AS t WHERE t.expenditure = '00000000-0000-0000-0000-00000000c350'$$,
    '{}'), '%Seq Scan on tranche%', 'the tranche that spending paid');

SELECT * FROM finish();
ROLLBACK;
