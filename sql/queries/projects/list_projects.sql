-- Projects by id, filtered.
SELECT p.*, p.id AS _cursor
FROM api.projects AS p
WHERE p.id > coalesce(:after::text, '')
    AND (:state::text IS NULL OR p.state = :state::text)
    AND (:lead::text IS NULL OR p.lead = :lead::text)
    AND (:priority::text IS NULL OR p.id = ANY (ARRAY(
        SELECT x.project
        FROM safer.project_priority AS x
        WHERE x.priority = :priority::text)))
    AND (:theme::text IS NULL OR p.id = ANY (ARRAY(
        SELECT x.project
        FROM safer.project_theme AS x
        WHERE x.theme = :theme::text)))
    AND (:action::uuid IS NULL OR p.id = ANY (ARRAY(
        SELECT x.project
        FROM safer.project_action AS x
        WHERE x.action = :action::uuid)))
ORDER BY p.id
LIMIT :page_size::bigint;
