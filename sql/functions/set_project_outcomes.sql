-- Says what a project is for, and what came of it, in its order, in place of what was said.
-- Returns the project's id and what it was; no row when there is none to see.
CREATE FUNCTION safer.set_project_outcomes(project_id text, outcomes jsonb, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.project;
BEGIN
    held := safer.kept_project(project_id, if_match);
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(p)) FROM api.projects AS p WHERE p.id = held.id);
    DELETE FROM safer.project_outcome AS x WHERE x.project = held.id;
    INSERT INTO safer.project_outcome (project, place, text, result)
    SELECT held.id, i.n, i.value ->> 'text', i.value ->> 'result'
    FROM jsonb_array_elements(outcomes) WITH ORDINALITY AS i (value, n);
    UPDATE safer.project AS p SET written_by = pg_current_xact_id() WHERE p.id = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.set_project_outcomes(text, jsonb, integer) OWNER TO safer_rules;
