-- One post as it was on a date.
SELECT p.*
FROM api.posts AS p
WHERE p.id = :post::text
    AND p.from_on <= coalesce(:on::date, safer.today())
    AND coalesce(p.until_on, 'infinity') >= coalesce(:on::date, safer.today());
