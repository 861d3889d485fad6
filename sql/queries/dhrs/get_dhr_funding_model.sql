-- What reviews cost in a year, what partners give, and what is missing: as the papers say, or in a scenario.
WITH part AS MATERIALIZED (
    SELECT p.*
    FROM safer.dhr_funding_parts(:contributions::text, :unit_cost_pence::bigint, :reviews::integer,
        coalesce(safer.financial_year_start(:financial_year::text), safer.today())) AS p
), assumed AS (
    SELECT coalesce(:unit_cost_pence::bigint, u.amount) AS unit_cost_pence,
        CASE WHEN :unit_cost_pence::bigint IS NULL THEN u.source ELSE 'scenario' END AS unit_cost_source,
        coalesce(:reviews::bigint, r.amount) AS reviews,
        CASE WHEN :reviews::bigint IS NULL THEN r.source ELSE 'scenario' END AS reviews_source,
        g.amount AS printed_gap_pence, g.source AS printed_gap_source
    FROM safer.dhr_funding_figure AS u
    JOIN safer.dhr_funding_figure AS r ON r.kind = 'reviews'
    JOIN safer.dhr_funding_figure AS g ON g.kind = 'printed_gap_pence'
    WHERE u.kind = 'unit_cost_pence'
), sum AS (
    SELECT a.unit_cost_pence * a.reviews AS cost_pence,
        (SELECT coalesce(sum(p.counted_pence), 0)::bigint FROM part AS p) AS contributed_pence
    FROM assumed AS a
)
SELECT :financial_year::text AS financial_year, a.unit_cost_pence, a.unit_cost_source, a.reviews, a.reviews_source,
    s.cost_pence, s.contributed_pence, s.cost_pence - s.contributed_pence AS gap_pence,
    round(s.contributed_pence::numeric / nullif(s.cost_pence, 0), 4)::double precision AS covered_share,
    a.printed_gap_pence, a.printed_gap_source, safer.dhr_funding_says() AS says,
    (SELECT coalesce(json_agg(row_to_json(p) ORDER BY p.partner), '[]') FROM part AS p) AS contributions,
    safer.dhr_funding_ledger(:financial_year::text) AS ledger
FROM assumed AS a
CROSS JOIN sum AS s;
