-- Says how much of a spending a review cost, in place of what was said; 0 takes it away. Over all reviews it is no
-- more than was spent. Returns the review's id and its account as it was; no row when there is none to know of.
CREATE FUNCTION safer.attribute_dhr_cost(dhr_id uuid, expenditure_id uuid, pence bigint)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.dhr;
    given safer.expenditure;
    others bigint;
BEGIN
    held := safer.held_dhr(dhr_id, NULL);
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    -- Two that divide one at the same moment wait for each other, so that the second sees what the first took.
    PERFORM pg_advisory_xact_lock(hashtextextended(json_build_array('dhr cost', expenditure_id)::text, 0));
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(a)) FROM api.dhr_accounts AS a WHERE a.dhr = held.id);
    IF pence = 0 THEN
        DELETE FROM safer.dhr_cost AS x WHERE x.dhr = held.id AND x.expenditure = expenditure_id;
        RETURN NEXT;
        RETURN;
    END IF;
    SELECT * INTO given FROM safer.expenditure AS x WHERE x.id = expenditure_id;
    IF given.id IS NULL THEN
        PERFORM safer.refuse('unknown-expenditure', 'There is no such spending.', '/expenditure');
    ELSIF given.reversed_at IS NOT NULL THEN
        PERFORM safer.refuse('already-reversed', 'The spending is reversed.', '/expenditure');
    END IF;
    SELECT coalesce(sum(x.amount_pence), 0) INTO others
    FROM safer.dhr_cost AS x
    WHERE x.expenditure = given.id
        AND x.dhr <> held.id;
    IF others + pence > given.amount_pence THEN
        PERFORM safer.refuse('cost-over-expenditure',
            format('Of the spending %s are left for this review.', safer.pounds(given.amount_pence - others)),
            '/amount_pence');
    END IF;
    INSERT INTO safer.dhr_cost AS x (dhr, expenditure, amount_pence)
    VALUES (held.id, given.id, pence)
    ON CONFLICT (dhr, expenditure) DO UPDATE SET amount_pence = excluded.amount_pence;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.attribute_dhr_cost(uuid, uuid, bigint) OWNER TO safer_rules;
