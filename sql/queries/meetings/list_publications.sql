-- What of a meeting was published, in order.
SELECT p.*
FROM api.publications AS p
WHERE p.meeting = :meeting::uuid
ORDER BY p.step;
