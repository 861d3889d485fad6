-- Decisions by id, which is the order they were kept in, filtered.
SELECT d.*, d.restricted AS _restricted, d.id::text AS _cursor
FROM api.decisions AS d
WHERE d.id > coalesce(:after::uuid, '00000000-0000-0000-0000-000000000000')
    AND (:body::text IS NULL OR d.body = :body::text)
    AND (:from::date IS NULL OR d.meeting = ANY (ARRAY(
        SELECT m.id
        FROM safer.meeting AS m
        WHERE m.starts_at >= :from::date::timestamp AT TIME ZONE 'Europe/London')))
    AND (:to::date IS NULL OR d.meeting = ANY (ARRAY(
        SELECT m.id
        FROM safer.meeting AS m
        WHERE m.starts_at < (:to::date + 1)::timestamp AT TIME ZONE 'Europe/London')))
    AND (:stage::text IS NULL OR d.stage = :stage::text)
ORDER BY d.id
LIMIT :page_size::bigint;
