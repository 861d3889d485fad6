-- The bodies of which the caller sees what is published: those that meet in public, and those it belongs to.
CREATE FUNCTION safer.bodies_shown()
RETURNS SETOF text
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN QUERY
    SELECT b.id
    FROM safer.body AS b
    WHERE b.meets_in = 'public'
    UNION
    SELECT j.body FROM safer.bodies_joined() AS j (body);
END
$$;

ALTER FUNCTION safer.bodies_shown() OWNER TO safer_rules;
