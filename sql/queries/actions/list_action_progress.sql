-- What became of an action, in the order it was said.
SELECT p.*
FROM api.action_progress AS p
WHERE p.action = :action::uuid
ORDER BY p.id;
