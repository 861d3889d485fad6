-- The stages a review reached, in order.
SELECT s.*, true AS _restricted
FROM api.dhr_stages AS s
WHERE s.dhr = :dhr::uuid
ORDER BY s.step;
