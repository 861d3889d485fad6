-- The numbers of the areas in which the caller reads the observations of every indicator: a partner those above district
-- level, and its own.
CREATE FUNCTION safer.areas_read()
RETURNS SETOF integer
LANGUAGE sql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT a.number
    FROM safer.area AS a
    WHERE safer.is_partner()
        AND (NOT a.local OR a.partner = nullif(current_setting('safer.partner', true), ''))
$$;

ALTER FUNCTION safer.areas_read() OWNER TO safer_rules;
