-- How many actions there are, filtered.
SELECT count(*) AS _total
FROM safer.action AS a
WHERE (:priority::text IS NULL OR a.priority = :priority::text)
    AND (:theme::text IS NULL OR a.id = ANY (ARRAY(
        SELECT t.action
        FROM safer.action_theme AS t
        WHERE t.theme = :theme::text)))
    AND (:owner::text IS NULL OR a.owner = :owner::text)
    AND (:state::text IS NULL OR a.state = :state::text)
    AND (:plan::text IS NULL OR a.plan = (SELECT p.id FROM safer.plan AS p WHERE p.id = :plan::text))
    AND (:due_before::date IS NULL OR a.due_on < :due_before::date);
