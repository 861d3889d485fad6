-- One paper.
SELECT p.*
FROM api.papers AS p
WHERE p.id = :paper::uuid;
