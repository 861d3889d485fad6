-- Over 100,000 projects and what belongs to them, no declared filter and no read by key looks at every row.
\ir support.psql
\ir explain.psql
SELECT plan(38);

SET LOCAL session_replication_role = replica;
INSERT INTO safer.priority (id, kind, title)
SELECT 'priority-' || n, CASE WHEN n > 200 THEN 'theme' ELSE 'priority' END, 'Title' FROM generate_series(1, 400) AS n;
INSERT INTO safer.partner (id, name, kind)
SELECT 'partner-' || n, 'Partner ' || n, 'district' FROM generate_series(1, 200) AS n;
INSERT INTO safer.project (id, title, lead, state, public)
SELECT 'project-' || lpad(n::text, 6, '0'), 'Project', 'partner-' || 1 + n / 3 % 200,
    CASE WHEN n % 100 = 0 THEN 'approved' ELSE 'complete' END, n % 500 = 0
FROM generate_series(1, 100000) AS n;
INSERT INTO safer.project_priority (project, priority)
SELECT 'project-' || lpad(n::text, 6, '0'), 'priority-' || 1 + n % 200 FROM generate_series(1, 100000) AS n;
INSERT INTO safer.project_theme (project, theme)
SELECT 'project-' || lpad(n::text, 6, '0'), 'priority-' || 201 + n % 200 FROM generate_series(1, 100000) AS n;
INSERT INTO safer.project_action (project, action)
SELECT 'project-' || lpad(n::text, 6, '0'), lpad(to_hex(n % 5000), 32, '0')::uuid FROM generate_series(1, 100000) AS n;
INSERT INTO safer.project_partner (project, place, partner)
SELECT 'project-' || lpad(n::text, 6, '0'), 1, 'partner-1' FROM generate_series(1, 100000) AS n;
INSERT INTO safer.project_target (project, place, text)
SELECT 'project-' || lpad(n::text, 6, '0'), 1, 'Target' FROM generate_series(1, 100000) AS n;
INSERT INTO safer.project_outcome (project, place, text)
SELECT 'project-' || lpad(n::text, 6, '0'), 1, 'Outcome' FROM generate_series(1, 100000) AS n;
INSERT INTO safer.project_step (project, step, state, moved_on, recorded_by)
SELECT 'project-' || lpad(n::text, 6, '0'), 1, 'approved', '2018-01-01', 'kcc' FROM generate_series(1, 100000) AS n;
SET LOCAL session_replication_role = origin;
ANALYZE safer.project, safer.project_priority, safer.project_theme, safer.project_action, safer.project_partner,
    safer.project_target, safer.project_outcome, safer.project_step, safer.priority, safer.partner;

\set list_projects `cat sql/queries/projects/list_projects.sql`
\set count_projects `cat sql/queries/projects/list_projects.head.sql`
\set get_project `cat sql/queries/projects/get_project.sql`
\set partners `cat sql/queries/projects/list_project_partners.sql`
\set targets `cat sql/queries/projects/list_project_targets.sql`
\set outcomes `cat sql/queries/projects/list_project_outcomes.sql`
\set steps `cat sql/queries/projects/list_project_steps.sql`
CREATE TEMP TABLE filter (n integer GENERATED ALWAYS AS IDENTITY, parameters jsonb);
INSERT INTO filter (parameters) VALUES
    ('{"priority": "priority-7"}'), ('{"theme": "priority-207"}'), ('{"lead": "partner-7"}'), ('{"state": "approved"}'),
    ('{"action": "00000000-0000-0000-0000-000000000007"}'), ('{"priority": "priority-7", "state": "approved"}');
GRANT SELECT ON filter TO safer_service;
CREATE TEMP TABLE statements (what text, statement text);
INSERT INTO statements VALUES ('one by key', :'get_project'), ('its partners', :'partners'), ('its targets', :'targets'),
    ('its outcomes', :'outcomes'), ('its steps', :'steps');
GRANT SELECT ON statements TO safer_service;
CREATE FUNCTION tap.expect_plans(who text)
RETURNS SETOF text
LANGUAGE sql
AS $$
    SELECT unalike(tap.plan(statement, '{"project": "project-050000"}'), '%Seq Scan on project%', what || ', ' || who)
    FROM statements
    ORDER BY what
$$;
GRANT EXECUTE ON FUNCTION tap.expect_plans(text) TO PUBLIC;
SET LOCAL ROLE safer_service;

-- A partner sees all, somebody without one a five-hundredth.
SELECT tap.acts('kcc');
SELECT unalike(tap.plan(:'list_projects', parameters || '{"page_size": 51}'), '%Seq Scan on project%',
    'a page, all seen: ' || parameters::text) FROM filter ORDER BY n;
SELECT unalike(tap.plan(:'list_projects', '{"page_size": 51, "after": "project-050000"}'), '%Seq Scan on project%',
    'a later page, all seen');
SELECT unalike(tap.kept_plan(:'list_projects'), '%Seq Scan on project%', 'any page without a filter, all seen');
SELECT unalike(tap.plan(:'count_projects', parameters), '%Seq Scan on project%',
    'a count, all seen: ' || parameters::text) FROM filter ORDER BY n;
SELECT tap.expect_plans('all seen');

SELECT tap.acts('');
SELECT unalike(tap.plan(:'list_projects', parameters || '{"page_size": 51}'), '%Seq Scan on project%',
    'a page, few seen: ' || parameters::text) FROM filter ORDER BY n;
SELECT unalike(tap.plan(:'list_projects', '{"page_size": 51, "after": "project-050000"}'), '%Seq Scan on project%',
    'a later page, few seen');
SELECT unalike(tap.kept_plan(:'list_projects'), '%Seq Scan on project%', 'any page without a filter, few seen');
SELECT unalike(tap.plan(:'count_projects', parameters), '%Seq Scan on project%',
    'a count, few seen: ' || parameters::text) FROM filter ORDER BY n;
SELECT tap.expect_plans('few seen');

SELECT * FROM finish();
ROLLBACK;
