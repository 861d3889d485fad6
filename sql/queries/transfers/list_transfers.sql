-- Transfers by id, which is the order they were posted in, filtered.
SELECT t.*, t.id::text AS _cursor
FROM api.transfers AS t
WHERE t.id > coalesce(:after::uuid, '00000000-0000-0000-0000-000000000000')
    AND (:from_fund::text IS NULL OR t.from_fund = :from_fund::text)
    AND (:to_fund::text IS NULL OR t.to_fund = :to_fund::text)
ORDER BY t.id
LIMIT :page_size::bigint;
