-- What a forecast begins with: what the scenario says; else, where the ledger stands for the first months, what it had
-- before them; else nothing.
CREATE FUNCTION safer.forecast_opening(fund text, first_month date, opening_pence bigint, actual_until date)
RETURNS bigint
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF opening_pence IS NOT NULL OR actual_until IS NULL THEN
        RETURN coalesce(opening_pence, 0);
    END IF;
    RETURN (SELECT coalesce(sum(f.amount_pence), 0)::bigint
        FROM safer.fund_flows_until(forecast_opening.fund, first_month - 1) AS f);
END
$$;

ALTER FUNCTION safer.forecast_opening(text, date, bigint, date) OWNER TO safer_rules;
