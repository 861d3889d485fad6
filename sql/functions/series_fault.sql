-- Why the caller may not write observations of an indicator: a code and a sentence, or NULL when it may.
CREATE FUNCTION safer.series_fault(named text, known safer.indicator, caller text)
RETURNS TABLE (code text, sentence text)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF named IS NULL THEN
        code := 'unknown-indicator';
        sentence := 'The row names no indicator.';
    ELSIF known.id IS NULL THEN
        code := 'unknown-indicator';
        sentence := 'No indicator is known by this name. GET /v1/indicators lists them.';
    ELSIF NOT safer.writes_series(known.source, caller) THEN
        code := 'not-your-series';
        sentence := 'A series is written by its source or by a constituent partner.';
    ELSIF known.state = 'retired' THEN
        code := 'indicator-retired';
        sentence := 'The indicator is retired: it takes no observations.';
    END IF;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.series_fault(text, safer.indicator, text) OWNER TO safer_rules;
