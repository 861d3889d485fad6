-- Agreements by id, of a fund, in force on a date.
SELECT a.*, a.id AS _cursor
FROM api.agreements AS a
WHERE a.id > coalesce(:after::text, '')
    AND (:fund::text IS NULL OR a.fund = :fund::text)
    AND (:on::date IS NULL OR a.starts_on <= :on::date)
    AND (:on::date IS NULL OR a.ends_on >= :on::date)
ORDER BY a.id
LIMIT :page_size::bigint;
