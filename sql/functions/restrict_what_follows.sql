-- What belongs to a meeting, and is seen only whole or not at all, is restricted when its item is, or its minute, or the
-- item of that. After a change of what is restricted there; refused while something open takes it up or corrects it.
CREATE FUNCTION safer.restrict_what_follows(meeting_id uuid)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    UPDATE safer.decision AS d
    SET restricted = w.restricted
    FROM (
        SELECT e.id, safer.item_ground(e.item) IS NOT NULL OR coalesce(m.restricted, false)
            OR safer.item_ground(m.item) IS NOT NULL AS restricted
        FROM safer.decision AS e
        LEFT JOIN safer.minute AS m ON m.id = e.minute
        WHERE e.meeting = meeting_id) AS w
    WHERE w.id = d.id
        AND w.restricted <> d.restricted;
    PERFORM FROM safer.follow_up AS f WHERE f.meeting = meeting_id ORDER BY f.id FOR NO KEY UPDATE; -- as agendas do
    UPDATE safer.follow_up AS f
    SET restricted = w.restricted
    FROM (
        SELECT g.id, safer.item_ground(g.item) IS NOT NULL OR coalesce(d.restricted, false) AS restricted
        FROM safer.follow_up AS g
        LEFT JOIN safer.decision AS d ON d.id = g.decision
        WHERE g.meeting = meeting_id) AS w
    WHERE w.id = f.id
        AND w.restricted <> f.restricted;
    UPDATE safer.declaration AS d
    SET restricted = i.restricted
    FROM safer.item AS i
    WHERE d.meeting = meeting_id
        AND i.id = d.item
        AND i.restricted <> d.restricted;
    PERFORM
    FROM safer.follow_up AS f
    JOIN safer.item AS i ON i.follow_up = f.id
    WHERE f.meeting = meeting_id
        AND f.restricted
        AND NOT i.restricted;
    IF FOUND THEN
        PERFORM safer.refuse('restriction-invalid',
            'A later agenda takes up what is to be reported back of it: restrict that item first.');
    END IF;
    -- An approved minute without an item cannot be restricted any more: it does not keep what it corrects open.
    PERFORM
    FROM safer.minute AS m
    JOIN safer.minute AS c ON c.corrects = m.id
    JOIN safer.meeting AS w ON w.id = c.meeting
    WHERE m.meeting = meeting_id
        AND coalesce(m.exempt_ground, safer.item_ground(m.item)) IS NOT NULL
        AND coalesce(c.exempt_ground, safer.item_ground(c.item)) IS NULL
        AND (c.item IS NOT NULL OR w.minutes_approved_at IS NULL);
    IF FOUND THEN
        PERFORM safer.refuse('restriction-invalid', 'A later minute corrects what was minuted of it: restrict that first.');
    END IF;
END
$$;

ALTER FUNCTION safer.restrict_what_follows(uuid) OWNER TO safer_rules;
