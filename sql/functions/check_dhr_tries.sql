-- Refuses an agency's report on an action of which five within a day were refused because they held a protected name, or
-- were dry runs, of which nothing stays but that: who does not coordinate reviews could find out one name after the other.
CREATE FUNCTION safer.check_dhr_tries(action_id uuid)
RETURNS void
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    tries bigint;
BEGIN
    IF safer.coordinates_dhrs() THEN
        RETURN;
    END IF;
    SELECT count(*) INTO tries
    FROM safer.audit_event AS e
    WHERE e.object = action_id::text
        AND e.operation = 'move_dhr_action'
        AND e.partner = nullif(current_setting('safer.partner', true), '')
        AND (e.after ->> 'refused' = 'protected-name' OR e.after ->> 'query' IS NOT NULL)
        AND e.recorded_at > now() - interval '1 day';
    IF tries >= 5 THEN
        PERFORM safer.refuse('too-many-tries', 'Five reports on this action held a protected name, or were tried, within a day.');
    END IF;
END
$$;

ALTER FUNCTION safer.check_dhr_tries(uuid) OWNER TO safer_rules;
