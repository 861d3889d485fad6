-- Funds by id.
SELECT f.*, f.id AS _cursor
FROM api.funds AS f
WHERE f.id > coalesce(:after::text, '')
ORDER BY f.id
LIMIT :page_size::bigint;
