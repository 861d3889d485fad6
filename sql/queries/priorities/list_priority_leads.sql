-- Who leads a priority, and when, from the first on.
SELECT l.*
FROM api.priority_leads AS l
WHERE l.priority = :priority::text
    AND (:on::date IS NULL OR l.from_on <= :on::date)
    AND (:on::date IS NULL OR l.until_on IS NULL OR l.until_on >= :on::date)
ORDER BY l.from_on;
