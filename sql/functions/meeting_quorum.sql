-- Whether a meeting has its quorum, by the rule of its body: at an item, or without one as it stands now, whoever has left
-- being gone. Members and their deputies count, nobody who is merely in attendance, and heads only where the rule counts
-- members. quorate is NULL where no paper states a rule. present and missing name partners; counted are the members who
-- are there or have a deputy there. One row; none when there is no such meeting.
CREATE FUNCTION safer.meeting_quorum(meeting uuid, at_item uuid)
RETURNS TABLE (rule text, quorate boolean, present jsonb, missing jsonb, counted integer, needed integer)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    RETURN QUERY
    WITH here AS (
        SELECT DISTINCT a.partner, coalesce(a.deputy_for, a.office) AS office
        FROM safer.attendance AS a
        LEFT JOIN safer.item AS i ON i.id = at_item AND i.meeting = a.meeting
        LEFT JOIN safer.item AS f ON f.id = a.from_item
        LEFT JOIN safer.item AS u ON u.id = a.until_item
        WHERE a.meeting = meeting_quorum.meeting
            AND a.capacity IN ('member', 'deputy')
            AND CASE WHEN at_item IS NULL THEN a.until_item IS NULL
                ELSE (f.id IS NULL OR (i.place, i.id) >= (f.place, f.id))
                    AND (u.id IS NULL OR (i.place, i.id) <= (u.place, u.id)) END
    )
    SELECT b.quorum_rule,
        q.quorate,
        to_jsonb(ARRAY(SELECT DISTINCT h.partner FROM here AS h ORDER BY h.partner)),
        q.missing,
        (SELECT count(*)::integer FROM here),
        b.quorum_members
    FROM safer.meeting AS m
    JOIN safer.body AS b ON b.id = m.body,
    LATERAL safer.quorum_of(b.id, (m.starts_at AT TIME ZONE 'Europe/London')::date,
        ARRAY(SELECT h.partner FROM here AS h)) AS q
    WHERE m.id = meeting_quorum.meeting;
END
$$;

ALTER FUNCTION safer.meeting_quorum(uuid, uuid) OWNER TO safer_rules;
