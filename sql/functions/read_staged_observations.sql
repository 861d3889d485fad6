-- Reads what is staged into pg_temp.observation_parsed, in the order of the observations' key, beside what is known of
-- the same key. sound says that a row can be kept; repeats names the row before it with the same key; known is its
-- revision until now, and changed says that it differs from that.
CREATE FUNCTION safer.read_staged_observations()
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET client_min_messages = warning
SET work_mem = '64MB'
AS $$
BEGIN
    ANALYZE pg_temp.observation_staging;
    PERFORM safer.hold_staged_series();
    CREATE TEMPORARY TABLE observation_parsed ON COMMIT DROP AS
    SELECT r.*,
        CASE WHEN r.sound
            THEN lag(r.line) OVER (PARTITION BY r.indicator, r.area, r.starts_on ORDER BY r.line) END AS repeats,
        o.revision AS known,
        o.revision IS NOT NULL AND (r.value, r.provisional) IS DISTINCT FROM (o.value, o.provisional) AS changed
    FROM (
        SELECT s.line, s.indicator, s.area, s.starts_on, s.value, s.provisional,
            s.fault IS NULL AND s.indicator IS NOT NULL AND s.area IS NOT NULL AND s.starts_on IS NOT NULL
                AND s.provisional IS NOT NULL AND safer.is_kept_value(s.value, s.kind) AS sound
        FROM (
            SELECT s.line, s.fault, i.number AS indicator, i.kind, a.number AS area,
                CASE WHEN k.frequency = i.frequency AND (i.frequency <> 'year' OR k.year = i.year)
                    THEN k.starts_on END AS starts_on,
                safer.read_value(s.value) AS value,
                CASE coalesce(s.status, 'final') WHEN 'provisional' THEN true WHEN 'final' THEN false END AS provisional
            FROM pg_temp.observation_staging AS s
            LEFT JOIN pg_temp.observation_series AS i ON i.id = s.indicator
            LEFT JOIN pg_temp.observation_period AS k ON k.period = s.period
            LEFT JOIN safer.area AS a ON a.id = s.area
            -- So that each value is read once, and not wherever it is mentioned.
            OFFSET 0
        ) AS s
    ) AS r
    LEFT JOIN safer.observation AS o
        ON o.indicator = r.indicator
            AND o.area = r.area
            AND o.starts_on = r.starts_on
    ORDER BY r.indicator, r.area, r.starts_on, r.line;
END
$$;

ALTER FUNCTION safer.read_staged_observations() OWNER TO safer_rules;
