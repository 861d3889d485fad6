-- What the reviews that are counted on a day are counted by: of each its partnership, and a line for each of the
-- people it is about and each of the characteristics.
CREATE FUNCTION safer.dhr_features(on_day date)
RETURNS TABLE (dhr uuid, dimension text, value text)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH counted AS MATERIALIZED (
        SELECT c.dhr, c.partnership
        FROM safer.dhr_counted(on_day) AS c
    )
    SELECT c.dhr, 'partnership', c.partnership
    FROM counted AS c
    UNION ALL
    SELECT c.dhr, x.dimension, x.value
    FROM counted AS c
    JOIN safer.dhr_person AS p ON p.dhr = c.dhr
    CROSS JOIN LATERAL safer.dhr_person_features(p) AS x;
END
$$;

ALTER FUNCTION safer.dhr_features(date) OWNER TO safer_rules;
