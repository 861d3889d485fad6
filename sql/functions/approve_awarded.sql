-- Approves a proposed project that is given an award, as of the day of the decision, and keeps that as a step.
CREATE FUNCTION safer.approve_awarded(project_id text, decision safer.decision)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    INSERT INTO safer.project_step (project, step, state, moved_on, text, recorded_by)
    SELECT project_id, (SELECT coalesce(max(s.step), 0) + 1 FROM safer.project_step AS s WHERE s.project = project_id),
        'approved', (m.starts_at AT TIME ZONE 'Europe/London')::date, 'By the award.',
        nullif(current_setting('safer.partner', true), '')
    FROM safer.meeting AS m
    WHERE m.id = decision.meeting;
    UPDATE safer.project AS p SET state = 'approved' WHERE p.id = project_id;
END
$$;

ALTER FUNCTION safer.approve_awarded(text, safer.decision) OWNER TO safer_rules;
