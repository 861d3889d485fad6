-- Takes a refund back, once, for the host of the fund, while what came back is not awarded again, of the round or of the
-- fund, and a settled award stays without an underspend. Returns its id and what it was; no row when the caller does not follow the award.
CREATE FUNCTION safer.reverse_refund(refund_id uuid, reason text, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    award safer.award;
    held safer.grant_refund;
    left_pence bigint;
BEGIN
    SELECT r.* INTO held FROM safer.grant_refund AS r WHERE r.id = refund_id AND safer.follows_award(r.award);
    PERFORM
    FROM safer.grant_round AS r
    JOIN safer.award AS a ON a.round = r.id
    WHERE a.id = held.award
    FOR NO KEY UPDATE OF r;
    award := safer.kept_award(held.award, NULL);
    IF award.id IS NULL THEN
        RETURN;
    END IF;
    SELECT * INTO held FROM safer.grant_refund AS r WHERE r.id = refund_id FOR NO KEY UPDATE;
    IF if_match <> held.version THEN
        PERFORM safer.refuse('precondition-failed',
            'The refund has changed since you read it. Read it again, then decide.');
    ELSIF held.reversed_at IS NOT NULL THEN
        PERFORM safer.refuse('already-reversed', 'The refund has been reversed already.');
    ELSIF award.state = 'complete' THEN
        award.returned_pence := award.returned_pence - held.amount_pence;
        IF safer.open_of_award(award) <> '[]' THEN
            PERFORM safer.check_award_lasts(award);
        END IF;
    END IF;
    SELECT r.amount_pence - safer.round_committed(r.id) INTO left_pence
    FROM safer.grant_round AS r
    WHERE r.id = award.round;
    IF held.amount_pence > left_pence THEN
        PERFORM safer.refuse('award-over-round', format('Of the round %s are left: what came back is awarded again.',
            safer.pounds(left_pence)), NULL, jsonb_build_object('left_pence', left_pence));
    END IF;
    PERFORM FROM safer.fund AS f WHERE f.id = award.fund FOR NO KEY UPDATE;
    left_pence := safer.fund_available(award.fund) - safer.fund_promised(award.fund) - safer.fund_undivided(award.fund);
    IF held.amount_pence > left_pence THEN
        PERFORM safer.refuse('award-over-fund', format('The fund has %s that are not awarded: what came back is awarded'
            ' again.', safer.pounds(left_pence)), NULL, jsonb_build_object('left_pence', left_pence));
    END IF;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(x)) FROM api.grant_refunds AS x WHERE x.id = held.id);
    UPDATE safer.grant_refund AS r SET reversed_at = now(), reversal_reason = reason WHERE r.id = held.id;
    PERFORM safer.count_award(award.id);
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.reverse_refund(uuid, text, integer) OWNER TO safer_rules;
