-- The action plan. An action is overdue once its day has gone by and it is neither complete nor withdrawn.
CREATE VIEW api.actions WITH (security_invoker) AS
SELECT a.id, a.title, a.description, a.priority, a.plan, a.owner, a.office, a.due_on, a.state,
    coalesce(a.due_on < safer.today() AND a.state NOT IN ('complete', 'withdrawn'), false) AS overdue, a.public,
    (SELECT max(p.reported_on) FROM safer.action_progress AS p WHERE p.action = a.id) AS last_reported_on,
    a.created_at, a.version,
    (SELECT coalesce(json_agg(t.theme ORDER BY t.theme), '[]')
        FROM safer.action_theme AS t
        WHERE t.action = a.id) AS themes
FROM safer.action AS a;
