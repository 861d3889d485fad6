-- The posts a fund pays, each from the month in which its funding begins (or the scenario has it begin) for as many
-- months as it is funded, and not beyond the agreement it stands under; funded_until is the last of them.
CREATE FUNCTION safer.forecast_posts(fund text, starts text)
RETURNS TABLE (post text, title text, annual_cost_pence bigint, funded_from date, funded_until date, source text)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT t.post, t.title, t.annual_cost_pence, s.first_month,
        least((s.first_month + make_interval(months => t.funded_months - 1))::date,
            date_trunc('month', coalesce(a.dissolved_on, a.ends_on))::date,
            date_trunc('month', t.to_on)::date),
        CASE WHEN x.day IS NULL THEN 'post' ELSE 'scenario' END
    FROM (
        SELECT DISTINCT ON (p.post) p.*
        FROM safer.post_term AS p
        WHERE p.fund = forecast_posts.fund
        ORDER BY p.post, p.from_on DESC
    ) AS t
    LEFT JOIN safer.agreement AS a ON a.id = t.agreement
    LEFT JOIN safer.read_pairs(starts) AS x ON x.key = t.post
    CROSS JOIN LATERAL (SELECT coalesce(x.day, date_trunc('month', t.funded_from)::date) AS first_month) AS s
    ORDER BY t.post;
END
$$;

ALTER FUNCTION safer.forecast_posts(text, text) OWNER TO safer_rules;
