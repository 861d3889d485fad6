-- What a meeting resolved or recommended, in the order it is kept.
SELECT d.*, d.restricted AS _restricted
FROM api.decisions AS d
WHERE d.meeting = :meeting::uuid
ORDER BY d.id;
