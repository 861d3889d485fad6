-- The sentence for a financial year of a fund that no agreement covers: it names the years there are, or the
-- dissolution by which it is covered no more.
CREATE FUNCTION safer.year_not_covered(fund text, financial_year text)
RETURNS text
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    first_year text;
    last_year text;
    dissolved date;
BEGIN
    SELECT a.dissolved_on
    INTO dissolved
    FROM safer.agreement_minimum AS m
    JOIN safer.agreement AS a ON a.id = m.agreement
    WHERE m.fund = year_not_covered.fund
        AND m.financial_year = year_not_covered.financial_year
        AND a.dissolved_on < m.due_on;
    IF FOUND THEN
        RETURN format('The agreement that covered %s for this fund is dissolved on %s, before anything falls due.',
            year_not_covered.financial_year, safer.day_in_words(dissolved));
    END IF;
    SELECT min(m.financial_year), max(m.financial_year)
    INTO first_year, last_year
    FROM safer.agreement_minimum AS m
    WHERE m.fund = year_not_covered.fund;
    RETURN format('No agreement covers %s for this fund', year_not_covered.financial_year) || CASE
        WHEN last_year IS NULL THEN '.'
        WHEN last_year < year_not_covered.financial_year THEN format('; the last year covered is %s.', last_year)
        WHEN first_year > year_not_covered.financial_year THEN format('; the first year covered is %s.', first_year)
        ELSE format('; years between %s and %s are.', first_year, last_year) END;
END
$$;

ALTER FUNCTION safer.year_not_covered(text, text) OWNER TO safer_rules;
