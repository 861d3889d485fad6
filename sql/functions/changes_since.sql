-- The first transaction a list of changes tells of; see safer.observation_window. By a name of its own, and stable, so
-- that the planner asks it too and knows how little a list of changes is.
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
