-- Writes the tranches in which what is not paid yet of an award is to be paid, after those that are. tranches is a list of
-- {amount_pence or parts, due_on}: amounts sum to it, parts divide it to the penny.
CREATE FUNCTION safer.divide_award(award_id uuid, tranches jsonb)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    unpaid bigint := (SELECT a.amount_pence - a.paid_pence FROM safer.award AS a WHERE a.id = award_id);
    by_parts boolean := tranches #> '{0,parts}' <> 'null';
    odd integer;
    amounts bigint[];
    together numeric;
BEGIN
    SELECT i.n INTO odd
    FROM jsonb_array_elements(tranches) WITH ORDINALITY AS i (value, n)
    WHERE num_nonnulls(i.value ->> 'amount_pence', i.value ->> 'parts') <> 1
        OR (i.value ->> 'parts' IS NOT NULL) <> coalesce(by_parts, false)
    ORDER BY i.n
    LIMIT 1;
    IF odd IS NOT NULL THEN
        PERFORM safer.refuse('tranche-invalid', 'Say amount_pence for every tranche, or parts for every tranche.',
            '/tranches/' || odd - 1);
    END IF;
    SELECT array_agg(coalesce(i.value ->> 'parts', i.value ->> 'amount_pence')::bigint ORDER BY i.n) INTO amounts
    FROM jsonb_array_elements(tranches) WITH ORDINALITY AS i (value, n);
    IF by_parts THEN
        amounts := safer.split_pence(unpaid, amounts);
    END IF;
    SELECT sum(a.pence) INTO together FROM unnest(amounts) AS a (pence);
    IF together <> unpaid THEN
        PERFORM safer.refuse('tranches-do-not-sum', format('The tranches are %s together, and %s are to be paid.',
            safer.pounds(together::bigint), safer.pounds(unpaid)), '/tranches');
    ELSIF 0 = ANY (amounts) THEN
        PERFORM safer.refuse('tranche-invalid', 'This tranche comes to nothing: give it more, or leave it out.',
            '/tranches/' || array_position(amounts, 0::bigint) - 1);
    END IF;
    DELETE FROM safer.tranche AS t WHERE t.award = award_id AND t.expenditure IS NULL;
    INSERT INTO safer.tranche (id, award, place, amount_pence, due_on)
    SELECT safer.new_uuid(), award_id, p.place + i.n, amounts[i.n], (i.value ->> 'due_on')::date
    FROM jsonb_array_elements(tranches) WITH ORDINALITY AS i (value, n)
    CROSS JOIN (SELECT coalesce(max(t.place), 0) AS place FROM safer.tranche AS t WHERE t.award = award_id) AS p
    ORDER BY i.n;
END
$$;

ALTER FUNCTION safer.divide_award(uuid, jsonb) OWNER TO safer_rules;
