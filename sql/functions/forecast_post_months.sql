-- What the posts of a fund cost month by month, each by the term that holds at the end of the month: while the fund pays
-- it, that is for as many months as that term says from the one in which its funding begins, and no longer than its
-- agreement and the post last. Months are whole; the pence of a year are spread by cumulative rounding, so that twelve
-- make the year exactly. A scenario has the funding that is under way when the forecast begins, or the first after that,
-- begin in another month.
CREATE FUNCTION safer.forecast_post_months(fund text, starts text, first_month date, last_month date)
RETURNS TABLE (month date, post text, title text, annual_cost_pence bigint, cost_pence bigint, source text)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH paid AS (
        SELECT t.post, min(t.from_on) AS first_from,
            min(t.funded_from) FILTER (WHERE date_trunc('month', t.funded_from) + make_interval(months => t.funded_months)
                > first_month) AS first_funded
        FROM safer.post_term AS t
        WHERE t.fund = forecast_post_months.fund
        GROUP BY t.post
    ), held AS (
        SELECT g.month::date AS month, t.*,
            CASE WHEN t.funded_from = p.first_funded AND x.day IS NOT NULL THEN x.day
                ELSE date_trunc('month', t.funded_from)::date END AS begins,
            CASE WHEN t.funded_from = p.first_funded AND x.day IS NOT NULL THEN 'scenario' ELSE 'post' END AS source
        FROM paid AS p
        LEFT JOIN safer.read_pairs(starts) AS x ON x.key = p.post
        CROSS JOIN generate_series(first_month, last_month, interval '1 month') AS g (month)
        CROSS JOIN LATERAL (
            SELECT u.*
            FROM safer.post_term AS u
            WHERE u.post = p.post
                AND u.from_on >= p.first_from
                AND u.from_on < greatest(g.month + interval '1 month', p.first_from + interval '1 day')
            ORDER BY u.from_on DESC
            LIMIT 1
        ) AS t
        WHERE t.fund = forecast_post_months.fund
    ), counted AS (
        SELECT h.*, (12 * (extract(year FROM h.month) - extract(year FROM h.begins))
            + extract(month FROM h.month) - extract(month FROM h.begins))::integer AS number
        FROM held AS h
        LEFT JOIN safer.agreement AS a ON a.id = h.agreement
        WHERE h.month >= h.begins
            AND h.month < h.begins + make_interval(months => h.funded_months)
            AND h.month <= coalesce(a.dissolved_on, a.ends_on, 'infinity')
            AND h.month <= coalesce(h.to_on, 'infinity')
    )
    SELECT c.month, c.post, c.title, c.annual_cost_pence,
        (round(c.annual_cost_pence::numeric * (c.number + 1) / 12) - round(c.annual_cost_pence::numeric * c.number / 12))::bigint,
        c.source
    FROM counted AS c
    ORDER BY c.month, c.post;
END
$$;

ALTER FUNCTION safer.forecast_post_months(text, text, date, date) OWNER TO safer_rules;
