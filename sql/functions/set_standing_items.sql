-- Says what stands on each agenda of a body, in its order, in place of what did. Returns the body's id and what it was; no
-- row when there is no such body.
CREATE FUNCTION safer.set_standing_items(body_id text, items jsonb, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.body;
    twice record;
BEGIN
    held := safer.kept_body(body_id, if_match);
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    SELECT d.n, d.ref
    INTO twice
    FROM (
        SELECT i.value ->> 'ref' AS ref, i.n, row_number() OVER (PARTITION BY i.value ->> 'ref' ORDER BY i.n) AS k
        FROM jsonb_array_elements(items) WITH ORDINALITY AS i (value, n)
        WHERE i.value ->> 'ref' IS NOT NULL) AS d
    WHERE d.k > 1
    ORDER BY d.n
    LIMIT 1;
    IF FOUND THEN
        PERFORM safer.refuse('duplicate-member', format('There is an item %s in this list already.', twice.ref),
            format('/items/%s/ref', twice.n - 1));
    END IF;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(b)) FROM api.bodies AS b WHERE b.id = held.id);
    DELETE FROM safer.standing_item AS s WHERE s.body = held.id;
    INSERT INTO safer.standing_item (body, place, ref, title, kind)
    SELECT held.id, i.n, i.value ->> 'ref', i.value ->> 'title', coalesce(i.value ->> 'kind', 'business')
    FROM jsonb_array_elements(items) WITH ORDINALITY AS i (value, n);
    UPDATE safer.body AS b SET written_by = pg_current_xact_id() WHERE b.id = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.set_standing_items(text, jsonb, integer) OWNER TO safer_rules;
