-- What a period is, however it is written: 2017-03, 2017-Q1, 2017/18-Q1, 2017 or 2017/18. Its frequency, which kind of
-- year it is written by (NULL for a month), its first and its last day. No row when it is none of these.
CREATE FUNCTION safer.period_bounds(written text)
RETURNS TABLE (frequency text, year text, starts_on date, ends_on date)
LANGUAGE plpgsql
IMMUTABLE
ROWS 1
AS $$
DECLARE
    part text[] := regexp_match(written, '^((?:18|19|20)[0-9]{2})(/[0-9]{2})?(-Q[1-4])?(-(?:0[1-9]|1[0-2]))?$');
    first_year integer := part[1];
    months integer;
BEGIN
    IF part IS NULL
            OR part[4] IS NOT NULL AND (part[2] IS NOT NULL OR part[3] IS NOT NULL)
            OR right(part[2], 2)::integer <> (first_year + 1) % 100 THEN
        RETURN;
    END IF;
    frequency := CASE WHEN part[4] IS NOT NULL THEN 'month' WHEN part[3] IS NOT NULL THEN 'quarter' ELSE 'year' END;
    year := CASE WHEN part[2] IS NOT NULL THEN 'financial' WHEN part[4] IS NULL THEN 'calendar' END;
    months := CASE frequency WHEN 'month' THEN 1 WHEN 'quarter' THEN 3 ELSE 12 END;
    starts_on := make_date(first_year, coalesce(right(part[4], 2)::integer, 1), 1)
        + make_interval(months => 3 * (coalesce(year = 'financial', false)::integer
            + coalesce(right(part[3], 1)::integer - 1, 0)));
    ends_on := (starts_on + make_interval(months => months))::date - 1;
    RETURN NEXT;
END
$$;
