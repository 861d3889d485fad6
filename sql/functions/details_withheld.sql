-- Whether what was written is not for publication, and not for the caller either: an item, a paper, a minute, a decision,
-- a follow-up or a declaration. object is its id, as events have it.
CREATE FUNCTION safer.details_withheld(object text)
RETURNS boolean
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    written uuid;
    body text;
BEGIN
    IF object !~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN
        RETURN false;
    END IF;
    written := object::uuid;
    body := (
        SELECT r.body
        FROM (
            SELECT i.body FROM safer.item AS i WHERE i.id = written AND i.restricted
            UNION ALL
            SELECT p.body
            FROM safer.paper AS p
            WHERE p.id = written AND (p.restricted OR safer.item_ground(p.item) IS NOT NULL)
            UNION ALL
            SELECT m.body
            FROM safer.minute AS m
            WHERE m.id = written AND (m.restricted OR safer.item_ground(m.item) IS NOT NULL)
            UNION ALL
            SELECT d.body FROM safer.decision AS d WHERE d.id = written AND d.restricted
            UNION ALL
            SELECT f.body FROM safer.follow_up AS f WHERE f.id = written AND f.restricted
            UNION ALL
            SELECT w.body
            FROM safer.declaration AS d
            JOIN safer.meeting AS w ON w.id = d.meeting
            WHERE d.id = written AND d.restricted) AS r
        LIMIT 1);
    RETURN body IS NOT NULL AND body NOT IN (SELECT b.body FROM safer.bodies_restricted() AS b (body));
END
$$;

ALTER FUNCTION safer.details_withheld(text) OWNER TO safer_rules;
