-- What interests were declared at a meeting, in the order they were recorded.
SELECT d.*
FROM api.declarations AS d
WHERE d.meeting = :meeting::uuid
ORDER BY d.id;
