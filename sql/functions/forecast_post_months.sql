-- What the posts of a fund cost month by month. Months are whole; the pence of a year are spread by cumulative rounding,
-- so that twelve months make the year exactly. A cost that changes counts from the month in which it does; a term that
-- the fund does not pay costs it nothing.
CREATE FUNCTION safer.forecast_post_months(fund text, starts text, first_month date, last_month date)
RETURNS TABLE (month date, post text, cost_pence bigint)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT m.month, m.post,
        (round(t.annual_cost_pence::numeric * (m.number + 1) / 12) - round(t.annual_cost_pence::numeric * m.number / 12))::bigint
    FROM (
        SELECT f.post, g.month::date AS month, g.place - 1 AS number,
            (SELECT min(e.from_on) FROM safer.post_term AS e
                WHERE e.post = f.post AND e.fund = forecast_post_months.fund) AS first_from
        FROM safer.forecast_posts(forecast_post_months.fund, starts) AS f
        CROSS JOIN LATERAL generate_series(f.funded_from, f.funded_until, interval '1 month')
            WITH ORDINALITY AS g (month, place)
    ) AS m
    CROSS JOIN LATERAL (
        SELECT p.fund, p.annual_cost_pence
        FROM safer.post_term AS p
        WHERE p.post = m.post
            AND p.from_on >= m.first_from
            AND p.from_on < greatest(m.month + interval '1 month', m.first_from + interval '1 day')
        ORDER BY p.from_on DESC
        LIMIT 1
    ) AS t
    WHERE t.fund = forecast_post_months.fund
        AND m.month BETWEEN first_month AND last_month;
END
$$;

ALTER FUNCTION safer.forecast_post_months(text, text, date, date) OWNER TO safer_rules;
