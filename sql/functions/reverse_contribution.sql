-- Reverses a contribution under the caller's own rights, and posts the replacement, if the reversal carries one;
-- what the replacement leaves out is taken from the original. No row when the caller sees no such contribution.
CREATE FUNCTION safer.reverse_contribution(
    contribution uuid, reason text, replacement jsonb, replacement_id uuid, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
AS $$
BEGIN
    IF jsonb_typeof(replacement) = 'null' THEN
        replacement := NULL;
    END IF;
    before := safer.hold_contribution(contribution);
    IF before IS NULL THEN
        PERFORM safer.refuse_reversal_of_reversal(contribution);
        RETURN;
    END IF;

    UPDATE safer.contribution AS c
    SET reversed_at = now(),
        reversal_reason = reason,
        replaced_by = CASE WHEN replacement IS NOT NULL THEN replacement_id END,
        version = coalesce(if_match, c.version)
    WHERE c.id = contribution;

    INSERT INTO safer.contribution (id, fund, partner, financial_year, amount_pence, received_on,
        external_reference, note, replaces)
    SELECT replacement_id, c.fund, c.partner,
        coalesce(replacement ->> 'financial_year', c.financial_year),
        coalesce((replacement ->> 'amount_pence')::bigint, c.amount_pence),
        coalesce((replacement ->> 'received_on')::date, c.received_on),
        c.external_reference,
        CASE WHEN replacement ? 'note' THEN replacement ->> 'note' ELSE c.note END,
        c.id
    FROM safer.contribution AS c
    WHERE c.id = contribution
        AND replacement IS NOT NULL;

    object := contribution::text;
    RETURN NEXT;
END
$$;
