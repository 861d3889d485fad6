-- The forecast of a fund: month by month and year by year, when it runs out, what would make it come out even, and what
-- all of that rests on.
WITH month AS MATERIALIZED (
    SELECT m.*
    FROM safer.fund_forecast(:fund::text, :from::text, :to::text, :opening_pence::bigint, :contributions::text,
        :due::text, :starts::text, :costs::text, :actual_until::text) AS m
), range AS (
    SELECT min(m.month) AS first_month, max(m.month) AS last_month, min(m.opening) AS opening
    FROM month AS m
), year AS (
    SELECT safer.financial_year_of(m.month) AS financial_year, sum(m.in_pence)::bigint AS in_pence,
        sum(m.out_pence)::bigint AS out_pence, (array_agg(m.balance_pence ORDER BY m.month DESC))[1] AS closing_pence
    FROM month AS m
    GROUP BY 1
)
SELECT :fund::text AS fund, to_char(r.first_month, 'YYYY-MM') AS "from", to_char(r.last_month, 'YYYY-MM') AS "to",
    (SELECT to_char(min(m.month), 'YYYY-MM') FROM month AS m WHERE m.balance_pence < 0) AS first_negative_month,
    e.break_even_pence, e.never_negative_pence, e.first_year AS break_even_from,
    (SELECT json_agg(json_build_object('financial_year', y.financial_year, 'in_pence', y.in_pence,
            'out_pence', y.out_pence, 'closing_pence', y.closing_pence) ORDER BY y.financial_year)
        FROM year AS y) AS years,
    (SELECT json_agg(json_build_object('month', to_char(m.month, 'YYYY-MM'), 'in_pence', m.in_pence,
            'out_pence', m.out_pence, 'balance_pence', m.balance_pence, 'actual', m.actual) ORDER BY m.month)
        FROM month AS m) AS months,
    safer.forecast_assumptions(:fund::text, r.first_month, r.last_month, r.opening, :opening_pence::bigint,
        :contributions::text, :due::text, :starts::text, :costs::text, :actual_until::text) AS assumptions
FROM range AS r
CROSS JOIN LATERAL safer.forecast_break_even(:fund::text, r.first_month, r.last_month, r.opening,
    :contributions::text, :due::text, :starts::text, :costs::text, (:actual_until::text || '-01')::date) AS e
WHERE r.first_month IS NOT NULL;
