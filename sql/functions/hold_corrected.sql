-- Holds the meeting of an approved minute that another corrects, so that nothing is restricted there meanwhile.
CREATE FUNCTION safer.hold_corrected(minute_id uuid)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    PERFORM
    FROM safer.meeting AS w
    JOIN safer.minute AS m ON m.meeting = w.id
    WHERE m.id = minute_id
        AND w.minutes_approved_at IS NOT NULL
    FOR SHARE OF w;
END
$$;

ALTER FUNCTION safer.hold_corrected(uuid) OWNER TO safer_rules;
