-- The financial year a day lies in: '2018/19' for 2018-04-01 to 2019-03-31.
CREATE FUNCTION safer.financial_year_of(day date)
RETURNS text
LANGUAGE plpgsql
IMMUTABLE STRICT
AS $$
DECLARE
    first_year integer := extract(year FROM day)::integer - (extract(month FROM day) < 4)::integer;
BEGIN
    RETURN lpad(first_year::text, 4, '0') || '/' || lpad(((first_year + 1) % 100)::text, 2, '0');
END
$$;
