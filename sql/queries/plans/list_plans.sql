-- Plans by id, all or those in due regard.
SELECT p.*
FROM api.plans AS p
WHERE (:due_regard::boolean IS NULL OR p.due_regard = :due_regard::boolean)
    AND (:priority::text IS NULL OR EXISTS (
        SELECT
        FROM safer.plan_priority AS x
        WHERE x.plan = p.id
            AND x.priority = :priority::text))
ORDER BY p.id;
