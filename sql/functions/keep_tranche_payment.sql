-- Trigger: spending that paid a tranche and is reversed leaves it unpaid, while its award lasts; what replaces it is as
-- much, for the same purpose, from the tranche's day on, and pays it instead. What came back of an award is no more than
-- what stays paid.
CREATE FUNCTION safer.keep_tranche_payment()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    paid safer.tranche;
    award safer.award;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.replaced_by IS NOT NULL THEN
        RETURN NULL; -- the replacement will say
    END IF;
    SELECT * INTO paid
    FROM safer.tranche AS t
    WHERE t.expenditure = CASE TG_OP WHEN 'UPDATE' THEN NEW.id ELSE NEW.replaces END;
    IF paid.id IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT * INTO award FROM safer.award AS a WHERE a.id = paid.award FOR NO KEY UPDATE;
    IF TG_OP = 'INSERT' AND (NEW.amount_pence, NEW.purpose) <> (paid.amount_pence, award.purpose) THEN
        PERFORM safer.refuse('payment-of-tranche', format('The payment is that of a tranche of %s, for ''%s''.',
            safer.pounds(paid.amount_pence), award.purpose), '/replacement');
    ELSIF TG_OP = 'INSERT' THEN
        PERFORM safer.check_paid_on(award, paid.due_on, NEW.incurred_on, '/replacement/incurred_on');
    ELSIF TG_OP = 'UPDATE' AND award.state <> 'active' THEN
        PERFORM safer.refuse('state-conflict', format('The award is ''%s'', so its tranche cannot be paid again: replace'
            ' the payment, or post what came back as a refund.', award.state), NULL,
            jsonb_build_object('state', award.state, 'allowed', jsonb_build_array()));
    ELSIF TG_OP = 'UPDATE' AND award.paid_pence - paid.amount_pence < award.returned_pence THEN
        PERFORM safer.refuse('refund-over-paid', format('Of the award %s came back, which this payment is part of.',
            safer.pounds(award.returned_pence)));
    END IF;
    UPDATE safer.tranche AS t
    SET expenditure = CASE TG_OP WHEN 'INSERT' THEN NEW.id END
    WHERE t.id = paid.id;
    PERFORM safer.count_award(award.id);
    RETURN NULL;
END
$$;

ALTER FUNCTION safer.keep_tranche_payment() OWNER TO safer_rules;

CREATE TRIGGER expenditure_keep_tranche_payment
AFTER INSERT OR UPDATE OF reversed_at ON safer.expenditure
FOR EACH ROW EXECUTE FUNCTION safer.keep_tranche_payment();
