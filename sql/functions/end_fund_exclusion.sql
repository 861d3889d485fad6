-- Says the last day on which a partner may not contribute to a fund, by its host. One said before is brought forward until it
-- is over. Returns the exclusion's id and what it was; no row when there is none to see.
CREATE FUNCTION safer.end_fund_exclusion(exclusion_id uuid, to_on date, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.fund_exclusion;
BEGIN
    SELECT * INTO held
    FROM safer.fund_exclusion AS e
    WHERE e.id = exclusion_id
        AND e.fund = ANY (safer.funds_in_view())
    FOR NO KEY UPDATE;
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    PERFORM safer.check_host(held.fund, NULL);
    IF if_match IS NOT NULL AND held.version <> if_match THEN
        PERFORM safer.refuse('precondition-failed', 'The exclusion has changed since you read it.');
    ELSIF held.to_on < greatest(to_on, safer.today()) THEN
        PERFORM safer.refuse('exclusion-ended', format('The exclusion ends on %s.', held.to_on));
    END IF;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(x)) FROM api.fund_exclusions AS x WHERE x.id = held.id);
    UPDATE safer.fund_exclusion AS e SET to_on = end_fund_exclusion.to_on WHERE e.id = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.end_fund_exclusion(uuid, date, integer) OWNER TO safer_rules;
