-- How many awards there are, filtered.
SELECT count(*) AS _total
FROM safer.award AS a
WHERE (:round::text IS NULL OR a.round = :round::text)
    AND (:project::text IS NULL OR a.project = :project::text)
    AND (:recipient::text IS NULL OR a.recipient = :recipient::text)
    AND (:state::text IS NULL OR a.state = :state::text)
    AND (:priority::text IS NULL OR a.project = ANY (ARRAY(
        SELECT x.project
        FROM safer.project_priority AS x
        WHERE x.priority = :priority::text)));
