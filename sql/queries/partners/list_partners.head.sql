-- How many organisations there are of a kind, in being on a date.
SELECT count(*) AS _total
FROM api.partners AS p
WHERE (:kind::text IS NULL OR p.kind = :kind::text)
    AND (:on::date IS NULL OR coalesce(p.from_on, '-infinity') <= :on::date)
    AND (:on::date IS NULL OR coalesce(p.to_on, 'infinity') >= :on::date);
