-- What was still due of reviews at the end of a day, of all that the caller sees: decisions, completions and actions.
CREATE FUNCTION safer.dhr_deadlines(asked_on date)
RETURNS TABLE (kind text, dhr uuid, action uuid, due_on date, suspended boolean, partner text, organisation text)
LANGUAGE plpgsql
STABLE
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT k.kind, d.id, NULL::uuid, k.due_on, c.suspended, NULL::text, NULL::text
    FROM safer.dhr AS d
    CROSS JOIN LATERAL safer.dhr_clock(d.id, asked_on) AS c
    CROSS JOIN LATERAL (
        VALUES ('decision', c.decision_due_on, c.decided_on), ('completion', c.completion_due_on, c.completed_on)
    ) AS k (kind, due_on, met_on)
    WHERE k.due_on IS NOT NULL
        AND k.met_on IS NULL
    UNION ALL
    SELECT 'action', s.dhr, a.id, a.due_on, false, a.partner, a.organisation
    FROM safer.dhr_action AS a
    LEFT JOIN safer.dhr_action_source AS s ON s.action = a.id
    -- Of a day that is past: what was put down by then. Who may not know of the review is not told by that when it was.
    WHERE ((a.created_at AT TIME ZONE 'Europe/London')::date <= asked_on OR asked_on >= safer.today() OR s.action IS NULL)
        AND coalesce((
            SELECT r.state
            FROM safer.dhr_action_report AS r
            WHERE r.action = a.id
                AND r.reported_on <= asked_on
            ORDER BY r.step DESC
            LIMIT 1), 'open') IN ('open', 'in_progress');
END
$$;
