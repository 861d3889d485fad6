-- Areas by id, of a kind or a partner.
SELECT a.*, a.id AS _cursor
FROM api.areas AS a
WHERE a.id > coalesce(:after::text, '')
    AND (:kind::text IS NULL OR a.kind = :kind::text)
    AND (:partner::text IS NULL OR a.partner = :partner::text)
ORDER BY a.id
LIMIT :page_size::bigint;
