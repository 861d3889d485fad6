-- One issue of counts of reviews.
SELECT s.*
FROM api.dhr_statistics AS s
WHERE s.id = :statistics::uuid;
