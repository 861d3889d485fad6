-- Whether the caller coordinates reviews: with the scope dhrs.write, for a constituent partner, whose joint team does so.
CREATE FUNCTION safer.coordinates_dhrs()
RETURNS boolean
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN safer.has_scope('dhrs.write') AND safer.is_constituent_partner();
END
$$;

ALTER FUNCTION safer.coordinates_dhrs() OWNER TO safer_rules;
