-- One exclusion from a fund.
SELECT e.*
FROM api.fund_exclusions AS e
WHERE e.id = :exclusion::uuid;
