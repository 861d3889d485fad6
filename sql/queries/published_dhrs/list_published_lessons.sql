-- What is learned from a published review, in order.
SELECT l.*
FROM api.published_lessons AS l
WHERE l.published_dhr = :published_dhr::uuid
ORDER BY l.place;
