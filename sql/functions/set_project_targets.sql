-- Says what a project is to reach, and what it did, in its order, in place of what was said.
-- Returns the project's id and what it was; no row when there is none to see.
CREATE FUNCTION safer.set_project_targets(project_id text, targets jsonb, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.project;
    item record;
BEGIN
    held := safer.kept_project(project_id, if_match);
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    FOR item IN
        SELECT t.*, format('/targets/%s', i.n - 1) AS pointer
        FROM jsonb_array_elements(targets) WITH ORDINALITY AS i (value, n)
        CROSS JOIN LATERAL jsonb_populate_record(NULL::safer.project_target, i.value) AS t
        ORDER BY i.n
    LOOP
        IF (item.qualifier IS NULL) <> (item.number IS NULL)
                OR (item.qualifier IS NOT DISTINCT FROM 'range') <> (item.number_to IS NOT NULL)
                OR item.number_to <= item.number THEN
            PERFORM safer.refuse('target-invalid', 'A target with a number says how it is meant: at_least, about,'
                ' exactly, at_most, or range with number_to above number.', item.pointer);
        ELSIF (item.achieved IS NULL) <> (item.achieved_on IS NULL) THEN
            PERFORM safer.refuse('target-invalid', 'What was achieved goes with the day it was counted.', item.pointer);
        ELSIF item.achieved_on > safer.today() THEN
            PERFORM safer.refuse('date-in-future', format('This cannot have been counted on %s: today is %s.',
                item.achieved_on, safer.today()), item.pointer || '/achieved_on');
        ELSIF item.achieved_on < date '1998-01-01' THEN
            PERFORM safer.refuse('date-implausible', format('There was no such project on %s.', item.achieved_on),
                item.pointer || '/achieved_on');
        END IF;
    END LOOP;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(p)) FROM api.projects AS p WHERE p.id = held.id);
    DELETE FROM safer.project_target AS x WHERE x.project = held.id;
    INSERT INTO safer.project_target (project, place, text, qualifier, number, number_to, achieved, achieved_on)
    SELECT held.id, i.n, t.text, t.qualifier, t.number, t.number_to, t.achieved, t.achieved_on
    FROM jsonb_array_elements(targets) WITH ORDINALITY AS i (value, n)
    CROSS JOIN LATERAL jsonb_populate_record(NULL::safer.project_target, i.value) AS t;
    UPDATE safer.project AS p SET written_by = pg_current_xact_id() WHERE p.id = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.set_project_targets(text, jsonb, integer) OWNER TO safer_rules;
