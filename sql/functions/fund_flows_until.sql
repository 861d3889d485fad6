-- What came into a fund and went out of it up to a day, by month and account: in is positive, out negative. Things lie
-- in the month in which they happened, and a reversal in that in which it was made or, with a replacement, in that of
-- what it puts right.
CREATE FUNCTION safer.fund_flows_until(fund text, last_day date)
RETURNS TABLE (month date, kind text, item text, amount_pence bigint)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT date_trunc('month', e.occurred_on)::date AS month, a.kind, coalesce(a.partner, a.purpose, a.other_fund),
        sum(s.sign * p.amount_pence)::bigint
    FROM safer.entry AS e
    JOIN safer.posting AS p ON p.entry = e.id AND p.fund = e.fund
    CROSS JOIN LATERAL (VALUES (p.credit_account, 1), (p.debit_account, -1)) AS s (account, sign)
    JOIN safer.account AS a ON a.id = s.account
    WHERE e.fund = fund_flows_until.fund
        AND e.occurred_on <= last_day
        AND e.kind <> 'closing'
        AND a.kind IN ('contributions', 'spending', 'transfers')
    GROUP BY 1, a.id;
END
$$;

ALTER FUNCTION safer.fund_flows_until(text, date) OWNER TO safer_rules;
