-- The meeting that is to have a report: the first of the body after the one that asked for it which is not
-- cancelled; and whether it was held. No row when it is for a future meeting, or none is set.
CREATE FUNCTION safer.follow_up_due(meeting_id uuid, due text)
RETURNS TABLE (meeting uuid, held boolean)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    IF due = 'next_meeting' THEN
        RETURN QUERY
        SELECT n.id, n.state = 'held'
        FROM safer.meeting AS m
        JOIN safer.meeting AS n ON n.body = m.body AND n.starts_at > m.starts_at AND n.state <> 'cancelled'
        WHERE m.id = meeting_id
        ORDER BY n.starts_at, n.id
        LIMIT 1;
    END IF;
END
$$;

ALTER FUNCTION safer.follow_up_due(uuid, text) OWNER TO safer_rules;
