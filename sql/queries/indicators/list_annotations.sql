-- What is said about an indicator's series, by the period it begins with; of an area, what concerns it and what all.
SELECT n.*
FROM api.annotations AS n
WHERE n.indicator = :indicator::text
    AND (:area::text IS NULL OR coalesce(n.area, :area::text) = :area::text)
ORDER BY n.period, n.id;
