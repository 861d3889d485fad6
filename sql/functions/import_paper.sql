-- Adds a paper to an item, or brings the known one up to date: what is not said stays. It is never opened that way.
-- Returns what became of it.
CREATE FUNCTION safer.import_paper(item_id uuid, known uuid, said jsonb)
RETURNS TABLE (id uuid, became text, changed text[], restricted boolean, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.paper;
    stands jsonb;
BEGIN
    -- Else it would tell by what becomes of a paper whether it is one of those that are withheld.
    PERFORM safer.check_restricted_scope(p.body) FROM safer.paper AS p WHERE p.item = item_id AND p.restricted LIMIT 1;
    changed := '{}';
    restricted := coalesce((said ->> 'restricted')::boolean, false);
    IF known IS NULL THEN
        id := safer.new_uuid();
        became := 'created';
        PERFORM safer.create_paper(id, item_id, said, NULL);
        RETURN NEXT;
        RETURN;
    END IF;
    held := safer.hold_paper(known, NULL);
    id := held.id;
    restricted := restricted OR held.restricted;
    IF held.restricted AND said -> 'restricted' = 'false' THEN
        PERFORM safer.refuse('restriction-invalid', 'The paper is restricted here, and an import opens nothing: open it'
            ' first, or say that it is restricted.', '/restricted');
    END IF;
    stands := (SELECT to_jsonb(t) FROM safer.paper_text AS t WHERE t.paper = held.id) || to_jsonb(held);
    changed := ARRAY(
        SELECT s.key
        FROM jsonb_each(said) AS s
        WHERE stands -> s.key IS DISTINCT FROM s.value
        ORDER BY s.key);
    became := CASE changed WHEN '{}' THEN 'unchanged' ELSE 'changed' END;
    IF became = 'changed' THEN
        SELECT c.before INTO before FROM safer.change_paper(held.id, said, NULL, NULL, NULL) AS c;
    END IF;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.import_paper(uuid, uuid, jsonb) OWNER TO safer_rules;
