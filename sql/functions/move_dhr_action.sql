-- Reports on an action: its owner, or for it who coordinates reviews, that it is under way or done; who coordinates reviews
-- alone, that it is closed, done or for a reason that is said, or open again. Returns its id and what it was; no row when there is none to see.
CREATE FUNCTION safer.move_dhr_action(action_id uuid, state text, text text, evidence text, reported_on date,
    name_marks jsonb, key_id text, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.dhr_action;
    review safer.dhr;
    allowed text[];
    last_on date;
BEGIN
    held := safer.held_dhr_action(action_id, if_match);
    IF held.id IS NULL THEN
        RETURN;
    ELSIF NOT safer.coordinates_dhrs() THEN
        IF held.partner IS DISTINCT FROM safer.dhr_actions_owned() THEN
            PERFORM safer.refuse('not-the-addressee', 'An action is reported on by whom it is asked of.');
        ELSIF state IN ('open', 'closed') THEN
            PERFORM safer.refuse('not-the-coordinator', 'Who coordinates reviews closes an action, or opens it again.',
                '/state');
        END IF;
    END IF;
    SELECT d.* INTO review
    FROM safer.dhr_action_source AS s
    JOIN safer.dhr AS d ON d.id = s.dhr
    WHERE s.action = held.id;
    PERFORM safer.check_dhr_tries(held.id);
    allowed := CASE held.state
        WHEN 'done' THEN '{in_progress,done,closed,open}'
        WHEN 'closed' THEN '{open}'
        ELSE '{in_progress,done,closed}' END;
    IF NOT safer.coordinates_dhrs() THEN
        allowed := array_remove(array_remove(allowed, 'open'), 'closed');
    END IF;
    IF state <> ALL (allowed) THEN
        PERFORM safer.refuse('state-conflict', format('The action is ''%s''; what may follow is: %s.', held.state,
            coalesce(nullif(array_to_string(allowed, ', '), ''), 'nothing')), NULL,
            jsonb_build_object('state', held.state, 'allowed', to_jsonb(allowed)));
    ELSIF state = 'open' AND review.stage = 'actions_complete' THEN
        PERFORM safer.check_dhr_lasts(review);
    ELSIF text IS NULL AND (state <> 'closed' OR held.state <> 'done') THEN
        PERFORM safer.refuse('reason-missing', 'A report says how the action goes on; what is opened again, or closed'
            ' though it is not done, why.', '/text');
    END IF;
    reported_on := coalesce(reported_on, safer.today());
    PERFORM safer.check_happened(reported_on, '/reported_on');
    SELECT max(r.reported_on) INTO last_on FROM safer.dhr_action_report AS r WHERE r.action = held.id;
    IF reported_on < last_on THEN
        PERFORM safer.refuse('date-implausible', format('%s is before the report it follows, of %s.', reported_on,
            last_on), '/reported_on');
    END IF;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(a)) FROM api.dhr_actions AS a WHERE a.id = held.id);
    INSERT INTO safer.dhr_action_report (action, step, state, text, evidence, reported_on, reported_by)
    SELECT held.id, 1 + count(*), state, text, evidence, reported_on, nullif(current_setting('safer.partner', true), '')
    FROM safer.dhr_action_report AS r
    WHERE r.action = held.id;
    UPDATE safer.dhr_action AS a
    SET state = move_dhr_action.state,
        done_on = CASE state WHEN 'done' THEN coalesce(a.done_on, reported_on) WHEN 'closed' THEN a.done_on END,
        closed_on = CASE WHEN state = 'closed' THEN reported_on END
    WHERE a.id = held.id;
    -- Last: so nothing but a report that stands says that a name is none of those.
    PERFORM safer.check_dhr_names(review.id, name_marks, key_id);
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.move_dhr_action(uuid, text, text, text, date, jsonb, text, integer) OWNER TO safer_rules;
