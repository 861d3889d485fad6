-- Over 100,000 reviews and actions, no declared filter and no read by key looks at every row.
-- What is due is not here: it is worked out from the clock of every review.
\ir support.psql
\ir explain.psql
SELECT plan(60);

SET LOCAL session_replication_role = replica;
INSERT INTO safer.partner (id, name, kind)
SELECT 'partner-' || n, 'Partner ' || n, 'district' FROM generate_series(1, 200) AS n;
INSERT INTO safer.dhr (id, reference, pseudonym, partnership, rule, notified_on, stage, stage_on, suspended)
SELECT lpad(to_hex(n), 32, '0')::uuid, 'R ' || n,
    translate(lpad(n::text, 6, '0'), '0123456789', 'ABCDEFGHIJ') || '/2019', 'partner-' || 1 + n % 200,
    'home-office-2016', '2019-01-31', CASE WHEN n % 100 = 0 THEN 'commissioned' ELSE 'notified' END, '2019-01-31', n % 200 = 0
FROM generate_series(1, 100000) AS n;
INSERT INTO safer.dhr_alias (dhr, place, alias)
SELECT lpad(to_hex(n), 32, '0')::uuid, 1, 'Alias ' || n FROM generate_series(1, 100000) AS n;
INSERT INTO safer.dhr_text (dhr, summary) SELECT lpad(to_hex(n), 32, '0')::uuid, 'S' FROM generate_series(1, 100000) AS n;
INSERT INTO safer.dhr_stage (dhr, step, stage, reached_on, recorded_by)
SELECT lpad(to_hex(n), 32, '0')::uuid, 1, 'notified', '2019-01-31', 'kcc' FROM generate_series(1, 100000) AS n;
INSERT INTO safer.dhr_chair (dhr, place, office, from_on)
SELECT lpad(to_hex(n), 32, '0')::uuid, 1, 'Chair', '2019-02-01' FROM generate_series(1, 100000) AS n;
INSERT INTO safer.dhr_panel (dhr, place, partner, from_on)
SELECT lpad(to_hex(n), 32, '0')::uuid, 1, 'partner-' || 1 + n % 200, '2019-02-01' FROM generate_series(1, 100000) AS n;
INSERT INTO safer.dhr_recommendation (id, dhr, number, reach)
SELECT ('bbbbbbbb' || lpad(to_hex(n), 24, '0'))::uuid, lpad(to_hex(n), 32, '0')::uuid, 1, 'local' FROM generate_series(1, 100000) AS n;
INSERT INTO safer.dhr_recommendation_text (recommendation, text)
SELECT ('bbbbbbbb' || lpad(to_hex(n), 24, '0'))::uuid, 'T' FROM generate_series(1, 100000) AS n;
INSERT INTO safer.dhr_addressee (recommendation, dhr, place, partner)
SELECT ('bbbbbbbb' || lpad(to_hex(n), 24, '0'))::uuid, lpad(to_hex(n), 32, '0')::uuid, 1, 'partner-' || 1 + n % 200
FROM generate_series(1, 100000) AS n;
INSERT INTO safer.dhr_action (id, partner, due_on, state, closed_on)
SELECT ('cccccccc' || lpad(to_hex(n), 24, '0'))::uuid, 'partner-' || 1 + n % 200, date '2019-06-01' + n / 30,
    CASE WHEN n % 100 = 0 THEN 'in_progress' ELSE 'closed' END, CASE WHEN n % 100 <> 0 THEN date '2020-01-01' END
FROM generate_series(1, 100000) AS n;
INSERT INTO safer.dhr_action_source (action, dhr, recommendation, addressee)
SELECT ('cccccccc' || lpad(to_hex(n), 24, '0'))::uuid, lpad(to_hex(n), 32, '0')::uuid,
    ('bbbbbbbb' || lpad(to_hex(n), 24, '0'))::uuid, 1
FROM generate_series(1, 100000) AS n;
INSERT INTO safer.dhr_action_text (action, text)
SELECT ('cccccccc' || lpad(to_hex(n), 24, '0'))::uuid, 'T' FROM generate_series(1, 100000) AS n;
INSERT INTO safer.dhr_action_report (action, step, state, text, reported_on, reported_by)
SELECT ('cccccccc' || lpad(to_hex(n), 24, '0'))::uuid, 1, 'in_progress', 'T', '2019-10-01', 'kcc' FROM generate_series(1, 100000) AS n;
SET LOCAL session_replication_role = origin;
ANALYZE safer.partner, safer.dhr, safer.dhr_alias, safer.dhr_text, safer.dhr_stage, safer.dhr_chair, safer.dhr_panel,
    safer.dhr_recommendation, safer.dhr_recommendation_text, safer.dhr_addressee, safer.dhr_action, safer.dhr_action_source,
    safer.dhr_action_text, safer.dhr_action_report;

\set list `cat sql/queries/dhrs/list_dhrs.sql`
\set count `cat sql/queries/dhrs/list_dhrs.head.sql`
\set one `cat sql/queries/dhrs/get_dhr.sql`
\set actions `cat sql/queries/dhrs/list_dhr_actions.sql`
\set count_actions `cat sql/queries/dhrs/list_dhr_actions.head.sql`
\set action `cat sql/queries/dhrs/get_dhr_action.sql`
CREATE TEMP TABLE filter (n integer GENERATED ALWAYS AS IDENTITY, parameters jsonb);
INSERT INTO filter (parameters) VALUES ('{"partnership": "partner-7"}'), ('{"stage": "commissioned"}'), ('{"suspended": true}'),
    ('{"overdue": true}'), ('{"called": "Alias 7"}'),
    ('{"partnership": "partner-7", "stage": "commissioned"}');
CREATE TEMP TABLE action_filter (n integer GENERATED ALWAYS AS IDENTITY, parameters jsonb);
INSERT INTO action_filter (parameters) VALUES ('{"dhr": "00000000-0000-0000-0000-00000000c350"}'), ('{"partner": "partner-7"}'),
    ('{"state": "in_progress"}'), ('{"overdue": true}'), ('{"due_to": "2019-06-03"}'),
    ('{"partner": "partner-7", "state": "in_progress"}');
GRANT SELECT ON filter, action_filter TO safer_service;
CREATE FUNCTION tap.expect_plans(who text, list text, count text, action_list text, action_count text, one text, action text)
RETURNS SETOF text
LANGUAGE sql
AS $$
    SELECT unalike(tap.plan(list, parameters || '{"page_size": 51}'), '%Seq Scan on dhr%', concat('a page, ', who, ': ', parameters))
    FROM filter
    UNION ALL
    SELECT unalike(tap.plan(count, parameters), '%Seq Scan on dhr%', concat('a count, ', who, ': ', parameters)) FROM filter
    UNION ALL
    SELECT unalike(tap.plan(action_list, parameters || '{"page_size": 51}'), '%Seq Scan on dhr%',
        concat('a page of actions, ', who, ': ', parameters)) FROM action_filter
    UNION ALL
    SELECT unalike(tap.plan(action_count, parameters), '%Seq Scan on dhr%', concat('a count of actions, ', who, ': ', parameters))
    FROM action_filter
    UNION ALL
    SELECT unalike(tap.plan(s.statement, '{"page_size": 51}' || s.parameters), '%Seq Scan on dhr%', concat(s.what, ', ', who))
    FROM (VALUES ('a later page', list, '{"after": "00000000-0000-0000-0000-00000000c350"}'::jsonb),
        ('a later page of actions', action_list, '{"after": "cccccccc-0000-0000-0000-00000000c350"}'),
        ('one by key', one, '{"dhr": "00000000-0000-0000-0000-00000000c350"}'),
        ('an action by key', action, '{"dhr_action": "cccccccc-0000-0000-0000-00000000c350"}')) AS s (what, statement, parameters)
    UNION ALL
    SELECT unalike(tap.kept_plan(s.statement), '%Seq Scan on dhr%', concat(s.what, ', ', who))
    FROM (VALUES ('any page without a filter', list), ('any page of actions without one', action_list)) AS s (what, statement)
$$;
GRANT EXECUTE ON FUNCTION tap.expect_plans(text, text, text, text, text, text, text) TO PUBLIC;
SET LOCAL ROLE safer_service;

SELECT tap.acts('kcc'), set_config('safer.scope', 'dhrs.write', true);
SELECT tap.expect_plans('who coordinates', :'list', :'count', :'actions', :'count_actions', :'one', :'action');
SELECT tap.acts('partner-7'), set_config('safer.scope', 'dhrs.read dhrs.report', true);
SELECT tap.expect_plans('a panel', :'list', :'count', :'actions', :'count_actions', :'one', :'action');

SELECT * FROM finish();
ROLLBACK;
