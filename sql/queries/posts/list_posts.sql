-- Posts by id as they were on a date, of an employer, paid by a fund or in a way.
SELECT p.*, p.id AS _cursor
FROM api.posts AS p
WHERE p.id > coalesce(:after::text, '')
    AND p.from_on <= coalesce(:on::date, safer.today())
    AND coalesce(p.until_on, 'infinity') >= coalesce(:on::date, safer.today())
    AND (:employer::text IS NULL OR p.employer = :employer::text)
    AND (:fund::text IS NULL OR p.fund = :fund::text)
    AND (:funding::text IS NULL OR p.funding = :funding::text)
ORDER BY p.id
LIMIT :page_size::bigint;
