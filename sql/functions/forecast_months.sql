-- What comes into a fund and goes out of it, month by month, without gaps: by the ledger up to actual_until (its first
-- day; NULL: nothing by the ledger), by the plan after it. An earlier balance is not in it.
CREATE FUNCTION safer.forecast_months(fund text, first_month date, last_month date, contributions text, due text,
    starts text, costs text, actual_until date)
RETURNS TABLE (month date, in_pence bigint, out_pence bigint)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH moved AS (
        SELECT date_trunc('month', c.due_on)::date AS month, c.partners * c.amount_pence AS in_pence, 0 AS out_pence,
            false AS actual
        FROM safer.forecast_contributions(forecast_months.fund, first_month, last_month, contributions, due) AS c
        UNION ALL
        SELECT p.month, 0, p.cost_pence, false
        FROM safer.forecast_post_months(forecast_months.fund, starts, first_month, last_month) AS p
        UNION ALL
        SELECT safer.read_date(x.key || '-01'), 0, x.value::bigint, false
        FROM safer.read_pairs(costs) AS x
        UNION ALL
        SELECT f.month, CASE WHEN f.kind = 'contributions' OR f.kind = 'transfers' AND f.amount_pence > 0
                THEN f.amount_pence ELSE 0 END,
            CASE WHEN f.kind = 'spending' OR f.kind = 'transfers' AND f.amount_pence < 0
                THEN -f.amount_pence ELSE 0 END, true
        FROM safer.fund_flows_until(forecast_months.fund,
            (actual_until + interval '1 month' - interval '1 day')::date, first_month) AS f
    )
    SELECT g.month::date, coalesce(sum(v.in_pence), 0)::bigint, coalesce(sum(v.out_pence), 0)::bigint
    FROM generate_series(first_month, last_month, interval '1 month') AS g (month)
    LEFT JOIN moved AS v ON v.month = g.month AND v.actual = (g.month <= coalesce(actual_until, '-infinity'))
    GROUP BY g.month
    ORDER BY g.month;
END
$$;

ALTER FUNCTION safer.forecast_months(text, date, date, text, text, text, text, date) OWNER TO safer_rules;
