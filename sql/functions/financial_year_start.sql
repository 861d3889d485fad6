-- The first day of a financial year: 2018-04-01 for '2018/19'. There was no year 0; '0000/01' is taken for the next.
CREATE FUNCTION safer.financial_year_start(financial_year text)
RETURNS date
LANGUAGE plpgsql -- not sql: called from plpgsql, that costs twenty times as much
IMMUTABLE STRICT
AS $$
BEGIN
    RETURN make_date(greatest(left(financial_year, 4)::integer, 1), 4, 1);
END
$$;
