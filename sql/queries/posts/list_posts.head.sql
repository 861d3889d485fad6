-- How many posts there were on a date, of an employer, paid by a fund or in a way.
SELECT count(*) AS _total
FROM api.posts AS p
WHERE p.from_on <= coalesce(:on::date, safer.today())
    AND coalesce(p.until_on, 'infinity') >= coalesce(:on::date, safer.today())
    AND (:employer::text IS NULL OR p.employer = :employer::text)
    AND (:fund::text IS NULL OR p.fund = :fund::text)
    AND (:funding::text IS NULL OR p.funding = :funding::text);
