-- Awards by id, which is the order they were made, filtered.
SELECT a.*, a.id::text AS _cursor
FROM api.awards AS a
WHERE a.id > coalesce(:after::uuid, '00000000-0000-0000-0000-000000000000')
    AND (:round::text IS NULL OR a.round = :round::text)
    AND (:project::text IS NULL OR a.project = :project::text)
    AND (:recipient::text IS NULL OR a.recipient = :recipient::text)
    AND (:state::text IS NULL OR a.state = :state::text)
    AND (:priority::text IS NULL OR a.project = ANY (ARRAY(
        SELECT x.project
        FROM safer.project_priority AS x
        WHERE x.priority = :priority::text)))
ORDER BY a.id
LIMIT :page_size::bigint;
