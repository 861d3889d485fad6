-- One published review.
SELECT p.*
FROM api.published_dhrs AS p
WHERE p.id = :published_dhr::uuid;
