-- The recommendations of a published review, by number.
SELECT r.*
FROM api.published_recommendations AS r
WHERE r.published_dhr = :published_dhr::uuid
ORDER BY r.number;
