-- Puts an item on the agenda of a meeting, or brings the known one up to date: what is not said stays. It may become
-- restricted that way, and is never opened. Returns what became of it.
CREATE FUNCTION safer.import_item(meeting_id uuid, known uuid, said jsonb)
RETURNS TABLE (id uuid, became text, changed text[], restricted boolean, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.item;
    stands jsonb;
    is_restricted boolean := coalesce((said ->> 'restricted')::boolean, false);
BEGIN
    changed := '{}';
    restricted := is_restricted;
    IF known IS NULL THEN
        id := safer.new_uuid();
        became := 'created';
        PERFORM safer.create_item(id, meeting_id, jsonb_build_object('title', said -> 'public_title') || said);
        RETURN NEXT;
        RETURN;
    END IF;
    -- Whoever may not read what is restricted is not told whether it was changed either.
    held := safer.hold_item(known, NULL);
    id := held.id;
    restricted := restricted OR held.restricted;
    IF held.restricted AND said -> 'restricted' = 'false' THEN
        PERFORM safer.refuse('restriction-invalid', 'The item is restricted here, and an import opens nothing: release'
            ' it first, or say that it is restricted.', '/restricted');
    ELSIF NOT held.restricted THEN
        PERFORM safer.check_restriction(is_restricted, said ->> 'exempt_ground', said ->> 'public_interest',
            said ->> 'public_title');
    END IF;
    stands := (SELECT to_jsonb(t) FROM safer.item_text AS t WHERE t.item = held.id) || to_jsonb(held);
    changed := ARRAY(
        SELECT s.key
        FROM jsonb_each(said) AS s
        WHERE stands -> s.key IS DISTINCT FROM s.value
        ORDER BY s.key);
    became := CASE changed WHEN '{}' THEN 'unchanged' ELSE 'changed' END;
    IF became = 'changed' THEN
        before := (SELECT safer.as_shown(row_to_json(i)) FROM api.items AS i WHERE i.id = held.id);
    END IF;
    IF changed && '{restricted,exempt_ground}' THEN
        PERFORM safer.restrict_item(held.id, coalesce(said ->> 'exempt_ground', held.exempt_ground),
            held.public_interest, held.public_title, NULL);
    END IF;
    IF NOT changed <@ '{restricted,exempt_ground}' THEN
        PERFORM safer.change_item(held.id, said - '{restricted,exempt_ground}'::text[], NULL, NULL);
    END IF;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.import_item(uuid, uuid, jsonb) OWNER TO safer_rules;
