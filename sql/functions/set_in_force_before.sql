-- The set of priorities in force before another: of those it follows, one behind the other, the nearest that is no draft.
CREATE FUNCTION safer.set_in_force_before(set_id text)
RETURNS text
LANGUAGE sql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    WITH RECURSIVE behind (id, state, succeeds) AS (
        SELECT f.id, f.state, f.succeeds
        FROM safer.priority_set AS s
        JOIN safer.priority_set AS f ON f.id = s.succeeds
        WHERE s.id = set_id
        UNION ALL
        SELECT f.id, f.state, f.succeeds
        FROM behind AS b
        JOIN safer.priority_set AS f ON f.id = b.succeeds
        WHERE b.state = 'draft'
    )
    SELECT b.id FROM behind AS b WHERE b.state <> 'draft'
$$;

ALTER FUNCTION safer.set_in_force_before(text) OWNER TO safer_rules;
