-- Reviews by id, which is the order they were recorded in, filtered.
SELECT d.*, true AS _restricted, d.id::text AS _cursor
FROM api.dhrs AS d
WHERE d.id > coalesce(:after::uuid, '00000000-0000-0000-0000-000000000000')
    AND (:partnership::text IS NULL OR d.partnership = :partnership::text)
    AND (:stage::text IS NULL OR d.stage = :stage::text)
    AND (:suspended::boolean IS NULL OR d.suspended = :suspended::boolean)
    AND (:overdue::boolean IS NULL
        OR ('overdue' IN (coalesce(d.decision_state, ''), coalesce(d.completion_state, ''))) = :overdue::boolean)
    AND (:called::text IS NULL OR d.id = ANY (ARRAY(
        SELECT x.id FROM safer.dhr AS x WHERE lower(x.pseudonym) = lower(:called::text)
        UNION ALL
        SELECT x.id FROM safer.dhr AS x WHERE x.reference = :called::text
        UNION ALL
        SELECT a.dhr FROM safer.dhr_alias AS a WHERE lower(a.alias) = lower(:called::text))))
ORDER BY d.id
LIMIT :page_size::bigint;
