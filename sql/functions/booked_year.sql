-- The financial year in which something of a fund is counted: its own, or the first open one when that was closed.
-- Holds the fund's row, so that no year is closed before whoever asks has written what he asks for.
CREATE FUNCTION safer.booked_year(fund text, financial_year text)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    closed text;
BEGIN
    PERFORM FROM safer.fund AS f WHERE f.id = booked_year.fund FOR KEY SHARE;
    SELECT max(c.financial_year)
    INTO closed
    FROM safer.closing AS c
    WHERE c.fund = booked_year.fund;
    IF closed >= booked_year.financial_year THEN
        RETURN safer.financial_year_after(closed);
    END IF;
    RETURN booked_year.financial_year;
END
$$;

ALTER FUNCTION safer.booked_year(text, text) OWNER TO safer_rules;
