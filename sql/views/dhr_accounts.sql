-- What a review cost, what was given for it, and how that stands to what the papers say a review costs.
CREATE VIEW api.dhr_accounts WITH (security_invoker) AS
SELECT d.id AS dhr, s.cost_pence, g.contributed_pence, s.cost_pence - g.contributed_pence AS gap_pence,
    u.amount AS unit_cost_pence, s.cost_pence - u.amount AS over_unit_cost_pence, g.contributions
FROM safer.dhr AS d
CROSS JOIN LATERAL (
    SELECT coalesce(sum(c.counted_pence), 0)::bigint AS cost_pence
    FROM api.dhr_costs AS c
    WHERE c.dhr = d.id) AS s
CROSS JOIN LATERAL (
    SELECT coalesce(sum(p.amount_pence), 0)::bigint AS contributed_pence,
        coalesce(json_agg(json_build_object('partner', p.partner, 'amount_pence', p.amount_pence,
            'confirmed_pence', p.confirmed_pence) ORDER BY p.partner), '[]') AS contributions
    FROM (
        SELECT c.partner, sum(c.counted_pence)::bigint AS amount_pence,
            coalesce(sum(c.counted_pence) FILTER (WHERE c.state = 'confirmed'), 0)::bigint AS confirmed_pence
        FROM api.dhr_contributions AS c
        WHERE c.dhr = d.id
            AND c.state <> 'reversed'
        GROUP BY c.partner) AS p) AS g
JOIN safer.dhr_funding_figure AS u ON u.kind = 'unit_cost_pence';
