-- Actions of reviews. Which review and recommendation they come from is told to whom the review is known, and when they
-- were put down, for those that were at one moment belong together.
CREATE VIEW api.dhr_actions WITH (security_invoker) AS
SELECT a.id, s.dhr, s.recommendation, a.partner, a.organisation, t.text, a.due_on, a.state,
    a.state IN ('open', 'in_progress') AND a.due_on < (SELECT safer.today()) AS overdue,
    a.done_on, a.closed_on, CASE WHEN s.action IS NOT NULL THEN a.created_at END AS created_at, a.version,
    (SELECT coalesce(json_agg(json_build_object('state', r.state, 'text', r.text, 'evidence', r.evidence,
            'reported_on', r.reported_on, 'reported_by', r.reported_by) ORDER BY r.step), '[]')
        FROM safer.dhr_action_report AS r
        WHERE r.action = a.id) AS reports
FROM safer.dhr_action AS a
LEFT JOIN safer.dhr_action_source AS s ON s.action = a.id
LEFT JOIN safer.dhr_action_text AS t ON t.action = a.id;
