-- How many lines published budgets have, or one of them.
SELECT count(*) AS _total
FROM api.budget_lines AS l
WHERE (:budget::text IS NULL OR l.budget = :budget::text);
