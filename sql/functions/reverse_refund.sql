-- Takes a refund back, once, for the host of the fund. Returns its id and what it was; no row when the caller does not
-- follow the award.
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
BEGIN
    award := safer.kept_award((SELECT r.award FROM safer.grant_refund AS r WHERE r.id = refund_id), NULL);
    IF award.id IS NULL THEN
        RETURN;
    END IF;
    SELECT * INTO held FROM safer.grant_refund AS r WHERE r.id = refund_id FOR NO KEY UPDATE;
    IF if_match <> held.version THEN
        PERFORM safer.refuse('precondition-failed',
            'The refund has changed since you read it. Read it again, then decide.');
    ELSIF held.reversed_at IS NOT NULL THEN
        PERFORM safer.refuse('already-reversed', 'The refund has been reversed already.');
    END IF;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(x)) FROM api.grant_refunds AS x WHERE x.id = held.id);
    UPDATE safer.grant_refund AS r SET reversed_at = now(), reversal_reason = reason WHERE r.id = held.id;
    PERFORM safer.count_award(award.id);
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.reverse_refund(uuid, text, integer) OWNER TO safer_rules;
