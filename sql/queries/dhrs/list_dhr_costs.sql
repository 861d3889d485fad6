-- What of the spending of funds a review cost, by day.
SELECT c.*, true AS _restricted
FROM api.dhr_costs AS c
WHERE c.dhr = :dhr::uuid
ORDER BY c.incurred_on, c.expenditure;
