-- A reference that no item of the meeting has: that of another with a letter behind it, while there are letters, or
-- B and the next number.
CREATE FUNCTION safer.free_item_ref(meeting_id uuid, beside text)
RETURNS text
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN (
        SELECT c.ref
        FROM (
            SELECT beside || chr(96 + n) AS ref, n
            FROM generate_series(1, 26) AS n
            WHERE beside ~ '[0-9]$'
            UNION ALL
            SELECT 'B' || n, 26 + n
            FROM generate_series(1, 999) AS n) AS c
        WHERE NOT EXISTS (SELECT FROM safer.item AS i WHERE i.meeting = meeting_id AND i.ref = c.ref)
        ORDER BY c.n
        LIMIT 1);
END
$$;

ALTER FUNCTION safer.free_item_ref(uuid, text) OWNER TO safer_rules;
