-- Restricts an item, and with it its papers, its minutes and what was decided on it, or says anew on which ground.
-- Returns its id and what it was; no row when there is none to see.
CREATE FUNCTION safer.restrict_item(item_id uuid, exempt_ground text, public_interest text, public_title text,
    if_match integer)
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
    END IF;
    PERFORM safer.check_restricted_scope(held.body);
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(i)) FROM api.items AS i WHERE i.id = held.id);
    UPDATE safer.item AS i
    SET restricted = true, exempt_ground = restrict_item.exempt_ground,
        public_interest = restrict_item.public_interest, public_title = restrict_item.public_title
    WHERE i.id = held.id;
    PERFORM safer.restrict_what_follows(held.meeting);
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.restrict_item(uuid, text, text, text, integer) OWNER TO safer_rules;
