-- What interests were declared at a meeting, in the order they were recorded.
SELECT d.*, (SELECT r.restricted FROM safer.declaration AS r WHERE r.id = d.id) AS _restricted
FROM api.declarations AS d
WHERE d.meeting = :meeting::uuid
ORDER BY d.id;
