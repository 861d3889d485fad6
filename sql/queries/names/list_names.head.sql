-- How many names there are: of one as it is written, on a date, or of one thing.
SELECT count(*) AS _total
FROM api.names AS n
WHERE (:name::text IS NULL OR lower(n.name) = lower(:name::text))
    AND (:refers_to::text IS NULL OR n.refers_to = :refers_to::text)
    AND (:on::date IS NULL OR coalesce(n.from_on, '-infinity') <= :on::date)
    AND (:on::date IS NULL OR coalesce(n.to_on, 'infinity') >= :on::date);
