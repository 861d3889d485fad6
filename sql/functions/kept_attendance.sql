-- Holds a record of who was there for a change and returns it; NULL when there is none to see.
CREATE FUNCTION safer.kept_attendance(attendance_id uuid, if_match integer)
RETURNS safer.attendance
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.attendance;
    met safer.meeting;
BEGIN
    SELECT a.meeting INTO held.meeting FROM safer.attendance AS a WHERE a.id = attendance_id;
    SELECT * INTO met FROM safer.meeting AS m WHERE m.id = held.meeting;
    IF met.id IS NULL OR (met.minutes_on IS NULL
            AND met.body NOT IN (SELECT b.body FROM safer.bodies_kept() AS b (body))) THEN
        RETURN NULL;
    END IF;
    met := safer.kept_meeting(met.id, NULL);
    IF met.id IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT * INTO held FROM safer.attendance AS a WHERE a.id = attendance_id FOR NO KEY UPDATE;
    IF if_match <> held.version THEN
        PERFORM safer.refuse('precondition-failed',
            'The record has changed since you read it. Read it again, then decide.');
    END IF;
    RETURN held;
END
$$;

ALTER FUNCTION safer.kept_attendance(uuid, integer) OWNER TO safer_rules;
