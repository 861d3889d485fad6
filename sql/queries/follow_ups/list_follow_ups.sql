-- Follow-ups by id, which is the order they were asked for, filtered.
SELECT f.*, f.restricted AS _restricted, f.id::text AS _cursor
FROM api.follow_ups AS f
WHERE f.id > coalesce(:after::uuid, '00000000-0000-0000-0000-000000000000')
    AND (:body::text IS NULL OR f.body = :body::text)
    AND (:state::text IS NULL OR f.state = :state::text)
    AND (:partner::text IS NULL OR f.partner = :partner::text)
    AND (NOT coalesce(:overdue::boolean, false) OR f.state = 'open')
    AND (:overdue::boolean IS NULL OR f.overdue = :overdue::boolean)
ORDER BY f.id
LIMIT :page_size::bigint;
