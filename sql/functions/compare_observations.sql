-- What safer.store_observations would do with what was read.
CREATE FUNCTION safer.compare_observations(OUT added bigint, OUT revised bigint)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET work_mem = '64MB'
AS $$
BEGIN
    SELECT count(*) FILTER (WHERE o.indicator IS NULL),
        count(*) FILTER (WHERE o.indicator IS NOT NULL
            AND (o.value, o.provisional) IS DISTINCT FROM (p.value, p.provisional))
    INTO added, revised
    FROM pg_temp.observation_parsed AS p
    LEFT JOIN safer.observation AS o
        ON o.indicator = p.indicator
            AND o.area = p.area
            AND o.starts_on = p.starts_on;
END
$$;

ALTER FUNCTION safer.compare_observations() OWNER TO safer_rules;
