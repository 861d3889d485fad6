-- Refuses an item that is not on the agenda of a meeting; pointer is its place in the body.
CREATE FUNCTION safer.check_item_of(meeting_id uuid, item_id uuid, pointer text)
RETURNS void
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    IF item_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM safer.item AS i WHERE i.id = item_id AND i.meeting = meeting_id) THEN
        PERFORM safer.refuse('item-of-another-meeting', 'That item is not on the agenda of this meeting.', pointer);
    END IF;
END
$$;

ALTER FUNCTION safer.check_item_of(uuid, uuid, text) OWNER TO safer_rules;
