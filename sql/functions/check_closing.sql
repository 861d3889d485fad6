-- What must hold before a financial year of a fund is closed: it has ended, it is not closed, and no earlier year in
-- which something is counted is open. The caller holds the fund's row.
CREATE FUNCTION safer.check_closing(fund text, financial_year text)
RETURNS void
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    last_day date := safer.financial_year_start(check_closing.financial_year) + interval '1 year' - interval '1 day';
    last_closed text;
    first_open text;
BEGIN
    IF last_day >= safer.today() THEN
        PERFORM safer.refuse('year-not-over',
            format('%s ends on %s, and today is %s. A year is closed once it is over.',
                check_closing.financial_year, last_day, safer.today()), '/financial_year');
    END IF;
    SELECT max(c.financial_year)
    INTO last_closed
    FROM safer.closing AS c
    WHERE c.fund = check_closing.fund;
    IF last_closed >= check_closing.financial_year THEN
        PERFORM safer.refuse('year-closed',
            format('%s is closed already: the last year closed is %s.', check_closing.financial_year, last_closed),
            '/financial_year');
    END IF;
    SELECT min(e.financial_year)
    INTO first_open
    FROM safer.entry AS e
    WHERE e.fund = check_closing.fund
        AND e.financial_year > coalesce(last_closed, '')
        AND e.kind <> 'closing';
    first_open := least(first_open, safer.financial_year_after(last_closed));
    IF first_open < check_closing.financial_year THEN
        PERFORM safer.refuse('earlier-year-open',
            format('%s is still open. Years are closed in their order, so close that one first.', first_open),
            '/financial_year');
    END IF;
END
$$;

ALTER FUNCTION safer.check_closing(text, text) OWNER TO safer_rules;
