-- The first day of a period that a body names, as one of this indicator's, which the caller holds. The first period
-- ever named decides by which years the indicator is written. Refuses what is no period of it.
CREATE FUNCTION safer.read_indicator_period(indicator safer.indicator, written text)
RETURNS date
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    fault record;
    period record;
BEGIN
    SELECT * INTO fault FROM safer.period_fault(written, indicator.frequency, indicator.year);
    IF fault.code IS NOT NULL THEN
        PERFORM safer.refuse('period-invalid', fault.sentence, '/period');
    END IF;
    SELECT * INTO period FROM safer.period_bounds(written);
    IF indicator.year IS NULL AND period.year IS NOT NULL THEN
        UPDATE safer.indicator AS i SET year = period.year WHERE i.id = indicator.id;
    END IF;
    RETURN period.starts_on;
END
$$;

ALTER FUNCTION safer.read_indicator_period(safer.indicator, text) OWNER TO safer_rules;
