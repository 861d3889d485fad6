-- The item of a meeting that a body names; NULL when it names none. Refuses an item of another meeting, and a
-- restricted one to who may not touch it.
CREATE FUNCTION safer.item_on_agenda(item_id uuid, meeting_id uuid, pointer text)
RETURNS safer.item
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    named safer.item;
BEGIN
    IF item_id IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT * INTO named FROM safer.item AS i WHERE i.id = item_id AND i.meeting = meeting_id FOR SHARE;
    IF NOT FOUND THEN
        PERFORM safer.refuse('item-of-another-meeting', 'The item is not on the agenda of this meeting.', pointer);
    ELSIF named.restricted THEN
        PERFORM safer.check_restricted_scope(named.body);
    END IF;
    RETURN named;
END
$$;

ALTER FUNCTION safer.item_on_agenda(uuid, uuid, text) OWNER TO safer_rules;
