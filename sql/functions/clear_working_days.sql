-- How many working days lie between the day something is published and the day of the meeting, without either: what the
-- law calls clear days. Weekends and England's bank holidays are none.
CREATE FUNCTION safer.clear_working_days(published_on date, meets_on date)
RETURNS integer
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (
        SELECT count(*)
        FROM generate_series(published_on + 1, meets_on - 1, interval '1 day') AS d (day)
        WHERE extract(isodow FROM d.day) < 6
            AND NOT EXISTS (SELECT FROM safer.bank_holiday AS h WHERE h.on_day = d.day::date));
END
$$;

ALTER FUNCTION safer.clear_working_days(date, date) OWNER TO safer_rules;
