-- What each partner gives towards reviews: as the papers say, or in a scenario.
SELECT p.*
FROM safer.dhr_funding_parts(:contributions::text, :unit_cost_pence::bigint, :reviews::integer,
    coalesce(safer.financial_year_start(:financial_year::text), safer.today())) AS p
ORDER BY p.partner;
