-- Lets the first row that is staged of an indicator decide by which years it is written, where that was not said.
CREATE FUNCTION safer.settle_years()
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
BEGIN
    UPDATE safer.indicator AS i
    SET year = f.year
    FROM (
        SELECT DISTINCT ON (k.indicator) k.indicator, b.year
        FROM pg_temp.observation_series AS k
        JOIN safer.indicator AS n ON n.id = k.indicator
        CROSS JOIN LATERAL safer.period_bounds(k.period) AS b
        WHERE n.year IS NULL
            AND n.frequency <> 'month'
            AND b.frequency = n.frequency
            AND safer.writes_series(n.source, caller)
        ORDER BY k.indicator, k.line
    ) AS f
    WHERE i.id = f.indicator;
END
$$;

ALTER FUNCTION safer.settle_years() OWNER TO safer_rules;
