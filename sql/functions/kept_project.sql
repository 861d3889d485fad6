-- Holds a project for a change and returns it; NULL when there is none to see. Its lead may change it, and a
-- constituent partner.
CREATE FUNCTION safer.kept_project(project_id text, if_match integer)
RETURNS safer.project
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
    held safer.project;
BEGIN
    SELECT * INTO held FROM safer.project AS p WHERE p.id = project_id AND caller IS NOT NULL FOR NO KEY UPDATE;
    IF held.id IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM FROM safer.partner AS p WHERE p.id = caller AND (p.kind = 'constituent' OR p.id = held.lead);
    IF NOT FOUND THEN
        PERFORM safer.refuse('not-your-project', 'A project is kept by its lead, or by a constituent partner.');
    ELSIF if_match <> held.version THEN
        PERFORM safer.refuse('precondition-failed',
            'The project has changed since you read it. Read it again, then decide.');
    END IF;
    RETURN held;
END
$$;

ALTER FUNCTION safer.kept_project(text, integer) OWNER TO safer_rules;
