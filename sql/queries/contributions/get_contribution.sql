-- One contribution.
SELECT c.*
FROM api.contributions AS c
WHERE c.id = :contribution::uuid;
