-- What is due to a fund from one month to another: by agreement so many partners pay so much each, and those the fund
-- names what was said of them. A scenario gives other amounts for a year, or a day other than the agreed (due); for a
-- year no agreement covers, the parties of the latest one pay, on 1 April. What falls due after an agreement is
-- dissolved is not paid, nor what falls due on a day on which a partner may not contribute.
CREATE FUNCTION safer.forecast_contributions(fund text, first_month date, last_month date, contributions text, due text)
RETURNS TABLE (financial_year text, partners integer, amount_pence bigint, due_on date, source text)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    latest text := (
        SELECT a.id
        FROM safer.agreement AS a
        WHERE a.fund = forecast_contributions.fund
        ORDER BY a.starts_on DESC, a.id
        LIMIT 1);
BEGIN
    RETURN QUERY
    WITH agreed AS (
        SELECT m.financial_year, m.agreement, m.amount_pence, m.due_on, coalesce(a.dissolved_on, 'infinity') AS last_day
        FROM safer.agreement_minimum AS m
        JOIN safer.agreement AS a ON a.id = m.agreement
        WHERE m.fund = forecast_contributions.fund
        UNION ALL
        SELECT x.key, latest, NULL, safer.financial_year_start(x.key), 'infinity'
        FROM safer.read_pairs(contributions) AS x
        WHERE latest IS NOT NULL
            AND NOT EXISTS (SELECT FROM safer.agreement_minimum AS m
                WHERE m.fund = forecast_contributions.fund AND m.financial_year = x.key AND m.lapsed_on IS NULL)
    ), planned AS (
        SELECT g.financial_year,
            (SELECT count(*)::integer
                FROM safer.agreement_party AS p
                WHERE p.agreement = g.agreement
                    AND safer.may_contribute(forecast_contributions.fund, p.partner, coalesce(y.day, g.due_on)))
                AS partners,
            coalesce(x.value::bigint, g.amount_pence) AS amount_pence, coalesce(y.day, g.due_on) AS due_on,
            CASE WHEN x.value IS NOT NULL OR y.day IS NOT NULL THEN 'scenario' ELSE 'agreement' END AS source
        FROM agreed AS g
        LEFT JOIN safer.read_pairs(contributions) AS x ON x.key = g.financial_year
        LEFT JOIN safer.read_pairs(due) AS y ON y.key = g.financial_year
        WHERE coalesce(y.day, g.due_on) <= g.last_day
        UNION ALL
        SELECT d.financial_year, 1, c.amount_pence - d.agreed_pence, d.due_on, 'named'
        FROM safer.fund_contributor AS c
        CROSS JOIN LATERAL (
            SELECT safer.financial_year_of(y.first_day::date) AS financial_year,
                greatest(c.from_on, y.first_day::date) AS due_on,
                (SELECT coalesce(max(g.amount_pence), 0)
                    FROM agreed AS g
                    JOIN safer.agreement_party AS p ON p.agreement = g.agreement AND p.partner = c.partner
                    WHERE g.financial_year = safer.financial_year_of(y.first_day::date)) AS agreed_pence
            FROM generate_series(safer.financial_year_start(safer.financial_year_of(c.from_on))::timestamp,
                least(c.to_on, last_month), interval '1 year') AS y (first_day)) AS d
        WHERE c.fund = forecast_contributions.fund
            AND c.amount_pence > d.agreed_pence
            AND safer.may_contribute(c.fund, c.partner, d.due_on)
    )
    SELECT n.financial_year, sum(n.partners)::integer, n.amount_pence, n.due_on, n.source
    FROM planned AS n
    WHERE n.due_on >= first_month
        AND n.due_on < last_month + interval '1 month'
        AND n.partners > 0
    GROUP BY n.financial_year, n.amount_pence, n.due_on, n.source
    ORDER BY n.due_on, n.source, n.amount_pence;
END
$$;

ALTER FUNCTION safer.forecast_contributions(text, date, date, text, text) OWNER TO safer_rules;
