-- Sets of priorities and themes, by the day they start.
SELECT s.*
FROM api.priority_sets AS s
WHERE (:state::text IS NULL OR s.state = :state::text)
ORDER BY s.starts_on, s.id;
