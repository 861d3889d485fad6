-- The rounds, by id.
SELECT r.*
FROM api.grant_rounds AS r
WHERE (:fund::text IS NULL OR r.fund = :fund::text)
ORDER BY r.id;
