-- How many events there are of the caller's own partner, filtered.
SELECT count(*) AS _total
FROM safer.audit_event AS e
WHERE (:operation::text IS NULL OR e.operation = :operation::text)
    AND (:object::text IS NULL OR e.object = :object::text)
    AND (:client::text IS NULL OR e.client = :client::text)
    AND (:from::timestamptz IS NULL OR e.recorded_at >= :from::timestamptz)
    AND (:to::timestamptz IS NULL OR e.recorded_at <= :to::timestamptz);
