-- The bodies of which the caller reads what is not for publication: with the scope restricted.read those it belongs to.
CREATE FUNCTION safer.bodies_restricted()
RETURNS SETOF text
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF safer.has_scope('restricted.read') THEN
        RETURN QUERY SELECT j.body FROM safer.bodies_joined() AS j (body);
    END IF;
END
$$;

ALTER FUNCTION safer.bodies_restricted() OWNER TO safer_rules;
