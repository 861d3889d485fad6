-- One decision.
SELECT d.*, d.restricted AS _restricted
FROM api.decisions AS d
WHERE d.id = :decision::uuid;
