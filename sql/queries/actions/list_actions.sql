-- Actions of the plan by id, which is the order they were put on it, filtered.
SELECT a.*, a.id::text AS _cursor
FROM api.actions AS a
WHERE a.id > coalesce(:after::uuid, '00000000-0000-0000-0000-000000000000')
    AND (:priority::text IS NULL OR a.priority = :priority::text)
    AND (:theme::text IS NULL OR a.id = ANY (ARRAY(
        SELECT t.action
        FROM safer.action_theme AS t
        WHERE t.theme = :theme::text)))
    AND (:owner::text IS NULL OR a.owner = :owner::text)
    AND (:state::text IS NULL OR a.state = :state::text)
    AND (:plan::text IS NULL OR a.id = ANY (ARRAY(
        SELECT x.id
        FROM safer.action AS x
        JOIN safer.plan AS p ON p.id = x.plan
        WHERE x.plan = :plan::text)))
    AND (:due_before::date IS NULL OR a.due_on < :due_before::date)
ORDER BY a.id
LIMIT :page_size::bigint;
