-- Published budgets by id.
SELECT b.*, b.id AS _cursor
FROM api.budgets AS b
WHERE b.id > coalesce(:after::text, '')
ORDER BY b.id
LIMIT :page_size::bigint;
