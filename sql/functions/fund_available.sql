-- What is left in a fund by all that was posted, contributions that are not confirmed yet included; less than 0 when it
-- is overdrawn.
CREATE FUNCTION safer.fund_available(fund text)
RETURNS bigint
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    closed text;
    closed_with bigint;
BEGIN
    SELECT c.financial_year, c.closing_pence
    INTO closed, closed_with
    FROM safer.closing AS c
    WHERE c.fund = fund_available.fund
    ORDER BY c.financial_year DESC
    LIMIT 1;
    RETURN coalesce(closed_with, 0) + (SELECT coalesce(sum(p.amount_pence), 0)::bigint
        FROM safer.posted_flows(fund_available.fund, coalesce(safer.financial_year_after(closed), ''), '9999/00', NULL)
            AS p);
END
$$;

ALTER FUNCTION safer.fund_available(text) OWNER TO safer_rules;
