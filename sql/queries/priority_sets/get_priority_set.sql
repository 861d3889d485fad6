-- One set of priorities and themes.
SELECT s.*
FROM api.priority_sets AS s
WHERE s.id = :set::text;
