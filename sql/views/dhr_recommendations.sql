-- Recommendations of reviews as they stand inside the review, with whom they are addressed to and how that goes.
CREATE VIEW api.dhr_recommendations WITH (security_invoker) AS
SELECT r.id, r.dhr, r.number, r.reach, t.text, p.text AS public_text,
    CASE WHEN n.open = 0 THEN 'closed' ELSE 'open' END AS state, n.actions, n.open AS actions_open,
    r.created_at, r.version,
    (SELECT coalesce(json_agg(json_build_object('partner', a.partner, 'organisation', a.organisation,
            'actions', (SELECT coalesce(json_agg(json_build_object('id', x.id, 'text', y.text, 'due_on', x.due_on,
                    'state', x.state,
                    'overdue', x.state IN ('open', 'in_progress') AND x.due_on < (SELECT safer.today())) ORDER BY x.due_on, x.id), '[]')
                FROM safer.dhr_action_source AS s
                JOIN safer.dhr_action AS x ON x.id = s.action
                LEFT JOIN safer.dhr_action_text AS y ON y.action = x.id
                WHERE s.recommendation = a.recommendation AND s.addressee = a.place)) ORDER BY a.place), '[]')
        FROM safer.dhr_addressee AS a
        WHERE a.recommendation = r.id) AS addressees
FROM safer.dhr_recommendation AS r
LEFT JOIN safer.dhr_recommendation_text AS t ON t.recommendation = r.id
LEFT JOIN safer.dhr_recommendation_public AS p ON p.recommendation = r.id
CROSS JOIN LATERAL (
    SELECT count(*) AS actions, count(*) FILTER (WHERE x.state <> 'closed') AS open
    FROM safer.dhr_action_source AS s
    JOIN safer.dhr_action AS x ON x.id = s.action
    WHERE s.recommendation = r.id) AS n
WHERE r.dhr = ANY ((SELECT safer.dhrs_in_view())::uuid[])
    OR (SELECT current_user = 'safer_rules');
