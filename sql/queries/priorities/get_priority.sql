-- One priority, with its sets, where it comes from and what came of it.
SELECT p.*
FROM api.priorities AS p
WHERE p.id = :priority::text;
