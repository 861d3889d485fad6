-- Holds a meeting for a change and returns it; NULL when there is none to see. Who keeps the meetings of its body may
-- change it.
CREATE FUNCTION safer.kept_meeting(meeting_id uuid, if_match integer)
RETURNS safer.meeting
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.meeting;
BEGIN
    SELECT * INTO held FROM safer.meeting AS m WHERE m.id = meeting_id FOR NO KEY UPDATE;
    IF held.id IS NULL THEN
        RETURN NULL;
    ELSIF held.body NOT IN (SELECT b.body FROM safer.bodies_kept() AS b (body)) THEN
        IF held.notice_on IS NULL OR held.body NOT IN (SELECT b.body FROM safer.bodies_shown() AS b (body)) THEN
            RETURN NULL;
        END IF;
        PERFORM safer.refuse('not-your-body', 'The meetings of this body are kept by its members and by the constituent'
            ' partners.');
    ELSIF if_match <> held.version THEN
        PERFORM safer.refuse('precondition-failed',
            'The meeting has changed since you read it. Read it again, then decide.');
    END IF;
    RETURN held;
END
$$;

ALTER FUNCTION safer.kept_meeting(uuid, integer) OWNER TO safer_rules;
