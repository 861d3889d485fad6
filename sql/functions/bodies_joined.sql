-- The bodies that the caller's partner belongs to today. In PL/pgSQL, as all that policies ask: its plan is kept.
CREATE FUNCTION safer.bodies_joined()
RETURNS SETOF text
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN QUERY
    SELECT DISTINCT m.body
    FROM safer.membership AS m
    WHERE m.partner = nullif(current_setting('safer.partner', true), '')
        AND m.from_on <= safer.today()
        AND coalesce(m.to_on, 'infinity') >= safer.today();
END
$$;

ALTER FUNCTION safer.bodies_joined() OWNER TO safer_rules;
