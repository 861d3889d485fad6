-- Holds the indicators that are staged and that the caller may write, in one order for everybody, so that two loads of
-- one series come one after the other; and makes of what is staged two small tables: its indicators, and its periods.
-- Of millions of rows there are few of either, and what is dear is done once for each. Where an indicator has not said
-- by which years it is written, its first row decides.
CREATE FUNCTION safer.hold_staged_series()
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET client_min_messages = warning
AS $$
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
    named text[];
BEGIN
    CREATE TEMPORARY TABLE observation_period ON COMMIT DROP AS
    SELECT s.period, b.frequency, b.year, b.starts_on
    FROM (SELECT DISTINCT d.period FROM pg_temp.observation_staging AS d) AS s
    CROSS JOIN LATERAL safer.period_bounds(s.period) AS b
    WHERE b.starts_on <= safer.today();
    named := ARRAY(SELECT DISTINCT s.indicator FROM pg_temp.observation_staging AS s WHERE s.indicator IS NOT NULL);
    PERFORM
    FROM safer.indicator AS i
    WHERE i.id = ANY (named)
        AND safer.writes_series(i.source, caller)
    ORDER BY i.number
    FOR NO KEY UPDATE;

    UPDATE safer.indicator AS i
    SET year = f.year
    FROM (
        SELECT DISTINCT ON (n.id) n.id, k.year
        FROM safer.indicator AS n
        JOIN pg_temp.observation_staging AS s ON s.indicator = n.id
        JOIN pg_temp.observation_period AS k ON k.period = s.period AND k.frequency = n.frequency
        WHERE n.id = ANY (named)
            AND n.year IS NULL
            AND n.frequency <> 'month'
            AND safer.writes_series(n.source, caller)
        ORDER BY n.id, s.line
    ) AS f
    WHERE i.id = f.id;

    CREATE TEMPORARY TABLE observation_series ON COMMIT DROP AS
    SELECT i.id, i.number, i.frequency, i.year, i.kind
    FROM safer.indicator AS i
    WHERE i.id = ANY (named)
        AND safer.writes_series(i.source, caller)
        AND i.state <> 'retired';
    ANALYZE pg_temp.observation_period;
    ANALYZE pg_temp.observation_series;
END
$$;

ALTER FUNCTION safer.hold_staged_series() OWNER TO safer_rules;
