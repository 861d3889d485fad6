-- Holds an item for a change, and its meeting with it, and returns it; NULL when the caller sees none.
CREATE FUNCTION safer.hold_item(item_id uuid, if_match integer)
RETURNS safer.item
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.item;
BEGIN
    SELECT * INTO held FROM safer.item AS i WHERE i.id = item_id;
    IF held.published_on IS NULL AND held.body NOT IN (SELECT k.body FROM safer.bodies_kept() AS k (body)) THEN
        RETURN NULL;
    END IF;
    PERFORM FROM safer.kept_meeting(held.meeting, NULL) AS m WHERE m.id IS NOT NULL;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT * INTO held FROM safer.item AS i WHERE i.id = item_id FOR NO KEY UPDATE;
    IF held.restricted THEN
        PERFORM safer.check_restricted_scope(held.body);
    END IF;
    IF if_match <> held.version THEN
        PERFORM safer.refuse('precondition-failed',
            'The item has changed since you read it. Read it again, then decide.');
    END IF;
    RETURN held;
END
$$;

ALTER FUNCTION safer.hold_item(uuid, integer) OWNER TO safer_rules;
