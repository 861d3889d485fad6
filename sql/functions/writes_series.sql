-- Whether a partner writes the series of a source: the source itself does, and constituent partners all.
CREATE FUNCTION safer.writes_series(source text, caller text)
RETURNS boolean
LANGUAGE sql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
RETURN coalesce(source = caller, false)
    OR EXISTS (SELECT FROM safer.partner AS p WHERE p.id = caller AND p.kind = 'constituent');

ALTER FUNCTION safer.writes_series(text, text) OWNER TO safer_rules;
