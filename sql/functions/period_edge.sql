-- The first day of the period that a parameter names, or its last; NULL when it is NULL. Refuses what is no period.
CREATE FUNCTION safer.period_edge(written text, parameter text, last boolean)
RETURNS date
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    edge date := (
        SELECT CASE WHEN last THEN b.ends_on ELSE b.starts_on END
        FROM safer.period_bounds(written) AS b);
BEGIN
    IF edge IS NULL AND written IS NOT NULL THEN
        PERFORM safer.refuse_parameter('period-unreadable', parameter,
            'A period is written 2017-03, 2017-Q1, 2017/18-Q1, 2017 or 2017/18.');
    END IF;
    RETURN edge;
END
$$;

ALTER FUNCTION safer.period_edge(text, text, boolean) OWNER TO safer_rules;
