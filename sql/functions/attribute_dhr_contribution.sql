-- Says how much of a contribution was given for a review, in place of what was said; 0 takes it away. Over all
-- reviews it is no more than was given. Returns the review's id and its account as it was; no row when there is none
-- to know of.
CREATE FUNCTION safer.attribute_dhr_contribution(dhr_id uuid, contribution_id uuid, pence bigint)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.dhr;
    given safer.contribution;
    others bigint;
BEGIN
    held := safer.held_dhr(dhr_id, NULL);
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    -- Two that divide one at the same moment wait for each other, so that the second sees what the first took.
    PERFORM pg_advisory_xact_lock(hashtextextended(json_build_array('dhr contribution', contribution_id)::text, 0));
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(a)) FROM api.dhr_accounts AS a WHERE a.dhr = held.id);
    IF pence = 0 THEN
        DELETE FROM safer.dhr_contribution AS x WHERE x.dhr = held.id AND x.contribution = contribution_id;
        RETURN NEXT;
        RETURN;
    END IF;
    SELECT * INTO given FROM safer.contribution AS x WHERE x.id = contribution_id;
    IF given.id IS NULL THEN
        PERFORM safer.refuse('unknown-contribution', 'There is no such contribution.', '/contribution');
    ELSIF given.reversed_at IS NOT NULL THEN
        PERFORM safer.refuse('already-reversed', 'The contribution is reversed.', '/contribution');
    END IF;
    SELECT coalesce(sum(x.amount_pence), 0) INTO others
    FROM safer.dhr_contribution AS x
    WHERE x.contribution = given.id
        AND x.dhr <> held.id;
    IF others + pence > given.amount_pence THEN
        PERFORM safer.refuse('contribution-exceeded',
            format('Of the contribution %s are left for this review.', safer.pounds(given.amount_pence - others)),
            '/amount_pence');
    END IF;
    INSERT INTO safer.dhr_contribution AS x (dhr, contribution, amount_pence)
    VALUES (held.id, given.id, pence)
    ON CONFLICT (dhr, contribution) DO UPDATE SET amount_pence = excluded.amount_pence;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.attribute_dhr_contribution(uuid, uuid, bigint) OWNER TO safer_rules;
