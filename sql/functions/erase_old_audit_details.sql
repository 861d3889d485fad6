-- Retention: erases the details of events from before a day, the oldest first, so many at the most: how many. The chain
-- stays whole.
CREATE FUNCTION safer.erase_old_audit_details(before_day date, most integer)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    erased bigint;
BEGIN
    UPDATE safer.audit_event AS e
    SET subject = NULL, before = NULL, after = NULL, detail_salt = NULL
    WHERE e.id IN (
        SELECT o.id
        FROM safer.audit_event AS o
        WHERE o.recorded_at < before_day::timestamp AT TIME ZONE 'Europe/London'
            AND o.detail_salt IS NOT NULL
        ORDER BY o.recorded_at
        LIMIT most);
    GET DIAGNOSTICS erased = ROW_COUNT;
    RETURN erased;
END
$$;

ALTER FUNCTION safer.erase_old_audit_details(date, integer) OWNER TO safer_rules;
