-- Refuses what a meeting's state does not allow, with this sentence; states are those in which it may be done. allowed says
-- which states may follow.
CREATE FUNCTION safer.check_meeting_state(held safer.meeting, states text[], sentence text)
RETURNS void
LANGUAGE plpgsql
STABLE
AS $$
BEGIN
    IF held.state <> ALL (states) THEN
        PERFORM safer.refuse('state-conflict', format('The meeting is ''%s''. %s', held.state, sentence), NULL,
            jsonb_build_object('state', held.state, 'allowed', CASE held.state
                WHEN 'scheduled' THEN '["held", "cancelled"]'::jsonb ELSE '[]' END));
    END IF;
END
$$;
