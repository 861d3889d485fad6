-- The lines of published budgets by budget and number, of one budget if it is named.
SELECT l.*, l.id AS _cursor
FROM api.budget_lines AS l
WHERE l.id > coalesce(:after::text, '')
    AND (:budget::text IS NULL OR l.budget = :budget::text)
ORDER BY l.id
LIMIT :page_size::bigint;
