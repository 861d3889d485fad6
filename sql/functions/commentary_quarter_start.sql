-- The first day of a quarter of a financial year, such as 2017/18-Q4: 1 January 2018.
CREATE FUNCTION safer.commentary_quarter_start(quarter text)
RETURNS date
LANGUAGE sql
IMMUTABLE
AS $$
    SELECT (make_date(substr(quarter, 1, 4)::integer, 4, 1)
        + make_interval(months => 3 * (substr(quarter, 10, 1)::integer - 1)))::date
$$;
