-- What is still due of reviews at the end of a day, the earliest first.
SELECT x.kind, x.dhr, d.pseudonym, x.action, x.partner, x.organisation, x.due_on,
    coalesce(:on::date, safer.today()) - x.due_on AS days_over,
    safer.dhr_deadline_state(x.due_on, NULL, x.suspended, coalesce(:on::date, safer.today())) AS state,
    true AS _restricted
FROM safer.dhr_deadlines(coalesce(:on::date, safer.today())) AS x
LEFT JOIN safer.dhr AS d ON d.id = x.dhr
WHERE (:kind::text IS NULL OR x.kind = :kind::text)
    AND (:dhr::uuid IS NULL OR x.dhr = :dhr::uuid)
    AND (:partner::text IS NULL OR x.partner = :partner::text)
    AND (:due_to::date IS NULL OR x.due_on <= :due_to::date)
    AND (:overdue::boolean IS NULL OR (coalesce(:on::date, safer.today()) > x.due_on) = :overdue::boolean)
ORDER BY x.due_on, x.kind, x.dhr, x.action;
