-- The bodies that meet, by id.
SELECT b.*
FROM api.bodies AS b
WHERE (:meets_in::text IS NULL OR b.meets_in = :meets_in::text)
ORDER BY b.id;
