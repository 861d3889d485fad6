-- Says what a bid has to answer, all of it in order, for the host of the fund, until there is a bid. Returns the
-- round's id and what it was; no row when there is none to see.
CREATE FUNCTION safer.set_criteria(round_id text, criteria jsonb, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.grant_round;
    item record;
BEGIN
    held := safer.kept_round(round_id, if_match);
    IF held.id IS NULL THEN
        RETURN;
    ELSIF EXISTS (SELECT FROM safer.bid AS b WHERE b.round = held.id) THEN
        PERFORM safer.refuse('round-has-bids', 'There are bids that have answered what the round asks.');
    END IF;
    FOR item IN
        SELECT i.value ->> 'id' AS id, format('/criteria/%s/id', i.n - 1) AS pointer,
            row_number() OVER (PARTITION BY i.value ->> 'id' ORDER BY i.n) > 1 AS repeated
        FROM jsonb_array_elements(criteria) WITH ORDINALITY AS i (value, n)
        ORDER BY i.n
    LOOP
        IF item.repeated THEN
            PERFORM safer.refuse('duplicate-member', format('''%s'' is named twice.', item.id), item.pointer);
        END IF;
    END LOOP;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(x)) FROM api.grant_rounds AS x WHERE x.id = held.id);
    DELETE FROM safer.criterion AS c WHERE c.round = held.id;
    INSERT INTO safer.criterion (round, id, place, text, required)
    SELECT held.id, i.value ->> 'id', i.n, i.value ->> 'text', coalesce((i.value ->> 'required')::boolean, true)
    FROM jsonb_array_elements(criteria) WITH ORDINALITY AS i (value, n);
    UPDATE safer.grant_round AS r SET written_by = pg_current_xact_id() WHERE r.id = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.set_criteria(text, jsonb, integer) OWNER TO safer_rules;
