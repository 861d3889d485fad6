-- Priorities in the order of their set: of one set, of the set in force on a date, or all.
SELECT p.*
FROM safer.priorities_shown('priority', :set::text, :on::date) AS p
WHERE (:state::text IS NULL OR p.state = :state::text)
ORDER BY p.place, p.id;
