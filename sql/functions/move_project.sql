-- Takes a project to another state, and keeps that as a step; a constituent partner approves it. Returns its id and
-- what it was; no row when there is none to see.
CREATE FUNCTION safer.move_project(project_id text, state text, moved_on date, text text, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.project;
    allowed text[];
    last_on date;
BEGIN
    held := safer.kept_project(project_id, if_match);
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    allowed := CASE held.state
        WHEN 'proposed' THEN '{approved,withdrawn}'
        WHEN 'approved' THEN '{active,withdrawn}'
        WHEN 'active' THEN '{complete,withdrawn}'
        ELSE '{}' END;
    IF state <> ALL (allowed) THEN
        PERFORM safer.refuse('state-conflict', format('The project is ''%s''; what may follow is: %s.', held.state,
            coalesce(nullif(array_to_string(allowed, ', '), ''), 'nothing')), NULL,
            jsonb_build_object('state', held.state, 'allowed', to_jsonb(allowed)));
    ELSIF state = 'approved' THEN
        PERFORM safer.check_constituent('A project is approved by a constituent partner.');
    END IF;
    IF state IN ('complete', 'withdrawn') AND EXISTS (
            SELECT
            FROM safer.award AS a
            WHERE a.project = held.id
                AND a.state = 'active'
                AND (a.bid IS NOT NULL OR EXISTS (SELECT FROM safer.tranche AS t WHERE t.award = a.id))) THEN
        PERFORM safer.refuse('project-has-award', 'An award to the project is still under way.');
    END IF;
    moved_on := coalesce(moved_on, safer.today());
    SELECT max(s.moved_on) INTO last_on FROM safer.project_step AS s WHERE s.project = held.id;
    IF moved_on > safer.today() THEN
        PERFORM safer.refuse('date-in-future', format('This cannot have been so on %s: today is %s.', moved_on,
            safer.today()), '/moved_on');
    ELSIF moved_on < last_on THEN
        PERFORM safer.refuse('date-implausible', format('%s is before the step it follows, of %s.', moved_on, last_on),
            '/moved_on');
    END IF;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(p)) FROM api.projects AS p WHERE p.id = held.id);
    INSERT INTO safer.project_step (project, step, state, moved_on, text, recorded_by)
    SELECT held.id, coalesce(max(s.step), 0) + 1, state, moved_on, text,
        nullif(current_setting('safer.partner', true), '')
    FROM safer.project_step AS s
    WHERE s.project = held.id;
    UPDATE safer.project AS p SET state = move_project.state WHERE p.id = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.move_project(text, text, date, text, integer) OWNER TO safer_rules;
