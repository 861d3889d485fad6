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
    SELECT coalesce(max(c.financial_year), '')
    INTO closed
    FROM safer.closing AS c
    WHERE c.fund = fund_flows.fund
        AND c.created_at <= coalesce(as_of, 'infinity');

    RETURN QUERY
    SELECT c.financial_year, a.id, a.kind, coalesce(a.partner, a.purpose, a.other_fund), l.amount_pence, l.late_pence
    FROM safer.closing AS c
    JOIN safer.closing_line AS l ON l.closing = c.id
    JOIN safer.account AS a ON a.id = l.account
    WHERE c.fund = fund_flows.fund
        AND c.financial_year <= closed
    UNION ALL
    SELECT e.financial_year, a.id, a.kind, coalesce(a.partner, a.purpose, a.other_fund),
        sum(s.sign * p.amount_pence)::bigint,
        coalesce(sum(s.sign * p.amount_pence) FILTER (WHERE e.belongs_to <> e.financial_year), 0)::bigint
    FROM safer.entry AS e
    JOIN safer.posting AS p ON p.entry = e.id AND p.fund = e.fund
    CROSS JOIN LATERAL (VALUES (p.credit_account, 1), (p.debit_account, -1)) AS s (account, sign)
    JOIN safer.account AS a ON a.id = s.account
    WHERE e.fund = fund_flows.fund
        AND e.financial_year > closed
        AND e.kind <> 'closing'
        AND e.recorded_at <= coalesce(as_of, 'infinity')
        AND a.kind IN ('contributions', 'spending', 'transfers')
    GROUP BY e.financial_year, a.id;
END
$$;

ALTER FUNCTION safer.fund_flows(text, timestamptz) OWNER TO safer_rules;
