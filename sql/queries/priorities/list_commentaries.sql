-- What was said about a priority, by quarter and in order.
SELECT c.*
FROM api.commentaries AS c
WHERE c.priority = :priority::text
    AND (:quarter::text IS NULL OR c.quarter = :quarter::text)
ORDER BY c.quarter, c.id;
