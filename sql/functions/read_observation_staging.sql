-- Reads what is staged into pg_temp.observation_parsed, in the order of the observations' key, and holds the series it
-- writes, in one order for everybody, so that two loads of one series come one after the other. sound says that a row can
-- be kept; repeats names the row before it with the same key. Returns whether every row can be kept.
CREATE FUNCTION safer.read_observation_staging()
RETURNS boolean
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET client_min_messages = warning
SET work_mem = '64MB'
AS $$
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
BEGIN
    ANALYZE pg_temp.observation_staging;
    -- Of millions of rows there are few pairs of indicator and period: what is dear is done once for each.
    CREATE TEMPORARY TABLE observation_series ON COMMIT DROP AS
    SELECT coalesce(s.indicator, '') AS indicator, coalesce(s.period, '') AS period, min(s.line) AS line,
        NULL::text AS year, NULL::integer AS number, NULL::date AS starts_on
    FROM pg_temp.observation_staging AS s
    GROUP BY 1, 2;
    PERFORM
    FROM safer.indicator AS i
    WHERE i.id IN (SELECT k.indicator FROM pg_temp.observation_series AS k)
        AND safer.writes_series(i.source, caller)
    ORDER BY i.number
    FOR NO KEY UPDATE;
    PERFORM safer.settle_years();
    UPDATE pg_temp.observation_series AS k
    SET year = i.year,
        number = CASE WHEN safer.writes_series(i.source, caller) AND i.state <> 'retired' THEN i.number END,
        starts_on = (
            SELECT b.starts_on
            FROM safer.period_bounds(k.period) AS b
            WHERE b.frequency = i.frequency
                AND (i.frequency <> 'year' OR b.year = i.year)
                AND b.starts_on <= safer.today())
    FROM safer.indicator AS i
    WHERE i.id = k.indicator;
    ANALYZE pg_temp.observation_series;

    CREATE TEMPORARY TABLE observation_parsed ON COMMIT DROP AS
    SELECT r.*,
        CASE WHEN r.sound
            THEN lag(r.line) OVER (PARTITION BY r.indicator, r.area, r.starts_on ORDER BY r.line) END AS repeats
    FROM (
        SELECT s.line, k.number AS indicator, a.number AS area, k.starts_on, v.value,
            CASE coalesce(s.status, 'final') WHEN 'provisional' THEN true WHEN 'final' THEN false END AS provisional,
            s.fault IS NULL AND k.number IS NOT NULL AND a.number IS NOT NULL AND k.starts_on IS NOT NULL
                AND v.value IS NOT NULL AND coalesce(s.status, 'final') IN ('provisional', 'final')
                AND (v.value >= 0 OR i.kind <> 'count') AS sound
        FROM pg_temp.observation_staging AS s
        LEFT JOIN pg_temp.observation_series AS k
            ON k.indicator = coalesce(s.indicator, '')
                AND k.period = coalesce(s.period, '')
        LEFT JOIN safer.indicator AS i ON i.number = k.number
        LEFT JOIN safer.area AS a ON a.id = s.area
        CROSS JOIN LATERAL (SELECT safer.read_value(s.value)) AS v (value)
    ) AS r
    ORDER BY r.indicator, r.area, r.starts_on, r.line;
    ANALYZE pg_temp.observation_parsed;

    RETURN NOT EXISTS (
        SELECT
        FROM pg_temp.observation_parsed AS p
        WHERE NOT p.sound
            OR p.repeats IS NOT NULL);
END
$$;

ALTER FUNCTION safer.read_observation_staging() OWNER TO safer_rules;
