-- Proposes a project and returns its id: a constituent partner for any lead, another partner as the lead. project has
-- the names of the columns.
CREATE FUNCTION safer.create_project(project jsonb, priorities jsonb, themes jsonb, actions jsonb)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
    made safer.project;
BEGIN
    PERFORM FROM safer.partner AS p WHERE p.id = caller;
    IF NOT FOUND THEN
        PERFORM safer.refuse('not-permitted', 'The token stands for no partner.');
    END IF;
    made := jsonb_populate_record(NULL::safer.project, project);
    IF made.lead IS NULL AND made.lead_organisation IS NULL THEN
        made.lead := caller;
    END IF;
    PERFORM FROM safer.project AS p WHERE p.id = made.id;
    IF FOUND THEN
        PERFORM safer.refuse('id-taken', format('There is a project ''%s'' already.', made.id), '/id');
    END IF;
    PERFORM safer.check_project_names(made.lead, coalesce(priorities, '[]'), themes, actions);
    IF made.lead IS DISTINCT FROM caller AND NOT safer.is_constituent_partner() THEN
        PERFORM safer.refuse('not-your-project', 'Your organisation proposes projects that it leads.',
            CASE WHEN made.lead IS NULL THEN '/lead_organisation' ELSE '/lead' END);
    END IF;
    INSERT INTO safer.project (id, title, lead, lead_organisation, summary, beneficiaries, starts_on, ends_on, public,
        source, note)
    VALUES (made.id, made.title, made.lead, made.lead_organisation, made.summary, made.beneficiaries, made.starts_on,
        made.ends_on, coalesce(made.public, false), made.source, made.note);
    PERFORM safer.serve_project(made.id, priorities, themes, actions);
    RETURN made.id;
END
$$;

ALTER FUNCTION safer.create_project(jsonb, jsonb, jsonb, jsonb) OWNER TO safer_rules;
