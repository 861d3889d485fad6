-- Why a period is none of an indicator with this frequency and kind of year (NULL where they are not known, or not
-- said): a code and a sentence, or NULL when it is one.
CREATE FUNCTION safer.period_fault(written text, frequency text, year text)
RETURNS TABLE (code text, sentence text)
LANGUAGE plpgsql
STABLE
AS $$
DECLARE
    period record;
BEGIN
    SELECT b.* INTO period FROM safer.period_bounds(written) AS b;
    IF written IS NULL THEN
        code := 'period-unreadable';
        sentence := 'The row names no period.';
    ELSIF period.starts_on IS NULL THEN
        code := 'period-unreadable';
        sentence := 'A period is written 2017-03, 2017-Q1, 2017/18-Q1, 2017 or 2017/18.';
    ELSIF period.frequency <> frequency THEN
        code := 'period-of-another-frequency';
        sentence := format('The indicator is observed each %s, and this is a %s.', frequency, period.frequency);
    ELSIF frequency = 'year' AND period.year <> year THEN
        code := 'period-of-another-frequency';
        sentence := CASE year
            WHEN 'financial' THEN 'The indicator counts financial years, written 2017/18.'
            ELSE 'The indicator counts calendar years, written 2017.' END;
    ELSIF period.starts_on > safer.today() THEN
        code := 'period-ahead';
        sentence := 'The period has not begun.';
    END IF;
    RETURN NEXT;
END
$$;
