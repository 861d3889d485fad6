-- How many actions of reviews there are, filtered.
SELECT count(*) AS _total, count(*) > 0 AS _restricted
FROM api.dhr_actions AS a
WHERE (:dhr::uuid IS NULL OR a.dhr = :dhr::uuid)
    AND (:partner::text IS NULL OR a.partner = :partner::text)
    AND (:state::text IS NULL OR a.state = :state::text)
    AND (:overdue::boolean IS NULL OR a.overdue = :overdue::boolean)
    AND (:due_to::date IS NULL OR a.due_on <= :due_to::date);
