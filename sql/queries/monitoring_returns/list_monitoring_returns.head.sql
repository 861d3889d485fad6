-- How many monitoring returns there are, filtered.
SELECT count(*) AS _total
FROM api.monitoring_returns AS r
WHERE (:award::uuid IS NULL OR r.award = :award::uuid)
    AND (:round::text IS NULL OR r.award = ANY (ARRAY(SELECT a.id FROM safer.award AS a WHERE a.round = :round::text)))
    AND (:project::text IS NULL
        OR r.award = ANY (ARRAY(SELECT a.id FROM safer.award AS a WHERE a.project = :project::text)))
    AND (:recipient::text IS NULL
        OR r.award = ANY (ARRAY(SELECT a.id FROM safer.award AS a WHERE a.recipient = :recipient::text)))
    AND (:state::text IS NULL OR r.state = :state::text)
    AND (:overdue::boolean IS NULL OR r.overdue = :overdue::boolean)
    AND r.due_on BETWEEN coalesce(:due_from::date, '1800-01-01') AND coalesce(:due_to::date, '9999-12-31');
