-- Takes an item off an agenda, with its papers, while it is a draft that nothing else names. Returns the id of the
-- meeting and what the item was; no row when there is none to see.
CREATE FUNCTION safer.remove_item(meeting_id uuid, item_id uuid, if_match integer)
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
    IF held.id IS NULL OR held.meeting <> meeting_id THEN
        RETURN;
    ELSIF held.published_on IS NOT NULL THEN
        PERFORM safer.refuse('item-published', 'The item is on an agenda that is published, and stays there.');
    END IF;
    PERFORM FROM safer.paper AS p WHERE p.item = held.id AND p.restricted;
    IF FOUND THEN
        PERFORM safer.check_restricted_scope(held.body);
    END IF;
    IF EXISTS (SELECT FROM safer.minute AS m WHERE m.item = held.id)
            OR EXISTS (SELECT FROM safer.decision AS d WHERE d.item = held.id)
            OR EXISTS (SELECT FROM safer.follow_up AS f WHERE held.id IN (f.item, f.closed_by))
            OR EXISTS (SELECT FROM safer.declaration AS d WHERE d.item = held.id)
            OR EXISTS (SELECT FROM safer.attendance AS a
                WHERE a.meeting = held.meeting AND held.id IN (a.from_item, a.until_item)) THEN
        PERFORM safer.refuse('item-recorded', 'The record of the meeting names the item, so it stays.');
    END IF;
    object := held.meeting;
    before := CASE WHEN held.restricted THEN json_build_object('id', held.id, 'ref', held.ref, 'restricted', true)
        ELSE (SELECT safer.as_shown(row_to_json(i)) FROM api.items AS i WHERE i.id = held.id) END;
    DELETE FROM safer.paper_recommendation AS r USING safer.paper AS p WHERE p.id = r.paper AND p.item = held.id;
    DELETE FROM safer.paper_file AS f USING safer.paper AS p WHERE p.id = f.paper AND p.item = held.id;
    DELETE FROM safer.paper_text AS t USING safer.paper AS p WHERE p.id = t.paper AND p.item = held.id;
    DELETE FROM safer.paper AS p WHERE p.item = held.id;
    DELETE FROM safer.item_text AS t WHERE t.item = held.id;
    DELETE FROM safer.item AS i WHERE i.id = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.remove_item(uuid, uuid, integer) OWNER TO safer_rules;
