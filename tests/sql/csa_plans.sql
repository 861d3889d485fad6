-- Over 100,000 actions and reports of them, no declared filter and no read by key looks at every row.
\ir support.psql
\ir explain.psql
SELECT plan(38);

SET LOCAL session_replication_role = replica;
INSERT INTO safer.priority (id, kind, title)
SELECT 'priority-' || n, CASE WHEN n > 200 THEN 'theme' ELSE 'priority' END, 'Title' FROM generate_series(1, 400) AS n;
INSERT INTO safer.partner (id, name, kind)
SELECT 'partner-' || n, 'Partner ' || n, 'district' FROM generate_series(1, 200) AS n;
INSERT INTO safer.plan (id, title, source) SELECT 'plan-' || n, 'Plan', 'A paper' FROM generate_series(1, 200) AS n;
INSERT INTO safer.action (id, title, priority, plan, owner, due_on, state, public)
SELECT lpad(to_hex(n), 32, '0')::uuid, 'Action', 'priority-' || 1 + n % 200, 'plan-' || 1 + n / 7 % 200,
    'partner-' || 1 + n / 3 % 200, date '2010-01-01' + n % 5000, CASE WHEN n % 100 = 0 THEN 'delayed' ELSE 'complete' END,
    n % 500 = 0
FROM generate_series(1, 100000) AS n;
INSERT INTO safer.action_theme (action, theme)
SELECT lpad(to_hex(n), 32, '0')::uuid, 'priority-' || 201 + n % 200 FROM generate_series(1, 100000) AS n;
INSERT INTO safer.action_progress (id, action, reported_on, text, partner)
SELECT lpad(to_hex(n), 32, '0')::uuid, lpad(to_hex(1 + n / 2), 32, '0')::uuid, '2018-01-01', 'Text', 'partner-1'
FROM generate_series(1, 100000) AS n;
INSERT INTO safer.commentary (id, priority, quarter, text, partner)
SELECT lpad(to_hex(n), 32, '0')::uuid, 'priority-' || 1 + n % 200, '2017/18-Q1', 'Text', 'partner-1'
FROM generate_series(1, 100000) AS n;
SET LOCAL session_replication_role = origin;
ANALYZE safer.action, safer.action_theme, safer.action_progress, safer.commentary, safer.priority, safer.plan,
    safer.partner;

\set list_actions `cat sql/queries/actions/list_actions.sql`
\set count_actions `cat sql/queries/actions/list_actions.head.sql`
\set get_action `cat sql/queries/actions/get_action.sql`
\set list_action_progress `cat sql/queries/actions/list_action_progress.sql`
\set list_commentaries `cat sql/queries/priorities/list_commentaries.sql`
\set get_commentary `cat sql/queries/priorities/get_commentary.sql`
CREATE TEMP TABLE filter (n integer GENERATED ALWAYS AS IDENTITY, parameters jsonb);
INSERT INTO filter (parameters) VALUES
    ('{"priority": "priority-7"}'), ('{"theme": "priority-207"}'), ('{"owner": "partner-7"}'), ('{"state": "delayed"}'),
    ('{"plan": "plan-7"}'), ('{"due_before": "2010-01-10"}'), ('{"priority": "priority-7", "state": "delayed"}');
GRANT SELECT ON filter TO safer_service;
SET LOCAL ROLE safer_service;

-- A partner sees all, somebody without one a five-hundredth.
SELECT tap.acts('kcc');
SELECT unalike(tap.plan(:'list_actions', parameters || '{"page_size": 51}'), '%Seq Scan on action%',
    'a page, all seen: ' || parameters::text) FROM filter ORDER BY n;
SELECT unalike(tap.plan(:'list_actions', '{"page_size": 51, "after": "00000000-0000-0000-0000-00000000c350"}'),
    '%Seq Scan on action%', 'a later page, all seen');
SELECT unalike(tap.kept_plan(:'list_actions'), '%Seq Scan on action%', 'any page without a filter, all seen');
SELECT unalike(tap.plan(:'count_actions', parameters), '%Seq Scan on action%',
    'a count, all seen: ' || parameters::text) FROM filter ORDER BY n;
SELECT unalike(tap.plan(:'get_action', '{"action": "00000000-0000-0000-0000-00000000c350"}'), '%Seq Scan on action%',
    'one by key, all seen');
SELECT unalike(tap.plan(:'list_action_progress', '{"action": "00000000-0000-0000-0000-00000000c350"}'),
    '%Seq Scan on action%', 'the progress of one, all seen');
SELECT unalike(tap.plan(:'list_commentaries', '{"priority": "priority-7"}'), '%Seq Scan on commentary%',
    'what was said about one priority');
SELECT unalike(tap.plan(:'list_commentaries', '{"priority": "priority-7", "quarter": "2017/18-Q1"}'),
    '%Seq Scan on commentary%', 'and about one quarter of it');
SELECT unalike(tap.plan(:'get_commentary',
    '{"priority": "priority-7", "commentary": "00000000-0000-0000-0000-00000000c350"}'), '%Seq Scan on commentary%',
    'one commentary by key');

SELECT tap.acts('');
SELECT unalike(tap.plan(:'list_actions', parameters || '{"page_size": 51}'), '%Seq Scan on action%',
    'a page, few seen: ' || parameters::text) FROM filter ORDER BY n;
SELECT unalike(tap.kept_plan(:'list_actions'), '%Seq Scan on action%', 'any page without a filter, few seen');
SELECT unalike(tap.plan(:'count_actions', parameters), '%Seq Scan on action%',
    'a count, few seen: ' || parameters::text) FROM filter ORDER BY n;
SELECT unalike(tap.plan(:'get_action', '{"action": "00000000-0000-0000-0000-00000000c350"}'), '%Seq Scan on action%',
    'one by key, few seen');
SELECT unalike(tap.plan(:'list_action_progress', '{"action": "00000000-0000-0000-0000-00000000c350"}'),
    '%Seq Scan on action_progress%', 'the progress of one, few seen');

SELECT * FROM finish();
ROLLBACK;
