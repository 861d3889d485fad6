-- One award.
SELECT a.*
FROM api.awards AS a
WHERE a.id = :award::uuid;
