-- Says that a partner may not contribute to a fund, by its host: from a day on, to another where that is known.
-- Periods of one partner do not overlap. No row when the caller does not see the fund.
CREATE FUNCTION safer.create_fund_exclusion(
    exclusion_id uuid, fund text, partner text, from_on date, to_on date, reason text)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    IF fund <> ALL (safer.funds_in_view()) THEN
        RETURN;
    END IF;
    PERFORM safer.check_host(fund, NULL);
    PERFORM FROM safer.partner AS p WHERE p.id = partner;
    IF NOT FOUND THEN
        PERFORM safer.refuse('unknown-partner', format('There is no partner ''%s''.', partner), '/partner');
    END IF;
    -- Two at one moment wait for each other, so that the second sees the first; a contribution and this, too.
    PERFORM pg_advisory_xact_lock(hashtextextended('["fund exclusions","' || fund || '"]', 0));
    IF from_on <= to_on IS NOT FALSE AND EXISTS (
            SELECT
            FROM safer.fund_exclusion AS e
            WHERE e.fund = create_fund_exclusion.fund
                AND e.partner = create_fund_exclusion.partner
                AND e.from_on <= coalesce(create_fund_exclusion.to_on, 'infinity')
                AND coalesce(e.to_on, 'infinity') >= create_fund_exclusion.from_on) THEN
        PERFORM safer.refuse('exclusion-exists', 'The partner is excluded on some of these days already.', '/from_on');
    END IF;
    INSERT INTO safer.fund_exclusion (id, fund, partner, from_on, to_on, reason)
    VALUES (exclusion_id, fund, partner, from_on, to_on, reason);
    object := exclusion_id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.create_fund_exclusion(uuid, text, text, date, date, text) OWNER TO safer_rules;
