-- Actions of reviews, filtered, by id, which is random: in no order that tells which were put down together.
SELECT a.*, true AS _restricted, a.id::text AS _cursor
FROM api.dhr_actions AS a
WHERE a.id > coalesce(:after::uuid, '00000000-0000-0000-0000-000000000000')
    AND (:dhr::uuid IS NULL OR a.dhr = :dhr::uuid)
    AND (:partner::text IS NULL OR a.partner = :partner::text)
    AND (:state::text IS NULL OR a.state = :state::text)
    AND (:overdue::boolean IS NULL OR a.overdue = :overdue::boolean)
    AND (:due_to::date IS NULL OR a.due_on <= :due_to::date)
ORDER BY a.id
LIMIT :page_size::bigint;
