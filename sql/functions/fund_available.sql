-- What is left in a fund by all that was posted, contributions that are not confirmed yet included; less than 0 when it
-- is overdrawn.
CREATE FUNCTION safer.fund_available(fund text)
RETURNS bigint
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (SELECT coalesce(sum(f.amount_pence), 0)::bigint FROM safer.fund_flows(fund_available.fund) AS f);
END
$$;

ALTER FUNCTION safer.fund_available(text) OWNER TO safer_rules;
