-- Records that an interest was declared at a meeting, at one of its items or at large. On a restricted item it is for who
-- reads what is not for publication. Returns its id; NULL when there is no such meeting to see.
CREATE FUNCTION safer.create_declaration(id uuid, meeting_id uuid, item uuid, partner text, office text, interest text,
    withdrew boolean)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.meeting;
    hidden boolean;
BEGIN
    held := safer.kept_meeting(meeting_id, NULL);
    IF held.id IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM safer.check_meeting_state(held, '{scheduled,held}', 'Nothing was declared there.');
    PERFORM safer.check_minutes_open(held);
    PERFORM safer.check_item_of(held.id, item, '/item');
    hidden := coalesce((SELECT i.restricted FROM safer.item AS i WHERE i.id = item), false);
    IF hidden AND held.body NOT IN (SELECT b.body FROM safer.bodies_restricted() AS b (body)) THEN
        PERFORM safer.refuse('restricted-scope-needed',
            'Only who reads what is not for publication of this body writes about this item.', '/item');
    END IF;
    INSERT INTO safer.declaration (id, meeting, item, partner, office, interest, withdrew, restricted)
    VALUES (id, held.id, item, partner, office, interest, coalesce(withdrew, false), hidden);
    RETURN id;
END
$$;

ALTER FUNCTION safer.create_declaration(uuid, uuid, uuid, text, text, text, boolean) OWNER TO safer_rules;
