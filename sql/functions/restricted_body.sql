-- The body to whose members something that was written belongs, because it is not for publication: an item, a paper, a
-- minute, a decision, a follow-up, a declaration or an agenda that was imported; NULL where it is for everybody. object
-- is its id, operation what was done and of_body whose it was, as an event has them: of a draft that was taken off the
-- agenda nothing else is left.
CREATE FUNCTION safer.restricted_body(object text, operation text, of_body text)
RETURNS text
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    written uuid;
    body text;
BEGIN
    IF object !~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN
        RETURN NULL;
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
            SELECT a.body
            FROM safer.agenda_import AS a
            WHERE a.id = written
                AND (a.restricted
                    OR EXISTS (SELECT FROM safer.item AS i WHERE i.meeting = a.meeting AND i.restricted)
                    OR EXISTS (SELECT FROM safer.paper AS p WHERE p.meeting = a.meeting AND p.restricted))
            UNION ALL
            SELECT w.body
            FROM safer.declaration AS d
            JOIN safer.meeting AS w ON w.id = d.meeting
            WHERE d.id = written AND d.restricted) AS r
        LIMIT 1);
    IF body IS NULL AND operation IN ('create_item', 'change_item', 'restrict_item', 'release_item', 'create_paper',
            'change_paper', 'put_paper_file')
            AND NOT EXISTS (SELECT FROM safer.item AS i WHERE i.id = written)
            AND NOT EXISTS (SELECT FROM safer.paper AS p WHERE p.id = written) THEN
        body := of_body;
    END IF;
    RETURN body;
END
$$;

ALTER FUNCTION safer.restricted_body(text, text, text) OWNER TO safer_rules;
