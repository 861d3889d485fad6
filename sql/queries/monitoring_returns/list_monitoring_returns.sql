-- Monitoring returns in the order they are due, filtered.
SELECT r.*, concat_ws('.', r.due_on, r.id) AS _cursor
FROM api.monitoring_returns AS r
WHERE (r.due_on, r.id) > (
        coalesce(nullif(split_part(:after::text, '.', 1), ''), '1800-01-01')::date,
        coalesce(nullif(split_part(:after::text, '.', 2), ''), '00000000-0000-0000-0000-000000000000')::uuid)
    AND (:award::uuid IS NULL OR r.award = :award::uuid)
    AND (:round::text IS NULL OR r.award = ANY (ARRAY(SELECT a.id FROM safer.award AS a WHERE a.round = :round::text)))
    AND (:project::text IS NULL
        OR r.award = ANY (ARRAY(SELECT a.id FROM safer.award AS a WHERE a.project = :project::text)))
    AND (:recipient::text IS NULL
        OR r.award = ANY (ARRAY(SELECT a.id FROM safer.award AS a WHERE a.recipient = :recipient::text)))
    AND (:state::text IS NULL OR r.state = :state::text)
    AND (:overdue::boolean IS NULL OR r.overdue = :overdue::boolean)
    AND r.due_on BETWEEN coalesce(:due_from::date, '1800-01-01') AND coalesce(:due_to::date, '9999-12-31')
ORDER BY r.due_on, r.id
LIMIT :page_size::bigint;
