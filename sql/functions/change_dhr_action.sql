-- Changes what an action asks for, or by when; what is not given stays. Returns its id and what it was; no row when there is
-- none to see.
CREATE FUNCTION safer.change_dhr_action(action_id uuid, text text, due_on date, name_marks jsonb, key_id text,
    if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.dhr_action;
    review safer.dhr;
BEGIN
    held := safer.held_dhr_action(action_id, if_match);
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    PERFORM safer.check_coordinator();
    review := safer.held_dhr_of(NULL, action_id);
    PERFORM safer.check_dhr_names(review.id, name_marks, key_id);
    IF held.state = 'closed' THEN
        PERFORM safer.refuse('state-conflict', 'The action is ''closed''; what may follow is: open.', NULL,
            '{"state": "closed", "allowed": ["open"]}');
    ELSIF due_on < review.notified_on THEN
        PERFORM safer.refuse('date-implausible', format('The review was notified on %s.', review.notified_on),
            '/due_on');
    END IF;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(a)) FROM api.dhr_actions AS a WHERE a.id = held.id);
    UPDATE safer.dhr_action AS a SET due_on = coalesce(change_dhr_action.due_on, a.due_on) WHERE a.id = held.id;
    INSERT INTO safer.dhr_action_text AS t (action, text)
    SELECT held.id, text
    WHERE text IS NOT NULL
    ON CONFLICT (action) DO UPDATE SET text = excluded.text;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.change_dhr_action(uuid, text, date, jsonb, text, integer) OWNER TO safer_rules;
