-- The quorum to expect of a meeting by what its members have replied: those who come, and those who send a deputy, as long
-- as they are members on the day. One row; none when there is no such meeting.
CREATE FUNCTION safer.expected_quorum(meeting uuid)
RETURNS TABLE (quorate boolean, present jsonb, missing jsonb)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.meeting;
    day date;
    heads text[];
BEGIN
    SELECT * INTO held FROM safer.meeting AS m WHERE m.id = meeting;
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    day := (held.starts_at AT TIME ZONE 'Europe/London')::date;
    heads := ARRAY(
        SELECT r.partner
        FROM safer.meeting_reply AS r
        WHERE r.meeting = held.id
            AND r.answer <> 'apologies'
            AND safer.is_member_office(held.body, r.partner, r.office, day)
        ORDER BY r.partner);
    RETURN QUERY
    SELECT q.quorate, to_jsonb(ARRAY(SELECT DISTINCT h.head FROM unnest(heads) AS h (head) ORDER BY h.head)), q.missing
    FROM safer.quorum_of(held.body, day, heads) AS q;
END
$$;

ALTER FUNCTION safer.expected_quorum(uuid) OWNER TO safer_rules;
