-- What came into a fund and went out of it up to a day (and from one, if it is given), by month and account: in is
-- positive, out negative. Things lie in the month in which they happened, and a reversal in that in which it was made or,
-- with a replacement, in that of what it puts right.
CREATE FUNCTION safer.fund_flows_until(fund text, last_day date, first_day date DEFAULT '-infinity')
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
        SELECT date_trunc('month', e.occurred_on::timestamp)::date AS month, p.debit_account, p.credit_account,
            sum(p.amount_pence) AS amount_pence
        FROM safer.entry AS e
        JOIN safer.posting AS p ON p.entry = e.id AND p.fund = e.fund
        WHERE e.fund = fund_flows_until.fund
            AND e.occurred_on BETWEEN first_day AND last_day
            AND e.kind <> 'closing'
        GROUP BY 1, p.debit_account, p.credit_account
    ), side AS (
        SELECT m.month, m.credit_account AS account, m.amount_pence
        FROM moved AS m
        UNION ALL
        SELECT m.month, m.debit_account, -m.amount_pence
        FROM moved AS m
    )
    SELECT s.month, a.kind, coalesce(a.partner, a.purpose, a.other_fund), sum(s.amount_pence)::bigint
    FROM side AS s
    JOIN safer.account AS a ON a.id = s.account AND a.fund = fund_flows_until.fund
    WHERE a.kind IN ('contributions', 'spending', 'transfers')
    GROUP BY s.month, a.id;
END
$$;

ALTER FUNCTION safer.fund_flows_until(text, date, date) OWNER TO safer_rules;
