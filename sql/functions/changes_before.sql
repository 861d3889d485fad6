-- The first transaction a list of changes no longer tells of; see safer.observation_window.
CREATE FUNCTION safer.changes_before(updated_after text, mark text)
RETURNS xid8
LANGUAGE sql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT w.upper
    FROM safer.observation_window(updated_after, NULL, mark) AS w
$$;

ALTER FUNCTION safer.changes_before(text, text) OWNER TO safer_rules;
