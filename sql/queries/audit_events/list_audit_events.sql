-- What the caller's own partner did, by id, which is the order it happened in, filtered.
SELECT e.*, e.id::text AS _cursor
FROM api.audit_events AS e
WHERE e.id > coalesce(:after::uuid, '00000000-0000-0000-0000-000000000000')
    AND (:operation::text IS NULL OR e.operation = :operation::text)
    AND (:object::text IS NULL OR e.object = :object::text)
    AND (:client::text IS NULL OR e.client = :client::text)
    AND (:from::timestamptz IS NULL OR e.recorded_at >= :from::timestamptz)
    AND (:to::timestamptz IS NULL OR e.recorded_at <= :to::timestamptz)
ORDER BY e.id
LIMIT :page_size::bigint;
