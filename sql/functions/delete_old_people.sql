-- Retention: deletes which person it was that was at a meeting before a day, so many at the most: how many. That the
-- office was there stays, and its record is another version.
CREATE FUNCTION safer.delete_old_people(before_day date, most integer)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    held uuid[] := ARRAY(
        SELECT p.attendance
        FROM safer.attendance_person AS p
        JOIN safer.attendance AS a ON a.id = p.attendance
        JOIN safer.meeting AS m ON m.id = a.meeting
        WHERE m.starts_at < before_day::timestamp AT TIME ZONE 'Europe/London'
        ORDER BY m.starts_at, p.attendance
        LIMIT most);
    deleted bigint;
BEGIN
    DELETE FROM safer.attendance_person AS p WHERE p.attendance = ANY (held);
    GET DIAGNOSTICS deleted = ROW_COUNT;
    UPDATE safer.attendance AS a SET written_by = pg_current_xact_id() WHERE a.id = ANY (held);
    RETURN deleted;
END
$$;

ALTER FUNCTION safer.delete_old_people(date, integer) OWNER TO safer_rules;
