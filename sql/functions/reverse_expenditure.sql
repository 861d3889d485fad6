-- Reverses spending under the caller's own rights, and posts the replacement, if the reversal carries one; what the
-- replacement leaves out is taken from the original, but a decision does not stand for more than it was cited for, nor
-- for something else. No row when the caller sees no such spending.
CREATE FUNCTION safer.reverse_expenditure(
    expenditure uuid, reason text, replacement jsonb, replacement_id uuid, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
AS $$
BEGIN
    IF jsonb_typeof(replacement) = 'null' THEN
        replacement := NULL;
    END IF;
    PERFORM FROM safer.expenditure AS x WHERE x.id = expenditure FOR NO KEY UPDATE;
    SELECT safer.as_shown(row_to_json(x)) INTO before FROM api.expenditures AS x WHERE x.id = expenditure;
    IF before IS NULL THEN
        PERFORM safer.refuse_reversal_of_reversal(expenditure);
        RETURN;
    END IF;

    UPDATE safer.expenditure AS x
    SET reversed_at = now(),
        reversal_reason = reason,
        replaced_by = CASE WHEN replacement IS NOT NULL THEN replacement_id END,
        version = coalesce(if_match, x.version)
    WHERE x.id = expenditure;

    INSERT INTO safer.expenditure (id, fund, partner, purpose, amount_pence, incurred_on, external_reference, decision,
        note, replaces)
    SELECT replacement_id, x.fund, x.partner,
        coalesce(replacement ->> 'purpose', x.purpose),
        coalesce((replacement ->> 'amount_pence')::bigint, x.amount_pence),
        coalesce((replacement ->> 'incurred_on')::date, x.incurred_on),
        x.external_reference,
        CASE WHEN replacement ? 'decision' THEN replacement ->> 'decision'
            WHEN coalesce((replacement ->> 'amount_pence')::bigint, x.amount_pence) <= x.amount_pence
                AND coalesce(replacement ->> 'purpose', x.purpose) = x.purpose THEN x.decision END,
        CASE WHEN replacement ? 'note' THEN replacement ->> 'note' ELSE x.note END,
        x.id
    FROM safer.expenditure AS x
    WHERE x.id = expenditure
        AND replacement IS NOT NULL;

    object := expenditure::text;
    RETURN NEXT;
END
$$;
