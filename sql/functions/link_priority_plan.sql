-- Says that a priority links to a plan; said again, the note is the new one. Returns the priority's id and what it
-- was; no row when there is no such priority.
CREATE FUNCTION safer.link_priority_plan(priority text, plan text, note text)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    PERFORM
    FROM safer.priority AS p
    WHERE p.id = link_priority_plan.priority
        AND p.kind = 'priority'
        AND nullif(current_setting('safer.partner', true), '') IS NOT NULL
    FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    PERFORM safer.check_constituent('Only a constituent partner links plans to priorities.');
    PERFORM FROM safer.plan AS p WHERE p.id = link_priority_plan.plan FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM safer.refuse('unknown-plan', format('There is no plan ''%s''.', plan), '/plan');
    END IF;
    object := priority;
    before := (SELECT safer.as_shown(row_to_json(p)) FROM api.priorities AS p WHERE p.id = object);
    INSERT INTO safer.plan_priority (priority, plan, note)
    VALUES (priority, plan, note)
    ON CONFLICT ON CONSTRAINT plan_priority_pkey DO UPDATE SET note = excluded.note;
    UPDATE safer.priority AS p SET written_by = pg_current_xact_id() WHERE p.id = object;
    UPDATE safer.plan AS p SET written_by = pg_current_xact_id() WHERE p.id = link_priority_plan.plan;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.link_priority_plan(text, text, text) OWNER TO safer_rules;
