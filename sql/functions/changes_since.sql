-- The first transaction a list of changes tells of; see safer.observation_window. A list asks it once, in a SELECT of its
-- own: in a filter it would be asked for each row.
CREATE FUNCTION safer.changes_since(updated_after text)
RETURNS xid8
LANGUAGE sql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT w.since
    FROM safer.observation_window(updated_after, NULL, NULL) AS w
$$;

ALTER FUNCTION safer.changes_since(text) OWNER TO safer_rules;
