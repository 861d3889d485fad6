-- One commentary on a priority.
SELECT c.*
FROM api.commentaries AS c
WHERE c.priority = :priority::text
    AND c.id = :commentary::uuid;
