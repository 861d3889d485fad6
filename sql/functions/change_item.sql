-- Changes an item: what is given is set, what clears names is emptied, all else stays. Returns its id and what it
-- was; no row when there is none to see.
CREATE FUNCTION safer.change_item(item_id uuid, changes jsonb, clears jsonb, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    given jsonb := jsonb_strip_nulls(changes)
        || coalesce((SELECT jsonb_object_agg(c.name, NULL) FROM jsonb_array_elements_text(clears) AS c (name)), '{}');
    held safer.item;
    says safer.item_text;
BEGIN
    held := safer.hold_item(item_id, if_match);
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    IF given ?| '{ref,place,title,public_title}' AND EXISTS (
            SELECT
            FROM safer.minute AS n
            JOIN safer.meeting AS m ON m.id = n.meeting
            WHERE n.item = held.id
                AND m.minutes_approved_at IS NOT NULL) THEN
        PERFORM safer.refuse('minutes-approved', 'The minutes that name the item are approved, so it keeps its name.');
    END IF;
    SELECT * INTO says FROM safer.item_text AS t WHERE t.item = held.id;
    held := jsonb_populate_record(held, given);
    says := jsonb_populate_record(says, given);
    PERFORM safer.check_restriction(held.restricted, held.exempt_ground, held.public_interest, held.public_title);
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(i)) FROM api.items AS i WHERE i.id = held.id);
    UPDATE safer.item AS i
    SET place = held.place, ref = held.ref, kind = held.kind, public_interest = held.public_interest,
        public_title = held.public_title, marking = held.marking, verbal = held.verbal, page_from = held.page_from,
        page_to = held.page_to, external_system = held.external_system, external_id = held.external_id, url = held.url
    WHERE i.id = held.id;
    UPDATE safer.item_text AS t
    SET title = says.title, description = says.description, note = says.note
    WHERE t.item = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.change_item(uuid, jsonb, jsonb, integer) OWNER TO safer_rules;
