-- The first day of a financial year: 2018-04-01 for '2018/19'.
CREATE FUNCTION safer.financial_year_start(financial_year text)
RETURNS date
LANGUAGE sql
IMMUTABLE STRICT
RETURN make_date(left(financial_year, 4)::integer, 4, 1);
