-- Changes a minute that is not approved yet: what is given is set, what clears names is emptied, all else stays; its
-- number does. Returns its id and what it was; no row when there is none to see.
CREATE FUNCTION safer.change_minute(minute_id uuid, changes jsonb, clears jsonb, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    given jsonb := jsonb_strip_nulls(changes)
        || coalesce((SELECT jsonb_object_agg(c.name, NULL) FROM jsonb_array_elements_text(clears) AS c (name)), '{}');
    held safer.minute;
    says safer.minute_text;
    was boolean;
BEGIN
    held := safer.hold_minute(minute_id, if_match);
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    SELECT * INTO says FROM safer.minute_text AS t WHERE t.minute = held.id;
    was := held.restricted;
    held := jsonb_populate_record(held, given);
    says := jsonb_populate_record(says, given);
    IF given ? 'item' THEN
        PERFORM safer.item_on_agenda(held.item, held.meeting, '/item');
    END IF;
    IF NOT held.restricted AND was THEN
        held.exempt_ground := NULL;
        held.public_interest := NULL;
    END IF;
    PERFORM safer.check_restriction(held.restricted, held.exempt_ground, held.public_interest, NULL);
    IF held.restricted THEN
        PERFORM safer.check_restricted_scope(held.body);
    ELSIF safer.item_ground(held.item) IS NULL THEN
        PERFORM safer.hold_corrected(held.corrects);
        PERFORM
        FROM safer.minute AS m
        WHERE m.id = held.corrects
            AND coalesce(m.exempt_ground, safer.item_ground(m.item)) IS NOT NULL;
        IF FOUND THEN
            PERFORM safer.refuse('restriction-invalid', 'What it corrects is restricted, so it is restricted as well.',
                '/restricted');
        END IF;
    END IF;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(m)) FROM api.minutes AS m WHERE m.id = held.id);
    UPDATE safer.minute AS m
    SET item = held.item, restricted = held.restricted, exempt_ground = held.exempt_ground,
        public_interest = held.public_interest
    WHERE m.id = held.id;
    UPDATE safer.minute_text AS t
    SET title = says.title, text = says.text
    WHERE t.minute = held.id;
    PERFORM safer.restrict_what_follows(held.meeting);
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.change_minute(uuid, jsonb, jsonb, integer) OWNER TO safer_rules;
