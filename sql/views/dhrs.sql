-- Reviews with all that belongs to them, as they stand today.
CREATE VIEW api.dhrs WITH (security_invoker) AS
SELECT d.id, d.reference, d.pseudonym, d.review_type, d.partnership, d.stage, d.stage_on, c.days_in_stage, d.suspended,
    c.suspended_days, d.notified_on, d.rule, d.decision, d.decided_on, c.decision_due_on, c.decision_state,
    d.completed_on, c.completion_due_on, c.completion_state, d.published_on, t.summary, t.documents_location, t.note,
    h.office AS chair_office, n.recommendations, n.actions_open, safer.count_dhr_names(d.id) AS protected_names,
    d.created_at, d.version,
    (SELECT coalesce(json_agg(a.alias ORDER BY a.place), '[]') FROM safer.dhr_alias AS a WHERE a.dhr = d.id) AS aliases,
    (SELECT coalesce(json_agg(json_build_object('stage', s.stage, 'reached_on', s.reached_on, 'decision', s.decision,
            'answer', s.answer, 'suspended_for', s.suspended_for) ORDER BY s.step), '[]')
        FROM safer.dhr_stage AS s
        WHERE s.dhr = d.id) AS stages,
    (SELECT coalesce(json_agg(json_build_object('partner', p.partner, 'organisation', p.organisation,
            'office', p.office, 'from_on', p.from_on, 'to_on', p.to_on) ORDER BY p.place), '[]')
        FROM safer.dhr_panel AS p
        WHERE p.dhr = d.id) AS panel,
    (SELECT coalesce(json_agg(json_build_object('office', x.office, 'from_on', x.from_on, 'to_on', x.to_on)
            ORDER BY x.place), '[]')
        FROM safer.dhr_chair AS x
        WHERE x.dhr = d.id) AS chairs
FROM safer.dhr AS d
CROSS JOIN LATERAL safer.dhr_clock(d.id, (SELECT safer.today())) AS c
LEFT JOIN safer.dhr_text AS t ON t.dhr = d.id
LEFT JOIN safer.dhr_chair AS h ON h.dhr = d.id
    AND (SELECT safer.today()) BETWEEN h.from_on AND coalesce(h.to_on, 'infinity')
CROSS JOIN LATERAL (
    SELECT count(DISTINCT r.id) AS recommendations,
        count(x.id) FILTER (WHERE x.state <> 'closed') AS actions_open
    FROM safer.dhr_recommendation AS r
    LEFT JOIN safer.dhr_action_source AS s ON s.recommendation = r.id
    LEFT JOIN safer.dhr_action AS x ON x.id = s.action
    WHERE r.dhr = d.id) AS n;
