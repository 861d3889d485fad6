-- What came into a fund and went out of it, by the financial year it is counted in and by with whom or for what: in is
-- positive, out negative; late is what belongs to an earlier year. A closed year is read from its closing, the others
-- from their postings; with an instant, as it was known then.
CREATE FUNCTION safer.fund_flows(fund text, as_of timestamptz DEFAULT NULL)
RETURNS TABLE (financial_year text, account bigint, kind text, item text, amount_pence bigint, late_pence bigint)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    closed text;
BEGIN
    SELECT max(c.financial_year)
    INTO closed
    FROM safer.closing AS c
    WHERE c.fund = fund_flows.fund
        AND c.created_at <= coalesce(as_of, 'infinity');

    RETURN QUERY
    SELECT y.financial_year, a.id, a.kind, coalesce(a.partner, a.purpose, a.other_fund), y.amount_pence, y.late_pence
    FROM (
        SELECT c.financial_year, l.account, l.amount_pence, l.late_pence
        FROM safer.closing AS c
        JOIN safer.closing_line AS l ON l.closing = c.id
        WHERE c.fund = fund_flows.fund
            AND c.financial_year <= closed
        UNION ALL
        SELECT p.financial_year, p.account, p.amount_pence, p.late_pence
        FROM safer.posted_flows(fund_flows.fund, coalesce(safer.financial_year_after(closed), ''), '9999/00', as_of) AS p
    ) AS y
    JOIN safer.account AS a ON a.id = y.account AND a.fund = fund_flows.fund;
END
$$;

ALTER FUNCTION safer.fund_flows(text, timestamptz) OWNER TO safer_rules;
