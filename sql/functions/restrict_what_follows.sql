-- What belongs to a meeting, and is seen only whole or not at all, is restricted when its item is, or its minute, or the
-- item of that. After a change of an item.
CREATE FUNCTION safer.restrict_what_follows(item_id uuid)
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
        WHERE e.meeting = (SELECT i.meeting FROM safer.item AS i WHERE i.id = item_id)) AS w
    WHERE w.id = d.id
        AND w.restricted <> d.restricted;
    UPDATE safer.follow_up AS f
    SET restricted = w.restricted
    FROM (
        SELECT g.id, safer.item_ground(g.item) IS NOT NULL OR coalesce(d.restricted, false) AS restricted
        FROM safer.follow_up AS g
        LEFT JOIN safer.decision AS d ON d.id = g.decision
        WHERE g.meeting = (SELECT i.meeting FROM safer.item AS i WHERE i.id = item_id)) AS w
    WHERE w.id = f.id
        AND w.restricted <> f.restricted;
    UPDATE safer.declaration AS d
    SET restricted = i.restricted
    FROM safer.item AS i
    WHERE i.id = item_id
        AND d.item = i.id
        AND i.restricted <> d.restricted;
END
$$;

ALTER FUNCTION safer.restrict_what_follows(uuid) OWNER TO safer_rules;
