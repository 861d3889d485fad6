-- The action plan. An action is overdue once its day has gone by and it is neither complete nor withdrawn. A plan, or a
-- theme, that the reader may not see is left out.
CREATE VIEW api.actions WITH (security_invoker) AS
SELECT a.id, a.title, a.description, a.priority,
    (SELECT p.id FROM safer.plan AS p WHERE p.id = a.plan) AS plan, a.owner, a.office, a.due_on, a.state,
    coalesce(a.due_on < safer.today() AND a.state NOT IN ('complete', 'withdrawn'), false) AS overdue, a.public,
    (SELECT max(p.reported_on) FROM safer.action_progress AS p WHERE p.action = a.id) AS last_reported_on,
    a.created_at, a.version,
    (SELECT coalesce(json_agg(t.theme ORDER BY t.theme), '[]')
        FROM safer.action_theme AS t
        WHERE t.action = a.id) AS themes,
    (SELECT string_agg(t.theme, ' ' ORDER BY t.theme)
        FROM safer.action_theme AS t
        WHERE t.action = a.id) AS theme_list
FROM safer.action AS a;
