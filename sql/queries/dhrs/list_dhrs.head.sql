-- How many reviews there are, filtered.
SELECT count(*) AS _total, count(*) > 0 AS _restricted
FROM api.dhrs AS d
WHERE (:partnership::text IS NULL OR d.partnership = :partnership::text)
    AND (:stage::text IS NULL OR d.stage = :stage::text)
    AND (:suspended::boolean IS NULL OR d.suspended = :suspended::boolean)
    AND (:overdue::boolean IS NULL
        OR ('overdue' IN (coalesce(d.decision_state, ''), coalesce(d.completion_state, ''))) = :overdue::boolean)
    AND (:called::text IS NULL OR d.id = ANY (ARRAY(
        SELECT x.id FROM safer.dhr AS x WHERE lower(x.pseudonym) = lower(:called::text)
        UNION ALL
        SELECT x.id FROM safer.dhr AS x WHERE x.reference = :called::text
        UNION ALL
        SELECT a.dhr FROM safer.dhr_alias AS a WHERE lower(a.alias) = lower(:called::text))));
