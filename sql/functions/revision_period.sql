-- The first day of the period that a parameter names, as one of an indicator's; NULL when it is NULL, or when the reader
-- sees no such indicator. Refuses what is no period, and one that the indicator is not observed by. A quarter may be written
-- by either kind of year.
CREATE FUNCTION safer.revision_period(indicator text, written text)
RETURNS date
LANGUAGE plpgsql
STABLE
AS $$
DECLARE
    first date := safer.period_edge(written, 'period', false);
    series record;
    fault record;
BEGIN
    SELECT i.frequency, i.year INTO series FROM safer.indicator AS i WHERE i.id = revision_period.indicator;
    IF series.frequency IS NULL OR first IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT f.code, f.sentence INTO fault FROM safer.period_fault(written, series.frequency, series.year) AS f;
    IF fault.code = 'period-of-another-frequency' THEN
        PERFORM safer.refuse_parameter('period-of-another-frequency', 'period', fault.sentence);
    END IF;
    RETURN first;
END
$$;
