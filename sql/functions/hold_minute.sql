-- Holds a minute that is not approved yet for a change, and its meeting with it, and returns it; NULL when the
-- caller sees none.
CREATE FUNCTION safer.hold_minute(minute_id uuid, if_match integer)
RETURNS safer.minute
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.minute;
BEGIN
    SELECT * INTO held FROM safer.minute AS m WHERE m.id = minute_id;
    IF held.published_on IS NULL AND held.body NOT IN (SELECT k.body FROM safer.bodies_kept() AS k (body)) THEN
        RETURN NULL;
    END IF;
    PERFORM FROM safer.open_meeting(held.meeting) AS m WHERE m.id IS NOT NULL;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT * INTO held FROM safer.minute AS m WHERE m.id = minute_id FOR NO KEY UPDATE;
    IF held.restricted OR safer.item_ground(held.item) IS NOT NULL THEN
        PERFORM safer.check_restricted_scope(held.body);
    END IF;
    IF if_match <> held.version THEN
        PERFORM safer.refuse('precondition-failed',
            'The minute has changed since you read it. Read it again, then decide.');
    END IF;
    RETURN held;
END
$$;

ALTER FUNCTION safer.hold_minute(uuid, integer) OWNER TO safer_rules;
