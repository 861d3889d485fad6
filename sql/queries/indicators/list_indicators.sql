-- Indicators by id, filtered.
SELECT i.*, i.id AS _cursor
FROM api.indicators AS i
WHERE i.id > coalesce(:after::text, '')
    AND (:priority::text IS NULL OR i.priority = :priority::text)
    AND (:state::text IS NULL OR i.state = :state::text)
    AND (:source::text IS NULL OR i.source = :source::text)
    AND (:frequency::text IS NULL OR i.frequency = :frequency::text)
    AND (:focus::boolean IS NULL OR i.focus = :focus::boolean)
    AND (:public::boolean IS NULL OR i.public = :public::boolean)
ORDER BY i.id
LIMIT :page_size::bigint;
