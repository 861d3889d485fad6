-- Takes an action to another state, and keeps that as a step of its progress. Returns its id and what it was; no row
-- when there is none to see.
CREATE FUNCTION safer.move_action(progress_id uuid, action_id uuid, state text, reported_on date, text text,
    due_on date, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.action;
    allowed text[];
    last_on date;
BEGIN
    held := safer.hold_action(action_id, if_match);
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    allowed := CASE held.state
        WHEN 'planned' THEN '{in_progress,delayed,withdrawn}'
        WHEN 'in_progress' THEN '{complete,delayed,withdrawn}'
        WHEN 'delayed' THEN '{in_progress,complete,withdrawn}'
        ELSE '{}' END;
    IF state <> ALL (allowed) THEN
        PERFORM safer.refuse('state-conflict', format('The action is ''%s''; what may follow is: %s.', held.state,
            coalesce(nullif(array_to_string(allowed, ', '), ''), 'nothing')), NULL,
            jsonb_build_object('state', held.state, 'allowed', to_jsonb(allowed)));
    END IF;
    reported_on := coalesce(reported_on, safer.today());
    PERFORM safer.check_reported(reported_on);
    SELECT max(p.reported_on)
    INTO last_on
    FROM safer.action_progress AS p
    WHERE p.action = held.id
        AND p.state IS NOT NULL;
    IF reported_on < last_on THEN
        PERFORM safer.refuse('date-implausible', format('%s is before the step it follows, of %s.', reported_on, last_on),
            '/reported_on');
    END IF;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(a)) FROM api.actions AS a WHERE a.id = held.id);
    INSERT INTO safer.action_progress (id, action, reported_on, state, text, partner)
    VALUES (progress_id, held.id, reported_on, state, text, nullif(current_setting('safer.partner', true), ''));
    UPDATE safer.action AS a
    SET state = move_action.state, due_on = coalesce(move_action.due_on, a.due_on)
    WHERE a.id = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.move_action(uuid, uuid, text, date, text, date, integer) OWNER TO safer_rules;
