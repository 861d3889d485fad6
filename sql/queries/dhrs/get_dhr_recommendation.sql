-- One recommendation of a review.
SELECT r.*, true AS _restricted
FROM api.dhr_recommendations AS r
WHERE r.id = :dhr_recommendation::uuid;
