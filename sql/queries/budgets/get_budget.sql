-- One published budget, with what its lines come to.
SELECT b.*
FROM api.budgets AS b
WHERE b.id = :budget::text;
