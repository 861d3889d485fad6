-- Names by id: one as it is written in whatever case, on a date, or those of one thing.
SELECT n.*, n.id AS _cursor
FROM api.names AS n
WHERE n.id > coalesce(:after::text, '')
    AND (:name::text IS NULL OR lower(n.name) = lower(:name::text))
    AND (:refers_to::text IS NULL OR n.refers_to = :refers_to::text)
    AND (:on::date IS NULL OR coalesce(n.from_on, '-infinity') <= :on::date)
    AND (:on::date IS NULL OR coalesce(n.to_on, 'infinity') >= :on::date)
ORDER BY n.id
LIMIT :page_size::bigint;
