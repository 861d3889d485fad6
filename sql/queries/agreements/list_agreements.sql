-- Agreements by id, of a fund, in force on a date, and as they stood on it.
SELECT a.*, a.id AS _cursor
FROM safer.agreements_on(coalesce(:on::date, safer.today())) AS a
WHERE a.id > coalesce(:after::text, '')
    AND (:fund::text IS NULL OR a.fund = :fund::text)
    AND (:on::date IS NULL OR a.starts_on <= :on::date)
    AND (:on::date IS NULL OR least(a.ends_on, a.dissolved_on) >= :on::date)
ORDER BY a.id
LIMIT :page_size::bigint;
