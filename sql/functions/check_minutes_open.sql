-- Refuses to change what belongs to the minutes of a meeting when these are approved. A correction is a minute of a
-- later meeting.
CREATE FUNCTION safer.check_minutes_open(held safer.meeting)
RETURNS void
LANGUAGE plpgsql
STABLE
AS $$
BEGIN
    IF held.minutes_approved_at IS NOT NULL THEN
        PERFORM safer.refuse('state-conflict', 'The minutes of this meeting are approved: what they say stays.', NULL,
            jsonb_build_object('state', 'approved', 'allowed', jsonb_build_array()));
    END IF;
END
$$;
