-- How many indicators there are, filtered.
SELECT count(*) AS _total
FROM api.indicators AS i
WHERE (:priority::text IS NULL OR i.priority = :priority::text)
    AND (:state::text IS NULL OR i.state = :state::text)
    AND (:source::text IS NULL OR i.source = :source::text)
    AND (:frequency::text IS NULL OR i.frequency = :frequency::text)
    AND (:focus::boolean IS NULL OR i.focus = :focus::boolean)
    AND (:public::boolean IS NULL OR i.public = :public::boolean);
