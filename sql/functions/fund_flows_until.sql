-- What came into a fund and went out of it up to a day, by month and account: in is positive, out negative. Things lie
-- in the month in which they happened, and a reversal in that in which it was made or, with a replacement, in that of
-- what it puts right.
CREATE FUNCTION safer.fund_flows_until(fund text, last_day date)
RETURNS TABLE (month date, kind text, item text, amount_pence bigint)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
-- As for posted_flows.
SET plan_cache_mode = force_generic_plan
SET enable_nestloop = off
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH moved AS MATERIALIZED (
        SELECT e.occurred_on, p.debit_account, p.credit_account, sum(p.amount_pence) AS amount_pence
        FROM safer.entry AS e
        JOIN safer.posting AS p ON p.entry = e.id AND p.fund = e.fund
        WHERE e.fund = fund_flows_until.fund
            AND e.occurred_on <= last_day
            AND e.kind <> 'closing'
        GROUP BY e.occurred_on, p.debit_account, p.credit_account
    ), side AS (
        SELECT m.occurred_on, m.credit_account AS account, m.amount_pence
        FROM moved AS m
        UNION ALL
        SELECT m.occurred_on, m.debit_account, -m.amount_pence
        FROM moved AS m
    )
    SELECT date_trunc('month', s.occurred_on)::date AS month, a.kind, coalesce(a.partner, a.purpose, a.other_fund),
        sum(s.amount_pence)::bigint
    FROM side AS s
    JOIN safer.account AS a ON a.id = s.account AND a.fund = fund_flows_until.fund
    WHERE a.kind IN ('contributions', 'spending', 'transfers')
    GROUP BY 1, a.id;
END
$$;

ALTER FUNCTION safer.fund_flows_until(text, date) OWNER TO safer_rules;
