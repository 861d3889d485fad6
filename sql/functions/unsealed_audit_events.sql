-- How many audit events are not sealed yet, and for how many seconds the oldest has been there.
CREATE FUNCTION safer.unsealed_audit_events()
RETURNS TABLE (events bigint, oldest_seconds numeric)
LANGUAGE sql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT count(*), round(extract(epoch FROM clock_timestamp() - min(e.recorded_at)), 1)
    FROM safer.audit_event AS e
    WHERE NOT EXISTS (SELECT FROM safer.audit_seal AS s WHERE s.event = e.id);
END;

ALTER FUNCTION safer.unsealed_audit_events() OWNER TO safer_rules;
