-- Organisations by id, of a kind, in being on a date.
SELECT p.*, p.id AS _cursor
FROM api.partners AS p
WHERE p.id > coalesce(:after::text, '')
    AND (:kind::text IS NULL OR p.kind = :kind::text)
    AND (:on::date IS NULL OR coalesce(p.from_on, '-infinity') <= :on::date)
    AND (:on::date IS NULL OR coalesce(p.to_on, 'infinity') >= :on::date)
ORDER BY p.id
LIMIT :page_size::bigint;
