-- Holds a meeting as safer.kept_meeting does, for what its record still takes: not once it is cancelled, nor once
-- its minutes are approved.
CREATE FUNCTION safer.open_meeting(meeting_id uuid)
RETURNS safer.meeting
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.meeting;
BEGIN
    held := safer.kept_meeting(meeting_id, NULL);
    IF held.state = 'cancelled' THEN
        PERFORM safer.refuse('state-conflict', 'The meeting is cancelled, so there is nothing to record of it.', NULL,
            jsonb_build_object('state', held.state, 'allowed', jsonb_build_array()));
    ELSIF held.minutes_approved_at IS NOT NULL THEN
        PERFORM safer.refuse('minutes-approved', 'The minutes of this meeting are approved and stay as they are. A later'
            ' meeting corrects them by a minute of its own.');
    END IF;
    RETURN held;
END
$$;

ALTER FUNCTION safer.open_meeting(uuid) OWNER TO safer_rules;
