-- One decision.
SELECT d.*
FROM api.decisions AS d
WHERE d.id = :decision::uuid;
