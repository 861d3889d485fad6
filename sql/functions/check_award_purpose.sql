-- What is spent on the purpose of an award that lasts and is divided, is paid by its tranches: else it could be paid while it
-- is withheld, and twice. What puts right other spending for the purpose, and is no more, stays.
CREATE FUNCTION safer.check_award_purpose(expenditure safer.expenditure)
RETURNS void
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    paid_for uuid;
BEGIN
    SELECT a.id INTO paid_for
    FROM safer.award AS a
    WHERE a.fund = expenditure.fund
        AND a.state = 'active'
        AND a.purpose = expenditure.purpose
        AND EXISTS (SELECT FROM safer.tranche AS t WHERE t.award = a.id)
    LIMIT 1;
    IF paid_for IS NOT NULL AND NOT safer.pays_tranche(expenditure) AND NOT EXISTS (
            SELECT
            FROM safer.expenditure AS x
            WHERE x.id = expenditure.replaces
                AND x.purpose = expenditure.purpose
                AND x.amount_pence >= expenditure.amount_pence) THEN
        PERFORM safer.refuse('paid-by-tranche', 'This is the purpose of an award, which is paid by its tranches.',
            CASE WHEN expenditure.replaces IS NULL THEN '/purpose' ELSE '/replacement/purpose' END,
            jsonb_build_object('existing', jsonb_build_object('id', paid_for,
                'href', format('/v1/awards/%s/tranches', paid_for))));
    END IF;
END
$$;

ALTER FUNCTION safer.check_award_purpose(safer.expenditure) OWNER TO safer_rules;
