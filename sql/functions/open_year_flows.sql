-- What came into a fund and went out of it, by account, as the postings counted in one financial year say it: in is
-- positive, out negative; late is what belongs to an earlier year. Closing entries are left out.
CREATE FUNCTION safer.open_year_flows(fund text, financial_year text)
RETURNS TABLE (account bigint, amount_pence bigint, late_pence bigint)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT a.id, sum(s.sign * p.amount_pence)::bigint,
        coalesce(sum(s.sign * p.amount_pence) FILTER (WHERE e.belongs_to <> e.financial_year), 0)::bigint
    FROM safer.entry AS e
    JOIN safer.posting AS p ON p.entry = e.id AND p.fund = e.fund
    CROSS JOIN LATERAL (VALUES (p.credit_account, 1), (p.debit_account, -1)) AS s (account, sign)
    JOIN safer.account AS a ON a.id = s.account
    WHERE e.fund = open_year_flows.fund
        AND e.financial_year = open_year_flows.financial_year
        AND e.kind <> 'closing'
        AND a.kind IN ('contributions', 'spending', 'transfers')
    GROUP BY a.id;
END
$$;

ALTER FUNCTION safer.open_year_flows(text, text) OWNER TO safer_rules;
