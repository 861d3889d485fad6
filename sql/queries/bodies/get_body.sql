-- One body that meets.
SELECT b.*
FROM api.bodies AS b
WHERE b.id = :body::text;
