-- How priorities and themes follow from each other, from the first set on: all, of one set, or of one priority or theme
-- in both directions, whole.
WITH RECURSIVE kin (id) AS (
    SELECT :priority::text
    WHERE :priority::text IS NOT NULL
    UNION
    SELECT n.id
    FROM kin AS k
    JOIN api.lineage AS l ON k.id IN (l."from", l."to")
    CROSS JOIN LATERAL (VALUES (l."from"), (l."to")) AS n (id)
    WHERE n.id IS NOT NULL
)
SELECT l.id, l.set, l.kind, l."from", l.from_title, l."to", l.to_title, l.source, l.note, l.created_at
FROM api.lineage AS l
WHERE (:set::text IS NULL OR l.set = :set::text)
    AND (:priority::text IS NULL OR l."from" IN (SELECT k.id FROM kin AS k) OR l."to" IN (SELECT k.id FROM kin AS k))
ORDER BY l.starts_on, l.id;
