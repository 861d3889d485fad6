-- The notice of a meeting: how many clear working days its body must give, how many there are, and the last day on which
-- publishing the agenda gives enough. clear_days and sufficient are null until the agenda is published.
CREATE FUNCTION safer.notice_of(required_days integer, agenda_on date, meets_on date)
RETURNS json
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    clear_days integer := safer.clear_working_days(agenda_on, meets_on);
    publish_by date := CASE WHEN required_days > 0 THEN meets_on - 1 - required_days END;
BEGIN
    WHILE safer.clear_working_days(publish_by, meets_on) < required_days LOOP
        publish_by := publish_by - 1;
    END LOOP;
    RETURN json_build_object('required_days', required_days, 'clear_days', CASE WHEN agenda_on IS NOT NULL
            THEN clear_days END, 'sufficient', CASE WHEN agenda_on IS NOT NULL OR required_days = 0
            THEN required_days = 0 OR clear_days >= required_days END, 'publish_by', publish_by);
END
$$;

ALTER FUNCTION safer.notice_of(integer, date, date) OWNER TO safer_rules;
