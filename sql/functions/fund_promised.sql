-- What of a fund is awarded and still to be paid, in pence: the tranches of awards that last and are not paid.
CREATE FUNCTION safer.fund_promised(fund text)
RETURNS bigint
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (
        SELECT coalesce(sum(t.amount_pence), 0)::bigint
        FROM safer.award AS a
        JOIN safer.tranche AS t ON t.award = a.id
        WHERE a.fund = fund_promised.fund
            AND a.state = 'active'
            AND t.expenditure IS NULL);
END
$$;

ALTER FUNCTION safer.fund_promised(text) OWNER TO safer_rules;
