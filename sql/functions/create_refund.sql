-- Records that money of an award came back, for the host of the fund, and returns the refund's id; NULL when there is
-- no such award. No more comes back than was paid.
CREATE FUNCTION safer.create_refund(id uuid, award_id uuid, amount_pence bigint, received_on date,
    external_reference text, reason text)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
    held safer.award := safer.kept_award(award_id, NULL);
BEGIN
    IF held.id IS NULL THEN
        RETURN NULL;
    ELSIF amount_pence <= 0 THEN
        PERFORM safer.refuse('amount-not-positive', 'A refund is more than nothing: one penny at the least.',
            '/amount_pence');
    END IF;
    PERFORM safer.check_happened(received_on, '/received_on');
    IF received_on < (
            SELECT min(x.incurred_on)
            FROM safer.tranche AS t
            JOIN safer.expenditure AS x ON x.id = t.expenditure
            WHERE t.award = held.id) THEN
        PERFORM safer.refuse('date-implausible', format('Nothing of the award was paid before %s.', received_on),
            '/received_on');
    END IF;
    PERFORM safer.check_refund_reference(caller, external_reference);
    IF amount_pence > held.paid_pence - held.returned_pence THEN
        PERFORM safer.refuse('refund-over-paid', format('Of the award %s were paid and have not come back.',
            safer.pounds(held.paid_pence - held.returned_pence)), '/amount_pence');
    END IF;
    INSERT INTO safer.grant_refund (id, award, fund, purpose, partner, financial_year, amount_pence, received_on,
        external_reference, reason)
    VALUES (id, held.id, held.fund, held.purpose, caller, safer.financial_year_of(received_on), amount_pence,
        received_on, external_reference, reason);
    PERFORM safer.count_award(held.id);
    RETURN id;
END
$$;

ALTER FUNCTION safer.create_refund(uuid, uuid, bigint, date, text, text) OWNER TO safer_rules;
