-- Themes in the order of their set: of one set, of the set in force on a date, or all.
SELECT p.id, p.title, p.state, p.set, p.place, p.note, p.created_at, p.version, p.sets, p.lineage
FROM safer.priorities_shown('theme', :set::text, :on::date) AS p
WHERE (:state::text IS NULL OR p.state = :state::text)
ORDER BY p.place, p.id;
