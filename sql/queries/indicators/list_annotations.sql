-- What is said about an indicator's series, by the period it begins with; of an area, what concerns that and all of them.
SELECT n.*
FROM api.annotations AS n
JOIN safer.annotation AS s ON s.id = n.id
WHERE n.indicator = :indicator::text
    AND (:area::text IS NULL OR coalesce(n.area, :area::text) = :area::text)
ORDER BY s.starts_on, n.id;
