-- The financial year that follows: '2018/19' is followed by '2019/20'.
CREATE FUNCTION safer.financial_year_after(financial_year text)
RETURNS text
LANGUAGE plpgsql
IMMUTABLE STRICT
AS $$
DECLARE
    next_year integer := left(financial_year, 4)::integer + 1;
BEGIN
    RETURN lpad(next_year::text, 4, '0') || '/' || lpad(((next_year + 1) % 100)::text, 2, '0');
END
$$;
