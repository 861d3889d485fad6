-- What the Home Office answered last on a review; NULL before it did, and once it was sent the report again.
CREATE FUNCTION safer.dhr_answer(dhr_id uuid)
RETURNS text
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (
        SELECT s.answer
        FROM safer.dhr_stage AS s
        WHERE s.dhr = dhr_id
            AND s.stage NOT IN ('suspended', 'resumed')
        ORDER BY s.step DESC
        LIMIT 1);
END
$$;

ALTER FUNCTION safer.dhr_answer(uuid) OWNER TO safer_rules;
