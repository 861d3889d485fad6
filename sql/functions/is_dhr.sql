-- Whether there is a review with this id, for who may see who read it.
CREATE FUNCTION safer.is_dhr(dhr_id uuid)
RETURNS boolean
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN safer.audits_dhrs() AND EXISTS (SELECT FROM safer.dhr AS d WHERE d.id = dhr_id);
END
$$;

ALTER FUNCTION safer.is_dhr(uuid) OWNER TO safer_rules;
