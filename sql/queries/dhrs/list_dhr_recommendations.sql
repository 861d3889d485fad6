-- The recommendations of a review, by number.
SELECT r.*, true AS _restricted
FROM api.dhr_recommendations AS r
WHERE r.dhr = :dhr::uuid
ORDER BY r.number;
