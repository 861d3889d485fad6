-- A review as clients are shown it, before it is changed.
CREATE FUNCTION safer.dhr_before(dhr_id uuid)
RETURNS json
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (SELECT safer.as_shown(row_to_json(d)) FROM api.dhrs AS d WHERE d.id = dhr_id);
END
$$;

ALTER FUNCTION safer.dhr_before(uuid) OWNER TO safer_rules;
