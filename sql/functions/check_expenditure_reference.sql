-- A partner uses a reference for spending once, for ever; a replacement shares that of the one it replaces, and stands
-- for spending that has just been reversed in its favour.
CREATE FUNCTION safer.check_expenditure_reference(expenditure safer.expenditure)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    existing uuid;
BEGIN
    IF expenditure.replaces IS NOT NULL THEN
        PERFORM
        FROM safer.expenditure AS x
        WHERE x.id = expenditure.replaces
            AND x.replaced_by = expenditure.id
            AND x.fund = expenditure.fund
            AND x.partner = expenditure.partner
            AND x.external_reference = expenditure.external_reference;
        IF NOT FOUND THEN
            PERFORM safer.refuse('not-permitted', 'A replacement is posted with the reversal it belongs to.');
        END IF;
        RETURN;
    END IF;

    -- Two requests with one reference wait for each other here, so that the second can name the first.
    PERFORM pg_advisory_xact_lock(hashtextextended(
        json_build_array('expenditure', expenditure.partner, expenditure.external_reference)::text, 0));
    SELECT x.id
    INTO existing
    FROM safer.expenditure AS x
    WHERE x.partner = expenditure.partner
        AND x.external_reference = expenditure.external_reference
        AND x.replaced_by IS NULL;
    IF FOUND THEN
        PERFORM safer.refuse('duplicate-reference',
            'Spending with this reference has been posted before. A reference is used once, for ever.',
            '/external_reference',
            jsonb_build_object('existing', jsonb_build_object(
                'id', existing, 'href', '/v1/expenditures/' || existing)));
    END IF;
END
$$;

ALTER FUNCTION safer.check_expenditure_reference(safer.expenditure) OWNER TO safer_rules;
