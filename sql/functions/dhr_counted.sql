-- The reviews that are counted on a day: those that it was decided to hold by then, each with the stage it had come
-- to. What nobody had decided yet, or what is no review, is not counted.
CREATE FUNCTION safer.dhr_counted(on_day date)
RETURNS TABLE (dhr uuid, partnership text, stage text)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT d.id, d.partnership, (
        SELECT s.stage
        FROM safer.dhr_stage AS s
        WHERE s.dhr = d.id
            AND s.reached_on <= on_day
            AND s.stage NOT IN ('suspended', 'resumed')
        ORDER BY s.step DESC
        LIMIT 1)
    FROM safer.dhr AS d
    WHERE EXISTS (
        SELECT
        FROM safer.dhr_stage AS s
        WHERE s.dhr = d.id
            AND s.decision = 'review'
            AND s.reached_on <= on_day);
END
$$;

ALTER FUNCTION safer.dhr_counted(date) OWNER TO safer_rules;
