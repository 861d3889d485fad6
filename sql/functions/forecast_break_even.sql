-- What each partner would have to pay a year for a forecast to come out even: the least whole pence with which it closes
-- at nothing or more, and the least with which no month ends below nothing. It is asked of every year that has spending
-- in it or before it and whose contribution is still to come; earlier ones stay as they are. NULL where there is no such
-- year, or no amount would do. No rows to who does not read the fund whole.
CREATE FUNCTION safer.forecast_break_even(fund text, first_month date, last_month date, opening_pence bigint,
    contributions text, due text, starts text, costs text, actual_until date)
RETURNS TABLE (first_year text, break_even_pence bigint, never_negative_pence bigint)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    IF forecast_break_even.fund <> ALL (safer.funds_read_whole()) THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH flow AS MATERIALIZED (
        SELECT f.month, f.in_pence, f.out_pence
        FROM safer.forecast_months(forecast_break_even.fund, first_month, last_month, contributions, due, starts, costs,
            actual_until) AS f
    ), spent AS (
        SELECT safer.financial_year_of(min(f.month)) AS first_year
        FROM flow AS f
        WHERE f.out_pence > 0
            AND f.month > coalesce(actual_until, '-infinity')
    ), asked AS (
        SELECT date_trunc('month', c.due_on)::date AS month, c.partners, c.partners * c.amount_pence AS pence,
            c.financial_year
        FROM safer.forecast_contributions(forecast_break_even.fund, first_month, last_month, contributions, due) AS c
        CROSS JOIN spent AS s
        WHERE c.source <> 'named'
            AND c.financial_year >= s.first_year
            AND date_trunc('month', c.due_on) > coalesce(actual_until, '-infinity')
    ), month AS (
        SELECT f.month,
            opening_pence + sum(f.in_pence - f.out_pence - coalesce(a.pence, 0)) OVER w AS balance_pence,
            coalesce(sum(a.partners) OVER w, 0) AS payments
        FROM flow AS f
        LEFT JOIN (SELECT x.month, sum(x.pence) AS pence, sum(x.partners) AS partners FROM asked AS x GROUP BY x.month)
            AS a ON a.month = f.month
        WINDOW w AS (ORDER BY f.month)
    )
    SELECT (SELECT min(x.financial_year) FROM asked AS x),
        (SELECT ceil(greatest(-m.balance_pence, 0) / nullif(m.payments, 0))::bigint
            FROM month AS m ORDER BY m.month DESC LIMIT 1),
        (SELECT CASE WHEN bool_or(m.payments = 0 AND m.balance_pence < 0) OR max(m.payments) = 0 THEN NULL
            ELSE coalesce(max(ceil(greatest(-m.balance_pence, 0) / nullif(m.payments, 0))), 0)::bigint END
            FROM month AS m);
END
$$;

ALTER FUNCTION safer.forecast_break_even(text, date, date, bigint, text, text, text, text, date) OWNER TO safer_rules;
