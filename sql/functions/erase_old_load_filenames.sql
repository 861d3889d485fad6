-- Retention: erases what the files were called that observations were loaded from before a day, so many at the
-- most: how many.
CREATE FUNCTION safer.erase_old_load_filenames(before_day date, most integer)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    erased bigint;
BEGIN
    UPDATE safer.observation_load AS l
    SET filename = safer.erased(l.filename)
    WHERE l.id IN (
        SELECT o.id
        FROM safer.observation_load AS o
        WHERE o.created_at < before_day::timestamp AT TIME ZONE 'Europe/London'
            AND o.filename <> safer.erased(o.filename)
        ORDER BY o.created_at, o.id
        LIMIT most);
    GET DIAGNOSTICS erased = ROW_COUNT;
    RETURN erased;
END
$$;

ALTER FUNCTION safer.erase_old_load_filenames(date, integer) OWNER TO safer_rules;
