-- How many names are protected in a review; NULL to who does not coordinate reviews.
CREATE FUNCTION safer.count_dhr_names(dhr_id uuid)
RETURNS bigint
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN CASE WHEN safer.coordinates_dhrs()
        THEN (SELECT count(*) FROM safer.dhr_name AS n WHERE n.dhr = dhr_id) END;
END
$$;

ALTER FUNCTION safer.count_dhr_names(uuid) OWNER TO safer_rules;
