-- Holds a meeting for what is written to it, and returns it; NULL when the caller sees none. Refuses who does not
-- keep the meetings of its body.
CREATE FUNCTION safer.kept_meeting(meeting_id uuid)
RETURNS safer.meeting
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.meeting;
    kept boolean;
BEGIN
    SELECT * INTO held FROM safer.meeting AS m WHERE m.id = meeting_id FOR NO KEY UPDATE;
    kept := held.body IN (SELECT k.body FROM safer.bodies_kept() AS k (body));
    IF held.id IS NULL OR NOT (kept OR held.notice_on IS NOT NULL
            AND held.body IN (SELECT s.body FROM safer.bodies_shown() AS s (body))) THEN
        RETURN NULL;
    ELSIF NOT kept THEN
        PERFORM safer.refuse('not-your-body', 'Meetings are kept by a constituent partner, or by an organisation that'
            ' belongs to the body.');
    END IF;
    RETURN held;
END
$$;

ALTER FUNCTION safer.kept_meeting(uuid) OWNER TO safer_rules;
