-- Changes what a project says of itself; changes has the names of the columns, and what is not given stays. Who leads
-- it, only a constituent partner changes. Returns its id and what it was; no row when there is none to see.
CREATE FUNCTION safer.change_project(project_id text, changes jsonb, priorities jsonb, themes jsonb, actions jsonb,
    if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    given jsonb := jsonb_strip_nulls(changes);
    was safer.project;
    held safer.project;
BEGIN
    was := safer.kept_project(project_id, if_match);
    IF was.id IS NULL THEN
        RETURN;
    END IF;
    held := was;
    IF given ?| '{lead,lead_organisation}' THEN
        held.lead := NULL;
        held.lead_organisation := NULL;
    END IF;
    held := jsonb_populate_record(held, given);
    PERFORM safer.check_project_names(given ->> 'lead', priorities, themes, actions);
    IF (held.lead, held.lead_organisation) IS DISTINCT FROM (was.lead, was.lead_organisation)
            AND NOT safer.is_constituent_partner() THEN
        PERFORM safer.refuse('not-your-project', 'A constituent partner gives a project to another organisation.',
            CASE WHEN held.lead IS NULL THEN '/lead_organisation' ELSE '/lead' END);
    END IF;
    IF held.evaluation IS DISTINCT FROM was.evaluation THEN
        held.evaluated_on := safer.today();
    END IF;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(p)) FROM api.projects AS p WHERE p.id = held.id);
    UPDATE safer.project AS p
    SET title = held.title, lead = held.lead, lead_organisation = held.lead_organisation, summary = held.summary,
        beneficiaries = held.beneficiaries, starts_on = held.starts_on, ends_on = held.ends_on, public = held.public,
        evaluation = held.evaluation, evaluated_on = held.evaluated_on, source = held.source, note = held.note
    WHERE p.id = held.id;
    PERFORM safer.serve_project(held.id, priorities, themes, actions);
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.change_project(text, jsonb, jsonb, jsonb, jsonb, integer) OWNER TO safer_rules;
