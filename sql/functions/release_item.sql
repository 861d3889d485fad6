-- Opens a restricted item to who sees the agenda, and what belongs to it unless it is restricted itself. Returns its
-- id and what it was; no row when there is none to see.
CREATE FUNCTION safer.release_item(item_id uuid, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.item;
BEGIN
    held := safer.hold_item(item_id, if_match);
    IF held.id IS NULL THEN
        RETURN;
    ELSIF NOT held.restricted THEN
        PERFORM safer.refuse('state-conflict', 'The item is not restricted.', NULL,
            jsonb_build_object('state', 'open', 'allowed', jsonb_build_array('restricted')));
    END IF;
    PERFORM FROM safer.follow_up AS f WHERE f.id = held.follow_up FOR SHARE; -- it may be being restricted
    PERFORM FROM safer.follow_up AS f WHERE f.id = held.follow_up AND f.restricted;
    IF FOUND THEN
        PERFORM safer.refuse('restriction-invalid', 'What it takes up is restricted, so it is restricted as well.');
    END IF;
    PERFORM safer.hold_corrected(n.corrects) FROM safer.minute AS n WHERE n.item = held.id ORDER BY n.id;
    PERFORM
    FROM safer.minute AS n
    JOIN safer.minute AS c ON c.id = n.corrects
    WHERE n.item = held.id
        AND NOT n.restricted
        AND c.item IS DISTINCT FROM held.id
        AND (c.restricted OR safer.item_ground(c.item) IS NOT NULL);
    IF FOUND THEN
        PERFORM safer.refuse('restriction-invalid', 'A minute of it corrects one that is restricted.');
    END IF;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(i)) FROM api.items AS i WHERE i.id = held.id);
    UPDATE safer.item AS i
    SET restricted = false, exempt_ground = NULL, public_interest = NULL, public_title = NULL
    WHERE i.id = held.id;
    PERFORM safer.restrict_what_follows(held.meeting);
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.release_item(uuid, integer) OWNER TO safer_rules;
