-- Reports that were issued, by id, which is the order they were issued in; of a quarter.
SELECT r.*, r.id::text AS _cursor
FROM api.reports AS r
WHERE r.id > coalesce(:after::uuid, '00000000-0000-0000-0000-000000000000')
    AND (:quarter::text IS NULL
        OR r.quarter = safer.period_text(safer.period_edge(:quarter::text, 'quarter', false), 'quarter', 'financial'))
ORDER BY r.id
LIMIT :page_size::bigint;
