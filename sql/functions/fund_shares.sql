-- Each contributor's portion of what is left in a fund on a day (fund_shares_of), to who reads the fund whole.
CREATE FUNCTION safer.fund_shares(fund text, on_date date)
RETURNS TABLE (partner text, name text, paid_in_pence bigint, amount_pence bigint)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan -- planning anew costs more than it saves
AS $$
#variable_conflict use_column
BEGIN
    IF fund_shares.fund <> ALL (safer.funds_read_whole()) THEN
        RETURN;
    END IF;
    PERFORM safer.check_known(on_date, NULL);
    RETURN QUERY
    SELECT s.partner, s.name, s.paid_in_pence, s.amount_pence
    FROM safer.fund_shares_of(fund_shares.fund, coalesce(on_date, safer.today())) AS s;
END
$$;

ALTER FUNCTION safer.fund_shares(text, date) OWNER TO safer_rules;
