-- Records that a tranche was paid, as spending of the fund for the award's purpose, for the host. Returns the tranche's id
-- and what it was; no row when the caller does not follow the award. The award's decision is what the spending cites: it
-- was made within what the fund had; one that was published and cites none goes no further than what the fund has.
CREATE FUNCTION safer.pay_tranche(tranche_id uuid, expenditure uuid, paid_on date, external_reference text, note text)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    award safer.award;
    held safer.tranche;
    withheld jsonb;
    left_pence bigint;
BEGIN
    award := safer.kept_award((SELECT t.award FROM safer.tranche AS t WHERE t.id = tranche_id AND safer.follows_award(t.award)), NULL);
    IF award.id IS NULL THEN
        RETURN;
    END IF;
    SELECT * INTO held FROM safer.tranche AS t WHERE t.id = tranche_id;
    IF held.id IS NULL THEN
        RETURN; -- divided anew meanwhile
    ELSIF held.expenditure IS NOT NULL THEN
        PERFORM safer.refuse('tranche-paid', format('The tranche was paid on %s.',
            (SELECT x.incurred_on FROM safer.expenditure AS x WHERE x.id = held.expenditure)));
    END IF;
    PERFORM safer.check_award_lasts(award);
    PERFORM safer.check_happened(paid_on, '/paid_on');
    withheld := safer.withheld_because(award.id);
    IF withheld <> '[]' THEN
        PERFORM safer.refuse('tranche-withheld', withheld #>> '{0,detail}', NULL,
            jsonb_build_object('withheld', withheld));
    END IF;
    PERFORM safer.check_paid_on(award, held.due_on, paid_on, '/paid_on');
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(x)) FROM api.award_tranches AS x WHERE x.id = held.id);
    UPDATE safer.tranche AS t SET expenditure = pay_tranche.expenditure WHERE t.id = held.id;
    IF award.decision IS NULL THEN
        PERFORM FROM safer.fund AS f WHERE f.id = award.fund FOR NO KEY UPDATE;
        left_pence := safer.fund_available(award.fund) - safer.fund_promised(award.fund);
        IF held.amount_pence > left_pence THEN
            PERFORM safer.refuse('overspent', format('The fund has %s left, and this is %s. The award cites no decision,'
                ' so it goes no further.', safer.pounds(left_pence), safer.pounds(held.amount_pence)), NULL,
                jsonb_build_object('available_pence', left_pence));
        END IF;
    END IF;
    INSERT INTO safer.expenditure (id, fund, partner, purpose, amount_pence, incurred_on, external_reference, decision,
        note)
    VALUES (pay_tranche.expenditure, award.fund, nullif(current_setting('safer.partner', true), ''), award.purpose,
        held.amount_pence, paid_on, external_reference,
        'Award ' || award.id, note);
    PERFORM safer.count_award(award.id);
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.pay_tranche(uuid, uuid, date, text, text) OWNER TO safer_rules;
