-- Meetings by when they start, filtered.
SELECT m.*, to_char(m.starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '/' || m.id AS _cursor
FROM api.meetings AS m
WHERE (m.starts_at, m.id) > (coalesce(split_part(:after::text, '/', 1), '-infinity')::timestamptz,
        coalesce(split_part(:after::text, '/', 2), '00000000-0000-0000-0000-000000000000')::uuid)
    AND (:body::text IS NULL OR m.body = :body::text)
    AND (:state::text IS NULL OR m.state = :state::text)
    AND (:from::date IS NULL OR m.starts_at >= :from::date::timestamp AT TIME ZONE 'Europe/London')
    AND (:to::date IS NULL OR m.starts_at < (:to::date + 1)::timestamp AT TIME ZONE 'Europe/London')
    AND (:partner::text IS NULL OR m.body = ANY (ARRAY(
        SELECT b.body
        FROM safer.membership AS b
        WHERE b.partner = :partner::text)))
ORDER BY m.starts_at, m.id
LIMIT :page_size::bigint;
