-- Cancels a meeting that is scheduled, saying why. Returns its id and what it was; no row when there is none to see.
CREATE FUNCTION safer.cancel_meeting(meeting_id uuid, reason text, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.meeting;
BEGIN
    held := safer.kept_meeting(meeting_id, if_match);
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    PERFORM safer.check_meeting_state(held, '{scheduled}', 'Only one that is scheduled is cancelled.');
    IF EXISTS (SELECT FROM safer.minute AS n WHERE n.meeting = held.id)
            OR EXISTS (SELECT FROM safer.decision AS d WHERE d.meeting = held.id)
            OR EXISTS (SELECT FROM safer.follow_up AS f WHERE f.meeting = held.id)
            OR EXISTS (SELECT FROM safer.meeting AS m WHERE m.minutes_approved_at = held.id) THEN
        PERFORM safer.refuse('state-conflict', 'There is a record of this meeting, so it was held.', NULL,
            jsonb_build_object('state', held.state, 'allowed', jsonb_build_array('held')));
    END IF;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(m)) FROM api.meetings AS m WHERE m.id = held.id);
    UPDATE safer.meeting AS m
    SET state = 'cancelled', cancelled_because = reason, sequence = m.sequence + 1
    WHERE m.id = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.cancel_meeting(uuid, text, integer) OWNER TO safer_rules;
