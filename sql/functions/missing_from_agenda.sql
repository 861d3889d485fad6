-- What a meeting has here that is not on the agenda that was brought: items, and of items that are on it the papers
-- that are links. Papers that the caller may not read are not told of.
CREATE FUNCTION safer.missing_from_agenda(meeting_id uuid)
RETURNS TABLE (item uuid, paper uuid, ref text, restricted boolean)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT i.id, NULL::uuid, i.ref, false
    FROM safer.item AS i
    WHERE i.meeting = meeting_id
        AND NOT EXISTS (SELECT FROM pg_temp.agenda_outcome AS o WHERE o.id = i.id)
    UNION ALL
    SELECT i.id, p.id, i.ref, p.restricted OR i.restricted
    FROM safer.paper AS p
    JOIN safer.paper_text AS t ON t.paper = p.id
    JOIN safer.item AS i ON i.id = p.item
    WHERE p.meeting = meeting_id
        AND t.url IS NOT NULL
        AND (NOT p.restricted OR p.body IN (SELECT r.body FROM safer.bodies_restricted() AS r (body)))
        AND EXISTS (SELECT FROM pg_temp.agenda_outcome AS o WHERE o.id = i.id)
        AND NOT EXISTS (SELECT FROM pg_temp.agenda_outcome AS o WHERE o.paper_id = p.id);
END
$$;

ALTER FUNCTION safer.missing_from_agenda(uuid) OWNER TO safer_rules;
