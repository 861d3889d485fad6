-- Says that a meeting was held, on its day or after, and how many were there, where nobody counts them by office. Returns
-- its id and what it was; no row when there is none to see.
CREATE FUNCTION safer.hold_meeting(meeting_id uuid, present_count integer, in_attendance_count integer,
    if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.meeting;
    day date;
BEGIN
    held := safer.kept_meeting(meeting_id, if_match);
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    PERFORM safer.check_meeting_state(held, '{scheduled}', 'Only one that is scheduled is held.');
    day := (held.starts_at AT TIME ZONE 'Europe/London')::date;
    IF day > safer.today() THEN
        PERFORM safer.refuse('state-conflict', format('The meeting is on %s: today is %s.', day, safer.today()), NULL,
            jsonb_build_object('state', held.state, 'allowed', jsonb_build_array('cancelled')));
    END IF;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(m)) FROM api.meetings AS m WHERE m.id = held.id);
    UPDATE safer.meeting AS m
    SET state = 'held', present_count = hold_meeting.present_count, in_attendance_count = hold_meeting.in_attendance_count
    WHERE m.id = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.hold_meeting(uuid, integer, integer, integer) OWNER TO safer_rules;
