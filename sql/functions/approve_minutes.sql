-- Records that the minutes of a meeting were approved at a later one of the same body; from then on they stay.
-- Returns the meeting's id and what it was; no row when there is none to see.
CREATE FUNCTION safer.approve_minutes(meeting_id uuid, at_meeting uuid, subject_to text, if_match integer)
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
    ELSIF held.minutes_approved_at IS NOT NULL THEN
        PERFORM safer.refuse('minutes-approved', 'The minutes of this meeting are approved already.');
    ELSIF held.state <> 'held' THEN
        PERFORM safer.refuse('state-conflict', format('The meeting is %s; minutes are approved of one that was held.',
            held.state), NULL, jsonb_build_object('state', held.state,
            'allowed', CASE held.state WHEN 'scheduled' THEN '["held"]'::jsonb ELSE '[]' END));
    END IF;
    PERFORM FROM safer.minute AS m WHERE m.meeting = held.id;
    IF NOT FOUND THEN
        PERFORM safer.refuse('state-conflict', 'The meeting has no minutes yet.', NULL,
            jsonb_build_object('state', 'held', 'allowed', jsonb_build_array()));
    END IF;
    PERFORM
    FROM safer.meeting AS m
    WHERE m.id = at_meeting
        AND m.body = held.body
        AND m.starts_at > held.starts_at
        AND m.state <> 'cancelled'
    FOR SHARE;
    IF NOT FOUND THEN
        PERFORM safer.refuse('approval-invalid', 'Minutes are approved at a later meeting of the same body.',
            '/at_meeting');
    END IF;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(m)) FROM api.meetings AS m WHERE m.id = held.id);
    UPDATE safer.meeting AS m
    SET minutes_approved_at = at_meeting, minutes_approved_subject_to = subject_to
    WHERE m.id = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.approve_minutes(uuid, uuid, text, integer) OWNER TO safer_rules;
