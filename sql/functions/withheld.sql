-- How much there is at a meeting that the caller sees and may not read, being restricted: items, papers and minutes that
-- are published, and drafts of them for who keeps its meetings.
CREATE FUNCTION safer.withheld(meeting uuid)
RETURNS json
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    kept boolean := (
        SELECT m.body IN (SELECT k.body FROM safer.bodies_kept() AS k (body))
        FROM safer.meeting AS m
        WHERE m.id = withheld.meeting);
BEGIN
    RETURN (
        SELECT json_build_object(
            'items', (
                SELECT count(*)
                FROM safer.item AS i
                WHERE i.meeting = m.id AND i.restricted AND (kept OR i.published_on IS NOT NULL)),
            'papers', (
                SELECT count(*)
                FROM safer.paper AS p
                JOIN safer.item AS i ON i.id = p.item
                WHERE p.meeting = m.id AND (p.restricted OR i.restricted)
                    AND (kept OR p.published_on IS NOT NULL)),
            'minutes', (
                SELECT count(*)
                FROM safer.minute AS n
                LEFT JOIN safer.item AS i ON i.id = n.item
                WHERE n.meeting = m.id AND (n.restricted OR coalesce(i.restricted, false))
                    AND (kept OR n.published_on IS NOT NULL)))
        FROM safer.meeting AS m
        WHERE m.id = withheld.meeting
            AND m.body NOT IN (SELECT r.body FROM safer.bodies_restricted() AS r (body))
            AND (kept OR m.notice_on IS NOT NULL AND m.body IN (SELECT s.body FROM safer.bodies_shown() AS s (body)))
        UNION ALL
        SELECT '{"items": 0, "papers": 0, "minutes": 0}'
        LIMIT 1);
END
$$;

ALTER FUNCTION safer.withheld(uuid) OWNER TO safer_rules;
