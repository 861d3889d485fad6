-- Writes what was read: what was known until now goes to its history, what is new is added, what is the same stays.
-- Whoever calls it holds the series.
CREATE FUNCTION safer.store_observations(instant timestamptz)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET work_mem = '64MB'
AS $$
BEGIN
    CREATE TEMPORARY TABLE observation_changed ON COMMIT DROP AS
    SELECT p.indicator, p.area, p.starts_on, p.value, p.provisional
    FROM pg_temp.observation_parsed AS p
    WHERE p.changed;
    ANALYZE pg_temp.observation_changed;
    INSERT INTO safer.observation_revision (recorded_at, superseded_at, indicator, area, starts_on, revision,
        provisional, value)
    SELECT o.recorded_at, greatest(o.recorded_at, instant), o.indicator, o.area, o.starts_on, o.revision, o.provisional,
        o.value
    FROM pg_temp.observation_changed AS p
    JOIN safer.observation AS o
        ON o.indicator = p.indicator
            AND o.area = p.area
            AND o.starts_on = p.starts_on;
    UPDATE safer.observation AS o
    SET written_by = pg_current_xact_id(),
        recorded_at = greatest(o.recorded_at, instant),
        revision = o.revision + 1,
        provisional = p.provisional,
        value = p.value
    FROM pg_temp.observation_changed AS p
    WHERE o.indicator = p.indicator
        AND o.area = p.area
        AND o.starts_on = p.starts_on;
    INSERT INTO safer.observation (written_by, recorded_at, indicator, area, starts_on, revision, provisional, value)
    SELECT pg_current_xact_id(), instant, p.indicator, p.area, p.starts_on, 1, p.provisional, p.value
    FROM pg_temp.observation_parsed AS p
    WHERE p.known IS NULL;
    DROP TABLE pg_temp.observation_changed;
END
$$;

ALTER FUNCTION safer.store_observations(timestamptz) OWNER TO safer_rules;
