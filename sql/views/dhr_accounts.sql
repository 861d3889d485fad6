-- What a review cost, what was given for it, and how that stands to what the papers say a review costs.
CREATE VIEW api.dhr_accounts WITH (security_invoker) AS
SELECT d.id AS dhr, s.cost_pence, g.contributed_pence, s.cost_pence - g.contributed_pence AS gap_pence,
    u.amount AS unit_cost_pence, s.cost_pence - u.amount AS over_unit_cost_pence, g.contributions
FROM safer.dhr AS d
CROSS JOIN LATERAL (
    SELECT coalesce(sum(c.amount_pence), 0)::bigint AS cost_pence
    FROM safer.dhr_cost AS c
    JOIN safer.expenditure AS x ON x.id = c.expenditure AND x.state = 'posted'
    WHERE c.dhr = d.id) AS s
CROSS JOIN LATERAL (
    SELECT coalesce(sum(p.amount_pence), 0)::bigint AS contributed_pence,
        coalesce(json_agg(json_build_object('partner', p.partner, 'amount_pence', p.amount_pence,
            'confirmed_pence', p.confirmed_pence) ORDER BY p.partner), '[]') AS contributions
    FROM (
        SELECT x.partner, sum(c.amount_pence)::bigint AS amount_pence,
            coalesce(sum(c.amount_pence) FILTER (WHERE x.state = 'confirmed'), 0)::bigint AS confirmed_pence
        FROM safer.dhr_contribution AS c
        JOIN safer.contribution AS x ON x.id = c.contribution AND x.state <> 'reversed'
        WHERE c.dhr = d.id
        GROUP BY x.partner) AS p) AS g
LEFT JOIN safer.dhr_funding_figure AS u ON u.kind = 'unit_cost_pence';
